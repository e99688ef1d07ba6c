"""The way over HTTP: the real server, and servers that answer anything else."""

import asyncio
import json
import socket
import ssl
import tempfile
import threading
import time
import unittest
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pdp_client import AsyncPdpClient, Breaker, Decision, Obligation, PdpClient, Reason, Resource, Subject, Tls

from . import support
from .support import ALICE, CAROL, GUSTAV, HEIDI, MERGER, ROADMAP, PdpServer, RawServer, free_port
from .test_tls import Authority

PATIENT = 30.0
DEADLINE = 0.25


def answering(body: bytes, status: str = "200 OK", kind: str = "application/json", *, more: str = "") -> Callable[[socket.socket], None]:
    """Answers every request of a connection alike, whatever it asks."""

    def serve(connection: socket.socket) -> None:
        try:
            while request := connection.recv(65536):
                if b"\r\n\r\n" not in request:
                    continue
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
                connection.sendall(head.encode() + body)
        except OSError:
            pass

    return lambda connection: threading.Thread(target=serve, args=(connection,), daemon=True).start()


def drip(connection: socket.socket) -> None:
    """Sends a header that never ends, a byte at a time."""

    def serve() -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while True:
                connection.sendall(b"x")
                time.sleep(0.02)
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()


class HttpServerTests(unittest.TestCase):
    server: PdpServer

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = PdpServer()
        cls.addClassCleanup(cls.server.kill)

    def setUp(self) -> None:
        self.pdp = PdpClient(self.server.http_address, timeout=PATIENT, understood=["log-access"])
        self.addCleanup(self.pdp.close)
        self.assertTrue(self.pdp.wait_until_ready(PATIENT))

    def test_what_is_permitted_is_permitted_and_nothing_else(self) -> None:
        expected = [True, False, False, False]
        questions = [(ALICE, "read", ROADMAP), (GUSTAV, "read", ROADMAP), (HEIDI, "read", ROADMAP), (CAROL, "read", MERGER, {"mfa": True})]
        decisions = [self.pdp.check(*question) for question in questions]
        self.assertEqual([decision.allowed for decision in decisions], expected)
        self.assertEqual([str(decision.reason) for decision in decisions], ["permitted", "denied", "denied", "denied"])
        self.assertEqual(len({decision.revision for decision in decisions}), 1)
        self.assertNotIn("", [decision.revision for decision in decisions] + [decision.decision_id for decision in decisions])

        async def ask() -> list[Decision]:
            async with AsyncPdpClient(self.server.http_address, timeout=PATIENT) as pdp:
                self.assertTrue(await pdp.wait_until_ready(PATIENT))
                return await asyncio.gather(*(pdp.check(*question) for question in questions))

        self.assertEqual([decision.allowed for decision in asyncio.run(ask())], expected)

    def test_a_batch_is_answered_item_by_item(self) -> None:
        items = [("read", ROADMAP), ("", ROADMAP), ("export", ROADMAP), ("read", Resource("document", "x" * 9000))]
        decisions = self.pdp.check_many(Subject("user", "bob"), items)
        self.assertEqual([str(d.reason) for d in decisions], ["permitted", "invalid_request", "denied", "invalid_request"])
        self.assertIn("8192", decisions[3].detail)
        self.assertFalse(self.pdp.check_many(ALICE, [("", ROADMAP)]))

    def test_an_obligation_must_be_understood(self) -> None:
        seen: list[Obligation] = []
        question = (CAROL, "read", MERGER, {"mfa": True, "ip": "10.20.3.4"})
        with PdpClient(self.server.http_address, timeout=PATIENT) as ignorant:
            self.assertIs(ignorant.check(*question).reason, Reason.UNKNOWN_OBLIGATION)
        with PdpClient(self.server.http_address, timeout=PATIENT, obligations={"log-access": seen.append}) as careful:
            self.assertIs(careful.check(*question).reason, Reason.PERMITTED)
        [obligation] = seen
        self.assertEqual((obligation.id, obligation.properties["level"], obligation.properties["by"]), ("log-access", "high", "carol"))

    def test_what_cannot_be_asked_is_an_invalid_request(self) -> None:
        self.assertIs(self.pdp.check(ALICE, "read", Resource("document", "x" * 9000)).reason, Reason.INVALID_REQUEST)
        self.assertIs(self.pdp.check(ALICE, "read", ROADMAP, {"a": float("nan")}).reason, Reason.INVALID_REQUEST)
        self.assertIs(self.pdp.check(ALICE, "read", ROADMAP, {"a": "\ud800"}).reason, Reason.INVALID_REQUEST)
        self.assertIs(self.pdp.check(ALICE, "read", ROADMAP, min_revision="f" * 40).reason, Reason.INVALID_REQUEST)

    def test_threads_share_a_client(self) -> None:
        with ThreadPoolExecutor(16) as threads:
            asked = [(ALICE, True), (GUSTAV, False)] * 100
            decisions = threads.map(lambda one: self.pdp.check(one[0], "read", ROADMAP), asked)
            self.assertEqual([d.allowed for d in decisions], [allowed for _, allowed in asked])

    def test_a_client_outlives_its_event_loop(self) -> None:
        pdp = AsyncPdpClient(self.server.http_address, timeout=PATIENT)
        for _ in range(2):
            self.assertIs(asyncio.run(pdp.check(ALICE, "read", ROADMAP)).reason, Reason.PERMITTED)

    def test_a_closed_client_denies(self) -> None:
        pdp = PdpClient(self.server.http_address, timeout=PATIENT)
        self.assertTrue(pdp.check(ALICE, "read", ROADMAP))
        pdp.close()
        pdp.close()
        self.assertIs(pdp.check(ALICE, "read", ROADMAP).reason, Reason.UNAVAILABLE)


