"""What a decision is, and what Python makes of it as a condition."""

import unittest

from pdp_client import AsyncPdpClient, Decision, Decisions, DeterminingRule, Reason, Resource, Subject


class DecisionTests(unittest.IsolatedAsyncioTestCase):
    def test_a_decision_that_nobody_made_denies(self) -> None:
        self.assertFalse(Decision().allowed)
        self.assertFalse(Decision())
        self.assertIs(Decision().reason, Reason.UNAVAILABLE)

    def test_one_reason_alone_allows(self) -> None:
        allowed = [reason for reason in Reason if Decision(reason=reason).allowed]
        self.assertEqual(allowed, [Reason.PERMITTED])
        self.assertEqual([reason for reason in Reason if Decision(reason=reason)], allowed)

    def test_the_text_of_a_reason_does_not_allow(self) -> None:
        self.assertFalse(Decision(reason="permitted"))  # type: ignore[arg-type]

    def test_the_reasons_are_a_closed_set(self) -> None:
        self.assertEqual(
            " ".join(map(str, Reason)),
            "permitted denied not_applicable indeterminate unknown_obligation obligation_failed deadline unavailable circuit_open "
            "throttled invalid_request invalid_response batch_size_mismatch stale_policy unauthenticated token_refused",
        )

    def test_several_are_allowed_together_only_if_each_is(self) -> None:
        yes, no = Decision(reason=Reason.PERMITTED), Decision(reason=Reason.DENIED)
        for decisions, allowed in (([yes, yes], True), ([yes, no], False), ([], False)):
            self.assertEqual(bool(Decisions(decisions)), allowed)
            self.assertEqual(Decisions(decisions).all_allowed, allowed)

    def test_users_are_told_what_the_first_rule_says_that_says_anything(self) -> None:
        rules = tuple(DeterminingRule("p", 1, "r", reason) for reason in ("", "no", "never"))
        self.assertEqual(Decision(reason=Reason.DENIED, determining=rules).user_reason, "no")
        self.assertEqual(Decision(reason=Reason.DENIED).user_reason, "")
        self.assertEqual(Decision(reason=Reason.OBLIGATION_FAILED, determining=rules).user_reason, "")

    async def test_a_forgotten_await_permits_nothing(self) -> None:
        client = AsyncPdpClient()
        for pending in (client.check(Subject("user", "a"), "read", Resource("document", "b")), client.check_many(Subject("user", "a"), [])):
            with self.assertRaisesRegex(TypeError, "await"):
                if pending:
                    self.fail("it was taken for a permit")
            pending.close()
