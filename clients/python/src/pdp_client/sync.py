"""The client for threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from types import TracebackType
from typing import Any, TypeVar

from . import _ways
from ._breaker import CircuitBreaker
from ._call import Call
from ._failure import CallFailed
from ._obligations import Handler, Obligations
from ._question import Question
from ._transport import Transport
from .decision import Decision, Decisions
from .model import Action, Resource, Subject
from .settings import Breaker, Tls, positive

_T = TypeVar("_T")


class PdpClient:
    """Asks a PDP. Any number of threads may share one; make it after a process has forked, not before.

    Whatever happens to the PDP or on the way comes to a `Decision` that denies and says why, never to an exception.

    :param target: the address, such as `127.0.0.1:50051`, `dns:///pdp.example:50051` (all its addresses are used, in turn) or
        `unix:/run/pdp.sock`; or `https://pdp.example` to ask over HTTP (AuthZEN), which tells less: no rules and errors unless the PDP is
        told to, and no `min_revision`.
    :param tls: how the PDP and the client show who they are; without it the connection is plain text.
    :param allow_plaintext: take plain text to other machines as well: anyone between can read the questions and write the answers.
    :param timeout: seconds that a check may take, retries included.
    :param obligations: for ids of obligations what fulfils them. It is called with the `Obligation` when the PDP permits (or denies:
        a denial may have obligations as well) before `check` returns; when it raises, the decision is
        `Reason.OBLIGATION_FAILED`. It is not cut off at the deadline.
    :param understood: ids of obligations that the application fulfils by itself: it looks at `Decision.obligations`.
    :param breaker: when a PDP in trouble is left alone.
    :param max_request_bytes: longer questions are `Reason.INVALID_REQUEST`; the PDP takes 1 MiB unless told otherwise.
    :raises ValueError: a setting is wrong, or plain text would leave this machine.
    :raises OSError: a file of `tls` cannot be read.
    :raises ImportError: the address is one of HTTP, and httpx is not installed.
    """

    def __init__(
        self,
        target: str = "127.0.0.1:50051",
        *,
        tls: Tls | None = None,
        allow_plaintext: bool = False,
        timeout: float = 0.25,
        obligations: Mapping[str, Handler] | None = None,
        understood: Collection[str] = (),
        breaker: Breaker = Breaker(),
        max_request_bytes: int = 1024 * 1024,
    ) -> None:
        self._timeout = positive("timeout", timeout)
        self._obligations = Obligations(obligations, understood)
        self._breaker = CircuitBreaker(breaker)
        self._transport: Transport = _ways.blocking(target, tls, allow_plaintext, max_request_bytes)

    def check(
        self,
        subject: Subject | None,
        action: Action | str,
        resource: Resource,
        context: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        min_revision: str = "",
        subject_token: str = "",
    ) -> Decision:
        """Asks whether a subject may do an action on a resource.

        :param subject: who; with a `subject_token` it may be None, and must not be at odds with the token.
        :param context: the circumstances, such as the caller's address.
        :param timeout: seconds this check may take instead of the client's; none left is `Reason.DEADLINE`.
        :param min_revision: a revision that must be in force or have been, else the decision is `Reason.STALE_POLICY`.
        :param subject_token: the token of the user on whose behalf is asked, which the PDP verifies: it says who the subject is. One
            that the PDP does not take is `Reason.TOKEN_REFUSED`.
        :returns: the decision; `allowed` says whether the action may be done.
        """
        question = Question(subject, [(action, resource)], context or {}, min_revision, subject_token)
        call = Call(self._breaker, question, self._timeout if timeout is None else timeout)
        try:
            decision = self._make(call, lambda left: self._transport.ask(question, left))
        except CallFailed as fault:
            return call.denial(fault)
        return call.finish(self._obligations.fulfil(decision))

    def check_many(
        self,
        subject: Subject | None,
        items: Iterable[tuple[Action | str, Resource]],
        context: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        min_revision: str = "",
        subject_token: str = "",
    ) -> Decisions:
        """Asks in one call whether a subject may do each of several actions, all by one revision of the policies.

        :param items: pairs of an action and a resource; the PDP takes 1,000 at a time unless told otherwise.
        :returns: as many decisions as there were items, in their order. One malformed item is `Reason.INVALID_REQUEST` alone;
            when the call fails, all decisions have the reason. Handlers of obligations are called for each.
        """
        question = Question(subject, list(items), context or {}, min_revision, subject_token)
        if not question.items:
            return Decisions()
        call = Call(self._breaker, question, self._timeout if timeout is None else timeout)
        try:
            decisions = self._make(call, lambda left: self._transport.ask_many(question, left))
        except CallFailed as fault:
            return Decisions([call.denial(fault)] * len(question.items))
        return Decisions([call.finish(self._obligations.fulfil(decision)) for decision in decisions])

    def wait_until_ready(self, timeout: float = 10.0) -> bool:
        """Connects and waits until the PDP serves, at the start of an application, say.

        :param timeout: for how many seconds at most.
        :returns: whether it serves. If not, the client may be used all the same: its checks deny until the PDP is there.
        """
        limit = time.monotonic() + timeout
        while (left := limit - time.monotonic()) > 0:
            if self._transport.is_serving(left, wait=True):
                return True
            time.sleep(min(0.05, max(0.0, limit - time.monotonic())))
        return False

    def close(self) -> None:
        """Closes the connections. Checks under way and later ones are `Reason.UNAVAILABLE`."""
        self._transport.close()

    def __enter__(self) -> PdpClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _make(self, call: Call, ask: Callable[[float], _T]) -> _T:
        if call.needs_probe():
            call.probed(self._transport.is_serving(call.left()))
        try:
            answer = ask(call.left())
        except CallFailed as fault:
            call.failed(fault)
            raise
        call.succeeded()
        return answer
