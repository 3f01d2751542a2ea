"""Jobs of `scrap` from their start to their end, over atlases in the data folder, through real worker processes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from atlases import atlas_of, place
from engines import open_engine

from outhost.domain.jobs import JobStatus
from outhost.domain.places import Place

LYON, PARIS = {"city": "Lyon", "country": "FRA"}, {"city": "Paris", "country": "FRA", "lat": 48.85, "lon": 2.35}
BAKERS: Sequence[Place] = (
    place(3, name="Chez Paul", labels=("shop=bakery",), street="1 rue des Pains", postcode="69001", website="https://paul.example", **LYON),
    place(1, name="Au Bon Pain", labels=("shop=bakery",), website="https://www.facebook.com/bonpain", **LYON),
    place(2, name="Cabinet Martin", labels=("amenity=dentist",), telephone="04 72 00 00 01", tags={"opening_hours": "24/7"}, **LYON),
    place(4, labels=("shop=bakery",), lat=45.95, lon=4.84, city="Lyon", country="FRA"),
    place(5, name="Boulangerie Parisienne", labels=("shop=bakery",), **PARIS),
    place(6, name="Garage", labels=("shop=car_repair",), **LYON),
)  # fmt: skip
ASKED: dict[str, Any] = {"queries": ["boulangerie", "dentiste"], "zones": ["Lyon"]}


async def test_a_search_of_the_map_becomes_rows(tmp_path: Path) -> None:
    """The places of my queries in my zone, each with what the map says of it, tile by tile, in the order of their ids."""
    atlas_of(tmp_path / "data", BAKERS)
    async with open_engine(tmp_path, {}) as engine:
        job = await engine.run("scrap", params=ASKED | {"extra_columns": ["opening_hours"]})
        rows = await engine.rows(job)
    assert (job.status, job.error_message) == (JobStatus.DONE, None)
    assert sorted(row["place_id"] for row in rows) == [f"osm:node/{number}" for number in range(1, 5)]
    found = {row["place_id"]: row for row in rows}["osm:node/3"]
    assert found == {
        "nom": "Chez Paul", "site_web": "https://paul.example", "telephone": None, "adresse": "1 rue des Pains", "ville": "Lyon",
        "code_postal": "69001", "rating": None, "reviews_count": None, "category": "Bakery",
        "lien_google_maps": "https://www.google.com/maps/search/?api=1&query=Chez+Paul+1+rue+des+Pains+69001+Lyon",
        "aggregator_flag": "no", "query": "boulangerie", "zone": "Lyon", "lat": 45.76, "lon": 4.84, "place_id": "osm:node/3",
        "source": "town", "source_date": "2026-11-01", "licence": "ODbL-1.0", "opening_hours": None,
    }  # fmt: skip
