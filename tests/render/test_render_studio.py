"""The drawing processes: what they survive, and what they leave behind."""

import asyncio
import hashlib
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import uvloop
from gated_keeping import keep_at_the_gate

from outhost.domain.errors import TextOverflows
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.files.whole import write_whole
from outhost.render import worker
from outhost.render.messages import packed
from outhost.render.picture import Easel, draw
from outhost.render.studio import DrawingFailed, DrawingTimedOut, Studio

CAPTION = {"type": "text", "box": [0, 0, 400, 200], "text": "{{name}}", "size": 60}


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    """Give a studio of one process."""
    studio = await Studio.start(write_whole, processes=1)
    yield studio
    await studio.close()


@pytest.fixture
def still(make_spec: Callable[..., RenderSpec]) -> RenderSpec:
    """Give a spec that is drawn in a moment."""
    return make_spec(CAPTION)


@pytest.fixture
def film(make_spec: Callable[..., RenderSpec]) -> RenderSpec:
    """Give a spec that takes seconds to draw."""
    return make_spec(CAPTION | {"box": [0, 0, 2000, 2000]}, has_gif=True, width=2000, height=2000, animation={"frames": 60, "delay_ms": 50})


async def until_taken(studio: Studio) -> None:
    """Give way until a process has the order."""
    while studio._orders or not studio.pids:  # noqa: ASYNC110 - there is no bell for it
        await asyncio.sleep(0)


def open_files() -> int:
    """Count what this process holds open."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_process_draws_what_would_be_drawn_here(studio: Studio, still: RenderSpec) -> None:
    """Where a picture is drawn makes no difference to it."""
    assert await studio.draw(still, {"name": "Ada"}, {}) == draw(still, {"name": "Ada"}, {})


async def test_a_picture_is_drawn_into_a_file(studio: Studio, still: RenderSpec, tmp_path: Path) -> None:
    """The process keeps it, and tells all but its bytes."""
    path = tmp_path / "ab" / "picture.png"
    kept = await studio.draw_file(path, still, {"name": "Ada"}, {})
    drawn = draw(still, {"name": "Ada"}, {})
    assert path.read_bytes() == drawn.data
    assert (kept.digest, kept.size_bytes) == (hashlib.sha256(drawn.data).hexdigest(), len(drawn.data))
    assert (kept.extension, kept.width, kept.height, kept.warnings) == ("png", 400, 200, drawn.warnings)
    assert [file.name for file in path.parent.iterdir()] == ["picture.png"]


async def test_a_disk_that_refuses_is_told_of_and_harms_nobody_else(studio: Studio, still: RenderSpec, tmp_path: Path) -> None:
    """The fault is the disk's own, and the same process goes on."""
    (tmp_path / "file").write_bytes(b"")
    before = await studio.draw(still, {"name": "Ada"}, {})
    pids = studio.pids
    with pytest.raises(FileExistsError) as refused:
        await studio.draw_file(tmp_path / "file" / "picture.png", still, {"name": "Ada"}, {})
    assert refused.value.filename == str(tmp_path / "file" / "picture.png")
    assert await studio.draw(still, {"name": "Ada"}, {}) == before
    assert studio.pids == pids


async def test_drawing_goes_on_while_the_disk_works(still: RenderSpec, tmp_path: Path) -> None:
    """A file that is long in being kept holds up nobody but whoever waits for it; neither does its time count as drawing."""
    os.mkfifo(tmp_path / "gate")
    studio = await Studio.start(keep_at_the_gate, processes=1, png_seconds=20)
    try:
        slow = asyncio.create_task(studio.draw_file(tmp_path / "slow.png", still, {"name": "Ada"}, {}))
        for name in ("Eva", "Ida"):
            assert await studio.draw(still, {"name": name}, {}) == draw(still, {"name": name}, {})
        assert not slow.done()
        await asyncio.to_thread((tmp_path / "gate").write_bytes, b"open")
        assert (await slow).size_bytes == (tmp_path / "slow.png").stat().st_size
    finally:
        await studio.close()


async def test_a_process_that_dies_while_it_keeps_a_file_fails_that_picture_alone(still: RenderSpec, tmp_path: Path) -> None:
    """Drawn is not kept: whoever waits is told, and the next picture is drawn by another process."""
    os.mkfifo(tmp_path / "gate")
    studio = await Studio.start(keep_at_the_gate, processes=1)
    try:
        waiting = asyncio.create_task(studio.draw_file(tmp_path / "slow.png", still, {"name": "Ada"}, {}))
        await studio.draw(still, {"name": "Eva"}, {})
        (pid,) = studio.pids
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(DrawingFailed):
            await waiting
        assert not (tmp_path / "slow.png").exists()
        assert await studio.draw(still, {"name": "Ida"}, {}) == draw(still, {"name": "Ida"}, {})
    finally:
        await studio.close()


