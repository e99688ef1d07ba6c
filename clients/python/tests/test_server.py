"""The real server, asked over a real socket."""

import asyncio
import base64
import json
import os
import re
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

from pdp_client import AsyncPdpClient, Decision, Decisions, Obligation, PdpClient, Reason, Resource, Subject

from .support import ALICE, CAROL, GUSTAV, HEIDI, MERGER, ROADMAP, ROOT, PdpServer

PATIENT = 30.0
"""Seconds for calls whose answer is looked at, not its time: the machine may be busy."""


class ServerTests(unittest.TestCase):
    server: PdpServer

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = PdpServer()
        cls.addClassCleanup(cls.server.kill)

    def setUp(self) -> None:
        self.pdp = PdpClient(self.server.address, timeout=PATIENT, understood=["log-access", "record-share"])
        self.addCleanup(self.pdp.close)
        self.assertTrue(self.pdp.wait_until_ready(PATIENT))

    def test_the_four_answers_there_are(self) -> None:
        self.four([
            self.pdp.check(ALICE, "read", ROADMAP), self.pdp.check(GUSTAV, "read", ROADMAP),
            self.pdp.check(HEIDI, "read", ROADMAP), self.pdp.check(CAROL, "read", MERGER, {"mfa": True}),
        ])  # fmt: skip

    def test_the_four_answers_there_are_with_asyncio(self) -> None:
        async def ask() -> list[Decision]:
            async with AsyncPdpClient(self.server.address, timeout=PATIENT) as pdp:
                self.assertTrue(await pdp.wait_until_ready(PATIENT))
                return await asyncio.gather(
                    pdp.check(ALICE, "read", ROADMAP), pdp.check(GUSTAV, "read", ROADMAP),
                    pdp.check(HEIDI, "read", ROADMAP), asyncio.create_task(pdp.check(CAROL, "read", MERGER, {"mfa": True})),
                )  # fmt: skip

        self.four(asyncio.run(ask()))

    def four(self, decisions: list[Decision]) -> None:
        permitted, denied, silent, failed = decisions
        self.assertEqual([str(d.reason) for d in decisions], ["permitted", "denied", "not_applicable", "indeterminate"])
        self.assertEqual([d.allowed for d in decisions], [True, False, False, False])
        self.assertEqual(permitted.determining[0].policy, "documents/ownership")
        self.assertEqual(denied.user_reason, "documents and folders never leave their company")
        self.assertEqual(silent.user_reason, "")
        self.assertEqual(failed.errors[0].code, "missing-attribute")
        self.assertIn("`context.ip` is missing", failed.detail)
        self.assertEqual(len({d.revision for d in decisions}), 1)
        self.assertEqual(len({d.decision_id for d in decisions}), 4)

    def test_a_batch_is_answered_item_by_item(self) -> None:
        items = [("read", ROADMAP), ("", ROADMAP), ("export", ROADMAP), ("read", Resource("document", "x" * 9000))]
        decisions = self.pdp.check_many(Subject("user", "bob"), items)
        self.assertIsInstance(decisions, Decisions)
        self.assertEqual(
            [str(d.reason) for d in decisions], ["permitted", "invalid_request", "not_applicable", "invalid_request"]
        )
        self.assertEqual(self.pdp.check_many(ALICE, []), ())
        self.assertFalse(self.pdp.check_many(ALICE, [("", ROADMAP)]))

    def test_an_obligation_must_be_understood(self) -> None:
        seen: list[Obligation] = []
        question = (CAROL, "read", MERGER, {"mfa": True, "ip": "10.20.3.4"})
        with PdpClient(self.server.address, timeout=PATIENT) as ignorant:
            self.assertIs(ignorant.check(*question).reason, Reason.UNKNOWN_OBLIGATION)
        with PdpClient(self.server.address, timeout=PATIENT, obligations={"log-access": seen.append}) as careful:
            self.assertIs(careful.check(*question).reason, Reason.PERMITTED)
        [obligation] = seen
        self.assertEqual((obligation.id, obligation.properties["level"], obligation.properties["by"]), ("log-access", "high", "carol"))

    def test_a_revision_that_is_not_in_force_is_stale(self) -> None:
        self.assertTrue(self.pdp.check(ALICE, "read", ROADMAP, min_revision=self.pdp.check(ALICE, "read", ROADMAP).revision))
        self.assertIs(self.pdp.check(ALICE, "read", ROADMAP, min_revision="f" * 40, timeout=5).reason, Reason.STALE_POLICY)

    def test_what_the_server_refuses_is_an_invalid_request(self) -> None:
        decision = self.pdp.check(ALICE, "read", Resource("document", "x" * 9000))
        self.assertIs(decision.reason, Reason.INVALID_REQUEST)
        self.assertIn("`resource.id`", decision.detail)

    def test_threads_share_a_client(self) -> None:
        with ThreadPoolExecutor(16) as threads:
            asked = [(ALICE, True), (GUSTAV, False)] * 200
            decisions = threads.map(lambda one: self.pdp.check(one[0], "read", ROADMAP), asked)
            self.assertEqual([d.allowed for d in decisions], [allowed for _, allowed in asked])

    def test_a_client_outlives_its_event_loop(self) -> None:
        pdp = AsyncPdpClient(self.server.address, timeout=PATIENT)
        for _ in range(2):
            self.assertIs(asyncio.run(pdp.check(ALICE, "read", ROADMAP)).reason, Reason.PERMITTED)

    def test_a_proxy_does_not_come_between(self) -> None:
        with mock.patch.dict(os.environ, {"http_proxy": "http://127.0.0.1:9", "grpc_proxy": "http://127.0.0.1:9", "no_proxy": ""}):
            with PdpClient(self.server.address, timeout=PATIENT) as pdp:
                self.assertTrue(pdp.check(ALICE, "read", ROADMAP))

    def test_the_first_example_of_the_readme_works(self) -> None:
        text = (ROOT / "clients" / "python" / "README.md").read_text()
        example = re.search(r"```python\n(.*?)```", text, re.DOTALL)
        assert example is not None
        code = example[1].replace("127.0.0.1:50051", self.server.address)
        printed: list[str] = []
        exec(code, {"print": lambda *values: printed.append(" ".join(map(str, values)))})
        self.assertEqual(printed, ["here is the roadmap"])


