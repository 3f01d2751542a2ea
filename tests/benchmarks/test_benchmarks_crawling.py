"""How fast pages are fetched, politely and for keeps, beside a bare client that does neither."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling_side import bare, ours
from ratios import ROUNDS, SCALE, Table, at_least, in_turn
from servers import serving_pages

pytestmark = pytest.mark.bench

HOSTS = max(round(300 * SCALE), 100)
PAGES = 8
"""Of each host, one after the other; its robots.txt comes before them and is not counted."""


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a server that hundreds of names lead to."""
    with serving_pages() as server:
        yield server.port


def test_pages_are_fetched_nearly_as_fast_as_by_a_bare_client(tmp_path: Path, port: int, table: Table) -> None:
    """Rules, checks, turns and the archive cost something; the library that both stand on costs most."""
    politely, plainly = in_turn(
        lambda number: asyncio.run(ours(port, tmp_path / f"pages-{number}", HOSTS, PAGES)),
        lambda _: asyncio.run(bare(port, HOSTS, PAGES)),
    )
    assert min(politely) > 0
    table.compare(
        f"pages of 15 KB from {HOSTS} hosts at once, {PAGES} of each, through robots.txt, guard, pace and archive", politely, plainly,
        "{:,.0f}/s", against="a bare session of aiohttp", goal=at_least(0.6),
    )  # fmt: skip


def test_a_second_reader_needs_no_network(tmp_path: Path, port: int, table: Table) -> None:
    """Six modules over one list of websites: the first fetches, and each of the others reads the archive."""
    folder = tmp_path / "pages"

    def read(number: int) -> float:
        return asyncio.run(ours(port, folder / str(number), HOSTS, PAGES))

    fetched, kept = zip(*((read(number), read(number)) for number in range(ROUNDS)), strict=True)
    assert min(kept) > 0
    table.compare("the same pages asked for once more, from the archive", kept, fetched, "{:,.0f}/s", against="fetched")
