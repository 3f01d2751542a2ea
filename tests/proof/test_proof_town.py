"""Every module on a town that none of them was written with: real engine, crawler, guard and server, held against what is true there.

The modules were written with the towns of the seeds 1 to 9; those of 1000 and above are for this alone.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import truths
from clocks import TurnedClock
from figures import Figures
from politeness import breaches
from towns import TownEngine, WatchedTown, listed, open_town
from truths import Held

from outhost.sandbox.sites import site

PRECISION, RECALL = 0.98, 0.9
READERS: Final = {
    "emails": truths.emails,
    "socials": truths.socials,
    "phones_extra": truths.phones,
    "dead_check": truths.alive,
    "delivery_check": truths.mail_set_up,
}
"""Modules that work on the directory as it is, and their judges."""
PROBING: Final = {"verify_emails, from records": (False, truths.by_records), "verify_emails, asking servers": (True, truths.by_servers)}


async def test_modules_find_what_is_there_and_nothing_else(tmp_path: Path, figures: Figures) -> None:
    """On sites that nobody has seen before at most one value in fifty is wrong, and nine in ten that are there are found."""
    await check(tmp_path, figures, seed=2026, size=150)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1789, 2027, 4711, 90210])
async def test_they_do_in_town_after_town(tmp_path: Path, figures: Figures, seed: int) -> None:
    """It was no luck."""
    await check(tmp_path, figures, seed=seed, size=300)


@pytest.mark.parametrize(
    ("seconds", "path", "agent", "said"),
    [
        pytest.param(0.4, "/", "outhost/1", "was asked for 0:00:00.400000 behind", id="too-early"),
        pytest.param(1.0, "/admin/", "outhost/1", "is forbidden", id="forbidden"),
        pytest.param(1.0, "/", "Mozilla/5.0", "by 'Mozilla/5.0'", id="in-disguise"),
    ],
)
def test_a_breach_is_seen(seconds: float, path: str, agent: str, said: str) -> None:
    """A judge who finds nothing would find something, were there anything."""
    clock = TurnedClock()
    town = WatchedTown(1, 60, clock)
    host = next(one.host for one in town.businesses if "/admin/" in site(one.firm, 0).robots.closed and one.alive(0) == "open")
    for asked, name in (("/robots.txt", "outhost/1"), ("/", "outhost/1"), (path, agent)):
        town.answer(host, asked, 0, {"user-agent": name})
        clock.turn(timedelta(seconds=seconds))
    assert any(said in breach for breach in breaches(town, 0))
    assert any("before its rules" in breach for breach in breaches(_without_rules(town), 0))


async def check(path: Path, figures: Figures, *, seed: int, size: int) -> None:
    """Run every module over a town, say what came of it, and hold it against the goals; no rule of any site was broken on the way."""
    async with open_town(path, seed=seed, size=size) as opened:
        held = await _read(opened) | await _verified(opened)
        broken = list(breaches(opened.town, 0))
        hosts = len({each.host for each in opened.town.log})
    title = f"A town that no module was written with (seed {seed}, {size} businesses)"
    figures.head(title, "module", "values", "right", "to be found", "precision", "recall")
    scores = {slug: truths.score(values) for slug, values in held.items()}
    for slug, score in scores.items():
        figures.add(title, slug, score.given, score.right, score.there, score.precision, score.recall)
    figures.add(title, f"robots: {len(opened.town.log):,} requests to {hosts:,} hosts, breaches", len(broken), "", "", "", "")
    assert broken == []
    short = {
        slug: score for slug, score in scores.items() if "alone" not in slug and min(score.precision / PRECISION, score.recall / RECALL) < 1
    }
    assert not short, _told(short, held)


async def _read(opened: TownEngine) -> Mapping[str, Sequence[Held]]:
    """Run the modules that work on the directory, all at once."""
    rows = await asyncio.gather(*(opened.rows(slug, listed(opened.town)) for slug in READERS))
    held = {slug: list(judge(opened.town, given, 0)) for (slug, judge), given in zip(READERS.items(), rows, strict=True)}
    closed = list(truths.closed(opened.town, rows[list(READERS).index("dead_check")], 0))
    return held | {"dead_check, closed alone": closed}


async def _verified(opened: TownEngine) -> Mapping[str, Sequence[Held]]:
    held = {}
    for name, (is_probing, judge) in PROBING.items():
        right = truths.addresses(opened.town, judge, 0)
        rows = await opened.rows("verify_emails", [{"email": address} for address in right], smtp_probe=is_probing)
        held[name] = list(truths.verdicts(right, rows))
    return held


def _without_rules(town: WatchedTown) -> WatchedTown:
    """Forget that anybody read a robots.txt."""
    town.log = [each for each in town.log if each.path != "/robots.txt"]
    return town


def _told(short: Iterable[str], held: Mapping[str, Sequence[Held]]) -> str:
    return "\n".join(f"{slug}\n  " + "\n  ".join(truths.faults(held[slug])[:40]) for slug in short)
