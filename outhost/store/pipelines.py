"""Pipelines in rows, each with the nodes of its current run."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.jobs import JobKey, JobStatus
from outhost.domain.pipelines import DUE, Definition, NodeStatus, Pipeline, PipelineKey, PipelineStatus, Step
from outhost.domain.subjects import ERASED, Names, cells_of, without_cells, without_words, words_in
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_STEPS: Final = (
    "SELECT n.*, j.public_id AS job_public_id, j.status AS job_status, j.results_count AS job_results, j.points_planned, j.points_done"
    " FROM pipeline_nodes n LEFT JOIN jobs j ON j.id = n.job_id AND j.is_deleted = 0"
)


class Pipelines:
    """The tables `pipelines` and `pipeline_nodes`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, values: Mapping[str, Any], definition: Definition) -> PipelineKey:
        """Remember a new pipeline that was never run; `values` by column."""
        row = {**values, "definition": _dumped(definition), "status": PipelineStatus.PENDING, "created_at": to_text(self._tx.now)}
        made = self._tx.one(
            f"INSERT INTO pipelines ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)}) RETURNING id",  # noqa: S608 - names of ours
            **row,
        )
        assert made is not None
        key = PipelineKey(made["id"])
        self._insert_steps(key, definition)
        return key

    def find(self, workspace_id: WorkspaceId, public_id: str) -> Pipeline | None:
        """Find a pipeline of a workspace by its public id."""
        row = self._tx.one(
            "SELECT * FROM pipelines WHERE public_id = :public_id AND workspace_id = :workspace_id",
            public_id=public_id, workspace_id=workspace_id,
        )  # fmt: skip
        return self._pipeline(row) if row else None

    def find_of_any_workspace(self, key: PipelineKey) -> Pipeline | None:
        """Find a pipeline by its number."""
        row = self._tx.one("SELECT * FROM pipelines WHERE id = :key", key=key)
        return self._pipeline(row) if row else None

    def find_by_job(self, job: JobKey) -> Pipeline | None:
        """Find the pipeline in whose current run a job is."""
        row = self._tx.one(
            "SELECT p.* FROM pipelines p JOIN pipeline_nodes n ON n.pipeline_id = p.id WHERE n.job_id = :job LIMIT 1", job=job
        )
        return self._pipeline(row) if row else None

    def page(self, workspace_id: WorkspaceId, *, status: str | None, limit: int, offset: int) -> list[Pipeline]:
        """Give the pipelines of a workspace that are no veille's, newest first."""
        rows = self._tx.all(
            "SELECT * FROM pipelines WHERE workspace_id = :workspace_id AND veille_id IS NULL AND (:status IS NULL OR status = :status)"
            " ORDER BY id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, status=status, limit=limit, offset=offset,
        )  # fmt: skip
        return [self._pipeline(row) for row in rows]

    def count(self, workspace_id: WorkspaceId, *, status: str | None) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM pipelines WHERE workspace_id = :workspace_id AND veille_id IS NULL"
            " AND (:status IS NULL OR status = :status)",
            workspace_id=workspace_id, status=status,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def count_by_status(self, workspace_id: WorkspaceId) -> dict[str, int]:
        """Count the listed pipelines of a workspace in each state in which there is one."""
        rows = self._tx.all(
            "SELECT status, count(*) AS n FROM pipelines WHERE workspace_id = :workspace_id AND veille_id IS NULL GROUP BY status",
            workspace_id=workspace_id,
        )
        return {row["status"]: row["n"] for row in rows}

    def put(self, key: PipelineKey, **values: Any) -> None:
        """Set columns."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._tx.run(f"UPDATE pipelines SET {sets} WHERE id = :key", key=key, **values)  # noqa: S608 - names of ours

    def define(self, key: PipelineKey, definition: Definition) -> None:
        """Give a pipeline another definition, as which it was never run."""
        self.put(key, definition=_dumped(definition), status=PipelineStatus.PENDING, started_at=None, completed_at=None, error_message=None)
        self._tx.run("DELETE FROM pipeline_nodes WHERE pipeline_id = :key", key=key)
        self._insert_steps(key, definition)

    def put_step(self, key: PipelineKey, node_id: str, **values: Any) -> None:
        """Set columns of a node's row; one that is due by then is to be looked at."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._tx.run(
            f"UPDATE pipeline_nodes SET {sets} WHERE pipeline_id = :key AND node_id = :node_id",  # noqa: S608 - names of ours
            key=key, node_id=node_id, **values,
        )  # fmt: skip
        if values.get("status") is NodeStatus.DUE:
            self._tx.ring(DUE)

    def all_due_of_any_workspace(self, after: JobKey, limit: int) -> list[tuple[PipelineKey, str]]:
        """Give nodes whose job is to be made, of runs that began after a job."""
        rows = self._tx.all(
            "SELECT n.pipeline_id, n.node_id FROM pipeline_nodes n JOIN pipelines p ON p.id = n.pipeline_id"
            " WHERE n.status = 'due' AND p.first_job > :after ORDER BY n.pipeline_id, n.place LIMIT :limit",
            after=after, limit=limit,
        )  # fmt: skip
        return [(PipelineKey(row["pipeline_id"]), str(row["node_id"])) for row in rows]

    def delete(self, key: PipelineKey) -> None:
        """Forget a pipeline. Its jobs stay."""
        self._tx.run("DELETE FROM pipelines WHERE id = :key", key=key)

    def texts(self, workspace_id: WorkspaceId, after: PipelineKey | None, limit: int) -> list[Texts]:
        """Give what stands in the names and definitions of a workspace's pipelines, and why they failed."""
        rows = self._tx.all(
            "SELECT * FROM pipelines WHERE workspace_id = :workspace_id AND id > :after ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [*words_in(row["name"]), *cells_of(json.loads(row["definition"])), *self._reasons(row)]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, key: PipelineKey, names: Names) -> bool:
        """Take a person out of a pipeline; tell whether it named them."""
        row = self._tx.one("SELECT * FROM pipelines WHERE id = :key AND workspace_id = :workspace_id", key=key, workspace_id=workspace_id)
        if row is None:
            return False
        document = json.loads(row["definition"])
        nodes = [{**node, "config": without_cells(node["config"], names)} for node in document["nodes"]]
        edges = [{**edge, **({"id": without_words(edge["id"], names)} if "id" in edge else {})} for edge in document.get("edges", ())]
        definition = {**document, "nodes": nodes, "edges": edges}
        name = without_words(row["name"], names)
        is_named = any(map(names, self._reasons(row)))
        if is_named:
            self._tx.run(
                "UPDATE pipeline_nodes SET error_message = :erased WHERE pipeline_id = :key AND error_message IS NOT NULL",
                key=key, erased=ERASED,
            )  # fmt: skip
            self.put(key, error_message=row["error_message"] and ERASED)
        if not is_named and (definition, name) == (document, row["name"]):
            return False
        self.put(key, definition=json.dumps(definition, ensure_ascii=False), name=name)
        return True

    def _reasons(self, row: Row) -> list[str]:
        rows = self._tx.all(
            "SELECT error_message FROM pipeline_nodes WHERE pipeline_id = :key AND error_message IS NOT NULL", key=row["id"]
        )
        return [word for message in (row["error_message"] or "", *(each["error_message"] for each in rows)) for word in words_in(message)]

    def _insert_steps(self, key: PipelineKey, definition: Definition) -> None:
        self._tx.run_many(
            "INSERT INTO pipeline_nodes (pipeline_id, place, node_id, type, status) VALUES (?, ?, ?, ?, ?)",
            [(key, place, node.id, node.type, NodeStatus.WAITING) for place, node in enumerate(definition.nodes)],
        )

    def _pipeline(self, row: Row) -> Pipeline:
        steps = self._tx.all(f"{_STEPS} WHERE n.pipeline_id = :key ORDER BY n.place", key=row["id"])
        return _pipeline(row, map(_step, steps))


def _dumped(definition: Definition) -> str:
    return json.dumps(definition.as_document(), ensure_ascii=False)


def _pipeline(row: Row, steps: Iterable[Step]) -> Pipeline:
    return Pipeline(
        key=PipelineKey(row["id"]), public_id=row["public_id"], workspace_id=WorkspaceId(row["workspace_id"]),
        user_id=None if row["user_id"] is None else UserId(row["user_id"]), actor=row["actor"], name=row["name"],
        schema_version=row["schema_version"], definition=Definition.of(json.loads(row["definition"])),
        status=PipelineStatus(row["status"]), locale=row["locale"], run_count=row["run_count"],
        veille_id=row["veille_id"], first_job=JobKey(row["first_job"]), created_at=from_text(row["created_at"]),
        started_at=from_text_or_none(row["started_at"]), completed_at=from_text_or_none(row["completed_at"]),
        error_message=row["error_message"], steps=tuple(steps),
    )  # fmt: skip


def _step(row: Row) -> Step:
    return Step(
        node_id=row["node_id"], type=row["type"], status=NodeStatus(row["status"]),
        job_key=None if row["job_id"] is None else JobKey(row["job_id"]),
        input_key=None if row["input_job"] is None else JobKey(row["input_job"]), job_id=row["job_public_id"],
        job_status=JobStatus(row["job_status"]) if row["job_status"] else None,
        results_count=row["results_count"] if row["status"] != NodeStatus.BEGUN else row["job_results"] or 0,
        ef_cost=row["ef_cost"], error_message=row["error_message"], points_planned=row["points_planned"] or 0,
        points_done=row["points_done"] or 0,
    )  # fmt: skip
