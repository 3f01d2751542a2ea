"""Names looked up in threads: a slow name server holds up nobody but who asked it, and of those only a few."""

import asyncio
import socket
import threading

import pytest

from outhost.crawl.names import Names


class SlowNames:
    """A system's resolver that answers when it is told to."""

    def __init__(self) -> None:
        """Let whoever asks wait."""
        self.asked: list[bytes] = []
        self.answer = threading.Event()

    def getaddrinfo(self, host: bytes, port: int, **_options: object) -> list[tuple[object, ...]]:
        """Give one address, late."""
        self.asked.append(host)
        self.answer.wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))] * 2


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowNames:
    """The slow resolver, in place of the system's."""
    names = SlowNames()
    monkeypatch.setattr(socket, "getaddrinfo", names.getaddrinfo)
    return names


async def let_them_ask() -> None:
    """Give way until every look-up that may begin has begun."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_slow_name_server_is_asked_by_a_few_at_once(slow: SlowNames) -> None:
    """A hundred links to names that nobody answers for take sixteen threads; the others wait, and are answered in the end."""
    names = Names()
    look_ups = [asyncio.create_task(names.look_up(f"{number}.example", 80)) for number in range(40)]
    await let_them_ask()
    assert len(slow.asked) <= 16
    slow.answer.set()
    found = await asyncio.gather(*look_ups)
    assert {tuple(map(str, addresses)) for addresses in found} == {("192.0.2.1",)}
    assert sorted(slow.asked) == sorted(f"{number}.example".encode() for number in range(40))


async def test_who_leaves_is_not_held_and_makes_room_only_when_the_thread_ends(slow: SlowNames) -> None:
    """A fetch that is cancelled ends at once, though the system still looks its name up; its thread counts until it is done."""
    names = Names()
    first = [asyncio.create_task(names.look_up("gone.example", 80)) for _ in range(16)]
    await let_them_ask()
    for look_up in first:
        look_up.cancel()
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in await asyncio.gather(*first, return_exceptions=True))
    last = asyncio.create_task(names.look_up("last.example", 80))
    await let_them_ask()
    assert b"last.example" not in slow.asked
    slow.answer.set()
    assert len(await last) == 1


async def test_a_look_up_holds_no_program_open(slow: SlowNames) -> None:
    """A stop does not wait for a name server."""
    look_up = asyncio.create_task(Names().look_up("slow.example", 80))
    await let_them_ask()
    threads = [thread for thread in threading.enumerate() if thread.name == "look-up"]
    assert threads
    assert all(thread.daemon for thread in threads)
    slow.answer.set()
    await look_up
