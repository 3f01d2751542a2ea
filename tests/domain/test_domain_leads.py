"""Variables sorted and told as text, cells of the export, tracking ids."""

import csv
import io
import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.errors import InvalidInput
from outhost.domain.leads import TEXT_LIMIT, csv_cells, key_of, make_tracking_id, sort_variables
from outhost.domain.lists import ListId

NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True), unique=True, max_size=6)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
ROWS = st.lists(st.none() | TEXTS, max_size=8)


@given(NAMES, st.dictionaries(NAMES.flatmap(lambda names: st.sampled_from(names or ["x"])), VALUES))
def test_every_variable_is_used_or_missing_or_ignored(declared: list[str], given_values: dict[str, object]) -> None:
    """Whatever comes, each declared name is used in declared order, null where missing, and each other name is ignored in order."""
    found = sort_variables(declared, given_values)
    assert list(found.used) == declared
    assert found.missing == [name for name in declared if given_values.get(name) is None]
    assert found.ignored == [name for name in given_values if name not in declared]


@given(st.integers(max_value=10**TEXT_LIMIT - 1, min_value=-(10 ** (TEXT_LIMIT - 1)) + 1))
def test_an_integer_is_told_in_decimal(value: int) -> None:
    """Whole numbers stay what they are, however large."""
    assert sort_variables(["x"], {"x": value}).used["x"] == f"{value:d}"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_comes_back_from_its_text(value: float) -> None:
    """The text of a number is the shortest that reads back as the same number."""
    text = sort_variables(["x"], {"x": value}).used["x"]
    assert text is not None
    assert math.copysign(1, float(text)) == math.copysign(1, value)
    assert float(text) == value
    assert json.loads(text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", ""),
        (" ", " "),
        (True, "true"),
        (False, "false"),
        (1, "1"),
        (1.0, "1.0"),
        (0.1, "0.1"),
        (1e22, "1e+22"),
        (-0.0, "-0.0"),
    ],
)
def test_a_plain_value_becomes_text(value: object, text: str | None) -> None:
    """Null stays null, an empty text counts as given, booleans are written as JSON has them."""
    found = sort_variables(["x"], {"x": value})
    assert found.used == {"x": text}
    assert found.missing == (["x"] if text is None else [])


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, [], {}, [1], {"a": 1}, b"x", object(), "x" * 501, "🦊" * 501, 10**500, -(10**500)]
)
def test_a_value_that_cannot_be_drawn_is_named(value: object) -> None:
    """Nested, endless or over 500 characters: refused, with the variable's path."""
    with pytest.raises(InvalidInput) as refused:
        sort_variables(["ok", "bad"], {"ok": "1", "bad": value})
    assert [issue.path for issue in refused.value.issues] == ["variables.bad"]


@pytest.mark.parametrize("value", ["x" * 500, "🦊" * 500, 10**500 - 1, -(10**499) + 1])
def test_five_hundred_characters_are_kept_whole(value: object) -> None:
    """Characters are counted, not bytes."""
    text = sort_variables(["x"], {"x": value}).used["x"]
    assert text is not None
    assert len(text) == 500


def test_an_undeclared_value_is_not_looked_at() -> None:
    """Whatever an undeclared key holds, it is only named."""
    assert sort_variables([], {"a": object(), "b": "x" * 9999, "c": math.nan}).ignored == ["a", "b", "c"]


@given(st.integers(min_value=1, max_value=6).flatmap(lambda width: st.lists(st.lists(st.none() | TEXTS, min_size=width, max_size=width))))
def test_cells_read_back_as_they_were_written(rows: list[list[str | None]]) -> None:
    """Any table of texts comes back from its CSV, line breaks, quotes, NUL and all; null as an empty cell."""
    written = "".join(f"nai0,{csv_cells(row)}\r\n" for row in rows)
    read = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert read == [["nai0", *(cell or "" for cell in row)] for row in rows]


@given(ROWS)
def test_a_row_of_cells_ends_no_line_outside_quotes(row: list[str | None]) -> None:
    """A line break stands only inside quotes, so that a row is a row to every reader."""
    outside = "".join(csv_cells(row).split('"')[::2])
    assert "\r" not in outside
    assert "\n" not in outside


def test_a_tracking_id_is_random_and_of_its_form() -> None:
    """No two alike, none to be guessed from another, all of the published form."""
    made = [make_tracking_id() for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert all(re.fullmatch("nai[0-9a-f]{15}", tracking_id) for tracking_id in made)
    assert all(len({tracking_id[place] for tracking_id in made}) == 16 for place in range(3, 18))


def test_leads_of_a_list_lie_side_by_side() -> None:
    """Keys of one list lie between those of its neighbours, oldest first."""
    keys = [key_of(ListId(list_id), ordinal) for list_id in (1, 2, 3) for ordinal in (0, 1, 2**32 - 1)]
    assert keys == sorted(set(keys))
