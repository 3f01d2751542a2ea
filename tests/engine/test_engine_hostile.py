"""Plugins that misbehave at work: each costs its unit, and nobody else anything."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from engines import Engine, open_engine, row_plugin

from outhost.domain.columns import Row
from outhost.domain.jobs import Job, JobStatus

BAD = 5
COUNT = 12

HOSTILE = {
    "an endless loop": ("while True: pass", "took longer than 1 s"),
    "a loop in C": ("sum(iter(int, 1))", "took longer than 1 s"),
    "a catastrophic pattern": ("re.match('(a+)+$', 'a' * 60 + '!')", "took longer than 1 s"),
    "a sleep that lets nothing run": ("time.sleep(600)", "took longer than 1 s"),
    "the end of its process": ("os._exit(3)", "ended its own process"),
    "a kill of itself": ("os.kill(os.getpid(), 9)", "ended its own process"),
    "a crash in C": ("import ctypes; ctypes.string_at(0)", "ended its own process"),
    "a wait without end": ("await asyncio.Event().wait()", "took longer than 1 s"),
    "a cancellation that it swallows": (
        "while True:\n    try:\n        await asyncio.sleep(600)\n    except asyncio.CancelledError:\n        pass",
        "took longer than 1 s",
    ),
    "a thread that never returns": ("await job.in_thread(time.sleep, 600)", "took longer than 1 s"),
    "a cancellation of its own": ("t = asyncio.ensure_future(asyncio.sleep(9))\nt.cancel()\nawait t", "CancelledError"),
    "a cancellation that it raises": ("raise asyncio.CancelledError", "CancelledError"),
    "sys.exit": ("raise SystemExit(1)", "SystemExit"),
    "an interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "a fault": ("1 / 0", "ZeroDivisionError: division by zero"),
    "no memory": ("raise MemoryError", "MemoryError"),
    "endless recursion": ("f = lambda: f()\nf()", "RecursionError"),
    "a generator's end": ("raise GeneratorExit", "GeneratorExit"),
    "an iterator's end": ("next(iter(()))", "StopIteration"),
    "a fault without words": ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "met a fault: E"),
    "a group of faults": ("raise BaseExceptionGroup('two', [KeyError(1), SystemExit()])", "two (2 sub-exceptions)"),
    "no row": ("return 42", "gave int, which is no row"),
    "rows of which one is none": ("return [{'x': 1}, 'y']", "gave str, which is no row"),
    "a reason": ("raise GiveUp(Text(en='No {what}.', fr='Pas de {what}.'), what='site')", "No site."),
    "too many rows": ("return [{'x': 1}] * 70_000", "more than 65536 rows"),
    "thousands of columns": ("return {f'c{number}': 1 for number in range(2000)}", "more than 1000 columns"),
    "a column with an endless name": ("return {'c' * 200_000: 1}", "more than 100000 characters"),
    "something that it did not declare": ("await job.fetch('http://127.0.0.1/')", "which it did not declare"),
}  # fmt: skip


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """An engine with every hostile plugin there is."""
    plugins = {f"hostile{number}": hostile(f"hostile{number}", body) for number, (body, _) in enumerate(HOSTILE.values())}
    async with open_engine(tmp_path_factory.mktemp("hostile"), plugins | OTHERS) as opened, opened.running():
        yield opened


@pytest.fixture(scope="module")
async def jobs(engine: Engine) -> Sequence[Job]:
    """A job of each, all of them at once: they stand in nobody's way either."""
    return [await engine.create(f"hostile{number}", items()) for number in range(len(HOSTILE))]


