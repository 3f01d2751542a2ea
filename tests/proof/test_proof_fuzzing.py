"""Every parser on what nobody should have written: pages that were damaged, and pages that were made to do harm.

How long something takes is not measured. Hostile pages are read in a process of which the kernel takes the processor away: what takes the
square of a page's length takes hours, what takes twice as long for twice the page takes a second.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from corpora import real_sites
from hypothesis import given, settings
from hypothesis import strategies as st
from mutating import mutated
from reading import Desk, modules, site_readers, value_of

from outhost.domain.pages import unpacked
from outhost.domain.robots import read_rules
from outhost.files.pages import Pages
from outhost.sandbox.town import Town

SLUGS: Final = site_readers()
TOWN: Final = Town(seed=7, size=30)
PATHS: Final = ("/", "/contact", "/contact.html", "/mentions-legales", "/robots.txt", "/sitemap.xml")
HERE: Final = Path(__file__).parent
LINES: Final = (
    "User-agent: *",
    "Disallow: /",
    "Allow:",
    "Crawl-delay: 1e999",
    "Disallow: *" * 50,
    "Disallow: /*$*$",
    "\0",
    "Sitemap:",
    "é" * 999,
    ":",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An archive without a page."""
    return Desk(archive=Pages(tmp_path_factory.mktemp("fuzzed")))


def test_no_page_is_too_much_for_a_module(*, is_long: bool) -> None:
    """A page made of one thing a hundred thousand times is read like any other: within bounds of time and memory, and without a fault."""
    job = {"slugs": SLUGS, "size": 3 << 20 if is_long else 1 << 16}
    paths = {"PYTHONPATH": str(HERE.parent / "support")}
    program = [sys.executable, str(HERE / "gauntlet.py")]
    done = subprocess.run(program, input=json.dumps(job), env=paths, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "done"), done.stderr[-2000:]


@pytest.mark.parametrize("slug", SLUGS)
async def test_a_damaged_page_is_read_without_a_fault(slug: str, desk: Desk, *, is_long: bool) -> None:
    """Bits that flipped, a page cut off, encodings that are none: a module gives what it still finds, as text, and never fails."""
    await check_damaged(slug, _pages_of_town(), desk, 2000 if is_long else 150)


@pytest.mark.needs("corpora")
@pytest.mark.parametrize("slug", SLUGS)
async def test_a_damaged_page_of_the_real_web_is_read_without_a_fault(slug: str, desk: Desk, *, is_long: bool) -> None:
    """The same, of pages that people wrote."""
    await check_damaged(slug, _pages_of_web(), desk, 2000 if is_long else 40)


@given(
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=60), st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))),
    st.text(max_size=200),
)
@settings(max_examples=200)
def test_any_robots_txt_can_be_read(lines: list[str], path: str) -> None:
    """Whatever a site says to robots, there is an answer for each of its pages."""
    rules = read_rules("\n".join(lines).encode("utf-8", "surrogatepass"), "outhost")
    rules.forbidding(f"/{path}")
    assert rules.delay_seconds is None or rules.delay_seconds >= 0


@given(st.binary(max_size=500))
@settings(max_examples=300)
def test_a_torn_file_of_the_archive_is_known_for_what_it_is(data: bytes) -> None:
    """Bytes that are no page are refused in one way only, whichever they are."""
    with pytest.raises(ValueError, match=r"\w"):
        unpacked(data)


async def check_damaged(slug: str, pages: Sequence[bytes], desk: Desk, count: int) -> None:
    """Damage pages, a seed each, and see that a module reads them."""
    one, home = modules()[slug], "http://damaged.example/"
    for seed in range(count):
        for url in (home, f"{home}contact"):
            desk.keep(url, mutated(pages[seed % len(pages)], seed))
        try:
            added = await desk.read(one, {"site_web": home, "telephone": "0472000000"})
        except Exception as fault:  # noqa: BLE001 - whichever it is, its seed is told
            pytest.fail(f"{slug} fails on page {seed % len(pages)} with seed {seed}: {fault!r}")
        assert set(added) <= set(one.produces)
        assert all(value_of(value).isprintable() for value in added.values()), (seed, added)


def _pages_of_town() -> list[bytes]:
    answers = [TOWN.answer(each.host, path, 0) for each in TOWN.businesses for path in PATHS]
    return [answer.body for answer in answers if answer is not None and answer.status == 200]


def _pages_of_web() -> list[bytes]:
    return [body for site in real_sites()[::7] for body in list(site.pages.values())[:1] if len(body) < 150_000]
