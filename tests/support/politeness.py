"""A judge of politeness: reads what hosts asked of robots by a library that outhost's crawler does not use, and a log of who asked when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Final
from urllib.parse import urljoin, urlsplit

from protego import Protego
from towns import Asked, WatchedTown

from outhost.sandbox.answers import Manner
from outhost.sandbox.behaviours import readable
from outhost.sandbox.robots import Robots
from outhost.sandbox.seasons import State
from outhost.sandbox.sites import site

AGENT: Final = "outhost"
ROBOTS: Final = "/robots.txt"
OPEN: Final = Robots()
"""What is asked of robots by whatever stands at the address of a site that is not there."""
MOST_REDIRECTS: Final = 5
OWN_GAP: Final = timedelta(seconds=0.5)
"""What we promise every host, whether it asks for it or not."""


def breaches(town: WatchedTown, week: int) -> Iterator[str]:
    """Name every request that a host's rules forbid, or that came too early behind another."""
    for host, asked in _by_host(town.log).items():
        rules = Protego.parse(_rules(town, host, week))
        yield from _forbidden(host, asked, rules)
        yield from _early(host, asked, timedelta(seconds=float(rules.crawl_delay(AGENT) or 0)))
        if asked[0].path != ROBOTS:
            yield f"{host}{asked[0].path} was asked for before its rules were"
        yield from (f"{host}{each.path} was asked for by {each.agent!r}" for each in asked if AGENT not in each.agent)
    yield from _untold(town, week)


def _rules(town: WatchedTown, host: str, week: int) -> str:
    """Give what a host says to robots: nothing where it has no such file, and no to everything where it does not say (RFC 9309, 2.3.1)."""
    answer = town.unseen(host, ROBOTS, week)
    for _ in range(MOST_REDIRECTS):
        if answer is None or answer.status not in {301, 302, 307, 308}:
            break
        place = urlsplit(urljoin(f"http://{host}/", answer.headers["Location"]))
        answer = town.unseen(place.hostname or "", place.path, week) if town.knows(place.hostname or "") else None
    if answer is None or answer.status >= 500 or answer.manner not in {Manner.NORMAL, Manner.SLOW}:
        return "User-agent: *\nDisallow: /"
    return answer.body.decode("utf-8", "replace") if answer.status < 300 else ""


def _by_host(log: Sequence[Asked]) -> Mapping[str, list[Asked]]:
    hosts: dict[str, list[Asked]] = {}
    for each in log:
        hosts.setdefault(each.host, []).append(each)
    return hosts


def _forbidden(host: str, asked: Sequence[Asked], rules: Protego) -> Iterator[str]:
    for each in asked:
        if each.path != ROBOTS and not rules.can_fetch(f"http://{host}{each.path}", AGENT):
            yield f"{host}{each.path} is forbidden"


def _early(host: str, asked: Sequence[Asked], delay: timedelta) -> Iterator[str]:
    """Hold pages against each other: the rules themselves are no page, and what they ask is known only behind them."""
    for first, second in pairwise(each for each in asked if each.path != ROBOTS):
        if second.at - first.at < max(delay, OWN_GAP):
            yield f"{host}{second.path} was asked for {second.at - first.at} behind {first.path}"


def _untold(town: WatchedTown, week: int) -> Iterator[str]:
    """Hold the log against what the town itself means by its rules."""
    for one in (each for each in town.businesses if readable(each.firm, week)):
        shown = site(one.firm, week)
        robots = shown.robots if shown.season.state is State.OPEN else OPEN
        for each in town.log:
            if each.host == one.host and each.path != ROBOTS and not robots.allows(each.path.partition("#")[0]):
                yield f"{each.host}{each.path} is one that a polite reader leaves alone"
