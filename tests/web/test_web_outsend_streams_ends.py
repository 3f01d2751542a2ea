"""How a stream ends before its job does: whoever may listen no longer hears so at the next beat, and nothing after it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from outsend import Person, join, move_in
from stages import Ear, Play, lines, listen, play
from victims import outhost, start
from waiting import turned

from outhost.domain.workspaces import Role

BEAT = timedelta(seconds=15)
Deed = Callable[[Person, Play], Awaitable[object]]


@pytest.fixture
def clock() -> TurnedClock:
    """A clock that the test turns."""
    return TurnedClock()


@pytest.fixture
async def quiet(tmp_path: Path, open_house: OpenHouse, clock: TurnedClock) -> AsyncIterator[House]:
    """A house by that clock."""
    async with open_house(tmp_path, clock=clock) as opened:
        yield opened


async def ready(ear: Ear, job: Play, clock: TurnedClock) -> None:
    """Wait until a stream is live: it tells what is said now."""
    await job.say("Live.")
    await turned(clock, timedelta(seconds=1), ear.until("log"))


async def test_silence_is_broken_every_fifteen_seconds(quiet: House, clock: TurnedClock) -> None:
    """Nothing happens for minutes: a comment keeps the line open, and no frame comes of it."""
    async with move_in(quiet) as owner:
        job = await play(owner)
        async with listen(owner.client, job.path) as ear:
            await ready(ear, job, clock)
            for _ in range(4):
                clock.turn(BEAT)
                await ear.beat()
            await job.end()
            clock.turn(timedelta(seconds=1))
            assert (await ear.all())[-1].event == "done"


async def _log_out(member: Person, _job: Play) -> None:
    assert (await member.client.post("/api/auth/logout")).status_code == 200


async def _lose_membership(member: Person, _job: Play) -> None:
    await member.house.appliance.store.write(
        lambda tx: tx.run("DELETE FROM members WHERE user_id = :user AND workspace_id = :id", user=member.id, id=member.workspace_id)
    )


async def _be_deactivated(member: Person, _job: Play) -> None:
    await member.house.appliance.users.deactivate(member.user.email)


async def _act_elsewhere(member: Person, _job: Play) -> None:
    own = (await member.client.get("/api/auth/me")).json()["user"]["workspaces"]
    other = next(one["id"] for one in own if one["id"] != member.workspace_id)
    assert (await member.client.post(f"/api/workspaces/{other}/switch")).status_code == 200


async def _delete_job(_member: Person, job: Play) -> None:
    await job.put(is_deleted=1)


async def _let_expire(_member: Person, job: Play) -> None:
    await job.put(status="expired", lease_holder=None)


ENDS: dict[str, tuple[Deed, str, str]] = {
    "the session ended": (_log_out, "unauthorized", "Log in"),
    "the membership ended": (_lose_membership, "forbidden", "workspace"),
    "the account was deactivated": (_be_deactivated, "forbidden", "deactivated"),
    "the session went to another workspace": (_act_elsewhere, "forbidden", "another workspace"),
    "the job was deleted": (_delete_job, "not_found", "nothing of yours"),
    "the retention ended": (_let_expire, "expired", "retention"),
}


@pytest.mark.parametrize("case", ENDS)
async def test_a_stream_ends_when_it_may_not_go_on(quiet: House, clock: TurnedClock, case: str) -> None:
    """Something took my right to listen: within fifteen seconds an `error` frame says what, and I hear nothing that is said later."""
    deed, code, says = ENDS[case]
    async with move_in(quiet) as host, join(host, Role.VIEWER) as member:
        job = await play(host)
        async with listen(member.client, job.path) as ear:
            await ready(ear, job, clock)
            await deed(member, job)
            clock.turn(BEAT)
            heard = await ear.all()
            await job.say("Not for you.")
    assert [frame.event for frame in heard] == ["error"]
    assert heard[0].data.keys() == {"code", "message"}
    assert heard[0].data["code"] == code
    assert says in heard[0].data["message"], heard


async def test_a_revoked_key_ends_the_stream_of_everything(quiet: House, clock: TurnedClock) -> None:
    """A key was revoked while a program listened with it: `unauthorized`, in the program's language, about no job."""
    async with move_in(quiet) as owner:
        job, key = await play(owner), await owner.make_key()
        async with owner.with_key(key) as client, listen(client, "/api/stream", **{"Accept-Language": "fr"}) as ear:
            await ready(ear, job, clock)
            await quiet.appliance.store.write(lambda tx: tx.run("DELETE FROM access_keys"))
            clock.turn(BEAT)
            heard = await ear.all()
    assert [(frame.event, frame.data["code"]) for frame in heard] == [("error", "unauthorized")]
    assert {name: heard[0].data[name] for name in ("job_id", "pipeline_id", "veille_id")} == {
        "job_id": None, "pipeline_id": None, "veille_id": None,
    }  # fmt: skip
    assert "Connectez-vous" in heard[0].data["message"]


