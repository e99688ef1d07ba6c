"""Obligations are fulfilled, or nothing is allowed."""

import asyncio
import unittest
from typing import Any

from pdp_client import Decision, Obligation, Reason
from pdp_client._obligations import Obligations

LOG, TELL = Obligation("log", {"level": "high"}), Obligation("tell")


def permit(*obligations: Obligation) -> Decision:
    return Decision(reason=Reason.PERMITTED, obligations=obligations)


class ObligationTests(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        self.seen: list[Obligation] = []

    def fail_with(self, obligation: Obligation) -> None:
        raise OSError("the disk is full")

    async def both(self, handlers: dict[str, Any], understood: list[str], decision: Decision) -> Decision:
        """Fulfils them without and with asyncio, which must come to the same."""
        plain = Obligations(handlers, understood).fulfil(decision)
        seen, self.seen = self.seen, []
        self.assertEqual(await Obligations(handlers, understood).fulfil_async(decision, 30), plain)
        self.assertEqual(self.seen, seen)
        return plain

    async def test_handlers_are_called_with_their_obligation(self) -> None:
        self.assertTrue(await self.both({"log": self.seen_by_us, "tell": self.seen_by_us}, [], permit(LOG, TELL)))
        self.assertEqual(self.seen, [LOG, TELL])

    def seen_by_us(self, obligation: Obligation) -> None:
        self.seen.append(obligation)

    async def test_one_that_is_declared_needs_no_handler(self) -> None:
        self.assertTrue(await self.both({}, ["log"], permit(LOG)))

    async def test_one_that_nobody_knows_denies_and_then_nothing_is_done(self) -> None:
        decision = await self.both({"log": self.seen_by_us}, [], permit(LOG, TELL))
        self.assertIs(decision.reason, Reason.UNKNOWN_OBLIGATION)
        self.assertEqual(decision.detail, "nobody declared to fulfil `tell`")
        self.assertEqual(self.seen, [])

    async def test_a_handler_that_fails_denies_and_ends_it(self) -> None:
        with self.assertLogs("pdp_client", "ERROR"):
            decision = await self.both({"log": self.fail_with, "tell": self.seen_by_us}, [], permit(LOG, TELL))
        self.assertIs(decision.reason, Reason.OBLIGATION_FAILED)
        self.assertEqual(self.seen, [])

    async def test_denials_may_have_obligations_and_stay_denials(self) -> None:
        denied = Decision(reason=Reason.DENIED, obligations=(LOG, TELL, Obligation("unheard-of")))
        with self.assertLogs("pdp_client", "ERROR"):
            self.assertIs((await self.both({"log": self.fail_with, "tell": self.seen_by_us}, [], denied)).reason, Reason.DENIED)
        self.assertEqual(self.seen, [TELL])

    async def test_asynchronous_handlers_are_waited_for_or_refused(self) -> None:
        async def later(obligation: Obligation) -> None:
            self.seen.append(obligation)

        self.assertTrue(await Obligations({"log": later}, []).fulfil_async(permit(LOG), 30))
        self.assertEqual(self.seen, [LOG])
        with self.assertLogs("pdp_client", "ERROR"):
            self.assertIs(Obligations({"log": later}, []).fulfil(permit(LOG)).reason, Reason.OBLIGATION_FAILED)
        self.assertEqual(self.seen, [LOG])

    async def test_an_asynchronous_handler_that_takes_too_long_or_is_cancelled_has_failed(self) -> None:
        async def never(obligation: Obligation) -> None:
            await asyncio.Event().wait()

        async def cancelled(obligation: Obligation) -> None:
            future = asyncio.get_running_loop().create_future()
            future.cancel()
            await future

        for handler in (never, cancelled):
            with self.assertLogs("pdp_client", "ERROR"):
                decision = await Obligations({"log": handler}, []).fulfil_async(permit(LOG), 0.01)
            self.assertIs(decision.reason, Reason.OBLIGATION_FAILED)

    async def test_a_caller_that_is_cancelled_in_a_handler_stays_so(self) -> None:
        entered = asyncio.Event()

        async def never(obligation: Obligation) -> None:
            entered.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(Obligations({"log": never}, []).fulfil_async(permit(LOG), 30))
        await entered.wait()
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task

    def test_a_text_is_no_collection_of_ids(self) -> None:
        with self.assertRaises(TypeError):
            Obligations({}, "log")
        with self.assertRaises(TypeError):
            Obligations({"log": None}, [])  # type: ignore[dict-item]
