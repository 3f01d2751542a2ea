"""Places of Overture Maps, read into the atlas."""

import json
from pathlib import Path
from typing import Any

import pytest
from open_data import NESTED, collection, feature

from outhost.atlas.geojson import read_geojson
from outhost.atlas.kinds import MapKind, recognise
from outhost.atlas.overture import LEAST_CONFIDENCE, overture_place
from outhost.atlas.reading import LeftOut, Reading
from outhost.domain.places import Place

FLAT: dict[str, Any] = {
    "names.primary": "Au Bon Pain",
    "names.common": '{"en": "Good Bread"}',
    "names.rules": '[{"variant": "short", "value": "ABP"}]',
    "categories.primary": "bakery",
    "categories.alternate": '["coffee_shop", "sandwich_shop"]',
    "basic_category": "bakery",
    "taxonomy": '{"primary": "bakery", "hierarchy": ["food_and_drink", "bakery"], "alternates": ["cafe"]}',
    "confidence": "0.97",
    "websites": '["https://aubonpain.example/"]',
    "socials": '["https://www.facebook.com/1234"]',
    "emails": '["bonjour@aubonpain.example"]',
    "phones": '["+33478000001", "+33478000002"]',
    "brand.names.primary": "Bon Pain",
    "brand.wikidata": "Q1",
    "addresses.0.freeform": "12 rue Neuve",
    "addresses.0.locality": "Lyon",
    "addresses.0.postcode": "69001",
    "addresses.0.region": "ARA",
    "addresses.0.country": "FR",
    "sources": NESTED["sources"],
    "operating_status": "open",
}
PAIRED = NESTED | {"names": {"primary": "Au Bon Pain", "common": [["en", "Good Bread"]], "rules": NESTED["names"]["rules"]}}
IN_TEXTS = {name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in NESTED.items()}
UNDERSCORED = {name.replace(".", "_"): value for name, value in FLAT.items()}


def read(tmp_path: Path, *properties: dict[str, Any]) -> tuple[list[Place], Reading]:
    """Write places of Overture, and read them as the kind that the file is recognised as."""
    path = tmp_path / "places.geojson"
    path.write_text(collection(*(feature(said, id=f"08f{number}") for number, said in enumerate(properties))))
    assert recognise(path) is MapKind.OVERTURE
    reading = Reading(path, "overture")
    return [place for place in read_geojson(reading, overture_place) if isinstance(place, Place)], reading


@pytest.mark.parametrize("said", [NESTED, FLAT, PAIRED, IN_TEXTS, UNDERSCORED], ids=["nested", "flat", "pairs", "texts", "underscores"])
def test_however_a_place_of_overture_is_written(tmp_path: Path, said: dict[str, Any]) -> None:
    """Overture's own command line and ogr2ogr write the same place in different ways; my atlas has it once, whole."""
    (place,), _ = read(tmp_path, said)
    assert place == Place(
        place_id="overture:08f0",
        lat=45.75,
        lon=4.85,
        name="Au Bon Pain",
        other_names=("Good Bread", "ABP", "Bon Pain"),
        labels=("overture=bakery", "overture=coffee_shop", "overture=sandwich_shop", "overture=cafe", "overture=food_and_drink"),
        website="https://aubonpain.example/",
        telephone="+33478000001",
        email="bonjour@aubonpain.example",
        street="12 rue Neuve",
        postcode="69001",
        city="Lyon",
        country="FRA",
        tags={
            "brand": "Bon Pain",
            "brand:wikidata": "Q1",
            "region": "ARA",
            "confidence": "0.97",
            "operating_status": "open",
            "basic_category": "bakery",
            "websites": "https://aubonpain.example/",
            "socials": "https://www.facebook.com/1234",
            "emails": "bonjour@aubonpain.example",
            "phones": "+33478000001; +33478000002",
            "datasets": "meta; Overture",
            "licences": "CDLA-Permissive-2.0",
        },
    )


def test_what_is_closed_or_doubted_is_left_out_and_counted(tmp_path: Path) -> None:
    """I get no leads that Overture knows to be gone, and am told how many they were; a pause is no end, and silence no doubt."""
    said = [
        NESTED | {"operating_status": "permanently_closed", "confidence": 0},
        NESTED | {"confidence": LEAST_CONFIDENCE - 0.01},
        NESTED | {"confidence": LEAST_CONFIDENCE},
        NESTED | {"operating_status": "temporarily_closed"},
        NESTED | {"confidence": None},
    ]
    places, reading = read(tmp_path, *said)
    assert [place.place_id for place in places] == ["overture:08f2", "overture:08f3", "overture:08f4"]
    assert reading.left_out == {LeftOut.CLOSED: 1, LeftOut.DOUBTFUL: 1}


def test_strange_values_are_no_values(tmp_path: Path) -> None:
    """Whatever an exporter puts where a list should be, the name is still there."""
    odd = dict.fromkeys(("categories", "taxonomy", "brand", "addresses", "websites", "phones", "emails", "socials"), None)
    for junk in ("x", "{", "[1", 3, [None], [[]], {"a": []}, [{"names": 1}], True):
        (place,), _ = read(tmp_path, NESTED | dict.fromkeys(odd, junk))
        assert place.name == "Au Bon Pain"
