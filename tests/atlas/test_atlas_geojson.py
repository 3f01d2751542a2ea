"""GeoJSON, read into the atlas."""

import gzip
import json
import tracemalloc
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outhost.atlas import features
from outhost.atlas.geojson import read_geojson
from outhost.atlas.reading import LeftOut, Reading
from outhost.domain.places import Area, AreaKind, Place
from outhost.domain.words import Unfit

SQUARE = [[[4.0, 45.0], [4.2, 45.0], [4.2, 45.1], [4.0, 45.1], [4.0, 45.0]]]


def point(lon: Any, lat: Any) -> dict[str, Any]:
    """Give a point."""
    return {"type": "Point", "coordinates": [lon, lat]}


def feature(geometry: Any = None, /, **properties: Any) -> dict[str, Any]:
    """Give a feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry or point(4.85, 45.75)}


def collection(*members: Mapping[str, Any], **head: Any) -> str:
    """Write features as a collection."""
    return json.dumps({"type": "FeatureCollection", **head, "features": list(members)}, ensure_ascii=False)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """A reading of a file that is still to be written."""
    return Reading(tmp_path / "places.geojson", "mine")


def read(reading: Reading, text: str | bytes) -> list[Place | Area]:
    """Write a file, and read it."""
    reading.path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_geojson(reading))


def refusal(reading: Reading, text: str | bytes) -> str:
    """Read a file that is refused, and give the reason."""
    with pytest.raises(Unfit) as refused:
        read(reading, text)
    return refused.value.phrase.say("en")


BAKERY = feature(nom="Au Bon Pain", adresse="12 rue Neuve", code_postal="69001", ville="Lyon", téléphone="04 78 00 00 01", note=4.5)
CAFE = feature(point(24.94, 60.17), name="Kahvila", amenity="cafe")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(collection(BAKERY, CAFE), id="a collection"),
        pytest.param(collection(BAKERY, CAFE, name="places", bbox=[1, 2, 3, 4]), id="a collection that says more of itself"),
        pytest.param(json.dumps([BAKERY, CAFE], indent=2), id="an array"),
        pytest.param(f"{json.dumps(BAKERY)}\n{json.dumps(CAFE)}\n", id="a feature a line"),
        pytest.param(f"\x1e{json.dumps(BAKERY)}\n\x1e{json.dumps(CAFE)}\n", id="a sequence"),
        pytest.param("\ufeff" + collection(BAKERY, CAFE), id="with a mark of its encoding"),
        pytest.param(collection(BAKERY, CAFE).encode("utf-16"), id="in UTF-16"),
        pytest.param(gzip.compress(collection(BAKERY, CAFE).encode()), id="packed"),
    ],
)
def test_however_features_are_written(reading: Reading, text: str | bytes) -> None:
    """Whatever my exporter makes of GeoJSON, the same shops are in it."""
    bakery, cafe = read(reading, text)
    assert isinstance(bakery, Place)
    assert (bakery.name, bakery.street, bakery.postcode, bakery.city) == ("Au Bon Pain", "12 rue Neuve", "69001", "Lyon")
    assert (bakery.telephone, bakery.rating, bakery.lon, bakery.lat) == ("04 78 00 00 01", 4.5, 4.85, 45.75)
    assert isinstance(cafe, Place)
    assert (cafe.name, cafe.labels, cafe.lat) == ("Kahvila", ("amenity=cafe",), 60.17)


def test_tags_of_openstreetmap_are_what_they_are_there(reading: Reading) -> None:
    """A file of Overpass has the ids, addresses and categories that the map has."""
    tags = {"@id": "way/12", "shop": "bakery;pastry", "addr:housenumber": "12 bis", "addr:street": "Rue Neuve", "contact:phone": "+33 4 78"}
    (place,) = read(reading, collection(feature(None, name="Pain", brand="Paul", opening_hours="Mo-Fr 08:00-18:00", **tags)))
    assert isinstance(place, Place)
    assert (place.place_id, place.labels) == ("osm:way/12", ("shop=bakery", "shop=pastry"))
    assert (place.street, place.telephone, place.other_names) == ("12 bis Rue Neuve", "+33 4 78", ("Paul",))
    assert place.tags["opening_hours"] == "Mo-Fr 08:00-18:00"


def test_ids_are_the_same_the_next_time(reading: Reading) -> None:
    """Loading a file again gives each place the id that it had; a file without ids too."""
    first, again = read(reading, collection(BAKERY, CAFE)), read(reading, collection(BAKERY, CAFE))
    assert [one.place_id for one in first if isinstance(one, Place)] == [one.place_id for one in again if isinstance(one, Place)]
    (own,) = read(reading, collection({**BAKERY, "id": 7}))
    assert isinstance(own, Place)
    assert own.place_id == "mine:7"


def test_an_outline_is_where_its_middle_is(reading: Reading) -> None:
    """A supermarket that is drawn as its building stands in the middle of it; a line halfway along."""
    shapes = [
        {"type": "Polygon", "coordinates": SQUARE},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0], [0.1, 0], [0.1, 0.1], [0, 0]]], SQUARE]},
        {"type": "LineString", "coordinates": [[0, 0], [4.1, 45.05], [9, 9]]},
        {"type": "GeometryCollection", "geometries": [point(4.1, 45.05)]},
    ]
    found = read(reading, collection(*(feature(shape, name="Marché", shop="supermarket") for shape in shapes)))
    assert [(round(one.lon, 6), round(one.lat, 6)) for one in found] == [(4.1, 45.05)] * 4


@pytest.mark.parametrize(
    ("properties", "kind", "codes"),
    [
        pytest.param({"nom": "Lyon", "code": "69123", "codesPostaux": ["69001"]}, AreaKind.COMMUNE, ("69123", "69001"), id="commune"),
        pytest.param({"nom": "Ajaccio", "code": "2A004", "region": "94"}, AreaKind.COMMUNE, ("2A004",), id="commune of Corsica"),
        pytest.param({"nom": "Rhône", "code": "69", "region": "84"}, AreaKind.DEPARTMENT, ("69",), id="department"),
        pytest.param({"nom": "Vaucluse", "code": "84"}, AreaKind.DEPARTMENT, ("84",), id="department with a region's code"),
        pytest.param({"nom": "Auvergne-Rhône-Alpes", "code": "84"}, AreaKind.REGION, ("REG-84",), id="region"),
        pytest.param({"nom": "La Réunion", "code": "974"}, AreaKind.DEPARTMENT, ("974",), id="department called as its region"),
        pytest.param({"nom": "Mayotte", "code": "06", "region": "06"}, AreaKind.DEPARTMENT, ("06",), id="department that says its region"),
        pytest.param({"NOM_COM": "Lyon", "name": "Lyon", "INSEE_COM": "69123"}, AreaKind.COMMUNE, ("69123",), id="commune of IGN"),
        pytest.param({"name": "Helsinki", "admin_level": 8}, AreaKind.COMMUNE, (), id="OpenStreetMap"),
        pytest.param({"postal_code": "00100"}, AreaKind.POSTCODE, ("00100",), id="postcode"),
        pytest.param({"names": {"primary": "Uusimaa"}, "subtype": "region", "country": "FI"}, AreaKind.REGION, (), id="Overture"),
    ],
)
def test_outlines_with_an_administrative_name_are_areas(
    reading: Reading, properties: dict[str, Any], kind: AreaKind, codes: tuple[str, ...]
) -> None:
    """The communes that I load are where I can look, and no shops."""
    (area,) = read(reading, collection(feature({"type": "Polygon", "coordinates": SQUARE}, **properties)))
    assert isinstance(area, Area)
    assert (area.kind, area.codes) == (kind, codes)
    assert area.rings[0][0] == area.rings[0][-1] == (4.0, 45.0)


def test_a_point_with_a_code_is_no_area(reading: Reading) -> None:
    """A shop whose file has a column `code` stays a shop."""
    (place,) = read(reading, collection(feature(name="Boutique", code="69123")))
    assert isinstance(place, Place)


def test_what_is_no_place_is_counted(reading: Reading) -> None:
    """I am told how many of my features did not become places, and why."""
    found = read(
        reading,
        collection(
            BAKERY,
            feature(point(45.75, 204.85), name="Off the map"),
            feature(point(0, 0), name="Nowhere"),
            feature(point("4.85", None), name="Broken"),
            feature({"type": "Polygon", "coordinates": [[[1, 2]]]}, name="Broken too"),
            {"type": "Feature", "properties": {"name": "Without"}, "geometry": None},
            feature(height=3),
        ).replace("204.85", "1e999"),
    )
    assert len(found) == 1
    assert reading.left_out == {LeftOut.OUTSIDE: 1, LeftOut.NO_SHAPE: 3, LeftOut.NO_COORDINATES: 1, LeftOut.NOTHING_SAID: 1}
    assert reading.omissions()[0].say("fr") == "3 dont la forme est illisible"


def test_coordinates_may_stand_among_the_properties(reading: Reading) -> None:
    """A feature without a geometry is where its columns say."""
    (place,) = read(reading, collection({**feature(name="Boutique", latitude="45,75", longitude="4.85"), "geometry": None}))
    assert (place.lat, place.lon) == (45.75, 4.85)


def test_metres_of_old_files_become_degrees(reading: Reading) -> None:
    """A file of before 2016 in Lambert-93 lies where it belongs; one in a projection that is not known is refused."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    (place,) = read(reading, collection(feature(point(652469.02, 6862035.26), name="Paris"), crs=crs))
    assert (round(place.lon, 4), round(place.lat, 4)) == (2.3522, 48.8566)
    other = {"type": "name", "properties": {"name": "EPSG:3857"}}
    assert "WGS 84" in refusal(reading, collection(BAKERY, crs=other))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(collection(BAKERY, CAFE)[:-30], "ends in the middle", id="cut off"),
        pytest.param(collection(BAKERY, CAFE)[:-2], "ends in the middle", id="cut off between two features"),
        pytest.param(collection(BAKERY).replace("}]}", "} oops]}"), "no JSON any more", id="broken"),
        pytest.param(json.dumps({"hello": "world"}), "no GeoJSON", id="an object of something else"),
        pytest.param(json.dumps([{"hello": "world"}]), "no GeoJSON", id="an array of something else"),
        pytest.param(collection(BAKERY).replace("Pain", "Pâin").encode("cp1252"), "UTF-8", id="in another encoding"),
        pytest.param("[" * 200_000, "no JSON any more", id="too deep"),
        pytest.param('{"type":"FeatureCollection","features":[' + '{"a":' * 100_000, "no JSON any more", id="too deep within"),
        pytest.param(collection(BAKERY).replace("4.5", "9" * 5000), "no JSON any more", id="a number without end"),
        pytest.param(gzip.compress(collection(BAKERY).encode())[:-20], "damaged or cut off", id="packed and cut off"),
        pytest.param("", "no GeoJSON", id="empty"),
    ],
)
def test_files_that_are_refused(reading: Reading, text: str | bytes, why: str) -> None:
    """A file that is none says so in a line, and nothing hangs."""
    assert why in refusal(reading, text)


