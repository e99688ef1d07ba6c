from __future__ import annotations

from .decision import Reason


class CallFailed(Exception):
    """A call that brought no usable answer. It stays inside the package: callers get a `Decision`."""

    def __init__(self, reason: Reason, detail: str, *, counts: bool = False) -> None:
        """:param counts: whether the circuit breaker is to count it as a sign of a PDP in trouble."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.counts = counts
