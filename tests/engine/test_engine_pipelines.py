"""Pipelines at work: jobs that beget jobs, whatever becomes of each."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from pipes import drawn, make, over, pasted, rows_of, run, statuses, until
from uuid import uuid4

import pytest
from engines import Engine, open_engine, row_plugin

from outhost.domain.errors import DiskFull, InvalidInput, ListNotFound, NodeNotRun, PipelineRunning
from outhost.domain.jobs import JobStatus
from outhost.domain.pipelines import NodeStatus, PipelineStatus
from outhost.engine.dispatcher import Dispatcher
from outhost.engine.workshop import Workshop
from outhost.operations import pipeline_steps

SHOPS = ({"nom": "Boulangerie Paul", "site_web": "https://paul.example"}, {"nom": "Garage Max", "site_web": ""})
PLUGINS = {
    "tag": row_plugin("tag", 'return {"tag": row["nom"][0]}', needs=("nom",), produces=("tag",)),
    "fails": row_plugin("fails", 'raise GiveUp("not today")'),
    "waits": row_plugin("waits", "await asyncio.Event().wait()", lane="parallel"),
}


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """An appliance with modules that work, fail, and never end."""
    async with open_engine(tmp_path_factory.mktemp("pipelines"), PLUGINS) as opened:
        yield opened


async def test_each_node_works_on_the_rows_of_the_one_before(engine: Engine) -> None:
    """From one definition shops are imported, tagged, and then both sorted and filtered."""
    nodes = [("in", "import", pasted(*SHOPS)), ("tag", "tag"), ("sites", "filter", {"require_site": True}), ("all", "sort")]
    pipeline = await run(engine, drawn(nodes, ("in", "tag"), ("tag", "sites"), ("tag", "all")))
    assert pipeline.status is PipelineStatus.DONE
    assert statuses(pipeline) == {"in": "done", "tag": "done", "sites": "done", "all": "done"}
    assert [row["tag"] for row in await rows_of(engine, pipeline, "sites")] == ["B"]
    assert [step.results_count for step in pipeline.steps] == [2, 2, 1, 2]
    assert pipeline.output_job_id == pipeline.steps[-1].job_id
    assert (pipeline.percent, pipeline.nodes_done, pipeline.run_count) == (100.0, 4, 1)


@pytest.mark.parametrize(
    ("on_error", "expected"),
    [
        ("stop", {"in": "done", "bad": "failed", "good": "skipped", "last": "skipped", "plan_b": "skipped", "beside": "done"}),
        ("skip", {"in": "done", "bad": "failed", "good": "done", "last": "done", "plan_b": "done", "beside": "done"}),
        ("branch", {"in": "done", "bad": "failed", "good": "skipped", "last": "skipped", "plan_b": "done", "beside": "done"}),
    ],
)
async def test_what_follows_a_failed_node_is_for_the_node_to_say(engine: Engine, on_error: str, expected: dict[str, str]) -> None:
    """It stops what follows, is passed over, or hands its own rows to those that are there for the error; beside it all goes on."""
    nodes = [
        ("in", "import", pasted(*SHOPS)), ("bad", "fails", {}, on_error), ("good", "tag"), ("last", "sort"), ("plan_b", "tag"),
        ("beside", "sort"),
    ]  # fmt: skip
    on = ("error",) if on_error == "branch" else ()
    edges = [("in", "bad"), ("bad", "good"), ("good", "last"), ("bad", "plan_b", *on), ("in", "beside")]
    pipeline = await run(engine, drawn(nodes, *edges))
    assert statuses(pipeline) == expected
    assert pipeline.status is PipelineStatus.FAILED
    assert "bad" in str(pipeline.error_message)
    if expected["plan_b"] == "done":
        assert [row["nom"] for row in await rows_of(engine, pipeline, "plan_b")] == ["Boulangerie Paul", "Garage Max"]


async def test_a_branch_for_errors_is_left_out_where_there_was_none(engine: Engine) -> None:
    """What is there for the error of a node that went well is skipped, and the pipeline is done."""
    nodes = [("in", "import", pasted(*SHOPS)), ("tag", "tag", {}, "branch"), ("plan_b", "sort"), ("good", "sort")]
    pipeline = await run(engine, drawn(nodes, ("in", "tag"), ("tag", "plan_b", "error"), ("tag", "good", "success")))
    assert statuses(pipeline) == {"in": "done", "tag": "done", "plan_b": "skipped", "good": "done"}
    assert pipeline.status is PipelineStatus.DONE


async def test_more_nodes_than_are_looked_up_at_once_all_begin(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One import is taken by five steps at once: one ring tells of all of them, and none is forgotten because it came last."""
    monkeypatch.setattr(pipeline_steps, "_MOST_DUE", 2)
    nodes = [("in", "import", pasted(*SHOPS)), *((f"sort{place}", "sort") for place in range(5))]
    pipeline = await run(engine, drawn(nodes, *(("in", f"sort{place}") for place in range(5))))
    assert set(statuses(pipeline).values()) == {"done"}


