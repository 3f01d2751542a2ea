"""Columns: which one somebody means, and what becomes of a row that a module adds to."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.columns import ALIASES, columns_of, has_value, map_canonical, merged, number_in, resolve, seen_by_module

names = st.sampled_from([*ALIASES, *itertools.chain.from_iterable(ALIASES.values()), "n", "Site", "E-mail", "Téléphone", "x"])


@pytest.mark.parametrize(("canonical", "alias"), [(name, alias) for name, aliases in ALIASES.items() for alias in aliases])
def test_every_alias_stands_for_its_column(canonical: str, alias: str) -> None:
    """As it is written in the contract, in capitals, with blanks and dashes."""
    for written in (alias, alias.upper(), alias.replace("_", " "), alias.replace("_", "-"), f" {alias.title()} "):
        assert map_canonical([written]) == {canonical: written}
        assert resolve(canonical, [written]) == written


@pytest.mark.parametrize(
    ("columns", "mapping"),
    [
        (["website", "site_web"], {"site_web": "site_web"}),
        (["url", "website"], {"site_web": "website"}),
        (["Téléphone", "tel"], {"telephone": "Téléphone"}),
        (["title", "name"], {"nom": "name"}),
        (["E-Mail", "mail"], {"email": "E-Mail"}),
        (["note", "Rating"], {"rating": "Rating"}),
        (["type", "Catégorie"], {"category": "Catégorie"}),
        (["siren", "n"], {}),
        ([], {}),
    ],
)
def test_an_exact_name_wins_then_aliases_in_their_order(columns: list[str], mapping: dict[str, str]) -> None:
    """However the columns are ordered."""
    for order in itertools.permutations(columns):
        assert map_canonical(order) == mapping


def test_a_column_that_a_module_adds_is_no_alias() -> None:
    """What an earlier run of it added is an outcome, not what it should work on."""
    assert map_canonical(["mail", "courriel"], added=["mail"]) == {"email": "courriel"}


@given(columns=st.lists(names, unique=True, max_size=12))
def test_no_column_stands_for_two(columns: list[str]) -> None:
    """Each canonical name has a column of its own, which is there."""
    mapping = map_canonical(columns)
    assert len(set(mapping.values())) == len(mapping)
    assert set(mapping.values()) <= set(columns)
    assert all(resolve(column, columns) == column for column in columns)


@pytest.mark.parametrize(
    ("row", "added", "needs", "becomes"),
    [
        pytest.param({"a": 1}, {"b": 2}, (), {"a": 1, "b": 2}, id="added behind"),
        pytest.param({"b": 1}, {"b": 2}, (), {"b": 2, "b_source": 1}, id="what was there is kept"),
        pytest.param({"b": 2}, {"b": 2}, (), {"b": 2}, id="the same is not kept twice"),
        pytest.param({"b": ""}, {"b": 2}, (), {"b": 2}, id="nothing is not kept"),
        pytest.param({"b": None}, {"b": 2}, (), {"b": 2}, id="null is not kept"),
        pytest.param({"b": 1, "b_source": 0}, {"b": 2}, (), {"b": 2, "b_source": 0}, id="the first source stays"),
        pytest.param(
            {"mail": "A@B.fr"}, {"email": "a@b.fr"}, ("email",), {"mail": "a@b.fr"}, id="the needed one in place, by its own name"
        ),
        pytest.param({"email": "A@B.fr"}, {"email": "a@b.fr"}, ("email",), {"email": "a@b.fr"}, id="the needed one has no source"),
        pytest.param({"a": 1}, {}, (), {"a": 1}, id="nothing added"),
        pytest.param({}, {"a": 1}, (), {"a": 1}, id="of nothing"),
    ],
)
def test_what_a_module_adds_overwrites_nothing_silently(
    row: dict[str, object], added: dict[str, object], needs: tuple[str, ...], becomes: dict[str, object]
) -> None:
    """Ruling 23: a column that would be overwritten is kept as `<name>_source`, except the one that the module needs."""
    given_row = dict(row)
    assert merged(row, added, map_canonical(list(row)), needs) == becomes
    assert row == given_row


@given(row=st.dictionaries(names, st.integers(0, 3), max_size=6), added=st.dictionaries(names, st.integers(0, 3), max_size=4))
def test_no_value_is_lost_when_a_module_adds(row: dict[str, int], added: dict[str, int]) -> None:
    """Every cell of the row is still there, in its place or as a source, and every added one."""
    result = merged(row, added, map_canonical(list(row)), ())
    assert all(result[name] == value for name, value in added.items())
    assert all(result[name] == value or result[f"{name}_source"] == value for name, value in row.items())


def test_a_module_sees_both_names() -> None:
    """Its own, and that of the row."""
    assert seen_by_module({"Tel": "1"}, {"telephone": "Tel"}) == {"Tel": "1", "telephone": "1"}


def test_columns_stand_in_the_order_of_their_appearance() -> None:
    """Also those that only a later row has."""
    assert columns_of([{"b": 1, "a": 2}, {"c": 3, "a": 4}]) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("value", "is_there"), [("", False), (" \t", False), (None, False), ([], False), (0, True), (False, True), ("x", True)]
)
def test_blanks_are_nothing(value: object, is_there: object) -> None:
    """Zero and false are values."""
    assert has_value(value) is is_there


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("4,5", 4.5), ("4.5", 4.5), ("1 234", 1234.0), ("1,234", 1234.0), ("1 234,5", 1234.5), (7, 7.0), ("-3", -3.0), (".5", 0.5),
        ("", None), ("x", None), ("1e5", None), ("nan", None), ("inf", None), (True, None), (None, None), ([1], None), ("9" * 400, None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(value: object, number: float | None) -> None:
    """With a comma or a point, and blanks between thousands."""
    assert number_in(value) == number
