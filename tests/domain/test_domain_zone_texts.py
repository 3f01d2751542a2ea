"""Texts of zones: what is taken apart before anybody looks for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.words import Phrase
from outhost.domain.zone_texts import Asked, arrondissement_of, asked, keys_of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lyon", Asked(name="Lyon")),
        ("  Lyon \n", Asked(name="Lyon")),
        ("Lyon 30km", Asked(name="Lyon", km=30)),
        ("Lyon 30 km", Asked(name="Lyon", km=30)),
        ("Lyon + 30 km", Asked(name="Lyon", km=30)),
        ("Lyon, 30 km", Asked(name="Lyon", km=30)),
        ("Lyon 0,5 km", Asked(name="Lyon", km=0.5)),
        ("Lyon 12.5KM", Asked(name="Lyon", km=12.5)),
        ("Lyon 30 kilomètres", Asked(name="Lyon", km=30)),
        ("Lyon 3e 2km", Asked(name="Lyon 3e", km=2)),
        ("69003 10km", Asked(name="69003", km=10)),
        ("Saint-Denis (93)", Asked(name="Saint-Denis", within="93")),
        ("Saint-Denis (93) 5km", Asked(name="Saint-Denis", within="93", km=5)),
        ("Saint-Denis, La Réunion", Asked(name="Saint-Denis", within="La Réunion")),
        ("Paris, Texas", Asked(name="Paris", within="Texas")),
        ("13001 (INSEE)", Asked(name="13001", kind="insee")),
        ("insee 13001", Asked(name="13001", kind="insee")),
        ("code postal : 13001", Asked(name="13001", kind="postcode")),
        ("Vienne (département)", Asked(name="Vienne", kind="department")),
        ("45.75,4.85 10km", Asked(point=(45.75, 4.85), km=10)),
        ("-21.1, 55.3 + 5 km", Asked(point=(-21.1, 55.3), km=5)),
        ("45.75 4.85 1 km", Asked(point=(45.75, 4.85), km=1)),
    ],
)
def test_a_text_is_taken_apart(text: str, said: Asked) -> None:
    """A name, what it lies in, and how far around it."""
    assert asked(text) == said


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "names no place"),
        ("\x00\x07", "names no place"),
        ("5km", "names no place"),
        ("99999km", "0.1 to 500"),
        ("Lyon 501km", "0.1 to 500"),
        ("Lyon 0.05km", "0.1 to 500"),
        ("Lyon -5km", "0.1 to 500"),
        ("-5km", "0.1 to 500"),
        ("91.5,4.85 10km", "latitude"),
        ("45.75,180.5 10km", "latitude"),
        ("45.75,4.85", "needs a distance"),
        ("x" * 10_000, "200"),
    ],
)
def test_what_says_no_place_is_refused(text: str, word: str) -> None:
    """Before anybody looks for it, and with the limit that it broke."""
    said = asked(text)
    assert isinstance(said, Phrase)
    assert word in said.say("en")
    assert said.say("fr") != said.say("en")


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Whatever is written is taken apart or refused, and what comes of it is no longer than it was."""
    said = asked(text)
    if isinstance(said, Asked):
        assert len(said.name) + len(said.within) <= 200
        assert said.point or said.name.strip()
    else:
        assert said.say()


@pytest.mark.parametrize("text", ["9" * 100_000 + "km", "1," * 50_000 + "km", " " * 100_000 + "km", "(" * 100_000, "+" * 100_000 + " 5km"])
def test_hostile_texts_take_no_longer_than_others(text: str) -> None:
    """A pattern that tries all ways of reading a long text would hold a worker up for minutes; this test would not end."""
    assert isinstance(asked(text), Phrase)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("St Étienne", ["st etienne", "saint etienne"]),
        ("Ste-Foy", ["ste foy", "sainte foy"]),
        ("La Réunion", ["la reunion", "reunion"]),
        ("L'Haÿ-les-Roses", ["l hay les roses", "hay les roses"]),
        ("Lyon", ["lyon"]),
    ],
)
def test_a_name_is_looked_for_as_it_may_be_written(name: str, keys: list[str]) -> None:
    """Saints are abbreviated, and articles left out."""
    assert keys_of(name) == keys


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Lyon 3e", ("69383", ("69003",))),
        ("lyon 03", ("69383", ("69003",))),
        ("Lyon 3ème arrondissement", ("69383", ("69003",))),
        ("Paris 1er", ("75101", ("75001",))),
        ("Paris 16", ("75116", ("75016", "75116"))),
        ("Marseille 8e", ("13208", ("13008",))),
        ("Lyon 10e", None),
        ("Lyon 0", None),
        ("Nantes 3e", None),
        ("Lyon", None),
    ],
)
def test_arrondissements_have_codes(name: str, codes: tuple[str, tuple[str, ...]] | None) -> None:
    """Paris, Lyon and Marseille are numbered inside."""
    assert arrondissement_of(name) == codes
