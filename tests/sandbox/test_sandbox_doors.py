"""How hosts of the town answer: the manners of a whole web, and bytes that any client can unpack."""

import gzip
import zlib
from urllib.parse import urljoin, urlsplit

import pytest

from outhost.domain.robots import read_rules
from outhost.sandbox.answers import Answer, Manner
from outhost.sandbox.behaviours import Behaviour, behaviour, home_host
from outhost.sandbox.business import Business
from outhost.sandbox.robots import Robots, robots
from outhost.sandbox.seasons import State, season
from outhost.sandbox.sites import site
from outhost.sandbox.town import Town


@pytest.fixture(scope="module")
def town() -> Town:
    """A town that is large enough for everything to occur."""
    return Town(3, 320)


def living(town: Town, *wanted: Behaviour) -> Business:
    """Give a business whose host behaves so, whose site stays, and whose home page changes."""
    found = (
        one
        for one in town.businesses
        if behaviour(one.firm) in wanted and all(season(one.firm, week).state is State.OPEN for week in range(10))
    )
    return next(one for one in found if site(one.firm, 0).pages["/"].body != site(one.firm, 8).pages["/"].body)


def followed(town: Town, url: str, week: int = 0) -> tuple[str, Answer]:
    """Give the page at the end of all redirects, and its address."""
    for _ in range(8):
        parts = urlsplit(url)
        answer = town.answer(parts.netloc, parts.path or "/", week)
        assert answer is not None
        if answer.status not in {301, 302, 307}:
            return url, answer
        url = urljoin(url, answer.headers["Location"])
    pytest.fail("redirected in a circle")


def test_every_behaviour_occurs(town: Town) -> None:
    """A town has every kind of host, and every kind of robots.txt."""
    assert {behaviour(one.firm) for one in town.businesses} == set(Behaviour)
    assert len({robots(3, number) for number in range(320)}) >= 12


@pytest.mark.parametrize("wanted", [Behaviour.OTHER_NAME, Behaviour.OTHER_HOST, Behaviour.CHAIN])
def test_redirects_end_at_the_home_page(town: Town, wanted: Behaviour) -> None:
    """Whoever follows a redirect arrives at another host of the same firm, in a few steps."""
    one = living(town, wanted)
    url, answer = followed(town, one.url)
    assert urlsplit(url).netloc == home_host(one.firm) != one.host
    assert answer.status == 200


def test_every_host_of_a_firm_leads_home(town: Town) -> None:
    """With www or without, a living site is found."""
    for one in town.businesses:
        if one.alive(0) == "open":
            for host in (one.mail.domain, f"www.{one.mail.domain}"):
                assert urlsplit(followed(town, f"http://{host}/")[0]).netloc == home_host(one.firm)


@pytest.mark.parametrize(
    ("wanted", "coding", "unpacked"), [(Behaviour.GZIP, "gzip", gzip.decompress), (Behaviour.DEFLATE, "deflate", zlib.decompress)]
)
def test_packed_answers_unpack(town: Town, wanted: Behaviour, coding: str, unpacked) -> None:  # noqa: ANN001 - a function of bytes, from two modules
    """A page that is sent packed is the page that is sent plain, and nobody gets what they cannot unpack."""
    one = living(town, wanted)
    packed, plain = town.answer(one.host, "/", 0, {"accept-encoding": "br, gzip, deflate"}), town.answer(one.host, "/", 0)
    assert packed.headers["Content-Encoding"] == coding
    assert unpacked(packed.body) == plain.body
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("wanted", "name", "asks"), [(Behaviour.ETAG, "ETag", "If-None-Match"), (Behaviour.LAST_MODIFIED, "Last-Modified", "If-Modified-Since")]
)
def test_those_who_know_a_page_are_told_so(town: Town, wanted: Behaviour, name: str, asks: str) -> None:
    """A conditional request is answered 304 without a body, and 200 to who knows an older page."""
    one = living(town, wanted)
    first = town.answer(one.host, "/", 0)
    again = town.answer(one.host, "/", 0, {asks: first.headers[name]})
    later = town.answer(one.host, "/", 8, {asks: first.headers[name]})
    assert (again.status, again.body) == (304, b"")
    assert later.status == 200
    assert later.body != first.body


@pytest.mark.parametrize(
    ("wanted", "manner"),
    [
        (Behaviour.SLOW, Manner.SLOW),
        (Behaviour.DRIP, Manner.DRIP),
        (Behaviour.ENDLESS, Manner.ENDLESS),
        (Behaviour.CUT, Manner.CUT),
        (Behaviour.RESET, Manner.RESET),
        (Behaviour.SILENT, Manner.SILENT),
    ],
)
def test_bad_manners_are_said(town: Town, wanted: Behaviour, manner: Manner) -> None:
    """Whoever serves the town is told in which manner each answer goes out."""
    answer = town.answer(home_host(living(town, wanted).firm), "/", 0)
    assert answer.manner is manner
    assert (answer.delay_seconds > 0) == (manner in {Manner.SLOW, Manner.DRIP})
    assert manner is not Manner.CUT or int(answer.headers["Content-Length"]) > len(answer.body)


def test_a_missing_page_may_say_that_it_is_there(town: Town) -> None:
    """Some hosts answer 200 where they have no page."""
    assert town.answer(home_host(living(town, Behaviour.SOFT_404).firm), "/nowhere", 0).status == 200
    assert town.answer(home_host(living(town, Behaviour.PLAIN).firm), "/nowhere", 0).status == 404


def test_a_host_that_is_closed_to_readers_has_no_truth(town: Town) -> None:
    """What no polite reader can open, nobody is asked to know: and nobody knows whether the firm lives."""
    shut = [one for one in town.businesses if not robots(3, one.number).allows("/") and one.alive(0) != "closed"]
    assert shut
    assert all(not one.emails and not one.socials and one.alive(0) == "uncertain" for one in shut)


def test_a_page_that_robots_close_is_no_part_of_the_truth(town: Town) -> None:
    """No address is expected from a page that a polite reader leaves alone."""
    for one in town.businesses:
        assert all(robots(3, one.number).allows(mail.path) for mail in one.emails)


@pytest.mark.parametrize(
    ("path", "is_allowed"), [("/", True), ("/a.pdf", False), ("/a.pdf?x", True), ("/x?s=1", False), ("/recherche/a/page/2", False)]
)
def test_patterns_of_robots_are_understood(path: str, is_allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    """The truth knows what a wildcard closes."""
    assert Robots(closed=(r"/.*\?s=", r"/.*\.pdf$", "/recherche/.*/page")).allows(path) == is_allowed


def test_the_truth_reads_robots_as_a_crawler_does(town: Town) -> None:
    """What the truth takes for closed is what the rules of the file close, for a crawler that no file names."""
    paths = {page.path for one in town.businesses for page in site(one.firm, 0).pages.values()} | {
        "/prive/a",
        "/wp-admin/x",
        "/docs/a.pdf",
        "/x?s=1",
    }
    for rules in {robots(3, number) for number in range(320)}:
        if rules.status == 200:
            parsed = read_rules(rules.text.encode(), "outhost")
            wrong = {path for path in paths if rules.allows(path) != (parsed.forbidding(path) is None)}
            assert wrong == set(), rules.text
