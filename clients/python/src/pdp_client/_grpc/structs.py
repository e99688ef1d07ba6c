"""JSON values to and from `google.protobuf.Struct`, where nothing is changed or left out silently."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from google.protobuf.struct_pb2 import NULL_VALUE, ListValue, Struct, Value

MAX_INT = 2**53
"""The largest magnitude of an int: `Struct` has doubles only, and beyond this they round."""

MAX_DEPTH = 64
"""Objects and lists within one another. The PDP takes fewer unless told otherwise; this one ends circles."""


def write(target: Struct, source: Mapping[str, Any], place: str, depth: int = 1) -> None:
    """Writes an object.

    :raises ValueError: a value that JSON does not have or the wire cannot carry; the text names its place, not its value.
    """
    if not isinstance(source, Mapping):
        raise ValueError(f"expected an object at `{place}`, got {type(source).__name__}")
    _check_depth(place, depth)
    for name, value in source.items():
        if not isinstance(name, str):
            raise ValueError(f"expected str as member names of `{place}`, got {type(name).__name__}")
        _write_value(target.fields[name], value, f"{place}.{name}", depth)


def _write_value(target: Value, value: object, place: str, depth: int) -> None:
    if value is None:
        target.null_value = NULL_VALUE
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int):
        if abs(value) > MAX_INT:
            raise ValueError(f"the integer at `{place}` is beyond 2^53; send it as text")
        target.number_value = value
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"the number at `{place}` is not finite")
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, Mapping):
        target.struct_value.SetInParent()
        write(target.struct_value, value, place, depth + 1)
    elif isinstance(value, (list, tuple)):
        target.list_value.SetInParent()
        _check_depth(place, depth + 1)
        for index, element in enumerate(value):
            _write_value(target.list_value.values.add(), element, f"{place}[{index}]", depth + 1)
    else:
        raise ValueError(f"expected a JSON value at `{place}`, got {type(value).__name__}")


def _check_depth(place: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"`{place[:60]}` is nested deeper than {MAX_DEPTH}")


def read(source: Struct) -> dict[str, Any]:
    """Reads an object; all numbers are floats."""
    return {name: _read_value(value) for name, value in source.fields.items()}


def _read_list(source: ListValue) -> list[Any]:
    return [_read_value(value) for value in source.values]


def _read_value(value: Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return read(value.struct_value)
    if kind == "list_value":
        return _read_list(value.list_value)
    if kind in (None, "null_value"):
        return None
    return getattr(value, kind)
