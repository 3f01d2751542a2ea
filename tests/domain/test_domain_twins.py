"""Which places are the same one."""

import math
from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain import twins as twin_rule
from outhost.domain.places import Place
from outhost.domain.tiles import tile_of
from outhost.domain.twins import REGISTERED_METRES, Trace, are_same, keys_of, pairs_among, twins_among, twins_of

METRE = 1 / 111_195
"""In degrees of latitude."""


def shop(place_id: str, metres: float = 0.0, **said: object) -> Place:
    """Give a bakery so far north of a corner of Lyon."""
    about = {"name": "Au Bon Pain", "labels": ("shop=bakery",)} | said
    return Place(place_id=place_id, lat=45.75 + metres * METRE, lon=4.85, **about)


def twins(*places: Place) -> dict[str, str]:
    """Give each twin's id, with that of the place that stands for it."""
    found = twins_among(enumerate(places))
    return {places[number].place_id: places[other].place_id for number, other in found.items()}


NODE, WAY = "osm:node/1", "osm:way/2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(shop(NODE), shop(WAY, 55), id="node and building"),
        pytest.param(shop(NODE, name="LECLERC SAS"), shop("overture:a", 90, name="Leclerc"), id="two sources, one with the legal form"),
        pytest.param(shop(NODE, telephone="+33 4 78 00 00 01"), shop("overture:a", 190, telephone="0478000001"), id="one telephone"),
        pytest.param(
            shop(NODE, website="https://www.pain.fr/"), shop("overture:a", 190, website="http://pain.fr"), id="one page, however written"
        ),
        pytest.param(
            shop(NODE, tags={"ref:FR:SIRET": "123 456 789 00012"}), shop("siret:12345678900012", 1900, name="DUPONT"), id="one SIRET"
        ),
        pytest.param(
            shop(NODE, name="Dupont", telephone="0478000001"),
            shop("overture:a", 40, name="Boulangerie Dupont", telephone="0478000001"),
            id="a longer name, one telephone",
        ),
        pytest.param(
            shop(NODE, name="Boulangerie Lucie", street="12 bis Rue du Président Édouard Herriot"),
            shop("siret:12345678900012", 80, name="SARL LUCIE", street="12 B RUE PDT EDOUARD HERRIOT"),
            id="a longer name, one house",
        ),
        pytest.param(shop(NODE), shop("osm:node/3", 2), id="twice on one spot"),
        pytest.param(shop(NODE, street="12-14 rue Neuve"), shop(WAY, 50, street="12 rue Neuve"), id="one of several house numbers"),
        pytest.param(shop(NODE, street="Unioninkatu 36"), shop(WAY, 51, street="Fabianinkatu 35"), id="a house at a corner"),
        pytest.param(shop(NODE, name=""), shop(NODE, name=""), id="the same object, from two extracts"),
    ],
)
def test_places_that_are_the_same(one: Place, other: Place) -> None:
    """A shop that the map has twice is one row of mine."""
    assert len(twins(one, other)) == 1
    assert len(twins(other, one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(shop(NODE), shop(WAY, 70), id="too far"),
        pytest.param(shop(NODE), shop("osm:node/3", 20), id="two points of one map"),
        pytest.param(shop(NODE), shop(WAY, labels=("amenity=restaurant",)), id="hotel and restaurant of one name"),
        pytest.param(shop(NODE, tags={"level": "0"}), shop(WAY, tags={"level": "1"}), id="two floors"),
        pytest.param(shop(NODE, street="12 rue Neuve"), shop("overture:a", 10, street="14 rue Neuve"), id="two house numbers"),
        pytest.param(
            shop(NODE, street="12 rue Neuve", tags={"brand": "Au Bon Pain"}),
            shop("overture:a", 40, street="3 place Bellecour"),
            id="the next branch, around the corner",
        ),
        pytest.param(shop(NODE, tags={"brand": "Au Bon Pain"}), shop("overture:a", 60), id="the next branch, in the next street"),
        pytest.param(
            shop(NODE, tags={"brand": "Au Bon Pain"}, telephone="0800111222"),
            shop("overture:a", 60, telephone="0800111222"),
            id="branches that share a telephone",
        ),
        pytest.param(shop(NODE, telephone="0478000001"), shop("overture:a", 40, telephone="0478000002"), id="two telephones"),
        pytest.param(
            shop(NODE, name="Le Gourmet", street="12 rue Neuve"),
            shop("overture:a", 5, name="Boulangerie Lucie", street="12 rue Neuve"),
            id="two shops in one house",
        ),
        pytest.param(shop("siret:12345678900012"), shop("siret:12345678900020"), id="two establishments"),
        pytest.param(shop(NODE, name=""), shop(WAY, name=""), id="without names"),
        pytest.param(
            shop(NODE, name="Hôtel du Port", telephone="0478000001"),
            shop("overture:a", 5, name="Le Gourmet", telephone="0478000001"),
            id="two houses with one telephone",
        ),
    ],
)
def test_places_that_are_not(one: Place, other: Place) -> None:
    """Two shops stay two rows."""
    assert twins(one, other) == {}


