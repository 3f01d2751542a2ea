"""Rows are kept as texts and come back as they were."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.rows import SEPARATOR, Cell, is_flat, packed, unpacked, unpacked_rows

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
CELLS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6)
ROWS = st.lists(CELLS, max_size=6)


@given(ROWS)
def test_a_packed_row_comes_back_as_it_was(row: list[Cell]) -> None:
    """The same values, of the same types."""
    assert repr(unpacked(packed(row), len(row))) == repr(row)


@given(st.lists(SCALARS, min_size=1, max_size=6))
def test_the_separator_stands_between_cells_and_nowhere_else(row: list[Cell]) -> None:
    """A row without nested cells may be taken apart by its separator alone: the law that fast exports stand on."""
    assert is_flat(packed(row))
    assert [json.loads(cell) for cell in packed(row)[1:-1].split(SEPARATOR)] == row


@given(st.lists(CELLS | st.sampled_from([[], {}, "[", "{", '["[', "a[1]{2}"]), max_size=6))
def test_a_row_that_the_separator_takes_apart_is_known_by_its_text(row: list[Cell]) -> None:
    """It has cells, and none is nested; brackets within texts fool nobody."""
    assert is_flat(packed(row)) is (row != [] and not any(isinstance(cell, list | dict) for cell in row))


@given(ROWS, st.integers(min_value=0, max_value=3))
def test_a_row_from_before_the_last_columns_is_filled_up(row: list[Cell], newer: int) -> None:
    """Columns come to a job at the end; a row that knows nothing of them has nothing in them."""
    assert unpacked(packed(row), len(row) + newer) == row + [None] * newer


@given(st.lists(ROWS, max_size=4), st.integers(min_value=0, max_value=4))
def test_many_rows_come_back_as_each_of_them_would(rows: list[list[Cell]], width: int) -> None:
    """None of them, shorter and longer ones alike."""
    columns, texts = [f"c{place}" for place in range(width)], [packed(row) for row in rows]
    assert repr(unpacked_rows(columns, texts)) == repr([dict(zip(columns, unpacked(text, width), strict=True)) for text in texts])


def test_a_row_of_more_columns_than_are_asked_for_is_cut() -> None:
    """Whoever read the columns before the last came sees the ones they know."""
    assert unpacked(packed(["a", "b", "c"]), 2) == ["a", "b"]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (float("-inf"), None),
        (10**5000, None),
        (10**4000, 10**4000),
        ("a\ud800b", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        ([1.5, float("nan"), {"x": float("inf"), "\udfff": "\udfff"}], [1.5, None, {"x": None, "\ufffd": "\ufffd"}]),
    ],
    ids=["no number", "infinite", "minus infinite", "5,000 digits", "4,000 digits", "half", "two halves", "within"],
)
def test_what_no_json_can_say_is_replaced_alone(cell: Cell, kept: Cell) -> None:
    """One bad number or half a character costs itself, not its row."""
    assert unpacked(packed(["before", cell, "after"]), 3) == ["before", kept, "after"]


@given(st.text())
def test_every_packed_row_is_utf8(text: str) -> None:
    """Whatever a module found, the database can keep it."""
    assert packed([text, {text: [text]}]).encode()
