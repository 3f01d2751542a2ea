"""The shapes of a veille's runs, and of what changed between two."""

from typing import Any

from pydantic import Field

from outhost.domain.diffs import Difference
from outhost.domain.signals import Signal, score
from outhost.domain.veilles import Counts, VeilleRun
from outhost.web.outsend.wire.form import Out, moment_or_none
from outhost.web.outsend.wire.signals import ChangeOut, changes_out


class CountsOut(Out):
    """How many rows of a run are what, beside the known ones."""

    new: int
    closed: int = Field(description="Absent from two runs running.")
    missing: int = Field(description="Absent for the first time.")
    modified: int
    unchanged: int

    @classmethod
    def of(cls, counts: Counts) -> "CountsOut":
        """Shape counts."""
        return cls(
            new=counts.new, closed=counts.closed, missing=counts.missing, modified=counts.modified, unchanged=counts.unchanged
        )  # fmt: skip


class RunOut(Out):
    """A run of a veille."""

    id: str
    veille_id: str
    job_id: str | None = Field(description="Its job, where the veille is over one; perhaps no longer there.")
    pipeline_id: str | None = Field(description="The veille’s own pipeline, where it is over one.")
    status: str = Field(description="`pending`, `running`, `done`, `suspect`, `failed` or `cancelled`.")
    started_at: str | None
    completed_at: str | None
    counts: CountsOut
    error_message: str | None

    @classmethod
    def of(cls, run: VeilleRun, veille_id: str) -> "RunOut":
        """Shape a run."""
        return cls(
            id=run.public_id,
            veille_id=veille_id,
            job_id=run.job_id,
            pipeline_id=run.pipeline_id,
            status=run.status.value,
            started_at=moment_or_none(run.started_at),
            completed_at=moment_or_none(run.completed_at),
            counts=CountsOut.of(run.counts),
            error_message=run.error_message,
        )


class RunsOut(Out):
    """A page of runs, newest first."""

    items: list[RunOut]
    total: int
    limit: int
    offset: int


class ModifiedOut(Out):
    """A row that is another: as it was known, as it is now, and what of it was watched and changed."""

    key: str = Field(description="What the row is known by.")
    before: dict[str, Any]
    after: dict[str, Any]
    changes: dict[str, ChangeOut] = Field(description="By canonical column.")
    score: float = Field(description="0 to 100.")

    @classmethod
    def of(cls, signal: Signal) -> "ModifiedOut":
        """Shape a signal of what was modified."""
        return cls(
            key=signal.identity, before=signal.before or {}, after=signal.after or {}, changes=changes_out(signal.changes),
            score=signal.score or 0.0,
        )  # fmt: skip


class DiffOut(Out):
    """What a run found beside the known rows; its signals in another form."""

    new: list[dict[str, Any]] = Field(description="Rows as they are.")
    closed: list[dict[str, Any]] = Field(description="Rows as they were last seen.")
    modified: list[ModifiedOut] = Field(description="By score, the highest first.")


class RunWithDiffOut(RunOut):
    """A run, and what it found."""

    diff: DiffOut


class DifferenceOut(Out):
    """What became of a row from one run to another."""

    category: str = Field(description="`new`, `closed` or `modified`.")
    key: str = Field(description="What the row is known by.")
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    changes: dict[str, ChangeOut]
    score: float | None

    @classmethod
    def of(cls, found: Difference) -> "DifferenceOut":
        """Shape what became of a row."""
        return cls(
            category=found.category.value, key=found.identity, before=found.before, after=found.after,
            changes=changes_out(found.changes), score=score(found.changes) if found.changes else None,
        )  # fmt: skip


class ComparisonCountsOut(Out):
    """How many rows differ, and in what way."""

    new: int
    closed: int
    modified: int


class ComparisonOut(Out):
    """What became of the rows from one run to another, in the order of what they are known by."""

    items: list[DifferenceOut]
    counts: ComparisonCountsOut
