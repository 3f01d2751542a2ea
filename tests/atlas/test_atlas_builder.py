"""Building the atlas: what is loaded can be read, what was there stays, and of twins one is found."""

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from atlases import atlas_of, place, source

from outhost.atlas.builder import build, building, remove
from outhost.atlas.file import open_atlas, sources
from outhost.atlas.reader import Atlas, AtlasWatch
from outhost.atlas.rows import AREA_COLUMNS, PLACE_COLUMNS, area_of, place_of
from outhost.domain.errors import AtlasInUse, AtlasUnreadable, NoRoomForAtlas, SourceNotFound
from outhost.domain.places import Area, AreaKind, Place

LYON = Area(
    area_id="osm:relation/120965",
    kind=AreaKind.COMMUNE,
    names=("Lyon", "Лион"),
    lat=45.76,
    lon=4.84,
    codes=("69123", "fr-69m"),
    rings=(((4.77, 45.7), (4.9, 45.7), (4.9, 45.81), (4.77, 45.7)),),
)
BAKERY = place(
    7, name="Boulangerie Duœuf", labels=("shop=bakery",), city="Lyon", postcode="69001", tags={"brand": "Duœuf", "shop": "bakery"}
)


def test_what_is_loaded_can_be_read(tmp_path: Path) -> None:
    """I load places, and each is there as its source has it."""
    far = place(8, 60.17, 24.94, name="Kahvila", rating=4.5, reviews_count=12, other_names=("Café",), country="FIN")
    path = atlas_of(tmp_path, [far, BAKERY])
    assert _places(path) == [BAKERY, far]
    assert [(one.name, one.places_count, one.areas_count) for one in sources(path)] == [("town", 2, 0)]


def test_places_of_a_tile_lie_side_by_side(tmp_path: Path) -> None:
    """A tile is a range of numbers, in which places stand in the order of their ids, whatever their sources."""
    scattered = [place(number, 45.0 + number % 3, 4.0, name=f"N{number}") for number in range(30)]
    atlas_of(tmp_path, scattered[::2], source("b"))
    path = atlas_of(tmp_path, scattered[1::2], source("a"))
    with closing(open_atlas(path)) as atlas:
        found = atlas.execute("SELECT tile, place_id FROM places ORDER BY id").fetchall()
        ranges = atlas.execute("SELECT tile, first, last FROM tiles ORDER BY tile").fetchall()
    assert found == sorted(found)
    assert [(tile, last - first + 1) for tile, first, last in ranges] == [(tile, 10) for tile in sorted({tile for tile, _ in found})]


def test_places_are_found_by_words_labels_and_localities(tmp_path: Path) -> None:
    """What I search by is filled: names without accents, labels, spots, postcodes and cities."""
    path = atlas_of(tmp_path, [BAKERY, place(9, 45.761, name="L'Épi", city="LYON"), place(10, 45.762, name="Chez Jo", city="Lyon")])
    with closing(open_atlas(path)) as atlas:
        assert atlas.execute("SELECT rowid FROM words('duoeuf')").fetchall() == [(2,)]
        assert atlas.execute("SELECT place FROM labels WHERE label = 'shop=bakery'").fetchall() == [(2,)]
        localities = atlas.execute("SELECT kind, value, spelling, places_count FROM localities").fetchall()
        assert atlas.execute("SELECT count(*) FROM spots WHERE west < 4.85 AND south < 45.7605").fetchall() == [(1,)]
    assert localities == [("city", "lyon", "Lyon", 3), ("postcode", "69001", "69001", 1)]


def test_an_area_is_found_by_its_names_and_codes(tmp_path: Path) -> None:
    """A commune is known by each of its names, and by its codes in capitals; what has boundaries has a box."""
    point = Area(area_id="osm:node/1", kind=AreaKind.DISTRICT, names=("Pentes",), lat=45.77, lon=4.83, radius_km=1.5)
    path = atlas_of(tmp_path, [LYON, point])
    with closing(open_atlas(path)) as atlas:
        keys = atlas.execute("SELECT key, area_id FROM area_keys JOIN areas ON areas.id = area ORDER BY key").fetchall()
        boxes = atlas.execute("SELECT id, west < 4.7701, north > 45.8099 FROM area_boxes").fetchall()
    assert keys == [
        ("69123", LYON.area_id),
        ("FR-69M", LYON.area_id),
        ("lyon", LYON.area_id),
        ("pentes", "osm:node/1"),
        ("лион", LYON.area_id),
    ]
    assert [box[1:] for box in boxes] == [(1, 1)]


