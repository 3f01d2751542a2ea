"""What is told of runs: held against the plain rule, whatever comes in which order, and whatever is killed when."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from remembering import ADDRESS, Memory, open_memory, place, places

from outhost.domain.columns import Row
from outhost.domain.jobs import JobStatus
from outhost.domain.veilles import Counts, RunStatus, Veille, VeilleRun
from outhost.operations import veille_comparisons
from outhost.operations.veille_comparisons import VeilleComparisons

NUMBERS = range(14)
ROW = st.fixed_dictionaries({"rating": st.sampled_from([3.0, 4.0, 5.0]), "note": st.sampled_from(["", "a", "b"])})
FOUND = st.dictionaries(st.sampled_from(NUMBERS), ROW)
"""What a run finds: some of a few shops, with a rating that is watched and a note that is not."""


@pytest.fixture(scope="module")
async def memory(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Memory]:
    """A database that is written into again and again."""
    async with open_memory(tmp_path_factory.mktemp("memory")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of three rows, so that a few rows take many."""
    monkeypatch.setattr(veille_comparisons, "_ROWS", 2)
    monkeypatch.setattr(veille_comparisons, "_LOOKED_OVER", 3)
    monkeypatch.setattr(veille_comparisons, "_FORGOTTEN", 2)


@dataclass
class Plain:
    """The rule of known rows as it is said, in memory and all at once."""

    known: dict[int, Row]
    missing: set[int] = field(default_factory=set)
    was_suspect: bool = False

    def run(self, found: Mapping[int, Row]) -> tuple[RunStatus, Counts, list[tuple[str, str]]]:
        """Compare a run: its status, what is counted, and what is told."""
        absent = set(self.known) - set(found)
        self.was_suspect = not self.was_suspect and len(self.known) >= 10 and len(absent) * 2 > len(self.known)
        if self.was_suspect:
            self.missing = absent
            return RunStatus.SUSPECT, Counts(missing=len(absent), unchanged=len(self.known) - len(absent)), []
        new, closed = set(found) - set(self.known), absent & self.missing
        modified = {number for number in set(found) & set(self.known) if found[number]["rating"] != self.known[number]["rating"]}
        unchanged = len(set(found) & set(self.known)) - len(modified)
        self.missing = absent - closed
        self.known = {number: row for number, row in {**self.known, **found}.items() if number not in closed}
        told = [("new", new), ("modified", modified), ("closed", closed)]
        counts = Counts(new=len(new), closed=len(closed), missing=len(self.missing), modified=len(modified), unchanged=unchanged)
        return RunStatus.DONE, counts, sorted((category, f"Shop {number}") for category, numbers in told for number in numbers)


def rows_of(found: Mapping[int, Row]) -> list[Row]:
    """Write what a run finds as rows."""
    return [place(number, **values) for number, values in found.items()]


@settings(max_examples=60, deadline=None)
@given(source=FOUND, runs=st.lists(FOUND, min_size=1, max_size=5), twice=st.lists(st.booleans(), min_size=1, max_size=5))
async def test_what_is_told_is_the_rule_of_known_rows(memory: Memory, source: Any, runs: Sequence[Any], twice: list[bool]) -> None:
    """Whatever comes and goes over whatever runs, and though each step may be made twice: signals, counts and known rows are the rule's."""
    veille, plain = await memory.veille(rows_of(source)), Plain({number: place(number, **row) for number, row in source.items()})
    is_again = cycle(twice)

    async def again(run: VeilleRun) -> None:
        if next(is_again):
            await VeilleComparisons(memory.store, ADDRESS).step(run)

    await memory.compare(again)
    for found in runs:
        run = await memory.has_found(veille, rows_of(found))
        await memory.compare(again)
        status, counts, told = plain.run({number: place(number, **row) for number, row in found.items()})
        now = await memory.look_at(run)
        assert (now.status, now.counts, await memory.told(run)) == (status, counts, told)
        expected = {f"Shop {number}": (row, number in plain.missing) for number, row in plain.known.items()}
        assert await memory.known(veille) == expected


