from __future__ import annotations

from collections.abc import Coroutine, Generator
from typing import Any, NoReturn, TypeVar

_T = TypeVar("_T")


class Pending(Coroutine[Any, Any, _T]):
    """A coroutine that is no condition.

    Python takes every object for true, a coroutine too: `if client.check(…):`, where `await` was forgotten, would permit all.
    """

    __slots__ = ("_inner",)

    def __init__(self, inner: Coroutine[Any, Any, _T]) -> None:
        self._inner = inner

    def __bool__(self) -> NoReturn:
        raise TypeError("this is not a decision yet: `await` it")

    def __await__(self) -> Generator[Any, Any, _T]:
        return self._inner.__await__()

    def send(self, value: Any) -> Any:
        return self._inner.send(value)

    def throw(self, *error: Any) -> Any:
        return self._inner.throw(*error)

    def close(self) -> None:
        self._inner.close()