def test_an_area_of_two_sources_is_found_once(tmp_path: Path) -> None:
    """Two extracts overlap at a border: its commune is no ambiguity, and comes from the one that has it whole, or newer."""
    cut = Area(area_id=LYON.area_id, kind=LYON.kind, names=LYON.names, lat=45.76, lon=4.84, radius_km=8.0)
    atlas_of(tmp_path, [cut], source("newer", date="2026-11-20"))
    path = atlas_of(tmp_path, [LYON], source("older"))
    with closing(open_atlas(path)) as atlas:
        assert atlas.execute("SELECT rings IS NULL FROM area_keys JOIN areas ON areas.id = area WHERE key = 'lyon'").fetchall() == [(0,)]
        assert atlas.execute("SELECT count(*) FROM areas").fetchall() == [(2,)]


def test_of_twins_one_is_found(tmp_path: Path) -> None:
    """A shop mapped as a node and as a building is one row, and the other knows whose twin it is."""
    building_of_it = Place(place_id="osm:way/3", lat=BAKERY.lat, lon=BAKERY.lon, name=BAKERY.name, labels=BAKERY.labels)
    path = atlas_of(tmp_path, [building_of_it, BAKERY, place(11, name="Other")])
    with closing(open_atlas(path)) as atlas:
        assert atlas.execute("SELECT place_id FROM places WHERE twin_of IS NOT NULL").fetchall() == [("osm:way/3",)]
        assert len(atlas.execute("SELECT rowid FROM words('duoeuf')").fetchall()) == 1
        assert len(atlas.execute("SELECT place FROM labels WHERE label = 'shop=bakery'").fetchall()) == 1


def test_twins_are_found_across_sources_and_lost_with_them(tmp_path: Path) -> None:
    """Two extracts have the same node: it is found once, and still when the one that it was found in is removed."""
    atlas_of(tmp_path, [BAKERY], source("a"))
    path = atlas_of(tmp_path, [BAKERY], source("b"))
    assert _count(path, "words") == 1
    remove(path, "a")
    assert (_count(path, "words"), _count(path, "places")) == (1, 1)


def test_a_source_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    """I load a newer extract: what is closed is gone, and other sources stay."""
    atlas_of(tmp_path, [BAKERY], source("a"))
    atlas_of(tmp_path, [place(20, 46.0)], source("b"))
    path = atlas_of(tmp_path, [place(21, 47.0)], source("a", date="2026-12-01"))
    assert [one.place_id for one in _places(path)] == ["osm:node/20", "osm:node/21"]
    assert [(one.name, one.date) for one in sources(path)] == [("a", "2026-12-01"), ("b", "2026-11-01")]


def test_the_last_source_takes_the_file_with_it(tmp_path: Path) -> None:
    """An atlas without a source is none."""
    path = atlas_of(tmp_path, [BAKERY])
    remove(path, "town")
    assert not path.exists()
    assert sources(path) == ()
    with pytest.raises(SourceNotFound, match="town"):
        remove(path, "town")


def test_who_reads_the_old_file_goes_on(tmp_path: Path) -> None:
    """A search that is under way when I load a new file ends as it began."""
    with closing(open_atlas(atlas_of(tmp_path, [BAKERY]))) as atlas:
        path = atlas_of(tmp_path, [place(30)])
        assert atlas.execute("SELECT place_id FROM places").fetchall() == [("osm:node/7",)]
    assert [one.place_id for one in _places(path)] == ["osm:node/30"]


def test_the_same_data_give_the_same_file(tmp_path: Path) -> None:
    """Whatever the order in which things come, the atlas is the same."""
    entries = [BAKERY, LYON, *(place(number, 45 + number / 50, name=f"N{number % 7}") for number in range(60))]
    one = atlas_of(tmp_path / "one", entries)
    other = atlas_of(tmp_path / "other", entries[::-1])
    assert _dump(one) == _dump(other)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_an_interrupted_build_leaves_the_old_atlas(tmp_path: Path, fault: type[BaseException]) -> None:
    """I press Ctrl-C, or the file is broken half-way: the atlas is as it was, and nothing is left lying about."""
    path = atlas_of(tmp_path, [BAKERY])
    before = path.read_bytes()
    with pytest.raises(fault):
        build(path, source("b"), _broken(fault))
    assert path.read_bytes() == before
    assert {file.name for file in path.parent.iterdir()} == {"atlas.db", "atlas.lock"}


