"""Cells that a spreadsheet must not run."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.exports.as_csv import neutralise

LOOKS_LIKE_ONE = st.tuples(st.sampled_from("=@\t\r+-'a1 "), st.text(st.sampled_from("=+-@0123456789 .,()aZé\t\r\n'"), max_size=8)).map(
    "".join
)


@given(st.text() | LOOKS_LIKE_ONE)
def test_what_is_neutralised_begins_no_formula(cell: str) -> None:
    """After it, no cell begins as a formula unless it is a plain number or telephone; the value is all there."""
    safe = neutralise(cell)
    assert safe in (cell, f"'{cell}")
    assert safe[:1] not in set("=@\t\r")
    assert not safe.startswith(("+", "-")) or re.fullmatch(r"[+-][0-9 .,()\-]*", safe)


@given(st.text() | LOOKS_LIKE_ONE)
def test_a_harmless_cell_is_left_alone(cell: str) -> None:
    """What does not begin with one of six characters is never touched."""
    assert cell[:1] in set("=@\t\r+-") - {""} or neutralise(cell) == cell


@given(st.text() | LOOKS_LIKE_ONE)
def test_neutralising_twice_is_neutralising_once(cell: str) -> None:
    """A safe cell is safe."""
    assert neutralise(neutralise(cell)) == neutralise(cell)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("", ""),
        ("=1", "'=1"),
        ("@a", "'@a"),
        ("\t", "'\t"),
        ("\r", "'\r"),
        ("\n=1", "\n=1"),
        ("+33 (0)1.23-45", "+33 (0)1.23-45"),
        ("-1,5", "-1,5"),
        ("+", "+"),
        ("--1", "--1"),
        ("+1\n", "'+1\n"),
        ("-1+1", "'-1+1"),
        ("+a", "'+a"),
        ("+\u0661", "'+\u0661"),
        ("'=1", "'=1"),
        ("a=1", "a=1"),
    ],
)
def test_the_rule_letter_by_letter(cell: str, safe: str) -> None:
    """`=`, `@`, tab and return always; `+` and `-` unless a number or telephone follows."""
    assert neutralise(cell) == safe
