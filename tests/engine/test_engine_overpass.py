"""Jobs that ask the map server that the owner set, on this machine, through desk and worker."""

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from atlases import atlas_of, place
from clocks import TurnedClock
from engines import PATIENCE_SECONDS, Engine, open_engine, row_plugin, somebody
from overpass_server import DATE, Element, OverpassServer, answer, open_overpass_server, rate_limited
from programs import Program

from outhost.domain.job_tallies import FLAGGED, TILE
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.tiles import Tile, tile_of

BAKERY = Element(kind="node", number=1, points=[(60.17, 24.94)], tags={"shop": "bakery"})
QUERY = '[out:json][timeout:60][maxsize:1000][bbox:60.1,24.9,60.2,25];(nwr["shop"="bakery"];);out tags center;'
ASKS = row_plugin(
    "ask_map",
    """
from outhost.jobtypes import TooMuch
try:
    answer = await job.overpass(row["query"])
except TooMuch:
    return {"found": "too much"}
return {"found": [element["id"] for element in answer["elements"]]}
""",
    uses=frozenset({"overpass"}),
)
MEDDLES = row_plugin("meddle", 'return {"found": await job.overpass(row["query"])}')
FETCHES = row_plugin("fetch", 'return {"found": (await job.fetch(row["url"])).status}', uses=frozenset({"fetch"}), attempts=1)


async def test_a_module_asks_the_map_server(tmp_path: Path) -> None:
    """It gets the answer, hears of one that is too much, and after a restart what was asked is not asked again."""
    async with open_overpass_server(OverpassServer(elements=[BAKERY])) as server:
        for _ in range(2):
            async with open_engine(tmp_path, {"ask_map": ASKS}, overpass_url=server.url) as engine:
                job = await engine.run("ask_map", [{"query": QUERY}, {"query": QUERY}])
                assert [row["found"] for row in await engine.rows(job)] == [[1], [1]]
        assert server.asked == [QUERY]
        server.most_elements = 0
        async with open_engine(tmp_path, {"ask_map": ASKS}, overpass_url=server.url) as engine:
            job = await engine.run("ask_map", [{"query": QUERY.replace("60.1,", "60.0,")}])
            assert [row["found"] for row in await engine.rows(job)] == ["too much"]


async def test_a_broken_answer_is_asked_for_once_more(tmp_path: Path) -> None:
    """What looks whole and is no JSON is kept for nobody."""
    server = OverpassServer(elements=[BAKERY])
    server.misbehaves.append(lambda _query, _document: answer(b'{"elements": [{"type": node}]}'))
    async with (
        open_overpass_server(server),
        open_engine(tmp_path, {"ask_map": ASKS}, overpass_url=server.url, crawl_delay_seconds=0) as engine,
    ):
        job = await engine.run("ask_map", [{"query": QUERY}])
        assert [row["found"] for row in await engine.rows(job)] == [[1]]
        assert len(server.asked) == 2


async def test_who_did_not_declare_it_asks_no_map_server(tmp_path: Path) -> None:
    """The row fails with the reason, and no question went out; nor does a fetch get to where the map server stands."""
    async with open_overpass_server(OverpassServer(elements=[BAKERY])) as server:
        async with open_engine(tmp_path, {"meddle": MEDDLES, "fetch": FETCHES}, overpass_url=server.url) as engine:
            job = await engine.run("meddle", [{"query": QUERY}])
            assert job.status is JobStatus.FAILED
            assert "overpass" in (job.error_message or "")
            job = await engine.run("fetch", [{"url": server.url}])
            assert "private network" in (job.error_message or "")
        assert server.heads == []


async def test_without_a_map_server_nothing_is_asked(tmp_path: Path) -> None:
    """The row says what its owner's administrator can do."""
    async with open_engine(tmp_path, {"ask_map": ASKS}) as engine:
        job = await engine.run("ask_map", [{"query": QUERY}])
        assert "overpass_url" in (job.error_message or "")


_BAKERY = {"shop": "bakery", "addr:city": "Helsinki"}
CITY = {"city": "Helsinki", "country": "FIN"}
HOME = tile_of(60.17, 24.99)
ASKED: dict[str, Any] = {"queries": ["boulangerie"], "zones": ["Helsinki"], "country": "FIN", "provider": "overpass"}


def tiles_of_helsinki(count: int) -> Sequence[Tile]:
    """Give tiles, one east of the other."""
    return [Tile(HOME.row, HOME.column + step) for step in range(count)]


def drawn_in(tiles: Sequence[Tile], **tags: str) -> list[Element]:
    """Draw a bakery into the middle of each tile."""
    middles = [((tile.box.south + tile.box.north) / 2, (tile.box.west + tile.box.east) / 2) for tile in tiles]
    return [
        Element(
            kind="node",
            number=number,
            points=[middle],
            tags={"shop": "bakery", "name": f"Ekberg {number}", "addr:city": "Helsinki", **tags},
        )
        for number, middle in enumerate(middles, 1)
    ]


