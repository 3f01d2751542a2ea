"""What is kept of the rows of a job: counted, and where it is bounded, sifted, in the transaction that keeps them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from outhost.domain.columns import Row
from outhost.domain.job_bounds import Alike, Likeness, likeness
from outhost.domain.job_tallies import LEFT_OUT, ROWS, SO_FAR, Tallies
from outhost.domain.jobs import Job, JobKey, Outcome
from outhost.domain.rows import unpacked_rows
from outhost.store.job_rows import PackedRow
from outhost.store.transactions import Tx


@dataclass(slots=True, kw_only=True)
class Sifted:
    """What is to be recorded of what came: some rows of units that go on, outcomes, and all that is counted of the job by then."""

    tallies: Tallies
    staged: list[Outcome] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    is_full: bool = False
    """Whether the job has all the rows that it may have: what comes after that is nobody's, and the unit that brought the last is done."""


class AlikeNotes(Protocol):
    """How many rows of a job are alike: see `JobAlike`, which keeps it."""

    def counts(self, job: JobKey, wanted: Iterable[Alike], /) -> Counter[Alike]:
        """Tell how many rows are noted under texts of columns."""
        ...

    def add(self, job: JobKey, noted: Mapping[Alike, int], /) -> None:
        """Note rows under texts of columns."""
        ...


def sift(alike: AlikeNotes, job: Job, staged: Sequence[Outcome], outcomes: Sequence[Outcome]) -> Sifted:
    """Leave out what is beyond a job's bounds, in the order of its rows, and count what is kept."""
    if not job.bounds.is_capped:
        return _counted(job, Sifted(tallies=job.tallies, staged=list(staged), outcomes=list(outcomes)))
    if job.bounds.is_reached(job.results_count):
        return Sifted(tallies=job.tallies, is_full=True)
    sieve = _Sieve(alike, job, [row for piece in (*staged, *outcomes) for row in piece.rows])
    for piece, goes_on in sorted(_pieces(staged, outcomes), key=lambda one: (one[0].number, one[0].first_part)):
        sieve.take(piece, goes_on=goes_on)
        if sieve.sifted.is_full:
            break
    sieve.note()
    return _counted(job, sieve.sifted)


def take_over(tx: Tx, job: Job, columns: Sequence[str], rows: Sequence[PackedRow]) -> None:
    """Count rows that a job has of another, so that its bounds go on from them."""
    if not job.bounds:
        return
    values = unpacked_rows(columns, [cells for _, cells, _ in rows])
    tx.jobs.put(job.key, tallies=job.tallies.plus(job.bounds.counted(values).items()).as_list())
    tx.job_alike.add(job.key, job.bounds.noted(values))


def said_of(job: Job) -> Tallies:
    """Give what units of a job said that are done."""
    return Tallies({place: count for place, count in job.tallies if place[0] != LEFT_OUT and place[2] != ROWS})


def changed_tallies(job: Job, tallies: Tallies) -> dict[str, Any]:
    """Give the column of a job to be set, where something was counted."""
    return {"tallies": tallies.as_list()} if tallies is not job.tallies else {}


class _Sieve:
    """Goes through rows in their order, and keeps those for which there is room."""

    def __init__(self, alike: AlikeNotes, job: Job, rows: Iterable[Row]) -> None:
        """Look up what the job has already that `rows` may be alike to."""
        self.sifted = Sifted(tallies=job.tallies)
        self._notes = alike
        self._job = job
        self._count = job.results_count
        self._known: dict[str, Likeness] = {}
        sought = {(column, text) for row in rows for column in job.bounds.most_alike for text in self._likeness(row.get(column)).sought}
        self._alike = alike.counts(job.key, sought)
        self._noted: Counter[Alike] = Counter()

    def take(self, piece: Outcome, *, goes_on: bool) -> None:
        """Keep what there is room for; a unit whose last row comes here, or the job's, has its outcome."""
        left_out: set[int] = set()
        repeated: Counter[str] = Counter()
        for place, row in enumerate(piece.rows):
            if self.sifted.is_full:
                left_out.add(place)
            elif column := self._crowded(row):
                left_out.add(place)
                repeated[column] += 1
            else:
                self._keep(row)
        sifted = replace(piece, left_out=frozenset(left_out))
        if repeated:
            more = [((LEFT_OUT, column, SO_FAR), count) for column, count in repeated.items()]
            self.sifted.tallies = self.sifted.tallies.plus(more)
        if self.sifted.is_full:
            self._end(replace(sifted, is_done=True, attempts=max(piece.attempts, 1)))
        elif goes_on:
            self.sifted.staged.append(sifted)
        else:
            self._end(sifted)

    def note(self) -> None:
        """Note the rows that were kept."""
        self._notes.add(self._job.key, self._noted)

    def _end(self, outcome: Outcome) -> None:
        self.sifted.outcomes.append(outcome)
        self.sifted.tallies = self.sifted.tallies.settled(is_done=outcome.is_done)

    def _crowded(self, row: Row) -> str | None:
        """Give the column in which as many rows as may be are alike to one already."""
        for column, most in self._job.bounds.most_alike.items():
            if sum([self._alike[column, text] for text in self._likeness(row.get(column)).sought]) >= most:
                return column
        return None

    def _keep(self, row: Row) -> None:
        for column in self._job.bounds.most_alike:
            for text in self._likeness(row.get(column)).noted:
                self._alike[column, text] += 1
                self._noted[column, text] += 1
        self._count += 1
        self.sifted.is_full = self._job.bounds.is_reached(self._count)

    def _likeness(self, cell: object) -> Likeness:
        if not isinstance(cell, str):
            return likeness(cell)
        if cell not in self._known:
            self._known[cell] = likeness(cell)
        return self._known[cell]


def _pieces(staged: Sequence[Outcome], outcomes: Sequence[Outcome]) -> list[tuple[Outcome, bool]]:
    return [*((one, True) for one in staged), *((one, False) for one in outcomes)]


def _counted(job: Job, sifted: Sifted) -> Sifted:
    """Count what is kept, and what units that are done said."""
    for outcome in sifted.outcomes:
        if outcome.is_done and outcome.tallies:
            sifted.tallies = sifted.tallies.plus(outcome.tallies)
    if job.bounds.counts_by:
        rows = (row for piece in (*sifted.staged, *sifted.outcomes) for row in piece.kept)
        sifted.tallies = sifted.tallies.plus(job.bounds.counted(rows).items())
    return sifted
