"""How any two runs differ, and what a run found, read in pieces: the same as if it were read at once."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from remembering import Memory, open_memory, place

from outhost.domain.columns import Row
from outhost.domain.diffs import Category, Difference
from outhost.domain.veilles import Veille, VeilleRun
from outhost.operations import veille_reports
from outhost.operations.veille_reports import Comparison, Report, VeilleReports, Wanted

ROW = st.fixed_dictionaries({"rating": st.sampled_from([3.0, 4.0, 5.0]), "note": st.sampled_from(["", "a"])})
FOUND = st.dictionaries(st.integers(0, 7), ROW)
"""What a run finds: some of a few shops, with a rating that is watched and a note that is not."""

State = dict[str, Any]
"""Ratings of the known rows, by name."""


@pytest.fixture(scope="module")
async def memory(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Memory]:
    """A database that is written into again and again."""
    async with open_memory(tmp_path_factory.mktemp("memory")) as opened:
        yield opened


def rows_of(found: Mapping[int, Row]) -> list[Row]:
    """Write what a run finds as rows."""
    return [place(number, **values) for number, values in found.items()]


async def state_of(memory: Memory, veille: Veille) -> State:
    """Say what is known now."""
    return {name: row["rating"] for name, (row, _) in (await memory.known(veille)).items()}


async def differences(memory: Memory, veille: Veille, first: int, last: int) -> list[Difference]:
    """Read what became of the rows from one run to another."""
    pages = VeilleReports(memory.store).differences(Comparison(veille=veille, first=first, last=last))
    return [one async for page in pages for one in page]


def applied(state: State, found: Sequence[Difference]) -> State:
    """Do to rows what became of them."""
    closed = {str((one.before or {})["nom"]) for one in found if one.category is Category.CLOSED}
    put = {str(one.after["nom"]): one.after["rating"] for one in found if one.after is not None}
    return {name: rating for name, rating in (state | put).items() if name not in closed}


@pytest.mark.parametrize("at_once", [1, 2, 500])
@settings(max_examples=25, deadline=None)
@given(source=FOUND, runs=st.lists(FOUND, min_size=1, max_size=4))
async def test_the_diff_of_any_two_runs_makes_the_one_of_the_other(memory: Memory, source: Any, runs: Sequence[Any], at_once: int) -> None:
    """Forwards and backwards, over whatever lay between, and however few rows are read at once; each row is in it once."""
    veille = await memory.veille(rows_of(source))
    await memory.compare()
    states = [await state_of(memory, veille)]
    for found in runs:
        await memory.run(veille, rows_of(found))
        states.append(await state_of(memory, veille))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(veille_reports, "_ROWS", at_once)
        for first in range(len(states)):
            for last in range(len(states)):
                found = await differences(memory, veille, first, last)
                assert applied(states[first], found) == states[last], (first, last)
                assert len({one.identity for one in found}) == len(found)
                assert all(one.category is not Category.UNCHANGED for one in found)


@pytest.mark.parametrize("at_once", [1, 3, 500])
async def test_signals_in_pieces_are_those_of_one_page(memory: Memory, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """In the same order, with or without filters, many of one score among them."""
    veille = await memory.veille([place(number, rating=4.0) for number in range(12)])
    found = [place(number, rating=3.0 if number % 3 else 3.9) for number in range(12)]
    run = await memory.run(veille, [*found, *(place(number) for number in range(20, 25))])
    report = Report(veille=await memory.look(veille), run=run)
    reports = VeilleReports(memory.store)
    monkeypatch.setattr(veille_reports, "_ROWS", at_once)
    for wanted, count in (
        (Wanted(), 17), (Wanted(category=Category.NEW), 5), (Wanted(category=Category.MODIFIED, min_score=13), 8),
        (Wanted(min_score=101), 0),
    ):  # fmt: skip
        whole, total = await reports.page(report, wanted, limit=500, offset=0)
        pieces = [one async for page in reports.signals(report, wanted) for one in page]
        assert pieces == whole
        assert len(whole) == total == count
        places = [one.signal.score if one.signal.score is not None else -1 for one in whole]
        assert places == sorted(places, reverse=True)


async def test_a_run_shows_nothing_before_all_of_it_is_compared(memory: Memory) -> None:
    """What is found first is not shown without what is found last."""
    veille = await memory.veille([place(1, rating=4.0)])
    await memory.compare()
    run = await memory.has_found(veille, [place(1, rating=3.0), place(2)])
    reports, seen = VeilleReports(memory.store), []

    async def look(_: VeilleRun) -> None:
        report = Report(veille=veille, run=await memory.look_at(run))
        whole, total = await reports.page(report, Wanted(), limit=500, offset=0)
        pieces = [one async for page in reports.signals(report, Wanted()) for one in page]
        assert pieces == whole
        seen.append((report.run.status.is_live, total))

    await memory.compare(look)
    assert {total for is_live, total in seen if is_live} == {0}
    assert seen[-1] == (False, 2)
