"""Numbers in cells, as people write them."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.columns import number_in


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (4, 4.0),
        (4.5, 4.5),
        ("4,5", 4.5),
        (" 4.5 ", 4.5),
        ("4.", 4.0),
        (",5", 0.5),
        ("-3", -3.0),
        ("1 234", 1234.0),
        ("1\u202f234\u00a0567", 1_234_567.0),
        ("1,234", 1234.0),
        ("12,345,678.5", 12_345_678.5),
        ("0,123", 0.123),
        ("4,333333", 4.333333),
        ("1’234", 1234.0),
        ("٤", 4.0),
    ],
)
def test_a_number_is_read_however_it_is_written(cell: Any, number: float) -> None:
    """Commas for decimals or for thousands, and blanks of every kind."""
    assert number_in(cell) == number


@pytest.mark.parametrize(
    "cell", [None, "", " ", "n/a", "4/5", "4 stars", "1 2", "1e9", "nan", "inf", True, [4], math.nan, math.inf, 10**400]
)
def test_what_is_no_number_is_none(cell: Any) -> None:
    """A word is not 0."""
    assert number_in(cell) is None


@given(st.text() | st.integers() | st.floats())
def test_whatever_stands_in_a_cell_is_a_number_or_none(cell: Any) -> None:
    """Nothing that somebody typed ends a job."""
    found = number_in(cell)
    assert found is None or math.isfinite(found)
