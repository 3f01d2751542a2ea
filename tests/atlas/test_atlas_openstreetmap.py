"""Reading extracts of OpenStreetMap: what is a place or an area there, and where it lies."""

import bz2
import os
from pathlib import Path

import pytest
from maps import Map

from outhost.atlas.openstreetmap import box_of, date_of, read
from outhost.atlas.pieces import Pieces
from outhost.domain.places import Area, AreaKind, Place
from outhost.domain.words import Unfit

BOUNDARY = {"type": "boundary", "boundary": "administrative", "admin_level": "8", "name": "Bourg"}


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A folder for what is not finished."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_nodes_ways_and_relations_are_places(tmp_path: Path, scratch: Path) -> None:
    """A shop is found however it is drawn, and lies in the middle of its house."""
    drawn = Map()
    drawn.node(1, 45.0, 4.0, shop="bakery", name="Node")
    drawn.square(2, 45.1, 4.0, shop="bakery", name="Way")
    drawn.square(3, 45.2, 4.0)
    drawn.relation(4, [("way", 3, "outer")], type="multipolygon", shop="mall", name="Relation")
    drawn.node(5, 45.3, 4.0, amenity="bench")
    drawn.way(6, [1, 20, 21], shop="bakery", name="Open")
    places = _places(drawn, tmp_path, scratch)
    found = {one.name: (one.place_id, round(one.lat, 6), round(one.lon, 6)) for one in places}
    assert found == {
        "Node": ("osm:node/1", 45.0, 4.0),
        "Way": ("osm:way/2", 45.105, 4.005),
        "Relation": ("osm:relation/4", 45.205, 4.005),
    }


def test_named_buildings_are_places_once(tmp_path: Path, scratch: Path) -> None:
    """A named works is a place, a nameless building is none, and nothing that is found twice is one twice."""
    drawn = Map()
    drawn.square(1, 45.0, 4.0, man_made="works", name="Works")
    drawn.square(2, 45.1, 4.0, building="hotel", tourism="hotel", name="Hotel")
    drawn.square(3, 45.2, 4.0, building="industrial")
    assert sorted(one.name for one in _places(drawn, tmp_path, scratch)) == ["Hotel", "Works"]


def test_a_cut_relation_lies_where_what_is_there_of_it_lies(tmp_path: Path, scratch: Path) -> None:
    """A campus at the edge of the extract is not lost."""
    drawn = Map()
    drawn.square(1, 45.0, 4.0)
    drawn.relation(2, [("way", 1, "outer"), ("way", 999, "outer")], type="multipolygon", amenity="university", name="Cut")
    drawn.relation(3, [("way", 999, "outer")], type="multipolygon", amenity="university", name="Gone")
    (place,) = _places(drawn, tmp_path, scratch)
    assert (place.name, round(place.lat, 4), round(place.lon, 4)) == ("Cut", 45.005, 4.005)


def test_a_boundary_is_put_together_from_its_ways(tmp_path: Path, scratch: Path) -> None:
    """A commune has its outline, its island and its hole, whichever way the lines run."""
    drawn = Map()
    for number, (lat, lon) in enumerate([(45.0, 4.0), (45.0, 4.2), (45.2, 4.2), (45.2, 4.0)], 1):
        drawn.node(number, lat, lon)
    drawn.way(10, [1, 2, 3])
    drawn.way(11, [1, 4, 3])
    drawn.square(12, 45.05, 4.05)
    drawn.square(13, 45.5, 4.5)
    members = [("way", 10, "outer"), ("way", 11, "outer"), ("way", 12, "inner"), ("way", 13, "outer")]
    drawn.relation(20, members, ref__INSEE="01053", postal_code="01000;01001", name__fr="Le Bourg", population="1 234", **BOUNDARY)
    (area,) = _areas(drawn, tmp_path, scratch, "FRA")
    assert (area.area_id, area.kind, area.names) == ("osm:relation/20", AreaKind.COMMUNE, ("Bourg", "Le Bourg"))
    assert (area.codes, area.population, area.radius_km, area.country) == (("01053", "01000", "01001"), 1234, None, "FRA")
    assert sorted(len(ring) for ring in area.rings) == [5, 5, 5]
    assert all(ring[0] == ring[-1] for ring in area.rings)


