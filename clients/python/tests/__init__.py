"""Run with `/usr/bin/python3 -m unittest discover -s clients/python/tests -t clients/python`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
