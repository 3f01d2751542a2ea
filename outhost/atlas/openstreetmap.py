"""Reads extracts of OpenStreetMap: places and areas from whatever file `osmium` reads (`.osm.pbf`, `.osm`, `.osm.bz2`).

A file is read several times: for relations; for nodes and ways, of which the library gives us only those whose tags matter; and, if there
are relations, for the ways that these are drawn with. Where nodes are, and what relations are made of, lies on the disk meanwhile.
"""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import osmium
from osmium.filter import KeyFilter, TagFilter
from osmium.index import LocationTable
from osmium.io import File
from osmium.osm import Location, Way

from outhost.atlas.pieces import Member, Pieces, Relation
from outhost.domain.countries import alpha_3
from outhost.domain.osm_areas import AREA_KEYS, area_of_tags, is_boundary
from outhost.domain.osm_rings import Line, Point, middle_of, rings_of
from outhost.domain.osm_tags import KINDS, NAMED_KINDS, NAMING, RELATIONS, is_place, place_of
from outhost.domain.places import Area, AreaKind, Place
from outhost.domain.spelling import folded
from outhost.domain.tiles import Box
from outhost.domain.words import Text, Unfit

_DAMAGED: Final = Text(en="is damaged, or no map that can be read ({fault})", fr="est endommagé, ou n’est pas une carte lisible ({fault})")
_KEYS: Final = (*sorted(KINDS), *AREA_KEYS)
_NAMED: Final = tuple((key, value) for key, values in NAMED_KINDS.items() if key not in AREA_KEYS for value in sorted(values))
"""Found in a reading of their own, for the library can't be told `one of these keys, or one of these tags and a name`; to be given all
buildings, of which a country has millions, would take longer than to read the file twice."""
_OUTER: Final = frozenset({"outer", "", "perimeter"})
_CENTRES: Final = ("label", "admin_centre")
"""Roles of the node that stands for an area: its name on the map, or its seat."""
_NEAR: Final = frozenset({AreaKind.COMMUNE, AreaKind.DISTRICT})
_OF_DISK: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORMATS: Final = {b"BZh": "osm.bz2", b"\x1f\x8b": "osm.gz", b"\xff\xe0\x04o5": "o5m"}
"""By how they begin; what has none of these marks is text, or PBF."""
_NOWHERE: Final = Location()
_FIRST_YEAR: Final = 2004
"""Of OpenStreetMap; an extract without timestamps has those of 1970."""
_REPLICATED: Final = "osmosis_replication_timestamp"


def read(path: Path, scratch: Path, country: str = "") -> Iterator[Place | Area]:
    """Read an extract. `scratch` is a folder for what is needed meanwhile; `country` (alpha-3) is that of what does not say its own.

    Raises:
        Unfit: it is damaged, or no map.
    """
    locations = f"sparse_file_array,{scratch / 'nodes'}"
    with closing(Pieces(scratch)) as pieces, _faults_of_file():
        yield from _Extract(path, pieces, locations, country).entries()


def date_of(path: Path) -> str:
    """Tell of what moment an extract is: what it says itself, else that of its newest thing that matters, else that of the file.

    Raises:
        Unfit: it is damaged, or no map.
    """
    with _faults_of_file():
        said = osmium.FileProcessor(_file(path)).header.get(_REPLICATED)
        if said:
            return str(said)
        newest = max(map(_when, osmium.FileProcessor(_file(path)).with_filter(KeyFilter(*_KEYS))), default=None)
    if newest is None or newest.year < _FIRST_YEAR:
        newest = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return newest.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def box_of(path: Path) -> Box | None:
    """Give what an extract covers, where it says so.

    Raises:
        Unfit: it is damaged, or no map.
    """
    with _faults_of_file():
        box = osmium.FileProcessor(_file(path)).header.box()
        if not box.valid():
            return None
        return Box(south=box.bottom_left.lat, west=box.bottom_left.lon, north=box.top_right.lat, east=box.top_right.lon)