async def diary(memory: Memory, veille: Veille) -> list[Any]:
    """Give all that is kept of a veille, without what is another in each database."""
    runs = await memory.store.read(lambda tx: tx.veille_runs.page(veille.key, limit=100, offset=0))
    told = [[(one.category, one.score, one.before, one.after) for one in await memory.signals(run)] for run in runs]
    versions = await memory.store.read(
        lambda tx: [tuple(row) for row in tx.all(
            "SELECT identity, from_run, to_run, is_missing, cells FROM veille_rows WHERE veille_id = :key ORDER BY identity, from_run",
            key=veille.key,
        )]
    )  # fmt: skip
    seen = await memory.store.read(lambda tx: tx.all("SELECT 1 FROM veille_seen"))
    return [[(run.number, run.status, run.counts, run.stage) for run in runs], told, versions, seen]


WEEKS = (
    [place(number, rating=3.0 if number % 3 == 0 else 4.5) for number in range(2, 16)],
    [place(number, rating=4.0) for number in range(2, 5)],
    [place(number, note="seen") for number in range(16)],
)


async def test_a_kill_between_any_two_steps_changes_nothing(memory: Memory) -> None:
    """The server dies after any step of any run, and another opens the file and goes on: the same rows and signals, each once."""
    undisturbed = await memory.veille(places(14))
    await memory.compare()
    for week in WEEKS:
        await memory.run(undisturbed, week)
    expected = await diary(memory, undisturbed)
    disturbed = await memory.veille(places(14))
    kills = 0

    async def kill(run: VeilleRun) -> None:
        nonlocal kills
        kills += 1
        await memory.reopen()

    await memory.compare(kill)
    for week in WEEKS:
        await memory.has_found(disturbed, week)
        await memory.compare(kill)
    assert kills > 50
    assert await diary(memory, disturbed) == expected


