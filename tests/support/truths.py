"""What modules give, held against what is true of a town: pairs of what was said and what may be said, and why a judge thinks so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from figures import Score
from judging import handle_of
from reading import value_of

from outhost.domain.columns import Row
from outhost.sandbox.business import Business
from outhost.sandbox.mailboxes import Habit, Post
from outhost.sandbox.town import Town

NETWORKS: Final = ("facebook", "instagram", "linkedin", "twitter", "tiktok", "youtube")
PROVIDERS: Final = {"google": "Google Workspace", "microsoft": "Microsoft 365", "ovh": "OVHcloud", "gandi": "Gandi", "none": "", "null": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A value held against the truth: what was given, what would be right, and whether there is anything to be found."""

    about: str
    given: str
    right: frozenset[str]
    is_there: bool = True

    @property
    def is_right(self) -> bool:
        """Tell whether something was given that is right."""
        return self.given in self.right and bool(self.given)


def score(held: Sequence[Held]) -> Score:
    """Count."""
    return Score(
        right=sum(each.is_right for each in held), given=sum(bool(each.given) for each in held), there=sum(each.is_there for each in held)
    )


def faults(held: Sequence[Held]) -> list[str]:
    """Name what is wrong, and what was missed."""
    return [
        f"{'wrong' if each.given else 'missed'} {each.about}: {each.given!r}, not {sorted(each.right)}"
        for each in held
        if not each.is_right and (each.given or each.is_there)
    ]


def emails(town: Town, rows: Sequence[Row], week: int) -> Iterator[Held]:
    """Hold addresses against those that a careful reader finds: any of them, and any that is somebody's own."""
    for one, row in zip(town.businesses, rows, strict=True):
        known = one.at(week).emails
        for column, boxes in (("email", known), ("email_personal", [box for box in known if box.kind == "personal"])):
            addresses = frozenset(box.address.lower() for box in boxes)
            yield Held(about=_about(one, column), given=value_of(row[column]).lower(), right=addresses, is_there=bool(addresses))


def phones(town: Town, rows: Sequence[Row], week: int) -> Iterator[Held]:
    """Hold numbers against those that the site shows beside the known one."""
    for one, row in zip(town.businesses, rows, strict=True):
        known = one.at(week).phones
        for column, number in (("phone_secondary", known.secondary), ("mobile", known.mobile), ("fax", known.fax)):
            yield Held(about=_about(one, column), given=value_of(row[column]), right=frozenset({number}), is_there=bool(number))


def socials(town: Town, rows: Sequence[Row], week: int) -> Iterator[Held]:
    """Hold profiles against the business's own, however their addresses are written."""
    for one, row in zip(town.businesses, rows, strict=True):
        known = one.at(week).socials
        for network in NETWORKS:
            given, right = value_of(row[f"social_{network}"]), known.get(network, "")
            yield Held(about=_about(one, network), given=handle_of(given), right=frozenset({handle_of(right)}), is_there=bool(right))


def alive(town: Town, rows: Sequence[Row], week: int) -> Iterator[Held]:
    """Hold verdicts against what a careful reader would say. To be uncertain is to say nothing."""
    for one, row in zip(town.businesses, rows, strict=True):
        given, right = value_of(row["site_alive"]), str(one.alive(week))
        yield Held(
            about=_about(one, "site"), given="" if given == "uncertain" else given, right=frozenset({right}), is_there=right != "uncertain"
        )


def closed(town: Town, rows: Sequence[Row], week: int) -> Iterator[Held]:
    """Hold those that are said to be closed against those that are: the few that matter, among many that are open."""
    for each in alive(town, rows, week):
        given = each.given if each.given == "closed" else ""
        yield Held(about=each.about, given=given, right=each.right, is_there="closed" in each.right)


def mail_set_up(town: Town, rows: Sequence[Row], week: int) -> Iterator[Held]:
    """Hold what is said of a domain's mail against its records."""
    for one, row in zip(town.businesses, rows, strict=True):
        post = one.mail
        is_there = town.records(post.domain, "MX", week) is not None
        truth = {
            "mx_provider": PROVIDERS.get(post.provider, post.domain) if is_there else "",
            "has_spf": _yes(is_there and bool(post.spf)),
            "has_dmarc": _yes(is_there and bool(post.dmarc)),
            "accepts_mail": _yes(is_there and post.accepts),
        }
        for column, right in truth.items():
            yield Held(about=_about(one, column), given=value_of(row[column]), right=frozenset({right}), is_there=bool(right))


def verdicts(asked: Mapping[str, frozenset[str]], rows: Sequence[Row]) -> Iterator[Held]:
    """Hold verdicts on addresses against what may be said of each. To say `unknown` is to say nothing."""
    for row in rows:
        address, status = value_of(row["email"]), value_of(row["status"])
        right = asked[address]
        yield Held(about=address, given="" if status == "unknown" else status, right=right, is_there="unknown" not in right)


def addresses(town: Town, right: Callable[[Post, str, bool], frozenset[str]], week: int) -> Mapping[str, frozenset[str]]:
    """Give addresses of the town, and what may be said of each: those that sites show, one that exists, and one that does not."""
    found = {}
    for one in town.businesses:
        post = one.mail
        is_there = town.records(post.domain, "MX", week) is not None
        shown = [box.address for box in one.emails if box.address.endswith(f"@{post.domain}")]
        for address in (*shown, *sorted(post.mailboxes)[:1], f"zoe.quelquun{one.number}@{post.domain}"):
            found[address.lower()] = right(post, address, is_there)
    return found


def by_records(post: Post, _address: str, is_there: bool) -> frozenset[str]:  # noqa: FBT001 - as the other judge is called
    """Say what can be said of an address by its domain's records alone."""
    if is_there and post.provider == "none":
        return frozenset({"invalid", "risky"})  # mail for it may go to the website's machine (RFC 5321, 5.1)
    return frozenset({"valid" if is_there and post.accepts else "invalid"})


def by_servers(post: Post, address: str, is_there: bool) -> frozenset[str]:  # noqa: FBT001 - as above
    """Say what can be said of an address when its mail server may be asked."""
    if not is_there or not post.accepts:
        return by_records(post, address, is_there)
    match post.habit:
        case Habit.CATCH_ALL:
            return frozenset({"risky"})
        case Habit.GREY | Habit.REFUSES | Habit.NONE:
            return frozenset({"unknown"})
        case Habit.FULL if address.lower() in post.mailboxes:
            return frozenset({"risky"})
        case _:
            return frozenset({"valid" if address.lower() in post.mailboxes else "invalid"})


def _about(one: Business, what: str) -> str:
    return f"{one.host} ({one.style}) {what}"


def _yes(is_so: bool) -> str:  # noqa: FBT001 - what is asked
    return "yes" if is_so else "no"
