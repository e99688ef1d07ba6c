from __future__ import annotations

import asyncio
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import httpx

from .._failure import CallFailed
from .._question import Question
from ..decision import Decision, Reason
from ..settings import Tls
from . import addresses, answers, requests

_LARGEST_ANSWER = 16 * 1024 * 1024
_ATTEMPTS = 3
_PAUSE = 0.01

# As gRPC's retry throttling: when many calls fail, retries stop until calls succeed again.
_TOKENS = 10.0
_TOKEN_RATIO = 0.1


class AsyncHttpTransport:
    """The way over HTTP, for asyncio."""

    def __init__(self, target: str, tls: Tls | None, allow_plaintext: bool, max_request_bytes: int) -> None:
        self._base = addresses.base(target, tls, allow_plaintext)
        self._context = addresses.context(tls)
        self._max_bytes = max_request_bytes
        self._tokens = _TOKENS
        # Connections belong to the event loop they were made in; a client is made before there is one, and may outlive it.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()
        self._closed = False

    async def ask(self, question: Question, timeout: float) -> Decision:
        body = requests.check(question, self._max_bytes)
        response, content = await self._call("POST", "/access/v1/evaluation", body, timeout)
        return answers.check(content, response.headers.get("x-pdp-revision", ""), response.headers.get("x-pdp-decision-id", ""))

    async def ask_many(self, question: Question, timeout: float) -> Sequence[Decision]:
        body, faults = requests.batch(question, self._max_bytes)
        if None not in faults:
            return [answers.denial(fault) for fault in faults if fault is not None]
        response, content = await self._call("POST", "/access/v1/evaluations", body, timeout)
        return answers.batch(content, response.headers.get("x-pdp-revision", ""), faults)

    async def is_serving(self, timeout: float, *, wait: bool = False) -> bool:
        try:
            response = await asyncio.wait_for(self._opened().get(self._base + "/readyz"), timeout)
            # one that knows no such path is there, but tells no health
            return response.status_code in (200, 404)
        except (httpx.HTTPError, CallFailed, TimeoutError, OSError):
            return False

    async def close(self) -> None:
        self._closed = True
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    async def _call(self, method: str, path: str, body: bytes, timeout: float) -> tuple[httpx.Response, bytes]:
        try:
            # httpx' own limits are for single steps: an answer that drips would outlast them all. In a task of its own, since the
            # library beneath it takes back a cancellation that is not its own.
            return await asyncio.wait_for(self._attempts(method, path, body), timeout)
        except TimeoutError as error:
            raise CallFailed(Reason.DEADLINE, "there was no answer in time", counts=True) from error

    async def _attempts(self, method: str, path: str, body: bytes) -> tuple[httpx.Response, bytes]:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = await self._attempt(method, path, body)
            except CallFailed as fault:
                if not fault.counts or fault.reason is not Reason.UNAVAILABLE:
                    raise
                self._tokens = max(0.0, self._tokens - 1)
                if attempt == _ATTEMPTS or self._tokens <= _TOKENS / 2:
                    raise
                await asyncio.sleep(_PAUSE * attempt)
            else:
                self._tokens = min(_TOKENS, self._tokens + _TOKEN_RATIO)
                return answer
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, method: str, path: str, body: bytes) -> tuple[httpx.Response, bytes]:
        try:
            async with self._opened().stream(
                method, self._base + path, content=body, headers={"content-type": "application/json"}
            ) as response:
                content = bytearray()
                async for part in response.aiter_bytes():
                    content += part
                    if len(content) > _LARGEST_ANSWER:
                        raise CallFailed(Reason.INVALID_RESPONSE, f"the answer has more than {_LARGEST_ANSWER} bytes")
                _check(response, content)
                return response, bytes(content)
        except httpx.HTTPError as error:
            raise CallFailed(Reason.UNAVAILABLE, f"the call failed: {type(error).__name__}: {error}", counts=True) from error
        except CallFailed:
            raise
        except Exception as error:
            raise CallFailed(Reason.UNAVAILABLE, f"the call cannot be made: {type(error).__name__}: {error}", counts=True) from error

    def _opened(self) -> httpx.AsyncClient:
        if self._closed:
            raise CallFailed(Reason.UNAVAILABLE, "the client is closed")
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            # Neither a proxy nor a certificate that the environment names comes between, and no other server is asked.
            client = httpx.AsyncClient(
                verify=self._context,
                trust_env=False,
                follow_redirects=False,
                timeout=None,
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=100),
            )
            self._clients[loop] = client
        return client


def _check(response: httpx.Response, content: bytearray) -> None:
    status = response.status_code
    if status == 200:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise CallFailed(Reason.INVALID_RESPONSE, f"expected JSON, got `{kind}`")
        return
    text = f"status {status}: {content[:300].decode(errors='replace').strip()}"
    if status in (400, 413):
        raise CallFailed(Reason.INVALID_REQUEST, text)
    if status in (401, 403):
        raise CallFailed(Reason.UNAUTHENTICATED, text)
    if status == 429:
        raise CallFailed(Reason.THROTTLED, text, counts=True)
    if status in (404, 405):
        raise CallFailed(Reason.UNAVAILABLE, text)  # there is a server, but no PDP
    if status in (502, 503, 504):
        raise CallFailed(Reason.UNAVAILABLE, text, counts=True)
    raise CallFailed(Reason.INVALID_RESPONSE, text, counts=status >= 500)
