"""Jobs that ask for records of names, of a server of names on this machine, through desk and worker."""

from pathlib import Path

from engines import open_engine, row_plugin
from name_servers import NameServer, open_name_server

from outhost.domain.jobs import JobStatus

ZONE = {"acme.example": {"MX": ["10 mx1.acme.example.", "20 mx2.acme.example."]}}
ASKS = row_plugin(
    "ask_records",
    """
from outhost.jobtypes import NoSuchName
try:
    found = await job.dns(row["domain"], "MX")
except NoSuchName:
    return {"mx": "nobody"}
except Retry:
    return {"mx": "trouble"}
return {"mx": sorted(found)}
""",
    uses=frozenset({"dns"}),
)
MEDDLES = row_plugin("meddle", 'return {"mx": await job.dns(row["domain"], "MX")}')


async def test_a_module_asks_for_records(tmp_path: Path) -> None:
    """A name without such records, one that nobody has and a server that fails are told apart."""
    async with open_name_server(NameServer(zone=ZONE)) as server:
        chosen = f"127.0.0.1:{server.port}"
        async with open_engine(tmp_path, {"ask_records": ASKS}, dns_servers=chosen) as engine:
            job = await engine.run("ask_records", [{"domain": "acme.example"}, {"domain": "gone.example"}])
            rows = await engine.rows(job)
            assert [row["mx"] for row in rows] == [["10 mx1.acme.example", "20 mx2.acme.example"], "nobody"]
            server.code = "SERVFAIL"
            job = await engine.run("ask_records", [{"domain": "later.example"}])
            assert [row["mx"] for row in await engine.rows(job)] == ["trouble"]


async def test_who_did_not_declare_it_asks_for_nothing(tmp_path: Path) -> None:
    """The row fails with the reason, and no question went out."""
    async with open_name_server(NameServer(zone=ZONE)) as server:
        async with open_engine(tmp_path, {"meddle": MEDDLES}, dns_servers=f"127.0.0.1:{server.port}") as engine:
            job = await engine.run("meddle", [{"domain": "acme.example"}])
            assert job.status is JobStatus.FAILED
            assert "dns" in (job.error_message or "")
        assert server.asked == []
