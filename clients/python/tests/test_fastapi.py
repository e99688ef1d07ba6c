"""The sample under uvicorn, over HTTP, with the real server behind it; and what a guard does when it is not set up."""

import os
import subprocess
import sys
import time
import unittest
from collections.abc import Callable
from unittest import mock

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from pdp_client import AsyncPdpClient, Decision, DeterminingRule, Reason, Subject
from pdp_client.fastapi import Refused, install, require

from .support import ROOT, PdpServer, free_port

PROBLEM = "application/problem+json"


class SampleTests(unittest.TestCase):
    """One server and one service for all of it; the last test takes the PDP away."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = PdpServer()
        cls.addClassCleanup(cls.server.__exit__)
        port = free_port()
        cls.service = subprocess.Popen(
            [sys.executable, str(ROOT / "samples" / "fastapi")],
            env={**os.environ, "PDP_ADDRESS": cls.server.address, "PORT": str(port)}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        cls.addClassCleanup(cls.service.wait)
        cls.addClassCleanup(cls.service.terminate)
        cls.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30)
        cls.addClassCleanup(cls.http.close)
        cls.wait_for(200)

    @classmethod
    def wait_for(cls, status: int) -> float:
        """Asks until an answer has a status; tells after how many seconds."""
        start = time.monotonic()
        while True:
            try:
                if cls.get("alice", "roadmap").status_code == status:
                    return time.monotonic() - start
            except httpx.ConnectError:
                pass
            assert time.monotonic() - start < 30 and cls.service.poll() is None, "the service does not come up"
            time.sleep(0.02)

    @classmethod
    def get(cls, who: str | None, document: str) -> httpx.Response:
        return cls.http.get(f"/documents/{document}", headers={} if who is None else {"Authorization": f"Bearer {who}-token"})

    def answer(self, who: str | None, document: str, status: int) -> httpx.Response:
        """An answer with a status."""
        response = self.patiently(lambda: self.get(who, document), lambda response: response.status_code != 503)
        self.assertEqual(response.status_code, status, response.text)
        return response

    def patiently(self, ask: Callable[[], httpx.Response], until: Callable[[httpx.Response], bool]) -> httpx.Response:
        """Asks again what the PDP had no time for, which happens on a busy machine."""
        response = ask()
        for _ in range(50):
            if until(response):
                break
            time.sleep(0.1)
            response = ask()
        return response

    def test_a_permit_shows_the_document(self) -> None:
        self.assertEqual(self.answer("alice", "roadmap", 200).json(), {"id": "roadmap", "text": "First this, then that."})

    def test_a_denial_is_a_problem_with_what_users_are_told(self) -> None:
        response = self.answer("gustav", "roadmap", 403)
        self.assertEqual(response.headers["Content-Type"], PROBLEM)
        self.assertEqual(
            response.json(),
            {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": "documents and folders never leave their company"},
        )

    def test_what_no_policy_permits_or_cannot_be_decided_tells_nothing(self) -> None:
        for who, document in (("heidi", "roadmap"), ("alice", "unheard-of")):
            self.assertEqual(
                self.answer(who, document, 403).json(), {"type": "about:blank", "title": "Forbidden", "status": 403}
            )

    def test_nobody_is_asked_who_it_is(self) -> None:
        for who in (None, "mallory"):
            response = self.answer(who, "roadmap", 401)
            self.assertEqual((response.headers["WWW-Authenticate"], response.headers["Content-Type"]), ("Bearer", PROBLEM))
        self.assertEqual(self.http.get("/documents").status_code, 401)

    def test_an_edit_is_asked_for_as_one(self) -> None:
        headers = {"Authorization": "Bearer bob-token"}
        self.answer("bob", "roadmap", 200)
        edited = self.patiently(
            lambda: self.http.put("/documents/roadmap", headers=headers, json={"text": "mine"}), lambda response: response.status_code != 503
        )
        self.assertEqual(edited.status_code, 403)
        self.assertNotIn("mine", self.answer("alice", "roadmap", 200).text)

    def test_a_list_has_what_may_be_read(self) -> None:
        headers = {"Authorization": "Bearer bob-token"}
        listed = self.patiently(lambda: self.http.get("/documents", headers=headers), lambda response: response.json() != [])
        self.assertEqual(listed.json(), ["handbook", "roadmap"])

    def test_without_the_pdp_it_is_unavailable_and_soon_back(self) -> None:
        self.server.kill()
        self.wait_for(503)
        response = self.get("alice", "roadmap")
        self.assertEqual((response.status_code, response.headers["Retry-After"]), (503, "1"))
        self.assertEqual(response.json(), {"type": "about:blank", "title": "Service Unavailable", "status": 503})
        self.assertEqual(self.get(None, "roadmap").status_code, 401)


class GuardTests(unittest.IsolatedAsyncioTestCase):
    async def get(self, app: Starlette, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    def app(self, guard: object, path: str = "/{document_id}") -> Starlette:
        async def endpoint(request: Request) -> PlainTextResponse:
            await guard(request)  # type: ignore[operator]
            return PlainTextResponse("shown")

        return Starlette(routes=[Route(path, endpoint)])

    async def test_where_it_is_not_set_up_nothing_is_shown(self) -> None:
        guard = require("document", "read")
        self.assertEqual((await self.get(self.app(guard), "/a")).status_code, 500)
        other = self.app(guard, "/{name}")
        install(other, AsyncPdpClient(), subject=lambda request: Subject("user", "alice"))
        self.assertEqual((await self.get(other, "/a")).status_code, 500)
        outer = Starlette(routes=[Mount("/inner", self.app(guard))])
        install(outer, AsyncPdpClient(), subject=lambda request: Subject("user", "alice"))
        self.assertEqual((await self.get(outer, "/inner/a")).status_code, 500)

    async def test_every_reason_but_one_refuses(self) -> None:
        statuses = {}
        for reason in Reason:
            pdp = AsyncPdpClient()
            app = self.app(require("document", "read"))

            async def who(request: Request) -> Subject:
                return Subject("user", "alice")

            install(app, pdp, subject=who)
            rules = (DeterminingRule("secret-policy", 1, "secret-rule", "told"),)
            decision = Decision(reason=reason, determining=rules, detail="secret-detail", decision_id="secret-id")
            with mock.patch.object(pdp, "check", mock.AsyncMock(return_value=decision)):
                response = await self.get(app, "/a")
            statuses[str(reason)] = response.status_code
            self.assertEqual(response.text == "shown", reason is Reason.PERMITTED)
            self.assertNotIn("secret", response.text)
            self.assertEqual("Retry-After" in response.headers, response.status_code == 503)
        self.assertEqual([reason for reason, status in statuses.items() if status == 200], ["permitted"])
        self.assertEqual(
            [reason for reason, status in statuses.items() if status == 403],
            ["denied", "not_applicable", "indeterminate", "unknown_obligation", "obligation_failed", "invalid_request"],
        )
        self.assertEqual([reason for reason, status in statuses.items() if status == 401], ["token_refused"])
        self.assertEqual(set(statuses.values()), {200, 401, 403, 503})

    async def test_the_resource_is_the_one_of_the_path(self) -> None:
        pdp = AsyncPdpClient()
        app = self.app(require("folder", "list", id_from="name"), "/{name}")
        install(app, pdp, subject=lambda request: Subject("user", "alice"), context=lambda request: {"ip": "10.0.0.1"})
        with mock.patch.object(pdp, "check", mock.AsyncMock(return_value=Decision(reason=Reason.PERMITTED))) as check:
            self.assertEqual((await self.get(app, "/a%20b")).text, "shown")
        subject, action, resource, context = check.await_args.args
        self.assertEqual((subject.id, action, resource.type, resource.id, context), ("alice", "list", "folder", "a b", {"ip": "10.0.0.1"}))

    async def test_a_token_may_say_who_calls(self) -> None:
        pdp = AsyncPdpClient()
        app = self.app(require("document", "read"))
        tokens = {"/a": "a.b.c", "/b": None}
        install(app, pdp, subject_token=lambda request: tokens[request.url.path])
        with mock.patch.object(pdp, "check", mock.AsyncMock(return_value=Decision(reason=Reason.PERMITTED))) as check:
            self.assertEqual((await self.get(app, "/a")).text, "shown")
            self.assertEqual((await self.get(app, "/b")).status_code, 401)
        self.assertEqual((check.await_count, check.await_args.args[0], check.await_args.kwargs["subject_token"]), (1, None, "a.b.c"))
        with self.assertRaises(ValueError):
            install(app, pdp)

    def test_a_refusal_keeps_its_decision_for_logs(self) -> None:
        decision = Decision(reason=Reason.DENIED, detail="why")
        self.assertIs(Refused(decision).decision, decision)
