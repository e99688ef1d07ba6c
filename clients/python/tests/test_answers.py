"""Answers are read with suspicion: what is not understood denies."""

import unittest
import warnings

import grpc

from pdp_client import Obligation, Reason
from pdp_client._failure import CallFailed
from pdp_client._grpc import answers, statuses
from pdp_client._messages import decision_pb2 as pb


def response(decision: int, allowed: bool) -> pb.CheckResponse:
    return pb.CheckResponse(decision=decision, allowed=allowed, revision="r", sequence=7, decision_id="i")  # type: ignore[arg-type]


class AnswerTests(unittest.TestCase):
    def test_each_answer_of_the_contract_has_its_reason(self) -> None:
        reasons = [Reason.PERMITTED, Reason.DENIED, Reason.NOT_APPLICABLE, Reason.INDETERMINATE]
        for number, reason in enumerate(reasons, start=1):
            decision = answers.check(response(number, number == 1).SerializeToString())
            self.assertIs(decision.reason, reason)
            self.assertEqual((decision.revision, decision.sequence, decision.decision_id), ("r", 7, "i"))

    def test_unknown_values_contradictions_and_garbage_deny(self) -> None:
        cases = [response(n, True) for n in (0, 2, 3, 4, 5, -1)] + [response(n, False) for n in (0, 1, 5, 99)]
        for data in [b"", b"\xff\xff", b"<html>", *(case.SerializeToString() for case in cases)]:
            with self.subTest(data), self.assertRaises(CallFailed) as failed:
                answers.check(data)
            self.assertIs(failed.exception.reason, Reason.INVALID_RESPONSE)

    def test_every_answer_cut_short_or_with_a_flipped_bit_is_read_or_refused_and_never_permits(self) -> None:
        denied = response(pb.DECISION_DENY, False)
        denied.determining.add(policy="p", version=1, rule="r", reason="no")
        whole = denied.SerializeToString()
        damaged = [whole[:end] for end in range(len(whole))]
        damaged += [whole[:i] + bytes([whole[i] ^ 1 << bit]) + whole[i + 1 :] for i in range(len(whole)) for bit in range(8)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for data in damaged:
                try:
                    self.assertFalse(answers.check(data).allowed)
                except CallFailed as failed:
                    self.assertIs(failed.reason, Reason.INVALID_RESPONSE)

    def test_an_answer_of_which_a_part_can_be_read_is_none(self) -> None:
        obliged = response(pb.DECISION_PERMIT, True)
        obliged.obligations.add(id="log")
        plain = response(pb.DECISION_PERMIT, True).SerializeToString()
        self.assertTrue(answers.check(plain).allowed)
        with self.assertRaises(CallFailed) as failed, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answers.check(plain + b"\x0c" + obliged.SerializeToString())
        self.assertIs(failed.exception.reason, Reason.INVALID_RESPONSE)

    def test_obligations_come_with_their_values(self) -> None:
        message = response(pb.DECISION_PERMIT, True)
        message.obligations.add(id="log").properties.update({"level": "high", "count": 2, "deep": {"list": [None, True]}})
        [obligation] = answers.check(message.SerializeToString()).obligations
        self.assertEqual(obligation, Obligation("log", {"level": "high", "count": 2.0, "deep": {"list": [None, True]}}))

    def test_answers_of_a_batch_stand_where_the_questions_stood(self) -> None:
        message = pb.CheckBatchResponse()
        message.results.add().response.CopyFrom(response(pb.DECISION_PERMIT, True))
        message.results.add().error.code = 3
        message.results.add()
        message.results.add().error.code = 0
        message.results.add().response.CopyFrom(response(7, True))
        fault = CallFailed(Reason.INVALID_REQUEST, "not asked")
        decisions = answers.batch(message.SerializeToString(), [None, fault, None, None, None, None])
        self.assertEqual(
            [str(decision.reason) for decision in decisions],
            ["permitted", "invalid_request", "invalid_request", "invalid_response", "invalid_response", "invalid_response"],
        )

    def test_another_number_of_answers_than_of_questions_is_no_answer(self) -> None:
        message = pb.CheckBatchResponse()
        message.results.add().response.CopyFrom(response(pb.DECISION_PERMIT, True))
        for asked in (0, 2):
            with self.assertRaises(CallFailed) as failed:
                answers.batch(message.SerializeToString(), [None] * asked)
            self.assertIs(failed.exception.reason, Reason.BATCH_SIZE_MISMATCH)

    def test_every_status_has_a_reason_and_the_breaker_counts_four(self) -> None:
        faults = {code: statuses.of(code, None) for code in grpc.StatusCode}
        self.assertEqual(
            {code.name for code, fault in faults.items() if fault.counts},
            {"DEADLINE_EXCEEDED", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "INTERNAL"},
        )
        self.assertEqual(
            {code.name: str(fault.reason) for code, fault in faults.items() if fault.reason is not Reason.INVALID_RESPONSE},
            {
                "DEADLINE_EXCEEDED": "deadline", "UNAVAILABLE": "unavailable", "CANCELLED": "unavailable", "ABORTED": "unavailable",
                "UNIMPLEMENTED": "unavailable", "NOT_FOUND": "unavailable", "RESOURCE_EXHAUSTED": "throttled",
                "INVALID_ARGUMENT": "invalid_request", "OUT_OF_RANGE": "invalid_request", "FAILED_PRECONDITION": "stale_policy",
                "UNAUTHENTICATED": "unauthenticated", "PERMISSION_DENIED": "unauthenticated",
            },  # fmt: skip
        )