@pytest.mark.parametrize("path", ["{job}", "/api/stream"])
async def test_a_stream_lasts_six_hours_at_most(quiet: House, clock: TurnedClock, path: str) -> None:
    """I have listened for six hours: the stream ends with `timeout`, and I go on from where I was with a new one."""
    async with move_in(quiet) as owner:
        job = await play(owner)
        async with listen(owner.client, path.format(job=job.path)) as ear:
            await ready(ear, job, clock)
            clock.turn(timedelta(hours=5, minutes=59))
            await ear.beat()
            clock.turn(timedelta(minutes=1))
            heard = await ear.all()
        await job.say("After it.")
        async with listen(owner.client, job.path, after=ear.last_id) as again:
            assert lines(await again.until("log")) == ["After it."]
    assert [(frame.event, frame.data["code"]) for frame in heard] == [("error", "timeout")]


async def test_a_clock_that_is_put_back_stops_nothing(quiet: House, clock: TurnedClock) -> None:
    """Somebody sets the machine's clock back by a day: what is said is still told, and silence is still broken."""
    async with move_in(quiet) as owner:
        job = await play(owner)
        async with listen(owner.client, "/api/stream") as ear:
            await ready(ear, job, clock)
            clock.turn(-timedelta(days=1))
            await job.say("Yesterday.", points=1)
            assert "Yesterday." in lines(await turned(clock, BEAT, ear.until("log")))
            await turned(clock, BEAT, ear.sign())
            if ear.frames[-1].event != "status":  # it was the silence that was broken first
                await turned(clock, BEAT, ear.until("status"))
            assert ear.frames[-1].data["processed_points"] == 1
            await turned(clock, BEAT, ear.beat())
            await job.end()
            assert (await turned(clock, BEAT, ear.until("done")))[-1].data["status"] == "done"


async def test_whoever_leaves_leaves_nothing_behind(quiet: House, clock: TurnedClock) -> None:
    """My browser went away: nothing is read for me any longer, and no task of mine is left."""
    async with move_in(quiet) as owner:
        job = await play(owner)
        async with listen(owner.client, job.path) as ear:
            await ready(ear, job, clock)
            assert _feeds()
        async with quiet.browser() as client:
            while _feeds():
                assert (await client.get("/healthz")).status_code == 200


def test_a_stopping_server_ends_streams_at_once_and_whole(tmp_path: Path) -> None:
    """The server is told to stop: my stream ends as it should, not by a broken line, and the server is gone with status 0."""
    folder = tmp_path / "data"
    made = outhost("setup", "--data-dir", str(folder), "--email", "sam@example.com")
    victim = start(folder)
    try:
        with httpx.Client(base_url=victim.url, timeout=30.0) as client:
            answer = client.post("/api/auth/login", json={"email": "sam@example.com", "password": made["password"]})
            assert answer.status_code == 200, answer.text
            with client.stream("GET", "/api/stream") as stream:
                said = stream.iter_text()
                assert next(said) == ": open\n\n"
                assert victim.stop() == 0
                assert "error" not in "".join(said)
    finally:
        victim.kill()


def _feeds() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("feed of workspace")]
