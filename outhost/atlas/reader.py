"""The atlas as it is read: its file, opened read-only, and what is asked of it put together."""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from outhost.atlas.schema import VERSION
from outhost.domain.categories import Search, Thoroughness, fits
from outhost.domain.errors import AtlasUnreadable
from outhost.domain.places import AreaKind, Place, Sighting, Source
from outhost.domain.spelling import folded
from outhost.domain.tiles import Tile
from outhost.domain.words import Text
from outhost.domain.zones import Unresolved, Zone, cells_of

_VERSIONS: Final = "it is of version {found}, and this outhost reads version {known}"
_UNKNOWN: Final = Text(en="is not known; load a map that has it", fr="est inconnue ; chargez une carte qui l’a")


class Atlas:
    """The atlas of an installation; where no file is, it is empty. It blocks, and may be used from one thread after another.

    A file is read for as long as this is not told to `renew`, also when another one has taken its place.
    """

    def __init__(self, path: Path) -> None:
        """Read the file at `path`, which is opened when it is first needed."""
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[int, ...] | None = None

    def renew(self) -> None:
        """Go on with the file that lies there now, if it is another one, or the first.

        Raises:
            AtlasUnreadable
        """
        seen = _mark_of(self._path)
        if seen != self._seen:
            self._connection = _opened(self._path) if seen is not None else None  # the old one is closed when nobody reads it
            self._seen = seen

    def sources(self) -> Sequence[Source]:
        """Tell what was loaded, in the order of names."""
        if self._connection is None:
            return ()
        rows = self._connection.execute(
            "SELECT name, kind, licence, attribution, date, file, loaded_at, places_count, areas_count FROM sources ORDER BY name"
        )
        return [_source(row) for row in rows]

    def resolve(self, text: str, country: str) -> Zone | Unresolved:
        """Say where a zone is."""
        rows = [] if self._connection is None else self._connection.execute(
            "SELECT tile FROM localities WHERE kind = 'city' AND value = ? AND country = ? ORDER BY tile", (folded(text), country)
        ).fetchall()  # fmt: skip
        if not rows:
            return Unresolved(text=text, why=_UNKNOWN.filled())
        tiles = [Tile.of_number(tile) for (tile,) in rows]
        return Zone(text=text, label=text, kind=AreaKind.COMMUNE, country=country, shape=_City(folded(text)), tiles=tiles)

    def find(self, tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness) -> Iterator[tuple[int, Sighting]]:
        """Give the places of a tile that fit, and the first search that each fits, in the order of their ids."""
        rows = () if self._connection is None else self._connection.execute(_OF_TILE, (tile.number,))
        for row in rows:
            place = _place(row)
            found = next((index for index, search in enumerate(searches) if fits(place, search, thoroughness)), None)
            if found is not None:
                yield found, Sighting(place=place, source=_source(row[20:]))

    def count(self, zones: Sequence[Zone], searches: Sequence[Search], thoroughness: Thoroughness) -> int:
        """Count the places in all tiles of the zones that lie in one of them and fit."""
        return sum(
            any(zones[index].shape.holds(sighting.place) for index in cell.zones)
            for cell in cells_of(zones)
            for _, sighting in self.find(cell.tile, searches, thoroughness)
        )


_OF_TILE: Final = """
SELECT place_id, lat, lon, places.name, other_names, labels, website, telephone, email, street, postcode, city, insee, country, rating,
    reviews_count, tags, 0, 0, 0, sources.name, sources.kind, licence, attribution, date, file, loaded_at, places_count, areas_count
FROM places JOIN sources ON sources.id = source_id WHERE tile = ? AND twin_of IS NULL ORDER BY places.id
"""


class _City:
    def __init__(self, name: str) -> None:
        self._name = name

    def holds(self, place: Place) -> bool:
        return folded(place.city) == self._name

    def covers(self, _tile: Tile) -> bool:
        return False


def _place(row: Sequence[object]) -> Place:
    place_id, lat, lon, name, others, labels, website, phone, email, street, postcode, city, insee, country, rating, reviews, tags = row[
        :17
    ]
    return Place(
        place_id=str(place_id), lat=float(str(lat)), lon=float(str(lon)), name=str(name), other_names=tuple(json.loads(str(others))),
        labels=tuple(json.loads(str(labels))), website=str(website), telephone=str(phone), email=str(email), street=str(street),
        postcode=str(postcode), city=str(city), insee=str(insee), country=str(country),
        rating=None if rating is None else float(str(rating)), reviews_count=None if reviews is None else int(str(reviews)),
        tags=json.loads(str(tags)),
    )  # fmt: skip


def _source(row: Sequence[object]) -> Source:
    name, kind, licence, attribution, date, file, loaded_at, places_count, areas_count = row
    return Source(
        name=str(name), kind=str(kind), licence=str(licence), attribution=str(attribution), date=str(date), file=str(file),
        loaded_at=str(loaded_at), places_count=int(str(places_count)), areas_count=int(str(areas_count)),
    )  # fmt: skip


def _mark_of(path: Path) -> tuple[int, ...] | None:
    """Give what tells a file from the one before it; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def _opened(path: Path) -> sqlite3.Connection:
    """Open a file that nobody will ever change.

    Raises:
        AtlasUnreadable
    """
    try:
        address = f"file:{path.absolute().as_posix().replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except (sqlite3.Error, OSError) as fault:
        raise AtlasUnreadable(file=os.fspath(path), reason=str(fault)) from None
    if found != VERSION:
        connection.close()
        raise AtlasUnreadable(file=os.fspath(path), reason=_VERSIONS.format(found=found, known=VERSION))
    return connection
