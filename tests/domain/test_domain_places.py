"""Places: what is known of one that several sources know."""

from outhost.domain.places import Place, Sighting, Source, merged, merged_tags

OSM = Source(name="helsinki", kind="osm", licence="ODbL-1.0", attribution="", date="2026-11-01", file="", loaded_at="")
SIRENE = Source(name="sirene", kind="sirene", licence="etalab-2.0", attribution="", date="2026-10-01", file="", loaded_at="")


def _place(place_id: str, **known: object) -> Place:
    return Place(place_id=place_id, lat=60.17, lon=24.94, **known)  # type: ignore[arg-type]  # a table of fields


def test_a_blank_is_filled_from_a_twin_and_says_whose_it_is() -> None:
    """The shop on the map has no telephone, its twin in the register has: I get it, and can look it up there."""
    mine = _place("osm:node/1", name="Chez Paul", website="https://paul.example")
    other = _place("siret:1", name="SARL PAUL", telephone="+33 1", website="https://other.example")
    told = merged(Sighting(place=mine, source=OSM, twins=(Sighting(place=other, source=SIRENE),)))
    assert {name: (one.value, one.source.name, one.place.place_id) for name, one in told.items() if name not in {"lat", "lon"}} == {
        "place_id": ("osm:node/1", "helsinki", "osm:node/1"),
        "name": ("Chez Paul", "helsinki", "osm:node/1"),
        "website": ("https://paul.example", "helsinki", "osm:node/1"),
        "telephone": ("+33 1", "sirene", "siret:1"),
    }


def test_the_first_twin_that_says_something_is_believed() -> None:
    """Of two twins that both know a telephone, the nearer one is taken."""
    twins = tuple(Sighting(place=_place(f"siret:{number}", telephone=f"+33 {number}"), source=SIRENE) for number in (1, 2))
    assert merged(Sighting(place=_place("osm:node/1"), source=OSM, twins=twins))["telephone"].value == "+33 1"


def test_a_rating_and_its_count_are_of_one_source() -> None:
    """Four stars of one source are never said to come from the reviews of another."""
    mine, other = _place("a:1", rating=4.0), _place("b:1", rating=2.0, reviews_count=100)
    told = merged(Sighting(place=mine, source=OSM, twins=(Sighting(place=other, source=SIRENE),)))
    assert told["rating"].value == 4.0
    assert "reviews_count" not in told


def test_what_nobody_says_is_absent() -> None:
    """Open data is not invented."""
    assert set(merged(Sighting(place=_place("osm:node/1"), source=OSM))) == {"place_id", "lat", "lon"}


def test_tags_are_filled_key_by_key() -> None:
    """Opening hours come from whoever has them."""
    mine, other = _place("a:1", tags={"shop": "bakery", "wheelchair": ""}), _place("b:1", tags={"shop": "x", "wheelchair": "yes"})
    told = merged_tags(Sighting(place=mine, source=OSM, twins=(Sighting(place=other, source=SIRENE),)))
    assert {key: (one.value, one.source.name) for key, one in told.items()} == {
        "shop": ("bakery", "helsinki"),
        "wheelchair": ("yes", "sirene"),
    }
