from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .model import Action, Resource, Subject


@dataclass(frozen=True)
class Question:
    """What one call asks: one item for `check`, any number for `check_many`."""

    subject: Subject | None
    items: Sequence[tuple[Action | str, Resource]]
    context: Mapping[str, Any]
    min_revision: str
    subject_token: str = ""
