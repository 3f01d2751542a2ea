"""Items of a job: which rows can be worked on."""

import pytest

from outhost.domain.columns import Row
from outhost.domain.errors import InvalidInput
from outhost.domain.job_items import Table, items_of
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
    assert (len(items.items), items.left_out, items.limit) == (kept, 5 - kept, None)


def test_a_limit_counts_what_can_be_worked_on() -> None:
    """The first two that have a name, not the first two of all; a limit that cuts nothing is none."""
    rows = [{"x": 1}, *({"nom": str(n)} for n in range(3))]
    cut = items_of(module("nom"), rows, 2)
    assert [unpacked(item, 2) for item in cut.items] == [[None, "0"], [None, "1"]]
    assert (cut.left_out, cut.limit) == (1, 2)
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
    assert [line.message for line in table.log("en", left_out=2, limit=5, mapped={})] == [
        "Columns read as: site_web ← URL.", "2 rows without site_web were left out.", "Only the first 5 rows are worked on.",
    ]  # fmt: skip
    assert table.log("fr", left_out=0, limit=None, mapped={})[0].message == "Colonnes lues comme : site_web ← URL."


def test_the_log_says_which_columns_a_map_names() -> None:
    """Those that are there by any name, and each that no row has."""
    mapped = {"first_name": "NOM", "company": "shop", "nom": "nom"}
    said = Table.of(module(), ["nom", "URL"]).log("en", left_out=0, limit=None, mapped=mapped)
    assert [(line.level, line.message) for line in said] == [
        ("info", "Columns read as: site_web ← URL, first_name ← nom."),
        ("warn", "No row has a column shop: company stays empty."),
    ]
