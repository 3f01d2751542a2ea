"""Rows of results, as they are kept: texts from which most exports are made by replacing text, without reading the cells."""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

Cell: TypeAlias = bool | int | float | str | list["Cell"] | dict[str, "Cell"] | None

SEPARATOR: Final = ",\n"
"""What stands between the cells of a packed row. In JSON no string holds a raw line feed, so it stands nowhere else but in nested cells."""

_MOST_BITS: Final = 14_000
"""Of a whole number: Python refuses to write one of over 4,300 digits."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(SEPARATOR, ":")).encode


def packed(cells: Sequence[Cell]) -> str:
    """Write a row as a JSON array with `SEPARATOR` between its cells.

    What JSON or UTF-8 can't say is replaced: numbers that are none, infinite or of thousands of digits by null, half characters (lone
    surrogates) by U+FFFD.
    """
    row = list(cells)
    try:
        text = _encode(row)
        text.encode()
    except ValueError:
        return _encode(_sayable(row))
    return text


def unpacked(text: str, width: int) -> list[Cell]:
    """Read a row that was packed, as exactly `width` cells: a row that is older than the last columns lacks their cells, which are None."""
    return _fitted(json.loads(text), width)


def unpacked_rows(columns: Sequence[str], texts: Iterable[str]) -> list[dict[str, Any]]:
    """Read many packed rows, each by column, all at once: one after the other would take several times as long."""
    width = len(columns)
    rows: list[list[Cell]] = json.loads(f"[{','.join(texts)}]")
    return [dict(zip(columns, cells if len(cells) == width else _fitted(cells, width), strict=True)) for cells in rows]


def is_flat(text: str) -> bool:
    """Tell whether `SEPARATOR` takes a packed row apart into its cells: there are some, and none is a list or an object."""
    if text.find("[", 1) < 0 and "{" not in text:  # as nearly always
        return text != "[]"
    return not text.startswith(("[[", "[{")) and SEPARATOR + "[" not in text and SEPARATOR + "{" not in text


def _fitted(cells: list[Cell], width: int) -> list[Cell]:
    return cells[:width] + [None] * (width - len(cells))


def _sayable(cell: Cell) -> Cell:
    match cell:
        case str():
            return cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case float():
            return cell if math.isfinite(cell) else None
        case int():
            return cell if cell.bit_length() <= _MOST_BITS else None
        case list():
            return [_sayable(each) for each in cell]
        case dict():
            return {str(_sayable(name)): _sayable(each) for name, each in cell.items()}
        case None:
            return None
