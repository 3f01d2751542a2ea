"""How the nodes of pipelines that are due get their jobs, each of them one."""

import asyncio
import logging
from typing import Final

from outhost.domain.errors import DiskFull, InvalidInput, Issue, JobNotFound, Refusal
from outhost.domain.jobs import BEFORE_ALL, Job, JobKey
from outhost.domain.pipelines import NodeStatus, Pipeline, PipelineKey, Step
from outhost.operations.job_drafts import SOURCE_FIELD, Draft, JobDrafts, Origin
from outhost.operations.pipeline_advance import begin_step, caller_of_pipeline, end_step
from outhost.operations.pipelines import Pipelines
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)

_AT_ONCE: Final = 4
_MOST_DUE: Final = 1000
"""That are looked up in one read; what is due beyond them is looked up next, for nothing may ring for it again."""


class PipelineSteps:
    """Steps of pipelines, of every workspace. What is due is a row, so that a crash at any moment loses and repeats nothing."""

    def __init__(self, store: Store, pipelines: Pipelines, drafts: JobDrafts) -> None:
        """Make jobs in `store`."""
        self._store = store
        self._pipelines = pipelines
        self._drafts = drafts

    async def begin_due(self, *, after: JobKey = BEFORE_ALL) -> bool:
        """Make the jobs of all nodes that are due, in runs that began after a job; tell whether some have to be tried again later."""
        is_put_off = False
        while due := await self._store.read(_all_due, after):
            for start in range(0, len(due), _AT_ONCE):
                begun = await asyncio.gather(*(self._begin(key, node_id) for key, node_id in due[start : start + _AT_ONCE]))
                is_put_off = is_put_off or not all(begun)
            if is_put_off or len(due) < _MOST_DUE:
                break
        return is_put_off

    async def _begin(self, key: PipelineKey, node_id: str) -> bool:
        """Make the job of a node, if that is still due; tell whether nothing of it is left to do."""
        pipeline, source = await self._store.read(_pipeline_and_source, key, node_id)
        step = _due_step(pipeline, node_id)
        if pipeline is None or step is None:
            return True
        try:
            draft = await self._draft(pipeline, step, source)
            await self._insert_kept(pipeline, step, draft)
        except DiskFull:
            return False
        except Refusal as refusal:
            await self._store.write(_fail, pipeline, step, said(refusal, pipeline.locale))
        except Exception:
            log.exception("The job of a node could not be made; it is tried again.", extra={"pipeline": pipeline.public_id})
            return False
        return True

    async def _draft(self, pipeline: Pipeline, step: Step, source: Job | None) -> Draft:
        if source is None:
            raise JobNotFound
        origin = Origin(pipeline_id=pipeline.public_id, veille_id=pipeline.veille_id)
        node = pipeline.definition.node(step.node_id)
        return await self._pipelines.draft(caller_of_pipeline(pipeline), node, origin, pipeline.locale, source.public_id)

    async def _insert_kept(self, pipeline: Pipeline, step: Step, draft: Draft) -> None:
        try:
            is_used = await self._store.write(self._insert, pipeline, step, draft)
        except Exception:
            await self._drafts.drop(draft)
            raise
        if not is_used:
            await self._drafts.drop(draft)

    def _insert(self, tx: Tx, seen: Pipeline, step: Step, draft: Draft) -> bool:
        """Make the job, unless the node is no longer due as it was; tell whether it was made."""
        if not _is_as_it_was(tx, seen, step):
            return False
        job = self._drafts.insert(tx, caller_of_pipeline(seen), draft)
        begin_step(tx, seen.key, step.node_id, job)
        return True


def said(refusal: Refusal, locale: str) -> str:
    """Give why a job can't be made, in a sentence; nobody has given a node's job the rows by a field, so that none is named."""
    if isinstance(refusal, InvalidInput):
        bare = (Issue("" if issue.path == SOURCE_FIELD else issue.path, issue.message) for issue in refusal.issues)
        return InvalidInput(*bare).say(locale)
    return refusal.say(locale)


def _all_due(tx: Tx, after: JobKey) -> list[tuple[PipelineKey, str]]:
    return tx.pipelines.all_due_of_any_workspace(after, _MOST_DUE)


def _pipeline_and_source(tx: Tx, key: PipelineKey, node_id: str) -> tuple[Pipeline | None, Job | None]:
    pipeline = tx.pipelines.find_of_any_workspace(key)
    step = _due_step(pipeline, node_id)
    source = tx.jobs.find_of_any_workspace(step.input_key) if step and step.input_key is not None else None
    return pipeline, source


def _due_step(pipeline: Pipeline | None, node_id: str) -> Step | None:
    step = pipeline.step(node_id) if pipeline is not None else None
    return step if step is not None and step.status is NodeStatus.DUE else None


def _is_as_it_was(tx: Tx, seen: Pipeline, step: Step) -> bool:
    pipeline = tx.pipelines.find_of_any_workspace(seen.key)
    now = _due_step(pipeline, step.node_id)
    return pipeline is not None and now is not None and (pipeline.first_job, now.input_key) == (seen.first_job, step.input_key)


def _fail(tx: Tx, seen: Pipeline, step: Step, reason: str) -> None:
    if _is_as_it_was(tx, seen, step):
        end_step(tx, seen.key, step.node_id, NodeStatus.FAILED, error_message=reason)
