"""Jobs: what they are, how their units and rows are numbered, and when one that failed in passing is tried again."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType

from outhost.domain.columns import Row
from outhost.domain.estimates import ef_of
from outhost.domain.identifiers import ULID_BITS, ulid
from outhost.domain.job_bounds import Bounds
from outhost.domain.job_tallies import Tallies
from outhost.domain.modules import Lane, Shape
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId

JobKey = NewType("JobKey", int)
"""The number of a job in the database; people know it by its public id."""

BEFORE_ALL: Final = JobKey(0)
"""A number lower than that of any job."""

UNIT_BITS: Final = 22
PART_BITS: Final = 16
MOST_UNITS: Final = 1 << UNIT_BITS
MOST_PARTS: Final = 1 << PART_BITS
"""Rows that a unit may have where its job has several; the only unit of a job may have any number."""
MOST_ITEMS: Final = 10_000
MOST_RESULT_COLUMNS: Final = 1000
"""All that the rows of a job have together: each row has a cell for every one that was there before it."""
MOST_NAME_CHARS: Final = 100_000
"""Of the names of those, which stand in the job's own row and are read with it at every turn."""
MOST_PARAMS_CHARS: Final = 100_000
"""Of a job's params as JSON, for the same reason; a long text among them is a file."""
MOST_RECOVERIES: Final = 3
LEASE: Final = timedelta(seconds=15)
HEARTBEAT: Final = timedelta(seconds=4)
PARALLEL_SLOTS: Final = 6
EXTRACTION_SLOTS: Final = 8
"""Of the whole installation; each user has one of them at most."""
LATE_SECONDS: Final = 30
"""After how long it is worth trying again to create a job, when somebody has as many as they may have."""
MOST_RETRY_SECONDS: Final = 900.0
"""A server that asks for more patience than that is not waited for as long."""

CHANGED: Final = "jobs changed"
"""The topic that rings when a job waits, is to be cancelled, or has ended."""

ASKS_A_MAP: Final = "scrap"
"""The type of the jobs that cost EF."""

_BACKOFF_SECONDS: Final = 1.0
_BACKOFF_FACTOR: Final = 4.0


