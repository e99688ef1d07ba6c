"""Questions as AuthZEN has them. They are checked as those over gRPC are, so that both ways take the same."""

from __future__ import annotations

import json
from typing import Any

from google.protobuf.json_format import MessageToDict

from .._failure import CallFailed
from .._grpc import requests
from .._question import Question
from ..decision import Reason


def check(question: Question, max_bytes: int) -> bytes:
    """The body of an evaluation of the only item.

    :raises CallFailed: the question is malformed or too long.
    """
    _check_members(question)
    return _write(MessageToDict(requests.check_message(question)), max_bytes)


def batch(question: Question, max_bytes: int) -> tuple[bytes, list[CallFailed | None]]:
    """The body of evaluations, and for each item why it is not among those asked, or None.

    :raises CallFailed: what the items have in common is malformed, or all is too long.
    """
    _check_members(question)
    message, faults = requests.batch_message(question)
    body = MessageToDict(message)
    body["evaluations"] = body.pop("items", [])
    return _write(body, max_bytes), faults


def _check_members(question: Question) -> None:
    if question.min_revision:
        raise CallFailed(Reason.INVALID_REQUEST, "`min_revision` cannot be asked for over HTTP")
    if question.subject_token:
        raise CallFailed(Reason.INVALID_REQUEST, "`subject_token` cannot be passed on over HTTP")


def _write(body: dict[str, Any], max_bytes: int) -> bytes:
    try:
        written = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except Exception as error:
        raise requests.malformed(error) from error
    return requests.bounded(written, max_bytes)
