"""The mail of the invented town, asked about as the world's would be, by the two modules about mail."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import pytest
from clocks import TurnedClock
from reading import modules, value_of
from workers import bench_of

from outhost.crawl.guard import Guard
from outhost.crawl.mailboxes import Introduction, Mailboxes
from outhost.crawl.records import Records
from outhost.crawl.routes import straight
from outhost.domain.errors import FetchFailed, NoSuchName, Refusal
from outhost.domain.ip_addresses import IpAddress
from outhost.jobtypes.context import Assignment, UnitContext, declined
from outhost.sandbox.business import Business
from outhost.sandbox.mailboxes import Habit, Post
from outhost.sandbox.neighbourhood import Neighbourhood
from outhost.sandbox.town import Town

SIZE = 30
_MOMENT = timedelta(milliseconds=10)
PROVIDERS = {"google": "Google Workspace", "microsoft": "Microsoft 365", "ovh": "OVHcloud", "gandi": "Gandi", "none": "", "null": ""}


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Asks about a town's mail as a worker process would."""

    town: Town
    records: Records
    mailboxes: Mailboxes

    async def run(self, slug: str, row: Mapping[str, Any], **params: Any) -> dict[str, str]:
        """Run a module on a row, and give what it adds as texts."""
        one = modules()[slug]
        given = one.params.model_validate(params)
        assignment = Assignment(slug=slug, params=given, mapping={}, locale="en", upload=None)
        context = UnitContext(assignment, {}, lambda _: None, self._answer, bench_of())
        added = await one.run(dict(row), given, context)  # type: ignore[misc, arg-type]  # a RunRow
        return {name: value_of(cell) for name, cell in dict(added).items()}  # type: ignore[call-overload]  # of one row

    async def _answer(self, what: str, about: dict[str, Any]) -> Any:
        try:
            if what == "dns":
                return {"records": await self.records.find(about["name"], about["kind"])}
            return asdict(await self.mailboxes.ask(about["address"]))
        except NoSuchName as refusal:
            raise declined({"kind": "no_such_name", "reason": refusal.say()}) from None
        except FetchFailed as refusal:
            raise declined({"kind": "give_up" if refusal.is_final else "retry", "reason": refusal.say()}) from None
        except Refusal as refusal:
            raise declined({"kind": "give_up", "reason": refusal.say()}) from None


async def _nobody(host: str, _about: object) -> tuple[IpAddress, ...]:
    raise NoSuchName(host)


async def _nothing(name: str, _kind: str) -> tuple[tuple[str, ...], float]:
    raise NoSuchName(name)


@asynccontextmanager
async def a_visit(seed: int) -> AsyncIterator[Visitor]:
    """Open a town in which time passes as fast as anything happens."""
    clock, town = TurnedClock(), Town(seed, SIZE)
    around = Neighbourhood(town, clock, look_up=_nobody, ask=_nothing, route=straight)
    await around.open()
    hands = asyncio.create_task(_turn(clock))
    records = Records(around.ask, clock)
    guard = Guard(around.look_up, allows_private=False)
    mailboxes = Mailboxes(records, guard, clock, Introduction(name="sender.example", sender=""), route=around.route)
    try:
        yield Visitor(town=town, records=records, mailboxes=mailboxes)
    finally:
        await mailboxes.close()
        await records.close()
        hands.cancel()
        await asyncio.gather(hands, return_exceptions=True)
        await around.close()


async def _turn(clock: TurnedClock) -> None:
    while True:
        clock.turn(_MOMENT)
        await asyncio.sleep(0)


def _expected(post: Post, address: str) -> set[tuple[str, str]]:
    """Say what is true of a mailbox: status and catch_all, by what the town's truth says of its domain."""
    if not post.accepts:
        return {("invalid", "unknown"), ("risky", "unknown")}  # mail may reach a domain without MX at its website's machine
    is_there = address in post.mailboxes
    match post.habit:
        case Habit.CATCH_ALL:
            return {("risky", "yes")}
        case Habit.GREY | Habit.REFUSES:
            return {("unknown", "unknown")}
        case Habit.FULL if is_there:
            return {("risky", "unknown")}
        case _:
            return {("valid", "no")} if is_there else {("invalid", "no")}


def _of_its_own(one: Business, town: Town) -> list[str]:
    """Give mailboxes at a business's own domain, those that it shows and one that nobody has; none where the domain is gone."""
    domain = one.mail.domain
    shown = [email.address.lower() for email in one.emails if email.address.lower().endswith(f"@{domain}")]
    return [*shown, f"no-such-box@{domain}"] if town.records(domain, "NS", 0) is not None else []


@pytest.mark.parametrize("seed", range(1, 10))
async def test_mailboxes_of_the_town_are_told_as_they_are(seed: int) -> None:
    """Those that are there, those that are not, domains that take anything, and servers that say nothing to strangers."""
    async with a_visit(seed) as visitor:
        asked = [(one, address) for one in visitor.town.businesses for address in _of_its_own(one, visitor.town)]
        told = await asyncio.gather(*(visitor.run("verify_emails", {"email": address}, smtp_probe=True) for _, address in asked))
    wrong = [
        (address, said["status"], said["catch_all"], said["reason"])
        for (one, address), said in zip(asked, told, strict=True)
        if (said["status"], said["catch_all"]) not in _expected(one.mail, address)
    ]
    assert wrong == []
    assert {said["status"] for said in told} == {"valid", "invalid", "risky", "unknown"}


@pytest.mark.parametrize("seed", range(1, 10))
async def test_the_mail_of_the_town_is_set_up_as_told(seed: int) -> None:
    """Who takes it, SPF and DMARC, of each business by its website; one whose domain is gone takes none."""
    async with a_visit(seed) as visitor:
        there = [one for one in visitor.town.businesses if visitor.town.records(one.mail.domain, "NS", 0) is not None]
        told = await asyncio.gather(*(visitor.run("delivery_check", {"site_web": f"http://www.{one.mail.domain}/"}) for one in there))
    for one, said in zip(there, told, strict=True):
        post = one.mail
        assert said == {
            "mx_provider": PROVIDERS.get(post.provider, post.domain),
            "has_spf": "yes" if post.spf else "no",
            "has_dmarc": "yes" if post.dmarc else "no",
            "accepts_mail": "yes" if post.accepts else "no",
        }, post