async def test_nothing_left_to_do_is_no_failure_but_a_missing_column_is(engine: Engine) -> None:
    """Where a filter keeps no row, those after it are done with none; where rows have no names, a node that needs them fails."""
    nodes = [
        ("in", "import", pasted(*SHOPS)),
        ("none", "filter", {"require_email": True, "rating_min": 5}),
        ("tag", "tag"),
        ("end", "sort"),
    ]
    pipeline = await run(engine, drawn(nodes, ("in", "none"), ("none", "tag"), ("tag", "end")))
    assert statuses(pipeline) == {"in": "done", "none": "done", "tag": "done", "end": "done"}, pipeline.steps
    assert pipeline.output_job_id is not None
    nodes = [("in", "import", pasted({"colour": "red"})), ("tag", "tag")]
    pipeline = await run(engine, drawn(nodes, ("in", "tag")))
    assert statuses(pipeline) == {"in": "done", "tag": "failed"}
    assert "nom" in str(pipeline.steps[1].error_message)


async def test_a_root_that_can_not_be_made_is_said_by_its_path_and_nothing_is_there(engine: Engine) -> None:
    """A config that won't do is a fault of the definition, and neither pipeline nor job is left behind."""
    before = await engine.appliance.read(
        lambda tx: (tx.pipelines.count(engine.caller.workspace_id, status=None), tx.jobs.last_key_of_any_workspace())
    )
    with pytest.raises(InvalidInput) as fault:
        await make(engine, drawn([("in", "import", {"source": "elsewhere"})]))
    assert [issue.path for issue in fault.value.issues] == ["definition.nodes.0.config.source"]
    after = await engine.appliance.read(
        lambda tx: (tx.pipelines.count(engine.caller.workspace_id, status=None), tx.jobs.last_key_of_any_workspace())
    )
    assert before == after


async def test_cancelling_ends_what_runs_and_never_begins_what_waits(engine: Engine) -> None:
    """A cancelled pipeline has nothing under way any more, and a retry of the node goes on from there."""
    nodes = [("in", "import", pasted(*SHOPS)), ("wait", "waits"), ("end", "sort"), ("beside", "sort")]
    async with engine.running():
        pipeline = await make(engine, drawn(nodes, ("in", "wait"), ("wait", "end"), ("in", "beside")))
        with pytest.raises(PipelineRunning):
            await engine.appliance.pipelines.retry(engine.caller, pipeline.public_id, "wait")
        await until(engine, pipeline, lambda now: (statuses(now)["wait"], statuses(now)["beside"]) == ("running", "done"))
        await engine.appliance.pipelines.cancel(engine.caller, pipeline.public_id)
        pipeline = await over(engine, pipeline)
        assert statuses(pipeline) == {"in": "done", "wait": "cancelled", "end": "cancelled", "beside": "done"}
        assert pipeline.status is PipelineStatus.CANCELLED
        with pytest.raises(NodeNotRun):
            await engine.appliance.pipelines.retry(engine.caller, pipeline.public_id, "end")
        again = await engine.appliance.pipelines.retry(engine.caller, pipeline.public_id, "beside")
        assert statuses(again)["wait"] == "cancelled"
        assert (await over(engine, again)).status is PipelineStatus.CANCELLED


async def test_running_again_makes_new_jobs_and_leaves_the_old_ones(engine: Engine) -> None:
    """Each run has jobs of its own, all under the pipeline's id."""
    nodes = [("in", "import", pasted(*SHOPS)), ("end", "sort")]
    pipeline = await make(engine, drawn(nodes, ("in", "end")), start=False)
    assert (pipeline.status, pipeline.run_count) == (PipelineStatus.PENDING, 0)
    async with engine.running():
        for count in (1, 2):
            pipeline = await over(engine, await engine.appliance.pipelines.run(engine.caller, pipeline.public_id, "en"))
            assert (pipeline.status, pipeline.run_count) == (PipelineStatus.DONE, count)
    wanted = {"status": None, "job_type": None, "pipeline_id": pipeline.public_id}
    jobs = await engine.appliance.read(lambda tx: tx.jobs.page(engine.caller.workspace_id, **wanted, limit=10, offset=0))
    assert [job.status for job in jobs] == [JobStatus.DONE] * 4
    assert all(job.is_spawned for job in jobs)


