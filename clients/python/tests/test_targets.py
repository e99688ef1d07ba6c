"""Where plain text may go."""

import unittest

from pdp_client import AsyncPdpClient, PdpClient, Tls
from pdp_client._grpc.targets import is_local


class TargetTests(unittest.TestCase):
    def test_what_is_surely_this_machine(self) -> None:
        for target in (
            "127.0.0.1:50051", "127.9.9.9:1", "localhost:1", "[::1]:1", "ipv4:127.0.0.1:1", "ipv6:[::1]:1", "dns:localhost:1",
            "dns:///localhost:1", "unix:/run/pdp.sock", "unix:pdp.sock", "unix-abstract:pdp",
        ):  # fmt: skip
            self.assertTrue(is_local(target), target)

    def test_everything_else_is_not(self) -> None:
        for target in (
            "pdp:50051", "10.0.0.1:1", "127.0.0.1.evil.example:1", "localhost.evil.example:1", "[2001:db8::1]:1", "0.0.0.0:1", "[::]:1",
            "ipv4:127.0.0.1:1,10.0.0.1:1", "dns://10.0.0.1/localhost:1", "xds:///localhost:1", "localhost", "", "127.0.0.1:1/x",
            "user@localhost:1", "127.1:1", "2130706433:1", "vsock:1:1",
        ):  # fmt: skip
            self.assertFalse(is_local(target), target)

    def test_plain_text_to_elsewhere_is_refused_unless_it_is_wanted(self) -> None:
        for client in (PdpClient, AsyncPdpClient):
            with self.assertRaisesRegex(ValueError, "plain text to `pdp.example:50051`"):
                client("pdp.example:50051")
            client("pdp.example:50051", allow_plaintext=True)
            client("pdp.example:50051", tls=Tls())

    def test_settings_that_cannot_be_meant_are_refused(self) -> None:
        for timeout in (0, -1, float("nan"), float("inf")):
            with self.assertRaisesRegex(ValueError, "expected `timeout` above 0 s"):
                PdpClient(timeout=timeout)
        with self.assertRaisesRegex(ValueError, "together"):
            Tls(certificate_file="client.pem")
        with self.assertRaises(OSError):
            PdpClient("pdp.example:50051", tls=Tls(ca_file="/nowhere/ca.pem"))
