"""How pipelines go on: whenever a node has ended, in the transaction in which it did."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from outhost.domain.clock import to_text, whole_seconds_or_none
from outhost.domain.events import Happening
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.pipelines import NodeStatus, Pipeline, PipelineKey, PipelineStatus, follow, outcome
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.operations.news import tell
from outhost.operations.veille_ends import Outcome, conclude
from outhost.store.job_frames import told
from outhost.store.transactions import Tx

_HAPPENINGS: Final[Mapping[PipelineStatus, Happening]] = MappingProxyType({
    PipelineStatus.DONE: Happening.PIPELINE_COMPLETED,
    PipelineStatus.FAILED: Happening.PIPELINE_FAILED,
    PipelineStatus.CANCELLED: Happening.PIPELINE_CANCELLED,
})  # fmt: skip
_ENDS: Final[Mapping[JobStatus, NodeStatus]] = MappingProxyType({
    JobStatus.DONE: NodeStatus.DONE,
    JobStatus.FAILED: NodeStatus.FAILED,
    JobStatus.CANCELLED: NodeStatus.CANCELLED,
})  # fmt: skip
_ROWS_GONE: Final = Text(
    en="The rows of this run were removed before they could be compared.",
    fr="Les lignes de ce passage ont été supprimées avant d’avoir pu être comparées.",
)
_NODE_FAILED: Final = Text(en="{node}: {reason}", fr="{node} : {reason}")


def advance(tx: Tx, job: Job, status: JobStatus, error_message: str | None) -> None:
    """Let the pipeline go on in whose current run a job was that has ended; a job of an earlier run changes nothing."""
    pipeline = tx.pipelines.find_by_job(job.key) if job.pipeline_id is not None else None
    if pipeline is None:
        return
    step = next(step for step in pipeline.steps if step.job_key == job.key)
    end_step(
        tx, pipeline.key, step.node_id, _ENDS[status], error_message=error_message, results_count=job.results_count, ef_cost=job.ef_cost
    )


def end_step(tx: Tx, key: PipelineKey, node_id: str, status: NodeStatus, **values: Any) -> None:
    """Bring a node to its end, and let the pipeline go on."""
    tx.pipelines.put_step(key, node_id, status=status, **values)
    settle(tx, key)


def settle(tx: Tx, key: PipelineKey) -> None:
    """Find out what follows from how nodes ended; where nothing does any more, the pipeline has ended too."""
    pipeline = found_pipeline(tx, key)
    for node_id, step in follow(pipeline.definition, pipeline.steps).items():
        tx.pipelines.put_step(key, node_id, status=step.status, input_job=step.input_key)
    pipeline = found_pipeline(tx, key)
    status = outcome(pipeline.steps)
    tx.ring(told(pipeline.workspace_id))
    if status is None or not pipeline.is_running:
        return
    failed = [step for step in pipeline.steps if step.status is NodeStatus.FAILED]
    message = _NODE_FAILED.say(pipeline.locale, node=failed[0].node_id, reason=failed[0].error_message or "") if failed else None
    tx.pipelines.put(key, status=status, completed_at=to_text(tx.now), error_message=message)
    ended = found_pipeline(tx, key)
    tell(tx, caller_of_pipeline(pipeline), _HAPPENINGS[status], pipeline.public_id, _core(ended))
    if ended.veille_id is not None:
        conclude(tx, ended.veille_id, _of_run(tx, ended, message))


def caller_of_pipeline(pipeline: Pipeline) -> Caller:
    """Give whoever made a pipeline as the caller of what it does."""
    return Caller(workspace_id=pipeline.workspace_id, actor=pipeline.actor, user_id=pipeline.user_id)


def begin_step(tx: Tx, key: PipelineKey, node_id: str, job: Job) -> None:
    """Note that a node has its job."""
    tx.pipelines.put_step(key, node_id, status=NodeStatus.BEGUN, job_id=job.key, ef_cost=job.ef_cost)


def found_pipeline(tx: Tx, key: PipelineKey) -> Pipeline:
    """Give a pipeline that is there."""
    pipeline = tx.pipelines.find_of_any_workspace(key)
    assert pipeline is not None
    return pipeline


def _of_run(tx: Tx, pipeline: Pipeline, error_message: str | None) -> Outcome:
    """Say how the run of a veille ended whose pipeline it is: with the rows of its output, unless those are gone already."""
    step = pipeline.output_step
    output = tx.jobs.find_of_any_workspace(step.job_key) if step is not None and step.job_key is not None else None
    is_gone = output is None or output.is_deleted or output.status is not JobStatus.DONE
    if pipeline.status is PipelineStatus.DONE and step is not None and is_gone:
        return Outcome(status=JobStatus.FAILED, error_message=_ROWS_GONE.say(pipeline.locale))
    return Outcome(status=JobStatus(pipeline.status), job=output, error_message=error_message)


def _core(pipeline: Pipeline) -> dict[str, Any]:
    """Give what the world is told of a pipeline that has ended."""
    return {
        "id": pipeline.public_id,
        "name": pipeline.name,
        "status": pipeline.status,
        "output_job_id": pipeline.output_job_id,
        "nodes": [
            {"node_id": step.node_id, "status": step.shown_status, "job_id": step.job_id, "results_count": step.results_count}
            for step in pipeline.steps
        ],
        "ef_cost": pipeline.ef_cost,
        "run_count": pipeline.run_count,
        "veille_id": pipeline.veille_id,
        "error_message": pipeline.error_message,
        "started_at": whole_seconds_or_none(pipeline.started_at),
        "completed_at": whole_seconds_or_none(pipeline.completed_at),
    }