class HttpFaultTests(unittest.TestCase):
    def asked(self, address: str, timeout: float = DEADLINE) -> list[Decision]:
        """One call of either client, single and batch; the clients end in time."""
        start = time.monotonic()
        with PdpClient(address, timeout=timeout) as pdp:
            decisions = [pdp.check(ALICE, "read", ROADMAP), *pdp.check_many(ALICE, [("read", ROADMAP)])]

        async def ask() -> None:
            async with AsyncPdpClient(address, timeout=timeout) as pdp:
                decisions.append(await pdp.check(ALICE, "read", ROADMAP))
                decisions.extend(await pdp.check_many(ALICE, [("read", ROADMAP)]))

        asyncio.run(ask())
        self.assertEqual(len(decisions), 4)
        self.assertLess(time.monotonic() - start, 4 * timeout + 2)
        return decisions

    def test_who_gives_no_answer_denies_in_time(self) -> None:
        for name, serve, reasons in (
            ("hangs", support.hang, {Reason.DEADLINE}),
            ("drips", drip, {Reason.DEADLINE}),
            ("resets", support.reset, {Reason.UNAVAILABLE}),
            # what has no end could still become an answer
            ("babbles", support.babble, {Reason.UNAVAILABLE, Reason.DEADLINE}),
        ):
            with self.subTest(name), RawServer(serve) as server:
                self.assertLessEqual({decision.reason for decision in self.asked(f"http://{server.address}")}, reasons)
        with self.subTest("nobody"):
            self.assertEqual({d.reason for d in self.asked(f"http://127.0.0.1:{free_port()}")}, {Reason.UNAVAILABLE})

    def test_answers_that_are_none_deny(self) -> None:
        good = b'{"decision":true}'
        bodies = [
            (b'{"decision":"true"}', Reason.INVALID_RESPONSE),
            (b'{"decision":1}', Reason.INVALID_RESPONSE),
            (b'{"decision":null}', Reason.INVALID_RESPONSE),
            (b"{}", Reason.INVALID_RESPONSE),
            (b"[]", Reason.INVALID_RESPONSE),
            (b"true", Reason.INVALID_RESPONSE),
            (b"", Reason.INVALID_RESPONSE),
            (b'{"decision":true', Reason.INVALID_RESPONSE),
            (b'{"decision":false,"decision":true}', Reason.INVALID_RESPONSE),
            (b'{"decision":true,"context":{"error":{"status":500}}}', Reason.INVALID_RESPONSE),
            (b'{"decision":true,"context":{"reason_admin":{"decision":"DENY"}}}', Reason.INVALID_RESPONSE),
            (b'{"decision":false,"context":{"reason_admin":{"decision":"PERMIT"}}}', Reason.INVALID_RESPONSE),
            (b'{"decision":true,"context":[]}', Reason.INVALID_RESPONSE),
            (b'{"decision":true,"context":{"obligations":{}}}', Reason.INVALID_RESPONSE),
            (b'{"decision":true,"context":{"obligations":[{"id":"o"}]}}', Reason.INVALID_RESPONSE),
            (b'{"decision":true,"context":{"obligations":[{"id":"o","type":"step-up","properties":{}}]}}', Reason.UNKNOWN_OBLIGATION),
            (b'{"decision":true,"context":{"n":NaN}}', Reason.INVALID_RESPONSE),
            (b'{"decision":true}\xff', Reason.INVALID_RESPONSE),
            (b'{"decision":false,"context":{"reason_admin":{"decision":"NOT_APPLICABLE"}}}', Reason.NOT_APPLICABLE),
            (b'{"decision":false,"context":{"error":{"status":400,"message":"x"}}}', Reason.INVALID_REQUEST),
            (good, Reason.PERMITTED),
        ]
        for body, reason in bodies:
            with self.subTest(body), RawServer(answering(body)) as server, PdpClient(f"http://{server.address}", timeout=PATIENT) as pdp:
                self.assertIs(pdp.check(ALICE, "read", ROADMAP).reason, reason)
            batch = b'{"evaluations":[' + body + b"]}"
            with self.subTest(batch), RawServer(answering(batch)) as server, PdpClient(f"http://{server.address}", timeout=PATIENT) as pdp:
                [decision] = pdp.check_many(ALICE, [("read", ROADMAP)])
                if body == b"":
                    self.assertIs(decision.reason, Reason.BATCH_SIZE_MISMATCH)
                else:
                    self.assertIs(decision.reason, reason)

    def test_statuses_say_what_is_wrong(self) -> None:
        good = b'{"decision":true}'
        for status, reason in (
            ("400 Bad Request", Reason.INVALID_REQUEST),
            ("413 Too Large", Reason.INVALID_REQUEST),
            ("401 Unauthorized", Reason.UNAUTHENTICATED),
            ("403 Forbidden", Reason.UNAUTHENTICATED),
            ("404 Not Found", Reason.UNAVAILABLE),
            ("429 Too Many Requests", Reason.THROTTLED),
            ("500 Internal Server Error", Reason.INVALID_RESPONSE),
            ("503 Service Unavailable", Reason.UNAVAILABLE),
            ("204 No Content", Reason.INVALID_RESPONSE),
            ("302 Found", Reason.INVALID_RESPONSE),
        ):
            with self.subTest(status):
                body = b"" if status.startswith("204") else good
                with RawServer(answering(body, status, more="Location: /elsewhere\r\n")) as server:
                    self.assertEqual({d.reason for d in self.asked(f"http://{server.address}", PATIENT)}, {reason})
        with RawServer(answering(good, kind="text/html")) as server:
            self.assertEqual({d.reason for d in self.asked(f"http://{server.address}", PATIENT)}, {Reason.INVALID_RESPONSE})

    def test_a_batch_of_another_length_denies_all(self) -> None:
        for answers in ("", '{"decision":true}', '{"decision":true},' * 2 + '{"decision":true}'):
            body = f'{{"evaluations":[{answers}]}}'.encode()
            with RawServer(answering(body)) as server, PdpClient(f"http://{server.address}", timeout=PATIENT) as pdp:
                decisions = pdp.check_many(ALICE, [("read", ROADMAP), ("edit", ROADMAP)])
                self.assertEqual({d.reason for d in decisions}, {Reason.BATCH_SIZE_MISMATCH})

    def test_a_connection_that_was_closed_meanwhile_is_made_anew(self) -> None:
        def once(connection: socket.socket) -> None:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n" + b'{"decision":true}')
            connection.close()

        with RawServer(once) as server, PdpClient(f"http://{server.address}", timeout=PATIENT) as pdp:
            for _ in range(5):
                self.assertTrue(pdp.check(ALICE, "read", ROADMAP))

    def test_the_breaker_opens_and_closes(self) -> None:
        port = free_port()
        with PdpClient(f"http://127.0.0.1:{port}", timeout=PATIENT, breaker=Breaker(minimum_calls=5, retry_after=0.05)) as pdp:
            while pdp.check(ALICE, "read", ROADMAP).reason is not Reason.CIRCUIT_OPEN:
                pass
            with RawServer(answering(b'{"decision":true}'), port):
                limit = time.monotonic() + PATIENT
                while not pdp.check(ALICE, "read", ROADMAP):
                    self.assertLess(time.monotonic(), limit)
                    time.sleep(0.005)

    def test_who_cannot_show_who_it_is_is_told_nothing(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = Authority(Path(folder), "ours"), Authority(Path(folder), "theirs")
            ours.sign("server", "IP:127.0.0.1")
            ours.sign("named", "DNS:pdp.test")
            del theirs
            told: list[bytes] = []

            def serving(name: str) -> Callable[[socket.socket], None]:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")

                def serve(connection: socket.socket) -> None:
                    try:
                        with context.wrap_socket(connection, server_side=True) as secure:
                            while request := secure.recv(65536):
                                told.append(request)
                                body = json.dumps({"decision": True}).encode()
                                secure.sendall(
                                    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                                )
                    except OSError:
                        pass

                return lambda connection: threading.Thread(target=serve, args=(connection,), daemon=True).start()

            def check(name: str, tls: Tls | None) -> Decision:
                with RawServer(serving(name)) as server, PdpClient(f"https://{server.address}", tls=tls, timeout=PATIENT) as pdp:
                    return pdp.check(ALICE, "read", ROADMAP)

            self.assertIs(check("server", Tls(ca_file=f"{folder}/ours.pem")).reason, Reason.PERMITTED)
            named = check("named", Tls(ca_file=f"{folder}/ours.pem", server_name="pdp.test"))
            self.assertIs(named.reason, Reason.PERMITTED, named.detail)
            told.clear()
            for name, tls in (
                ("server", None),
                ("server", Tls(ca_file=f"{folder}/theirs.pem")),
                ("named", Tls(ca_file=f"{folder}/ours.pem")),
                ("server", Tls(ca_file=f"{folder}/ours.pem", server_name="pdp.test")),
            ):
                self.assertIs(check(name, tls).reason, Reason.UNAVAILABLE)
            self.assertEqual(told, [])

    def test_plain_text_stays_on_this_machine(self) -> None:
        for target in ("http://pdp.example", "http://10.0.0.1:8080", "http://127.0.0.1.example:80"):
            with self.subTest(target), self.assertRaises(ValueError):
                PdpClient(target)
        for target in ("http://user:secret@127.0.0.1", "http://127.0.0.1?x=1", "http://", "http://127.0.0.1#x"):
            with self.subTest(target), self.assertRaises(ValueError):
                PdpClient(target, allow_plaintext=True)
        with self.assertRaises(ValueError):
            PdpClient("http://127.0.0.1", tls=Tls())
        with self.assertRaises(OSError):
            PdpClient("https://127.0.0.1", tls=Tls(ca_file="/nowhere.pem"))
        PdpClient("http://pdp.example", allow_plaintext=True).close()
