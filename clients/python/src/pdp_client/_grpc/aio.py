from __future__ import annotations

import asyncio
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import grpc
import grpc.aio

from .._failure import CallFailed
from .._question import Question
from ..decision import Decision, Reason
from ..settings import Tls
from . import answers, channels, requests, statuses


class AsyncGrpcTransport:
    """The way over gRPC, for asyncio."""

    def __init__(self, target: str, tls: Tls | None, max_request_bytes: int) -> None:
        self._target = target
        self._credentials = None if tls is None else channels.credentials(tls)
        self._options = channels.options(tls)
        self._max_bytes = max_request_bytes
        # A channel belongs to the event loop it was made in; a client is made before there is one, and may outlive it.
        self._channels: WeakKeyDictionary[asyncio.AbstractEventLoop, grpc.aio.Channel] = WeakKeyDictionary()
        self._closed = False

    async def ask(self, question: Question, timeout: float) -> Decision:
        return answers.check(await self._call(channels.CHECK, requests.check(question, self._max_bytes), timeout))

    async def ask_many(self, question: Question, timeout: float) -> Sequence[Decision]:
        request, faults = requests.batch(question, self._max_bytes)
        if None not in faults:
            return [answers.denial(fault) for fault in faults if fault is not None]
        return answers.batch(await self._call(channels.CHECK_BATCH, request, timeout), faults)

    async def is_serving(self, timeout: float, *, wait: bool = False) -> bool:
        try:
            return await self._call(channels.HEALTH, channels.HEALTH_REQUEST, timeout, wait) == channels.HEALTH_SERVING
        except CallFailed as fault:
            return statuses.is_unimplemented(fault)

    async def close(self) -> None:
        self._closed = True
        channel = self._channels.pop(asyncio.get_running_loop(), None)
        if channel is not None:
            await channel.close()

    async def _call(self, method: str, request: bytes, timeout: float, wait: bool = False) -> bytes:
        try:
            # Bytes go in and come out: what cannot be decoded is told apart from what did not arrive.
            response: bytes = await self._opened().unary_unary(method)(request, timeout=timeout, wait_for_ready=wait)
            return response
        except grpc.RpcError as error:
            raise statuses.of_error(error) from error
        except CallFailed:
            raise
        except asyncio.CancelledError:
            # The library raises it as well when the channel is closed under a call, which nobody asked this task to bear.
            task = asyncio.current_task()
            if task is None or task.cancelling() > 0:
                raise
            raise CallFailed(Reason.UNAVAILABLE, "the client was closed") from None
        except Exception as error:
            raise CallFailed(Reason.UNAVAILABLE, f"the call cannot be made: {error}") from error

    def _opened(self) -> grpc.aio.Channel:
        if self._closed:
            raise CallFailed(Reason.UNAVAILABLE, "the client is closed")
        loop = asyncio.get_running_loop()
        channel = self._channels.get(loop)
        if channel is None:
            channel = (
                grpc.aio.insecure_channel(self._target, self._options)
                if self._credentials is None
                else grpc.aio.secure_channel(self._target, self._credentials, self._options)
            )
            self._channels[loop] = channel
        return channel
