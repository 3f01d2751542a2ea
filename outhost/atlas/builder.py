"""Builds the file of the atlas beside the old one, and puts it in its place.

Whatever the size, memory stays flat: what has to be sorted lies in a scratch file on the disk until it is. Whatever happens, the old file
is as it was until the very last step.
"""

import errno
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from outhost.atlas.file import open_atlas, put_in_place, scratch, sources, take_away
from outhost.atlas.indexing import fill_indexes
from outhost.atlas.rows import AREA_COLUMNS, PLACE_COLUMNS, SOURCE_COLUMNS, area_row, place_row
from outhost.atlas.schema import TABLES, VERSION
from outhost.atlas.steps import Progress, Step, silently
from outhost.atlas.twinning import SCRATCH, mark_twins
from outhost.domain.errors import AtlasUnreadable, NoRoomForAtlas, SourceNotFound
from outhost.domain.places import Area, Place, Source

_CACHE_KB: Final = 32 << 10
"""Of pages, for each of the two files; SQLite also sorts in so much before it writes to the disk."""
_STEPS_BETWEEN_SIGNALS: Final = 1_000_000
"""Of SQLite's machine, some milliseconds: Ctrl-C reaches us in between."""
_MIB: Final = 1 << 20
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PLACES: Final = ", ".join(PLACE_COLUMNS)
_AREAS: Final = ", ".join(AREA_COLUMNS)
_STAGED: Final = f"""
CREATE TABLE scratch.places (tile, {_PLACES});
CREATE TABLE scratch.areas ({_AREAS});
"""
_STAGE_PLACE: Final = f"INSERT INTO scratch.places VALUES (?{', ?' * len(PLACE_COLUMNS)})"  # noqa: S608 - names of ours
_STAGE_AREA: Final = f"INSERT INTO scratch.areas VALUES (?{', ?' * (len(AREA_COLUMNS) - 1)})"  # noqa: S608 - names of ours
_PUT_SOURCE: Final = f"INSERT INTO sources ({', '.join(SOURCE_COLUMNS)}) VALUES (?{', ?' * (len(SOURCE_COLUMNS) - 1)})"  # noqa: S608 - names of ours
_SORT_PLACES: Final = """
INSERT INTO places (source_id, tile, {columns})
SELECT source_id, tile, {columns} FROM ({streams}) ORDER BY tile, place_id, source_id
"""
_SORT_AREAS: Final = "INSERT INTO areas (source_id, {columns}) SELECT source_id, {columns} FROM ({streams}) ORDER BY area_id, source_id"
_NEW: Final = "SELECT sources.id AS source_id, {what}.* FROM scratch.{what}, sources WHERE sources.name = :name"
_OLD: Final = """
SELECT sources.id AS source_id, {columns} FROM old.{what} AS taken
JOIN old.sources AS theirs ON theirs.id = taken.source_id JOIN sources ON sources.name = theirs.name WHERE sources.name <> :name
"""
_COUNT: Final = """
UPDATE sources SET places_count = (SELECT count(*) FROM places WHERE source_id = sources.id),
    areas_count = (SELECT count(*) FROM areas WHERE source_id = sources.id)
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where an atlas is built: `scratch` is a folder for what is needed meanwhile, and nobody else builds."""

    path: Path
    scratch: Path

    def require_room(self, new_bytes: int) -> None:
        """Do nothing if the disk has room for so much more, and for the atlas that there is, in scratch files and finished.

        Raises:
            NoRoomForAtlas
        """
        old_bytes = self.path.stat().st_size if self.path.exists() else 0
        free_bytes, needed_bytes = shutil.disk_usage(self.scratch).free, new_bytes + 2 * old_bytes
        if free_bytes < needed_bytes:
            raise NoRoomForAtlas(free_mb=free_bytes // _MIB, needed_mb=max((needed_bytes - free_bytes) // _MIB, 1))

    def build(self, source: Source, entries: Iterable[Place | Area], progress: Progress = silently) -> None:
        """Put places and areas of a source into the atlas, in the place of those that it had of a source of this name.

        Raises:
            NoRoomForAtlas, AtlasUnreadable, and whatever the entries raise
        """
        kept = [one for one in sources(self.path) if one.name != source.name]
        with _unfinished(self) as atlas:
            _stage(atlas, entries)
            _assemble(atlas, self.path if kept else None, sorted([*kept, source], key=lambda one: one.name), source.name, progress)
        put_in_place(self.scratch / self.path.name, self.path)

    def remove(self, name: str, progress: Progress = silently) -> None:
        """Take a source out of the atlas; with the last one goes the file.

        Raises:
            SourceNotFound, NoRoomForAtlas, AtlasUnreadable
        """
        there = sources(self.path)
        kept = [one for one in there if one.name != name]
        if len(kept) == len(there):
            raise SourceNotFound(name=name)
        if not kept:
            take_away(self.path)
            return
        with _unfinished(self) as atlas:
            _assemble(atlas, self.path, kept, name, progress)
        put_in_place(self.scratch / self.path.name, self.path)


@contextmanager
def building(path: Path) -> Iterator[Site]:
    """Take the right to build the atlas at `path`.

    Raises:
        AtlasInUse
    """
    with scratch(path.parent) as folder:
        yield Site(path, folder)


def build(path: Path, source: Source, entries: Iterable[Place | Area], progress: Progress = silently) -> None:
    """Put places and areas of a source into the atlas at `path`, as `Site.build` does."""
    with building(path) as site:
        site.build(source, entries, progress)


def remove(path: Path, name: str, progress: Progress = silently) -> None:
    """Take a source out of the atlas at `path`, as `Site.remove` does."""
    with building(path) as site:
        site.remove(name, progress)


@contextmanager
def _unfinished(site: Site) -> Iterator[sqlite3.Connection]:
    """Open a new file in the scratch folder, and beside it one for what is in no order yet; nothing that is lost with them matters."""
    atlas = sqlite3.connect((site.scratch / site.path.name).absolute().as_uri(), uri=True, isolation_level=None)
    with closing(atlas), _faults_of_disk(site):
        atlas.execute("ATTACH ? AS scratch", (str(site.scratch / "scratch.db"),))
        for name in ("main", "scratch"):
            atlas.executescript(
                f"PRAGMA {name}.journal_mode = OFF; PRAGMA {name}.synchronous = OFF; PRAGMA {name}.cache_size = -{_CACHE_KB};"
            )
        atlas.set_progress_handler(lambda: 0, _STEPS_BETWEEN_SIGNALS)
        atlas.executescript(TABLES + _STAGED + SCRATCH)
        atlas.execute("BEGIN")
        yield atlas


def _stage(atlas: sqlite3.Connection, entries: Iterable[Place | Area]) -> None:
    for entry in entries:
        if isinstance(entry, Place):
            atlas.execute(_STAGE_PLACE, (entry.tile.number, *place_row(entry)))
        else:
            atlas.execute(_STAGE_AREA, area_row(entry))


def _assemble(atlas: sqlite3.Connection, old: Path | None, there: list[Source], name: str, progress: Progress) -> None:
    """Put everything in its order, of the sources that are `there`: the one called `name` as it is staged, the others from the old file."""
    if old:
        open_atlas(old).close()
        atlas.execute("ATTACH ? AS old", (f"{old.absolute().as_uri()}?mode=ro&immutable=1",))
    atlas.executemany(_PUT_SOURCE, [tuple(getattr(one, column) for column in SOURCE_COLUMNS) for one in there])
    progress(Step.SORTING, 0, 0)
    _sort(atlas, _SORT_PLACES, "places", ("tile", *PLACE_COLUMNS), _PLACES, name, is_alone=old is None)
    _sort(atlas, _SORT_AREAS, "areas", AREA_COLUMNS, _AREAS, name, is_alone=old is None)
    atlas.execute("DROP TABLE scratch.places")
    atlas.execute(_COUNT)
    (total,) = atlas.execute("SELECT count(*) FROM places").fetchone()
    progress(Step.SORTING, total, total)
    mark_twins(atlas, total, progress)
    fill_indexes(atlas, total, progress)
    atlas.execute(f"PRAGMA user_version = {VERSION}")
    atlas.execute("COMMIT")
    atlas.executescript("PRAGMA analysis_limit = 1000; ANALYZE main;")


def _sort(atlas: sqlite3.Connection, statement: str, what: str, taken: Sequence[str], columns: str, name: str, *, is_alone: bool) -> None:
    streams = [_NEW.format(what=what)] + (
        [] if is_alone else [_OLD.format(what=what, columns=", ".join(f"taken.{column}" for column in taken))]
    )
    atlas.execute(statement.format(columns=columns, streams=" UNION ALL ".join(streams)), {"name": name})


@contextmanager
def _faults_of_disk(site: Site) -> Iterator[None]:
    """Make of SQLite's ways to stop what they mean: no more room, or an operator who wants it no more."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # none where a text is no UTF-8
        if code == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from fault
        if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            raise _no_room(site) from fault
        if code == sqlite3.SQLITE_CORRUPT:
            raise _damaged(site, fault) from None
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
        if isinstance(fault, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise _damaged(site, fault) from None
    except OSError as fault:
        if fault.errno in _NO_ROOM:
            raise _no_room(site) from fault
        raise


def _damaged(site: Site, fault: Exception) -> AtlasUnreadable:
    """Say that the old file is damaged: it is read for what is kept of it."""
    return AtlasUnreadable(file=str(site.path), reason=str(fault))


def _no_room(site: Site) -> NoRoomForAtlas:
    """Say that the disk was full; nobody knows how much was still to come, so as much as came."""
    written_bytes = sum(path.stat().st_size for path in site.scratch.iterdir())
    return NoRoomForAtlas(free_mb=shutil.disk_usage(site.scratch).free // _MIB, needed_mb=max(written_bytes // _MIB, 1))