class _Extract:
    """What was read of an extract, and is not given yet."""

    def __init__(self, path: Path, pieces: Pieces, locations: str, country: str) -> None:
        self._file = _file(path)
        self._pieces = pieces
        self._storage = locations
        self._locations: LocationTable | None = None
        self._country = country
        self._ways: set[int] = set()  # that relations are drawn with
        self._centres: dict[int, Area | None] = {}  # nodes that stand for areas with boundaries, and may be areas themselves

    def entries(self) -> Iterator[Place | Area]:
        self._keep_relations()
        yield from self._nodes_and_ways()
        if self._ways:
            self._keep_lines()
        yield from self._drawn()
        yield from filter(None, self._centres.values())

    def _keep_relations(self) -> None:
        processors = [osmium.FileProcessor(self._file, osmium.osm.RELATION) for _ in range(2)]
        for thing, tags in _filtered(*processors):
            if tags.get("type") not in RELATIONS or not (is_place(tags) or any(key in tags for key in AREA_KEYS)):
                continue
            members = tuple((member.type, member.ref, member.role) for member in thing.members)
            self._pieces.keep(Relation(id=thing.id, tags=tags, members=members))
            self._ways.update(ref for kind, ref, _ in members if kind == "w")
            if is_boundary(tags):
                self._centres |= {ref: None for kind, ref, role in members if kind == "n" and role in _CENTRES}

    def _nodes_and_ways(self) -> Iterator[Place | Area]:
        first, second = (osmium.FileProcessor(self._file, osmium.osm.NODE | osmium.osm.WAY) for _ in range(2))
        self._locations = first.with_locations(self._storage).node_location_storage
        for thing, tags in _filtered(first, second):
            if thing.is_node():
                if thing.location.valid():
                    yield from self._node(thing.id, thing.location.lat, thing.location.lon, tags)
            elif thing.is_closed():
                points = (self._point(node.ref) for node in thing.nodes)
                yield from self._way(thing.id, [point for point in points if point], tags)

    def _node(self, number: int, lat: float, lon: float, tags: dict[str, str]) -> Iterator[Place | Area]:
        place = place_of("node", number, lat, lon, tags, self._country_of(tags))
        if place:
            yield place
        area = area_of_tags(f"osm:node/{number}", lat, lon, tags, country=self._country) if "place" in tags else None
        if area and number in self._centres:
            self._centres[number] = area
        elif area:
            yield area

    def _way(self, number: int, line: Line, tags: dict[str, str]) -> Iterator[Place | Area]:
        middle = middle_of([line])
        if middle is None:
            return
        lon, lat = middle
        place = place_of("way", number, lat, lon, tags, self._country_of(tags))
        if place:
            yield place
        rings = rings_of([line]) if any(key in tags for key in AREA_KEYS) and line[0] == line[-1] else None
        area = area_of_tags(f"osm:way/{number}", lat, lon, tags, country=self._country, rings=rings) if rings else None
        if area:
            yield area

    def _keep_lines(self) -> None:
        """Keep the ways that relations are drawn with; one whose nodes are not all there is not there."""
        for way in osmium.FileProcessor(self._file, osmium.osm.WAY):
            if isinstance(way, Way) and way.id in self._ways:
                points = [self._point(node.ref) for node in way.nodes]
                if all(points):
                    self._pieces.keep_line(way.id, [point for point in points if point])

    def _drawn(self) -> Iterator[Place | Area]:
        for relation in self._pieces.relations():
            lines = self._lines_of(relation)
            place = self._place_of(relation, lines)
            if place:
                yield place
            area = self._area_of(relation, lines)
            if area:
                self._forget_centres(relation, area)
                yield area

    def _lines_of(self, relation: Relation) -> dict[Member, Line | None]:
        """Give the ways of a relation; one that is a member again and again, in as many roles, is there once."""
        ways: dict[int, Member] = {}
        for member in relation.members:
            if member[0] == "w":
                ways.setdefault(member[1], member)
        return {member: self._pieces.line(number) for number, member in ways.items()}

    def _place_of(self, relation: Relation, lines: dict[Member, Line | None]) -> Place | None:
        """Make a place of a relation; of one that is cut, by the members that are there."""
        outer = [line for member, line in lines.items() if line and member[2] in _OUTER] or [line for line in lines.values() if line]
        nodes = [[point] for kind, ref, _ in relation.members if kind == "n" and (point := self._point(ref))]
        middle = middle_of(rings_of(outer) or outer or nodes) if is_place(relation.tags) else None
        country = self._country_of(relation.tags)
        return place_of("relation", relation.id, middle[1], middle[0], relation.tags, country) if middle else None

    def _area_of(self, relation: Relation, lines: dict[Member, Line | None]) -> Area | None:
        """Make an area of a relation; of one that is cut, a point, if the one that stands for it is there."""
        if not any(key in relation.tags for key in AREA_KEYS):
            return None
        whole = [line for line in lines.values() if line]
        rings = rings_of(whole) if len(whole) == len(lines) else None
        centre = next((ref for role in _CENTRES for ref in _nodes_of(relation, role) if self._point(ref)), 0)
        middle = self._point(centre) or (middle_of(rings) if rings else None)
        if middle is None:
            return None
        area_id, (lon, lat) = f"osm:relation/{relation.id}", middle
        area = area_of_tags(area_id, lat, lon, relation.tags, country=self._country, rings=rings or ())
        return area if area is None or rings else _as_large_as(area, self._centres.get(centre))

    def _forget_centres(self, relation: Relation, area: Area) -> None:
        """Let a node go that is the same commune, or part of one, as the boundary that it stands for: there is one of that name."""
        names = set(map(folded, area.names))
        for role in _CENTRES if area.kind in _NEAR else ():
            for number in _nodes_of(relation, role):
                node = self._centres.get(number)
                if node and not names.isdisjoint(map(folded, node.names)):
                    self._centres[number] = None

    def _country_of(self, tags: Mapping[str, str]) -> str:
        return alpha_3(tags.get("addr:country", "")) or self._country

    def _point(self, node: int) -> Point | None:
        try:
            location = self._locations.get(node) if self._locations else _NOWHERE
        except KeyError:
            return None
        return (location.lon, location.lat) if location.valid() else None