def test_who_says_most_stands_for_the_others() -> None:
    """Of twins the one with the telephone is my row."""
    places = [shop(NODE), shop(WAY, 5, telephone="0478000001"), shop("overture:a", 8)]
    assert twins(*places) == {NODE: WAY, "overture:a": WAY}


def test_each_of_two_branches_finds_its_own() -> None:
    """Two shops of one name in a street stay two, though the next source has each of them somewhere else."""
    places = [shop("osm:node/1"), shop("osm:node/2", 90), shop("overture:b", 100), shop("overture:a", 10)]
    assert twins(*places) == {"overture:a": "osm:node/1", "overture:b": "osm:node/2"}


def test_the_very_name_is_nearer_than_a_like_one() -> None:
    """Of two companies in a house, the one of the register is the one that is called so, though the other stands nearer."""
    house = [
        shop(NODE, 0, name="Alpha"),
        shop("osm:node/2", 20, name="Alpha Finance"),
        shop("siret:00000000000001", 0, name="ALPHA FINANCE"),
    ]
    assert twins(*(replace(place, street="12 rue Neuve") for place in house)) == {"siret:00000000000001": "osm:node/2"}


def test_two_branches_never_meet_in_a_third() -> None:
    """A building between two kiosks is one of them, not both."""
    places = [shop("osm:way/9", 0, telephone="0478000001"), shop("osm:node/1", -30), shop("osm:node/2", 35)]
    assert twins(*places) == {"osm:node/1": "osm:way/9"}


def test_a_street_of_one_chain_is_no_chain_of_twins() -> None:
    """What is the same as its neighbour is not the same as the neighbour's neighbour."""
    places = [shop(f"source{number}:a", 90 * number) for number in range(8)]
    assert len(twins(*places)) == 4


def test_places_on_both_sides_of_a_tiles_border_are_compared() -> None:
    """Where a tile ends, a shop does not become two; on the date line neither."""
    for lat, lon in ((0.0, 179.9999), (0.0, -180.0), (64.5, 25.0)):
        west = Place(place_id="a:1", lat=lat, lon=lon, name="Kiosk")
        east = Place(place_id="b:1", lat=lat, lon=lon + 0.0004 if lon < 179 else -179.9998, name="Kiosk")
        assert len(twins_among([(1, west), (2, east)])) == 1


