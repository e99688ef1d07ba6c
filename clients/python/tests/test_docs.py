"""The page for users says what the code does."""

import inspect
import re
import unittest

from pdp_client import AsyncPdpClient, Breaker, Decision, PdpClient, Reason
from pdp_client.fastapi import Refused

from .support import ROOT

PAGE = (ROOT / "docs" / "python.md").read_text()


def table(heading: str) -> list[list[str]]:
    """The rows of the table whose first column has a heading."""
    rows = re.search(rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert rows is not None, heading
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in rows[1].splitlines()]


class PageTests(unittest.TestCase):
    def test_every_reason_with_its_answer(self) -> None:
        told = {reason.strip("`"): answer for reason, _, answer in table("reason")}
        self.assertEqual(told, {str(r): "–" if Decision(reason=r) else str(int(Refused(Decision(reason=r)).status_code)) for r in Reason})

    def test_every_setting_with_its_default(self) -> None:
        told = {name.strip("`"): default.strip("`") for name, default, _ in table("parameter")}
        for client in (PdpClient, AsyncPdpClient):
            parameters = inspect.signature(client).parameters.values()
            self.assertEqual(list(told), [p.name for p in parameters])
            for p in parameters:
                expected = {"None": "–", "()": "–", str(Breaker()): "Breaker()"}.get(str(p.default), str(p.default))
                self.assertEqual(told[p.name], expected, p.name)