def know_helsinki(folder: Path, tiles: Sequence[Tile]) -> None:
    """Load an atlas in which Helsinki lies in these tiles, and that knows no bakery."""
    places = [place(element.number, *element.points[0], labels=("shop=kiosk",), **CITY) for element in drawn_in(tiles)]
    atlas_of(folder, places)


async def test_a_search_of_the_map_server_becomes_rows(tmp_path: Path) -> None:
    """Rows of the zone's tiles, each with its source, the date of the data and the licence; a second run asks nothing again."""
    tiles = tiles_of_helsinki(3)
    know_helsinki(tmp_path / "data", tiles)
    drawn = drawn_in(tiles, website="https://ekberg.example")
    async with (
        open_overpass_server(OverpassServer(elements=drawn)) as server,
        open_engine(tmp_path, overpass_url=server.url, crawl_delay_seconds=0) as engine,
    ):
        jobs = [await engine.run("scrap", params=ASKED) for _ in range(2)]
        rows = await engine.rows(jobs[0])
        assert [(row["nom"], row["place_id"], row["zone"]) for row in rows] == [
            (f"Ekberg {number}", f"osm:node/{number}", "Helsinki") for number in (1, 2, 3)
        ]
        assert (rows[0]["source"], rows[0]["source_date"], rows[0]["licence"]) == ("overpass", DATE, "ODbL-1.0")
        assert await engine.rows(jobs[1]) == rows
        assert len(server.asked) == 3


async def test_the_atlas_comes_first(tmp_path: Path) -> None:
    """Who does not choose a provider gets what is loaded, and the map server is not asked."""
    know_helsinki(tmp_path / "data", tiles_of_helsinki(1))
    async with (
        open_overpass_server(OverpassServer(elements=drawn_in(tiles_of_helsinki(1)))) as server,
        open_engine(tmp_path, overpass_url=server.url) as engine,
    ):
        job = await engine.run("scrap", params=ASKED | {"provider": ""})
        assert (job.status, await engine.rows(job)) == (JobStatus.DONE, [])
        assert server.heads == []


async def test_without_an_atlas_the_map_server_is_enough(tmp_path: Path) -> None:
    """A town is known from the gazetteer, and its bakeries from the server, which is the first provider then."""
    async with (
        open_overpass_server(OverpassServer(elements=[replace(BAKERY, points=[(60.1695, 24.9355)])])) as server,
        open_engine(tmp_path, overpass_url=server.url, crawl_delay_seconds=0) as engine,
    ):
        job = await engine.run("scrap", params=ASKED | {"zones": ["Helsinki 2km"], "provider": ""})
        assert (job.status, [row["place_id"] for row in await engine.rows(job)]) == (JobStatus.DONE, ["osm:node/1"])
        assert len(server.asked) == job.points_planned


async def test_an_estimate_asks_nobody(tmp_path: Path) -> None:
    """Tiles are known beforehand, what is in them is not."""
    know_helsinki(tmp_path / "data", tiles_of_helsinki(4))
    async with (
        open_overpass_server(OverpassServer()) as server,
        open_engine(tmp_path, overpass_url=server.url) as engine,
    ):
        module = await engine.appliance.modules.find("scrap")
        offer = await engine.appliance.estimates.offer(module, ASKED, "en")
        assert (offer.estimate.units, offer.results) == (4, None)
        assert server.heads == []


async def test_a_busy_map_server_is_no_failure(tmp_path: Path) -> None:
    """It sends everybody away for a while, again and again; the rows come all the same, and nothing counts as an error."""
    tiles = tiles_of_helsinki(2)
    know_helsinki(tmp_path / "data", tiles)
    server = OverpassServer(elements=drawn_in(tiles))
    server.misbehaves.extend(partial(rate_limited, Retry_After="0") for _ in range(5))
    async with (
        open_overpass_server(server),
        open_engine(tmp_path, overpass_url=server.url, crawl_delay_seconds=0) as engine,
    ):
        job = await engine.run("scrap", params=ASKED)
        assert (job.status, job.error_count, len(await engine.rows(job))) == (JobStatus.DONE, 0, 2)


async def test_a_unit_comes_back_when_the_map_server_wants(tmp_path: Path) -> None:
    """Who is told to come back in ten minutes lets the unit wait so long, and then it is done."""
    know_helsinki(tmp_path / "data", tiles_of_helsinki(1))
    clock = TurnedClock()
    server = OverpassServer(elements=drawn_in(tiles_of_helsinki(1)))
    server.misbehaves.append(partial(rate_limited, Retry_After="600"))
    async with (
        open_overpass_server(server),
        open_engine(tmp_path, clock=clock, overpass_url=server.url) as engine,
        engine.running(),
    ):
        job = await engine.create("scrap", params=ASKED)
        said = await _said(engine, job, "busy and answered 429")
        assert "Attempt 2 of 10 in 600 s" in said
        clock.turn(timedelta(seconds=601))
        job = await engine.over(job)
        assert (job.status, job.error_count, len(await engine.rows(job))) == (JobStatus.DONE, 0, 1)
        assert len(server.asked) == 2


