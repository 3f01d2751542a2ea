"""Pipelines: definitions whose nodes are jobs that beget jobs, and what follows for each node from how the others ended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NewType

from outhost.domain.jobs import JobKey, JobStatus
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId

PipelineKey = NewType("PipelineKey", int)
"""The number of a pipeline in the database; people know it by its public id."""

DUE: Final = "pipeline nodes due"
"""The topic that rings when the job of a node is to be made."""

NAME_LIMIT: Final = 120
UNNAMED: Final = "Pipeline"


class PipelineStatus(StrEnum):
    """Where a pipeline is on its way; pending is one that was never run as it is now."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class NodeStatus(StrEnum):
    """Where a node of a run is: due is one whose job is still to be made, begun one that has it."""

    WAITING = "waiting"
    DUE = "due"
    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"

    @property
    def is_live(self) -> bool:
        """Tell whether something is still to come of it."""
        return self in {NodeStatus.WAITING, NodeStatus.DUE, NodeStatus.BEGUN}


class OnError(StrEnum):
    """What becomes of the nodes that follow one that failed: they are skipped, get its own input, or those of its error edges do."""

    STOP = "stop"
    SKIP = "skip"
    BRANCH = "branch"


class On(StrEnum):
    """Which outcome of its node an edge follows from."""

    SUCCESS = "success"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of a definition; `x` and `y` are where it is drawn."""

    id: str
    type: str
    config: Mapping[str, Any]
    on_error: OnError = OnError.STOP
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge of a definition."""

    source: str
    target: str
    on: On = On.SUCCESS
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition that was checked: its edges join its nodes to trees."""

    nodes: Sequence[Node]
    edges: Sequence[Edge] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Definition":
        """Read a definition that was checked."""
        return cls(nodes=[_node(each) for each in document["nodes"]], edges=[_edge(each) for each in document.get("edges", ())])

    def as_document(self) -> dict[str, Any]:
        """Give it as it is stored and shown; what was left out stays so."""
        return {"nodes": [_node_document(node) for node in self.nodes], "edges": [_edge_document(edge) for edge in self.edges]}

    @property
    def roots(self) -> list[Node]:
        """Give the nodes without an input, in the order of the definition."""
        targets = {edge.target for edge in self.edges}
        return [node for node in self.nodes if node.id not in targets]

    @property
    def leaves(self) -> list[Node]:
        """Give the nodes that none follows, in the order of the definition."""
        sources = {edge.source for edge in self.edges}
        return [node for node in self.nodes if node.id not in sources]

    def node(self, node_id: str) -> Node:
        """Give a node by its id."""
        return next(node for node in self.nodes if node.id == node_id)

    def edge_into(self, node_id: str) -> Edge | None:
        """Give the edge that leads to a node; a root has none."""
        return next((edge for edge in self.edges if edge.target == node_id), None)

    def after(self, node_id: str) -> list[str]:
        """Give the ids of all nodes that follow a node, at whatever distance, nearest first."""
        found = [edge.target for edge in self.edges if edge.source == node_id]
        for each in found:  # grows meanwhile
            found += [edge.target for edge in self.edges if edge.source == each]
        return found

    def in_order(self) -> Iterator[Node]:
        """Give the nodes in an order in which each stands behind the one that it takes its rows from."""
        for root in self.roots:
            yield root
            yield from (self.node(node_id) for node_id in self.after(root.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A node in the current run of its pipeline, and how far its job is. `input_key` is the job whose rows it takes."""

    node_id: str
    type: str
    status: NodeStatus = NodeStatus.WAITING
    job_key: JobKey | None = None
    input_key: JobKey | None = None
    job_id: str | None = None
    job_status: JobStatus | None = None
    results_count: int = 0
    ef_cost: float = 0.0
    error_message: str | None = None
    points_planned: int = 0
    points_done: int = 0

    @property
    def shown_status(self) -> str:
        """Give its status as people see it: pending until its job runs."""
        match self.status:
            case NodeStatus.DUE:
                return JobStatus.PENDING
            case NodeStatus.BEGUN:
                return JobStatus.RUNNING if self.job_status is JobStatus.RUNNING else JobStatus.PENDING
            case other:
                return other

    @property
    def share_done(self) -> float:
        """Tell how much of it is done, from 0 to 1."""
        if not self.status.is_live:
            return 1.0
        return min(self.points_done / self.points_planned, 1.0) if self.points_planned else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A pipeline, with the steps of its current run in the order of the definition.

    With a `veille_id` it is what a veille runs, and belongs to that alone. `first_job` is the lowest number that a job of the current run
    has.
    """

    key: PipelineKey
    public_id: str
    workspace_id: WorkspaceId
    user_id: UserId | None
    actor: str
    name: str
    schema_version: int
    definition: Definition
    status: PipelineStatus
    locale: str
    run_count: int
    veille_id: str | None
    first_job: JobKey
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    error_message: str | None
    steps: Sequence[Step]

    @property
    def is_running(self) -> bool:
        """Tell whether something is under way."""
        return self.status is PipelineStatus.RUNNING

    @property
    def nodes_done(self) -> int:
        """Count the nodes of which nothing is still to come."""
        return sum(not step.status.is_live for step in self.steps)

    @property
    def percent(self) -> float:
        """Tell how much of it is done, with one decimal; jobs under way count by their units."""
        return round(100 * sum(step.share_done for step in self.steps) / len(self.steps), 1) if self.steps else 0.0

    @property
    def initial_job_ids(self) -> list[str]:
        """Give the jobs of the roots."""
        roots = {node.id for node in self.definition.roots}
        return [step.job_id for step in self.steps if step.node_id in roots and step.job_id is not None]

    @property
    def output_step(self) -> Step | None:
        """Give the last leaf, in the order of the definition, that is done."""
        leaves = {node.id for node in self.definition.leaves}
        done = [step for step in self.steps if step.node_id in leaves and step.status is NodeStatus.DONE]
        return done[-1] if done else None

    @property
    def output_job_id(self) -> str | None:
        """Give the job of that leaf."""
        return self.output_step.job_id if self.output_step is not None else None

    @property
    def ef_cost(self) -> float:
        """Tell what the jobs of its current run cost."""
        return round(sum(step.ef_cost for step in self.steps), 3)

    def step(self, node_id: str) -> Step | None:
        """Find the step of a node."""
        return next((step for step in self.steps if step.node_id == node_id), None)


def follow(definition: Definition, steps: Sequence[Step]) -> dict[str, Step]:
    """Give the steps that change, by node, once others have ended: those that waited and are due now, or will never be.

    What is due takes the rows of the node before it, or where that failed, what that one took itself.
    """
    now = {step.node_id: step for step in steps}
    changed: dict[str, Step] = {}
    for node in definition.in_order():
        edge, step = definition.edge_into(node.id), now[node.id]
        if edge is None or step.status is not NodeStatus.WAITING:
            continue
        before = now[edge.source]
        if not before.status.is_live:
            now[node.id] = changed[node.id] = _next(definition.node(edge.source), before, edge, step)
    return changed


def outcome(steps: Sequence[Step]) -> PipelineStatus | None:
    """Tell how a run ended: failed when any node failed; None while something is still to come."""
    statuses = {step.status for step in steps}
    if any(status.is_live for status in statuses):
        return None
    if NodeStatus.FAILED in statuses:
        return PipelineStatus.FAILED
    return PipelineStatus.CANCELLED if NodeStatus.CANCELLED in statuses else PipelineStatus.DONE


def _next(node: Node, before: Step, edge: Edge, step: Step) -> Step:
    """Give what becomes of a step when the node before it has ended."""
    is_done, is_failed = before.status is NodeStatus.DONE, before.status is NodeStatus.FAILED
    if is_done and edge.on is On.SUCCESS:
        return replace(step, status=NodeStatus.DUE, input_key=before.job_key)
    is_handed_on = node.on_error is OnError.SKIP or (node.on_error is OnError.BRANCH and edge.on is On.ERROR)
    if is_failed and is_handed_on:
        return replace(step, status=NodeStatus.DUE, input_key=before.input_key)
    return replace(step, status=NodeStatus.SKIPPED)


def _node(document: Mapping[str, Any]) -> Node:
    return Node(
        id=document["id"], type=document["type"], config=document.get("config") or {}, x=document.get("x"), y=document.get("y"),
        on_error=OnError(document.get("on_error") or OnError.STOP),
    )  # fmt: skip


def _edge(document: Mapping[str, Any]) -> Edge:
    return Edge(id=document.get("id"), source=document["from"], target=document["to"], on=On(document.get("on") or On.SUCCESS))


def _node_document(node: Node) -> dict[str, Any]:
    placed = {name: value for name, value in (("x", node.x), ("y", node.y)) if value is not None}
    return {"id": node.id, "type": node.type, "config": dict(node.config), "on_error": node.on_error, **placed}


def _edge_document(edge: Edge) -> dict[str, Any]:
    named = {"id": edge.id} if edge.id is not None else {}
    return {**named, "from": edge.source, "to": edge.target, "on": edge.on}
