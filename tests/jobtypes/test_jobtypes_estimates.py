"""Estimates that modules give, and those that they don't: nobody waits for one without end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from workers import tools_of

from outhost.domain.estimates import Estimate
from outhost.jobtypes.estimates import NotEstimated
from outhost.jobtypes.loader import plugin_files
from outhost.jobtypes.pool import Pool

SOURCE = '''
"""Estimates as it is told to."""
import asyncio, os, time

from outhost.jobtypes import Category, Estimate, GiveUp, Params, SourceJobType, Text, param


class Told(Params):
    does: str = param("count", label=Text(en="Does", fr="Fait"))


async def estimate(params, job):
    match params.does:
        case "waits":
            await asyncio.Event().wait()
        case "loops":
            while True:
                pass
        case "blocks":
            await job.in_thread(time.sleep, 60)
        case "dies":
            os._exit(1)
        case "gives up":
            raise GiveUp(Text(en="No idea.", fr="Aucune idée."))
        case "fetches":
            await job.fetch("https://example.com")
        case "breaks":
            raise ZeroDivisionError("by zero")
        case "gives something else":
            return 42
    return Estimate(units=3, requests=6, unresolved={})


async def count(params, job):
    return 7 if params.does == "count" else None


async def plan(params, job):
    yield {}


async def run(unit, params, job):
    yield {}


job_type = SourceJobType(slug="told", category=Category.SOURCES, label=Text(en="Told", fr="Dit"), params=Told, run=run, plan=plan,
                         description=Text(en="Told.", fr="Dit."), estimate=estimate, count=count, uses=frozenset({"fetch"}))
'''
KNOWN = Estimate(units=3, requests=6, unresolved={})


A_SECOND, LONG_ENOUGH = 1.0, 300.0


@pytest.fixture
def patience() -> float:
    """How many seconds a pool waits for an estimate: so long that whichever comes is waited for, however busy the machine is."""
    return LONG_ENOUGH


@pytest.fixture
async def pool(tmp_path: Path, patience: float) -> AsyncIterator[Pool]:
    """A pool that waits for an estimate for so long."""
    (tmp_path / "told.py").write_text(SOURCE, "utf-8")
    opened = Pool(lambda: plugin_files(tmp_path / "none", tmp_path), {}, tools_of(tmp_path / "atlas.db"), LONG_ENOUGH, patience)
    yield opened
    await opened.close()


async def test_an_estimate_is_what_the_module_says(pool: Pool) -> None:
    """Units and requests; and rows, unless it can't know."""
    assert (await pool.census()).modules["told"].has_estimate
    assert await pool.estimate("told", {"does": "count"}, "en") == KNOWN
    assert await pool.count("told", {"does": "count"}, "en") == 7
    assert await pool.count("told", {"does": "not"}, "en") is None


@pytest.mark.parametrize(
    ("does", "patience", "english", "french"),
    [
        ("waits", A_SECOND, "it took longer than 1 s", "elle a pris plus de 1 s"),
        ("loops", A_SECOND, "it took longer than 1 s", "elle a pris plus de 1 s"),
        ("blocks", A_SECOND, "it took longer than 1 s", "elle a pris plus de 1 s"),
        ("dies", LONG_ENOUGH, "the module did not answer", "le module n’a pas répondu"),
        ("gives up", LONG_ENOUGH, "No idea", "Aucune idée"),
        ("fetches", LONG_ENOUGH, "can't be asked for before there is a job", "ne peut pas être demandé avant"),
        ("breaks", LONG_ENOUGH, "ZeroDivisionError: by zero", "ZeroDivisionError: by zero"),
        ("gives something else", LONG_ENOUGH, "AttributeError", "AttributeError"),
    ],
)
async def test_a_module_that_gives_none_is_not_waited_for(pool: Pool, does: str, english: str, french: str) -> None:
    """It is said why, in the language of whoever asks, and the next estimate is as good as ever."""
    for locale, says in (("en", english), ("fr", french)):
        with pytest.raises(NotEstimated) as none:
            await pool.estimate("told", {"does": does}, locale)
        assert says in none.value.reason.say(locale)
    pool._estimate_seconds = LONG_ENOUGH
    assert await pool.estimate("told", {"does": "count"}, "en") == KNOWN


async def test_a_crowd_is_told_to_come_back(pool: Pool) -> None:
    """One of a workspace is under way, fifteen wait for their turn, and one more is refused at once, not kept."""
    await pool.census()
    crowd = [asyncio.create_task(pool.estimate("told", {"does": "waits"}, "en", 1)) for _ in range(16)]
    await asyncio.sleep(0)
    with pytest.raises(NotEstimated, match="too many estimates"):
        await pool.estimate("told", {"does": "count"}, "en", 1)
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    assert await pool.estimate("told", {"does": "count"}, "en", 1) == KNOWN


async def test_who_asks_for_many_keeps_no_other_waiting(pool: Pool) -> None:
    """A workspace that has as many under way as it may is one of two whose turn it is: another's estimate comes at once."""
    await pool.census()
    crowd = [asyncio.create_task(pool.estimate("told", {"does": "waits"}, "en", 1)) for _ in range(16)]
    await asyncio.sleep(0)
    assert await pool.estimate("told", {"does": "count"}, "en", 2) == KNOWN
    assert not any(task.done() for task in crowd)
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)


@pytest.mark.parametrize("patience", [A_SECOND])
async def test_the_wait_for_a_turn_has_an_end_too(pool: Pool) -> None:
    """Whoever waits for their turn as long as an estimate may take is told to come back, before the request is given up."""
    await pool.census()
    crowd = [asyncio.create_task(pool.estimate("told", {"does": "waits"}, "en", 1)) for _ in range(5)]
    done, waiting = await asyncio.wait(crowd, timeout=LONG_ENOUGH)
    assert not waiting
    reasons = sorted(str(task.exception()) for task in done)
    assert (reasons[0].split(" than")[0], reasons[-1].split(" are")[0]) == ("it took longer", "too many estimates")


async def test_a_process_may_be_dismissed_by_two_at_once(pool: Pool) -> None:
    """A server that closes while somebody who asked hangs up: both let go of the same process, and neither meets a fault."""
    await pool.census()
    async with pool.worker() as process:
        await asyncio.gather(process.dismiss(), process.dismiss())
        await process.dismiss()
        assert not process.is_sound
