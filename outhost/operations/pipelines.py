"""What can be done with pipelines by whoever they belong to: made, changed, run, cancelled, tried again from a node on, deleted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Concatenate, Final, ParamSpec
from uuid import uuid4

from outhost.domain.clock import to_text
from outhost.domain.errors import (
    InvalidInput,
    Issue,
    JobExpired,
    NodeNotRun,
    NothingToResume,
    NotVisible,
    PipelineNotRunning,
    PipelineOfVeille,
    PipelineRunning,
    UploadGone,
)
from outhost.domain.events import Happening
from outhost.domain.jobs import Job
from outhost.domain.pipeline_ports import SCHEMA_VERSION, slug_of
from outhost.domain.pipelines import UNNAMED, Definition, Node, NodeStatus, Pipeline, PipelineKey, PipelineStatus, Step, follow
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import SOURCE_FIELD, Draft, JobDrafts, NewJob, Origin, check_references
from outhost.operations.job_ends import stop_job
from outhost.operations.job_values import references_of
from outhost.operations.modules import Modules, refuse_unavailable
from outhost.operations.pipeline_advance import begin_step, found_pipeline, settle
from outhost.operations.replies import KeptReply, kept
from outhost.store.job_frames import told
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

P = ParamSpec("P")

_UNTOUCHED: Final = {"job_id": None, "input_job": None, "results_count": 0, "ef_cost": 0.0, "error_message": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPipeline:
    """A pipeline to be made, whose definition was checked; `start` tells whether it is run at once."""

    definition: Definition
    name: str = UNNAMED
    schema_version: int = SCHEMA_VERSION
    start: bool = True
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class _Beginning:
    """The drafts that a run begins with, by node, and what is known of the jobs of the nodes that follow."""

    roots: Mapping[str, Draft]
    followers: Sequence[Draft]


class Pipelines:
    """Pipelines of workspaces. A run begins with the jobs of its roots; the others are made as those before them end."""

    def __init__(self, store: Store, drafts: JobDrafts, modules: Modules, *, retention_days: int) -> None:
        """Keep pipelines in `store`."""
        self._store = store
        self._drafts = drafts
        self._modules = modules
        self._retention = timedelta(days=retention_days)

    async def create(self, caller: Caller, new: NewPipeline, reply: KeptReply[Pipeline] | None = None) -> Pipeline:
        """Make a pipeline, and run it where that is asked: then nothing is made where the job of a root can't be.

        Raises:
            InvalidInput: the config of a root won't do, by its path in the definition.
            ModuleNotFound, JobNotFound, ListNotFound, JobNotDone, JobExpired, ListTypeNotSupported
            TooDear, EstimateFailed, ModuleUnavailable, DiskFull
        """
        public_id = str(uuid4())
        beginning = await self._beginning(caller, new.definition, public_id, new.locale) if new.start else None
        return await self._written(beginning.roots.values() if beginning else (), self._create, caller, new, public_id, beginning, reply)

    async def run(self, caller: Caller, public_id: str, locale: str, reply: KeptReply[Pipeline] | None = None) -> Pipeline:
        """Run a pipeline again, from its roots on.

        Raises:
            NotVisible, PipelineRunning, PipelineOfVeille, and what `create` raises
        """
        pipeline = await self._store.read(own_pipeline, caller, public_id)
        _refuse_running(pipeline)
        beginning = await self._beginning(caller, pipeline.definition, public_id, locale)
        return await self._written(beginning.roots.values(), self._run, caller, pipeline, beginning, locale, reply)

    async def retry(self, caller: Caller, public_id: str, node_id: str, reply: KeptReply[Pipeline] | None = None) -> Pipeline:
        """Run a node again and what follows it. Of a job that failed or was cancelled only the rest is done, so that nothing is twice.

        Raises:
            NotVisible, PipelineRunning, PipelineOfVeille, NodeNotRun, and what `create` raises
        """
        pipeline = await self._store.read(pipeline_named, caller, public_id)
        step = pipeline.step(node_id)
        if step is None:
            raise NotVisible
        _refuse_veilles(pipeline)
        _refuse_running(pipeline)
        step = _ready(pipeline, step)
        draft = await self._draft_again(caller, pipeline, step)
        return await self._written([draft], self._retry, caller, pipeline, step, draft, reply)

    async def cancel(self, caller: Caller, public_id: str) -> Pipeline:
        """Cancel the run of a pipeline: what waits never begins, what runs ends as cancelled jobs do.

        Raises:
            NotVisible, PipelineNotRunning
        """
        return await self._store.write(self._cancel, caller, public_id)

    async def change(self, caller: Caller, public_id: str, *, name: str | None = None, definition: Definition | None = None) -> Pipeline:
        """Name a pipeline otherwise, or give it another definition, which it has not been run by then.

        Raises:
            NotVisible, PipelineRunning, PipelineOfVeille
        """
        return await self._store.write(_change, caller, public_id, name, definition)

    async def delete(self, caller: Caller, public_id: str) -> None:
        """Delete a pipeline. Its jobs stay.

        Raises:
            NotVisible, PipelineRunning, PipelineOfVeille
        """
        await self._store.write(_delete, caller, public_id)

    async def root_drafts(self, caller: Caller, definition: Definition, origin: Origin, locale: str) -> dict[str, Draft]:
        """Draft the jobs of the roots, by node.

        Raises:
            InvalidInput: by the path in the definition.
        """
        drafts: dict[str, Draft] = {}
        try:
            for node in definition.roots:
                drafts[node.id] = await self._placed_draft(caller, definition, node, origin, locale)
        except Exception:
            await self._drop(drafts.values())
            raise
        return drafts

    async def draft(self, caller: Caller, node: Node, origin: Origin, locale: str, source_job_id: str | None = None) -> Draft:
        """Draft the job of a node, which takes the rows of a job unless it is a root.

        Raises:
            ModuleNotFound, and what `JobDrafts.prepare` raises
        """
        module = await self._modules.runnable(slug_of(node.type))
        new = NewJob(module=module, params=node.config, source_job_id=source_job_id, origin=origin, locale=locale)
        return await self._drafts.prepare(caller, new)

    def start(self, tx: Tx, caller: Caller, key: PipelineKey, roots: Mapping[str, Draft]) -> Pipeline:
        """Begin a run with the jobs of its roots."""
        pipeline = found_pipeline(tx, key)
        for step in pipeline.steps:
            tx.pipelines.put_step(key, step.node_id, status=NodeStatus.WAITING, **_UNTOUCHED)
        jobs = {node_id: self._drafts.insert(tx, caller, draft) for node_id, draft in roots.items()}
        for node_id, job in jobs.items():
            begin_step(tx, key, node_id, job)
        first = min(job.key for job in jobs.values())
        tx.pipelines.put(key, run_count=pipeline.run_count + 1, **_running(tx, caller, first))
        tx.events.insert(caller, Happening.PIPELINE_STARTED, pipeline.public_id, run=pipeline.run_count + 1)
        return found_pipeline(tx, key)

    async def _draft_again(self, caller: Caller, pipeline: Pipeline, step: Step) -> Draft:
        """Draft the rest of a node's job, where something of it is done and it took the same rows; else all of it."""
        origin = Origin(pipeline_id=pipeline.public_id)
        job, source = await self._store.read(_job_and_source, step)
        if job is not None and (source is None or job.source_job_id == source.public_id):
            try:
                return await self._drafts.prepare_rest(caller, job, origin)
            except (NothingToResume, JobExpired, UploadGone):
                pass
        definition, node = pipeline.definition, pipeline.definition.node(step.node_id)
        if definition.edge_into(node.id) is None:
            return await self._placed_draft(caller, definition, node, origin, pipeline.locale)
        if source is None:
            raise NodeNotRun(node=node.id)
        return await self._placed_draft(caller, definition, node, origin, pipeline.locale, source.public_id)

    async def _placed_draft(
        self, caller: Caller, definition: Definition, node: Node, origin: Origin, locale: str, source_job_id: str | None = None
    ) -> Draft:  # fmt: skip
        """Draft the job of a node; what is wrong with its params is said by the path in the definition."""
        try:
            return await self.draft(caller, node, origin, locale, source_job_id)
        except InvalidInput as fault:
            raise _placed(fault, definition, node) from None

    async def _written(
        self, drafts: Iterable[Draft], work: Callable[Concatenate[Tx, P], Pipeline], *args: P.args, **kwargs: P.kwargs
    ) -> Pipeline:  # fmt: skip
        """Write; where nothing comes of that, files that were set aside for drafts go."""
        try:
            return await self._store.write(work, *args, **kwargs)
        except Exception:
            await self._drop(drafts)
            raise

    async def _drop(self, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            await self._drafts.drop(draft)

    async def _beginning(self, caller: Caller, definition: Definition, public_id: str, locale: str) -> _Beginning:
        roots = {node.id for node in definition.roots}
        followers = [await self._named_by(node) for node in definition.nodes if node.id not in roots]
        return _Beginning(await self.root_drafts(caller, definition, Origin(pipeline_id=public_id), locale), followers)

    async def _named_by(self, node: Node) -> Draft:
        """Draft as much of a node's job as is known before there are rows for it: its module, and what its params name."""
        module = await self._modules.runnable(slug_of(node.type))
        return Draft(new=NewJob(module=module, params=node.config), values={}, references=dict(references_of(module, node.config)))

    def _start_checked(self, tx: Tx, caller: Caller, key: PipelineKey, beginning: _Beginning) -> Pipeline:
        """Begin a run, unless one of the nodes that follow names what is not there, or can't be run here."""
        for draft in beginning.followers:
            check_references(tx, caller, draft)
        pipeline = self.start(tx, caller, key, beginning.roots)
        for draft in beginning.followers:
            refuse_unavailable(draft.new.module)
        return pipeline

    def _create(
        self, tx: Tx, caller: Caller, new: NewPipeline, public_id: str, beginning: _Beginning | None, reply: KeptReply[Pipeline] | None
    ) -> Pipeline:
        def make() -> Pipeline:
            values = {
                "public_id": public_id, "workspace_id": caller.workspace_id, "user_id": caller.user_id, "actor": caller.actor,
                "name": new.name, "schema_version": new.schema_version, "locale": new.locale,
            }  # fmt: skip
            key = tx.pipelines.insert(values, new.definition)
            tx.events.insert(caller, Happening.PIPELINE_CREATED, public_id, name=new.name)
            return self._start_checked(tx, caller, key, beginning) if beginning else found_pipeline(tx, key)

        return kept(tx, caller, reply, make)

    def _run(
        self, tx: Tx, caller: Caller, seen: Pipeline, beginning: _Beginning, locale: str, reply: KeptReply[Pipeline] | None
    ) -> Pipeline:
        def make() -> Pipeline:
            pipeline = own_pipeline(tx, caller, seen.public_id)
            _refuse_running(pipeline)
            if pipeline.definition != seen.definition:
                raise PipelineRunning
            tx.pipelines.put(pipeline.key, locale=locale)
            return self._start_checked(tx, caller, pipeline.key, beginning)

        return kept(tx, caller, reply, make)

    def _retry(
        self, tx: Tx, caller: Caller, seen: Pipeline, step: Step, draft: Draft, reply: KeptReply[Pipeline] | None
    ) -> Pipeline:  # fmt: skip
        def make() -> Pipeline:
            pipeline = own_pipeline(tx, caller, seen.public_id)
            _refuse_running(pipeline)
            if (pipeline.definition, pipeline.first_job) != (seen.definition, seen.first_job):  # it was run meanwhile
                raise PipelineRunning
            ready = _ready(pipeline, step)  # jobs that were deleted go by themselves
            for node_id in pipeline.definition.after(step.node_id):
                tx.pipelines.put_step(pipeline.key, node_id, status=NodeStatus.WAITING, **_UNTOUCHED)
            job = self._drafts.insert(tx, caller, draft)
            tx.pipelines.put_step(pipeline.key, step.node_id, **{**_UNTOUCHED, "input_job": ready.input_key})
            begin_step(tx, pipeline.key, step.node_id, job)
            tx.pipelines.put(pipeline.key, **_running(tx, caller, job.key))
            tx.events.insert(caller, Happening.PIPELINE_NODE_RETRIED, pipeline.public_id, node=step.node_id)
            return found_pipeline(tx, pipeline.key)

        return kept(tx, caller, reply, make)

    def _cancel(self, tx: Tx, caller: Caller, public_id: str) -> Pipeline:
        pipeline = pipeline_named(tx, caller, public_id)
        if not pipeline.is_running:
            raise PipelineNotRunning
        tx.events.insert(caller, Happening.PIPELINE_CANCEL_ASKED, public_id)
        self.stop(tx, pipeline)
        return found_pipeline(tx, pipeline.key)

    def stop(self, tx: Tx, pipeline: Pipeline) -> None:
        """Cancel a run: what waits never begins, what runs ends as cancelled jobs do."""
        for step in pipeline.steps:
            if step.status in {NodeStatus.WAITING, NodeStatus.DUE}:
                tx.pipelines.put_step(pipeline.key, step.node_id, status=NodeStatus.CANCELLED)
        for step in pipeline.steps:
            job = tx.jobs.find_of_any_workspace(step.job_key) if step.status is NodeStatus.BEGUN and step.job_key else None
            if job is not None and job.status.is_live:
                stop_job(tx, job, self._retention)
        settle(tx, pipeline.key)


def pipeline_named(tx: Tx, caller: Caller, public_id: str) -> Pipeline:
    """Find a pipeline that a path names.

    Raises:
        NotVisible
    """
    pipeline = tx.pipelines.find(caller.workspace_id, public_id)
    if pipeline is None:
        raise NotVisible
    return pipeline


def own_pipeline(tx: Tx, caller: Caller, public_id: str) -> Pipeline:
    """Find a pipeline that a path names and that is no veille's.

    Raises:
        NotVisible, PipelineOfVeille
    """
    pipeline = pipeline_named(tx, caller, public_id)
    _refuse_veilles(pipeline)
    return pipeline


def _placed(fault: InvalidInput, definition: Definition, node: Node) -> InvalidInput:
    """Say where in the definition the faults of a node's job are; that of the rows that it is given is the node's own."""
    path = f"definition.nodes.{definition.nodes.index(node)}"
    return InvalidInput(
        *(Issue(path if issue.path == SOURCE_FIELD else f"{path}.config.{issue.path}", issue.message) for issue in fault.issues)
    )


def _refuse_veilles(pipeline: Pipeline) -> None:
    if pipeline.veille_id is not None:
        raise PipelineOfVeille


def _refuse_running(pipeline: Pipeline) -> None:
    if pipeline.is_running:
        raise PipelineRunning


def _ready(pipeline: Pipeline, step: Step) -> Step:
    """Give a step with the rows that it would take.

    Raises:
        NodeNotRun: there are none.
    """
    if pipeline.status is PipelineStatus.PENDING:
        raise NodeNotRun(node=step.node_id)
    if pipeline.definition.edge_into(step.node_id) is None:
        return step
    waiting = replace(step, status=NodeStatus.WAITING, input_key=None)
    steps = [waiting if each.node_id == step.node_id else each for each in pipeline.steps]
    ready = follow(pipeline.definition, steps)[step.node_id]
    if ready.status is not NodeStatus.DUE or ready.input_key is None:
        raise NodeNotRun(node=step.node_id)
    return ready


def _job_and_source(tx: Tx, step: Step) -> tuple[Job | None, Job | None]:
    job, source = (tx.jobs.find_of_any_workspace(key) if key is not None else None for key in (step.job_key, step.input_key))
    return (job if job and not job.is_deleted else None), (source if source and not source.is_deleted else None)


def _running(tx: Tx, caller: Caller, first_job: int) -> dict[str, object]:
    """Give the columns of a pipeline that begins to run; whoever runs it makes its jobs."""
    tx.ring(told(caller.workspace_id))
    return {
        "status": PipelineStatus.RUNNING, "first_job": first_job, "started_at": to_text(tx.now), "completed_at": None,
        "error_message": None, "user_id": caller.user_id, "actor": caller.actor,
    }  # fmt: skip


def _change(tx: Tx, caller: Caller, public_id: str, name: str | None, definition: Definition | None) -> Pipeline:
    pipeline = own_pipeline(tx, caller, public_id)
    if definition is not None:
        _refuse_running(pipeline)
        if definition != pipeline.definition:
            tx.pipelines.define(pipeline.key, definition)
    if name is not None:
        tx.pipelines.put(pipeline.key, name=name)
    tx.events.insert(caller, Happening.PIPELINE_CHANGED, public_id)
    return found_pipeline(tx, pipeline.key)


def _delete(tx: Tx, caller: Caller, public_id: str) -> None:
    pipeline = own_pipeline(tx, caller, public_id)
    _refuse_running(pipeline)
    tx.pipelines.delete(pipeline.key)
    tx.events.insert(caller, Happening.PIPELINE_DELETED, public_id)
