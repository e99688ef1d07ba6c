"""Starts the sample on http://127.0.0.1:8000, and a PDP with the sample policies for it.

`PDP_ADDRESS=127.0.0.1:50051` asks a PDP that runs already; `PORT` chooses another port.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "python" / "src"))  # where the package is not installed


@contextmanager
def pdp() -> Iterator[None]:
    """A PDP on 127.0.0.1:50051, unless another one is named."""
    if "PDP_ADDRESS" in os.environ:
        yield
        return
    command = ["dotnet", "run", "-c", "Release", "--project", "src/Pdp.Server", "--", "--policies", "policies"]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            yield
        finally:
            server.terminate()


if __name__ == "__main__":
    with pdp():
        uvicorn.run("app:app", host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
