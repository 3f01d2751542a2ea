"""The queues of jobs, as administrators see them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from jobs import make_job, over, rest
from outsend import Person, answer_of, books_of, events_of, move_in

from outhost.domain.jobs import JobKey, JobStatus
from outhost.domain.modules import Lane
from outhost.store.transactions import Tx


@pytest.fixture
async def house(tmp_path: Path, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing is run, by a clock that stands still."""
    async with open_house(tmp_path, clock=TurnedClock()) as opened:
        rest(opened)
        yield opened


async def test_what_waits_is_shown_in_the_order_in_which_it_runs(house: House) -> None:
    """Of each lane the job of the workspace with the fewest running, then the longest waiting; the engine takes them in this order."""
    async with move_in(house, is_admin=True) as busy, move_in(house) as idle:
        running = await _make(busy, JobStatus.RUNNING)
        waiting = [await _make(who, JobStatus.PENDING) for who in (busy, busy, idle, idle, idle)]
        assert isinstance(house.appliance.clock, TurnedClock)
        house.appliance.clock.turn(timedelta(seconds=90))
        queue = await answer_of(busy.client.get("/api/jobs/queue"))
        order = [waiting[place] for place in (2, 0, 3, 1, 4)]
        assert [item["id"] for item in queue["items"]] == [running, *order]
        assert queue["items"][0] | {"lease_until": None} == {
            "id": running, "job_type": "filter", "lane": "parallel", "status": "running", "workspace_id": busy.workspace_id,
            "workspace_name": queue["items"][0]["workspace_name"], "user_email": busy.user.email, "grid_points_count": 2,
            "processed_points": 2, "results_count": 2, "error_count": 0, "ef_cost": 0.0, "recoveries": 0,
            "lease_holder": "elsewhere", "lease_until": None, "created_at": "2026-05-10T19:00:00Z",
            "started_at": "2026-05-10T19:00:00Z", "completed_at": None,
        }  # fmt: skip
        assert queue["lanes"] == [
            {"lane": "extraction", "slots": 8, "running": 0, "pending": 0, "oldest_pending_seconds": None},
            {"lane": "parallel", "slots": 6, "running": 1, "pending": 5, "oldest_pending_seconds": 90},
        ]
        taken = [await house.appliance.store.write(_take) for _ in order]
        assert taken == order
        page = await answer_of(busy.client.get("/api/jobs/queue?limit=2&offset=1"))
        assert (len(page["items"]), page["total"]) == (2, 6)


async def test_whoever_has_an_extraction_running_comes_last(house: House) -> None:
    """One at a time for each person."""
    async with move_in(house, is_admin=True) as busy, move_in(house) as idle:
        running = [await _make(busy, JobStatus.RUNNING, lane=lane) for lane in (Lane.EXTRACTION, Lane.PARALLEL)]
        late, soon = [await _make(who, JobStatus.PENDING, lane=Lane.EXTRACTION) for who in (busy, idle)]
        assert [item["id"] for item in (await answer_of(busy.client.get("/api/jobs/queue")))["items"]] == [*running, soon, late]


async def test_jobs_of_all_workspaces_are_listed(house: House) -> None:
    """Newest first, by status, also those that are over; what was deleted is not."""
    async with move_in(house, is_admin=True) as admin, move_in(house) as other:
        jobs = [await _make(who, status) for who, status in ((admin, JobStatus.DONE), (other, JobStatus.FAILED), (other, JobStatus.DONE))]
        listed = await answer_of(admin.client.get("/api/admin/jobs"))
        assert ([item["id"] for item in listed["items"]], listed["total"]) == (jobs[::-1], 3)
        assert {item["user_email"] for item in listed["items"]} == {admin.user.email, other.user.email}
        done = await answer_of(admin.client.get("/api/admin/jobs?status=done"))
        assert [item["id"] for item in done["items"]] == [jobs[2], jobs[0]]
        await answer_of(other.client.delete(f"/api/jobs/{jobs[2]}"))
        assert (await answer_of(admin.client.get("/api/admin/jobs")))["total"] == 2
        assert (await admin.client.get("/api/admin/jobs?status=over")).status_code == 422


async def test_an_administrator_cancels_any_job(house: House) -> None:
    """It is cancelled as by its owner, who finds in their own book who did it."""
    async with move_in(house, is_admin=True) as admin, move_in(house) as other:
        job, ended = await _make(other, JobStatus.PENDING), await _make(other, JobStatus.DONE)
        shown = await answer_of(admin.client.post(f"/api/admin/jobs/{job}/cancel"))
        assert (shown["status"], (await over(house, other.workspace_id, job)).status) == ("cancelled", JobStatus.CANCELLED)
        assert ("job.cancel_asked", job, f"user:{admin.id}") in await events_of(other)
        before = await books_of(house, besides="sessions")
        assert (await admin.client.post(f"/api/admin/jobs/{ended}/cancel")).status_code == 400
        assert (await other.client.post(f"/api/admin/jobs/{ended}/cancel")).status_code == 403
        assert await books_of(house, besides="sessions") == before


async def _make(person: Person, status: JobStatus, **values: object) -> str:
    return (await person.house.appliance.store.write(make_job, person.workspace_id, person.id, status, **values)).public_id


def _take(tx: Tx) -> str:
    """Take the next job as the engine does."""
    job = tx.jobs.find_next_of_any_workspace(Lane.PARALLEL, JobKey(0))
    assert job is not None
    tx.jobs.claim(job.key, "here", tx.now + timedelta(days=1))
    return job.public_id
