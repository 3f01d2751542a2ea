"""What happens to jobs, as it happens: what a stream says, in which order and how often, and where it goes on."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from httpx_sse import aconnect_sse
from outsend import Person, move_in
from stages import Ear, Play, events, lines, listen, play

from outhost.domain.jobs import JobStatus, Level
from outhost.store.transactions import Tx
from outhost.web.outsend.endpoints.streams import ENDPOINTS

STATUS = {
    "id", "status", "processed_points", "grid_points_count", "results_count", "error_count", "download_available", "query_stats",
}  # fmt: skip
LOG = {"message", "level", "timestamp"}
DONE = {"id", "status", "results_count", "duration_seconds"}
WHOSE = {"job_id", "pipeline_id", "veille_id"}
HALF = timedelta(milliseconds=500)


@pytest.fixture
async def owner(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace of their own."""
    async with move_in(house) as person:
        yield person


async def test_a_job_is_followed_from_its_state_to_its_end(owner: Person) -> None:
    """I open the stream: where the job stands first, then each line of its log, and at last that it is over; then the stream closes."""
    job = await play(owner, points=3)
    async with listen(owner.client, job.path) as ear:
        assert ear.answer.headers["content-type"] == "text/event-stream"
        assert ear.answer.headers["cache-control"] == "no-cache"
        assert ear.answer.headers["x-accel-buffering"] == "no"
        first = await ear.next()
        await job.say("One.", "Two.", points=2)
        await job.say("Careful.", points=1, level=Level.WARN)
        await job.end()
        rest = await ear.all()
    assert (first.event, first.data["status"], first.data["processed_points"]) == ("status", "running", 0)
    assert ear.comments[0] == ": open"
    assert ear.retry == 2000
    assert lines(rest) == ["One.", "Two.", "Careful."]
    assert events(rest)[-2:] == ["status", "done"]
    assert rest[-2].data == {
        "id": job.job.public_id, "status": "done", "processed_points": 3, "grid_points_count": 3, "results_count": 3, "error_count": 0,
        "download_available": True, "query_stats": {},
    }  # fmt: skip
    assert rest[-1].data.keys() == DONE
    assert (rest[-1].data["id"], rest[-1].data["status"], rest[-1].data["results_count"]) == (job.job.public_id, "done", 3)
    told = [frame for frame in rest if frame.event == "log"]
    assert all(frame.data.keys() == LOG for frame in told)
    assert [frame.data["level"] for frame in told] == ["info", "info", "warn"]
    assert all(frame.data["timestamp"].endswith("Z") for frame in told)
    numbers = [frame.id for frame in rest if frame.event != "status"]
    assert numbers == sorted(set(numbers)), "each line and the end have a number of their own"


@pytest.mark.parametrize("status", [JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED])
async def test_every_end_is_told(owner: Person, status: JobStatus) -> None:
    """My job was done, failed or cancelled: `done` says which, and closes the stream."""
    job = await play(owner)
    async with listen(owner.client, job.path) as ear:
        await job.end(status, "No." if status is JobStatus.FAILED else None)
        heard = await ear.all()
    assert heard[-1].event == "done"
    assert events(heard).count("done") == 1
    assert heard[-1].data["status"] == heard[-2].data["status"] == status


async def test_the_end_is_told_as_it_was_also_after_the_rows_expired(owner: Person) -> None:
    """I come a week late: the state is expired, and `done` still says that the job had failed."""
    job = await play(owner)
    await job.end(JobStatus.FAILED, "No.")
    await job.put(status="expired")
    async with listen(owner.client, job.path) as ear:
        heard = await ear.all()
    assert (heard[0].data["status"], heard[-1].data["status"]) == ("expired", "failed")


async def test_the_whole_workspace_is_followed_without_an_end(owner: Person, house: House) -> None:
    """I follow everything: each frame says which job it is about, no end of a job closes the stream, and nobody else's job is in it."""
    early = await play(owner, pipeline_id="3f2c9b1e-5d0a-4c3b-9a52-0c3b7a1f6d21")
    await early.say("Before.")
    async with move_in(house) as stranger, listen(owner.client, "/api/stream") as ear:
        first = await ear.next()
        await (await play(stranger)).say("Not yours.")
        late = await play(owner)
        await late.say("Now.")
        await early.end()
        heard = await ear.until("done")
        await late.end(JobStatus.CANCELLED)
        heard += await ear.until("done")
    assert (first.event, first.data["job_id"]) == ("status", early.job.public_id)
    assert all(frame.data.keys() >= WHOSE for frame in [first, *heard])
    assert all(frame.data["veille_id"] is None for frame in heard)
    assert {frame.data["pipeline_id"] for frame in heard if frame.data["job_id"] == early.job.public_id} == {early.job.pipeline_id}
    assert lines(heard) == ["Now."], "without an id the stream begins now"
    assert [(f.data["job_id"], f.data["status"]) for f in heard if f.event == "done"] == [
        (early.job.public_id, "done"), (late.job.public_id, "cancelled"),
    ]  # fmt: skip
    assert {f.event: f.data.keys() - WHOSE for f in heard} == {"status": STATUS, "log": LOG, "done": DONE}


