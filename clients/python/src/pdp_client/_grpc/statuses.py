"""What a failed call means to the caller."""

from __future__ import annotations

import grpc

from .._failure import CallFailed
from ..decision import Reason

_REASONS = {
    grpc.StatusCode.DEADLINE_EXCEEDED: Reason.DEADLINE,
    grpc.StatusCode.UNAVAILABLE: Reason.UNAVAILABLE,
    grpc.StatusCode.CANCELLED: Reason.UNAVAILABLE,
    grpc.StatusCode.ABORTED: Reason.UNAVAILABLE,
    grpc.StatusCode.UNIMPLEMENTED: Reason.UNAVAILABLE,  # there is a server, but no PDP
    grpc.StatusCode.NOT_FOUND: Reason.UNAVAILABLE,
    grpc.StatusCode.RESOURCE_EXHAUSTED: Reason.THROTTLED,
    grpc.StatusCode.INVALID_ARGUMENT: Reason.INVALID_REQUEST,
    grpc.StatusCode.OUT_OF_RANGE: Reason.INVALID_REQUEST,
    grpc.StatusCode.FAILED_PRECONDITION: Reason.STALE_POLICY,
    grpc.StatusCode.UNAUTHENTICATED: Reason.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED: Reason.UNAUTHENTICATED,
}

# Signs of a PDP in trouble. A deadline is one: a server that hangs gives no other.
_COUNTED = frozenset(
    {
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.INTERNAL,
    }
)

_BY_NUMBER = {code.value[0]: code for code in grpc.StatusCode}


def of(code: grpc.StatusCode, message: str | None) -> CallFailed:
    """What a status comes to; those that a PDP does not send are no answer."""
    name = code.name.lower().replace("_", "-")
    reason = _REASONS.get(code, Reason.INVALID_RESPONSE)
    if code is grpc.StatusCode.UNAUTHENTICATED and message and message.startswith("token-"):
        # keys that the PDP cannot have are no fault of the token's
        reason = Reason.UNAVAILABLE if message.startswith("token-keys-unavailable:") else Reason.TOKEN_REFUSED
    return CallFailed(reason, f"{name}: {message or 'no message'}", counts=code in _COUNTED)


def of_number(number: int, message: str) -> CallFailed:
    """As `of`, of a number that an answer has. One that means nothing or success is no answer."""
    code = _BY_NUMBER.get(number, grpc.StatusCode.OK)
    if code is grpc.StatusCode.OK:
        return CallFailed(Reason.INVALID_RESPONSE, f"unknown status `{number}`")
    return of(code, message)


def of_error(error: grpc.RpcError) -> CallFailed:
    """As `of`, of what the library raises."""
    return of(error.code() or grpc.StatusCode.UNKNOWN, error.details())


def is_unimplemented(fault: CallFailed) -> bool:
    """Whether a server answered that it does not know the method: it is there, but tells no health."""
    return isinstance(fault.__cause__, grpc.RpcError) and fault.__cause__.code() is grpc.StatusCode.UNIMPLEMENTED
