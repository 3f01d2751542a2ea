"""The store: works that are all or nothing, many to a commit, and readers whom no writer holds up."""

import asyncio
import random
import sqlite3
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from rows import WORKSPACE, make_lead, make_list

from outhost.domain.errors import InsufficientCredits
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Struck(BaseException):
    """Something that no `except Exception` would catch."""


async def test_a_thousand_writes_at_once_each_get_their_own_outcome_in_few_commits(store: Store) -> None:
    """Whoever asks gets their own answer or their own refusal, whatever the others meet, and few commits serve all of them."""
    chance = random.Random(1000)
    commits = _count_commits(store)
    fates = [chance.choice(["kept", "kept", "refused", "broken", "struck", "cancelled"]) for _ in range(1000)]
    tasks = [asyncio.create_task(store.write(_write, number, fate)) for number, fate in enumerate(fates)]
    while not all(task.done() for task in tasks):
        for number, task in enumerate(tasks):
            if fates[number] == "cancelled" and chance.random() < 0.2:
                task.cancel()
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for number, (fate, outcome) in enumerate(zip(fates, outcomes, strict=True)):
        assert _is_own_outcome(number, fate, outcome), (number, fate, outcome)
    kept = await store.read(_numbers)
    assert set(kept) >= {number for number, outcome in enumerate(outcomes) if outcome == number}
    assert set(kept) <= {number for number, fate in enumerate(fates) if fate in {"kept", "cancelled"}}
    assert len(kept) == len(set(kept))
    assert len(commits) < 50


@pytest.mark.parametrize(
    "fault", [ValueError("no"), Struck("no"), KeyboardInterrupt("no"), StopIteration("no"), asyncio.CancelledError("no")]
)
async def test_a_work_may_raise_anything(store: Store, fault: BaseException) -> None:
    """Whatever a work raises, its caller hears of it, nothing of it is kept, and its neighbours are served."""

    def work(tx: Tx) -> None:
        _write(tx, 1, "kept")
        raise fault

    with pytest.raises(RuntimeError if isinstance(fault, StopIteration) else type(fault)):
        await store.write(work)
    with pytest.raises(RuntimeError if isinstance(fault, StopIteration) else type(fault)):
        await store.read(_raise, fault)
    assert await store.write(_write, 2, "kept") == 2
    assert await store.read(_numbers) == [2]


async def test_a_commit_that_fails_keeps_nothing_of_anybody(store: Store) -> None:
    """The one commit that serves five callers fails: each of them is told, and none of their works is there; the next one is."""
    works = [store.write(_write, number, "kept") for number in range(4)]
    answers = await asyncio.gather(*works, store.write(_break_commit), return_exceptions=True)
    assert all(isinstance(answer, sqlite3.IntegrityError) for answer in answers)
    assert await store.read(_numbers) == []
    assert await store.write(_write, 9, "kept") == 9
    assert await store.read(_numbers) == [9]


async def test_a_full_disk_fails_what_does_not_fit_and_nothing_afterwards(store: Store) -> None:
    """The disk fills up in the middle: the caller is told, nothing is half there, and with room again everything goes on."""
    pages = await store.read(lambda tx: tx.one("PRAGMA page_count"))
    assert pages is not None
    await store.write(lambda tx: tx.one(f"PRAGMA max_page_count = {pages[0] + 2}"))
    with pytest.raises(sqlite3.OperationalError, match="full"):
        await store.write(_fill)
    assert await store.read(_numbers) == []
    await store.write(lambda tx: tx.one("PRAGMA max_page_count = 1000000"))
    await store.write(_fill)
    assert len(await store.read(_numbers)) == 500


async def test_a_work_that_gives_the_whole_transaction_up_takes_its_batch_with_it(store: Store) -> None:
    """SQLite rolled everything back in one work: nobody of the batch is told that theirs was kept."""

    def give_up(tx: Tx) -> None:
        tx.run("ROLLBACK")
        raise sqlite3.OperationalError("the disk is full")

    answers = await asyncio.gather(
        store.write(_write, 1, "kept"), store.write(give_up), store.write(_write, 3, "kept"), return_exceptions=True
    )
    assert [str(answer) for answer in answers] == ["the disk is full"] * 3
    assert await store.read(_numbers) == []
    assert await store.write(_write, 4, "kept") == 4


async def test_who_wrote_reads_what_they_wrote(store: Store) -> None:
    """Once a write has answered, every read sees it."""
    for number in range(50):
        await store.write(_write, number, "kept")
        assert (await store.read(_numbers))[-1] == number


async def test_readers_never_see_half_a_work(store: Store) -> None:
    """Two rows that belong together are both there or neither, however busy the writer is."""
    finished = asyncio.Event()

    async def write_pairs() -> None:
        for number in range(100):
            await asyncio.gather(*(store.write(_write_pair, number * 10 + n) for n in range(10)))
        finished.set()

    writing = asyncio.create_task(write_pairs())
    reads = 0
    while not finished.is_set():
        assert len(await store.read(_numbers)) % 2 == 0
        reads += 1
    await writing
    assert reads > 10
    assert len(await store.read(_numbers)) == 2000