async def test_a_workspace_without_live_jobs_still_says_where_to_go_on(owner: Person) -> None:
    """Nothing runs: there is no state to show, and yet what happens while my line is broken is not lost."""
    await (await play(owner)).end()
    async with owner.client.stream("GET", "/api/stream") as answer:
        block = [line async for line in _until_blank(answer, 2)]
    assert block == [": open", "", "retry: 2000", "id: 1", ""]
    job = await play(owner)
    await job.say("Meanwhile.")
    async with listen(owner.client, "/api/stream", after=1) as ear:
        assert lines(await ear.until("log")) == ["Meanwhile."]


async def test_what_was_heard_is_not_told_again(owner: Person) -> None:
    """My line broke after a frame: I send its id and hear what came after it; an id of one stream is good for the other."""
    job, other = await play(owner), await play(owner)
    for number in range(4):
        await job.say(f"Line {number}.")
        await other.say(f"Other {number}.")
    await job.end()
    async with listen(owner.client, job.path) as ear:
        heard = await ear.all()
    second = next(frame for frame in heard if frame.event == "log" and frame.data["message"] == "Line 1.")
    async with listen(owner.client, job.path, after=second.id) as ear:
        rest = await ear.all()
    assert (rest[0].event, rest[0].id) == ("status", second.id)
    assert lines(rest) == ["Line 2.", "Line 3."]
    assert events(rest)[-1] == "done"
    async with listen(owner.client, "/api/stream", after=second.id) as ear:
        assert lines(await ear.until("done")) == ["Other 1.", "Line 2.", "Other 2.", "Line 3.", "Other 3."]
    async with listen(owner.client, job.path, after=heard[-1].id - 1 if heard[-1].id else None) as ear:
        assert events(await ear.all()) == ["status", "status", "done"]


@pytest.mark.parametrize("beyond", [0, 1, 10**17])
async def test_who_heard_the_end_is_told_not_to_come_back(owner: Person, beyond: int) -> None:
    """A browser comes back after `done` by itself: 204 and no body keep it away; on the stream of everything it goes on."""
    job = await play(owner)
    await job.say("One.")
    await job.end()
    async with listen(owner.client, job.path) as ear:
        number = (await ear.all())[-1].id
    assert number
    answer = await owner.client.get(job.path, headers={"Last-Event-ID": str(number + beyond)})
    assert (answer.status_code, answer.content) == (204, b"")
    later = await play(owner)
    async with listen(owner.client, "/api/stream", after=number + beyond) as ear:
        await later.say("Two.")
        assert lines(await ear.until("log")) == ["Two."]


@pytest.mark.parametrize("nonsense", ["x", "-1", "1.5", "0x1", "٣", "9" * 19, "1 2", "", "null"])
async def test_an_id_that_is_none_counts_as_none(owner: Person, nonsense: str) -> None:
    """Something between us garbled the id: rather the whole log once more than nothing."""
    job = await play(owner)
    await job.say("One.")
    await job.end()
    async with owner.client.stream("GET", job.path, headers={b"Last-Event-ID": nonsense.encode()}) as answer:
        assert lines(await Ear(answer=answer).all()) == ["One."]


async def test_an_id_from_before_the_oldest_line_begins_there(owner: Person, house: House) -> None:
    """The lines that I missed are no longer kept: I get the oldest that is, and all after it."""
    job = await play(owner)
    await job.say("Gone.", "Kept.", "Kept too.")
    await house.appliance.store.write(_forget_first_line, job)
    await job.end()
    async with listen(owner.client, job.path, after=0) as ear:
        assert lines(await ear.all()) == ["Kept.", "Kept too."]


async def test_what_was_told_of_a_deleted_job_is_told_no_more(owner: Person) -> None:
    """I deleted a job: who comes back from before it hears of the others alone."""
    gone, kept = await play(owner), await play(owner)
    await gone.say("Secret.")
    await kept.say("Open.")
    await gone.end()
    assert (await owner.client.get(gone.path)).status_code == 200
    await gone.put(is_deleted=1)
    await kept.end()
    assert (await owner.client.get(gone.path)).status_code == 404
    async with listen(owner.client, "/api/stream", after=0) as ear:
        heard = await ear.until("done")
    assert lines(heard) == ["Open."]
    assert {frame.data["job_id"] for frame in heard} == {kept.job.public_id}


