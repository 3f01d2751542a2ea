"""Which rows are the same place, and what of one has changed."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.columns import Row
from outhost.domain.diffs import (
    Category,
    Change,
    Difference,
    Known,
    Watched,
    changes,
    difference,
    identity,
    is_suspect,
    name_of,
    page_of,
    second_look,
)

NAMES = st.sampled_from(["Café Rivoli", "L'Œuf d'Été", "Šport Čop", "Ωμέγα", "Dupont & Fils", "★★★", ""])
ROWS = st.fixed_dictionaries({
    "nom": NAMES,
    "code_postal": st.sampled_from(["69003", "75001", "", None]),
    "adresse": st.sampled_from(["12, rue de la Paix", "3 quai Été", ""]),
    "telephone": st.sampled_from(["04 72 00 00 01", "+33 4 72 00 00 01", "0472000002", "", None]),
    "site_web": st.sampled_from(["https://www.acme.fr/", "http://acme.fr", "acme.fr/menu", "", None]),
    "rating": st.sampled_from([4.5, "4,5", 4.1, "", None, 0]),
    "reviews_count": st.sampled_from([12, "12", 40, None]),
    "place_id": st.sampled_from(["ChIJ1", "osm:node/7", 42, None, None, None]),
})  # fmt: skip


def keyed(rows: list[Row]) -> dict[str, Row]:
    """Give rows by identity; the first of several that are the same counts."""
    return {identity(row): row for row in reversed(rows)}


def applied(rows: dict[str, Row], found: list[Difference]) -> dict[str, Row]:
    """Do to rows what became of them."""
    kept = {each.identity: each.after for each in found if each.after is not None}
    closed = {each.identity for each in found if each.category is Category.CLOSED}
    return {key: row for key, row in (rows | kept).items() if key not in closed}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"nom": "Café Été", "cp": "69003"}, {"Name": "CAFE ETE", "Zip": 69003}, id="name and postcode"),
        pytest.param({"nom": "A", "adresse": "12, rue X"}, {"company": "a", "street": "12 Rue X"}, id="name and address"),
        pytest.param({"place_id": "p", "nom": "A", "cp": "1"}, {"cid": "p", "nom": "B", "cp": "2"}, id="place id"),
        pytest.param({"cid": 42.0}, {"cid": "42"}, id="a number is a text"),
        pytest.param({"url": "https://www.Acme.fr/x/"}, {"site_web": "acme.fr/x?utm=1"}, id="website"),
        pytest.param({"email": "Ada@Example.com"}, {"Courriel": " ada@example.com"}, id="e-mail"),
        pytest.param({"tel": "+33 (0)4 72 00 00 01"}, {"phone": "0033472000001"}, id="telephone"),
        pytest.param({"name": "Acme", "note": 4}, {"name": "ACME", "note": 2}, id="name alone"),
        pytest.param({"x": "É", "y": 1.0, "z": None}, {"Y": "1", "X": "e"}, id="all that it says"),
    ],
)
def test_rows_of_one_place_are_the_same(one: Row, other: Row) -> None:
    """However they are written, and whatever else they say."""
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"nom": "A", "cp": "69003"}, {"nom": "A", "cp": "69004"}),
        ({"nom": "A", "adresse": "12 rue X"}, {"nom": "A", "adresse": "13 rue X"}),
        ({"nom": "A", "place_id": "p"}, {"nom": "A", "place_id": "P"}),
        ({"nom": "A", "ville": "Lyon"}, {"nom": "A", "ville": "Nice"}),
        ({"nom": "★"}, {"nom": "★★"}),
        ({"tel": "0472000001"}, {"tel": "0472000002"}),
        ({"x": "1", "y": "2"}, {"x": "2", "y": "1"}),
        ({"nom": "a" * 300 + "b", "cp": "1"}, {"nom": "a" * 300 + "c", "cp": "1"}),
    ],
)
def test_rows_of_two_places_are_two(one: Row, other: Row) -> None:
    """What tells them apart is told apart."""
    assert identity(one) != identity(other)


@given(row=ROWS, seed=st.randoms())
def test_an_identity_stays_however_the_row_is_ordered_and_written(row: Row, seed: random.Random) -> None:
    """Columns in another order, and names in capitals, are the same row; an identity has a bounded length."""
    columns = list(row)
    seed.shuffle(columns)
    shuffled: dict[str, Any] = {column: row[column] for column in columns}
    shuffled["nom"] = str(row["nom"]).upper()
    assert identity(shuffled) == identity(row)
    assert 0 < len(identity(row)) < 250


@given(before=st.lists(ROWS, max_size=8), after=st.lists(ROWS, max_size=8))
def test_what_became_of_the_rows_makes_the_later_ones_of_the_earlier(before: list[Row], after: list[Row]) -> None:
    """A diff of a and b, applied to a, gives b; each row is in it once; unchanged is what has no change."""
    old, new = keyed(before), keyed(after)
    found = [difference(key, old.get(key), new.get(key)) for key in sorted(old | new)]
    assert applied(old, found) == new
    assert all(bool(each.changes) == (each.category is Category.MODIFIED) for each in found)
    assert {each.identity for each in found if each.category is Category.NEW} == new.keys() - old.keys()


@given(one=ROWS, other=ROWS)
def test_there_and_back_the_same_changes(one: Row, other: Row) -> None:
    """What changed from one to the other changes back; nothing changes where nothing did."""
    back = tuple(Change(column=each.column, before=each.after, after=each.before) for each in changes(other, one))
    assert changes(one, other) == back
    assert changes(one, dict(reversed(one.items()))) == ()


@given(one=ROWS, other=ROWS)
def test_a_change_can_be_kept_as_json(one: Row, other: Row) -> None:
    """It comes back as it was."""
    found = changes(one, other)
    assert tuple(map(Change.read, json.loads(json.dumps([each.as_document() for each in found])))) == found


def test_reviews_are_shown_as_they_are_counted() -> None:
    """Nobody has 126.0 reviews; a rating keeps its decimals, a telephone what is written, and what is unknown stays so."""
    found = changes(
        {"rating": "4,5", "reviews_count": 120, "telephone": "04 72 00 00 01"}, {"rating": 4, "reviews_count": "126", "telephone": None}
    )  # fmt: skip
    assert [repr(each.shown) for each in found] == ["(4.5, 4.0)", "(120, 126)", "('04 72 00 00 01', None)"]


@pytest.mark.parametrize(
    ("column", "before", "after"),
    [
        ("telephone", "04 72 00 00 01", "+33472000001"),
        ("phone", "Standard", " standard "),
        ("telephone", None, ""),
        ("site_web", "https://www.acme.fr/", "http://ACME.fr"),
        ("website", "acme.fr:443/a", "https://acme.fr/a/?utm=1#x"),
        ("site_web", None, "  "),
        ("rating", "4,5", 4.5),
        ("rating", None, 4.5),
        ("note", 4.5, "n/a"),
        ("reviews_count", "1 234", 1234),
        ("email", "a@b.fr", "c@d.fr"),
    ],
)
def test_what_is_only_written_otherwise_has_not_changed(column: str, before: object, after: object) -> None:
    """Nor what is not watched; and of a number that wasn't known nobody can say that it changed."""
    assert changes({column: before}, {column: after}) == ()