def hostile(slug: str, body: str) -> str:
    """Write a plugin that misbehaves at one row and is good to all others."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return row_plugin(slug, f"if row['n'] == {BAD}:\n{lines}\nreturn {{'ok': row['n']}}", seconds=1.0, attempts=1, at_once=4)


OTHERS = {
    "fine": row_plugin("fine", "return {'ok': row['n']}"),
    "loud": row_plugin("loud", "print('x' * 10_000)\nos.write(1, b'raw')\nfor n in range(50): job.log(f'{n}', 'shout')\nreturn {}"),
    "later": row_plugin("later", "async def talk():\n    while True:\n        job.log('stray')\n        await asyncio.sleep(0)\n"
                                 "asyncio.ensure_future(talk())\nreturn {'ok': row['n']}"),
    "slow": row_plugin("slow", "if row['n'] in (1, 3, 4):\n    await asyncio.Event().wait()\nreturn {'ok': row['n']}",
                       seconds=1.0, attempts=1, at_once=2),
    "large": row_plugin("large", "return {'x': 'y' * 100_000_000 if row['n'] == 1 else 'z'}", at_once=2),
}  # fmt: skip


def items(count: int = COUNT) -> Sequence[Row]:
    """Make items that are told apart by their number."""
    return [{"n": number} for number in range(count)]


@pytest.mark.parametrize(("number", "kind"), list(enumerate(HOSTILE)))
async def test_a_unit_that_misbehaves_costs_itself_alone(engine: Engine, jobs: Sequence[Job], number: int, kind: str) -> None:
    """That one failed, with the reason; every other row is done, once and in its place."""
    job = await engine.over(jobs[number])
    assert job.status is JobStatus.DONE, job.error_message
    units = await engine.units(job)
    status, reason = units.pop(BAD)
    assert status == "failed"
    assert HOSTILE[kind][1] in str(reason)
    assert set(units.values()) == {("done", None)}
    assert [row["ok"] for row in await engine.rows(job)] == [n for n in range(COUNT) if n != BAD]
    assert (job.units_planned, job.points_done, job.results_count, job.error_count) == (COUNT, COUNT, COUNT - 1, 1)


async def test_every_unit_that_takes_too_long_is_ended(engine: Engine) -> None:
    """Those that wait at the same time, and the next one after them, in the process that goes on; whoever is quick in between is done."""
    job = await engine.over(await engine.create("slow", items(8)))
    assert len(await engine.log(job)) == 3  # and no word of a process that was ended
    units = await engine.units(job)
    assert {number: status for number, (status, _) in units.items() if status == "failed"} == dict.fromkeys((1, 3, 4), "failed")
    assert all("took longer than 1 s" in str(units.pop(number)[1]) for number in (1, 3, 4))
    assert set(units.values()) == {("done", None)}


async def test_what_a_module_prints_and_shouts_disturbs_nobody(engine: Engine, capfd: pytest.CaptureFixture[str]) -> None:
    """Standard output stays the program's, and the log keeps what it can."""
    job = await engine.over(await engine.create("loud", items(20)))
    assert job.status is JobStatus.DONE
    assert capfd.readouterr().out == ""
    assert len(await engine.log(job)) >= 200


async def test_a_module_that_goes_on_talking_disturbs_no_later_job(engine: Engine) -> None:
    """What it left behind in its process talks to nobody; the next jobs run as if nothing had been."""
    for _ in range(3):
        assert (await engine.over(await engine.create("later", items(2)))).status is JobStatus.DONE
        assert (await engine.over(await engine.create("fine", items(2)))).status is JobStatus.DONE


async def test_a_row_of_a_hundred_megabytes_costs_its_unit(engine: Engine) -> None:
    """The others are done, and the appliance goes on."""
    job = await engine.over(await engine.create("large", items(4)))
    units = await engine.units(job)
    assert job.status is JobStatus.DONE
    assert units.pop(1) == ("failed", "The module gave a row of more than 4 MB.")
    assert set(units.values()) == {("done", None)}


async def test_reasons_are_in_the_job_s_language(tmp_path: Path) -> None:
    """A French job is told in French why a row failed."""
    body = "raise GiveUp(Text(en='No {what}.', fr='Pas de {what}.'), what='site')"
    async with open_engine(tmp_path, {"french": row_plugin("french", body)}) as engine:
        job = await engine.run("french", items(2), locale="fr")
        assert job.status is JobStatus.FAILED
        assert job.error_message == "Toutes les lignes ont échoué ; la première parce que : Pas de site."
        assert await engine.log(job) == ["Ligne 1 : Pas de site.", "Ligne 2 : Pas de site."]
