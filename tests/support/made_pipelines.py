"""Pipelines made by hand, as the conductor leaves them: none of them is ever run."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from jobs import PEOPLE, make_job

from outhost.domain.clock import to_text
from outhost.domain.jobs import JobStatus
from outhost.domain.pipelines import Definition, NodeStatus, Pipeline, PipelineStatus
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.transactions import Tx

DEFINITION: Final[dict[str, Any]] = {
    "nodes": [
        {"id": "people", "type": "import", "config": {"text": "name;phone\nAcme;0472000000\nGlobex;"}},
        {"id": "reachable", "type": "filter", "config": {"require_phone": True}},
    ],
    "edges": [{"from": "people", "to": "reachable"}],
}
_STEPS: Final = {
    PipelineStatus.PENDING: (NodeStatus.WAITING, NodeStatus.WAITING, None, None),
    PipelineStatus.RUNNING: (NodeStatus.DONE, NodeStatus.BEGUN, JobStatus.DONE, JobStatus.RUNNING),
    PipelineStatus.DONE: (NodeStatus.DONE, NodeStatus.DONE, JobStatus.DONE, JobStatus.DONE),
    PipelineStatus.FAILED: (NodeStatus.DONE, NodeStatus.FAILED, JobStatus.DONE, JobStatus.FAILED),
    PipelineStatus.CANCELLED: (NodeStatus.DONE, NodeStatus.CANCELLED, JobStatus.DONE, JobStatus.CANCELLED),
}


def ending_in(node_id: str) -> dict[str, Any]:
    """Give that definition with another id for its last node."""
    first, last = DEFINITION["nodes"]
    return {"nodes": [first, {**last, "id": node_id}], "edges": [{"from": first["id"], "to": node_id}]}


def make_pipeline(
    tx: Tx, /, workspace_id: WorkspaceId, user_id: UserId | None = None, status: PipelineStatus = PipelineStatus.DONE,
    definition: Mapping[str, Any] = DEFINITION, **values: Any,
) -> Pipeline:  # fmt: skip
    """Insert a pipeline in a status, with jobs of its two nodes that stand accordingly; a job that runs is held elsewhere."""
    public_id, now, is_begun = str(uuid4()), to_text(tx.now), status is not PipelineStatus.PENDING
    row = {
        "public_id": public_id, "workspace_id": workspace_id, "user_id": user_id, "actor": f"user:{user_id or 0}", "name": "Callable",
        "schema_version": 1, "locale": "en", **values,
    }  # fmt: skip
    read = Definition.of(definition)
    key = tx.pipelines.insert(row, read)
    *stands, first, last = _STEPS[status]
    before = None
    for node, step, job_status in zip(read.nodes, stands, (first, last), strict=True):
        if job_status is None:
            continue
        rows = PEOPLE if job_status is JobStatus.DONE else ()
        job = make_job(tx, workspace_id, user_id, job_status, rows, PEOPLE if not rows else (), pipeline_id=public_id, is_spawned=1)
        tx.pipelines.put_step(key, node.id, status=step, job_id=job.key, input_job=before, results_count=len(rows))
        before = job.key
    ended = now if is_begun and status is not PipelineStatus.RUNNING else None
    tx.pipelines.put(
        key, status=status, run_count=int(is_begun), started_at=now if is_begun else None, completed_at=ended, first_job=before or 0
    )
    made = tx.pipelines.find(workspace_id, public_id)
    assert made is not None
    return made
