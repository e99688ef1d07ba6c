"""Real servers on real sockets, good ones and broken ones."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from pathlib import Path

import grpc

from pdp_client import Resource, Subject

ROOT = Path(__file__).resolve().parents[3]

ALICE = Subject("user", "alice")
GUSTAV = Subject("user", "gustav")
HEIDI = Subject("user", "heidi")
CAROL = Subject("user", "carol")
ROADMAP = Resource("document", "roadmap")
MERGER = Resource("document", "merger")


def server_dll() -> Path:
    """The server's program: what the environment says, else the newer of the two builds."""
    if told := os.environ.get("PDP_SERVER_DLL"):
        return Path(told)
    built = (ROOT / "artifacts" / "bin" / "Pdp.Server").glob("*/Pdp.Server.dll")
    return max(built, key=lambda path: path.stat().st_mtime)


class PdpServer:
    """The server itself with the sample policies, as a process."""

    def __init__(self, port: int = 0, *arguments: str) -> None:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [os.environ.get("DOTNET_HOST_PATH", "dotnet"), "exec", str(server_dll()), "--policies", str(ROOT / "policies"),
             "--grpc", f"127.0.0.1:{port}", "--http", "127.0.0.1:0", "--stop-delay", "1ms",
             "--revision-wait", "50ms", *arguments],
            stdout=subprocess.PIPE, stderr=self._errors, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"on `?127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                self.http_port = int(line.rsplit(":", 1)[1])
                break
        else:
            self._errors.seek(0)
            raise RuntimeError(f"the server ended: {self._errors.read().decode()}")
        # Its log must not fill the pipe.
        self._reader = threading.Thread(target=self._process.stdout.read, daemon=True)
        self._reader.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def http_address(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def stop(self) -> None:
        """Keeps it from running, as one that hangs; its connections stay. Ends when all its threads stand."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitpid(self._process.pid, os.WUNTRACED)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()
        self._errors.close()

    def __enter__(self) -> PdpServer:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class RawServer:
    """Takes connections, and does with each what a function says."""

    def __init__(self, serve: Callable[[socket.socket], None], port: int = 0) -> None:
        self._serve = serve
        self._kept: list[socket.socket] = []
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", port))
        self._listener.listen(128)
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._kept:
            connection.close()

    def __enter__(self) -> RawServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._kept.append(connection)
            try:
                self._serve(connection)
            except OSError:
                pass


def hang(connection: socket.socket) -> None:
    """Takes the connection and never says a word."""


def reset(connection: socket.socket) -> None:
    """Ends the connection with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def babble(connection: socket.socket) -> None:
    """Speaks another protocol."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" + bytes(range(256)) * 16)


HEALTH = "/grpc.health.v1.Health/Check"


class FakePdp(grpc.GenericRpcHandler):
    """A gRPC server whose answers are what a test says: bytes, or a status that it fails with."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | grpc.StatusCode | Callable[[bytes, grpc.ServicerContext], bytes]] = {HEALTH: b"\x08\x01"}
        self.calls: list[str] = []

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            self.calls.append(details.method)
            given = self.answers.get(details.method, grpc.StatusCode.UNIMPLEMENTED)
            if isinstance(given, grpc.StatusCode):
                context.abort(given, "as told")
            return given(request, context) if callable(given) else given

        return grpc.unary_unary_rpc_method_handler(answer)


@contextmanager
def fake_pdp(credentials: grpc.ServerCredentials | None = None) -> Iterator[tuple[FakePdp, str]]:
    """Runs a server of a `FakePdp`; gives it and its address."""
    handler = FakePdp()
    server = grpc.server(futures.ThreadPoolExecutor(8), handlers=[handler])
    if credentials is None:
        port = server.add_insecure_port("127.0.0.1:0")
    else:
        port = server.add_secure_port("127.0.0.1:0", credentials)
    server.start()
    try:
        yield handler, f"127.0.0.1:{port}"
    finally:
        server.stop(None)