async def test_an_incomplete_tile_is_counted(tmp_path: Path) -> None:
    """The job is done, and says how many of its tiles are not whole."""
    tiles = tiles_of_helsinki(2)
    know_helsinki(tmp_path / "data", tiles)
    first, second = drawn_in(tiles)
    crowd = [replace(first, number=number) for number in range(10, 40)]
    async with (
        open_overpass_server(OverpassServer(elements=[*crowd, second], most_elements=20)) as server,
        open_engine(tmp_path, overpass_url=server.url, crawl_delay_seconds=0) as engine,
    ):
        job = await engine.run("scrap", params=ASKED)
        assert (job.status, job.tallies.count(TILE, "", FLAGGED)) == (JobStatus.DONE, 1)
        assert [row["place_id"] for row in await engine.rows(job)] == ["osm:node/2"]
        assert any("incomplete" in line for line in await engine.log(job))


async def test_two_jobs_at_once_ask_one_thing_at_a_time(tmp_path: Path) -> None:
    """Two people's jobs over the same tiles share the answers, and the server never has two of our requests."""
    tiles = tiles_of_helsinki(4)
    know_helsinki(tmp_path / "data", tiles)
    async with (
        open_overpass_server(OverpassServer(elements=drawn_in(tiles))) as server,
        open_engine(tmp_path, overpass_url=server.url, crawl_delay_seconds=0) as engine,
    ):
        other = replace(engine, caller=await somebody(engine.appliance))
        jobs = [await one.create("scrap", params=ASKED | {"queries": queries}) for one, queries in (
            (engine, ["boulangerie"]), (other, ["boulangerie"]), (replace(engine, caller=await somebody(engine.appliance)), ["fleuriste"]),
        )]  # fmt: skip
        async with engine.running():
            ended = [await engine.over(job) for job in jobs]
        assert [job.status for job in ended] == [JobStatus.DONE] * 3
        assert [len(await engine.rows(job)) for job in jobs] == [4, 4, 0]
        assert len(server.asked) == len(set(server.asked)) == 8
        assert server.most_at_once == 1


async def test_with_the_cable_pulled_a_unit_is_put_off(tmp_path: Path) -> None:
    """The log says that there is no connection, and that it is tried again."""
    know_helsinki(tmp_path / "data", tiles_of_helsinki(1))
    address = "http://127.0.0.1:9/api/interpreter"
    async with open_engine(tmp_path, clock=TurnedClock(), overpass_url=address) as engine, engine.running():
        job = await engine.create("scrap", params=ASKED)
        assert "Attempt 2 of 10" in await _said(engine, job, "no connection to the server")
        assert (await engine.look(job)).status.is_live


async def test_a_killed_job_goes_on_and_asks_nothing_twice(tmp_path: Path) -> None:
    """The power goes in mid-question: what was done stays done, and only the question that was under way is asked again."""
    tiles = tiles_of_helsinki(6)
    know_helsinki(tmp_path / "data", tiles)
    async with open_overpass_server(OverpassServer(elements=drawn_in(tiles), holds_from=4)) as server:
        environment = {"OUTHOST_OVERPASS_URL": server.url, "OUTHOST_CRAWL_DELAY_SECONDS": "0"}
        program = Program(data_dir=tmp_path / "data", environment=environment)
        await asyncio.to_thread(program.answer, "setup", "--email", "a@example.com")
        words = [word for name, value in ASKED.items() for word in ("--set", f"{name}={value[0] if isinstance(value, list) else value}")]
        running = program.start("jobs", "run", "scrap", *words, "--workspace", "1", start_new_session=True)
        await server.held.wait()
        os.killpg(running.pid, signal.SIGKILL)
        await asyncio.to_thread(running.communicate)
        server.holds_from = None
        job = await asyncio.to_thread(_finished, program)
        assert (job["status"], job["results_count"], job["error_count"]) == ("done", 6, 0)
        assert len(server.asked) == 7
        assert len(set(server.asked)) == 6
        assert server.asked[3] == server.asked[4]


def _finished(program: Program) -> Any:
    """Let a server run until the only job is over, and show that."""
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    with program.serve():
        while time.monotonic() < patience_ends:
            (job,) = program.answer("jobs", "list", "--workspace", "1")["jobs"]
            if job["status"] not in {"pending", "running"}:
                break
    return job


async def _said(engine: Engine, job: Job, words: str) -> str:
    """Give the line of the log that has these words, as soon as there is one."""
    found: list[str] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not found:
            found = [line for line in await engine.log(job) if words in line]
    return found[0]
