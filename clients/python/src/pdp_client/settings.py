"""How a client is set up."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Tls:
    """How the PDP shows who it is, and the client, where it must.

    Files are PEM and read when the client is made; make a new client when they have changed.
    """

    ca_file: str | None = None
    """The authorities that may vouch for the PDP; those of the gRPC library without it."""
    certificate_file: str | None = None
    """The client's own certificate with its chain, for mutual TLS; with `key_file` or not at all."""
    key_file: str | None = None
    """The certificate's private key."""
    server_name: str | None = None
    """The name that the PDP's certificate must have; the host of the address without it."""

    def __post_init__(self) -> None:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("expected `certificate_file` and `key_file` together, got one of them")


@dataclass(frozen=True)
class Breaker:
    """When the client leaves a PDP in trouble alone.

    Counted are calls that end with the deadline, or that the PDP is unavailable, overloaded or in error. Once open, calls come to
    `Reason.CIRCUIT_OPEN` at once; every `retry_after` one of them asks the PDP's health first and, when it serves, goes on.
    """

    failure_ratio: float = 0.5
    """Share of failed calls from which on it opens, above 0 and at most 1."""
    minimum_calls: int = 20
    """Fewer calls than this within the window never open it; at least 1."""
    window: float = 10.0
    """Over how many seconds calls are counted."""
    retry_after: float = 0.5
    """Seconds between two looks at the PDP's health while it is open."""

    def __post_init__(self) -> None:
        if not 0 < self.failure_ratio <= 1:
            raise ValueError(f"expected `failure_ratio` above 0 and at most 1, got {self.failure_ratio}")
        if self.minimum_calls < 1:
            raise ValueError(f"expected `minimum_calls` of at least 1, got {self.minimum_calls}")
        positive("window", self.window)
        positive("retry_after", self.retry_after)


def positive(name: str, seconds: float) -> float:
    """Checks a setting in seconds.

    :raises ValueError: it is not above 0 and finite.
    """
    if not (seconds > 0 and math.isfinite(seconds)):
        raise ValueError(f"expected `{name}` above 0 s, got {seconds}")
    return seconds