@pytest.mark.parametrize(
    ("column", "before", "after", "change"),
    [
        ("telephone", "04 72 00 00 01", "04 72 00 00 02", (Watched.TELEPHONE, "04 72 00 00 01", "04 72 00 00 02")),
        ("tel", "", "04 72", (Watched.TELEPHONE, None, "04 72")),
        ("site_web", "acme.fr/a", "acme.fr/b", (Watched.WEBSITE, "acme.fr/a", "acme.fr/b")),
        ("url", "acme.fr", None, (Watched.WEBSITE, "acme.fr", None)),
        ("note", "4,5", "4.1", (Watched.RATING, 4.5, 4.1)),
        ("nb_avis", 0, 3, (Watched.REVIEWS, 0.0, 3.0)),
    ],
)
def test_what_is_another_value_has_changed(column: str, before: object, after: object, change: tuple[Any, ...]) -> None:
    """A website or telephone that appears or goes is news as well."""
    name, was, is_now = change
    assert changes({column: before}, {column: after}) == (Change(column=name, before=was, after=is_now),)


def test_a_row_is_closed_at_the_second_look() -> None:
    """Absent once it is missing; absent again it is closed; back in between it is compared with what it last was."""
    row, other = {"nom": "A", "rating": 4.0}, {"nom": "A", "rating": 3.0}
    assert second_look("a", Known(row=row), None).category is Category.MISSING
    assert second_look("a", Known(row=row, is_missing=True), None).category is Category.CLOSED
    back = second_look("a", Known(row=row, is_missing=True), other)
    assert (back.category, back.changes) == (Category.MODIFIED, (Change(column=Watched.RATING, before=4.0, after=3.0),))
    assert second_look("a", None, row).category is Category.NEW


@pytest.mark.parametrize(
    ("known", "absent", "follows", "expected"),
    [(10, 5, False, False), (10, 6, False, True), (9, 9, False, False), (10, 10, True, False), (0, 0, False, False)],
)
def test_a_run_that_lacks_more_than_half_is_suspect(known: int, absent: int, *, follows: bool, expected: bool) -> None:
    """Of at least ten known rows, and never twice running."""
    assert is_suspect(known=known, absent=absent, follows_suspect=follows) is expected


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"title": " Café\n Rivoli "}, "Café Rivoli"),
        ({"nom": "", "url": "acme.fr"}, "acme.fr"),
        ({"tel": 472000001, "email": "a@b.fr"}, ""),
        ({"nom": "ada@example.com", "tel": "0472000001"}, ""),
        ({"x": 1}, ""),
    ],
)
def test_a_row_is_called_by_what_it_has(row: Row, name: str) -> None:
    """Its name in one line, else its website; what would name a person is left out, for sentences travel."""
    assert name_of(row) == name


@pytest.mark.parametrize("website", ["http://[::1", "http://acme.fr:99999999/", "://", "★", "http://", "mailto:a@b.fr", "//", "a" * 5000])
def test_an_address_that_is_none_is_compared_as_it_is(website: str) -> None:
    """Whatever people write into that column."""
    assert page_of(website)
    assert changes({"site_web": website}, {"site_web": website}) == ()