def test_an_idle_process_drops_its_plans_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while without an order it rests once, and takes the next order all the same."""
    mine, other = socket.socketpair()
    monkeypatch.setattr(worker, "_IDLE_SECONDS", 0.0)
    rested = []

    def rest() -> None:
        rested.append(True)
        other.sendall(packed({"number": 1}))

    with mine, other:
        assert worker._receive(mine, rest) == {"number": 1}
    assert rested == [True]


def test_what_was_dropped_is_made_again(still: RenderSpec) -> None:
    """An easel that has rested draws the same bytes."""
    easel = Easel()
    once = easel.draw(still, {"name": "Ada"}, {})
    easel.rest()
    assert not easel._prepared
    assert easel.draw(still, {"name": "Ada"}, {}) == once


async def test_many_callers_share_the_processes(still: RenderSpec) -> None:
    """Each gets its own picture, however they are mixed."""
    studio = await Studio.start(write_whole, processes=2)
    try:
        names = [f"name {number}" for number in range(40)]
        drawn = await asyncio.gather(*(studio.draw(still, {"name": name}, {}) for name in names))
        assert len({picture.data for picture in drawn}) == 40
        assert drawn[7] == draw(still, {"name": "name 7"}, {})
        assert len(studio.pids) == 2
    finally:
        await studio.close()


async def test_a_studio_starts_its_processes_when_they_are_wanted(still: RenderSpec) -> None:
    """Making a studio costs nothing; the first drawing or a warm-up starts it."""
    studio = Studio(write_whole, processes=1)
    assert studio.pids == ()
    assert (await studio.draw(still, {"name": "Ada"}, {})).extension == "png"
    await studio.close()


async def test_refusals_come_back_as_themselves(studio: Studio, make_spec: Callable[..., RenderSpec]) -> None:
    """A text that must fit and does not is the caller's to know, by its path."""
    spec = make_spec(CAPTION | {"size": 300, "fit": "none", "overflow": "error"})
    with pytest.raises(TextOverflows) as refusal:
        await studio.draw(spec, {"name": "Ada Lovelace"}, {})
    assert refusal.value.details == {"path": "layers.0"}


async def test_a_fault_in_one_picture_is_told_and_the_process_goes_on(
    studio: Studio, make_spec: Callable[..., RenderSpec], still: RenderSpec
) -> None:
    """An asset that is gone fails its picture, not the studio."""
    spec = make_spec(background={"asset": "a" * 64})
    await studio.draw(still, {"name": "Ada"}, {})
    before = studio.pids
    with pytest.raises(DrawingFailed, match="FileNotFoundError"):
        await studio.draw(spec, {}, {"a" * 64: Path("/nowhere/at/all")})
    assert (await studio.draw(still, {"name": "Ada"}, {})).data
    assert studio.pids == before


async def test_a_process_that_is_killed_while_drawing_is_replaced(studio: Studio, still: RenderSpec, film: RenderSpec) -> None:
    """One picture fails, the next is drawn by a new process."""
    await studio.draw(still, {"name": "Ada"}, {})
    before = studio.pids
    drawing = asyncio.create_task(studio.draw(film, {"name": "Ada"}, {}))
    await asyncio.sleep(0)
    await until_taken(studio)
    os.kill(before[0], signal.SIGKILL)
    with pytest.raises(DrawingFailed):
        await drawing
    assert (await studio.draw(still, {"name": "Ada"}, {})).data
    assert set(studio.pids).isdisjoint(before)


async def test_a_process_that_dies_idle_costs_no_picture(studio: Studio, still: RenderSpec) -> None:
    """It is replaced before anyone notices."""
    await studio.draw(still, {"name": "Ada"}, {})
    before = studio.pids
    os.kill(before[0], signal.SIGKILL)
    while studio.pids == before:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0)
    assert (await studio.draw(still, {"name": "Ada"}, {})).data


async def test_a_drawing_past_its_limit_is_ended_and_others_go_on(still: RenderSpec, film: RenderSpec) -> None:
    """A picture that takes for ever fails alone."""
    studio = await Studio.start(write_whole, processes=2, gif_seconds=0.05)
    try:
        await asyncio.gather(*(studio.draw(still, {"name": "Ada"}, {}) for _ in range(4)))
        slow = asyncio.create_task(studio.draw(film, {"name": "Ada"}, {}))
        others = await asyncio.gather(*(studio.draw(still, {"name": f"{number}"}, {}) for number in range(10)))
        assert all(picture.data for picture in others)
        with pytest.raises(DrawingTimedOut):
            await slow
        assert (await studio.draw(still, {"name": "Ada"}, {})).data
    finally:
        await studio.close()


