from __future__ import annotations

import threading
from collections.abc import Sequence

import grpc

from .._failure import CallFailed
from .._question import Question
from ..decision import Decision, Reason
from ..settings import Tls
from . import answers, channels, requests, statuses


class GrpcTransport:
    """The way over gRPC, blocking."""

    def __init__(self, target: str, tls: Tls | None, max_request_bytes: int) -> None:
        self._target = target
        self._credentials = None if tls is None else channels.credentials(tls)
        self._options = channels.options(tls)
        self._max_bytes = max_request_bytes
        self._lock = threading.Lock()
        self._channel: grpc.Channel | None = None
        self._closed = False

    def ask(self, question: Question, timeout: float) -> Decision:
        return answers.check(self._call(channels.CHECK, requests.check(question, self._max_bytes), timeout))

    def ask_many(self, question: Question, timeout: float) -> Sequence[Decision]:
        request, faults = requests.batch(question, self._max_bytes)
        if None not in faults:
            return [answers.denial(fault) for fault in faults if fault is not None]
        return answers.batch(self._call(channels.CHECK_BATCH, request, timeout), faults)

    def is_serving(self, timeout: float, *, wait: bool = False) -> bool:
        try:
            return self._call(channels.HEALTH, channels.HEALTH_REQUEST, timeout, wait) == channels.HEALTH_SERVING
        except CallFailed as fault:
            return statuses.is_unimplemented(fault)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    def _call(self, method: str, request: bytes, timeout: float, wait: bool = False) -> bytes:
        try:
            # Bytes go in and come out: what cannot be decoded is told apart from what did not arrive.
            response: bytes = self._opened().unary_unary(method)(request, timeout=timeout, wait_for_ready=wait)
            return response
        except grpc.RpcError as error:
            raise statuses.of_error(error) from error
        except CallFailed:
            raise
        except Exception as error:
            raise CallFailed(Reason.UNAVAILABLE, f"the call cannot be made: {error}") from error

    def _opened(self) -> grpc.Channel:
        # Opened by the first call: a process that forks before that has nothing of the gRPC library to share.
        with self._lock:
            if self._closed:
                raise CallFailed(Reason.UNAVAILABLE, "the client is closed")
            if self._channel is None:
                self._channel = (
                    grpc.insecure_channel(self._target, self._options)
                    if self._credentials is None
                    else grpc.secure_channel(self._target, self._credentials, self._options)
                )
            return self._channel
