"""A PDP in trouble, in every way that sockets know: denied with the right reason, in time, without an exception, and over soon.

A call may take its deadline and 100 ms. The machine that runs the tests may be busy with others, so the median of the calls is held to
that, and each single one to two seconds more.
"""

import asyncio
import statistics
import time
import unittest
from collections.abc import Callable

import grpc

from pdp_client import AsyncPdpClient, Breaker, Decision, PdpClient, Reason
from pdp_client._messages import decision_pb2 as pb

from . import support
from .support import ALICE, GUSTAV, ROADMAP, PdpServer, RawServer, fake_pdp, free_port

DEADLINE = 0.25
MARGIN = 0.1
CALLS = 5
CHECK = "/pdp.v1.DecisionService/Check"
BATCH = "/pdp.v1.DecisionService/CheckBatch"
PERMIT = pb.CheckResponse(decision=pb.DECISION_PERMIT, allowed=True).SerializeToString()


class Timed(unittest.TestCase):
    def in_time(self, decisions: list[Decision]) -> None:
        taken = sorted(decision.elapsed for decision in decisions)
        self.assertLess(statistics.median(taken), DEADLINE + MARGIN, taken)
        self.assertLess(taken[-1], DEADLINE + 2, taken)

    def recovers(self, client: PdpClient) -> None:
        """Asks until it is allowed again."""
        start = time.monotonic()
        while not client.check(ALICE, "read", ROADMAP):
            self.assertLess(time.monotonic() - start, 2.0)
            time.sleep(0.005)


