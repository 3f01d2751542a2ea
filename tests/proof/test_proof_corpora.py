"""Modules on real web pages, which a well-known package carries: what they find, held against what is there.

Two judges. An independent reader (`judging.py`, the standard library's parser) says whether a value stands in the page that is its proof.
And `real_truth.json` says of some sites what a careful person read on the pages that a module can come to: most was written before any
module was run, and all of it read by a person. A site is what the package has of it, often a page or two and none of them the home page; so
recall is that of reading, not of finding the way. A daily run reads the sites that were judged and one in twenty of the others.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from corpora import real_sites
from figures import Figures, Score
from judging import Read, handle_of, judged
from reading import Desk, modules, value_of

from outhost.domain.columns import Row
from outhost.files.pages import Pages

pytestmark = pytest.mark.needs("corpora")

TITLE: Final = "Real web pages (formasaurus 0.10.0)"
TRUTH: Final = json.loads(Path(__file__).with_name("real_truth.json").read_text("utf-8"))
NETWORKS: Final = ("facebook", "instagram", "linkedin", "twitter", "tiktok", "youtube")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, figures: Figures) -> Desk:
    """An archive with all the pages."""
    figures.head(TITLE, "module", "sites", "values", "not on the site", "judged by hand", "right", "precision", "recall")
    desk = Desk(archive=Pages(tmp_path_factory.mktemp("real")))
    for site in real_sites():
        for url, body in site.pages.items():
            desk.keep(url, body)
    return desk


async def test_addresses_are_those_of_the_site(desk: Desk, figures: Figures, *, is_long: bool) -> None:
    """No placeholder, no name of an image, nobody who wrote a comment: what I get is how the site says that it is reached."""
    rows = await _rows(desk, "emails", is_long=is_long)
    columns = ("email", "email_personal")
    strange = _strange(desk, rows, columns, lambda value, read: value.lower() in read.addresses)
    truth = TRUTH["emails"]
    given = {host: value_of(rows[host]["email"]).lower() for host in truth}
    wrong = [f"{host}: {value}" for host, value in given.items() if value and value not in truth[host]]
    found = sum(map(bool, given.values()))
    score = Score(right=found - len(wrong), given=found, there=sum(map(bool, truth.values())))
    _say(figures, "emails", len(rows), (len(_values(rows, *columns)), len(strange), len(truth)), score)
    assert strange == []
    assert score.precision >= 0.95, wrong
    assert score.recall >= 0.9, _missed(truth, given)


async def test_profiles_are_those_of_the_business(desk: Desk, figures: Figures, *, is_long: bool) -> None:
    """No button for sharing, no post, no event, nobody whom it writes about: what I get is its own profile."""
    rows = await _rows(desk, "socials", is_long=is_long)
    columns = tuple(f"social_{network}" for network in NETWORKS)
    strange = _strange(desk, rows, columns, lambda url, read: any(handle_of(url) in link for link in read.links))
    truth = {f"{host} {network}": known.get(network, []) for host, known in TRUTH["socials"].items() for network in NETWORKS}
    given = {key: value_of(rows[key.split()[0]][f"social_{key.split()[1]}"]) for key in truth}
    wrong = [f"{key}: {url}" for key, url in given.items() if url and handle_of(url) not in {name.lower() for name in truth[key]}]
    found = sum(map(bool, given.values()))
    score = Score(right=found - len(wrong), given=found, there=sum(map(bool, truth.values())))
    _say(figures, "socials", len(rows), (len(_values(rows, *columns)), len(strange), len(TRUTH["socials"])), score)
    assert strange == []
    assert score.precision >= 0.95, wrong
    assert score.recall >= 0.9, _missed(truth, given)


async def test_numbers_are_those_of_the_site(desk: Desk, figures: Figures, *, is_long: bool) -> None:
    """Whatever is called a telephone number of a site is there to be read, digit for digit, and in the country that it is of."""
    rows = await _rows(desk, "phones_extra", is_long=is_long)
    columns = ("phone_secondary", "mobile", "fax")
    strange = _strange(desk, rows, columns, lambda value, read: read.has_number(value))
    truth = TRUTH["phones_extra"]
    given = [(host, value) for host, value in _values(rows, *columns) if host in truth]
    wrong = [f"{host}: {value}" for host, value in given if value not in truth[host]]
    found = {host for host, value in given if value in truth[host]}
    score = Score(right=len(found), given=len(found) + len(wrong), there=sum(map(bool, truth.values())))
    _say(figures, "phones_extra (judged: sites)", len(rows), (len(_values(rows, *columns)), len(strange), len(truth)), score)
    assert strange == []
    assert len(wrong) <= len(given) // 10, wrong
    assert score.recall >= 0.75, sorted({host for host in truth if truth[host]} - found)


async def test_no_site_that_answers_is_called_closed(desk: Desk, figures: Figures, *, is_long: bool) -> None:
    """Shops, firms and forums that were there when somebody kept their pages: none of them is told to be closed."""
    rows = await _rows(desk, "dead_check", is_long=is_long, every=6)
    alive = {host: value_of(row["site_alive"]) for host, row in rows.items()}
    closed = [host for host, value in alive.items() if value == "closed"]
    is_open = sum(value == "open" for value in alive.values())
    score = Score(right=is_open, given=is_open + len(closed), there=len(rows))
    _say(figures, "dead_check", len(rows), (len(rows), 0, len(rows)), score)
    assert len(closed) <= len(rows) // 100, closed
    assert score.recall >= 0.9, [host for host, value in alive.items() if value != "open"]


async def _rows(desk: Desk, slug: str, *, is_long: bool, every: int = 20) -> Mapping[str, Row]:
    one, judged_hosts = modules()[slug], TRUTH.get(slug, {})
    some = [site for number, site in enumerate(real_sites()) if is_long or number % every == 0 or site.host in judged_hosts]
    return {site.host: await desk.read(one, {"site_web": site.home, "telephone": ""}) for site in some}


def _values(rows: Mapping[str, Row], *columns: str) -> list[tuple[str, str]]:
    return [(host, value) for host, row in rows.items() for name in columns if (value := value_of(row[name]))]


def _strange(desk: Desk, rows: Mapping[str, Row], columns: Sequence[str], is_there: Callable[[str, Read], bool]) -> list[str]:
    """Name the values that an independent reader does not find on the page that is their proof."""
    found = [(host, row[name]) for host, row in rows.items() for name in columns if value_of(row[name])]
    return [f"{host}: {cell.value}" for host, cell in found if not is_there(cell.value, judged([desk.body_of(cell.source)]))]


def _missed(truth: Mapping[str, Any], given: Mapping[str, str]) -> list[str]:
    return [f"{key}: {values}" for key, values in truth.items() if values and not given[key]]


def _say(figures: Figures, slug: str, site_count: int, counts: Sequence[int], score: Score) -> None:
    figures.add(TITLE, slug, site_count, *counts, score.right, score.precision, score.recall)
