"""Items of a job: which rows can be worked on."""

from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.columns import Row
from outhost.domain.errors import InvalidInput
from outhost.domain.job_items import Sieve, Table, items_of
from outhost.domain.modules import Category, Module, ModuleState
from outhost.domain.rows import unpacked
from outhost.domain.words import Text

WORDS = Text(en="A", fr="B")


def module(*needs: str, any_is_enough: bool = False) -> Module:
    """Make a module that needs these columns."""
    return Module(
        slug="m", category=Category.ENRICH, label=WORDS, description=WORDS, state=ModuleState.ACTIVE, needs=needs, needs_any=any_is_enough
    )  # fmt: skip


ROWS: list[Row] = [{"nom": "a", "url": "x"}, {"nom": " ", "url": "y"}, {"nom": "c", "url": ""}, {"other": 1}, {}]


@pytest.mark.parametrize(
    ("needs", "any_is_enough", "kept"),
    [((), False, 5), (("nom",), False, 2), (("nom", "site_web"), False, 1), (("nom", "site_web"), True, 3), (("site_web",), False, 2)],
)
def test_rows_without_what_is_needed_are_left_out(needs: tuple[str, ...], *, any_is_enough: bool, kept: int) -> None:
    """All that the module needs, or with `needs_any` one of them, under whatever name; blanks are nothing."""
    items = items_of(module(*needs, any_is_enough=any_is_enough), ROWS, None)
    assert (len(items.items), items.sieve.left_out, items.limit) == (kept, 5 - kept, None)


def test_a_limit_counts_what_can_be_worked_on() -> None:
    """The first two that have a name, not the first two of all; a limit that cuts nothing is none."""
    rows = [{"x": 1}, *({"nom": str(n)} for n in range(3))]
    cut = items_of(module("nom"), rows, 2)
    assert [unpacked(item, 2) for item in cut.items] == [[None, "0"], [None, "1"]]
    assert (cut.sieve.left_out, cut.limit) == (1, 2)
    assert items_of(module("nom"), rows, 3).limit is None


def test_nothing_to_work_on_is_refused() -> None:
    """With what is missing, in both languages."""
    with pytest.raises(InvalidInput) as refused:
        items_of(module("email", "site_web", any_is_enough=True), [{"x": 1}], None)
    (issue,) = refused.value.issues
    assert issue.path == "items"
    assert "email / site_web" in issue.say("en")
    assert issue.say("en") != issue.say("fr")


def test_the_log_says_how_columns_are_read() -> None:
    """Only those under another name, what was left out, and the limit."""
    table = Table.of(module("site_web"), ["URL", "nom"])
    sieve = Sieve(table)
    sieve.passing([{"URL": "x"}, {}, {"nom": "a"}])
    assert [line.message for line in table.log("en", sieve, limit=5, mapped={})] == [
        "Columns read as: site_web ← URL.", "2 rows without site_web were left out.", "Only the first 5 rows are worked on.",
    ]  # fmt: skip
    assert table.log("fr", sieve, limit=None, mapped={})[0].message == "Colonnes lues comme : site_web ← URL."


def test_the_log_says_which_columns_a_map_names() -> None:
    """Those that are there by any name, and each that no row has."""
    mapped = {"first_name": "NOM", "company": "shop", "nom": "nom"}
    table = Table.of(module(), ["nom", "URL"])
    said = table.log("en", Sieve(table), limit=None, mapped=mapped)
    assert [(line.level, line.message) for line in said] == [
        ("info", "Columns read as: site_web ← URL, first_name ← nom."),
        ("warn", "No row has a column shop: company stays empty."),
    ]


MAILS = replace(module("email"), contains={"email": "@"}, distinct=("email",))
ADDRESSES: list[Row] = [
    {"Mail": "sam@acme.fr"}, {"Mail": "none"}, {"Mail": " SAM@Acme.fr "}, {"Mail": ""}, {"Mail": "kim@acme.fr"}, {"Mail": "Kim@acme.fr"},
    {"other": "lou@acme.fr"}, {"Mail": "@"},
]  # fmt: skip


def test_what_must_stand_in_a_cell_and_what_may_stand_there_once() -> None:
    """Rows without an @ are no addresses, and of those with the same one the first stays, whatever its case."""
    items = items_of(MAILS, ADDRESSES, None)
    assert [unpacked(item, 2)[0] for item in items.items] == ["sam@acme.fr", "kim@acme.fr", "@"]
    assert (items.sieve.left_out, items.sieve.repeated) == (3, 2)
    lines = [line.message for line in items.table.log("en", items.sieve, limit=None, mapped={})]
    assert lines == [
        "Columns read as: email ← Mail.",
        "3 rows without email (@) were left out.",
        "2 rows with the same email as one before them were left out.",
    ]


def test_a_limit_counts_each_of_them_once() -> None:
    """Two addresses are two, however often the first of them stands there."""
    items = items_of(MAILS, ADDRESSES, 2)
    assert [unpacked(item, 2)[0] for item in items.items] == ["sam@acme.fr", "kim@acme.fr"]


def test_where_none_is_left_the_column_is_named() -> None:
    """With what must stand in it."""
    with pytest.raises(InvalidInput) as refused:
        items_of(MAILS, [{"email": "none"}], None)
    assert "email (@)" in refused.value.say("en")


@given(
    rows=st.lists(st.sampled_from(["a@b", "A@B", " a@b", "c@d", "x", "", "C@d "]), max_size=40),
    sizes=st.lists(st.integers(1, 7), min_size=1),
)
def test_rows_that_come_some_at_a_time_are_sorted_as_if_they_came_at_once(rows: list[str], sizes: list[int]) -> None:
    """Also where a piece is sorted twice because what was done with it first was lost."""
    table = Table.of(MAILS, ["email"])
    at_once = [rows[place] for place in Sieve(table).passing([{"email": row} for row in rows])]
    sieve, some, start = Sieve(table), list[str](), 0
    for size in cycle(sizes):
        piece = [{"email": row} for row in rows[start : start + size]]
        sieve.passing(piece)
        some += [piece[place]["email"] for place in sieve.passing(piece)]
        sieve.keep()
        start += size
        if start >= len(rows):
            break
    assert some == at_once
