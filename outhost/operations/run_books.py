"""The books that a run writes its job down in: those of the store, or, where a job is only rehearsed, paper."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from outhost.domain.jobs import Job, JobStatus, Lease, LogLine, Unit
from outhost.domain.modules import Module
from outhost.operations.job_runs import Batch
from outhost.store.job_rows import PackedRow


class RunBook(Protocol):
    """What becomes of units: see `JobRuns`, which keeps it."""

    def lease_of(self, job: Job) -> Lease:
        """Give the lease of a job that was claimed."""
        ...

    async def renew(self, lease: Lease, /) -> None:
        """Tell that the job is still worked on."""
        ...

    async def look(self, lease: Lease, /) -> Job:
        """Give the job as it is now."""
        ...

    async def unfinished(self, lease: Lease, /, *, after: int, limit: int) -> list[Unit]:
        """Give units that have no outcome."""
        ...

    async def is_over(self, lease: Lease, unit: int, /) -> bool:
        """Tell whether a unit has an outcome."""
        ...

    async def inputs(self, lease: Lease, /, *, after: int, limit: int) -> list[Unit]:
        """Give what a whole-table step works on."""
        ...

    async def source_rows(self, lease: Lease, /, *, after: int, limit: int) -> tuple[Sequence[str], list[PackedRow]]:
        """Give the columns and the next rows of the job that this one reads from."""
        ...

    async def record(self, lease: Lease, batch: Batch, /) -> bool:
        """Write a batch down; tell whether the job has all the rows that it may have."""
        ...

    async def unstage(self, lease: Lease, unit: int, /) -> None:
        """Remove the rows of a unit that is to be begun anew."""
        ...

    async def unstage_all(self, lease: Lease, /) -> None:
        """Remove the rows of every unit that is not done."""
        ...

    async def finish(self, lease: Lease, status: JobStatus, error_message: str | None = None, /) -> None:
        """Bring a job to its end."""
        ...

    async def finish_done(self, lease: Lease, /) -> None:
        """Bring a job to its end whose units all have an outcome."""
        ...

    async def hand_over(self, lease: Lease, lines: Sequence[LogLine], /) -> None:
        """Let go of a job that is to be run on later."""
        ...


class PlanBook(Protocol):
    """Where units are written down that were not there when a job was made: see `JobPlans`, which keeps them."""

    async def copy(self, lease: Lease, module: Module, /, *, until: Callable[[], bool]) -> None:
        """Copy units from the job that this one was made from."""
        ...

    async def clear(self, lease: Lease, /) -> None:
        """Remove units of a plan that its module did not finish."""
        ...

    async def add(self, lease: Lease, units: Sequence[Mapping[str, Any]], /, *, first: int, is_all: bool) -> None:
        """Add units that a module planned."""
        ...
