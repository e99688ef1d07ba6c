"""The messages that the package brings along are those of the contract."""

import shutil
import tempfile
import unittest
from pathlib import Path

from generate import TARGET, generate


@unittest.skipUnless(shutil.which("protoc"), "`protoc` is not here; install it with `apt-get install protobuf-compiler`")
class MessageTests(unittest.TestCase):
    def test_they_are_what_protoc_makes_of_the_contract(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for made in generate(Path(folder)):
                self.assertEqual(made.read_text(), (TARGET / made.name).read_text(), f"run generate.py: {made.name} is out of date")
