"""Jobs that fetch, from a server of the machine, through the guard."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from engines import open_engine

from outhost.domain.jobs import JobStatus

TABLE = "Name;E-mail\nAcme;sam@acme.example\nGlobex;kim@globex.example\n"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library calls it
        """Say nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a table on this machine."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "leads.csv").write_text(TABLE, "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path / "site"))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/leads.csv"
        server.shutdown()
        thread.join()


async def test_a_table_on_the_web_comes_in_and_leaves_no_file(tmp_path: Path, address: str) -> None:
    """Its rows are mine, and what was fetched for them is gone when the job is done."""
    async with open_engine(tmp_path, fetch_allow_private=True) as engine:
        job = await engine.run("import", params={"source": "url", "url": address})
        assert (job.status, job.results_count) == (JobStatus.DONE, 2)
        assert [row["Name"] for row in await engine.rows(job)] == ["Acme", "Globex"]
        assert list(engine.appliance.folder.uploads.iterdir()) == []


async def test_the_private_network_stays_closed_to_jobs(tmp_path: Path, address: str) -> None:
    """Nobody reaches the machine's own servers through an import; the job says who could allow it."""
    async with open_engine(tmp_path) as engine:
        job = await engine.run("import", params={"source": "url", "url": address})
        assert (job.status, job.results_count) == (JobStatus.FAILED, 0)
        assert "fetch_allow_private" in (job.error_message or "")
        assert list(engine.appliance.folder.uploads.iterdir()) == []
