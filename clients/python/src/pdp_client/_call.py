from __future__ import annotations

import math
from dataclasses import replace
from time import monotonic

from ._breaker import Admission, CircuitBreaker
from ._failure import CallFailed
from ._question import Question
from .decision import Decision, Reason


class Call:
    """One check on its way: its deadline, and what it tells the breaker. The two clients share it, so that they cannot differ."""

    def __init__(self, breaker: CircuitBreaker, question: Question, timeout: float) -> None:
        self._breaker = breaker
        self._waits = bool(question.min_revision)
        self._generation = 0
        self._started = monotonic()
        # A budget that the application's own work has used up, or that is no number, leaves no time.
        self._limit = self._started + (timeout if 0 < timeout < math.inf else 0.0)

    @property
    def rest(self) -> float:
        """The seconds that are left; below 0 when there are none."""
        return self._limit - monotonic()

    def left(self) -> float:
        """The seconds that are left.

        :raises CallFailed: there are none.
        """
        left = self.rest
        if left <= 0:
            raise CallFailed(Reason.DEADLINE, "no time was left for the call")
        return left

    def needs_probe(self) -> bool:
        """Whether the PDP's health is to be asked before it is called; the answer goes to `probed`.

        :raises CallFailed: the breaker is open, and it is not yet time to look.
        """
        self.left()
        admission, self._generation = self._breaker.admit()
        if admission is Admission.REFUSED:
            raise CallFailed(Reason.CIRCUIT_OPEN, "the circuit is open")
        return admission is Admission.PROBE

    def probed(self, serving: bool) -> None:
        """Takes what the PDP's health is.

        :raises CallFailed: it does not serve.
        """
        self._generation = self._breaker.probed(serving)
        if not serving:
            raise CallFailed(Reason.CIRCUIT_OPEN, "the circuit is open, and the PDP does not serve yet")

    def succeeded(self) -> None:
        """Tells that there is an answer."""
        self._breaker.record(self._generation, failed=False)

    def failed(self, fault: CallFailed) -> None:
        """Tells that there is none."""
        # A malformed question says nothing about the PDP, and as a success it would hide that others fail. Neither does the deadline
        # of a question that waits for a revision: nobody may close the PDP to others by asking for one that never comes.
        if fault.reason is Reason.INVALID_REQUEST or (self._waits and fault.reason is Reason.DEADLINE):
            return
        self._breaker.record(self._generation, fault.counts)

    def finish(self, decision: Decision) -> Decision:
        """Writes down how long it took."""
        return replace(decision, elapsed=monotonic() - self._started)

    def denial(self, fault: CallFailed) -> Decision:
        """What it comes to when there is no answer."""
        return self.finish(Decision(reason=fault.reason, detail=fault.detail))
