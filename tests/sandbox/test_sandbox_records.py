"""What resolvers and mail hosts of the town say: the setups of mail that there are, and each habit of those who receive it."""

import pytest

from outhost.sandbox.mailboxes import Habit
from outhost.sandbox.neighbours import NEIGHBOURS
from outhost.sandbox.town import Town


@pytest.fixture(scope="module")
def town() -> Town:
    """A town in which every setup of mail occurs."""
    return Town(5, 150)


def test_every_setup_of_mail_occurs(town: Town) -> None:
    """Domains receive mail at home, at each kind of provider, nowhere, or say that they take none."""
    assert {one.mail.provider for one in town.businesses} == {"own", "ovh", "google", "microsoft", "gandi", "none", "null"}
    assert {one.mail.habit for one in town.businesses} == set(Habit)


def test_records_say_what_the_truth_says(town: Town) -> None:
    """MX, SPF and DMARC are answered as the truth about each domain has them."""
    for one in town.businesses:
        domain = one.mail.domain
        if town.records(domain, "AAAA", 0) is None:
            continue
        texts = town.records(domain, "TXT", 0)
        assert town.records(domain, "mx", 0) == one.mail.exchanges
        assert [text for text in texts if "v=spf1" in text] == ([f'"{one.mail.spf}"'] if one.mail.spf else [])
        assert town.records(f"_dmarc.{domain}", "TXT", 0) == ((f'"{one.mail.dmarc}"',) if one.mail.dmarc else None)


def test_a_domain_may_take_no_mail(town: Town) -> None:
    """A null MX says so; a domain without any MX has still an address."""
    null = next(one for one in town.businesses if one.mail.provider == "null" and one.alive(0) == "open")
    none = next(one for one in town.businesses if one.mail.provider == "none" and one.alive(0) == "open")
    assert town.records(null.mail.domain, "MX", 0) == ("0 .",)
    assert town.records(none.mail.domain, "MX", 0) == ()
    assert town.records(none.mail.domain, "AAAA", 0)
    assert not null.mail.accepts
    assert not none.mail.accepts


def test_names_that_are_gone_are_gone_for_mail_too(town: Town) -> None:
    """A domain that is no longer registered has neither site, nor records, nor mailboxes."""
    lost = next(
        one for one in town.businesses if town.answer(one.host, "/", 0) and town.answer(one.host, "/", 30) is None and one.mail.accepts
    )
    host = lost.mail.exchanges[0].split()[1]
    assert town.records(lost.mail.domain, "MX", 0)
    assert town.records(lost.mail.domain, "MX", 30) is None
    assert town.mailbox(host, f"postmaster@{lost.mail.domain}", 30).code == 554


@pytest.mark.parametrize(
    ("habit", "known", "unknown"),
    [
        (Habit.EXACT, 250, 550),
        (Habit.CATCH_ALL, 250, 250),
        (Habit.GREY, 451, 451),
        (Habit.REFUSES, 554, 554),
        (Habit.FULL, 452, 550),
        (Habit.SLOW, 250, 550),
    ],
)
def test_each_habit_answers_as_mail_hosts_do(town: Town, habit: Habit, known: int, unknown: int) -> None:
    """Mailboxes that exist, and those that do not, are told apart by some hosts and not by others."""
    one = next(one for one in town.businesses if one.mail.habit is habit and town.answer(one.host, "/", 0) is not None)
    host = one.mail.exchanges[0].split()[1]
    assert town.mailbox(host.upper(), f"Postmaster@{one.mail.domain}", 0).code == known
    assert town.mailbox(host, f"no-such-person@{one.mail.domain}", 0).code == unknown
    assert town.mailbox("mail.elsewhere.example", f"postmaster@{one.mail.domain}", 0).code == 554


def test_most_addresses_on_sites_have_a_mailbox_and_some_have_none(town: Town) -> None:
    """People leave, and their addresses stay on the site."""
    shown = [(one, mail) for one in town.businesses for mail in one.emails if mail.address.endswith(one.mail.domain) and one.mail.accepts]
    alive = [mail for one, mail in shown if mail.address in one.mail.mailboxes]
    assert 0.8 < len(alive) / len(shown) < 1


@pytest.mark.parametrize("who", NEIGHBOURS, ids=lambda who: who.name)
def test_agencies_and_hosting_companies_are_there_too(town: Town, who) -> None:  # noqa: ANN001 - one of the neighbours
    """Those whose names stand at the foot of sites have a site and a mailbox of their own."""
    assert town.knows(who.host)
    assert who.email.encode() in town.answer(who.host, "/", 0).body
    assert town.records(who.host, "AAAA", 0)
    assert town.mailbox(f"mail.{who.domain}", who.email, 0).code == 250
