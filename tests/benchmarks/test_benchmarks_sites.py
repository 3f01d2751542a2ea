"""What reading a site costs beside parsing it, and what modules save by sharing one crawl."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import pytest
from corpora import real_sites
from ratios import ROUNDS, SCALE, Table, at_most
from reading import Desk, modules, site_readers
from selectolax.lexbor import LexborHTMLParser
from servers import run_unloaded

from outhost.domain.columns import Row
from outhost.files.pages import Pages
from outhost.sandbox.sites import site
from outhost.sandbox.town import Town

pytestmark = pytest.mark.bench

SITES = max(20, round(60 * SCALE))
HOSTS = max(60, round(400 * SCALE))


@pytest.mark.parametrize("slug", site_readers())
async def test_a_module_reads_a_page_of_the_town(tmp_path: Path, table: Table, slug: str) -> None:
    """From the file in the archive to values with their proof: unpacking, decoding, parsing, looking for what the module looks for."""
    desk, town = Desk(archive=Pages(tmp_path)), Town(seed=1, size=SITES)
    for one in town.businesses:
        for path, page in site(one.firm, 0).pages.items():
            desk.keep(f"{one.url.rstrip('/')}{path}", page.body)
    rows = [{"site_web": one.url, "telephone": one.telephone} for one in town.businesses]
    assert await _measured(table, desk, slug, rows, "an invented page") > SITES // 2


@pytest.mark.needs("corpora")
@pytest.mark.parametrize("slug", site_readers())
async def test_a_module_reads_a_page_of_the_web(tmp_path: Path, table: Table, slug: str) -> None:
    """The same, of pages as people's programs write them."""
    desk, sites = Desk(archive=Pages(tmp_path)), real_sites()[:: max(2, 300 // SITES)]
    for one in sites:
        for url, body in one.pages.items():
            desk.keep(url, body)
    rows = [{"site_web": one.home, "telephone": ""} for one in sites]
    assert await _measured(table, desk, slug, rows, "a real page") > len(sites) // 2


def test_modules_share_one_crawl(table: Table) -> None:
    """All modules that read sites, at work together on one town, and each by itself with nothing fetched before."""
    slugs = site_readers()
    shared, *apart = [
        run_unloaded("crawling", {"seed": 1, "size": SITES, "slugs": group}) for group in (slugs, *([slug] for slug in slugs))
    ]
    assert shared["hosts"] > SITES // 2
    what = f"{len(slugs)} modules over {SITES} sites, all together"
    against = "one after the other, each with a crawl of its own"
    requests, seconds = ([sum(one[name] for one in apart)] for name in ("requests", "seconds"))
    table.compare(f"{what}: requests", [shared["requests"]], requests, "{:,.0f}", against=against, goal=at_most(0.5))
    table.compare(f"{what}: time at work", [shared["seconds"]], seconds, "{:.1f} s", against=against)


def test_hundreds_of_hosts_take_no_more_memory_than_dozens(table: Table) -> None:
    """Pages go to the archive as they come; what is remembered of a host is little. Of the server, without its worker processes."""
    few, many = (run_unloaded("crawling", {"seed": 1, "size": size, "slugs": site_readers()}) for size in (HOSTS // 10, HOSTS))
    assert many["hosts"] > HOSTS // 2
    table.say(f"the crawl of {many['hosts']:,} hosts", f"{many['requests']:,} requests, {many['requests'] / many['seconds']:,.0f}/s")
    table.compare(
        f"RSS at most while crawling {many['hosts']:,} hosts", [many["mib"]], [few["mib"]], "{:,.0f} MiB", against=f"{few['hosts']} hosts",
        goal=at_most(1.5),
    )  # fmt: skip


async def _measured(table: Table, desk: Desk, slug: str, rows: Sequence[Row], what: str) -> int:
    """Read sites and parse their pages, in turn; give how many pages that were."""

    async def read() -> float:
        desk.given.clear()
        began = perf_counter()
        for row in rows:
            await desk.read(modules()[slug], row)
        return 1000 * (perf_counter() - began) / len(desk.given)

    await read()
    texts = [desk.body_of(url).decode("utf-8", "replace") for url in desk.given]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(await read())
        theirs.append(1000 * _parsing(texts) / len(texts))
    size = sum(map(len, texts)) / len(texts) / 1024
    table.compare(
        f"{what} read by `{slug}` ({len(texts):,} of {size:.0f} KiB)", ours, theirs, "{:.2f} ms", against="parsed alone, by the same parser"
    )
    return len(texts)


def _parsing(texts: list[str]) -> float:
    began = perf_counter()
    for text in texts:
        LexborHTMLParser(text)
    return perf_counter() - began
