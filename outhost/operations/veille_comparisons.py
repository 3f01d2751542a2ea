"""How the rows of a run are compared with those that a veille knows: in small steps, each repeatable, none of which holds anybody up.

A run goes from stage to stage. Its rows are read, and known by digests from then on (`reading`). Those that it lacks are counted, so that
it is known whether it can be believed before anything follows from it (`counting`). Then its rows are walked through in the order of
their identities beside the known ones (`comparing`), and the known ones beside it (`missing`). A last transaction ends the run, and what
was written to compare it is removed (`clearing`). Each step is written with how far it came, if the run is still where it was when
the step was read: so whatever is killed when, no row is told of twice, and none is passed over.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from outhost.domain.diffs import Category, Change, Difference, Known, identity, is_suspect, second_look
from outhost.domain.rows import unpacked_rows
from outhost.domain.signals import signal_of
from outhost.domain.veilles import Counts, RunStatus, Stage, Veille, VeilleRun, VeilleStatus, digest_of, mark_of
from outhost.operations.veille_digests import write_digest
from outhost.operations.veille_ends import end_run
from outhost.store.job_rows import PackedRow
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx
from outhost.store.veille_rows import Meeting, SeenRow
from outhost.store.veille_signals import NewSignal

_ROWS: Final = 250
"""Written in one step: some ten milliseconds of the writer's time."""
_LOOKED_OVER: Final = 2000
"""Rows of a run, or known ones, that are looked over in one step; most are as they were, and nothing is written of them."""
_FORGOTTEN: Final = 1000
"""Digests removed in one step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A row of a run beside the known one, and what became of it."""

    meeting: Meeting
    found: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The next rows of a run that are not as they are known: up to which identity, None past the end, and how many were looked at."""

    until: bytes | None
    count: int
    meetings: Sequence[Meeting] = ()
    columns: Mapping[int, Sequence[str]]


class VeilleComparisons:
    """Runs whose rows are being compared, of every workspace."""

    def __init__(self, store: Store, address: str) -> None:
        """Compare in `store`; links in letters begin with `address`."""
        self._store = store
        self._address = address

    async def open(self, limit: int) -> list[VeilleRun]:
        """Give runs of which a step can be made, the oldest first, and of a veille one."""
        return await self._store.read(_staged, limit)

    async def step(self, run: VeilleRun) -> None:
        """Make the next step of a run."""
        match run.stage:
            case Stage.READING:
                await self._read(run)
            case Stage.COUNTING:
                await self._count(run)
            case Stage.COMPARING:
                await self._compare(run)
            case Stage.MISSING:
                await self._store.write(_look_for_missing, run, self._address)
            case Stage.CLEARING:
                await self._store.write(_clear, run)
            case None:
                return

    async def _read(self, run: VeilleRun) -> None:
        rows = await self._store.read(_rows_after, run)
        seen = await asyncio.to_thread(_seen_of, run, rows)
        await self._store.write(_see, run, seen, rows[-1][0] if rows else None)

    async def _count(self, run: VeilleRun) -> None:
        """Count on a snapshot of one's own: where many rows are known, that takes a second."""
        async with self._store.aside() as snapshot:
            known, absent = await snapshot.read(_counted, run)
        await self._store.write(_judge, run, known, absent)

    async def _compare(self, run: VeilleRun) -> None:
        page = await self._store.read(_page, run)
        judged = await asyncio.to_thread(_judged, run, page)
        await self._store.write(_compare, run, page, judged, self._address)


def _staged(tx: Tx, limit: int) -> list[VeilleRun]:
    return tx.veille_runs.all_staged_of_any_workspace(limit)


def _rows_after(tx: Tx, run: VeilleRun) -> list[PackedRow]:
    return tx.job_rows.after(run.read_from, run.read_to, limit=_ROWS) if run.read_from is not None else []


def _seen_of(run: VeilleRun, rows: Sequence[PackedRow]) -> list[SeenRow]:
    said = unpacked_rows(run.columns, [cells for _, cells, _ in rows])
    return [(mark_of(identity(row)), key, digest_of(row)) for (key, _, _), row in zip(rows, said, strict=True)]


