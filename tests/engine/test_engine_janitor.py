"""The janitor, by a clock that is turned."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import House, OpenHouse, Tenant
from rows import make_lead

from outhost.domain.clock import Clock, SystemClock
from outhost.domain.lists import LeadList
from outhost.domain.replies import Slot
from outhost.operations.lists import PURGE_BATCH
from outhost.store.transactions import Tx

MINUTE = timedelta(minutes=1)


class RoundsClock(TurnedClock):
    """A clock by which the janitor alone sleeps for an hour: each time it lies down, a round is over."""

    rounds = 0

    async def sleep_until(self, moment: datetime) -> None:
        """Return when the hands are at `moment`."""
        self.rounds += moment - self.now() >= 60 * MINUTE
        await super().sleep_until(moment)


async def test_orphans_are_swept_once_they_are_an_hour_old(tmp_path: Path, open_house: OpenHouse) -> None:
    """A refused or broken-off lead left a picture behind: it goes with the first round after its hour, and no other picture does."""
    clock = RoundsClock()
    async with open_house(tmp_path, clock=clock) as house, _moved_in(house) as tenant:
        kept = await _add_lead(tenant, await tenant.make_list())
        await until(lambda: clock.rounds == 1)
        _put(house, kept, clock)
        _put(house, "naiab0000000000001", clock)
        clock.turn(MINUTE)
        _put(house, "naiab0000000000002", clock)
        clock.turn(59 * MINUTE)
        await until(lambda: clock.rounds == 2)
        assert _images(house) == {kept, "naiab0000000000002"}
        clock.turn(60 * MINUTE)
        await until(lambda: clock.rounds == 3)
        assert _images(house) == {kept}


async def test_orphans_of_a_crash_are_swept_at_the_start(tmp_path: Path, open_house: OpenHouse) -> None:
    """The machine died between picture and row, hours ago: the next start cleans up, unfinished files too."""
    clock = RoundsClock()
    async with open_house(tmp_path, clock=clock) as house:
        await until(lambda: clock.rounds == 1)
        path = _put(house, "naiab0000000000001", clock)
        _put(house, "naiab0000000000002", clock).rename(path.with_name("naiab0000000000002.png.00112233.unfinished"))
    clock.turn(timedelta(hours=2))
    async with open_house(tmp_path, clock=clock):
        await until(lambda: clock.rounds == 2)
    assert list(path.parent.iterdir()) == []


async def test_expired_replies_are_forgotten(tmp_path: Path, open_house: OpenHouse) -> None:
    """A day later nothing is kept of the answers to idempotent requests."""
    clock = RoundsClock()
    async with open_house(tmp_path, clock=clock) as house, _moved_in(house) as tenant:
        await house.appliance.store.write(_keep_replies, tenant, 1200)
        await until(lambda: clock.rounds == 1)
        clock.turn(timedelta(hours=23))
        await until(lambda: clock.rounds == 2)
        assert await _count(house, "replies") == 1200
        clock.turn(timedelta(hours=1))
        await until(lambda: clock.rounds == 3)
        assert await _count(house, "replies") == 0


async def test_a_long_list_is_swept_up_in_batches_after_it_was_deleted(tmp_path: Path, open_house: OpenHouse) -> None:
    """I delete a list of a thousand leads: it is gone at once, and its rows and images follow a few at a time, those of no other list."""
    async with open_house(tmp_path) as house, _moved_in(house) as tenant:
        doomed, other = await tenant.make_list(), await tenant.make_list()
        tracking_id = await _add_lead(tenant, other)
        await _furnish(house, doomed, SystemClock())
        answer = await tenant.client.delete(f"/v1/lists/{doomed.public_id}")
        assert answer.status_code == 200
        seen = {await _count(house, "leads") - 1}
        while await _count(house, "lists") > 1:
            seen.add(await _count(house, "leads") - 1)
        assert all(count % PURGE_BATCH == 0 for count in seen)
        await until(lambda: _images(house) == {tracking_id})
        assert await _count(house, "leads") == 1
        assert (await tenant.client.get(f"/v1/lists/{other.public_id}")).json()["lead_count"] == 1


async def test_a_sweep_that_a_restart_broke_off_is_finished(tmp_path: Path, open_house: OpenHouse) -> None:
    """The server stopped in the middle of sweeping up; the next one does the rest."""
    clock = RoundsClock()
    async with open_house(tmp_path, clock=clock) as house, _moved_in(house) as tenant:
        await until(lambda: clock.rounds == 1)
        doomed = await tenant.make_list()
        await _furnish(house, doomed, clock)
        await house.appliance.store.write(_begin_to_purge, tenant, doomed)
        assert await _count(house, "leads") == 1000 - PURGE_BATCH
    clock.turn(timedelta(hours=2))
    async with open_house(tmp_path, clock=clock) as house:
        await until(lambda: clock.rounds == 2)
        assert [await _count(house, table) for table in ("lists", "leads", "lead_gaps")] == [0, 0, 0]
        # The rows of the first batch went without their files, as in a crash: those are orphans, and old by now.
        assert not _images(house)


async def test_a_round_that_fails_does_not_end_the_next(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One chore went wrong: it is in the log, the others are done, the server is well, and an hour later that one works again."""
    clock = RoundsClock()
    async with open_house(tmp_path, clock=clock) as house, _moved_in(house) as tenant:
        await until(lambda: clock.rounds == 1)
        await house.appliance.store.write(_keep_replies, tenant, 10)
        _put(house, "naiab0000000000001", clock)
        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
            broken.setattr(type(house.appliance.leads), "sweep_orphans", _fail)
            clock.turn(timedelta(hours=25))
            await until(lambda: clock.rounds == 2)
        assert await _count(house, "replies") == 0
        assert "A chore of the janitor's round failed" in caplog.text
        assert house.appliance.tasks.is_well
        assert _images(house)
        clock.turn(timedelta(hours=1))
        await until(lambda: clock.rounds == 3)
        assert not _images(house)