def test_a_feature_without_end_is_refused_before_memory_is_full(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quote that is never closed does not take the machine with it."""
    monkeypatch.setattr(features, "MOST_CHARS", 3 << 20)
    assert "has a feature of more than" in refusal(reading, '{"type":"FeatureCollection","features":[{"type":"' + "x" * (12 << 20))


def test_long_values_are_cut(reading: Reading) -> None:
    """Ten megabytes in a property are no ten megabytes in my atlas."""
    (place,) = read(reading, collection(feature(name="Long", description="x" * (10 << 20))))
    assert isinstance(place, Place)
    assert len(place.tags["description"]) == 2000


def test_memory_does_not_grow_with_the_file(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """A country's file takes no more memory than a town's."""
    monkeypatch.setattr(features, "_PIECE_BYTES", 1 << 14)
    peaks = []
    for count in (500, 5000):
        reading.path.write_text(collection(*([BAKERY] * count)))
        tracemalloc.start()
        assert sum(1 for _ in read_geojson(reading)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_features_across_the_pieces_of_a_file(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a piece of the file ends, no feature is lost or torn."""
    wanted = [feature(name=f"Café n° {number} é€😀", amenity="cafe") for number in range(40)]
    for size in (1, 2, 3, 5, 7, 64, 1000):
        monkeypatch.setattr(features, "_PIECE_BYTES", size)
        found = read(reading, collection(*wanted, name="x", version=1234567))
        assert [one.name for one in found if isinstance(one, Place)] == [one["properties"]["name"] for one in wanted]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "name", "code", "geometry"]), inner)
    ),
    max_leaves=12,
)
ODD = st.fixed_dictionaries({
    "type": st.just("Feature"),
    "properties": ANYTHING | st.dictionaries(st.sampled_from(["name", "nom", "code", "lat", "lon", "admin_level", "@id"]), ANYTHING),
    "geometry": ANYTHING
    | st.fixed_dictionaries({"type": st.sampled_from(["Point", "Polygon", "LineString", "MultiPolygon"]), "coordinates": ANYTHING}),
})  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(ODD, max_size=4))
def test_whatever_features_hold(reading: Reading, odd: list[dict[str, Any]]) -> None:
    """A strange feature is a place, or is counted; it never ends the load of the others."""
    reading.left_out.clear()
    found = read(reading, collection(BAKERY, *odd, CAFE))
    assert len(found) + sum(reading.left_out.values()) == len(odd) + 2
    assert all(-90 <= one.lat <= 90 and -180 <= one.lon <= 180 for one in found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:0aé\x1e ', max_size=60).map(str.encode), st.integers(0, 60))
def test_whatever_bytes_come(reading: Reading, junk: bytes, at: int) -> None:
    """Bytes of any kind, put anywhere, are places or one clear refusal."""
    whole = collection(BAKERY, CAFE).encode()
    reading.path.write_bytes(whole[:at] + junk + whole[at:])
    with suppress(Unfit):
        assert all(one.names if isinstance(one, Area) else one.place_id for one in read_geojson(reading))