async def test_a_step_that_cannot_be_written_is_made_again(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the end of each transaction in turn: nothing of it is there, and the next try does it."""
    undisturbed = await memory.veille(places(14))
    await memory.compare()
    for week in WEEKS:
        await memory.run(undisturbed, week)
    expected = await diary(memory, undisturbed)
    disturbed = await memory.veille(places(14))
    write = memory.store.write

    async def torn(work: Any, *args: Any, **kwargs: Any) -> Any:
        def half(tx: Any) -> None:
            work(tx, *args, **kwargs)
            raise OSError("The disk is full.")

        return await write(half)

    async def compare() -> int:
        steps = 0
        while runs := await VeilleComparisons(memory.store, ADDRESS).open(8):
            with monkeypatch.context() as broken:
                broken.setattr(memory.store, "write", torn)
                with pytest.raises(OSError, match="full"):
                    await VeilleComparisons(memory.store, ADDRESS).step(runs[0])
            assert await VeilleComparisons(memory.store, ADDRESS).open(8) == runs
            await VeilleComparisons(memory.store, ADDRESS).step(runs[0])
            steps += 1
        return steps

    steps = await compare()
    for week in WEEKS:
        await memory.has_found(disturbed, week)
        steps += await compare()
    assert steps > 50
    assert await diary(memory, disturbed) == expected


async def test_a_suspect_run_counts_as_a_first_absence(memory: Memory) -> None:
    """Eight of twelve are gone at once: nothing is told. They are gone again: now they are closed; of those back nothing is said."""
    veille = await memory.veille(places(12))
    await memory.compare()
    doubtful = await memory.run(veille, [*places(4), place(20)])
    assert (doubtful.status, doubtful.counts) == (RunStatus.SUSPECT, Counts(missing=8, unchanged=4))
    assert await memory.signals(doubtful) == []
    sure = await memory.run(veille, [*places(6), place(20)])
    assert sure.status is RunStatus.DONE
    assert await memory.told(sure) == [*(("closed", f"Shop {number}") for number in (10, 11, 6, 7, 8, 9)), ("new", "Shop 20")]
    assert (await memory.look(veille)).run_count == 1


async def test_nine_of_nine_may_vanish_without_suspicion(memory: Memory) -> None:
    """Of fewer than ten known rows all may be gone: missing first, closed the next time, and new when they come back."""
    veille = await memory.veille(places(9))
    await memory.compare()
    runs = [await memory.run(veille, rows) for rows in ([], [], places(1))]
    assert [(run.status, run.counts) for run in runs] == [
        (RunStatus.DONE, Counts(missing=9)), (RunStatus.DONE, Counts(closed=9)), (RunStatus.DONE, Counts(new=1)),
    ]  # fmt: skip


async def test_who_is_back_is_compared_with_their_last_version(memory: Memory) -> None:
    """A shop is missing once, and back with a worse rating: that is told against what was seen before it was missing."""
    veille = await memory.veille([place(1, rating=5.0), place(2)])
    await memory.compare()
    await memory.run(veille, [place(2)])
    run = await memory.run(veille, [place(1, rating=4.0), place(2)])
    (signal,) = await memory.signals(run)
    assert (signal.category, signal.changes) == ("modified", [{"column": "rating", "before": 5.0, "after": 4.0}])


async def test_a_run_that_failed_changes_nothing(memory: Memory) -> None:
    """Its job failed or was cancelled: the run says so, and the next is compared with what was known before."""
    veille = await memory.veille(places(3))
    await memory.compare()
    failed = await memory.look_at(await memory.has_found(veille, [], JobStatus.FAILED))
    cancelled = await memory.look_at(await memory.has_found(veille, [], JobStatus.CANCELLED))
    assert (failed.status, failed.error_message, failed.stage) == (RunStatus.FAILED, "x", None)
    assert (cancelled.status, cancelled.error_message) == (RunStatus.CANCELLED, None)
    run = await memory.run(veille, places(3))
    assert (run.number, run.counts) == (3, Counts(unchanged=3))
    assert (await memory.look(veille)).run_count == 1


async def test_a_run_waits_for_the_rows_it_is_compared_with(memory: Memory) -> None:
    """Its job ends before the source's rows are copied: it is compared after that, and not with half of them."""
    veille = await memory.veille(places(10))
    run = await memory.has_found(veille, [place(0, rating=1.0), *places(10)[1:]])
    while (await memory.look_at(run)).counts == Counts():
        (first,) = await VeilleComparisons(memory.store, ADDRESS).open(8)
        await VeilleComparisons(memory.store, ADDRESS).step(first)
    assert await memory.store.read(lambda tx: tx.veille_rows.count_known(veille.key)) == 10
    await memory.compare()
    assert (await memory.look_at(run)).counts == Counts(modified=1, unchanged=9)


async def test_of_rows_that_are_the_same_the_first_counts(memory: Memory) -> None:
    """A shop stands in a run twice: it is one shop, as it stands there first."""
    veille = await memory.veille([place(1), place(1, rating=1.0), place(2)])
    await memory.compare()
    run = await memory.run(veille, [place(1), place(2), place(1, rating=2.0)])
    assert run.counts == Counts(unchanged=2)


async def test_only_what_is_another_costs_a_row(memory: Memory) -> None:
    """A hundred runs that find the same keep one version of each row, though the source was read on another day."""
    veille = await memory.veille([place(number, source_date="2026-01-01") for number in range(5)])
    await memory.compare()
    for day in range(2, 6):
        await memory.run(veille, [place(number, source_date=f"2026-01-0{day}") for number in range(5)])
    row = await memory.store.read(lambda tx: tx.one("SELECT count(*) AS n FROM veille_rows WHERE veille_id = :key", key=veille.key))
    assert row is not None
    assert row["n"] == 5


async def test_who_is_erased_is_known_no_longer(memory: Memory) -> None:
    """Somebody's row is erased, in the midst of a run too: no version and no signal has it, and the others are as they were."""
    veille = await memory.veille([place(1, email="sam@example.com"), place(2)])
    await memory.compare()
    run = await memory.run(veille, [place(1, email="sam@example.com", rating=1.0), place(2, rating=1.0)])
    await memory.has_found(veille, [place(1, email="sam@example.com"), place(2)])
    for _ in range(3):
        (next_one,) = await VeilleComparisons(memory.store, ADDRESS).open(8)
        await VeilleComparisons(memory.store, ADDRESS).step(next_one)
    await memory.erase("sam@example.com")
    await memory.compare()
    assert await memory.told(run) == [("modified", "Shop 2")]
    assert list(await memory.known(veille)) == ["Shop 2"]
