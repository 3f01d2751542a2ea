"""Rows that become leads and images: paid for one by one, and exactly once, whatever comes in between."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from engines import Engine, open_engine

from outhost.domain.jobs import Job, JobStatus
from outhost.domain.lists import LeadList
from outhost.operations.desk import Desk
from outhost.operations.leads import DrawnLead, Leads
from outhost.store.transactions import Tx


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """An engine whose workspace has a thousand credits."""
    async with open_engine(tmp_path) as opened:
        yield opened


def people(count: int) -> list[dict[str, object]]:
    """Make rows of people who are told apart by their names."""
    return [{"first_name": f"Sam {number}", "company": "Acme"} for number in range(count)]


async def personalise(engine: Engine, filled: LeadList, rows: list[dict[str, object]]) -> Job:
    """Create a job that fills a list from rows."""
    return await engine.create("personalise", rows, params={"list_id": filled.public_id})


async def check_money(engine: Engine, filled: LeadList, leads: list[str], *, balance: int) -> None:
    """See that there are exactly these leads, each with its image and one charge, and nothing beside."""
    names, ids, found, ledger, charges = await engine.appliance.read(_books, engine, filled)
    assert sorted(names) == sorted(leads)
    assert (found, ledger) == (balance, balance)
    assert charges == len(leads)
    files = {path.name.partition(".")[0] for path in engine.appliance.folder.images.glob("*/*")}
    assert files == set(ids)


def _books(tx: Tx, engine: Engine, filled: LeadList) -> tuple[list[str], list[str], int, int, int]:
    leads = tx.all("SELECT variables, tracking_id FROM leads WHERE list_id = :id", id=filled.id)
    workspace = engine.caller.workspace_id
    ledger = tx.one(
        "SELECT ifnull(sum(delta), 0) AS total, ifnull(sum(reason = 'lead'), 0) AS n FROM credit_entries WHERE workspace_id = :id",
        id=workspace,
    )
    assert ledger is not None
    names = [json.loads(row["variables"])["first_name"] for row in leads]
    return names, [row["tracking_id"] for row in leads], tx.credits.balance(workspace), ledger["total"], ledger["n"]


async def test_every_row_becomes_a_lead_with_its_image(engine: Engine) -> None:
    """Each is charged once, and its row has the link."""
    filled = await engine.make_list()
    job = await personalise(engine, filled, people(60))
    async with engine.running():
        job = await engine.over(job)
    rows = await engine.rows(job)
    assert (job.status, len(rows)) == (JobStatus.DONE, 60)
    assert all(row["tracking_id"] in row["image_url"] for row in rows)
    await check_money(engine, filled, [f"Sam {number}" for number in range(60)], balance=940)


@pytest.mark.parametrize("credit_count", [1, 7, 50])
async def test_the_credits_end_in_the_middle_and_the_rest_comes_after_a_top_up(tmp_path: Path, credit_count: int) -> None:
    """As many images as there were credits, and the reason; resumed, it goes on, and nobody gets two."""
    async with open_engine(tmp_path, credit_count=credit_count) as engine:
        filled = await engine.make_list()
        job = await personalise(engine, filled, people(80))
        async with engine.running():
            job = await engine.over(job)
            assert (job.status, job.error_message, job.results_count) == (JobStatus.FAILED, "insufficient_credits", credit_count)
            done = [str(row["first_name"]) for row in await engine.rows(job)]
            await check_money(engine, filled, done, balance=0)
            await engine.appliance.credits.grant(engine.caller, 100)
            resumed = await engine.appliance.jobs.resume(engine.caller, job.public_id)
            assert resumed.units_planned == 80 - credit_count
            resumed = await engine.over(resumed)
        assert (resumed.status, resumed.results_count) == (JobStatus.DONE, 80)
        rows = await engine.rows(resumed)
        assert len({row["tracking_id"] for row in rows}) == 80
        await check_money(engine, filled, [f"Sam {number}" for number in range(80)], balance=20 + credit_count)


async def test_without_a_credit_nothing_is_drawn(tmp_path: Path) -> None:
    """The job says so at once, and every row is left for later."""
    async with open_engine(tmp_path, credit_count=0) as engine:
        filled = await engine.make_list()
        job = await personalise(engine, filled, people(5))
        async with engine.running():
            job = await engine.over(job)
        assert (job.status, job.error_message, job.results_count, job.error_count) == (JobStatus.FAILED, "insufficient_credits", 0, 0)
        await check_money(engine, filled, [], balance=0)


async def test_somebody_else_spends_the_credits_meanwhile(tmp_path: Path) -> None:
    """What was drawn and can't be paid for is removed; what is there adds up."""
    async with open_engine(tmp_path, credit_count=60) as engine:
        filled = await engine.make_list()
        job = await personalise(engine, filled, people(60))
        async with engine.running():
            await engine.until(job, lambda now: now.points_done >= 1)
            taken = await engine.appliance.read(lambda tx: tx.credits.balance(engine.caller.workspace_id)) // 2
            if taken:
                await engine.appliance.credits.revoke(engine.caller, taken)
            job = await engine.over(job)
        done = [str(row["first_name"]) for row in await engine.rows(job)]
        left = 60 - taken - len(done)
        assert (job.status, left) in {(JobStatus.FAILED, 0), (JobStatus.DONE, 0)}
        await check_money(engine, filled, done, balance=left)