class TokenTests(unittest.TestCase):
    """Questions on behalf of users whose tokens PyJWT has signed."""

    def test_who_asks_is_what_the_token_says(self) -> None:
        import jwt
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        now = int(time.time())
        claims = {"iss": "https://login.example.com", "aud": "pdp", "sub": "alice", "client_id": "c", "jti": "1", "iat": now, "exp": now + 600}

        def signed(**changes: object) -> str:
            return jwt.encode({**claims, **changes}, key, "ES256", {"kid": "k", "typ": "at+jwt"})

        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "keys.json").write_text(json.dumps({"keys": [{**jwk(key), "kid": "k", "alg": "ES256"}]}))
            issuer = {"issuer": claims["iss"], "audiences": ["pdp"], "keys": {"file": "keys.json"}}
            (place / "issuers.json").write_text(json.dumps({"issuers": [issuer]}))
            server = PdpServer(0, "--issuers", str(place / "issuers.json"))
            self.addCleanup(server.kill)
            pdp = PdpClient(server.address, timeout=PATIENT, understood=["log-access", "record-share"])
            self.addCleanup(pdp.close)
            self.assertTrue(pdp.wait_until_ready(PATIENT))
            self.assertTrue(pdp.check(None, "read", ROADMAP, subject_token=signed()))
            self.assertTrue(pdp.check(ALICE, "read", ROADMAP, subject_token=signed()))
            self.assertTrue(pdp.check_many(None, [("read", ROADMAP)], subject_token=signed()))
            self.assertIs(pdp.check(GUSTAV, "read", ROADMAP, subject_token=signed()).reason, Reason.INVALID_REQUEST)
            for wrong in [signed(exp=now - 60), signed(aud="others"), signed()[:-4] + "AAAA"]:
                refused = pdp.check(None, "read", ROADMAP, subject_token=wrong)
                self.assertIs(refused.reason, Reason.TOKEN_REFUSED)
                self.assertNotIn(wrong[-20:], refused.detail)
            with PdpClient(server.http_address, timeout=PATIENT) as http:
                self.assertIs(http.check(None, "read", ROADMAP, subject_token=signed()).reason, Reason.INVALID_REQUEST)


def jwk(key: Any) -> dict[str, str]:
    """The public part."""

    def octets(number: int) -> str:
        return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()

    numbers = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": octets(numbers.x), "y": octets(numbers.y)}
