"""The firms of the town: who they are, whatever the week and whatever their site looks like."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from outhost.sandbox.chance import stream
from outhost.sandbox.contacts import Box, Line, boxes, lines, profiles
from outhost.sandbox.people import Person, person, plain
from outhost.sandbox.streets import Place, place, town_name
from outhost.sandbox.trades import ENGLISH, FRENCH, Trade

_ENGLISH_SHARE = 0.22


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A firm. `country` is where its telephones are; `host` is the one its listing links to."""

    seed: int
    number: int
    name: str
    trade: Trade
    place: Place
    language: str
    country: str
    since: int
    domain: str
    host: str
    people: tuple[Person, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    profiles: Mapping[str, str]

    def stream(self, *names: object) -> random.Random:
        """Give a stream of chance of this firm's own."""
        return stream(self.seed, "firm", self.number, *names)


def firms(seed: int, size: int, suited: Callable[[int], frozenset[str]]) -> tuple[Firm, ...]:
    """Draw the first `size` firms of the town of a seed; a longer town begins with the shorter one's.

    `suited` gives the kinds of trade that the site of a firm's number suits; none means all.
    """
    taken: set[str] = set()
    found: list[Firm] = []
    for number in range(size):
        made = _firm(seed, number, suited(number), taken)
        taken |= {made.domain, made.name}
        found.append(made)
    return tuple(found)


def _firm(seed: int, number: int, kinds: frozenset[str], taken: set[str]) -> Firm:
    rng = stream(seed, "firm", number)
    trade = _trade(rng, kinds)
    people = _people(rng, trade.language)
    where = place(rng, seed)
    name = _name(rng, trade, people[0], where, seed, taken)
    domain = _domain(name, where, taken)
    country = "gb" if trade.language == "en" and rng.random() < 0.45 else "fr"
    return Firm(
        seed=seed,
        number=number,
        name=name,
        trade=trade,
        place=where,
        language=trade.language,
        country=country,
        since=rng.randint(1962, 2022),
        domain=domain,
        host=f"www.{domain}" if rng.random() < 0.7 else domain,
        people=people,
        boxes=boxes(stream(seed, "firm", number, "boxes"), trade, domain, people),
        lines=lines(stream(seed, "firm", number, "lines"), trade, country),
        profiles=profiles(stream(seed, "firm", number, "profiles"), domain, name, town_name(seed)),
    )


def elided(french: str) -> str:
    """Write `d’` where `de` meets a vowel, and `au` or `des` where it meets an article that is part of a name."""
    for apart, together in (("à Les ", "aux "), ("à Le ", "au "), ("de Les ", "des "), ("de Le ", "du ")):
        french = french.replace(apart, together)
    return re.sub(r"\b([dD])e (?=[AEÉIOUHaeéiouh])", r"\1’", french)


def _trade(rng: random.Random, kinds: frozenset[str]) -> Trade:
    tongue = ENGLISH if rng.random() < _ENGLISH_SHARE else FRENCH
    return rng.choice([trade for trade in tongue if not kinds or trade.kind in kinds] or [trade for trade in FRENCH if trade.kind in kinds])


def _people(rng: random.Random, language: str) -> tuple[Person, ...]:
    """Draw who works there: as many as may be, no two of one given name."""
    people = {who.given: who for who in (person(rng, language) for _ in range(rng.randint(1, 4)))}
    return tuple(people.values())


def _name(rng: random.Random, trade: Trade, owner: Person, where: Place, seed: int, taken: set[str]) -> str:
    for pattern in rng.sample(trade.names, len(trade.names)):
        name = elided(pattern.format(family=owner.family, given=owner.given, town=town_name(seed)))
        if name not in taken:
            return name
    return f"{trade.label} {owner.given} {owner.family} {where.city}"


def _domain(name: str, where: Place, taken: set[str]) -> str:
    slug = plain(name)
    candidates = (f"{slug}{more}" for more in ("", f"-{plain(where.city)}", *(f"-{at}" for at in range(2, 100))))
    return next(domain for candidate in candidates if (domain := f"{candidate[-50:].strip('-')}.example") not in taken)
