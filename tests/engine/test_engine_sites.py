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


SHOP = """<!doctype html><html lang="fr"><title>Dupont</title><h1>Boulangerie</h1>
<p>Du pain, des gâteaux, et tout ce qui se mange le matin.</p>
<p>Tél. 04 72 40 11 22 – Port. : 06 81 23 45 67</p><footer><a href="/mentions-legales">Mentions légales</a></footer>"""
NOTICE = "<h1>Mentions légales</h1><p>Éditeur : Dupont<br>Fax : 04 72 40 11 23</p><h2>Hébergement</h2><p>Hôte SA – Tél. 01 70 12 34 56</p>"


async def test_numbers_and_life_are_read_from_the_same_pages(tmp_path: Path) -> None:
    """Two modules over one site: each value names the page that it stood on, and the site is asked for each page once."""
    scripts = {"/": answer(SHOP.encode(), headers=HTML), "/mentions-legales": answer(NOTICE.encode(), headers=HTML)}
    async with open_web_server(WebServer(scripts=scripts)) as server, open_engine(tmp_path, fetch_allow_private=True) as engine:
        row = {"Website": server.url(), "Phone": "04.72.40.11.22"}
        (numbers,) = await engine.rows(await engine.run("phones_extra", [row]))
        assert (numbers["phone_secondary"], numbers["mobile"], numbers["fax"]) == ("", "+33681234567", "+33472401123")
        job = await engine.run("dead_check", [row])
        assert (await engine.rows(job))[0]["site_alive"] == "open"
        assert [server.paths.count(path) for path in ("/", "/mentions-legales")] == [1, 1]


async def test_a_site_that_was_shut_is_closed_by_its_host_s_words(tmp_path: Path) -> None:
    """The page that its host puts up with a 403 tells more than the 403."""
    shut = answer(b"<title>Account Suspended</title>", status="403 Forbidden", headers=HTML)
    async with open_web_server(WebServer(scripts={"/": shut})) as server, open_engine(tmp_path, fetch_allow_private=True) as engine:
        job = await engine.run("dead_check", [{"Website": server.url()}])
        assert (await engine.rows(job))[0]["site_alive"] == "closed", await engine.log(job)


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


async def test_a_page_that_robots_may_not_read_is_named_with_the_rule(tmp_path: Path) -> None:
    """My row has what may be read, and the log says which line of the site's rules kept me from the rest."""
    site = a_site()
    site.scripts["/robots.txt"] = answer(b"User-agent: *\nDisallow: /contact\n")
    async with open_web_server(site) as server, open_engine(tmp_path, fetch_allow_private=True) as engine:
        job = await engine.run("socials", [{"Website": server.url()}])
        (row,) = await engine.rows(job)
        assert (bool(row["social_facebook"]), row["social_instagram"]) == (True, "")
        lines = [line for line in await engine.log(job) if "Disallow" in line]
        assert len(lines) == 1
        assert server.url("/contact") in lines[0]
        assert "its robots.txt forbids it: Disallow: /contact, for *" in lines[0]
        assert server.paths == ["/robots.txt", "/"]
