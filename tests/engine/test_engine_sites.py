"""Jobs that read websites, from a server of the machine, through guard, archive and worker."""

import json
from pathlib import Path

from engines import open_engine
from web_servers import WebServer, answer, open_web_server

from outhost.domain.jobs import JobStatus

HOME = """<!doctype html><title>Bakery</title><h1>Boulangerie</h1>
<p>Suivez-nous <a href="https://www.facebook.com/boulangerie.du.pont">sur Facebook</a>.</p><a href="/contact">Nous contacter</a>"""
CONTACT = '<p><a href="https://www.instagram.com/boulangeriedupont/">Instagram</a></p>'
HTML = {"Content-Type": "text/html; charset=utf-8"}


def a_site() -> WebServer:
    """A bakery of two pages."""
    return WebServer(scripts={"/": answer(HOME.encode(), headers=HTML), "/contact": answer(CONTACT.encode(), headers=HTML)})


async def test_a_module_reads_a_site_page_by_page(tmp_path: Path) -> None:
    """What its pages link to stands in my row, with the page that it stood on."""
    async with open_web_server(a_site()) as server, open_engine(tmp_path, fetch_allow_private=True) as engine:
        job = await engine.run("socials", [{"Name": "Dupont", "Website": server.url()}])
        assert job.status is JobStatus.DONE, await engine.log(job)
        (row,) = await engine.rows(job)
        assert row["social_facebook"] == "https://www.facebook.com/boulangerie.du.pont"
        assert row["social_instagram"] == "https://www.instagram.com/boulangeriedupont"
        assert row["Name"] == "Dupont"
        ((_, _, found),) = await engine.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=2, offset=0))
        origin = json.loads(found or "{}")["social_instagram"]
        assert (origin["source"], origin["method"], "Instagram" in origin["snippet"]) == (server.url("/contact"), "link", True)


async def test_a_page_is_fetched_once_for_all_who_read_it(tmp_path: Path) -> None:
    """A second job reads the archive."""
    async with open_web_server(a_site()) as server, open_engine(tmp_path, fetch_allow_private=True) as engine:
        for _ in range(2):
            job = await engine.run("socials", [{"Website": server.url()}])
            assert (await engine.rows(job))[0]["social_facebook"]
        assert server.paths.count("/") == 1


async def test_a_site_that_is_down_loses_no_row(tmp_path: Path) -> None:
    """The row stays, its columns are empty, and the log says why."""
    async with open_web_server() as server, open_engine(tmp_path, fetch_allow_private=True) as engine:
        job = await engine.run("socials", [{"Name": "Gone", "Website": server.url()}])
        (row,) = await engine.rows(job)
        assert (row["Name"], row["social_facebook"]) == ("Gone", "")
        assert any("404" in line for line in await engine.log(job))
