"""Answers of the contract, read with suspicion: what is not understood denies."""

from __future__ import annotations

from collections.abc import Sequence

from .._failure import CallFailed
from .._messages import decision_pb2 as pb
from ..decision import Decision, Reason
from ..model import Advice, DecisionError, DeterminingRule, Obligation
from . import statuses, structs

_REASONS = {
    pb.DECISION_PERMIT: Reason.PERMITTED,
    pb.DECISION_DENY: Reason.DENIED,
    pb.DECISION_NOT_APPLICABLE: Reason.NOT_APPLICABLE,
    pb.DECISION_INDETERMINATE: Reason.INDETERMINATE,
}


def check(response: bytes) -> Decision:
    """Reads a `CheckResponse`.

    :raises CallFailed: it is none.
    """
    message = pb.CheckResponse()
    _parse(message, response)
    return _read(message)


def batch(response: bytes, faults: Sequence[CallFailed | None]) -> list[Decision]:
    """Reads a `CheckBatchResponse` and puts its answers where the questions stood.

    :param faults: for each question why it was not asked, or None.
    :raises CallFailed: it is none, or has not as many answers as were asked for.
    """
    message = pb.CheckBatchResponse()
    _parse(message, response)
    asked = faults.count(None)
    if len(message.results) != asked:
        raise CallFailed(Reason.BATCH_SIZE_MISMATCH, f"expected {asked} answers, got {len(message.results)}")
    results = iter(message.results)
    return [_read_result(next(results)) if fault is None else denial(fault) for fault in faults]


def denial(fault: CallFailed) -> Decision:
    """The decision that a failed call comes to."""
    return Decision(reason=fault.reason, detail=fault.detail)


def _parse(message: pb.CheckResponse | pb.CheckBatchResponse, response: bytes) -> None:
    try:
        read = message.ParseFromString(response)
    except Exception as error:
        raise CallFailed(Reason.INVALID_RESPONSE, "the answer cannot be decoded") from error
    # One of the library's implementations stops at a stray end of a group with no more than a warning, and what stands behind it,
    # an obligation, say, would be lost.
    if read != len(response):
        raise CallFailed(Reason.INVALID_RESPONSE, f"the answer has {len(response)} bytes, of which only {read} can be decoded")


def _read_result(result: pb.CheckBatchResult) -> Decision:
    try:
        kind = result.WhichOneof("result")
        if kind == "response":
            return _read(result.response)
        if kind == "error":
            return denial(statuses.of_number(result.error.code, result.error.message))
        raise CallFailed(Reason.INVALID_RESPONSE, "the answer is neither a response nor an error")
    except CallFailed as fault:
        return denial(fault)


def _read(message: pb.CheckResponse) -> Decision:
    reason = _REASONS.get(message.decision)
    if reason is None:
        raise CallFailed(Reason.INVALID_RESPONSE, f"unknown decision `{int(message.decision)}`")
    if message.allowed != (reason is Reason.PERMITTED):
        raise CallFailed(Reason.INVALID_RESPONSE, f"`decision` is {reason}, but `allowed` is {message.allowed}")
    return Decision(
        reason=reason,
        determining=tuple(DeterminingRule(r.policy, r.version, r.rule, r.reason) for r in message.determining),
        obligations=tuple(Obligation(o.id, structs.read(o.properties)) for o in message.obligations),
        advice=tuple(Advice(a.id, structs.read(a.properties)) for a in message.advice),
        errors=tuple(DecisionError(e.policy, e.rule, e.code, e.message) for e in message.errors),
        revision=message.revision,
        sequence=message.sequence,
        decision_id=message.decision_id,
        detail=message.errors[0].message if reason is Reason.INDETERMINATE and message.errors else "",
    )