def test_a_house_of_a_thousand_companies_takes_no_million_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where companies are registered by the thousand, loading goes on as elsewhere: of one register none is the same as another."""
    compared = []
    monkeypatch.setattr(twin_rule, "are_same", lambda one, other: compared.append(one) or are_same(one, other))
    companies = [shop(f"siret:{number:014}", name=f"Company {number}", street="10 rue de Penthièvre") for number in range(1000)]
    assert twins(*companies, shop(NODE, 5, name="Company 7", street="10 rue de Penthièvre")) == {NODE: "siret:00000000000007"}
    assert len(compared) < 3000


@pytest.mark.parametrize("north", [-1, 1])
@pytest.mark.parametrize("east", [-1, 1])
def test_places_at_the_corner_of_a_tile_are_compared(north: int, east: int) -> None:
    """Where four tiles meet, each shop is compared with those of its own tile too."""
    corner = tile_of(45.75, 4.85).box
    near, far = (
        Place(
            place_id=f"{source}:1",
            lat=corner.south + north * metres * METRE,
            lon=corner.west + east * metres * METRE,
            name="Kiosk",
            telephone="0478000001",
        )
        for source, metres in (("a", 40), ("b", 150))
    )
    assert len(twins_among([(1, near), (2, far)])) == 1


NAMES = st.sampled_from(["Dupont", "Dupont SARL", "Boulangerie Dupont", "DUPONT", ""])
SAID = st.fixed_dictionaries({
    "name": NAMES,
    "telephone": st.sampled_from(["", "0478000001", "+33 4 78 00 00 01", "0478000002"]),
    "website": st.sampled_from(["", "https://dupont.fr", "https://www.dupont.fr/"]),
    "street": st.sampled_from(["", "12 rue Neuve", "14 rue Neuve"]),
    "labels": st.sampled_from([(), ("shop=bakery",), ("amenity=cafe",)]),
    "tags": st.sampled_from([{}, {"brand": "Dupont"}, {"level": "1"}, {"ref:FR:SIRET": "12345678900012"}]),
})  # fmt: skip
IDS = st.sampled_from(["osm:node", "osm:way", "overture", "siret", "mine"])


@st.composite
def streets(draw: st.DrawFn) -> list[Place]:
    """Invent places in a street, at a latitude of anywhere."""
    lat, lon = draw(st.floats(-85, 85)), draw(st.floats(-179.99, 179.99))
    spots = st.tuples(st.integers(-150, 150), st.integers(-150, 150))
    found = []
    for number in range(draw(st.integers(0, 9))):
        north, east = draw(spots)
        wide = METRE / math.cos(math.radians(lat))
        kind = draw(IDS)
        place_id = f"siret:{number:014}" if kind == "siret" else f"{kind}{'/' if ':' in kind else ':'}{number}"
        found.append(Place(place_id=place_id, lat=lat + north * METRE, lon=lon + east * wide, **draw(SAID)))
    return found


@given(streets())
def test_twins_have_one_who_stands_for_them_and_is_no_twin(places: list[Place]) -> None:
    """A place that is the same as another leads to a row, never to a twin; and all that share a row are the same as each other."""
    found = twins_among(enumerate(places))
    assert not set(found) & set(found.values())
    groups = defaultdict(list)
    for number, other in found.items():
        groups[other] += [number]
    for other, numbers in groups.items():
        members = [Trace.of(number, places[number]) for number in (other, *numbers)]
        assert all(are_same(one, two) for one in members for two in members if one is not two)


@given(streets())
def test_the_order_in_which_places_come_is_nothing(places: list[Place]) -> None:
    """The same file loaded twice has the same rows, in whatever order it is read."""
    numbered = list(enumerate(places))
    assert twins_among(numbered) == twins_among(reversed(numbered))


@given(streets())
def test_whoever_may_be_the_same_shares_a_key(places: list[Place]) -> None:
    """A tile's border hides no twin."""
    traces = [(place, Trace.of(number, place)) for number, place in enumerate(places)]
    for (one, trace), (other, others) in product(traces, traces):
        assert are_same(trace, others) == are_same(others, trace)
        if trace is not others and are_same(trace, others):
            assert set(keys_of(one)) & set(keys_of(other))


@given(streets())
def test_pairs_by_key_decide_what_all_pairs_decide(places: list[Place]) -> None:
    """A loader that compares by keys alone finds what comparing all with all finds."""
    traces = [Trace.of(number, place) for number, place in enumerate(places)]
    assert dict(twins_of(sorted(pairs_among(traces)))) == twins_among(enumerate(places))


def test_a_key_of_a_register_needs_no_place_nearby() -> None:
    """An establishment that its register puts in the middle of the commune finds its shop."""
    far = shop("siret:12345678900012", REGISTERED_METRES - 1, name="")
    assert twins(shop(NODE, tags={"ref:FR:SIRET": "12345678900012"}), far) == {"siret:12345678900012": NODE}


def test_a_file_that_repeats_itself_compares_each_with_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand entries of one name in one spot would be two million pairs, and ten times as many a hundred times that."""
    compared: list[None] = []
    monkeypatch.setattr(twin_rule, "are_same", lambda one, other: (compared.append(None), are_same(one, other))[1])
    found = twins_among((number, shop(f"mine:{number}")) for number in range(2000))
    assert len(compared) < 2000 * 1000
    assert len(found) > 1900
