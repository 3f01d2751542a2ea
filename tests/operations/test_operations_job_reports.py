"""Reports on a job: how it is at once, then whenever it went on, until its end."""

import asyncio
from contextlib import aclosing

import pytest
from houses import Tenant

from outhost.domain.errors import NotVisible
from outhost.domain.jobs import FrameKind, JobStatus
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import NewJob
from outhost.operations.job_reports import Report

PATIENCE_SECONDS = 60
PEOPLE = [{"company": f"Acme {number}", "note": number % 5} for number in range(50)]


async def followed(tenant: Tenant, public_id: str, caller: Caller | None = None) -> list[Report]:
    """Follow a job to its end."""
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        aclosing(tenant.house.appliance.job_reports.follow(caller or tenant.caller, public_id)) as all_,
    ):
        return [reports async for reports in all_]


async def made(tenant: Tenant) -> str:
    """Make a job that warns of a column that is not there."""
    appliance = tenant.house.appliance
    new = NewJob(module=await appliance.modules.runnable("filter"), params={"require_email": True}, items=PEOPLE)
    return (await appliance.jobs.create(tenant.caller, new)).public_id


async def test_a_job_is_followed_to_its_end(tenant: Tenant) -> None:
    """It only goes forward, each line of its log is told once and in order, and the last says that it is done."""
    public_id = await made(tenant)
    reports = await followed(tenant, public_id)
    assert reports[0].job.public_id == public_id
    assert (reports[-1].job.status, reports[-1].job.results_count) == (JobStatus.DONE, 50)
    points = [one.job.points_done for one in reports]
    assert points == sorted(points)
    frames = [frame for one in reports for frame in one.frames]
    assert [frame.number for frame in frames] == sorted({frame.number for frame in frames})
    assert frames[-1].kind is FrameKind.DONE
    assert any("email" in frame.message for frame in frames)


async def test_who_comes_late_is_told_all_at_once(tenant: Tenant) -> None:
    """A job that is over has one report, with its whole log."""
    public_id = await made(tenant)
    before = await followed(tenant, public_id)
    (only,) = await followed(tenant, public_id)
    assert list(only.frames) == [frame for one in before for frame in one.frames]


async def test_a_stranger_s_job_is_not_there(tenant: Tenant) -> None:
    """Neither is one that was never made."""
    stranger = await tenant.house.move_in()
    public_id = await made(tenant)
    for caller, name in ((stranger.caller, public_id), (tenant.caller, "j_0")):
        with pytest.raises(NotVisible):
            await followed(tenant, name, caller)
    await stranger.client.aclose()
    await followed(tenant, public_id)
