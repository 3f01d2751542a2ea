"""Rows that are put aside come back as they were, as often and in whatever order they are asked for."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.columns import columns_of
from outhost.jobtypes.held import HeldRows

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CELLS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS | st.lists(TEXTS, max_size=2)
ROWS = st.lists(st.dictionaries(TEXTS, CELLS, max_size=4), max_size=6)


async def _each(rows: Sequence[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    for row in rows:
        yield row


async def _hold(rows: Sequence[dict[str, Any]]) -> HeldRows:
    held = HeldRows()
    await held.take(_each(rows))
    return held


@given(rows=ROWS, places=st.lists(st.integers(0, 5)))
async def test_rows_come_back_as_they_were(rows: list[dict[str, Any]], places: list[int]) -> None:
    """All of them, twice, and some of them in any order; the columns are those that any row has."""
    held = await _hold(rows)
    assert len(held) == len(rows)
    assert list(held.columns) == columns_of(rows)
    assert [row async for row in held] == [row async for row in held] == rows
    there = [place for place in places if place < len(rows)]
    assert [row async for row in held.picked(there)] == [rows[place] for place in there]


async def test_two_readers_do_not_disturb_each_other() -> None:
    """Each goes on where it was."""
    held = await _hold([{"n": number} for number in range(1200)])
    pairs = [(one["n"], other["n"]) async for one in held if one["n"] % 400 == 0 async for other in held.picked([one["n"], 1199])]
    assert pairs == [(0, 0), (0, 1199), (400, 400), (400, 1199), (800, 800), (800, 1199)]
