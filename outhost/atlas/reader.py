"""The atlas as it is read: its file, and what is asked of it put together."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from outhost.atlas import search
from outhost.atlas.file import faults_of_atlas, open_atlas, sources, sources_in
from outhost.atlas.gazetteer import Gazetteer
from outhost.atlas.zones import resolve
from outhost.domain.categories import Search, Thoroughness
from outhost.domain.errors import AtlasUnreadable
from outhost.domain.places import Sighting, Source
from outhost.domain.tiles import Tile
from outhost.domain.zones import Unresolved, Zone


class Atlas:
    """The atlas of an installation; where no file is, it is empty. All of it blocks.

    A file is read for as long as this is not told to `renew`, also when another one has taken its place.
    """

    def __init__(self, path: Path) -> None:
        """Read the file at `path`, which is opened when it is first needed."""
        self._path = path
        self._gazetteer = Gazetteer(path.parent)
        self._connection: sqlite3.Connection | None = None
        self._mark: tuple[int, ...] | None = None
        self._sources: Sequence[Source] = ()

    def renew(self) -> None:
        """Go on with the file that lies there now, if it is another one, or the first.

        Raises:
            AtlasUnreadable
        """
        mark = _mark_of(self._path)
        if mark == self._mark:
            return
        self.close()
        try:
            self._connection = open_atlas(self._path)
        except FileNotFoundError:
            return
        with faults_of_atlas(self._path):
            self._sources, self._mark = sources_in(self._connection), mark

    def close(self) -> None:
        """Close the file, and the gazetteer beside it."""
        self._gazetteer.close()
        if self._connection is not None:
            self._connection.close()
        self._connection, self._mark, self._sources = None, None, ()

    def sources(self) -> Sequence[Source]:
        """Tell what was loaded, in the order of names."""
        return self._sources

    def resolve(self, text: str, country: str) -> Zone | Unresolved:
        """Say where a zone is."""
        return resolve(self._connection, self._gazetteer, text, country)

    def everywhere(self) -> Zone | None:
        """Give the zone of all places that there are; None where there are none."""
        return None if self._connection is None else search.everywhere(self._connection)

    def find(self, tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness) -> Iterator[tuple[int, Sighting]]:
        """Give the places of a tile that fit, and the first search that each fits, in the order of their ids."""
        return iter(()) if self._connection is None else search.find(self._connection, tile, searches, thoroughness)

    def count(self, zones: Sequence[Zone], searches: Sequence[Search], thoroughness: Thoroughness) -> int:
        """Count the places that `find` gives in all tiles of the zones and that lie in one of them."""
        return 0 if self._connection is None else search.count(self._connection, zones, searches, thoroughness)


class AtlasWatch:
    """Whether there are places to find, looked up anew whenever the file is another one. Blocks."""

    def __init__(self, path: Path) -> None:
        """Look at the file at `path`; it is not kept open."""
        self._path = path
        self._seen: tuple[tuple[int, ...] | None, bool] = None, False

    def has_places(self) -> bool:
        """Tell whether the file that lies there now has places; of one that can't be read nobody finds any."""
        mark = _mark_of(self._path)
        if mark != self._seen[0]:
            self._seen = mark, self._looked()
        return self._seen[1]

    def _looked(self) -> bool:
        try:
            return any(source.places_count for source in sources(self._path))
        except AtlasUnreadable:
            return False


def _mark_of(path: Path) -> tuple[int, ...] | None:
    """Give what tells a file from the one before it; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
