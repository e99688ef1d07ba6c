"""When calls are let through, by a clock that the test moves."""

import unittest

from pdp_client import Breaker
from pdp_client._breaker import Admission, CircuitBreaker


class BreakerTests(unittest.TestCase):
    def setUp(self) -> None:
        self.now = 1000.0
        self.breaker = CircuitBreaker(Breaker(), lambda: self.now)

    def calls(self, count: int, failed: bool) -> None:
        for _ in range(count):
            admission, generation = self.breaker.admit()
            self.assertIs(admission, Admission.CALL)
            self.breaker.record(generation, failed)

    def admission(self) -> Admission:
        return self.breaker.admit()[0]

    def open(self) -> None:
        with self.assertLogs("pdp_client", "WARNING"):
            self.calls(20, failed=True)

    def test_it_opens_with_the_twentieth_failed_call(self) -> None:
        self.calls(19, failed=True)
        self.assertIs(self.admission(), Admission.CALL)
        with self.assertLogs("pdp_client", "WARNING"):
            self.calls(1, failed=True)
        self.assertIs(self.admission(), Admission.REFUSED)

    def test_it_opens_when_half_of_the_calls_fail_and_not_before(self) -> None:
        self.calls(51, failed=False)
        self.calls(50, failed=True)
        self.assertIs(self.admission(), Admission.CALL)
        with self.assertLogs("pdp_client", "WARNING"):
            self.calls(1, failed=True)
        self.assertIs(self.admission(), Admission.REFUSED)

    def test_what_is_longer_ago_than_the_window_does_not_count(self) -> None:
        self.calls(19, failed=True)
        self.now += 10
        self.calls(19, failed=True)
        self.assertIs(self.admission(), Admission.CALL)

    def test_while_it_is_open_one_call_looks_after_the_pdp_from_time_to_time(self) -> None:
        self.open()
        self.now += 0.49
        self.assertIs(self.admission(), Admission.REFUSED)
        self.now += 0.02
        self.assertEqual([self.admission() for _ in range(3)], [Admission.PROBE, Admission.REFUSED, Admission.REFUSED])
        self.breaker.probed(False)
        self.assertIs(self.admission(), Admission.REFUSED)
        self.now += 0.5
        self.assertIs(self.admission(), Admission.PROBE)

    def test_a_prober_that_never_comes_back_blocks_nobody(self) -> None:
        self.open()
        for _ in range(3):
            self.now += 0.5
            self.assertIs(self.admission(), Admission.PROBE)

    def test_when_the_pdp_serves_again_all_calls_are_let_through_and_what_was_is_forgotten(self) -> None:
        self.open()
        self.now += 0.5
        self.assertIs(self.admission(), Admission.PROBE)
        with self.assertLogs("pdp_client", "WARNING"):
            self.breaker.probed(True)
        self.calls(19, failed=True)
        self.assertIs(self.admission(), Admission.CALL)

    def test_calls_of_before_a_change_of_state_do_not_count(self) -> None:
        late = [self.breaker.admit()[1] for _ in range(100)]
        self.open()
        self.now += 0.5
        self.admission()
        with self.assertLogs("pdp_client", "WARNING"):
            self.breaker.probed(True)
        for generation in late:
            self.breaker.record(generation, failed=True)
        self.assertIs(self.admission(), Admission.CALL)

    def test_settings_out_of_range_are_refused(self) -> None:
        for wrong in ({"failure_ratio": 0}, {"failure_ratio": 1.1}, {"minimum_calls": 0}, {"window": 0}, {"retry_after": float("nan")}):
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, "expected `"):
                Breaker(**wrong)
