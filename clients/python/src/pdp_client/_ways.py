"""Which way leads to an address: gRPC, or HTTP for those that begin with `http://` or `https://`."""

from __future__ import annotations

from ._grpc.aio import AsyncGrpcTransport
from ._grpc.sync import GrpcTransport
from ._grpc.targets import check_plaintext
from ._transport import AsyncTransport, Transport
from .settings import Tls


def blocking(target: str, tls: Tls | None, allow_plaintext: bool, max_request_bytes: int) -> Transport:
    """The way for threads.

    :raises ValueError: a setting is wrong, or plain text would leave this machine.
    :raises ImportError: HTTP needs httpx, which is not installed.
    """
    if _is_http(target):
        from ._http.sync import HttpTransport

        return HttpTransport(target, tls, allow_plaintext, max_request_bytes)
    if tls is None and not allow_plaintext:
        check_plaintext(target)
    return GrpcTransport(target, tls, max_request_bytes)


def for_asyncio(target: str, tls: Tls | None, allow_plaintext: bool, max_request_bytes: int) -> AsyncTransport:
    """The way for asyncio; it raises what `blocking` does."""
    if _is_http(target):
        from ._http.aio import AsyncHttpTransport

        return AsyncHttpTransport(target, tls, allow_plaintext, max_request_bytes)
    if tls is None and not allow_plaintext:
        check_plaintext(target)
    return AsyncGrpcTransport(target, tls, max_request_bytes)


def _is_http(target: str) -> bool:
    return target.startswith(("http://", "https://"))