class FaultTests(Timed):
    def both(self, address: str, timeout: float) -> list[Decision]:
        """Some calls of either client, single ones and batches."""
        with PdpClient(address, timeout=timeout) as pdp:
            decisions = [pdp.check(ALICE, "read", ROADMAP) for _ in range(CALLS)]
            decisions += pdp.check_many(ALICE, [("read", ROADMAP), ("edit", ROADMAP)])

        async def ask() -> None:
            async with AsyncPdpClient(address, timeout=timeout) as pdp:
                decisions.extend(await asyncio.gather(*(pdp.check(ALICE, "read", ROADMAP) for _ in range(CALLS))))
                decisions.extend(await pdp.check_many(ALICE, [("read", ROADMAP), ("edit", ROADMAP)]))

        asyncio.run(ask())
        self.assertEqual(len(decisions), 2 * (CALLS + 2))
        return decisions

    def denied(self, address: str, *reasons: Reason) -> None:
        """For servers that give no answer: denied in time."""
        self.refused(self.both(address, DEADLINE), *reasons)

    def answered(self, address: str, *reasons: Reason) -> None:
        """For servers that answer something, however long a busy machine takes for it."""
        self.refused(self.both(address, 30), *reasons, in_time=False)

    def refused(self, decisions: list[Decision], *reasons: Reason, in_time: bool = True) -> None:
        if in_time:
            self.in_time(decisions)
        self.assertEqual([d for d in decisions if d.allowed], [])
        self.assertLessEqual({d.reason for d in decisions}, set(reasons), decisions)

    def test_down(self) -> None:
        self.denied(f"127.0.0.1:{free_port()}", Reason.UNAVAILABLE)

    def test_hung(self) -> None:
        with RawServer(support.hang) as server:
            # After a second the attempt to connect is given up, and the next one is waited for without the calls.
            self.denied(server.address, Reason.DEADLINE, Reason.UNAVAILABLE)
            self.assertGreater(server.connections, 0)

    def test_resetting(self) -> None:
        with RawServer(support.reset) as server:
            self.denied(server.address, Reason.UNAVAILABLE)
            self.assertGreater(server.connections, 0)

    def test_another_protocol(self) -> None:
        with RawServer(support.babble) as server:
            # What is no HTTP/2 may look like one that has not said enough yet, until the attempt to connect is over.
            self.denied(server.address, Reason.UNAVAILABLE, Reason.DEADLINE)
            self.assertGreater(server.connections, 0)

    def test_answers_that_are_none(self) -> None:
        for garbage in (b"\xff\xff\xff", b"", b"<html>", b"\x08\x09\x10\x01", b"\x08\x02\x10\x01"):
            with self.subTest(garbage), fake_pdp() as (pdp, address):
                pdp.answers = {CHECK: garbage, BATCH: b"\xff\xff\xff"}
                self.answered(address, Reason.INVALID_RESPONSE)

    def test_a_batch_with_one_answer_too_few_or_too_many(self) -> None:
        for count in (0, 1, 3):
            batch = pb.CheckBatchResponse()
            for _ in range(count):
                batch.results.add().response.MergeFromString(PERMIT)
            with self.subTest(count), fake_pdp() as (pdp, address):
                pdp.answers = {CHECK: b"", BATCH: batch.SerializeToString()}
                self.answered(address, Reason.INVALID_RESPONSE, Reason.BATCH_SIZE_MISMATCH)

    def test_statuses(self) -> None:
        for status, reason in (
            (grpc.StatusCode.RESOURCE_EXHAUSTED, Reason.THROTTLED), (grpc.StatusCode.INTERNAL, Reason.INVALID_RESPONSE),
            (grpc.StatusCode.UNKNOWN, Reason.INVALID_RESPONSE), (grpc.StatusCode.CANCELLED, Reason.UNAVAILABLE),
            (grpc.StatusCode.UNAUTHENTICATED, Reason.UNAUTHENTICATED), (grpc.StatusCode.FAILED_PRECONDITION, Reason.STALE_POLICY),
            (grpc.StatusCode.UNIMPLEMENTED, Reason.UNAVAILABLE),
        ):  # fmt: skip
            with self.subTest(status), fake_pdp() as (pdp, address):
                pdp.answers = {CHECK: status, BATCH: status}
                self.answered(address, reason)

    def test_no_time_left(self) -> None:
        with fake_pdp() as (pdp, address), PdpClient(address) as client:
            pdp.answers[CHECK] = PERMIT
            for timeout in (0, -1, float("nan"), float("inf")):
                self.assertIs(client.check(ALICE, "read", ROADMAP, timeout=timeout).reason, Reason.DEADLINE)
            self.assertEqual(pdp.calls, [])

    def test_who_waits_for_a_revision_does_not_close_the_pdp_to_others(self) -> None:
        def slow(request: bytes, context: grpc.ServicerContext) -> bytes:
            while pb.CheckRequest.FromString(request).min_revision and context.is_active():
                time.sleep(0.005)
            return PERMIT

        with fake_pdp() as (pdp, address), PdpClient(address) as client:
            pdp.answers[CHECK] = slow
            for _ in range(25):
                self.assertIs(client.check(ALICE, "read", ROADMAP, timeout=0.02, min_revision="r").reason, Reason.DEADLINE)
            self.assertTrue(client.check(ALICE, "read", ROADMAP, timeout=30))

    def test_closed(self) -> None:
        with fake_pdp() as (pdp, address):
            pdp.answers[CHECK] = PERMIT
            client = PdpClient(address, timeout=30)
            self.assertTrue(client.check(ALICE, "read", ROADMAP))
            client.close()
            self.assertIs(client.check(ALICE, "read", ROADMAP).reason, Reason.UNAVAILABLE)
            client.close()

    def test_unavailable_once_is_tried_again(self) -> None:
        def flaky(request: bytes, context: grpc.ServicerContext) -> bytes:
            if dict(context.invocation_metadata()).get("grpc-previous-rpc-attempts") != "2":
                context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
            return PERMIT

        with fake_pdp() as (pdp, address), PdpClient(address, timeout=30) as client:
            pdp.answers[CHECK] = flaky
            self.assertIs(client.check(ALICE, "read", ROADMAP).reason, Reason.PERMITTED)
            self.assertEqual(pdp.calls, [CHECK] * 3)

    def test_a_pdp_in_trouble_is_not_flooded_with_retries(self) -> None:
        with fake_pdp() as (pdp, address), PdpClient(address, timeout=30, breaker=Breaker(minimum_calls=1000)) as client:
            pdp.answers[CHECK] = grpc.StatusCode.UNAVAILABLE
            for _ in range(40):
                self.assertIs(client.check(ALICE, "read", ROADMAP).reason, Reason.UNAVAILABLE)
            self.assertGreater(len(pdp.calls), 40)
            self.assertLessEqual(len(pdp.calls), 40 + 10)

    def test_a_pdp_in_trouble_is_left_alone_and_looked_after_by_its_health(self) -> None:
        for status in ("DEADLINE_EXCEEDED", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "INTERNAL"):
            with self.subTest(status), fake_pdp() as (pdp, address), PdpClient(address, breaker=Breaker(retry_after=0.05)) as client:
                pdp.answers = {CHECK: grpc.StatusCode[status], support.HEALTH: b"\x08\x02"}
                with self.assertLogs("pdp_client", "WARNING"):
                    for _ in range(20):
                        client.check(ALICE, "read", ROADMAP)
                asked = pdp.calls.count(CHECK)
                end = time.monotonic() + 0.3
                while time.monotonic() < end:
                    self.assertIs(client.check(ALICE, "read", ROADMAP).reason, Reason.CIRCUIT_OPEN)
                self.assertEqual(pdp.calls.count(CHECK), asked)
                self.assertIn(support.HEALTH, pdp.calls)
                pdp.answers = {CHECK: PERMIT, support.HEALTH: b"\x08\x01"}
                with self.assertLogs("pdp_client", "WARNING"):
                    self.recovers(client)

    def test_a_server_without_health_comes_back_too(self) -> None:
        with fake_pdp() as (pdp, address), PdpClient(address, breaker=Breaker(retry_after=0.05)) as client:
            pdp.answers = {CHECK: grpc.StatusCode.INTERNAL}
            with self.assertLogs("pdp_client", "WARNING"):
                for _ in range(20):
                    client.check(ALICE, "read", ROADMAP)
            pdp.answers = {CHECK: PERMIT}
            with self.assertLogs("pdp_client", "WARNING"):
                self.recovers(client)

    def test_a_user_with_malformed_questions_does_not_close_the_pdp_to_others(self) -> None:
        with fake_pdp() as (pdp, address), PdpClient(address, timeout=30) as client:
            pdp.answers[CHECK] = PERMIT
            for _ in range(50):
                self.assertIs(client.check(ALICE, "read", ROADMAP, {"a": "x" * 2_000_000}).reason, Reason.INVALID_REQUEST)
            self.assertTrue(client.check(ALICE, "read", ROADMAP))


