"""TLS and mutual TLS: who cannot show who it is gets nothing, and tells nothing."""

import shutil
import subprocess
import tempfile
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc

from pdp_client import AsyncPdpClient, PdpClient, Reason, Tls
from pdp_client._messages import decision_pb2 as pb

from .support import ALICE, ROADMAP, FakePdp, fake_pdp

CHECK = "/pdp.v1.DecisionService/Check"
PATIENT = 30.0


class Authority:
    """Signs certificates; each is a pair of files in the folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._openssl("req", "-x509", *self._key(name), "-subj", f"/CN={name}", "-days", "2", "-out", f"{name}.pem")

    def sign(self, name: str, names: str) -> None:
        extensions = self._folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={names}")
        self._openssl("req", *self._key(name), "-subj", f"/CN={name}", "-out", f"{name}.csr")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{self._name}.pem", "-CAkey", f"{self._name}.key", "-days", "2",
                      "-CAcreateserial", "-extfile", extensions.name, "-out", f"{name}.pem")  # fmt: skip

    def _key(self, name: str) -> list[str]:
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key"]

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)


@unittest.skipUnless(shutil.which("openssl"), "`openssl` is not here; install it with `apt-get install openssl`")
class TlsTests(unittest.IsolatedAsyncioTestCase):
    folder: Path

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        ours, theirs = Authority(cls.folder, "ours"), Authority(cls.folder, "theirs")
        ours.sign("server", "IP:127.0.0.1")
        ours.sign("named", "DNS:pdp.test")
        ours.sign("client", "DNS:client.test")
        theirs.sign("stranger", "DNS:client.test")

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @contextmanager
    def server(self, name: str, mutual: bool = False) -> Iterator[str]:
        pair = tuple((self.folder / f"{name}.{kind}").read_bytes() for kind in ("key", "pem"))
        ours = (self.folder / "ours.pem").read_bytes() if mutual else None
        pdp: FakePdp
        with fake_pdp(grpc.ssl_server_credentials([pair], ours, mutual)) as (pdp, address):
            pdp.answers[CHECK] = pb.CheckResponse(decision=pb.DECISION_PERMIT, allowed=True).SerializeToString()
            self.pdp = pdp
            yield address

    async def reasons(self, address: str, tls: Tls | None, timeout: float) -> set[Reason]:
        with PdpClient(address, tls=tls, timeout=timeout) as client:
            decision = client.check(ALICE, "read", ROADMAP)
        async with AsyncPdpClient(address, tls=tls, timeout=timeout) as client:
            return {decision.reason, (await client.check(ALICE, "read", ROADMAP)).reason}

    async def permits(self, address: str, tls: Tls) -> None:
        self.assertEqual(await self.reasons(address, tls, PATIENT), {Reason.PERMITTED})

    async def refuses(self, address: str, tls: Tls | None) -> None:
        asked = len(self.pdp.calls)
        self.assertLessEqual(await self.reasons(address, tls, 1), {Reason.UNAVAILABLE, Reason.DEADLINE})
        self.assertEqual(len(self.pdp.calls), asked)

    async def test_a_pdp_must_be_vouched_for(self) -> None:
        with self.server("server") as address:
            await self.permits(address, Tls(ca_file=self.path("ours.pem")))
            await self.refuses(address, Tls(ca_file=self.path("theirs.pem")))
            await self.refuses(address, Tls())
            await self.refuses(address, None)

    async def test_a_pdp_must_have_its_name(self) -> None:
        with self.server("named") as address:
            await self.permits(address, Tls(ca_file=self.path("ours.pem"), server_name="pdp.test"))
            await self.refuses(address, Tls(ca_file=self.path("ours.pem"), server_name="other.test"))
            await self.refuses(address, Tls(ca_file=self.path("ours.pem")))

    async def test_a_client_shows_who_it_is(self) -> None:
        def client(name: str) -> Tls:
            return Tls(self.path("ours.pem"), self.path(f"{name}.pem"), self.path(f"{name}.key"))

        with self.server("server", mutual=True) as address:
            await self.permits(address, client("client"))
            await self.refuses(address, client("stranger"))
            await self.refuses(address, Tls(ca_file=self.path("ours.pem")))