async def test_a_deleted_list_is_deleted_even_when_its_files_resist(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk refuses to let go of a picture: my list is gone all the same, and the janitor takes the picture when it can."""
    clock = RoundsClock()
    async with open_house(tmp_path, clock=clock) as house, _moved_in(house) as tenant:
        await until(lambda: clock.rounds == 1)
        doomed = await tenant.make_list()
        _put(house, await _add_lead(tenant, doomed), clock)
        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
            broken.setattr(type(house.appliance.images), "delete", _refuse)
            assert (await tenant.client.delete(f"/v1/lists/{doomed.public_id}")).status_code == 200
        assert "the next sweep tries again" in caplog.text
        assert (await tenant.client.get(f"/v1/lists/{doomed.public_id}")).status_code == 404
        assert len(_images(house)) == 1
        clock.turn(timedelta(hours=1))
        await until(lambda: clock.rounds == 2)
        assert not _images(house)


async def until(is_so: Callable[[], bool]) -> None:
    """Give way to the tasks in the background until something is so."""
    async with asyncio.timeout(120):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens on threads and on disk
            await asyncio.sleep(0)


@asynccontextmanager
async def _moved_in(house: House) -> AsyncIterator[Tenant]:
    tenant = await house.move_in()
    async with tenant.client:
        yield tenant


async def _add_lead(tenant: Tenant, made: LeadList) -> str:
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {}})
    assert answer.status_code == 200
    return str(answer.json()["tracking_id"])


async def _furnish(house: House, made: LeadList, clock: Clock) -> None:
    """Add a thousand leads with files of a few bytes for images, in works of a size that holds nobody up."""
    for _ in range(4):
        for tracking_id in await house.appliance.store.write(_make_leads, made, 250):
            _put(house, tracking_id, clock)


def _make_leads(tx: Tx, made: LeadList, count: int) -> list[str]:
    return [make_lead(tx, made.id, {"first_name": "Sam", "company": None}).tracking_id for _ in range(count)]


def _begin_to_purge(tx: Tx, tenant: Tenant, doomed: LeadList) -> None:
    tx.lists.mark_deleted(tenant.workspace_id, doomed.public_id)
    tx.leads.delete_some(doomed.id, PURGE_BATCH)


def _keep_replies(tx: Tx, tenant: Tenant, count: int) -> None:
    for number in range(count):
        tx.replies.put(tenant.workspace_id, Slot(method="POST", path="/", key=str(number), body_digest=b""), b"")


async def _count(house: House, table: str) -> int:
    row = await house.appliance.read(lambda tx: tx.one(f"SELECT count(*) AS n FROM {table}"))
    assert row is not None
    return int(row["n"])


def _put(house: House, tracking_id: str, clock: Clock) -> Path:
    """Write an image, or set the time of one that is there."""
    path = house.appliance.folder.images / tracking_id[3:5] / f"{tracking_id}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(b"picture")
    os.utime(path, (clock.now().timestamp(), clock.now().timestamp()))
    return path


def _images(house: House) -> set[str]:
    return {path.stem for path in house.appliance.folder.images.glob("*/*")}


async def _fail(_leads: object) -> int:
    raise OSError("the disk is asleep")


def _refuse(_images: object, _tracking_id: str) -> None:
    raise PermissionError("the file is held")