def test_litter_of_a_killed_build_goes_with_the_next(tmp_path: Path) -> None:
    """What a power cut left takes no room for ever."""
    path = atlas_of(tmp_path, [BAKERY])
    (path.parent / "0badcafe.unfinished").mkdir()
    (path.parent / "0badcafe.unfinished" / "scratch.db").write_bytes(b"half")
    atlas_of(tmp_path, [place(30)])
    assert {file.name for file in path.parent.iterdir()} == {"atlas.db", "atlas.lock"}


def test_two_builds_do_not_meet(tmp_path: Path) -> None:
    """While one command changes the atlas, another is told so."""
    path = tmp_path / "atlas" / "atlas.db"
    with building(path), pytest.raises(AtlasInUse, match=str(os.getpid())):
        atlas_of(tmp_path, [BAKERY])
    atlas_of(tmp_path, [BAKERY])


def test_a_disk_without_room_is_said_before(tmp_path: Path) -> None:
    """Nothing is begun that can't be ended for want of room."""
    with building(tmp_path / "atlas" / "atlas.db") as site, pytest.raises(NoRoomForAtlas, match="MB"):
        site.require_room(1 << 60)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_what_is_no_atlas_is_not_read(tmp_path: Path, content: bytes) -> None:
    """A file of another outhost, or of something else, is not guessed at."""
    path = tmp_path / "atlas.db"
    path.write_bytes(content)
    with pytest.raises(AtlasUnreadable, match=r"atlas\.db"):
        open_atlas(path)


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_atlas_is_said_to_be(tmp_path: Path, seed: int) -> None:
    """Whatever a bad disk does to the file, whoever reads it, or builds on it, is told which file it is or finds what there is."""
    path = atlas_of(tmp_path, [place(number, name=f"Shop {number}") for number in range(300)])
    damaged, dice = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(len(damaged) // 100):
        damaged[dice.randrange(100, len(damaged))] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(AtlasUnreadable, match=r"atlas\.db"):
        Atlas(path).renew()
    assert not AtlasWatch(path).has_places()
    with pytest.raises(AtlasUnreadable, match=r"atlas\.db"):
        build(path, source("other"), [BAKERY])
    assert path.read_bytes() == damaged


def test_a_damaged_page_within_is_said_to_be(tmp_path: Path) -> None:
    """The beginning may be whole, and what is taken along into a new atlas not."""
    path = atlas_of(tmp_path, [place(number, name=f"Shop {number}") for number in range(300)])
    damaged = bytearray(path.read_bytes())
    with closing(open_atlas(path)) as atlas:
        (root,), (size,) = (
            atlas.execute(sql).fetchone() for sql in ("SELECT rootpage FROM sqlite_master WHERE name = 'places'", "PRAGMA page_size")
        )
    damaged[(root - 1) * size : root * size] = b"\xab" * size
    path.write_bytes(damaged)
    with pytest.raises(AtlasUnreadable, match=r"atlas\.db"):
        build(path, source("other"), [BAKERY])
    assert path.read_bytes() == damaged


def test_a_folder_in_the_place_of_the_atlas_is_said_to_be_none(tmp_path: Path) -> None:
    """It can't be read as one."""
    (tmp_path / "atlas.db").mkdir()
    with pytest.raises(AtlasUnreadable, match=r"atlas\.db"):
        sources(tmp_path / "atlas.db")


def test_boundaries_come_back_as_they_were(tmp_path: Path) -> None:
    """A boundary is kept to a ten-millionth of a degree, islands and holes included."""
    islands = ((4.0, 45.0), (4.1234567, 45.0), (4.1, 45.1), (4.0, 45.0)), ((-180.0, -90.0), (180.0, -90.0), (0.0, 90.0), (-180.0, -90.0))
    path = atlas_of(tmp_path, [replace(LYON, rings=islands)])
    with closing(open_atlas(path)) as atlas:
        (row,) = atlas.execute(f"SELECT {', '.join(AREA_COLUMNS)} FROM areas").fetchall()
    assert area_of(row) == replace(LYON, rings=islands)


def _broken(fault: type[BaseException]) -> Iterator[Place]:
    yield from (place(number) for number in range(100))
    raise fault


def _places(path: Path) -> list[Place]:
    with closing(open_atlas(path)) as atlas:
        return [place_of(row) for row in atlas.execute(f"SELECT {', '.join(PLACE_COLUMNS)} FROM places ORDER BY id")]


def _count(path: Path, table: str) -> Any:
    with closing(open_atlas(path)) as atlas:
        return atlas.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _dump(path: Path) -> list[Any]:
    tables = ("sources", "places", "tiles", "labels", "localities", "areas", "area_keys", "spots", "area_boxes", "words_data")
    with closing(sqlite3.connect(path)) as atlas:
        return [atlas.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