def test_a_cut_boundary_is_a_point_if_its_centre_is_there(tmp_path: Path, scratch: Path) -> None:
    """A commune that the extract cuts is known by its centre; one whose centre lies outside is not guessed at."""
    drawn = Map()
    drawn.square(1, 45.0, 4.0)
    drawn.node(2, 45.3, 4.3, place="town", name="Bourg")
    drawn.relation(3, [("way", 1, "outer"), ("way", 999, "outer"), ("node", 2, "admin_centre")], **BOUNDARY)
    drawn.relation(4, [("way", 999, "outer"), ("node", 998, "label")], **BOUNDARY | {"name": "Elsewhere"})
    (area,) = _areas(drawn, tmp_path, scratch)
    assert (area.area_id, area.lat, area.lon, area.radius_km, area.rings) == ("osm:relation/3", 45.3, 4.3, 4.0, ())


def test_a_town_and_its_boundary_are_one_area(tmp_path: Path, scratch: Path) -> None:
    """The name of a commune is not ambiguous because the map has it as an outline and as a point; its prefecture is one all the same."""
    drawn = Map()
    drawn.node(2, 45.005, 4.005, place="town", name="Bourg")
    drawn.square(1, 45.0, 4.0)
    drawn.relation(3, [("way", 1, "outer"), ("node", 2, "label")], **BOUNDARY)
    drawn.relation(4, [("way", 1, "outer"), ("node", 2, "admin_centre")], **BOUNDARY | {"name": "Ain", "admin_level": "6"})
    areas = _areas(drawn, tmp_path, scratch)
    assert sorted((one.area_id, one.kind) for one in areas) == [
        ("osm:relation/3", AreaKind.COMMUNE), ("osm:relation/4", AreaKind.DEPARTMENT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "country", "kind"),
    [
        ("2", "FRA", AreaKind.COUNTRY),
        ("3", "FRA", None),
        ("4", "FRA", AreaKind.REGION),
        ("6", "FRA", AreaKind.DEPARTMENT),
        ("7", "FRA", None),
        ("9", "FRA", AreaKind.DISTRICT),
        ("7", "PRT", AreaKind.COMMUNE),
        ("12", "", None),
    ],
)
def test_a_level_is_read_as_its_country_means_it(tmp_path: Path, scratch: Path, level: str, country: str, kind: AreaKind | None) -> None:
    """Nobody looks for leads in a French arrondissement of level 7; elsewhere it is a municipality."""
    drawn = Map()
    drawn.square(1, 45.0, 4.0)
    drawn.relation(2, [("way", 1, "outer")], **BOUNDARY | {"admin_level": level})
    assert [area.kind for area in _areas(drawn, tmp_path, scratch, country)] == ([kind] if kind else [])


def test_a_named_point_is_an_area_with_a_reach(tmp_path: Path, scratch: Path) -> None:
    """A village without a boundary can be looked for, and so can a postcode with one."""
    drawn = Map()
    drawn.node(1, 45.0, 4.0, place="village", name="Petit", population="240")
    drawn.node(2, 45.0, 4.1, place="locality", name="Nobody")
    drawn.square(3, 45.0, 4.0)
    drawn.relation(4, [("way", 3, "outer")], type="boundary", boundary="postal_code", postal_code="01000")
    found = {one.names: (one.kind, one.radius_km, one.population) for one in _areas(drawn, tmp_path, scratch)}
    assert found == {("Petit",): (AreaKind.COMMUNE, 2.0, 240), ("01000",): (AreaKind.POSTCODE, None, None)}


