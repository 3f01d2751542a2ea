"""Cells in a form that knows no lists and no objects."""

import json
from typing import Final, TypeAlias

from outhost.domain.rows import Cell

FlatCell: TypeAlias = bool | int | float | str | None

_BETWEEN: Final = " | "


def flat(cell: Cell) -> FlatCell:
    """Make a list one text, its entries joined by ` | `, and an object its JSON; leave all else as it is."""
    match cell:
        case list():
            return _BETWEEN.join(map(_word, cell))
        case dict():
            return _json(cell)
        case _:
            return cell


def _word(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case None:
            return ""
        case _:
            return _json(cell)


def _json(cell: Cell) -> str:
    return json.dumps(cell, ensure_ascii=False)
