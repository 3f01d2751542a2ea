"""The town as those who visit it see it: the same on every visit, and what is told of it is true."""

import hashlib
import os
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outhost.sandbox.answers import Manner
from outhost.sandbox.contacts import Kind
from outhost.sandbox.seasons import State, season
from outhost.sandbox.sites import site
from outhost.sandbox.town import Town

_DIGEST = """
import hashlib
from outhost.sandbox.town import Town
town = Town(4, 40)
seen = hashlib.sha256(repr([(b.emails, sorted(b.mail.mailboxes), b.phones, dict(b.socials)) for b in town.businesses]).encode())
for one in town.businesses:
    for week in (0, 7):
        for path in ("/", "/robots.txt", "/sitemap.xml", "/contact/", "/mentions-legales/", "/none"):
            seen.update(repr(town.answer(one.host, path, week)).encode())
        seen.update(repr([town.records(one.mail.domain, kind, week) for kind in ("AAAA", "MX", "TXT")]).encode())
print(seen.hexdigest())
"""
_WEEKS = (0, 1, 3, 9)


@pytest.fixture(scope="module")
def town() -> Town:
    """A town that is large enough for everything to occur."""
    return Town(3, 120)


def test_the_town_is_the_same_in_every_process() -> None:
    """Two processes that order sets differently see the same town, to the byte."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST], env={**os.environ, "PYTHONHASHSEED": salt}, capture_output=True, check=True, text=True
        ).stdout
        for salt in ("1", "77")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == hashlib.sha256().digest_size * 2


def test_a_larger_town_begins_with_the_smaller_one(town: Town) -> None:
    """Whoever counts more houses finds the first ones where they were."""
    assert Town(3, 10).businesses == town.businesses[:10]


def test_another_seed_is_another_town(town: Town) -> None:
    """Held-out towns share no site with those that people have seen."""
    other = {one.name for one in Town(1000, 120).businesses}
    assert len(other & {one.name for one in town.businesses}) < 60
    assert Town(1000, 5).answer(Town(1000, 5).businesses[0].host, "/", 0) != town.answer(town.businesses[0].host, "/", 0)


def test_no_two_businesses_share_a_host(town: Town) -> None:
    """A site belongs to one business."""
    assert len({one.mail.domain for one in town.businesses}) == len(town.businesses)


def test_the_town_keeps_to_names_that_nobody_else_has(town: Town) -> None:
    """Nobody on the real internet is ever visited, written to or looked up: all names are reserved ones."""
    names = [one.host for one in town.businesses] + [mail.address.split("@")[1] for one in town.businesses for mail in one.emails]
    assert {name.rsplit(".", 1)[1] for name in names} == {"example"}
    assert all(town.knows(name) for name in names)


@pytest.mark.parametrize("name", ["example.com", "localhost", "www.google.com", "gmail.com", "127.0.0.1", "example", ""])
def test_strangers_are_not_the_towns(town: Town, name: str) -> None:
    """What the town does not know it neither answers nor resolves."""
    assert not town.knows(name)
    assert town.answer(name, "/", 0) is None
    assert town.records(name, "MX", 0) is None
    assert town.mailbox(name, f"info@{name}", 0).code == 554


def test_mail_hosts_of_real_providers_serve_no_pages(town: Town) -> None:
    """Their names stand in MX answers, so that providers can be told, and nowhere else."""
    real = {line.split()[1] for one in town.businesses for line in one.mail.exchanges if not line.endswith((".example", " ."))}
    assert "aspmx.l.google.com" in real
    assert all(town.knows(name) and town.answer(name, "/", 0) is None and town.records(name, "A", 0) == () for name in real)


def test_every_business_that_has_its_name_answers(town: Town) -> None:
    """A listed site answers its home page, in every week in which its domain exists."""
    for one in town.businesses:
        for week in _WEEKS:
            answer = town.answer(one.host, "/", week)
            assert (answer is None) == (town.records(one.mail.domain, "AAAA", week) is None)
            assert answer is None or answer.body or answer.status >= 300 or answer.manner in {Manner.RESET, Manner.SILENT}


def test_time_changes_what_is_seen(town: Town) -> None:
    """Some sites change from week to week, some close, and most stay what they are."""
    changed = [one for one in town.businesses if one.at(0) != one.at(9)]
    assert len([one for one in changed if one.alive(0) != one.alive(9)]) >= 5
    assert len([one for one in town.businesses if one.telephone != one.at(9).telephone]) >= 5
    assert {alive for one in town.businesses for alive in (one.alive(0), one.alive(9))} == {"open", "closed", "uncertain"}


def test_a_site_that_is_gone_shows_nothing(town: Town) -> None:
    """Where the site is gone, nobody can know an address, a number or a profile."""
    gone = [one.at(week) for one in town.businesses for week in _WEEKS if not season(one.firm, week).stands]
    assert gone
    assert all(not truth.emails and not truth.socials and truth.alive != "open" for truth in gone)
    assert all(truth.phones.secondary == truth.phones.mobile == truth.phones.fax == "" for truth in gone)


def test_a_firm_may_say_farewell_above_the_site_it_had(town: Town) -> None:
    """Some firms close and leave their site as it was, under one sentence that says so."""
    places = [(one, week) for one in town.businesses for week in _WEEKS if season(one.firm, week).state is State.FAREWELL]
    homes = [page for one, week in places for page in site(one.firm, week).pages.values() if Kind.HOME in page.kinds]
    assert len(homes) >= len(places) > 2
    assert all(b'role="alert"' in page.body for page in homes)
    assert all(one.alive(week) != "open" for one, week in places)


def test_kinds_of_address_follow_the_people(town: Town) -> None:
    """An address is personal when it is named after somebody who works there."""
    for one in town.businesses:
        for mail in one.emails:
            part = re.split(r"[.\-@]", mail.address)
            named = any(who.given[0].lower() == mail.address[0] or any(len(word) > 2 for word in part) for who in one.firm.people)
            assert mail.kind == "role" or named


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(),
    which=st.integers(min_value=0, max_value=7),
    path=st.text(max_size=80).map(lambda text: f"/{text}"),
    week=st.integers(min_value=0, max_value=10**9),
    agent=st.text(max_size=20),
)
def test_nothing_that_is_asked_breaks_the_town(seed: int, which: int, path: str, week: int, agent: str) -> None:
    """Whatever the seed, the path, the week and the headers: an answer of bounded size, or none."""
    town = Town(seed, 8)
    one = town.businesses[which]
    answer = town.answer(one.host, path, week, {"User-Agent": agent, "If-None-Match": path, "Accept-Encoding": agent})
    assert answer is None or (100 <= answer.status < 600 and len(answer.body) < 400_000 and answer.delay_seconds <= 60)
    assert town.mailbox(one.mail.domain, f"{path}@{one.mail.domain}", week).code in {250, 450, 451, 452, 550, 554}
    assert town.records(f"{agent}.{one.mail.domain}", agent, week) is None or agent.lower() in {"", "www", "mail"}
