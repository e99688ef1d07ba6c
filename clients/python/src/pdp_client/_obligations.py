from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

from .decision import Decision, Reason
from .model import Obligation

Handler = Callable[[Obligation], Any]
AsyncHandler = Callable[[Obligation], Awaitable[Any] | Any]

_log = logging.getLogger("pdp_client")


class Obligations:
    """The obligations that an application fulfils, and how."""

    def __init__(self, handlers: Mapping[str, AsyncHandler] | None, understood: Collection[str]) -> None:
        if isinstance(understood, str):
            raise TypeError("expected a collection of ids as `understood`, got a str")
        self._handlers = dict(handlers or {})
        for id, handler in self._handlers.items():
            if not callable(handler):
                raise TypeError(f"the handler of the obligation `{id}` cannot be called")
        self._known = frozenset(understood) | frozenset(self._handlers)

    def unknown(self, decision: Decision) -> Decision | None:
        """What becomes of a permit with an obligation that nobody has declared, else None."""
        if not decision.allowed:
            return None
        missing = [o.id for o in decision.obligations if o.id not in self._known]
        if not missing:
            return None
        return replace(decision, reason=Reason.UNKNOWN_OBLIGATION, detail=f"nobody declared to fulfil `{'`, `'.join(missing)}`")

    def fulfil(self, decision: Decision) -> Decision:
        """Runs the handlers that there are."""
        if (denial := self.unknown(decision)) is not None:
            return denial
        for obligation in decision.obligations:
            handler = self._handlers.get(obligation.id)
            if handler is None:
                continue
            try:
                result = handler(obligation)
                if inspect.isawaitable(result):
                    if inspect.iscoroutine(result):
                        result.close()
                    raise TypeError("it is asynchronous, and the client is not")
            except Exception as error:
                if (decision := _failed(decision, obligation, error)).reason is Reason.OBLIGATION_FAILED:
                    break  # nothing will be done that the others are due for
        return decision

    async def fulfil_async(self, decision: Decision, left: float) -> Decision:
        """Runs the handlers that there are and waits for them.

        :param left: for how many seconds in all; a handler that takes longer is cancelled, and has failed.
        """
        if (denial := self.unknown(decision)) is not None:
            return denial
        limit = monotonic() + left
        for obligation in decision.obligations:
            handler = self._handlers.get(obligation.id)
            if handler is None:
                continue
            try:
                async with asyncio.timeout(limit - monotonic()):
                    result = handler(obligation)
                    if inspect.isawaitable(result):
                        await result
            except (Exception, asyncio.CancelledError) as error:
                task = asyncio.current_task()
                if isinstance(error, asyncio.CancelledError) and (task is None or task.cancelling() > 0):
                    raise
                if (decision := _failed(decision, obligation, error)).reason is Reason.OBLIGATION_FAILED:
                    break  # nothing will be done that the others are due for
        return decision


def _failed(decision: Decision, obligation: Obligation, error: BaseException) -> Decision:
    _log.error("the handler of the obligation `%s` failed", obligation.id, exc_info=error)
    if not decision.allowed:
        return decision  # a denial needs nothing to be one
    return replace(decision, reason=Reason.OBLIGATION_FAILED, detail=f"`{obligation.id}`: {type(error).__name__}")