async def test_a_private_snapshot_stays_put_while_others_write(store: Store) -> None:
    """A long export shows the moment at which it began, and holds no writer up, however long it takes."""
    await store.write(_write, 1, "kept")
    async with store.private() as connection:
        await store.write(_write, 2, "kept")
        assert await connection.execute_fetchall("SELECT count(*) FROM credit_entries") == [(1,)]
        for number in range(3, 200):
            await store.write(_write, number, "kept")
        assert await connection.execute_fetchall("SELECT count(*) FROM credit_entries") == [(1,)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await connection.execute("DELETE FROM credit_entries")
    assert len(await store.read(_numbers)) == 199


async def test_a_reader_can_not_write(store: Store) -> None:
    """A read that tried to change something would be refused by the database itself."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await store.read(_write, 1, "kept")
    assert await store.read(_numbers) == []


async def test_another_process_reads_while_the_server_writes(store: Store, tmp_path: Path) -> None:
    """A command that looks at the database of a busy server never hears that it is locked."""
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _READ_UNTIL_TOLD, str(tmp_path / "outhost.db"), stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    assert reader.stdout is not None
    assert await reader.stdout.readline() == b"reading\n"
    for number in range(1000):
        await store.write(_write, number, "kept")
    said, complaints = await reader.communicate(b"enough")
    assert complaints == b""
    assert reader.returncode == 0
    assert int(said) > 1


async def test_the_writer_is_durable_and_checks_foreign_keys(store: Store) -> None:
    """A power cut loses no answered request, and no row leans on one that is not there."""
    asked = ("journal_mode", "synchronous", "foreign_keys")
    assert [await store.write(_pragma, name) for name in asked] == ["wal", 2, 1]
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await store.write(lambda tx: tx.run("INSERT INTO members VALUES (99, 99, 'owner', '')"))
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        await store.write(lambda tx: tx.run("UPDATE workspaces SET credits = 'many'"))


async def test_erasing_a_lead_forgets_its_opens(store: Store) -> None:
    """What hangs on a lead goes with it."""

    def work(tx: Tx) -> int:
        made = make_list(tx, WORKSPACE)
        lead = make_lead(tx, made.id, {"first_name": None})
        tx.run("INSERT INTO opens (lead_key, visitor, reader, is_prefetch, created_at) SELECT id, x'00', 'gmail', 1, '' FROM leads")
        tx.leads.erase(made.id, lead.lead_id)
        return len(tx.all("SELECT 1 FROM opens"))

    assert await store.write(work) == 0


async def test_the_bell_rings_after_the_commit(store: Store) -> None:
    """Whoever is woken finds what they were woken for."""
    with store.bell.sleeper("leads") as sleeper, store.bell.sleeper("lists") as other:
        await store.write(_write_and_ring, 1)
        await sleeper.woken()
        assert await store.read(_numbers) == [1]
        still_asleep = asyncio.create_task(other.woken())
        await asyncio.sleep(0)
        assert not still_asleep.done()
        still_asleep.cancel()


async def test_a_ring_between_two_waits_is_not_lost(store: Store) -> None:
    """Rung while it was reading, a sleeper looks again at once."""
    with store.bell.sleeper("leads") as sleeper:
        await store.write(_write_and_ring, 1)
        await store.write(_write_and_ring, 2)
        await sleeper.woken()
        again = asyncio.create_task(sleeper.woken())
        await asyncio.sleep(0)
        assert not again.done()
        await store.write(_write_and_ring, 3)
        await again
    assert await store.read(_numbers) == [1, 2, 3]


_READ_UNTIL_TOLD = """
import select, sqlite3, sys
reads = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=0)
    connection.execute("SELECT count(*) FROM credit_entries").fetchone()
    connection.close()
    reads += 1
    if reads == 1:
        print("reading", flush=True)
print(reads)
"""


def _count_commits(store: Store) -> list[str]:
    commits: list[str] = []
    store._writer._connection.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    return commits


def _write(tx: Tx, number: int, fate: str) -> int:
    tx.run("INSERT INTO credit_entries VALUES (NULL, 1, 1, :number, 'test', NULL, 'test', '')", number=number)
    match fate:
        case "refused":
            raise InsufficientCredits(cost=1, available=number)
        case "broken":
            raise ZeroDivisionError(number)
        case "struck":
            raise Struck(number)
        case _:
            return number


def _is_own_outcome(number: int, fate: str, outcome: object) -> bool:
    match outcome:
        case int():
            return outcome == number and fate in {"kept", "cancelled"}
        case InsufficientCredits():
            return fate == "refused" and outcome.details["available"] == number
        case ZeroDivisionError():
            return fate == "broken" and outcome.args == (number,)
        case Struck():
            return fate == "struck" and outcome.args == (number,)
        case asyncio.CancelledError():
            return fate == "cancelled"
        case _:
            return False


def _write_pair(tx: Tx, number: int) -> None:
    _write(tx, number, "kept")
    _write(tx, number, "kept")


def _write_and_ring(tx: Tx, number: int) -> None:
    _write(tx, number, "kept")
    tx.ring("leads")


def _fill(tx: Tx) -> None:
    for number in range(500):
        _write(tx, number, "kept")


def _break_commit(tx: Tx) -> None:
    """Leave behind what only the commit will find wrong."""
    tx.run("PRAGMA defer_foreign_keys = ON")
    tx.run("INSERT INTO members VALUES (99, 99, 'owner', '')")


def _raise(_tx: Tx, fault: BaseException) -> None:
    raise fault


def _numbers(tx: Tx) -> list[int]:
    return [row["balance_after"] for row in tx.all("SELECT balance_after FROM credit_entries ORDER BY id")]


def _pragma(tx: Tx, name: str) -> object:
    row = tx.one(f"PRAGMA {name}")
    assert row is not None
    return row[0]