async def test_starting_does_not_count_against_the_limit(still: RenderSpec) -> None:
    """The first picture may wait for its process, not run out of its time."""
    studio = await Studio.start(write_whole, processes=1, png_seconds=0.25)
    try:
        assert (await studio.draw(still, {"name": "Ada"}, {})).data
    finally:
        await studio.close()


async def test_a_cancelled_caller_disturbs_nobody(studio: Studio, still: RenderSpec) -> None:
    """Whoever comes after gets their own picture, not the one that was no longer wanted."""
    await studio.draw(still, {"name": "Ada"}, {})
    before = studio.pids
    for _ in range(20):
        unwanted = asyncio.create_task(studio.draw(still, {"name": "unwanted"}, {}))
        waiting = asyncio.create_task(studio.draw(still, {"name": "also unwanted"}, {}))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        unwanted.cancel()
        waiting.cancel()
        assert await studio.draw(still, {"name": "Eva"}, {}) == draw(still, {"name": "Eva"}, {})
    assert studio.pids == before


async def test_a_process_ignores_the_servers_interrupt(studio: Studio, still: RenderSpec) -> None:
    """Ctrl-C is for the server, which then ends its processes itself."""
    await studio.draw(still, {"name": "Ada"}, {})
    before = studio.pids
    os.kill(before[0], signal.SIGINT)
    assert (await studio.draw(still, {"name": "Ada"}, {})).data
    assert studio.pids == before


async def test_a_terminated_process_finishes_the_picture_at_hand(
    studio: Studio, still: RenderSpec, make_spec: Callable[..., RenderSpec]
) -> None:
    """A signal to the whole group lets requests finish."""
    await studio.draw(still, {"name": "Ada"}, {})
    spec = make_spec(CAPTION, has_gif=True, width=800, height=800, animation={"frames": 60, "delay_ms": 50})
    drawing = asyncio.create_task(studio.draw(spec, {"name": "Ada"}, {}))
    await asyncio.sleep(0)
    await until_taken(studio)
    os.kill(studio.pids[0], signal.SIGTERM)
    assert (await drawing).extension == "gif"


async def test_nothing_is_left_after_closing(still: RenderSpec, film: RenderSpec) -> None:
    """No process, no open file, no caller that waits for ever."""
    descriptors, before = open_files(), set(multiprocessing.active_children())
    studio = await Studio.start(write_whole, processes=2)
    await studio.draw(still, {"name": "Ada"}, {})
    waiting = [asyncio.create_task(studio.draw(film, {"name": "Ada"}, {})) for _ in range(4)]
    await asyncio.sleep(0)
    await studio.close()
    assert all(isinstance(fault, DrawingFailed) for fault in await asyncio.gather(*waiting, return_exceptions=True))
    with pytest.raises(DrawingFailed):
        await studio.draw(still, {"name": "Ada"}, {})
    assert set(multiprocessing.active_children()) <= before
    assert open_files() <= descriptors + 1  # multiprocessing keeps one for its own tracker


async def test_a_studio_closed_while_starting_leaves_nothing() -> None:
    """A server stopped at once stops its processes too."""
    before = set(multiprocessing.active_children())
    studio = await Studio.start(write_whole, processes=2)
    await asyncio.sleep(0)
    await studio.close()
    assert set(multiprocessing.active_children()) <= before


ORPHANED = """
import asyncio, json, os, signal, sys
from outhost.domain.render_spec import parse_render_spec
from outhost.files.whole import write_whole
from outhost.render.studio import Studio

async def main():
    studio = await Studio.start(write_whole, processes=2)
    spec = parse_render_spec(json.loads(sys.argv[1]))
    await asyncio.gather(*(studio.draw(spec, {"name": str(n)}, {}) for n in range(8)))
    print(len(studio.pids), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_the_processes_end_with_a_server_that_is_killed(tmp_path: Path, still: RenderSpec) -> None:
    """They hold the server's standard output; when it ends, all of them have."""
    program = tmp_path / "orphaned.py"
    program.write_text(ORPHANED)
    ended = subprocess.run([sys.executable, str(program), still.canonical_json()], capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout == b"2\n"


def test_the_studio_works_on_the_servers_own_loop() -> None:
    """The server runs on uvloop; the studio does too."""

    async def main() -> bytes:
        studio = await Studio.start(write_whole, processes=1)
        try:
            spec = parse_render_spec({"version": 1, "width": 100, "height": 100})
            return (await studio.draw(spec, {}, {})).data
        finally:
            await studio.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(main()).startswith(b"\x89PNG")


def test_a_process_imports_only_what_it_draws_with() -> None:
    """No server, no database, no terminal in the drawing processes."""
    script = "import sys, json, outhost.render.worker; print(json.dumps(sorted(m for m in sys.modules if m.startswith('outhost.'))))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)
    rooms = {name.split(".")[1] for name in json.loads(ended.stdout)}
    assert rooms == {"domain", "render"}