def _file(path: Path) -> File:
    """Have a file read as what it is, whatever it is called."""
    with path.open("rb") as file:
        start = file.read(16)
    return File(str(path), next((form for mark, form in _FORMATS.items() if start.startswith(mark)), "osm" if b"<" in start else "pbf"))


def _when(thing: Any) -> datetime:
    when: datetime = thing.timestamp
    return when


def _filtered(first: osmium.FileProcessor, second: osmium.FileProcessor) -> Iterator[tuple[Any, dict[str, str]]]:
    """Read what may be a place or an area, with its tags: those of the first reading, and those of the second that were not in it."""
    for thing in first.with_filter(KeyFilter(*_KEYS)):
        yield thing, dict(thing.tags)
    for thing in second.with_filter(KeyFilter(*NAMING)).with_filter(TagFilter(*_NAMED)):
        if not any(key in thing.tags for key in _KEYS):
            yield thing, dict(thing.tags)


def _nodes_of(relation: Relation, wanted: str) -> Iterator[int]:
    return (ref for kind, ref, role in relation.members if kind == "n" and role == wanted)


def _as_large_as(area: Area, centre: Area | None) -> Area:
    """Give a commune that is a point as much room as the point that stands for it has."""
    return replace(area, radius_km=centre.radius_km) if centre and area.kind in _NEAR else area


@contextmanager
def _faults_of_file() -> Iterator[None]:
    """Make of the library's faults what they mean: a file that can't be read, or no room for where its nodes are, which it only says."""
    try:
        yield
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as fault:
        code = next((code for code in _OF_DISK if os.strerror(code) in str(fault)), None)
        if code is not None:
            raise OSError(code, os.strerror(code)) from fault
        raise Unfit(_DAMAGED.filled(fault=str(fault).rstrip("."))) from fault
