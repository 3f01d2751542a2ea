"""The workshop: what all runs share, and what each finds there of its module."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from outhost.domain.clock import Clock
from outhost.domain.jobs import Job
from outhost.domain.modules import Module
from outhost.engine.shift import Patience
from outhost.jobtypes.loader import PluginFile
from outhost.jobtypes.pool import Pool
from outhost.operations.desk import Office
from outhost.operations.job_plans import JobPlans
from outhost.operations.job_runs import JobRuns


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """The module of a job and its file, neither of which may be there any longer, and the path of what came with the job.

    `providers` are the files of those plugins that it may find places by, `uses` what it may ask the server for.
    """

    module: Module | None
    file: PluginFile | None
    upload: str | None
    providers: Mapping[str, str]
    uses: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What all runs share."""

    runs: JobRuns
    plans: JobPlans
    pool: Pool
    office: Office
    clock: Clock
    patience: Patience = field(default_factory=Patience)

    async def plugin_of(self, job: Job) -> Plugin:
        """Find what a job is run by."""
        census = await self.pool.census()
        module = census.modules.get(job.job_type)
        return Plugin(
            module=module,
            file=census.files.get(job.job_type),
            upload=str(self.office.uploads / job.upload) if job.upload else None,
            providers=census.providers_for(module),
            uses=census.abilities_of(module),
        )