def _see(tx: Tx, run: VeilleRun, seen: Sequence[SeenRow], read_to: int | None) -> None:
    if _is_moved(tx, run):
        return
    tx.veille_rows.see(run.key, seen)
    if read_to is not None:
        tx.veille_runs.put(run.key, read_to=read_to)
    else:
        tx.veille_runs.put(run.key, stage=Stage.COMPARING if run.is_baseline else Stage.COUNTING)


def _counted(tx: Tx, run: VeilleRun) -> tuple[int, int]:
    return tx.veille_rows.count_known(run.veille_key), tx.veille_rows.count_absent(run.veille_key, run.key)


def _judge(tx: Tx, run: VeilleRun, known: int, absent: int) -> None:
    if _is_moved(tx, run):
        return
    before = tx.veille_runs.find_compared_before(run.veille_key, run.number)
    follows_suspect = before is not None and before.status is RunStatus.SUSPECT
    suspect = is_suspect(known=known, absent=absent, follows_suspect=follows_suspect)
    tx.veille_runs.put(run.key, stage=Stage.COMPARING, is_suspect=int(suspect))


def _page(tx: Tx, run: VeilleRun) -> _Page:
    until = tx.veille_rows.seen_up_to(run.key, run.compared_to, limit=_LOOKED_OVER)
    if until is None:
        return _Page(until=None, count=0, columns={})
    meetings = tx.veille_rows.meetings(run, run.compared_to, until, limit=_ROWS)
    if len(meetings) == _ROWS:
        until = meetings[-1].identity
    count = tx.veille_rows.count_seen(run.key, run.compared_to, until)
    columns = tx.veille_runs.columns_of(run.veille_key, [one.known_from for one in meetings if one.known is not None])
    return _Page(until=until, count=count, meetings=meetings, columns=columns)


def _judged(run: VeilleRun, page: _Page) -> list[_Judged]:
    """Say what became of rows; one whose cells were erased meanwhile is passed over."""
    judged = []
    for meeting in page.meetings:
        if meeting.cells is None:
            continue
        (seen,) = unpacked_rows(run.columns, [meeting.cells])
        known = None
        if meeting.known is not None:
            (row,) = unpacked_rows(page.columns.get(meeting.known_from, ()), [meeting.known_cells])
            known = Known(row=row, is_missing=meeting.is_missing)
        judged.append(_Judged(meeting=meeting, found=second_look(identity(seen), known, seen)))
    return judged


def _compare(tx: Tx, run: VeilleRun, page: _Page, judged: Sequence[_Judged], address: str) -> None:
    if _is_moved(tx, run):
        return
    if page.until is None:
        if run.is_baseline:
            _end(tx, run, address)
        else:
            tx.veille_runs.put(run.key, stage=Stage.MISSING, compared_to=b"")
        return
    counts = _believe(tx, run, judged) if not run.is_suspect else _doubt(tx, judged)
    erased = sum(meeting.cells is None for meeting in page.meetings)
    told_of = counts.new + counts.modified + erased if not run.is_suspect else sum(one.meeting.known is None for one in judged) + erased
    tx.veille_runs.add(run.key, counts + Counts(unchanged=page.count - told_of))
    tx.veille_runs.put(run.key, compared_to=page.until)


def _believe(tx: Tx, run: VeilleRun, judged: Sequence[_Judged]) -> Counts:
    """Keep new versions, and what is to be told of them."""
    signals = [signal for one in judged if (signal := _keep(tx, run, one)) is not None]
    back = [one.meeting.known for one in judged if one.meeting.known is not None and one.meeting.known_digest == one.meeting.digest]
    tx.veille_rows.mark_missing(back, is_missing=False)
    if run.is_baseline:
        return Counts(new=len(signals))
    tx.veille_signals.insert(run.veille_key, run.key, signals)
    return Counts(
        new=sum(one.category == Category.NEW for one in signals), modified=sum(one.category == Category.MODIFIED for one in signals)
    )


