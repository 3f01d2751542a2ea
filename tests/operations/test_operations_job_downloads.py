"""Results as files: whole, in every format, and only when there are some."""

import asyncio
import json
from contextlib import aclosing

import pytest
from houses import Tenant

from outhost.domain.errors import JobStillLive, NoRows, NotVisible
from outhost.domain.jobs import CHANGED, Job, JobStatus
from outhost.domain.modules import Module
from outhost.domain.searches import RowSearch
from outhost.exports.formats import Format
from outhost.operations.job_drafts import NewJob
from outhost.operations.job_results import Window

PATIENCE_SECONDS = 60
PEOPLE = [{"name": "Ada", "email": "ada@acme.example"}, {"name": "=1+1", "email": None}, {"name": "Zoé", "email": "zoe@acme.example"}]


async def module(tenant: Tenant, slug: str = "filter") -> Module:
    """Give a module of the house."""
    return await tenant.house.appliance.modules.runnable(slug)


async def ended(tenant: Tenant, job: Job) -> Job:
    """Give a job as it is when it has ended."""
    appliance = tenant.house.appliance
    async with asyncio.timeout(PATIENCE_SECONDS):
        with appliance.store.bell.sleeper(CHANGED) as sleeper:
            while (now := await appliance.read(lambda tx: tx.jobs.find(tenant.workspace_id, job.public_id))) and now.status.is_live:
                await sleeper.woken()
    assert now is not None
    return now


async def kept_people(tenant: Tenant) -> Job:
    """Have people filtered by no rule, which gives them as they came."""
    new = NewJob(module=await module(tenant), params={}, items=PEOPLE)
    job = await ended(tenant, await tenant.house.appliance.jobs.create(tenant.caller, new))
    assert job.status is JobStatus.DONE, job.error_message
    return job


async def file_of(tenant: Tenant, job: Job, wanted: Format, **options: bool) -> bytes:
    """Give all of a download."""
    async with aclosing(tenant.house.appliance.job_downloads.write(job, wanted, **options)) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def test_rows_come_in_the_wanted_form(tenant: Tenant) -> None:
    """CSV opens safely in a spreadsheet unless told otherwise; JSON keeps what is nothing."""
    job = await kept_people(tenant)
    assert await tenant.house.appliance.job_downloads.find(tenant.caller, job.public_id) == job
    table = await file_of(tenant, job, Format.CSV)
    assert table.startswith('\ufeff"name";"email"\r\n'.encode())
    assert b'"\'=1+1"' in table
    assert b'"=1+1"' in await file_of(tenant, job, Format.CSV, is_raw=True)
    rows = json.loads(await file_of(tenant, job, Format.JSON))
    assert sorted(row["name"] for row in rows) == ["=1+1", "Ada", "Zoé"]
    assert {"name": "=1+1", "email": None} in rows
    assert [json.loads(line) for line in (await file_of(tenant, job, Format.JSONL)).splitlines()] == rows


async def test_where_values_came_from_stands_beside_them_on_request(tenant: Tenant) -> None:
    """Only columns of which something is known get columns of their own."""
    job = await kept_people(tenant)
    found = {"email": {"source": "https://acme.example/", "method": "html", "at": None, "snippet": "write to"}}

    def know(tx):  # noqa: ANN001, ANN202 - a function of a Tx
        key = tx.job_rows.after(job.key, 0, limit=1)[0][0]
        tx.run("UPDATE job_rows SET provenance = :found WHERE key = :key", found=json.dumps(found), key=key)
        tx.jobs.put(job.key, has_provenance=1)

    await tenant.house.appliance.store.write(know)
    job = await tenant.house.appliance.job_downloads.find(tenant.caller, job.public_id)
    plain, beside = [json.loads(await file_of(tenant, job, Format.JSON, has_provenance=told)) for told in (False, True)]
    assert set(plain[0]) == {"name", "email"}
    assert list(beside[0]) == ["name", "email", "email__source", "email__method", "email__at", "email__snippet"]
    assert [row["email__source"] for row in beside] == ["https://acme.example/", None, None]


async def test_what_has_no_file_is_refused(tenant: Tenant) -> None:
    """A job that is not over, one without rows, one whose rows are gone, and none at all."""
    appliance = tenant.house.appliance
    job = await kept_people(tenant)
    held = {"lease_holder": "somebody", "lease_until": "2100-01-01T00:00:00.000000Z"}
    for changed, refusal in (
        ({"status": JobStatus.RUNNING, **held}, JobStillLive),
        ({"status": JobStatus.EXPIRED, "lease_holder": None, "lease_until": None}, NoRows),
        ({"status": JobStatus.DONE, "results_count": 0}, NoRows),
        ({"status": JobStatus.FAILED}, NoRows),
    ):
        await appliance.store.write(lambda tx, values=changed: tx.jobs.put(job.key, **values))
        with pytest.raises(refusal):
            await appliance.job_downloads.find(tenant.caller, job.public_id)
    await appliance.store.write(lambda tx: tx.jobs.put(job.key, status=JobStatus.CANCELLED, results_count=3))
    assert await appliance.job_downloads.find(tenant.caller, job.public_id)
    with pytest.raises(NotVisible):
        await appliance.job_downloads.find(tenant.caller, "j_0")


async def test_slow_readers_of_one_workspace_leave_room_for_others(tenant: Tenant) -> None:
    """However many files somebody begins to read and leaves, rows are searched and files are read meanwhile, and theirs come in turn."""
    job = await kept_people(tenant)
    appliance = tenant.house.appliance
    slow = [appliance.job_downloads.write(job, Format.CSV) for _ in range(40)]
    heads = [asyncio.ensure_future(anext(one)) for one in slow]
    await asyncio.wait(heads, return_when=asyncio.FIRST_COMPLETED)
    neighbour = await tenant.house.move_in()
    async with asyncio.timeout(PATIENCE_SECONDS), neighbour.client:
        window = Window(search=RowSearch("zoe"), limit=9, offset=0)
        assert (await appliance.job_results.page(tenant.caller, job.public_id, window)).total == 1
        assert await file_of(neighbour, await kept_people(neighbour), Format.JSON)
        for one, head in zip(slow, heads, strict=True):
            assert await head
            await one.aclose()