class RestartTests(Timed):
    """The server itself goes away and comes back. (The time that its start takes is the server's, not the client's.)"""

    def test_stopped_for_a_while_and_then_killed_and_started_again(self) -> None:
        servers = [PdpServer()]
        self.addCleanup(lambda: servers[-1].kill())
        first = servers[0]

        def restart() -> None:
            servers.append(PdpServer(first.port))
            with PdpClient(first.address) as other:
                self.assertTrue(other.wait_until_ready(30))

        with PdpClient(first.address, breaker=Breaker(minimum_calls=8)) as client:
            self.assertTrue(client.wait_until_ready(30))
            self.during(client, first.stop, first.go_on, Reason.DEADLINE)
            self.during(client, first.kill, restart, Reason.UNAVAILABLE)

    def during(self, client: PdpClient, fault: Callable[[], None], end: Callable[[], None], reason: Reason) -> None:
        """What is denied is never allowed, before, in and after a fault."""
        self.assertTrue(client.check(ALICE, "read", ROADMAP, timeout=30))
        fault()
        with self.assertLogs("pdp_client", "WARNING") as logs:
            decisions = [client.check(who, "read", ROADMAP) for _ in range(5) for who in (ALICE, GUSTAV)]
            self.assertLessEqual({d.reason for d in decisions}, {reason, Reason.DEADLINE, Reason.CIRCUIT_OPEN})
            self.assertLessEqual({reason, Reason.CIRCUIT_OPEN}, {d.reason for d in decisions})
            self.in_time([d for d in decisions if d.reason is not Reason.CIRCUIT_OPEN])
            end()
            self.recovers(client)
            self.assertIs(client.check(GUSTAV, "read", ROADMAP, timeout=30).reason, Reason.DENIED)
        self.assertEqual(len(logs.output), 2)


class AsyncFaultTests(unittest.IsolatedAsyncioTestCase):
    async def test_only_the_callers_own_cancellation_passes(self) -> None:
        with RawServer(support.hang) as server:
            async with AsyncPdpClient(server.address, timeout=30) as client:
                check = asyncio.create_task(client.check(ALICE, "read", ROADMAP))
                await asyncio.sleep(0.05)
                check.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await check
                with self.assertRaises(TimeoutError):
                    await asyncio.wait_for(client.check(ALICE, "read", ROADMAP), 0.05)

    async def test_a_client_that_is_closed_under_a_check_denies(self) -> None:
        with RawServer(support.hang) as server:
            client = AsyncPdpClient(server.address, timeout=30)
            checks = [asyncio.create_task(client.check(ALICE, "read", ROADMAP)) for _ in range(3)]
            await asyncio.sleep(0.05)
            await client.close()
            self.assertEqual({(await check).reason for check in checks}, {Reason.UNAVAILABLE})
            self.assertIs((await client.check(ALICE, "read", ROADMAP)).reason, Reason.UNAVAILABLE)

    async def test_the_breaker_of_asyncio_opens_and_closes_as_the_other(self) -> None:
        with fake_pdp() as (pdp, address):
            async with AsyncPdpClient(address, timeout=5, breaker=Breaker(retry_after=0.05)) as client:
                pdp.answers[CHECK] = grpc.StatusCode.INTERNAL
                with self.assertLogs("pdp_client", "WARNING"):
                    await asyncio.gather(*(client.check(ALICE, "read", ROADMAP) for _ in range(20)))
                self.assertIs((await client.check(ALICE, "read", ROADMAP)).reason, Reason.CIRCUIT_OPEN)
                pdp.answers[CHECK] = PERMIT
                await asyncio.sleep(0.06)
                with self.assertLogs("pdp_client", "WARNING"):
                    self.assertTrue(await client.check(ALICE, "read", ROADMAP))


