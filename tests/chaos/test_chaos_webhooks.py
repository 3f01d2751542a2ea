"""The server is killed while it sends: a receiver gets everything, now and then twice, and can tell what is the same."""

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest
import victims
from engines import open_engine
from waiting import until
from web_servers import answer
from webhooks import SECRET, Receiver, make_webhook, open_receiver

from outhost.domain.events import Happening
from outhost.domain.webhooks import DeliveryStatus
from outhost.domain.workspaces import Caller
from outhost.operations.news import tell
from outhost.store.transactions import Tx

pytestmark = pytest.mark.chaos

KILLS, KILLS_LONG = 3, 200
NEWS_A_KILL = 4
LONGEST_ANSWER_SECONDS = 0.02


async def test_no_kill_loses_what_is_to_be_sent(tmp_path: Path, *, is_long: bool) -> None:
    """I pull the plug while my server answers, before it has, or just after: whatever happened arrives, signed, under one id."""
    kills = KILLS_LONG if is_long else KILLS
    async with open_receiver(hook=_answer_in_a_while) as receiver:
        async with open_engine(tmp_path) as engine:
            workspace_id = engine.caller.workspace_id
            await engine.appliance.store.write(make_webhook, workspace_id, receiver.url("/hook"))
            await engine.appliance.store.write(_tell_much, Caller(workspace_id=workspace_id, actor="test"), kills * NEWS_A_KILL)
        (tmp_path / "data" / "outhost.toml").write_text("webhook_allow_private = true\n")
        for _ in range(kills):
            server = victims.start(tmp_path / "data")
            await _until_more_came(receiver, random.randrange(1, NEWS_A_KILL))
            await asyncio.sleep(random.uniform(0, LONGEST_ANSWER_SECONDS))
            await asyncio.to_thread(server.kill)
        server = victims.start(tmp_path / "data")
        await until(lambda: not _statuses(tmp_path)[DeliveryStatus.PENDING])
        assert await asyncio.to_thread(server.stop) == 0
    assert _statuses(tmp_path) == {DeliveryStatus.DELIVERED: kills * NEWS_A_KILL}
    assert all(post.is_signed_by(SECRET) for post in receiver.posts)
    assert len({(post.id, post.body) for post in receiver.posts}) == kills * NEWS_A_KILL
    twice = len(receiver.posts) - kills * NEWS_A_KILL
    assert twice <= kills
    print(f"{kills} kills, {twice} sent twice")  # noqa: T201 - the figure of the long run
    assert victims.last_faults(tmp_path / "data", victims.Promises()) == []


async def _answer_in_a_while(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(random.uniform(0, LONGEST_ANSWER_SECONDS))
    with suppress(ConnectionError):
        writer.write(answer(b"ok"))
        await writer.drain()


async def _until_more_came(receiver: Receiver, count: int) -> None:
    had = len(receiver.posts)
    await until(lambda: len(receiver.posts) >= had + count)


def _tell_much(tx: Tx, caller: Caller, count: int) -> None:
    for number in range(count):
        tell(tx, caller, Happening.JOB_COMPLETED, f"j_{number}", {"number": number})


def _statuses(folder: Path) -> Counter[str]:
    """Count the deliveries by what has become of them, behind the server's back."""
    with closing(sqlite3.connect(f"file:{folder / 'data' / 'outhost.db'}?mode=ro", uri=True)) as database:
        return Counter(status for (status,) in database.execute("SELECT status FROM webhook_deliveries"))
