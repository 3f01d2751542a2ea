"""The figures of a workspace over HTTP: what is there is counted, and nothing of anybody else's."""

from houses import SMALL_SPEC, House
from jobs import PEOPLE, make_job
from made_pipelines import make_pipeline
from made_veilles import watch
from outsend import answer_of, move_in

from outhost.domain.jobs import JobStatus
from outhost.domain.pipelines import PipelineStatus

NOTHING = {
    "credits": 1000,
    "lists": 0,
    "leads": 0,
    "image_bytes": 0,
    "jobs": {"pending": 0, "running": 0, "done": 0, "failed": 0, "cancelled": 0, "expired": 0},
    "pipelines": {"pending": 0, "running": 0, "done": 0, "failed": 0, "cancelled": 0},
    "veilles": {"active": 0, "paused": 0},
}


async def test_what_i_have_is_counted_and_nothing_of_others(house: House) -> None:
    """A lead with its image, jobs and pipelines by state, a veille that rests; whoever has nothing sees nothing."""
    async with move_in(house) as person, move_in(house) as other:
        assert await answer_of(person.client.get("/api/stats")) == NOTHING
        store = house.appliance.store
        made = await answer_of(person.client.post("/api/lists", json={"name": "Q2", "render_spec": SMALL_SPEC}))
        target = await house.appliance.leads.target(person.caller, made["list_id"])
        added = await house.appliance.leads.add(person.caller, target, {"first_name": "Sam"})
        for status in (JobStatus.FAILED, JobStatus.FAILED, JobStatus.EXPIRED):
            await store.write(make_job, person.workspace_id, person.id, status, PEOPLE, PEOPLE)
        await store.write(make_pipeline, person.workspace_id, person.id, PipelineStatus.RUNNING)
        veille = await watch(person)
        before = await answer_of(person.client.get("/api/stats"))
        await answer_of(person.client.patch(f"/api/veille/{veille.public_id}", json={"status": "paused"}))
        found = await answer_of(person.client.get("/api/stats"))
        assert await answer_of(other.client.get("/api/stats")) == NOTHING
    assert (found["credits"], found["lists"], found["leads"], found["image_bytes"]) == (999, 1, 1, added.lead.image_bytes)
    assert (found["jobs"]["failed"], found["jobs"]["expired"], found["pipelines"]["running"]) == (2, 1, 1)
    assert (before["veilles"], found["veilles"]) == ({"active": 1, "paused": 0}, {"active": 0, "paused": 1})


async def test_what_is_deleted_counts_no_longer(house: House) -> None:
    """A list and a job that I delete are gone from the figures at once."""
    async with move_in(house) as person:
        made = await answer_of(person.client.post("/api/lists", json={"name": "Q2", "render_spec": SMALL_SPEC}))
        job = await house.appliance.store.write(make_job, person.workspace_id, person.id)
        assert (await answer_of(person.client.get("/api/stats")))["jobs"]["done"] == 1
        await answer_of(person.client.delete(f"/api/lists/{made['list_id']}"))
        await answer_of(person.client.delete(f"/api/jobs/{job.public_id}"))
        assert await answer_of(person.client.get("/api/stats")) == NOTHING
