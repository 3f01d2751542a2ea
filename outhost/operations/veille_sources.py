"""What veilles are made from: done jobs and pipelines, and what has to be kept of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from outhost.domain.errors import (
    InvalidInput,
    Issue,
    JobExpired,
    NotWatched,
    PipelineNotDone,
    PipelineNotFound,
    PipelineOfVeille,
)
from outhost.domain.jobs import Job, JobKey, JobStatus
from outhost.domain.pipeline_ports import slug_of
from outhost.domain.pipelines import Definition, NodeStatus, Pipeline, PipelineStatus
from outhost.domain.veille_definitions import without_nodes
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.operations.job_sources import done_source
from outhost.operations.job_values import references_of
from outhost.operations.modules import Modules
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_ONE_SOURCE: Final = Text(
    en="give exactly one of `source_job_id` and `source_pipeline_id`",
    fr="donnez soit `source_job_id`, soit `source_pipeline_id`, pas les deux",
)
_DRAWS: Final = "pictures"
"""What a module uses that draws images."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a veille is made from: a job, or a pipeline with the `definition` that is run again. `reads` are jobs that it reads from."""

    job: Job | None = None
    pipeline: Pipeline | None = None
    definition: Definition | None = None
    reads: Sequence[str] = ()


class VeilleSources:
    """Sources of veilles."""

    def __init__(self, store: Store, modules: Modules) -> None:
        """Find them in `store`."""
        self._store = store
        self._modules = modules

    async def find(self, caller: Caller, job_id: str | None, pipeline_id: str | None) -> Source:
        """Find a source.

        Raises:
            InvalidInput: there are two, or none; said before anything is looked up.
            JobNotFound, PipelineNotFound, JobNotDone, JobExpired, PipelineNotDone, PipelineOfVeille, NotWatched, ModuleNotFound
        """
        if (job_id is None) == (pipeline_id is None):
            raise InvalidInput(Issue("source_job_id", _ONE_SOURCE.filled()))
        if job_id is not None:
            return await self._of_job(await self._store.read(done_source, caller, job_id))
        return await self._of_pipeline(await self._store.read(_done_pipeline, caller, pipeline_id or ""))

    async def _of_job(self, job: Job) -> Source:
        if job.list_id is not None:
            raise NotWatched
        return Source(job=job, reads=await self._reads(job.job_type, job.params))

    async def _of_pipeline(self, pipeline: Pipeline) -> Source:
        """Leave out the nodes that draw: those after them take what those before them give."""
        drawing, reads = [], []
        for node in pipeline.definition.nodes:
            slug = slug_of(node.type)
            if _DRAWS in (await self._modules.find(slug)).uses:
                drawing.append(node.id)
            else:
                reads += await self._reads(slug, node.config)
        return Source(pipeline=pipeline, definition=without_nodes(pipeline.definition, drawing), reads=reads)

    async def _reads(self, slug: str, params: Mapping[str, Any]) -> list[str]:
        module = await self._modules.find(slug)
        return [name for kind, name in references_of(module, params) if kind == "job"]


def keep_source(tx: Tx, caller: Caller, source: Source) -> tuple[Job | None, list[JobKey]]:
    """Find again, in the transaction that makes a veille, the job whose rows it begins with, and the jobs whose rows it keeps for good.

    Raises:
        JobNotFound, JobNotDone, JobExpired, PipelineNotFound, PipelineNotDone, PipelineOfVeille
    """
    reads = [done_source(tx, caller, public_id).key for public_id in dict.fromkeys(source.reads)]
    if source.job is not None:
        return done_source(tx, caller, source.job.public_id), reads
    assert source.pipeline is not None
    assert source.definition is not None
    pipeline = _done_pipeline(tx, caller, source.pipeline.public_id)
    leaves = {node.id for node in source.definition.leaves}
    done = [step.job_key for step in pipeline.steps if step.node_id in leaves and step.status is NodeStatus.DONE]
    if not done:
        return None, reads
    job = tx.jobs.find_of_any_workspace(done[-1]) if done[-1] is not None else None
    if job is None or job.is_deleted or job.status is JobStatus.EXPIRED:
        raise JobExpired
    return job, reads


def _done_pipeline(tx: Tx, caller: Caller, public_id: str) -> Pipeline:
    pipeline = tx.pipelines.find(caller.workspace_id, public_id)
    if pipeline is None:
        raise PipelineNotFound
    if pipeline.veille_id is not None:
        raise PipelineOfVeille
    if pipeline.status is not PipelineStatus.DONE:
        raise PipelineNotDone
    return pipeline