async def test_a_long_log_is_told_whole(owner: Person) -> None:
    """My job has said thousands of things: all of them come, in order."""
    job = await play(owner)
    said = [f"Line {number}: " + "é" * (number % 50) for number in range(2600)]
    for first in range(0, len(said), 200):
        await job.say(*said[first : first + 200])
    await job.end()
    async with listen(owner.client, job.path) as ear:
        assert lines(await ear.all()) == said


async def test_two_who_listen_hear_the_same(owner: Person) -> None:
    """Two windows of mine are open: each hears every line once, and so does one that was opened in between."""
    job = await play(owner)
    async with listen(owner.client, job.path) as one, listen(owner.client, job.path) as two:
        await job.say("One.")
        heard = [await one.until("log"), await two.until("log")]
        async with listen(owner.client, job.path) as three:
            await job.say("Two.")
            await job.end()
            rest = [await one.all(), await two.all(), await three.all()]
    assert [lines(heard[0] + rest[0]), lines(heard[1] + rest[1]), lines(rest[2])] == [["One.", "Two."]] * 3


async def test_a_library_of_others_reads_it(owner: Person) -> None:
    """I use httpx-sse: it gets every event with its id, and the last id is the one to go on from."""
    job = await play(owner)
    await job.say("Zażółć\u2028gęślą jaźń, “quoted”.", "Two.")
    await job.end()
    async with aconnect_sse(owner.client, "GET", job.path) as source:
        heard = [event async for event in source.aiter_sse()]
    assert [event.event for event in heard] == ["status", "log", "log", "status", "done"]
    assert heard[1].json()["message"] == "Zażółć\u2028gęślą jaźń, “quoted”."
    assert heard[0].retry == 2000
    assert (await owner.client.get(job.path, headers={"Last-Event-ID": heard[-1].id})).status_code == 204


@pytest.mark.parametrize("place", range(len(ENDPOINTS)), ids=[endpoint.name for endpoint in ENDPOINTS])
async def test_the_example_of_the_docs_is_such_a_stream(owner: Person, place: int) -> None:
    """What the documentation shows has the events, and the keys in their order, that a stream has."""
    job = await play(owner)
    async with listen(owner.client, (job.path, "/api/stream")[place]) as ear:
        await job.say("One.")
        await job.end()
        heard = await ear.until("done")
    text = ENDPOINTS[place].example.answer
    assert isinstance(text, str)
    shown = await Ear(answer=httpx.Response(200, text=text)).all()
    assert {frame.event: list(frame.data) for frame in shown} == {frame.event: list(frame.data) for frame in heard}


@pytest.mark.parametrize("path", ["/api/stream", "/api/jobs/{id}/stream"])
async def test_a_head_is_answered_without_a_stream(owner: Person, path: str) -> None:
    """HEAD says what GET would, and ends."""
    job = await play(owner)
    answer = await owner.client.head(path.format(id=job.job.public_id))
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"", "text/event-stream")


async def test_progress_is_told_every_two_seconds_at_most(tmp_path: Path, open_house: OpenHouse) -> None:
    """My job goes on ten times a second: its lines come in bundles, twice a second at most, and its state every two seconds."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house) as owner:
        job = await play(owner, points=100)
        async with listen(owner.client, job.path) as ear:
            heard = [(clock.now(), await ear.next())]
            for number in range(40):
                await job.say(f"Line {number}.", points=1)
                if number % 5 == 4:
                    clock.turn(HALF)
                    while heard[-1][1].data.get("message") != f"Line {number}.":
                        heard.append((clock.now(), await ear.next()))
            await job.end()
            clock.turn(HALF)
            rest = await ear.all()
    states = [(moment, frame) for moment, frame in heard if frame.event == "status"]
    gaps = [after[0] - before[0] for before, after in itertools.pairwise(states)]
    assert len(states) >= 2
    assert min(gaps) >= timedelta(seconds=2), gaps
    assert lines([frame for _, frame in heard]) == [f"Line {number}." for number in range(40)]
    assert [frame.data["processed_points"] for frame in rest if frame.event == "status"][-1] == 40


async def _until_blank(answer: httpx.Response, count: int) -> AsyncIterator[str]:
    async for line in answer.aiter_lines():
        yield line
        count -= not line
        if not count:
            return


def _forget_first_line(tx: Tx, job: Play) -> None:
    tx.run(
        "DELETE FROM job_frames WHERE job_id = :job AND number = (SELECT min(number) FROM job_frames WHERE job_id = :job)", job=job.job.key
    )
