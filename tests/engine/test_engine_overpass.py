"""Jobs that ask the map server that the owner set, on this machine, through desk and worker."""

from pathlib import Path

from engines import open_engine, row_plugin
from overpass_server import Element, OverpassServer, open_overpass_server

from outhost.domain.jobs import JobStatus

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
