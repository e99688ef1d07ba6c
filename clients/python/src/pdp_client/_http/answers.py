"""AuthZEN's answers, read with suspicion: what is not understood denies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from .._failure import CallFailed
from ..decision import Decision, Reason
from ..model import DecisionError, DeterminingRule, Obligation

_DENIALS = {"DENY": Reason.DENIED, "NOT_APPLICABLE": Reason.NOT_APPLICABLE, "INDETERMINATE": Reason.INDETERMINATE}


def check(body: bytes, revision: str, decision_id: str) -> Decision:
    """Reads the answer to an evaluation.

    :raises CallFailed: it is none.
    """
    return _read(_object(_parse(body)), revision, decision_id)


def batch(body: bytes, revision: str, faults: Sequence[CallFailed | None]) -> list[Decision]:
    """Reads the answers to evaluations and puts them where the questions stood.

    :param faults: for each question why it was not asked, or None.
    :raises CallFailed: it is none, or has not as many answers as were asked for.
    """
    answers = _object(_parse(body)).get("evaluations")
    if not isinstance(answers, list):
        raise _invalid("the answer has no `evaluations`")
    asked = faults.count(None)
    if len(answers) != asked:
        raise CallFailed(Reason.BATCH_SIZE_MISMATCH, f"expected {asked} answers, got {len(answers)}")
    results = iter(answers)
    return [_read_item(next(results), revision) if fault is None else denial(fault) for fault in faults]


def denial(fault: CallFailed) -> Decision:
    """The decision that a failed call comes to."""
    return Decision(reason=fault.reason, detail=fault.detail)


def _read_item(answer: Any, revision: str) -> Decision:
    try:
        return _read(_object(answer), revision, "")
    except CallFailed as fault:
        return denial(fault)


def _read(answer: Mapping[str, Any], revision: str, decision_id: str) -> Decision:
    permitted = answer.get("decision")
    if not isinstance(permitted, bool):
        raise _invalid("`decision` is neither true nor false")
    context = _object(answer.get("context", {}))
    if "error" in context:
        return _failed(permitted, context["error"])
    told = _object(context.get("reason_admin", {}))
    reason = _reason(permitted, told.get("decision"))
    determining = told.get("determining", [])
    errors = told.get("errors", [])
    return Decision(
        reason=reason,
        obligations=tuple(_obligation(one) for one in _list(context.get("obligations", []))),
        determining=tuple(
            DeterminingRule(_text(one, "policy"), _number(one, "version"), _text(one, "rule"), _text(one, "reason"))
            for one in map(_object, _list(determining))
        ),
        errors=tuple(
            DecisionError(_text(one, "policy"), _text(one, "rule"), _text(one, "code"), _text(one, "message"))
            for one in map(_object, _list(errors))
        ),
        revision=revision,
        decision_id=decision_id,
        detail=_text(_object(errors[0]), "message") if reason is Reason.INDETERMINATE and errors else "",
    )


def _reason(permitted: bool, told: Any) -> Reason:
    if told is None:
        return Reason.PERMITTED if permitted else Reason.DENIED
    if permitted != (told == "PERMIT"):
        raise _invalid("`decision` and `reason_admin` contradict each other")
    if permitted:
        return Reason.PERMITTED
    if told not in _DENIALS:
        raise _invalid("`reason_admin` has an unknown decision")
    return _DENIALS[told]


def _failed(permitted: bool, error: Any) -> Decision:
    if permitted:
        raise _invalid("`decision` is true, and there is an error")
    error = _object(error)
    message = str(error.get("message", "no message"))
    malformed = error.get("status") == 400
    return Decision(reason=Reason.INVALID_REQUEST if malformed else Reason.INVALID_RESPONSE, detail=message)


def _obligation(one: Any) -> Obligation:
    # The PDP's own obligations are of the type `custom` and named in their properties.
    one = _object(one)
    kind, properties = one.get("type"), _object(one.get("properties", {}))
    if kind == "custom" and isinstance(properties.get("obligation"), str):
        return Obligation(properties["obligation"], _object(properties.get("properties", {})))
    if not isinstance(kind, str) or not kind:
        raise _invalid("an obligation has no type")
    return Obligation(kind, properties)


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), object_pairs_hook=_pairs, parse_constant=_constant)
    except CallFailed:
        raise
    except Exception as error:
        raise _invalid("the answer cannot be decoded") from error


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _invalid("the answer has a member twice")
    return members


def _constant(_: str) -> NoReturn:
    raise _invalid("the answer has a number that JSON does not have")


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid("the answer has something else where an object belongs")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _invalid("the answer has something else where a list belongs")
    return value


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name, "")
    return text if isinstance(text, str) else ""


def _number(value: Mapping[str, Any], name: str) -> int:
    number = value.get(name, 0)
    return number if isinstance(number, int) else 0


def _invalid(detail: str) -> CallFailed:
    return CallFailed(Reason.INVALID_RESPONSE, detail)