def _doubt(tx: Tx, judged: Sequence[_Judged]) -> Counts:
    """Of a run that is not believed keep only which rows are there after all."""
    back = [one.meeting.known for one in judged if one.meeting.known is not None and one.meeting.is_missing]
    tx.veille_rows.mark_missing(back, is_missing=False)
    return Counts()


def _keep(tx: Tx, run: VeilleRun, judged: _Judged) -> NewSignal | None:
    """Keep the version of a row that a run has, where it is another; give what is to be told."""
    meeting, found = judged.meeting, judged.found
    if meeting.known is not None and meeting.known_digest == meeting.digest:
        return None
    if meeting.known is not None:
        tx.veille_rows.end(meeting.known, run.number)
    assert meeting.cells is not None
    after = tx.veille_rows.insert(run.veille_key, run.number, meeting.identity, meeting.digest, meeting.cells)
    signal = signal_of(found)
    if signal is None:
        return None
    return NewSignal(
        identity=meeting.identity, category=signal.category, score=signal.score, changes=_changes_document(found.changes),
        before=meeting.known, after=after,
    )  # fmt: skip


def _look_for_missing(tx: Tx, run: VeilleRun, address: str) -> None:
    """Find among the next known rows those that the run has not: missing at first, closed the second time."""
    if _is_moved(tx, run):
        return
    until = tx.veille_rows.known_up_to(run.veille_key, run.compared_to, limit=_LOOKED_OVER)
    if until is None:
        _end(tx, run, address)
        return
    absent = tx.veille_rows.absent(run, run.compared_to, until, limit=_ROWS)
    if len(absent) == _ROWS:
        until = absent[-1].identity
    closed = [one for one in absent if one.is_missing and not run.is_suspect]
    tx.veille_rows.mark_missing([one.known for one in absent if not one.is_missing], is_missing=True)
    for one in closed:
        tx.veille_rows.end(one.known, run.number)
    tx.veille_signals.insert(
        run.veille_key, run.key,
        [
            NewSignal(identity=one.identity, category=Category.CLOSED, score=None, changes="[]", before=one.known, after=None)
            for one in closed
        ],
    )  # fmt: skip
    tx.veille_runs.add(run.key, Counts(closed=len(closed), missing=len(absent) - len(closed)))
    tx.veille_runs.put(run.key, compared_to=until)


def _end(tx: Tx, run: VeilleRun, address: str) -> None:
    veille = tx.veilles.find_of_any_workspace(run.veille_key)
    assert veille is not None
    tx.veille_runs.put(run.key, stage=Stage.CLEARING)
    if run.is_baseline:
        _end_baseline(tx, veille, run)
    else:
        end_run(tx, veille, run, RunStatus.SUSPECT if run.is_suspect else RunStatus.DONE)
        write_digest(tx, veille, run, address)


def _end_baseline(tx: Tx, veille: Veille, run: VeilleRun) -> None:
    """Note that all rows of the source are known, and keep them no longer in the source; its inputs are still wanted."""
    tx.veille_runs.put(run.key, status=RunStatus.DONE)
    if run.read_from is None:
        return
    if run.read_from == veille.job_key:
        tx.veille_keeps.let_go_of_rows(veille.key, run.read_from)
    else:
        tx.veille_keeps.delete(veille.key, run.read_from)


def _clear(tx: Tx, run: VeilleRun) -> None:
    if not _is_moved(tx, run) and tx.veille_rows.forget_seen(run.key, _FORGOTTEN) < _FORGOTTEN:
        tx.veille_runs.put(run.key, stage=None)


def _is_moved(tx: Tx, run: VeilleRun) -> bool:
    """Tell whether a run is no longer where a step began, or its veille was deleted: nothing of the step is to be kept then."""
    now = tx.veille_runs.find_by_key(run.key)
    veille = tx.veilles.find_of_any_workspace(run.veille_key)
    if now is None or veille is None or veille.status is VeilleStatus.DELETED:
        return True
    return (now.stage, now.read_to, now.compared_to) != (run.stage, run.read_to, run.compared_to)


def _changes_document(changes: Sequence[Change]) -> str:
    return json.dumps([{"column": one.column, "before": one.before, "after": one.after} for one in changes], ensure_ascii=False)
