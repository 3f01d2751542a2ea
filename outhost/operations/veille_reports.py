"""What can be read of a veille: its runs, what they found, how any two of them differ; and what can be thought of a signal."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

from outhost.domain.columns import Row
from outhost.domain.diffs import Category, Change, Difference, difference, identity
from outhost.domain.errors import NoRunCompared, NotVisible, RunNotCompared, RunNotFound
from outhost.domain.events import Happening
from outhost.domain.job_words import STANDING
from outhost.domain.jobs import JobStatus
from outhost.domain.rows import unpacked_rows
from outhost.domain.signals import Rating, Signal
from outhost.domain.veilles import BASELINE, Veille, VeilleRun, Version
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.operations.veilles import run_named, veille_named
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx
from outhost.store.veille_signals import KeptSignal, SignalGroup

SOURCE, LATEST = "source", "latest"
"""What stands, where two runs are compared, for the rows that a veille was made from; and where any run is meant, for the last compared."""

_ROWS: Final = 500
"""Read at once, on a thread of the reader's own."""
_AT_ONCE: Final = 4
"""Readers of one workspace, lest others find none of the few streams that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSignal:
    """A signal as it is kept: its number, and what somebody thinks of it."""

    id: int
    signal: Signal
    rating: Rating | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which signals are asked for: of one category, with a score of so much at least; without either, all."""

    category: Category | None = None
    min_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run of a veille."""

    veille: Veille
    run: VeilleRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs of a veille, by their numbers."""

    veille: Veille
    first: int
    last: int


