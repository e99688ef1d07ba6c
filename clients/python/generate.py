"""Writes the messages of `protos/pdp/v1` for Python: `/usr/bin/python3 clients/python/generate.py`.

It needs `protoc` 3.21 (Debian: `apt-get install protobuf-compiler`); what it writes works with that version of `protobuf` and
newer ones. The package brings what is written along, so that its users need no `protoc`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2, struct_pb2

HERE = Path(__file__).resolve().parent
PROTOS = HERE.parent.parent / "protos"
TARGET = HERE / "src" / "pdp_client" / "_messages"


def generate(target: Path) -> list[Path]:
    """Writes the files into a folder and tells which."""
    with tempfile.TemporaryDirectory() as scratch:
        # Debian has the standard messages' sources in another, large package; the library knows them as well.
        known = descriptor_pb2.FileDescriptorSet()
        struct_pb2.DESCRIPTOR.CopyToProto(known.file.add())
        standard = Path(scratch) / "standard.binpb"
        standard.write_bytes(known.SerializeToString())
        command = [
            "protoc", f"--proto_path={PROTOS}", f"--descriptor_set_in={standard}",
            f"--python_out={scratch}", f"--pyi_out={scratch}", "pdp/v1/decision.proto",
        ]  # fmt: skip
        subprocess.run(command, check=True)
        written = []
        for made in sorted((Path(scratch) / "pdp" / "v1").iterdir()):
            written.append(target / made.name)
            written[-1].write_bytes(made.read_bytes())
        return written


if __name__ == "__main__":
    for path in generate(TARGET):
        print(path, file=sys.stderr)
