"""`outhost atlas search`: what there is, before a job is made of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from maps import Map
from programs import Answer, Program

RunHere = Callable[..., Answer]


@pytest.fixture
def mapped(run_here: RunHere, empty: Program, tmp_path: Path) -> Program:
    """A data folder with nothing in it but a map of two towns."""
    town = Map()
    for number in range(3):
        town.node(
            number + 1, 45.76 + number / 1000, 4.84, shop="bakery", name=f"Au Pain {number}", addr__city="Lyon", addr__postcode="69001"
        )
    town.node(4, 45.763, 4.84, amenity="townhall", name="Hôtel de Ville", phone="+33 4 72 10 30 30", addr__street="Place de la Comédie")
    town.node(5, 48.85, 2.35, shop="bakery", name="Pain Bio", addr__city="Paris", addr__postcode="75004")
    answer = run_here(empty, "atlas", "load", str(town.written(tmp_path / "towns.osm")), "--country", "FRA")
    assert answer.status == 0, answer.err
    return empty


def test_a_trade_in_a_town_is_shown_as_a_table(run_here: RunHere, mapped: Program) -> None:
    """I ask in my words, and see how they were understood, how many there are, and the first of them."""
    answer = run_here(mapped, "atlas", "search", "boulangeries", "--zone", "Lyon", "--limit", "2")
    lines = answer.out.splitlines()
    assert (answer.status, answer.err) == (0, "")
    assert lines[0].startswith("Query   “boulangeries” is the category Bakery: shop=bakery, ")
    assert lines[1].startswith("Zone    Lyon: ")
    assert lines[2:5] == ["Found   3 places; the first 2:", "", "NAME       CATEGORY  TELEPHONE  WEBSITE  ADDRESS"]
    assert lines[5:] == ["Au Pain 0  Bakery                        69001 Lyon", "Au Pain 1  Bakery                        69001 Lyon"]


def test_without_a_zone_it_is_looked_for_everywhere(run_here: RunHere, mapped: Program) -> None:
    """All that is loaded is searched."""
    document = run_here(mapped, "atlas", "search", "boulangerie", "--json").document
    assert (document["total"], len(document["places"]), document["zones"]) == (4, 4, [])
    assert document["places"][0]["licence"] == "ODbL-1.0"


def test_around_a_point(run_here: RunHere, mapped: Program) -> None:
    """So many kilometres around where I am."""
    document = run_here(mapped, "atlas", "search", "boulangerie", "--near", "45.76,4.84,0.15", "--json").document
    assert [place["name"] for place in document["places"]] == ["Au Pain 0", "Au Pain 1"]


@pytest.mark.parametrize(("mode", "names"), [("fast", []), ("normal", ["Hôtel de Ville"]), ("ultra", ["Hôtel de Ville"])])
def test_how_far_it_goes(run_here: RunHere, mapped: Program, mode: str, names: list[str]) -> None:
    """A town hall is no hotel, unless I ask for all that is called so."""
    document = run_here(mapped, "atlas", "search", "hotel", "--mode", mode, "--json").document
    assert [place["name"] for place in document["places"]] == names


def test_a_slip_is_asked_about(run_here: RunHere, mapped: Program) -> None:
    """Nothing is found, and I see why."""
    answer = run_here(mapped, "atlas", "search", "boulangrie")
    assert "did you mean “boulangerie”?" in answer.out
    assert "Found   0 places" in answer.out


def test_an_unknown_zone_is_a_refusal(run_here: RunHere, mapped: Program) -> None:
    """A town that nobody knows is said to be unknown."""
    answer = run_here(mapped, "atlas", "search", "boulangerie", "--zone", "Xyzzyville")
    assert (answer.status, answer.out) == (1, "")
    assert "Xyzzyville: " in answer.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--country", "XX", "--zone", "Lyon"), "country: is no country; give its code, such as FRA"),
        (("--zone", " "), "zone: names no place"),
    ],
)
def test_what_is_wrong_is_named(run_here: RunHere, mapped: Program, words: tuple[str, ...], says: str) -> None:
    """A country that is none is not taken for one that Lyon is not in, and an empty zone is called a zone."""
    answer = run_here(mapped, "atlas", "search", "boulangerie", *words)
    assert (answer.status, answer.says) == (1, f"outhost: {says}")


def test_a_country_is_taken_however_it_is_written(run_here: RunHere, mapped: Program) -> None:
    """A code of two letters or of three, or its name; what I said is said back as I would write it."""
    for country in ("FRA", "fr", "France"):
        words = ("--country", country, "--zone", "Lyon", "--near", "45.76,4.84,5")
        lines = run_here(mapped, "atlas", "search", "boulangerie", *words).out.splitlines()
        assert (lines[1].startswith("Zone    Lyon: "), lines[2]) == (True, "Zone    45.76, 4.84 5km: 45.76, 4.84 + 5 km, point")