async def test_two_who_look_at_once_make_one_job(engine: Engine) -> None:
    """A node that two find due gets one job, and a node that is no longer due gets none."""
    nodes = [("in", "import", pasted(*SHOPS)), ("end", "sort")]
    pipeline = await make(engine, drawn(nodes, ("in", "end")))
    one = engine.appliance
    shop = Workshop(runs=one.job_runs, plans=one.job_plans, pool=one.pool, office=one.office, clock=one.clock, patience=engine.patience)
    task = asyncio.create_task(Dispatcher(shop, one.store.bell).dispatch())
    await until(engine, pipeline, lambda now: now.steps[1].status is NodeStatus.DUE)
    assert await asyncio.gather(one.pipeline_steps.begin_due(), one.pipeline_steps.begin_due()) == [False, False]
    assert (await over(engine, pipeline)).status is PipelineStatus.DONE
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    wanted = {"status": None, "job_type": None, "pipeline_id": pipeline.public_id}
    assert await one.read(lambda tx: tx.jobs.count(engine.caller.workspace_id, **wanted)) == 2


async def test_a_full_disk_puts_a_node_off_and_loses_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the disk has no room a node stays due; once there is some it gets its job."""

    def no_room(_least_mb: int) -> None:
        raise DiskFull

    nodes = [("in", "import", pasted(*SHOPS)), ("end", "sort")]
    pipeline = await make(engine, drawn(nodes, ("in", "end")))
    async with engine.running():
        with monkeypatch.context() as full:
            full.setattr(engine.appliance.folder.__class__, "require_room", lambda _self, least_mb: no_room(least_mb))
            await until(engine, pipeline, lambda now: now.steps[1].status is NodeStatus.DUE)
            assert await engine.appliance.pipeline_steps.begin_due()
        assert not await engine.appliance.pipeline_steps.begin_due()
        assert (await over(engine, pipeline)).status is PipelineStatus.DONE


async def test_a_node_is_tried_again_from_where_it_was_and_charges_nobody_twice(tmp_path: Path) -> None:
    """Where credits end in the middle of drawing, a retry draws the rest alone, and what follows gets all rows."""
    async with open_engine(tmp_path, credit_count=3) as engine:
        filled = await engine.make_list()
        people = [{"first_name": f"Sam {n}", "company": "Acme"} for n in range(5)]
        nodes = [("in", "import", pasted(*people)), ("draw", "personalise", {"list_id": filled.public_id}), ("end", "sort")]
        pipeline = await run(engine, drawn(nodes, ("in", "draw"), ("draw", "end")))
        assert statuses(pipeline) == {"in": "done", "draw": "failed", "end": "skipped"}
        assert pipeline.steps[1].error_message == "insufficient_credits"
        await engine.appliance.credits.grant(engine.caller, 10, "more")
        async with engine.running():
            pipeline = await over(engine, await engine.appliance.pipelines.retry(engine.caller, pipeline.public_id, "draw"))
        assert statuses(pipeline) == {"in": "done", "draw": "done", "end": "done"}
        rows = await rows_of(engine, pipeline, "end")
        assert len({row["tracking_id"] for row in rows}) == 5
        assert await engine.appliance.read(lambda tx: tx.credits.balance(engine.caller.workspace_id)) == 8


async def test_a_pipeline_that_is_refused_leaves_no_file(engine: Engine) -> None:
    """A long pasted table is set aside as a file; where a root, or what a later node names, won't do, the file goes too."""
    long = {"text": "nom\n" + "Boulangerie Paul\n" * 10_000}
    uploads = engine.appliance.folder.uploads
    before = set(uploads.glob("*"))
    with pytest.raises(ListNotFound):
        await make(engine, drawn([("in", "import", long), ("draw", "personalise", {"list_id": str(uuid4())})], ("in", "draw")))
    with pytest.raises(InvalidInput):
        await make(engine, drawn([("in", "import", long), ("too", "import", {"source": "elsewhere"})]))
    assert set(uploads.glob("*")) == before
