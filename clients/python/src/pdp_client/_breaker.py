from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import Enum
from time import monotonic

from .settings import Breaker

_SLICES = 10

_log = logging.getLogger("pdp_client")


class Admission(Enum):
    """What a call may do."""

    CALL = 1
    PROBE = 2
    """Ask for health first, then say what came of it with `probed`."""
    REFUSED = 3


class CircuitBreaker:
    """Counts calls in slices of the window, so that its cost does not grow with the number of calls.

    Nothing runs in the background: while it is open, the calls themselves take turns to look whether the PDP is back.
    """

    def __init__(self, settings: Breaker, clock: Callable[[], float] = monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._slices: dict[int, list[int]] = {}  # number of the slice: calls, failures
        self._generation = 0
        self._open = False
        self._next_probe = 0.0

    def admit(self) -> tuple[Admission, int]:
        """Asks for a call; with the answer comes what `record` is to be given."""
        with self._lock:
            if not self._open:
                return Admission.CALL, self._generation
            if self._clock() < self._next_probe:
                return Admission.REFUSED, self._generation
            # Claimed by time, not by a flag: a prober that is cancelled or never comes back blocks nobody.
            self._next_probe = self._clock() + self._settings.retry_after
            return Admission.PROBE, self._generation

    def probed(self, serving: bool) -> int:
        """Says what came of a probe; when the PDP serves, all calls are let through again.

        :returns: what `record` is to be given.
        """
        with self._lock:
            if serving and self._open:
                self._open = False
                self._slices.clear()
                self._generation += 1
                _log.warning("the PDP serves again")
            return self._generation

    def record(self, generation: int, failed: bool) -> None:
        """Says what came of a call. What was admitted before the last change of state does not count."""
        with self._lock:
            if self._open or generation != self._generation:
                return
            now = self._clock()
            current = int(now / self._settings.window * _SLICES)
            for old in [number for number in self._slices if number <= current - _SLICES]:
                del self._slices[old]
            counts = self._slices.setdefault(current, [0, 0])
            counts[0] += 1
            counts[1] += failed
            if not failed:
                return
            calls = sum(counts[0] for counts in self._slices.values())
            failures = sum(counts[1] for counts in self._slices.values())
            if calls >= self._settings.minimum_calls and failures >= calls * self._settings.failure_ratio:
                self._open = True
                self._generation += 1
                self._next_probe = now + self._settings.retry_after
                _log.warning("%d of %d calls failed: leaving the PDP alone until it serves again", failures, calls)