def test_the_country_is_what_a_place_says(tmp_path: Path, scratch: Path) -> None:
    """A shop beyond the border says so; the others are of the country of the extract."""
    drawn = Map()
    drawn.node(1, 45.0, 4.0, shop="bakery", addr__country="CH")
    drawn.node(2, 45.0, 4.1, shop="bakery")
    drawn.node(3, 45.0, 4.2, shop="bakery", addr__country="Freedonia")
    assert [one.country for one in _places(drawn, tmp_path, scratch, "FRA")] == ["CHE", "FRA", "FRA"]


def test_the_date_is_that_of_the_newest_thing(tmp_path: Path) -> None:
    """An extract that does not say its date has that of what was changed last."""
    drawn = Map(stamp="2026-10-01T10:00:00Z")
    drawn.node(1, 45.0, 4.0, shop="bakery")
    drawn.stamp = "2026-10-02T10:00:00Z"
    drawn.node(2, 45.0, 4.0, shop="bakery")
    assert date_of(drawn.written(tmp_path / "a.osm")) == "2026-10-02T10:00:00Z"


def test_without_times_the_date_is_that_of_the_file(tmp_path: Path) -> None:
    """There is always a date, the best that is known."""
    drawn = Map()
    drawn.node(1, 45.0, 4.0, shop="bakery")
    path = drawn.written(tmp_path / "a.osm")
    os.utime(path, (1_790_000_000, 1_790_000_000))
    assert date_of(path) == "2026-09-21T14:13:20Z"
    assert box_of(path) is None


def test_a_compressed_map_is_read_too(tmp_path: Path, scratch: Path) -> None:
    """Whatever osmium reads: `.osm.bz2` as well."""
    drawn = Map()
    drawn.node(1, 45.0, 4.0, shop="bakery")
    path = tmp_path / "a.osm.bz2"
    path.write_bytes(bz2.compress(drawn.written(tmp_path / "a.osm").read_bytes()))
    assert [one.place_id for one in read(path, scratch) if isinstance(one, Place)] == ["osm:node/1"]


@pytest.mark.parametrize(("name", "content"), [("a.osm.pbf", b"no map"), ("a.osm", b"<osm version='0.6'><node id='1'"), ("a.txt", b"x")])
def test_what_is_no_map_is_said_in_one_line(tmp_path: Path, scratch: Path, name: str, content: bytes) -> None:
    """A broken download, or another file, is told from a map."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unfit, match="damaged"):
        list(read(path, scratch))


def test_coordinates_that_are_none_are_said(tmp_path: Path, scratch: Path) -> None:
    """A node at `nan` makes the file a damaged one, in a line that says so, and no fault of ours."""
    drawn = Map()
    drawn.node(1, float("nan"), 4.0, shop="bakery", name="Nowhere")
    path = drawn.written(tmp_path / "drawn.osm")
    for reading in (date_of, lambda file: list(read(file, scratch))):
        with pytest.raises(Unfit, match="damaged"):
            reading(path)


def test_a_way_in_many_roles_is_read_once(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relation that names one way a thousand times takes no more memory than one that names it once."""
    read_lines: list[int] = []
    line = Pieces.line
    monkeypatch.setattr(Pieces, "line", lambda self, way: (read_lines.append(way), line(self, way))[1])
    drawn = Map()
    drawn.square(1, 45.0, 4.0)
    drawn.relation(2, [("way", 1, f"role {number}") for number in range(1000)], type="multipolygon", shop="mall", name="Mall")
    (place,) = _places(drawn, tmp_path, scratch)
    assert (place.name, round(place.lat, 4)) == ("Mall", 45.005)
    assert len(read_lines) == 1


def _places(drawn: Map, folder: Path, scratch: Path, country: str = "") -> list[Place]:
    return [one for one in read(drawn.written(folder / "drawn.osm"), scratch, country) if isinstance(one, Place)]


def _areas(drawn: Map, folder: Path, scratch: Path, country: str = "") -> list[Area]:
    return [one for one in read(drawn.written(folder / "drawn.osm"), scratch, country) if isinstance(one, Area)]