class JobStatus(StrEnum):
    """Where a job is on its way."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_live(self) -> bool:
        """Tell whether something is still to come of it."""
        return self in {JobStatus.PENDING, JobStatus.RUNNING}


class Plan(StrEnum):
    """Where the units of a job come from that are not there when it is created."""

    SOURCE = "source"
    RERUN = "rerun"
    RESUME_ROWS = "resume_rows"
    RESUME = "resume"
    MODULE = "module"


class Level(StrEnum):
    """How much a line of a log matters."""

    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"


class FrameKind(StrEnum):
    """What a frame tells: a line of the log, or that the job is over."""

    LOG = "log"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job. `inputs` are the columns of its items, `columns` those of its rows, in order; `mapping` is canonical name → column."""

    key: JobKey
    public_id: str
    workspace_id: WorkspaceId
    user_id: UserId | None
    actor: str
    job_type: str
    shape: Shape
    lane: Lane
    status: JobStatus
    locale: str
    is_spawned: bool
    params: Mapping[str, Any]
    mapping: Mapping[str, str]
    inputs: Sequence[str]
    columns: Sequence[str]
    upload: str | None
    source_job_id: str | None
    pipeline_id: str | None
    veille_id: str | None
    list_id: str | None
    plan: Plan | None
    plan_job: JobKey | None
    plan_after: int
    units_planned: int
    points_planned: int
    points_done: int
    results_count: int
    error_count: int
    attempts_count: int
    has_provenance: bool
    recoveries: int
    is_cancelling: bool
    is_deleted: bool
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    expires_at: datetime
    bounds: Bounds
    tallies: Tallies

    @property
    def is_download_available(self) -> bool:
        """Tell whether its rows can be downloaded: it has ended, has some, and they are still kept."""
        return self.results_count > 0 and not self.status.is_live and self.status is not JobStatus.EXPIRED

    @property
    def has_failed_whole(self) -> bool:
        """Tell whether every unit of it failed."""
        return self.units_planned > 0 and self.error_count >= self.units_planned

    @property
    def duration_seconds(self) -> float:
        """Tell how long it ran; nothing where the clock was set back meanwhile."""
        if not (self.completed_at and self.started_at):
            return 0.0
        return max((self.completed_at - self.started_at).total_seconds(), 0.0)

    @property
    def ef_cost(self) -> float:
        """Tell what it costs where it asks a map."""
        queries = self.params.get("queries")
        return round(ef_of(len(queries) * self.points_planned), 3) if self.job_type == ASKS_A_MAP and isinstance(queries, list) else 0.0

    @property
    def dead_queries(self) -> list[str]:
        """Give the queries that found nothing in any tile that was asked, once that can be said."""
        if self.status.is_live:
            return []
        return [name for name, tally in self.tallies.queries(self.texts("queries")).items() if not tally.with_results]

    def texts(self, param: str) -> list[str]:
        """Give the texts that a param lists."""
        value = self.params.get(param)
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def file_name(self, extension: str) -> str:
        """Name the file that its rows are downloaded as."""
        return f"{self.job_type}_{self.created_at:%Y%m%d}_{self.public_id}.{extension}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on a job, until it is lost to somebody else."""

    key: JobKey
    workspace_id: WorkspaceId
    holder: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to be worked on: its number in the job, its item as JSON, and where the item's values came from, as JSON by column."""

    number: int
    item: str
    provenance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a unit: its rows with where their values came from, or the reason why there are none."""

    number: int
    is_done: bool
    attempts: int = 1
    rows: Sequence[Row] = ()
    found: Sequence[Mapping[str, Any] | None] = ()
    first_part: int = 0
    error: str | None = None
    tallies: Tallies = field(default_factory=Tallies)
    left_out: frozenset[int] = frozenset()
    """Which of the rows are not kept, by their places among them."""

    @property
    def kept(self) -> list[Row]:
        """Give the rows that are kept."""
        return [row for place, row in enumerate(self.rows) if place not in self.left_out] if self.left_out else list(self.rows)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a job's log, in the job's language."""

    level: Level
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Something that was told of a job, under its number in the workspace."""

    number: int
    job_key: JobKey
    kind: FrameKind
    level: Level
    message: str
    created_at: datetime


def make_job_id(now: datetime) -> str:
    """Make a job's public id: `j_` and a ULID, which sorts as time does."""
    return "j_" + ulid(now, secrets.randbits(ULID_BITS))


def unit_key(job: JobKey, unit: int) -> int:
    """Give the key of a unit, and of its input."""
    return job << UNIT_BITS | unit


def unit_of(key: int) -> int:
    """Give the number of the unit that has a key."""
    return key & (MOST_UNITS - 1)


def row_key(job: JobKey, unit: int, part: int) -> int:
    """Give the key of a row: the `part`th of a unit."""
    return (unit_key(job, unit) << PART_BITS) + part


def units_span(job: JobKey) -> tuple[int, int]:
    """Give the first key that a unit of a job can have, and the first that none can have."""
    return job << UNIT_BITS, (job + 1) << UNIT_BITS


def job_of_row(key: int) -> JobKey:
    """Give the job that a row belongs to."""
    return JobKey(key >> UNIT_BITS + PART_BITS)


def job_of_unit(key: int) -> JobKey:
    """Give the job that a unit belongs to."""
    return JobKey(key >> UNIT_BITS)


def rows_span(job: JobKey) -> tuple[int, int]:
    """Give the first key that a row of a job can have, and the first that none can have."""
    return job << UNIT_BITS << PART_BITS, (job + 1) << UNIT_BITS << PART_BITS


def retry_after(attempt: int, asked_seconds: float | None, chance: float) -> timedelta:
    """Tell how long to wait after the `attempt`th try: four times as long each time, somewhere in the upper half by `chance` (0–1).

    What a server asked for (`Retry-After`) is waited for in full, up to a quarter of an hour.
    """
    longest = _BACKOFF_SECONDS * _BACKOFF_FACTOR ** (attempt - 1)
    seconds = min(max(longest * (0.5 + chance / 2), asked_seconds or 0.0), MOST_RETRY_SECONDS)
    return timedelta(seconds=seconds)
