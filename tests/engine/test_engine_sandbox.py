"""Jobs over an invented town: guard, crawler and modules as ever, and nothing that leaves the machine."""

from contextlib import closing
from pathlib import Path

import pytest
from atlases import place, source
from engines import Engine, open_engine, row_plugin

from outhost.appliance import TOWN_SEED, TOWN_SIZE
from outhost.atlas.builder import build, building
from outhost.atlas.file import open_atlas, sources
from outhost.domain.columns import Row, folded
from outhost.domain.errors import NoSandbox
from outhost.domain.jobs import JobStatus
from outhost.files.data_folder import DataFolder
from outhost.sandbox.answers import Manner
from outhost.sandbox.town import Town

READS = row_plugin(
    "read_home",
    """
site = await job.site(row["site_web"])
page = await site.home()
return {"said": f"{page.title} {page.text}" if page else str(site.trouble.kind)}
""",
    uses=frozenset({"site"}),
    needs=("site_web",),
)


async def test_a_job_reads_the_town_and_the_guard_stays_on(tmp_path: Path) -> None:
    """Businesses of the town say their names; an address of this machine itself is refused as ever, in the same job."""
    told = [one for one in Town(TOWN_SEED, TOWN_SIZE).businesses if one.alive(0) == "open"][:5]
    async with open_engine(tmp_path, {"read_home": READS}, sandbox=True) as engine:
        rows: list[Row] = [{"name": one.name, "website": one.url} for one in told]
        job = await engine.run("read_home", [*rows, {"name": "Here", "website": "http://127.0.0.1/"}])
        assert job.status is JobStatus.DONE
        *found, here = await engine.rows(job)
        assert (
            sum(folded(one.name) in folded(row["said"]) for one, row in zip(told, found, strict=True)) >= 4
        )  # one may show it as a picture
        assert here["said"] in {"refused", "robots"}
        assert any("127.0.0.1" in line and "fetch_allow_private" in line for line in await engine.log(job))


async def test_time_that_is_turned_is_seen_by_the_next_job(tmp_path: Path) -> None:
    """Until I turn it everything stays as it is; then a business that was there is gone, and the archive does not say otherwise."""
    town = Town(TOWN_SEED, TOWN_SIZE)
    week, one = next((week, one) for week in range(1, 30) for one in town.businesses if one.alive(0) == "open" != one.alive(week))
    async with open_engine(tmp_path, {"read_home": READS}, sandbox=True) as engine:
        first = await read(engine, one.url)
        assert folded(one.name) in folded(first)
        assert await read(engine, one.url) == first
        assert await engine.appliance.sandbox.advance("command_line", week) == week
        assert await read(engine, one.url) != first
        (event,) = await engine.appliance.read(lambda tx: tx.events.page(None, name="sandbox.advanced", actor=None, limit=2, offset=0))
        assert (event.actor, event.data) == ("command_line", f'{{"week": {week}}}')


async def test_the_week_outlives_a_restart(tmp_path: Path) -> None:
    """It is the installation's: what I turned stays turned."""
    for week in (2, 4):
        async with open_engine(tmp_path, sandbox=True) as engine:
            assert engine.appliance.sandbox.week == week - 2
            assert await engine.appliance.sandbox.advance("command_line", 2) == week


async def test_the_atlas_has_the_map_of_the_week(tmp_path: Path) -> None:
    """What can be searched is the town as it is mapped that week, also when time is turned; a start in the same week makes nothing anew."""
    town, path = Town(TOWN_SEED, TOWN_SIZE), DataFolder(tmp_path / "data").atlas_file
    for week in (0, 6):
        async with open_engine(tmp_path, sandbox=True) as engine:
            if week:
                await engine.appliance.sandbox.advance("command_line", week)
            assert ids_in(path) == {place.place_id for place in town.places(week)}
            (source,) = sources(path)
            assert (source.name, source.kind, source.date) == ("town", "sandbox", town.source(week).date)
            assert "invented" in source.licence.lower()
            assert "invented" in source.attribution
        built = path.stat()
        async with open_engine(tmp_path, sandbox=True):
            assert path.stat() == built
    assert ids_in(path) != {place.place_id for place in town.places(0)}


async def test_what_i_loaded_stays_beside_the_town(tmp_path: Path) -> None:
    """The town takes the place of its own former map and of nothing else."""
    path = DataFolder(tmp_path / "data").atlas_file
    build(path, source("mine"), [place(1, name="Mine")])
    async with open_engine(tmp_path, sandbox=True) as engine:
        assert [one.name for one in sources(path)] == ["mine", "town"]
        await engine.appliance.sandbox.advance("command_line", 3)
        assert "osm:node/1" in ids_in(path)


async def test_the_town_turns_while_somebody_builds_the_atlas(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is not kept from turning, says what is not up to date and why, and makes good for it at its next start."""
    async with open_engine(tmp_path, sandbox=True) as engine:
        path = engine.appliance.folder.atlas_file
        with building(path):
            assert await engine.appliance.sandbox.advance("command_line", 3) == 3
        (line,) = [line for line in caplog.records if "map of the town" in line.message]
        assert "outhost atlas" in vars(line)["reason"]
        assert sources(path)[0].date == Town(TOWN_SEED, 1).source(0).date
    async with open_engine(tmp_path, sandbox=True):
        assert sources(path)[0].date == Town(TOWN_SEED, 1).source(3).date


async def test_an_installation_without_a_town_says_so(tmp_path: Path) -> None:
    """Nothing is listed, nothing turned, and nothing happened."""
    async with open_engine(tmp_path) as engine:
        sandbox = engine.appliance.sandbox
        with pytest.raises(NoSandbox):
            sandbox.directory()
        with pytest.raises(NoSandbox):
            await sandbox.advance("command_line", 1)
        assert not engine.appliance.folder.atlas_file.exists()
        assert await engine.appliance.read(lambda tx: tx.sandbox_time.week()) == 0
        assert await engine.appliance.read(lambda tx: tx.events.count(None, name="sandbox.advanced", actor=None)) == 0


def test_nobody_in_the_demo_s_town_keeps_visitors_waiting_for_nothing() -> None:
    """A host that says nothing costs as much time as one has patience; a demo is to be over in a minute, in any of its first weeks."""
    town, waits = Town(TOWN_SEED, TOWN_SIZE), {Manner.SILENT, Manner.DRIP, Manner.ENDLESS}
    answers = [town.answer(one.host, path, week, {}) for one in town.businesses for path in ("/", "/robots.txt") for week in range(5)]
    assert {answer.manner for answer in answers if answer}.isdisjoint(waits)
    assert {Manner.NORMAL} < {answer.manner for answer in answers if answer}


def ids_in(path: Path) -> set[str]:
    """Give the ids of all places in an atlas."""
    with closing(open_atlas(path)) as atlas:
        return {row[0] for row in atlas.execute("SELECT place_id FROM places")}


async def read(engine: Engine, url: str) -> str:
    """Have a job read a home page; give what it says, or why there is none."""
    (row,) = await engine.rows(await engine.run("read_home", [{"website": url}]))
    return str(row["said"])
