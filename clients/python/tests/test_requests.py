"""Questions as they go over the wire: all that was given, or none of it."""

import unittest
from typing import Any

from pdp_client import Action, Reason, Resource, Subject
from pdp_client._failure import CallFailed
from pdp_client._grpc import requests, structs
from pdp_client._messages import decision_pb2 as pb
from pdp_client._question import Question

USER, DOCUMENT = Subject("user", "alice"), Resource("document", "d")


def question(subject: Any = USER, action: Any = "read", resource: Any = DOCUMENT, context: Any = None) -> Question:
    return Question(subject, [(action, resource)], {} if context is None else context, "")


class RequestTests(unittest.TestCase):
    def test_all_of_a_question_is_written(self) -> None:
        properties = {"n": None, "b": True, "i": 2**53, "d": 1.5, "s": "ä", "l": [1, [], {}], "o": {"x": {}}}
        asked = Question(
            Subject("user", "alice", properties), [(Action("read", {"a": 1}), Resource("document", "d", {"r": 2}))], {"c": False}, "rev"
        )
        request = pb.CheckRequest.FromString(requests.check(asked, 10_000))
        self.assertEqual((request.subject.type, request.subject.id), ("user", "alice"))
        self.assertEqual(structs.read(request.subject.properties), properties)
        self.assertEqual((request.action.name, structs.read(request.action.properties)), ("read", {"a": 1}))
        self.assertEqual((request.resource.type, request.resource.id), ("document", "d"))
        self.assertEqual(structs.read(request.resource.properties), {"r": 2})
        self.assertEqual((structs.read(request.context), request.min_revision), ({"c": False}, "rev"))
        self.assertIs(structs.read(request.context)["c"], False)

    def test_a_token_may_stand_for_the_subject(self) -> None:
        for subject, written in [(None, False), (USER, True)]:
            request = pb.CheckRequest.FromString(requests.check(Question(subject, [("read", DOCUMENT)], {}, "", "a.b.c"), 10_000))
            self.assertEqual((request.subject_token, request.HasField("subject")), ("a.b.c", written))
            batch, _ = requests.batch(Question(subject, [("read", DOCUMENT)], {}, "", "a.b.c"), 10_000)
            self.assertEqual(pb.CheckBatchRequest.FromString(batch).subject_token, "a.b.c")

    def test_what_cannot_be_carried_is_refused_with_its_place_and_without_its_value(self) -> None:
        circle: dict[str, Any] = {}
        circle["again"] = circle
        cases = [
            (question(context={"a": {"b": [1, 2**53 + 1]}}), "`context.a.b[1]` is beyond 2^53"),
            (question(context={"a": -(2**60)}), "beyond"),
            (question(context={"a": float("nan")}), "`context.a` is not finite"),
            (question(context={"a": float("-inf")}), "not finite"),
            (question(context={"secret": b"hush"}), "expected a JSON value at `context.secret`, got bytes"),
            (question(context={"a": {1, 2}}), "got set"),
            (question(context={1: 2}), "expected str as member names of `context`, got int"),
            (question(context=[1]), "expected an object at `context`, got list"),
            (question(context=circle), "nested deeper than 64"),
            (question(context={"a": "\ud800hush"}), "UnicodeEncodeError"),
            (question(subject=Subject("user", "")), "`subject.id` is empty"),
            (question(subject=Subject("user", 7)), "expected str at `subject.id`, got int"),  # type: ignore[arg-type]
            (question(subject=None), "expected Subject at `subject`, got NoneType"),
            (question(action=""), "`action.name` is empty"),
            (question(resource=Resource("", "d")), "`resource.type` is empty"),
            (question(context={"a": "x" * 20_000}), "more than 10000"),
        ]
        for asked, text in cases:
            with self.subTest(text), self.assertRaises(CallFailed) as failed:
                requests.check(asked, 10_000)
            self.assertIs(failed.exception.reason, Reason.INVALID_REQUEST)
            self.assertFalse(failed.exception.counts)
            self.assertIn(text, failed.exception.detail)
            self.assertNotIn("hush", failed.exception.detail)

    def test_a_malformed_item_is_left_out_and_told_apart(self) -> None:
        asked = Question(USER, [("read", DOCUMENT), ("", DOCUMENT), ("edit", DOCUMENT)], {}, "")
        request, faults = requests.batch(asked, 10_000)
        self.assertEqual([item.action.name for item in pb.CheckBatchRequest.FromString(request).items], ["read", "edit"])
        self.assertEqual([fault and fault.detail for fault in faults], [None, "`action.name` is empty", None])
