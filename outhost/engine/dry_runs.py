"""Dry runs: the nodes of a pipeline, one after the other, each as a rehearsed job over a few rows of the one before."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from outhost.domain.columns import Row, columns_of
from outhost.domain.dry_runs import DryNode, DryRun, RowFault, Trial
from outhost.domain.errors import DryRunsBusy, EarlierRunNeeded, InvalidInput, Issue, Refusal
from outhost.domain.jobs import JobKey, JobStatus
from outhost.domain.modules import Earlier, Shape
from outhost.domain.pipeline_ports import slug_of
from outhost.domain.pipelines import Node, NodeStatus, Step, follow
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.engine.stage import Stage
from outhost.operations.job_drafts import Draft
from outhost.operations.paper import Paper
from outhost.operations.rehearsals import SketchingDesk

_AT_ONCE: Final = 2
"""That are under way at once, one for each workspace: each holds a worker process while somebody waits."""
_SECONDS: Final = 45.0
"""For all nodes of one, so that the answer is there before the server gives a request up after a minute."""
_SHARE: Final = 0.5
"""Of the time that is left, for one node: a slow one leaves some to those that follow."""
_LEAST_SECONDS: Final = 1.0
_STATUSES: Final = {
    JobStatus.DONE: NodeStatus.DONE, JobStatus.FAILED: NodeStatus.FAILED, JobStatus.CANCELLED: NodeStatus.CANCELLED,
}  # fmt: skip


class DryRuns:
    """Tries pipelines. Nothing of it is written down, but for pages that are fetched."""

    def __init__(self, stage: Stage, *, seconds: float = _SECONDS) -> None:
        """Rehearse on `stage`; all nodes together may take so many `seconds`."""
        self._stage = stage
        self._seconds = seconds
        self._under_way: set[WorkspaceId] = set()

    async def run(self, caller: Caller, trial: Trial) -> DryRun:
        """Try a pipeline; whoever gives up waiting ends it.

        Raises:
            DryRunsBusy: at once, where others are under way.
            InvalidInput: the params of a root won't do, or a zone is unknown.
            JobNotFound, JobNotDone, JobExpired, TooDear, EstimateFailed, ModuleUnavailable: of a root.
        """
        with self._turn(caller):
            begun = asyncio.get_running_loop().time()
            walk = _Walk(self._stage, caller, trial, ends=begun + self._seconds)
            try:
                await walk.draft_roots()
                nodes = await walk.work()
            finally:
                await walk.clear()
            return DryRun(nodes=nodes, seconds=asyncio.get_running_loop().time() - begun)

    @contextmanager
    def _turn(self, caller: Caller) -> Iterator[None]:
        if len(self._under_way) >= _AT_ONCE or caller.workspace_id in self._under_way:
            raise DryRunsBusy
        self._under_way.add(caller.workspace_id)
        try:
            yield
        finally:
            self._under_way.discard(caller.workspace_id)


class _Walk:
    """Goes through one pipeline, as far as there is time."""

    def __init__(self, stage: Stage, caller: Caller, trial: Trial, ends: float) -> None:
        self._stage = stage
        self._caller = caller
        self._trial = trial
        self._ends = ends
        self._definition = trial.definition
        self._keys = {node.id: JobKey(place + 1) for place, node in enumerate(self._definition.nodes)}
        self._steps = {node.id: Step(node_id=node.id, type=node.type) for node in self._definition.nodes}
        self._made = {node.id: DryNode(node_id=node.id, type=node.type, status=NodeStatus.WAITING) for node in self._definition.nodes}
        self._drafts: dict[str, Draft] = {}
        self._rows: dict[JobKey | None, Sequence[Row]] = {}

    async def draft_roots(self) -> None:
        """See that the roots can be begun, as when the pipeline would be started."""
        for node in self._definition.roots:
            self._steps[node.id] = replace(self._steps[node.id], status=NodeStatus.DUE)
            if self._trial.items is None:
                await self._draft_root(node)

    async def work(self) -> Sequence[DryNode]:
        """Run each node when its turn has come, and give what all made."""
        for node in self._definition.in_order():
            if self._steps[node.id].status is NodeStatus.DUE:
                if self._left <= 0:
                    break
                await self._do(node)
                self._steps |= follow(self._definition, list(self._steps.values()))
            elif self._steps[node.id].status is NodeStatus.SKIPPED:
                self._made[node.id] = replace(self._made[node.id], status=NodeStatus.SKIPPED)
        return list(self._made.values())

    @property
    def _left(self) -> float:
        return self._ends - asyncio.get_running_loop().time()

    async def clear(self) -> None:
        """Remove what was set aside for drafts."""
        for draft in self._drafts.values():
            await self._stage.drop(draft)

    async def _draft_root(self, node: Node) -> None:
        try:
            draft = await self._drafted(node, None)
        except InvalidInput as refusal:
            place = list(self._keys).index(node.id)
            issues = [Issue(f"definition.nodes.{place}.config.{issue.path}".rstrip("."), issue.message) for issue in refusal.issues]
            raise InvalidInput(*issues) from None
        await self._stage.begin(self._caller, draft, self._trial.most_rows)  # what its params name may not be there

    async def _drafted(self, node: Node, before: Sequence[Row] | None) -> Draft:
        if node.id not in self._drafts:
            self._drafts[node.id] = await self._stage.draft(self._caller, node, before, self._trial.locale)
        return self._drafts[node.id]

    async def _do(self, node: Node) -> None:
        """Run a node, and have those that follow go on with its rows, even where time was up before it was through."""
        before = self._rows.get(self._steps[node.id].input_key, ())
        made = await self._made_of(node, before)
        key = self._keys[node.id]
        self._made[node.id] = made
        self._rows[key] = made.rows
        status = NodeStatus.DONE if made.status is NodeStatus.CANCELLED else made.status
        self._steps[node.id] = replace(self._steps[node.id], status=status, job_key=key)

    async def _made_of(self, node: Node, before: Sequence[Row]) -> DryNode:
        made = self._made[node.id]
        is_root = self._definition.edge_into(node.id) is None
        if is_root and self._trial.items is not None:
            rows = self._trial.items[: self._trial.most_rows]
            return replace(made, status=NodeStatus.DONE, columns=columns_of(rows), rows=rows, rows_count=len(rows))
        if not (is_root or before):
            return replace(made, status=NodeStatus.DONE)
        made = replace(made, input_count=len(before))
        try:
            return await self._rehearsed(node, made, None if is_root else before)
        except InvalidInput as refusal:
            reason = "; ".join(issue.say(self._trial.locale) for issue in refusal.issues)
            return replace(made, status=NodeStatus.FAILED, error_message=reason)
        except Refusal as refusal:
            return replace(made, status=NodeStatus.FAILED, error_message=refusal.say(self._trial.locale))

    async def _rehearsed(self, node: Node, made: DryNode, before: Sequence[Row] | None) -> DryNode:
        draft = await self._drafted(node, before)
        self._require_earlier(node, draft)
        paper = await self._stage.begin(self._caller, replace(draft, earlier=None), self._trial.most_rows)
        desk = await self._stage.work(paper, max(self._left * _SHARE, _LEAST_SECONDS))
        return _told(made, draft, paper, desk)

    def _require_earlier(self, node: Node, draft: Draft) -> None:
        """Do nothing where a run came before that a node with these params goes on from: the one it takes its rows from, or one beside it.

        Raises:
            EarlierRunNeeded
        """
        needed, module = draft.earlier, draft.new.module
        if needed is None:
            return
        edge = self._definition.edge_into(node.id)
        if edge is None or not any(self._is_run(other, edge.source, node, needed) for other in self._drafts):
            raise EarlierRunNeeded(slug=module.slug, param=needed.param, value=needed.value, needed=needed.needed)

    def _is_run(self, other: str, source: str, node: Node, needed: Earlier) -> bool:
        edge, draft = self._definition.edge_into(other), self._drafts[other]
        is_near = other == source or (edge is not None and edge.source == source)
        is_like = self._made[other].status is NodeStatus.DONE and slug_of(self._definition.node(other).type) == slug_of(node.type)
        return is_near and is_like and draft.values["params"].get(needed.param) == needed.needed


def _told(made: DryNode, draft: Draft, paper: Paper, desk: SketchingDesk) -> DryNode:
    """Tell what a job made that stood on paper; rows are told by their places among those that were given."""
    job = paper.job
    places: Mapping[int, int] = dict(enumerate(draft.places)) if job.shape is Shape.ROW else {}
    faults = [RowFault(row=places.get(unit), reason=reason) for unit, reason in sorted(paper.errors.items())]
    sketches = [replace(sketch, row=places[sketch.row]) for sketch in desk.sketches]
    status = _STATUSES.get(job.status, NodeStatus.CANCELLED)
    return replace(
        made, status=status, columns=list(job.columns), rows=paper.rows, rows_count=job.results_count, lines=[*draft.log, *paper.lines],
        faults=faults, list_id=job.list_id, sketches=sketches, error_message=job.error_message,
    )  # fmt: skip
