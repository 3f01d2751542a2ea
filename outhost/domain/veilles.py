"""Veilles: what is run again every so many days, when it is due, and what its runs are."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from outhost.domain.columns import Row, has_value
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.jobs import JobKey
from outhost.domain.users import UserId
from outhost.domain.words import Text, is_whole_text
from outhost.domain.workspaces import Caller, WorkspaceId

VeilleKey = NewType("VeilleKey", int)
"""The number of a veille in the database; people know it by its public id."""

RunKey = NewType("RunKey", int)
"""The number of a run in the database."""

BASELINE: Final = 0
"""The number, among the runs of a veille, of the source's own rows."""

LEAST_DAYS, MOST_DAYS = 1, 365
SHORTEST_NAME, LONGEST_NAME = 2, 200
_NO_NAME: Final = Text(en="must have {least} to {most} characters", fr="doit compter de {least} à {most} caractères")

SCHEDULED: Final = "veilles scheduled"
"""The topic that rings when a veille may be due at another time."""
TO_COMPARE: Final = "veille runs to compare"
"""The topic that rings when there are rows to be compared with those that are known."""
DELETED_VEILLES: Final = "veilles deleted"
"""The topic that rings when a veille was deleted."""


_BOOKKEEPING: Final = frozenset({"source_date"})
"""Columns that say nothing of a row itself: a version for each run is not kept for them."""


class VeilleStatus(StrEnum):
    """Whether a veille runs by itself."""

    ACTIVE = "active"
    PAUSED = "paused"
    DELETED = "deleted"


class RunStatus(StrEnum):
    """Where a run is on its way."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    SUSPECT = "suspect"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_live(self) -> bool:
        """Tell whether something is still to come of it."""
        return self in {RunStatus.PENDING, RunStatus.RUNNING}

    @property
    def is_compared(self) -> bool:
        """Tell whether its rows were compared with those that were known."""
        return self in {RunStatus.DONE, RunStatus.SUSPECT}


class Stage(StrEnum):
    """What is done with the rows of a run, one stage after the other."""

    READING = "reading"
    COUNTING = "counting"
    COMPARING = "comparing"
    MISSING = "missing"
    CLEARING = "clearing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows of a run are what, beside the known ones."""

    new: int = 0
    closed: int = 0
    missing: int = 0
    modified: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Add up."""
        return Counts(
            new=self.new + other.new, closed=self.closed + other.closed, missing=self.missing + other.missing,
            modified=self.modified + other.modified, unchanged=self.unchanged + other.unchanged,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Veille:
    """A job or a pipeline that is run again: one of `source_job_id` and `source_pipeline_id` says which one it was made from.

    `job_key` is the job that is kept for it, `pipeline_id` its own pipeline. `tick_at` is the next moment of the schedule, in a pause too.
    """

    key: VeilleKey
    public_id: str
    workspace_id: WorkspaceId
    user_id: UserId | None
    actor: str
    locale: str
    name: str
    source_job_id: str | None
    source_pipeline_id: str | None
    job_key: JobKey | None
    pipeline_id: str | None
    frequency_days: int
    status: VeilleStatus
    tick_at: datetime
    last_run_at: datetime | None
    last_run_job_id: str | None
    run_count: int
    last_number: int
    is_live: bool
    created_at: datetime
    has_digest: bool = False
    feed_secret: bytes | None = field(default=None, repr=False)
    feed_opened_at: datetime | None = None

    @property
    def next_run_at(self) -> datetime | None:
        """Tell when it runs next by itself; None in a pause."""
        return self.tick_at if self.status is VeilleStatus.ACTIVE else None

    @property
    def caller(self) -> Caller:
        """Give whoever made it as the caller of what it does."""
        return Caller(workspace_id=self.workspace_id, actor=self.actor, user_id=self.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class VeilleRun:
    """A run of a veille. `read_from` is the job whose rows are compared, `columns` are theirs; the cursors say how far that is."""

    key: RunKey
    public_id: str
    veille_key: VeilleKey
    number: int
    status: RunStatus
    stage: Stage | None
    job_id: str | None
    pipeline_id: str | None
    read_from: JobKey | None
    columns: Sequence[str] = ()
    read_to: int = 0
    compared_to: bytes = b""
    is_suspect: bool = False
    counts: Counts = field(default_factory=Counts)
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @property
    def is_baseline(self) -> bool:
        """Tell whether it is the source's own rows."""
        return self.number == BASELINE


@dataclass(frozen=True, slots=True)
class Version:
    """A row as a veille knew it, from one run on, until another where there is a `to_run`."""

    identity: bytes
    from_run: int
    to_run: int | None
    columns: Sequence[str]
    cells: str

    def holds_at(self, number: int) -> bool:
        """Tell whether the row was so after the run of that number."""
        return self.from_run <= number and (self.to_run is None or self.to_run > number)


def checked_name(text: str) -> str:
    """Give the name of a veille, trimmed.

    Raises:
        InvalidInput: it has less than two or more than two hundred whole characters.
    """
    name = text.strip()
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME or not is_whole_text(name):
        raise InvalidInput(Issue("name", _NO_NAME.filled(least=SHORTEST_NAME, most=LONGEST_NAME)))
    return name


def make_veille_id() -> str:
    """Make the public id of a veille, or of a run."""
    return str(uuid.uuid4())


def next_tick(tick: datetime, frequency_days: int, now: datetime) -> datetime:
    """Give the first moment after `now` that is a whole number of periods after a tick, so that a late run makes no later ones late."""
    period = timedelta(days=frequency_days)
    return tick + max((now - tick) // period + 1, 1) * period


def tick_in_reach(tick: datetime, frequency_days: int, now: datetime) -> datetime:
    """Give the same tick a whole number of periods earlier, so that it lies within one from now: a clock that went wrong had put it off."""
    period = timedelta(days=frequency_days)
    return tick - (tick - now) // period * period


def mark_of(identity: str) -> bytes:
    """Give the digest under which a row is known: as long as any other, and nobody reads a name or an address in it."""
    return hashlib.blake2b(identity.encode(errors="replace"), digest_size=16).digest()


def digest_of(row: Row) -> bytes:
    """Give a digest of what a row says, whatever the order of its columns, but for when its source was read."""
    said = sorted([column, value] for column, value in row.items() if column not in _BOOKKEEPING and has_value(value))
    return hashlib.blake2b(json.dumps(said, default=str).encode(), digest_size=8).digest()
