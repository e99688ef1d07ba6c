from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from .._failure import CallFailed
from .._question import Question
from ..decision import Decision, Reason
from ..settings import Tls
from .aio import AsyncHttpTransport

_T = TypeVar("_T")


class HttpTransport:
    """The way over HTTP, blocking.

    It is the way for asyncio, on an event loop in a thread of its own: a blocking call of httpx has a limit for each step but none for
    the whole, so that an answer that drips would hold its caller for ever.
    """

    def __init__(self, target: str, tls: Tls | None, allow_plaintext: bool, max_request_bytes: int) -> None:
        self._inner = AsyncHttpTransport(target, tls, allow_plaintext, max_request_bytes)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def ask(self, question: Question, timeout: float) -> Decision:
        return self._run(self._inner.ask(question, timeout))

    def ask_many(self, question: Question, timeout: float) -> Sequence[Decision]:
        return self._run(self._inner.ask_many(question, timeout))

    def is_serving(self, timeout: float, *, wait: bool = False) -> bool:
        try:
            return self._run(self._inner.is_serving(timeout, wait=wait))
        except CallFailed:
            return False

    def close(self) -> None:
        with self._lock:
            self._closed = True
            loop, self._loop = self._loop, None
        if loop is None:
            return
        asyncio.run_coroutine_threadsafe(self._end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)

    def _run(self, call: Coroutine[Any, Any, _T]) -> _T:
        with self._lock:
            if self._closed:
                call.close()
                raise CallFailed(Reason.UNAVAILABLE, "the client is closed")
            running = asyncio.run_coroutine_threadsafe(call, self._opened())
        try:
            return running.result()
        except CancelledError:
            raise CallFailed(Reason.UNAVAILABLE, "the client was closed") from None
        except BaseException:
            running.cancel()
            raise

    def _opened(self) -> asyncio.AbstractEventLoop:
        # Started by the first call: a process that forks before that has no thread to miss.
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=_serve, args=(self._loop,), name="pdp_client", daemon=True).start()
        return self._loop

    async def _end(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._inner.close()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
