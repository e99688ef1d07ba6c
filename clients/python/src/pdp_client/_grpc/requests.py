"""Questions as messages of the contract."""

from __future__ import annotations

from .._failure import CallFailed
from .._messages import decision_pb2 as pb
from .._question import Question
from ..decision import Reason
from ..model import Action, Resource, Subject
from . import structs


def check(question: Question, max_bytes: int) -> bytes:
    """The bytes of a `CheckRequest` for the only item.

    :raises CallFailed: the question is malformed or too long.
    """
    request = check_message(question)
    try:
        return bounded(request.SerializeToString(), max_bytes)
    except Exception as error:
        raise malformed(error) from error


def check_message(question: Question) -> pb.CheckRequest:
    """A `CheckRequest` for the only item.

    :raises CallFailed: the question is malformed.
    """
    request = pb.CheckRequest(min_revision=question.min_revision)
    [(action, resource)] = question.items
    try:
        _write_subject(request, question)
        _write_item(request, action, resource)
        structs.write(request.context, question.context, "context")
        return request
    except Exception as error:
        raise malformed(error) from error


def batch(question: Question, max_bytes: int) -> tuple[bytes, list[CallFailed | None]]:
    """The bytes of a `CheckBatchRequest`, and for each item why it is not among those asked, or None.

    :raises CallFailed: what the items have in common is malformed, or all is too long.
    """
    request, faults = batch_message(question)
    try:
        return bounded(request.SerializeToString(), max_bytes), faults
    except Exception as error:
        raise malformed(error) from error


def batch_message(question: Question) -> tuple[pb.CheckBatchRequest, list[CallFailed | None]]:
    """A `CheckBatchRequest`, and for each item why it is not among those asked, or None.

    :raises CallFailed: what the items have in common is malformed.
    """
    request = pb.CheckBatchRequest(min_revision=question.min_revision)
    faults: list[CallFailed | None] = []
    try:
        _write_subject(request, question)
        structs.write(request.context, question.context, "context")
        for action, resource in question.items:
            item = pb.CheckBatchItem()
            try:
                _write_item(item, action, resource)
            except Exception as error:
                faults.append(malformed(error))
                continue
            request.items.append(item)
            faults.append(None)
        return request, faults
    except Exception as error:
        raise malformed(error) from error


def malformed(error: Exception) -> CallFailed:
    """What came of a question that cannot be written, whatever the application put into it."""
    if isinstance(error, CallFailed):
        return error
    # Only our own errors are sure to hold no values of the question.
    detail = str(error) if type(error) is ValueError else f"the question cannot be written: {type(error).__name__}"
    return CallFailed(Reason.INVALID_REQUEST, detail)


def _write_subject(request: pb.CheckRequest | pb.CheckBatchRequest, question: Question) -> None:
    if question.subject_token:
        request.subject_token = question.subject_token
        if question.subject is None:
            return
    target, subject = request.subject, question.subject
    if not isinstance(subject, Subject):
        raise ValueError(f"expected Subject at `subject`, got {type(subject).__name__}")
    target.type = _name(subject.type, "subject.type")
    target.id = _name(subject.id, "subject.id")
    structs.write(target.properties, subject.properties, "subject.properties")


def _write_item(target: pb.CheckRequest | pb.CheckBatchItem, action: Action | str, resource: Resource) -> None:
    if isinstance(action, str):
        action = Action(action)
    target.action.name = _name(action.name, "action.name")
    structs.write(target.action.properties, action.properties, "action.properties")
    target.resource.type = _name(resource.type, "resource.type")
    target.resource.id = _name(resource.id, "resource.id")
    structs.write(target.resource.properties, resource.properties, "resource.properties")


def _name(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected str at `{place}`, got {type(value).__name__}")
    if not value:
        raise ValueError(f"`{place}` is empty")
    return value


def bounded(request: bytes, max_bytes: int) -> bytes:
    """The same bytes.

    :raises CallFailed: there are more than `max_bytes`.
    """
    # The PDP would answer as it does when it is overloaded, and one user's long text must not open the circuit.
    if len(request) > max_bytes:
        raise CallFailed(Reason.INVALID_REQUEST, f"the question has {len(request)} bytes, more than {max_bytes}")
    return request
