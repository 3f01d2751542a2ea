"""Files of every kind, loaded into one atlas."""

import gzip
import os
from pathlib import Path

import pytest
from clocks import TurnedClock
from open_data import BAKERY, NESTED, collection, feature, stock

from outhost.atlas.file import open_atlas
from outhost.atlas.steps import silently
from outhost.domain.errors import UnreadableMap
from outhost.files.data_folder import DataFolder
from outhost.operations.atlas import Atlas, Loaded, Order

SQUARE = [[[2.2, 48.8], [2.5, 48.8], [2.5, 48.9], [2.2, 48.9], [2.2, 48.8]]]
OSM = """<osm version="0.6"><node id="1" lat="48.85661" lon="2.35221" version="1">
<tag k="shop" v="bakery"/><tag k="name" v="Au Bon Pain"/><tag k="addr:housenumber" v="12 B"/><tag k="addr:street" v="Rue Neuve"/>
<tag k="phone" v="01 40 00 00 01"/><tag k="opening_hours" v="Mo-Fr"/></node></osm>"""


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    """The atlas of a folder."""
    return Atlas(DataFolder(tmp_path / "data"), TurnedClock())


def load(atlas: Atlas, path: Path, data: str | bytes) -> Loaded:
    """Write a file, and load it."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return atlas.load(Order(file=path), silently)


def test_a_shop_of_four_sources_is_one_row(atlas: Atlas, tmp_path: Path) -> None:
    """OpenStreetMap, Overture, SIRENE and my own list know the bakery: searches find it once, by what any of them says that it is."""
    load(atlas, tmp_path / "paris.osm", OSM)
    load(atlas, tmp_path / "places.geojson", collection(feature(NESTED | {"addresses": [], "phones": []}, 2.3523, 48.8567, id="08f")))
    load(atlas, tmp_path / "etablissements.csv", stock(BAKERY, BAKERY | {"etatAdministratifEtablissement": "F"}))
    load(
        atlas,
        tmp_path / "own.csv",
        "nom,lat,lon,catégorie\nAu Bon Pain,48.8566,2.3522,Boulangerie\nDentiste Martin,48.8570,2.3530,Dentiste\n",
    )
    with open_atlas(tmp_path / "data" / "atlas" / "atlas.db") as connection:
        rows = connection.execute(
            "SELECT name, count(*), sum(twin_of IS NULL) FROM places GROUP BY upper(name) ORDER BY name DESC"
        ).fetchall()
        found_by = {
            label for (label,) in connection.execute("SELECT label FROM labels JOIN places ON places.id = place WHERE name LIKE 'Au %'")
        }
    assert found_by >= {"shop=bakery", "overture=bakery", "naf=10.71C"}
    assert sorted((count, standing) for _, count, standing in rows) == [(1, 1), (4, 1)]
    assert [(one.name, one.kind, one.licence) for one in atlas.sources()] == [
        ("etablissements", "sirene", "etalab-2.0"),
        ("own", "csv", ""),
        ("paris", "openstreetmap", "ODbL-1.0"),
        ("places", "overture", "CDLA-Permissive-2.0"),
    ]


def test_what_is_left_out_is_said(atlas: Atlas, tmp_path: Path) -> None:
    """After a load I read how many rows are no places, and why, in either language."""
    loaded = load(atlas, tmp_path / "stock.csv.gz", gzip.compress(stock(BAKERY, BAKERY | {"statutDiffusionEtablissement": "P"}).encode()))
    assert loaded.source.places_count == 1
    assert [phrase.say("fr") for phrase in loaded.left_out] == ["1 dont les titulaires s’opposent à la diffusion"]


def test_outlines_become_areas(atlas: Atlas, tmp_path: Path) -> None:
    """A file of communes has no places, and is worth loading all the same."""
    outline = {"type": "Polygon", "coordinates": SQUARE}
    loaded = load(atlas, tmp_path / "communes.geojson", collection(feature({"nom": "Paris", "code": "75056"}, geometry=outline)))
    assert (loaded.source.places_count, loaded.source.areas_count) == (0, 1)


@pytest.mark.parametrize("end", [b"", b"\n", b"xx"])
def test_a_load_that_fails_late_leaves_the_atlas_as_it_was(atlas: Atlas, tmp_path: Path, end: bytes) -> None:
    """A download that was cut off is refused at its end; what I had is still there."""
    load(atlas, tmp_path / "own.csv", "nom,lat,lon\nAu Bon Pain,48.8566,2.3522\n")
    before = (tmp_path / "data" / "atlas" / "atlas.db").read_bytes()
    whole = collection(*(feature({"name": f"Café {number}"}) for number in range(2000))).encode()
    with pytest.raises(UnreadableMap):
        load(atlas, tmp_path / "cut.geojson", whole[:-2] + end)
    assert (tmp_path / "data" / "atlas" / "atlas.db").read_bytes() == before


def test_a_file_without_places_is_refused(atlas: Atlas, tmp_path: Path) -> None:
    """A table of which no row can be placed is no source, and says so."""
    with pytest.raises(UnreadableMap, match="no place in it"):
        load(atlas, tmp_path / "own.csv", "nom,lat,lon\nSwapped,148.8,2.3\n")


def test_numbers_that_nobody_counted_are_left_out(atlas: Atlas, tmp_path: Path) -> None:
    """A file that says a shop has more reviews than there are numbers loads, and so does a commune of as many people."""
    most = str(10**30)
    shop = feature({"name": "Au Bon Pain", "shop": "bakery", "reviews_count": most}, 2.3, 48.8)
    commune = feature({"name": "Ville", "admin_level": "8", "population": most}, 0, 0) | {
        "geometry": {"type": "Polygon", "coordinates": SQUARE}
    }
    loaded = load(atlas, tmp_path / "large.geojson", collection(shop, commune))
    assert (loaded.source.places_count, loaded.source.areas_count) == (1, 1)
    with open_atlas(tmp_path / "data" / "atlas" / "atlas.db") as connection:
        assert connection.execute("SELECT reviews_count, population FROM places, areas").fetchall() == [(None, None)]


def test_a_line_without_end_is_no_row(atlas: Atlas, tmp_path: Path) -> None:
    """A small packed file unpacks to one line of a hundred megabytes: it is refused before that is held."""
    packed = gzip.compress(b"lat,lon,nom\n48.8,2.3,Au Bon Pain" + b",x" * (3 << 20) + b"\n")
    with pytest.raises(UnreadableMap, match="damaged near row 2"):
        load(atlas, tmp_path / "long.csv", packed)
    assert not atlas.sources()


def test_the_name_of_a_source_can_be_read_and_typed(atlas: Atlas, tmp_path: Path) -> None:
    """A file whose name has line feeds, colours or right-to-left marks in it is called without them, and taken out by what is shown."""
    path = tmp_path / "\x1b[31mparis\n\u202eecnarf.csv"
    assert load(atlas, path, "nom,lat,lon\nAu Bon Pain,48.8566,2.3522\n").source.name == "[31mparis ecnarf"
    order = Order(file=path, name="my\x07 own\u2028list", licence="CC0\x1b]0;")
    source = atlas.load(order, silently).source
    assert (source.name, source.licence, source.file.isprintable()) == ("my own list", "CC0 ]0;", True)
    for name in ("[31mparis ecnarf", "my own list"):
        atlas.remove(name, silently)
    assert not atlas.sources()


def test_what_is_no_file_is_not_waited_for(atlas: Atlas, tmp_path: Path) -> None:
    """A pipe into which nobody writes, or a device that never ends, is refused at once."""
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for name in ("pipe.csv", "zero.csv"):
        with pytest.raises(UnreadableMap, match="write it to the disk first"):
            atlas.load(Order(file=tmp_path / name), silently)
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(UnreadableMap, match="cannot be read"):
        atlas.load(Order(file=tmp_path / "loop.csv"), silently)
