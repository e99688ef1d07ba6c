"""What a way to the PDP must do. Everything above, from deadlines to obligations, is the same for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ._question import Question
from .decision import Decision


class Transport(Protocol):
    """A blocking way to the PDP, for any number of threads.

    `ask` and `ask_many` give what the PDP says, before obligations are looked at, and raise `CallFailed` for whatever else
    happens. They end within `timeout` seconds, their own retries included.
    """

    def ask(self, question: Question, timeout: float) -> Decision:
        """Asks the one item of a question."""

    def ask_many(self, question: Question, timeout: float) -> Sequence[Decision]:
        """Asks all items of a question; the answers are as many, in their order."""

    def is_serving(self, timeout: float, *, wait: bool = False) -> bool:
        """Whether the PDP says that it serves; `wait` for a connection, not only try. Raises nothing."""

    def close(self) -> None:
        """Lets go of connections; calls under way fail."""


class AsyncTransport(Protocol):
    """As `Transport`, for asyncio. `CancelledError` passes if the caller's task was cancelled, else it is a failed call."""

    async def ask(self, question: Question, timeout: float) -> Decision:
        """Asks the one item of a question."""

    async def ask_many(self, question: Question, timeout: float) -> Sequence[Decision]:
        """Asks all items of a question; the answers are as many, in their order."""

    async def is_serving(self, timeout: float, *, wait: bool = False) -> bool:
        """Whether the PDP says that it serves; `wait` for a connection, not only try."""

    async def close(self) -> None:
        """Lets go of connections; calls under way fail."""
