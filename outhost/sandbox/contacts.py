"""The addresses, numbers and profiles of a firm, and on which kinds of page each is shown."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from outhost.sandbox.people import Person, personal_part, plain
from outhost.sandbox.phones import is_mobile, landline, mobile
from outhost.sandbox.trades import Trade


class Kind(StrEnum):
    """What a page is for."""

    HOME = "home"
    CONTACT = "contact"
    LEGAL = "legal"
    PRIVACY = "privacy"
    ABOUT = "about"
    TEAM = "team"
    PRODUCT = "product"
    POST = "post"
    OTHER = "other"


READ = (Kind.HOME, Kind.CONTACT, Kind.LEGAL, Kind.ABOUT, Kind.TEAM)
"""The pages that a careful reader opens, in that order."""

WEBMAILS = ("gemail.example", "orangine.example", "wanamail.example", "hautmail.example", "posteo-libre.example")
"""Providers of free mailboxes: invented, as every name of the town."""

_LONGEST_HANDLE = 30
"""Of Instagram and YouTube, in letters."""
_LONGEST_TIKTOK = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A mailbox of a firm. `who` is the person it is named after."""

    address: str
    who: Person | None
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A telephone line: `role` is telephone (the one in the directory), secondary, mobile or fax."""

    number: str
    role: str
    kinds: frozenset[Kind]


def boxes(rng: random.Random, trade: Trade, domain: str, people: tuple[Person, ...]) -> tuple[Box, ...]:
    """Draw which mailboxes a firm has, and where it shows them; about one in eight shows none."""
    shape = rng.choices(("none", "usual", "webmail", "many"), (12, 50, 15, 23))[0]
    if shape == "none":
        return ()
    if shape == "webmail":
        return (_webmail_box(rng, domain, people[0]),)
    count = 1 if shape == "usual" else rng.randint(2, min(3, len(trade.boxes)))
    roles = tuple(
        Box(address=f"{part}@{domain}", who=None, kinds=_spread(rng, first=part == trade.boxes[0])) for part in trade.boxes[:count]
    )
    return (*roles, *_personal_boxes(rng, domain, people, 0.85 if shape == "many" else 0.3))


def _webmail_box(rng: random.Random, domain: str, who: Person) -> Box:
    named = rng.random() < 0.5
    part = (
        f"{plain(who.given)}.{plain(who.family)}{rng.choice(('', '', '96', '71'))}"
        if named
        else domain.split(".", maxsplit=1)[0].replace("-", rng.choice(("", ".", "-")))
    )
    return Box(address=f"{part}@{rng.choice(WEBMAILS)}", who=who if named else None, kinds=_spread(rng, first=True))


def _personal_boxes(rng: random.Random, domain: str, people: tuple[Person, ...], share: float) -> tuple[Box, ...]:
    taken: dict[str, Box] = {}
    for who in people:
        if rng.random() < share:
            address = f"{personal_part(rng, who)}@{domain}"
            kinds = (
                {Kind.TEAM, Kind.ABOUT}
                | ({Kind.CONTACT} if rng.random() < 0.3 else set())
                | ({Kind.LEGAL} if rng.random() < 0.15 else set())
            )
            taken.setdefault(address, Box(address=address, who=who, kinds=frozenset(kinds)))
    return tuple(taken.values())


def _spread(rng: random.Random, *, first: bool) -> frozenset[Kind]:
    """The usual address stands on the contact page and often in the legal notice and the footer; others in one place."""
    if not first:
        return frozenset({rng.choice((Kind.CONTACT, Kind.CONTACT, Kind.ABOUT, Kind.LEGAL))})
    kinds = {Kind.CONTACT} if rng.random() < 0.92 else {Kind.LEGAL}
    if rng.random() < 0.55:
        kinds.add(Kind.LEGAL)
    if rng.random() < 0.4:
        kinds |= {Kind.HOME}
    return frozenset(kinds)


def lines(rng: random.Random, trade: Trade, country: str) -> tuple[Line, ...]:
    """Draw which lines a firm has; craftsmen are often listed under a mobile."""
    first = mobile(rng, country) if trade.kind == "craft" and rng.random() < 0.35 else landline(rng, country)
    everywhere = frozenset({Kind.HOME, Kind.CONTACT, Kind.LEGAL})
    found = [Line(number=first, role="telephone", kinds=everywhere if rng.random() < 0.85 else frozenset({Kind.LEGAL}))]
    if rng.random() < (0.7 if is_mobile(first) else 0.22):
        found.append(Line(number=landline(rng, country), role="secondary", kinds=_somewhere(rng)))
    if rng.random() < (0.1 if is_mobile(first) else 0.38):
        found.append(Line(number=mobile(rng, "fr" if rng.random() < 0.7 else country), role="mobile", kinds=_somewhere(rng)))
    if rng.random() < (0.35 if trade.kind in {"office", "practice", "craft"} else 0.12):
        found.append(Line(number=landline(rng, country), role="fax", kinds=_somewhere(rng)))
    numbers = [line.number for line in found]
    return tuple(line for at, line in enumerate(found) if line.number not in numbers[:at])


def _somewhere(rng: random.Random) -> frozenset[Kind]:
    return rng.choice(
        (frozenset({Kind.CONTACT}), frozenset({Kind.CONTACT, Kind.HOME}), frozenset({Kind.CONTACT, Kind.LEGAL}), frozenset({Kind.LEGAL}))
    )


def profiles(rng: random.Random, domain: str, name: str, city: str) -> Mapping[str, str]:
    """Draw the profiles of a firm on social networks, by network: canonical URLs, each with the town in it so that it is nobody's."""
    whole = name if plain(city) in plain(name) else f"{name} {city}"
    handle = plain(whole).replace("-", rng.choice(("", ".", "_")))[:40].strip("._")
    flat = handle.replace(".", "").replace("_", "")
    short, shorter = handle[:_LONGEST_HANDLE].strip("._"), handle[:_LONGEST_TIKTOK].strip("._")
    urls = {
        "facebook": rng.choice(
            (
                f"https://www.facebook.com/{flat}",
                f"https://www.facebook.com/{flat}",
                f"https://www.facebook.com/profile.php?id=1009{rng.randint(10**10, 10**11 - 1)}",
            )
        ),
        "instagram": f"https://www.instagram.com/{short}",
        "linkedin": f"https://www.linkedin.com/company/{domain.split('.', maxsplit=1)[0]}",
        "twitter": rng.choice(("https://twitter.com/", "https://x.com/")) + flat[:15],
        "tiktok": f"https://www.tiktok.com/@{shorter}",
        "youtube": rng.choice(
            (
                f"https://www.youtube.com/@{flat[:_LONGEST_HANDLE]}",
                f"https://www.youtube.com/channel/UC{plain(name).replace('-', '').upper()[:22]:x<22}",
            )
        ),
    }
    odds = {"facebook": 0.62, "instagram": 0.45, "linkedin": 0.22, "twitter": 0.15, "tiktok": 0.1, "youtube": 0.14}
    return {network: url for network, url in urls.items() if rng.random() < odds[network]}
