"""What can be done with the atlas: files of open data are loaded into it, listed, and taken out again.

It needs neither a database nor the data folder's lock: its file is its own, and is replaced whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

from outhost.atlas import openstreetmap
from outhost.atlas.builder import Site, building
from outhost.atlas.file import Figures, figures, sources
from outhost.atlas.gazetteer import Gazetteer
from outhost.atlas.geojson import read_geojson
from outhost.atlas.kinds import TERMS, MapKind, recognise
from outhost.atlas.overture import overture_place
from outhost.atlas.reading import Reading
from outhost.atlas.records import Cells, read_csv
from outhost.atlas.sirene import read_sirene
from outhost.atlas.steps import Progress, Step, told
from outhost.domain.clock import Clock, from_text, whole_seconds
from outhost.domain.countries import NO_COUNTRY, alpha_3
from outhost.domain.errors import InvalidInput, Issue, UnreadableMap
from outhost.domain.places import Area, Place, Source
from outhost.domain.words import Phrase, Text, Unfit
from outhost.files.data_folder import DataFolder
from outhost.tables.delimited import Delimited

_ROOM: Final = 4
"""Times the size of a file: what it takes in scratch files and in the atlas, nodes of a map among them, and some to spare."""
_MOST_CHARS: Final = 200
"""Of what is said of a source."""
_UNMEANT: Final = "-latest"
"""At the end of the names of extracts that are renewed daily."""
_NOTHING: Final = Text(
    en="has no place in it that could be looked for, and no area", fr="ne contient ni lieu que l’on pourrait chercher, ni zone"
)
_ABSENT: Final = Text(en="is not there", fr="n’existe pas")
_NO_FILE: Final = Text(
    en="can't be read twice, as a file can; write it to the disk first",
    fr="ne peut pas être lu deux fois, comme un fichier ; écrivez-le d’abord sur le disque",
)
_UNOPENED: Final = Text(en="cannot be read ({reason})", fr="est illisible ({reason})")
_NO_DATE: Final = Text(en="is no date; write it as 2026-11-01", fr="n’est pas une date ; écrivez-la comme 2026-11-01")
_NO_NAME: Final = Text(en="must not be empty", fr="ne doit pas être vide")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A file to load, and what its owner says of it; what is empty is found out."""

    file: Path
    name: str = ""
    country: str = ""
    licence: str = ""
    attribution: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was loaded, what its places say, and what was left out of it and why."""

    source: Source
    figures: Figures
    left_out: Sequence[Phrase]
    size_bytes: int


class Atlas:
    """The atlas of a data folder. Blocks."""

    def __init__(self, folder: DataFolder, clock: Clock) -> None:
        """Keep it in the folder, which is made if need be."""
        self._folder = folder
        self._clock = clock

    @property
    def size_bytes(self) -> int:
        """Tell how large its file is."""
        return self._folder.atlas_file.stat().st_size if self._folder.atlas_file.exists() else 0

    def sources(self) -> Sequence[Source]:
        """List what was loaded, by name.

        Raises:
            AtlasUnreadable
        """
        return sources(self._folder.atlas_file)

    def load(self, order: Order, progress: Progress) -> Loaded:
        """Load a file, in the place of one that had the same name.

        Raises:
            UnreadableMap, InvalidInput, AtlasInUse, AtlasUnreadable, NoRoomForAtlas, UnusableFolder
        """
        self._folder.make()
        with _refusals(order.file), building(self._folder.atlas_file) as site:
            _require_file(order.file)
            kind = recognise(order.file)
            source = self._source(order, kind)
            reading = Reading(order.file, source.name, _bytes_told(order.file, progress))
            site.require_room(_ROOM * order.file.stat().st_size)
            country = _country(order) or self._country_about(order.file, kind)
            site.build(source, _some(_entries(kind, reading, site, country, progress)), progress)
        (loaded,) = (one for one in self.sources() if one.name == source.name)
        found = figures(self._folder.atlas_file, source.name)
        return Loaded(source=loaded, figures=found, left_out=reading.omissions(), size_bytes=self.size_bytes)

    def remove(self, name: str, progress: Progress) -> None:
        """Take out what was loaded by a name.

        Raises:
            SourceNotFound, AtlasInUse, AtlasUnreadable, NoRoomForAtlas
        """
        with building(self._folder.atlas_file) as site:
            site.remove(name, progress)

    def _country_about(self, file: Path, kind: MapKind) -> str:
        """Find the country of an extract of OpenStreetMap by what it says it covers; empty where that is not clear."""
        box = openstreetmap.box_of(file) if kind is MapKind.OPENSTREETMAP else None
        if box is None:
            return ""
        with closing(Gazetteer(self._folder.atlas)) as gazetteer:
            return gazetteer.country_of(box)

    def _source(self, order: Order, kind: MapKind) -> Source:
        name = _legible(order.name) or _legible(_name_of(order.file))
        if not name:
            raise InvalidInput(Issue("name", _NO_NAME.filled()))
        return Source(
            name=name,
            kind=kind.value,
            licence=_legible(order.licence) or TERMS[kind].licence,
            attribution=_legible(order.attribution) or TERMS[kind].attribution,
            date=_date(order) or _DATES.get(kind, _date_of_file)(order.file),
            file=_legible(order.file.name),
            loaded_at=whole_seconds(self._clock.now()),
        )


def _require_file(file: Path) -> None:
    """Refuse pipes and devices: they have no size, are read once, and may never end."""
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise Unfit(_NO_FILE.filled())


def _entries(kind: MapKind, reading: Reading, site: Site, country: str, progress: Progress) -> Iterable[Place | Area]:
    """Read a file of a kind; `country` is that of places that say none."""
    if kind is MapKind.OPENSTREETMAP:
        return told(openstreetmap.read(reading.path, site.scratch, country), progress, Step.READING)
    return (replace(entry, country=country) if country and not entry.country else entry for entry in _READERS[kind](reading))


def _rows(file: IO[bytes]) -> Iterator[tuple[int, Cells]]:
    return Delimited(file).rows()


_READERS: Final[Mapping[MapKind, Callable[[Reading], Iterator[Place | Area]]]] = MappingProxyType({
    MapKind.OVERTURE: lambda reading: read_geojson(reading, overture_place),
    MapKind.SIRENE: read_sirene,
    MapKind.GEOJSON: read_geojson,
    MapKind.CSV: lambda reading: read_csv(reading, _rows),
})  # fmt: skip


def _some(entries: Iterable[Place | Area]) -> Iterator[Place | Area]:
    """Pass entries on, and refuse a file that has none: nobody means to load nothing."""
    is_empty = True
    for entry in entries:
        is_empty = False
        yield entry
    if is_empty:
        raise Unfit(_NOTHING.filled())


def _country(order: Order) -> str:
    if not order.country:
        return ""
    code = alpha_3(order.country)
    if not code:
        raise InvalidInput(Issue("country", NO_COUNTRY.filled()))
    return code


def _date(order: Order) -> str:
    try:
        if order.date:
            from_text(order.date)
    except ValueError:
        raise InvalidInput(Issue("date", _NO_DATE.filled())) from None
    return order.date


def _name_of(file: Path) -> str:
    """Call a source as its file is called, up to the first dot: `helsinki.osm.pbf`, `france-latest.osm.pbf`."""
    return file.name.partition(".")[0].removesuffix(_UNMEANT)


def _legible(text: str) -> str:
    """Leave out what can't be seen, or turns what is: a source is shown, named in rows and typed again to take it out."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:_MOST_CHARS]


def _date_of_file(file: Path) -> str:
    return whole_seconds(datetime.fromtimestamp(file.stat().st_mtime, UTC))


_DATES: Final[Mapping[MapKind, Callable[[Path], str]]] = MappingProxyType({MapKind.OPENSTREETMAP: openstreetmap.date_of})


def _bytes_told(file: Path, progress: Progress) -> Callable[[int], None]:
    def tell(position: int) -> None:
        progress(Step.READING, position, file.stat().st_size)

    return tell


@contextmanager
def _refusals(file: Path) -> Iterator[None]:
    """Say of a file that can't be loaded which one it is, and why."""
    try:
        yield
    except Unfit as unfit:
        raise UnreadableMap(file=str(file), reason=unfit.phrase) from None
    except OSError as fault:
        if fault.filename != str(file):
            raise
        reason = _ABSENT.filled() if isinstance(fault, FileNotFoundError) else _UNOPENED.filled(reason=fault.strerror)
        raise UnreadableMap(file=str(file), reason=reason) from None