class VeilleReports:
    """Runs of veilles, and what they found."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store
        self._turns: defaultdict[WorkspaceId, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONCE))

    async def find(self, caller: Caller, veille_id: str, run_id: str) -> Report:
        """Find a run by its id, or the `latest` that was compared.

        Raises:
            NotVisible
            NoRunCompared: there is no latest one yet.
        """
        return await self._store.read(_report, caller, veille_id, run_id)

    async def page(self, report: Report, wanted: Wanted, *, limit: int, offset: int) -> tuple[list[FoundSignal], int]:
        """Give signals of a run in their order, and tell how many there are; none before all of its rows are compared."""
        if not report.run.status.is_compared:
            return [], 0
        async with self._store.aside() as snapshot:
            return await snapshot.read(_page, report, wanted, limit, offset)

    async def find_signal(self, report: Report, signal_id: int) -> FoundSignal:
        """Find a signal of a run.

        Raises:
            NotVisible
        """
        return await self._store.read(_signal_named, report, signal_id)

    async def signals(self, report: Report, wanted: Wanted) -> AsyncGenerator[Sequence[FoundSignal], None]:
        """Give all signals of a run in their order, some at a time; none before all of its rows are compared.

        Holds one of a few streams until it is through or closed.
        """
        if not report.run.status.is_compared:
            return
        async with self._turns[report.veille.workspace_id], self._store.aside() as snapshot:
            for group in await snapshot.read(_groups, report, wanted):
                after: bytes | None = b""
                while after is not None:
                    found, after = await snapshot.read(_signals_after, report, group, after)
                    if found:
                        yield found

    async def compare(self, caller: Caller, veille_id: str, first: str, last: str) -> Comparison:
        """Find two runs of a veille, by their ids; `source` is what it was made from.

        Raises:
            NotVisible: there is no such veille.
            RunNotFound: it has no such run.
            RunNotCompared: one of them was not compared with the rows before it.
        """
        return await self._store.read(_comparison, caller, veille_id, first, last)

    async def differences(self, comparison: Comparison) -> AsyncGenerator[Sequence[Difference], None]:
        """Give what became of the rows from one run to the other, without those that are the same, some at a time.

        Memory stays flat. Holds a snapshot, and one of a few streams, until it is through or closed.
        """
        async with self._turns[comparison.veille.workspace_id], self._store.aside() as snapshot:
            after: tuple[bytes, int] | None = (b"", -1)
            waiting: list[Version] = []
            while after is not None:
                versions, after = await snapshot.read(_versions_after, comparison, after)
                waiting += versions
                pairs, waiting = _whole(waiting, is_all=after is None)
                if pairs and (found := await asyncio.to_thread(_differences, pairs, comparison)):
                    yield found

    async def rate(self, caller: Caller, report: Report, signal_id: int, rating: Rating | None) -> FoundSignal:
        """Remember what somebody thinks of a signal; None takes it back.

        Raises:
            NotVisible
        """
        return await self._store.write(_rate, caller, report, signal_id, rating)


def found_signal(kept: KeptSignal) -> FoundSignal:
    """Read a signal."""
    row = kept.after or kept.before or {}
    signal = Signal(
        identity=identity(row),
        category=Category(kept.category),
        score=kept.score,
        changes=tuple(map(Change.read, kept.changes)),
        before=kept.before,
        after=kept.after,
    )
    return FoundSignal(id=kept.id, signal=signal, rating=Rating.read(kept.rating))


def _report(tx: Tx, caller: Caller, veille_id: str, run_id: str) -> Report:
    if run_id != LATEST:
        veille, run = run_named(tx, caller, veille_id, run_id)
        return Report(veille=veille, run=run)
    veille = veille_named(tx, caller, veille_id)
    latest = _run_of(tx, veille, LATEST)
    if latest is None or latest.is_baseline:
        raise NoRunCompared
    return Report(veille=veille, run=latest)


def _page(tx: Tx, report: Report, wanted: Wanted, limit: int, offset: int) -> tuple[list[FoundSignal], int]:
    category, min_score = wanted.category, wanted.min_score
    found = tx.veille_signals.page(report.run.key, category=category, min_score=min_score, limit=limit, offset=offset)
    return list(map(found_signal, found)), tx.veille_signals.count(report.run.key, category=category, min_score=min_score)


def _groups(tx: Tx, report: Report, wanted: Wanted) -> list[SignalGroup]:
    return tx.veille_signals.groups(report.run.key, category=wanted.category, min_score=wanted.min_score)


def _signals_after(tx: Tx, report: Report, group: SignalGroup, after: bytes) -> tuple[list[FoundSignal], bytes | None]:
    found = tx.veille_signals.after(report.run.key, group, after, limit=_ROWS)
    return list(map(found_signal, found)), found[-1].identity if len(found) == _ROWS else None


def _comparison(tx: Tx, caller: Caller, veille_id: str, first: str, last: str) -> Comparison:
    veille = veille_named(tx, caller, veille_id)
    before, after = (_run_found(tx, veille, run_id) for run_id in (first, last))
    return Comparison(veille=veille, first=_number_of(before), last=_number_of(after))


def _run_found(tx: Tx, veille: Veille, run_id: str) -> VeilleRun:
    run = _run_of(tx, veille, run_id)
    if run is None:
        raise RunNotFound
    return run


def _number_of(run: VeilleRun) -> int:
    if not run.status.is_compared:
        raise RunNotCompared(status=STANDING[JobStatus(run.status.value)].filled())
    return run.number


def _run_of(tx: Tx, veille: Veille, run_id: str) -> VeilleRun | None:
    if run_id == SOURCE:
        return tx.veille_runs.find_numbered(veille.key, BASELINE)
    if run_id == LATEST:
        return tx.veille_runs.find_compared_before(veille.key, veille.last_number + 1)
    return tx.veille_runs.find(veille.key, run_id)


def _versions_after(tx: Tx, comparison: Comparison, after: tuple[bytes, int]) -> tuple[list[Version], tuple[bytes, int] | None]:
    first, last = sorted((comparison.first, comparison.last))
    found = tx.veille_rows.differing(comparison.veille.key, first, last, after=after, limit=_ROWS)
    return found, (found[-1].identity, found[-1].from_run) if len(found) == _ROWS else None


def _whole(versions: list[Version], *, is_all: bool) -> tuple[list[list[Version]], list[Version]]:
    """Part versions by identity; those of the last one wait, for more of them may follow."""
    pairs = [list(same) for _, same in groupby(versions, key=attrgetter("identity"))]
    return (pairs, []) if is_all or not pairs else (pairs[:-1], pairs[-1])


def _differences(pairs: Sequence[Sequence[Version]], comparison: Comparison) -> list[Difference]:
    found = (_difference(pair, comparison) for pair in pairs)
    return [one for one in found if one.category is not Category.UNCHANGED]


def _difference(versions: Sequence[Version], comparison: Comparison) -> Difference:
    before, after = (_row_at(versions, number) for number in (comparison.first, comparison.last))
    return difference(identity(after or before or {}), before, after)


def _row_at(versions: Sequence[Version], number: int) -> Row | None:
    version = next((version for version in versions if version.holds_at(number)), None)
    return unpacked_rows(version.columns, [version.cells])[0] if version else None


def _signal_named(tx: Tx, report: Report, signal_id: int) -> FoundSignal:
    kept = tx.veille_signals.find(report.run.key, signal_id)
    if kept is None:
        raise NotVisible
    return found_signal(kept)


def _rate(tx: Tx, caller: Caller, report: Report, signal_id: int, rating: Rating | None) -> FoundSignal:
    found = _signal_named(tx, report, signal_id)
    if found.rating is rating:
        return found
    tx.veille_signals.put_rating(signal_id, rating.number if rating else None)
    tx.events.insert(caller, Happening.SIGNAL_RATED, report.veille.public_id, signal=signal_id, rating=rating)
    return FoundSignal(id=found.id, signal=found.signal, rating=rating)
