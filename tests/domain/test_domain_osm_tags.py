"""Tags of OpenStreetMap say what a place is, what it is called, and how it is reached."""

import pytest
from corpora import real_map
from pbf import elements

from outhost.domain.osm_tags import is_place, labels_of, place_of


def test_a_shop_is_read_as_it_is_tagged() -> None:
    """Name, kind, address and contacts stand where rows want them, in the map's own words."""
    tags = {
        "shop": "bakery;pastry", "name": "Maison Lefèvre ", "brand": "Lefèvre", "brand:wikidata": "Q1", "alt_name": "Chez Lefèvre;Lefèvre",
        "name:fr": "Maison Lefèvre", "contact:phone": "+33 1 23 45 67 89", "website": "https://lefevre.example",
        "email": "a@lefevre.example",
        "addr:housenumber": "12 bis", "addr:street": "Rue de la Paix", "addr:postcode": "75002", "addr:city": "Paris", "organic": "only",
        "opening_hours": "Tu-Su 07:00-20:00",
    }  # fmt: skip
    place = place_of("node", 7, 48.8, 2.3, tags, "FRA")
    assert place is not None
    assert (place.place_id, place.name, place.country) == ("osm:node/7", "Maison Lefèvre", "FRA")
    assert place.other_names == ("Chez Lefèvre", "Lefèvre")
    assert place.labels == ("organic=only", "shop=bakery", "shop=pastry")
    assert (place.telephone, place.website, place.email) == ("+33 1 23 45 67 89", "https://lefevre.example", "a@lefevre.example")
    assert (place.street, place.postcode, place.city) == ("12 bis Rue de la Paix", "75002", "Paris")
    assert place.tags == tags


@pytest.mark.parametrize(
    ("street", "written"),
    [
        ("Mannerheimintie", "Mannerheimintie 5"),
        ("Hauptstraße", "Hauptstraße 5"),
        ("avenue Foch", "5 avenue Foch"),
        ("High Street", "5 High Street"),
        ("Street", "Street 5"),
    ],
)
def test_the_number_stands_where_people_write_it(street: str, written: str) -> None:
    """In front of the street in French and English, behind it elsewhere."""
    place = place_of("node", 1, 0, 0, {"shop": "yes", "addr:street": street, "addr:housenumber": "5"})
    assert place is not None
    assert place.street == written


@pytest.mark.parametrize(("country", "written"), [("FRA", "5 Grand Place"), ("BEL", "Grand Place 5"), ("", "Grand Place 5")])
def test_the_country_says_where_the_number_stands(country: str, written: str) -> None:
    """Where it is known in which country a place lies, its streets are written as they are there."""
    place = place_of("node", 1, 0, 0, {"shop": "yes", "addr:street": "Grand Place", "addr:housenumber": "5"}, country)
    assert place is not None
    assert place.street == written


@pytest.mark.parametrize(
    ("tags", "website", "telephone"),
    [
        ({"website": "www.a.example/x", "phone": "+33 1 23; +33 4 56"}, "https://www.a.example/x", "+33 1 23"),
        ({"website": "http://a.example/;id=1?a=b;c", "contact:phone": " 1;"}, "http://a.example/;id=1?a=b;c", "1"),
        ({"website": "https://a.example;https://b.example", "mobile": "2"}, "https://a.example", "2"),
        ({"contact:website": "a.example;b.example"}, "https://a.example", ""),
        ({"website": "yes", "url": "https://b.example"}, "https://b.example", ""),
        ({"website": "info@a.example"}, "", ""),
    ],
)
def test_of_several_contacts_the_first_is_taken(tags: dict[str, str], website: str, telephone: str) -> None:
    """A website can be called as it stands, and a telephone is one number."""
    place = place_of("node", 1, 0, 0, {"shop": "yes"} | tags)
    assert place is not None
    assert (place.website, place.telephone) == (website, telephone)


def test_what_the_map_does_not_say_stays_empty() -> None:
    """A nameless shop is one all the same, without a name that somebody made up; a number without a street is no address."""
    place = place_of("way", 1, 0, 0, {"shop": "bakery", "addr:housenumber": "5", "operator": "Lidl"})
    assert place is not None
    assert (place.name, place.street, place.other_names) == ("", "", ("Lidl",))


@pytest.mark.parametrize(
    ("tags", "is_one"),
    [
        ({"amenity": "restaurant"}, True),
        ({"office": "lawyer"}, True),
        ({"amenity": "bench"}, False),
        ({"amenity": "fountain", "name": "Havis Amanda"}, True),
        ({"amenity": "bench", "shop": "kiosk"}, True),
        ({"shop": "vacant", "name": "Old one"}, False),
        ({"shop": "no"}, False),
        ({"disused:shop": "bakery", "name": "Old one"}, False),
        ({"tourism": "information", "information": "board"}, False),
        ({"tourism": "information", "information": "office"}, True),
        ({"landuse": "vineyard"}, False),
        ({"landuse": "vineyard", "name": "Château"}, True),
        ({"building": "yes", "name": "Sanomatalo"}, False),
        ({"highway": "residential", "name": "Rue des Boulangers"}, False),
        ({"name": "Helsinki", "place": "city"}, False),
        ({"shop": "bakery", "disused": "yes"}, False),
        ({"amenity": "restaurant", "opening_hours": "off"}, False),
        ({"amenity": "vending_machine", "vending": "parking_tickets"}, False),
        ({}, False),
    ],
)
def test_places_are_told_from_the_rest_of_the_map(tags: dict[str, str], *, is_one: bool) -> None:
    """Roads, trees, benches and empty shops are none."""
    assert is_place(tags) is is_one
    assert (place_of("node", 1, 0, 0, tags) is not None) is is_one


def test_a_route_is_no_place() -> None:
    """Of relations those that enclose something, or that belong together on one site, can be places."""
    tags = {"tourism": "attraction", "name": "Walk"}
    assert place_of("relation", 1, 0, 0, {**tags, "type": "multipolygon"}) is not None
    assert place_of("relation", 1, 0, 0, {**tags, "type": "route"}) is None


def test_labels_have_each_value_once() -> None:
    """Values stand apart with semicolons, with and without spaces; hours and sources are no labels."""
    tags = {"cuisine": "pizza; italian ;pizza;", "amenity": "restaurant", "source": "survey", "service:vehicle:breakdown": "yes"}
    assert labels_of(tags) == ("amenity=restaurant", "cuisine=italian", "cuisine=pizza", "service:vehicle:breakdown=yes")


@pytest.mark.needs("corpora")
def test_a_real_map_has_hundreds_of_places() -> None:
    """In central Helsinki every restaurant, shop and office is one, and hardly anything is a place that has no kind of its own."""
    tags = [element.tags for element in elements(real_map()) if element.tags]
    kinds = [one for one in tags if one.get("amenity") == "restaurant" or "shop" in one or "office" in one]
    read = [one for one in kinds if is_place(one)]
    assert len(read) > 400
    assert all(one["shop"] in {"vacant", "no"} or one.get("opening_hours") == "closed" for one in kinds if not is_place(one))
