"""CSV with coordinates: any table whose columns say where its rows are, and what."""

from collections.abc import Callable, Iterator, Sequence
from typing import IO, Final

from outhost.atlas.properties import fields_among, is_known, place_among, spot_among
from outhost.atlas.reading import LeftOut, Reading
from outhost.domain.errors import InvalidInput
from outhost.domain.places import Place
from outhost.domain.words import Text, Unfit

Cells = Sequence[str | None]
ReadRows = Callable[[IO[bytes]], Iterator[tuple[int, Cells]]]
"""Reads the rows of a table whose encoding and delimiter nobody tells, each with its number in the file."""

_NO_SPOTS: Final = Text(
    en="has no columns for latitude and longitude; call them `lat` and `lon`. It has: {columns}",
    fr="n’a pas de colonnes pour la latitude et la longitude ; nommez-les `lat` et `lon`. Il a : {columns}",
)
_MOST_SHOWN: Final = 20


def read_csv(reading: Reading, read_rows: ReadRows) -> Iterator[Place]:
    """Read the rows of a table; its first row has the names of the columns.

    Raises:
        Unfit: it has no columns for coordinates, is damaged, or no text.
    """
    try:
        with reading.opened() as file:
            yield from _places(reading, ((number, cells) for number, cells in read_rows(file) if any(cells)))
    except InvalidInput as refusal:
        raise Unfit(refusal.issues[0].message) from None


def _places(reading: Reading, rows: Iterator[tuple[int, Cells]]) -> Iterator[Place]:
    columns = [(name or "").strip() for name in next(rows, (0, ()))[1]]
    if not fields_among(tuple(columns)).has_coordinates:
        raise Unfit(_NO_SPOTS.filled(columns=", ".join(columns[:_MOST_SHOWN]) or "–"))
    for _, cells in rows:
        place = _place(reading, dict(zip(columns, cells, strict=False)))
        if isinstance(place, Place):
            reading.go_on()
            yield place
        else:
            reading.leave_out(place)


def _place(reading: Reading, row: dict[str, str | None]) -> Place | LeftOut:
    spot = spot_among(row)
    if spot is None or spot == (0.0, 0.0):
        return LeftOut.NO_COORDINATES
    if not is_known(spot):
        return LeftOut.OUTSIDE
    place = place_among(reading, row, spot)
    return place if place.name or place.labels else LeftOut.NOTHING_SAID