async def test_a_stop_in_the_middle_charges_nobody_twice(engine: Engine) -> None:
    """Handed over and taken up again, time and again: each row has one image and one charge, and no image has no lead."""
    filled = await engine.make_list()
    job = await personalise(engine, filled, people(150))
    for least in (1, 50, 100):
        async with engine.running():
            await engine.until(job, lambda now, least=least: now.points_done >= least or not now.status.is_live)
    async with engine.running():
        job = await engine.over(job)
    assert (job.status, job.results_count, job.recoveries) == (JobStatus.DONE, 150, 0)
    await check_money(engine, filled, [f"Sam {number}" for number in range(150)], balance=850)


async def test_a_list_that_is_deleted_meanwhile_ends_the_job(engine: Engine) -> None:
    """With that reason; nothing more is charged, no image stays, and every row is left."""
    filled = await engine.make_list()
    job = await personalise(engine, filled, people(300))
    async with engine.running():
        await engine.until(job, lambda now: now.points_done >= 1)
        await engine.appliance.lists.delete(engine.caller, filled.public_id)
        job = await engine.over(job)
        assert (job.status, job.error_message) == (JobStatus.FAILED, "The list was deleted.")
        assert job.error_count == 0
    await engine.appliance.lists.purge_deleted()
    balance = await engine.appliance.read(lambda tx: tx.credits.balance(engine.caller.workspace_id))
    assert balance == 1000 - job.results_count
    await check_files(engine, 0)


async def test_a_job_is_over_only_when_what_was_drawn_for_nobody_is_gone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An image that is still being drawn when the job is cancelled is removed first: whoever sees the end sees no image too many."""
    draw, clear = Leads.draw_for, Desk.clear
    is_drawing, is_clearing, seen = asyncio.Event(), asyncio.Event(), []

    async def draw_slowly(leads: Leads, *what: Any) -> DrawnLead:
        is_drawing.set()
        await is_clearing.wait()
        return await draw(leads, *what)

    async def look_and_clear(desk: Desk) -> None:
        seen.append((await engine.look(job)).status)
        is_clearing.set()
        await clear(desk)

    monkeypatch.setattr(Leads, "draw_for", draw_slowly)
    monkeypatch.setattr(Desk, "clear", look_and_clear)
    job = await personalise(engine, await engine.make_list(), people(3))
    async with engine.running():
        await is_drawing.wait()
        await engine.appliance.jobs.cancel(engine.caller, job.public_id)
        job = await engine.over(job)
        await check_files(engine, 0)
    assert (job.status, seen[0]) == (JobStatus.CANCELLED, JobStatus.RUNNING)


async def check_files(engine: Engine, count: int) -> None:
    """See that there are so many images."""
    files = [path for path in engine.appliance.folder.images.glob("*/*") if path.is_file()]
    assert len(files) == count


async def test_somebody_who_wants_no_mail_costs_their_row_alone(engine: Engine) -> None:
    """A suppressed person gets no image and costs nothing; all the others do."""
    filled = await engine.make_list()
    await engine.appliance.suppressions.add(engine.caller, "sam7@example.com")
    rows = [row | {"email": f"sam{number}@example.com"} for number, row in enumerate(people(20))]
    job = await personalise(engine, filled, rows)
    async with engine.running():
        job = await engine.over(job)
    units = await engine.units(job)
    assert job.status is JobStatus.DONE
    assert [number for number, (status, _) in units.items() if status == "failed"] == [7]
    await check_money(engine, filled, [f"Sam {number}" for number in range(20) if number != 7], balance=981)
