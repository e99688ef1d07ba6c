"""The client for asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping
from types import TracebackType
from typing import Any, TypeVar

from . import _ways
from ._breaker import CircuitBreaker
from ._call import Call
from ._failure import CallFailed
from ._obligations import AsyncHandler, Obligations
from ._pending import Pending
from ._question import Question
from ._transport import AsyncTransport
from .decision import Decision, Decisions
from .model import Action, Resource, Subject
from .settings import Breaker, Tls, positive

_T = TypeVar("_T")


class AsyncPdpClient:
    """Asks a PDP from asyncio. Any number of tasks may share one, and it may be made before there is an event loop.

    Whatever happens to the PDP or on the way comes to a `Decision` that denies and says why, never to an exception;
    `CancelledError` passes when the caller's task is cancelled.

    Its parameters are those of `PdpClient`; handlers of obligations may be asynchronous, and share
    the deadline: one that takes longer is cancelled, and has failed.
    """

    def __init__(
        self,
        target: str = "127.0.0.1:50051",
        *,
        tls: Tls | None = None,
        allow_plaintext: bool = False,
        timeout: float = 0.25,
        obligations: Mapping[str, AsyncHandler] | None = None,
        understood: Collection[str] = (),
        breaker: Breaker = Breaker(),
        max_request_bytes: int = 1024 * 1024,
    ) -> None:
        self._timeout = positive("timeout", timeout)
        self._obligations = Obligations(obligations, understood)
        self._breaker = CircuitBreaker(breaker)
        self._transport: AsyncTransport = _ways.for_asyncio(target, tls, allow_plaintext, max_request_bytes)

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
    ) -> Coroutine[Any, Any, Decision]:
        """Asks whether a subject may do an action on a resource; see `PdpClient.check`.

        What it returns must be awaited; as a condition it raises `TypeError`, so that a forgotten `await` permits nothing.
        """
        question = Question(subject, [(action, resource)], context or {}, min_revision, subject_token)
        return Pending(self._check(question, self._timeout if timeout is None else timeout))

    def check_many(
        self,
        subject: Subject | None,
        items: Iterable[tuple[Action | str, Resource]],
        context: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        min_revision: str = "",
        subject_token: str = "",
    ) -> Coroutine[Any, Any, Decisions]:
        """Asks in one call whether a subject may do each of several actions; see `PdpClient.check_many`.

        What it returns must be awaited; as a condition it raises `TypeError`, so that a forgotten `await` permits nothing.
        """
        question = Question(subject, list(items), context or {}, min_revision, subject_token)
        return Pending(self._check_many(question, self._timeout if timeout is None else timeout))

    async def wait_until_ready(self, timeout: float = 10.0) -> bool:
        """Connects and waits until the PDP serves; see `PdpClient.wait_until_ready`."""
        limit = time.monotonic() + timeout
        while (left := limit - time.monotonic()) > 0:
            if await self._transport.is_serving(left, wait=True):
                return True
            await asyncio.sleep(min(0.05, max(0.0, limit - time.monotonic())))
        return False

    async def close(self) -> None:
        """Closes the connections. Checks under way and later ones are `Reason.UNAVAILABLE`."""
        await self._transport.close()

    async def __aenter__(self) -> AsyncPdpClient:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def _check(self, question: Question, timeout: float) -> Decision:
        call = Call(self._breaker, question, timeout)
        try:
            decision = await self._make(call, lambda left: self._transport.ask(question, left))
        except CallFailed as fault:
            return call.denial(fault)
        return call.finish(await self._obligations.fulfil_async(decision, call.rest))

    async def _check_many(self, question: Question, timeout: float) -> Decisions:
        if not question.items:
            return Decisions()
        call = Call(self._breaker, question, timeout)
        try:
            decisions = await self._make(call, lambda left: self._transport.ask_many(question, left))
        except CallFailed as fault:
            return Decisions([call.denial(fault)] * len(question.items))
        return Decisions([call.finish(await self._obligations.fulfil_async(decision, call.rest)) for decision in decisions])

    async def _make(self, call: Call, ask: Callable[[float], Awaitable[_T]]) -> _T:
        if call.needs_probe():
            call.probed(await self._transport.is_serving(call.left()))
        try:
            answer = await ask(call.left())
        except CallFailed as fault:
            call.failed(fault)
            raise
        call.succeeded()
        return answer
