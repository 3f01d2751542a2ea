"""How soon what happens to a job is heard, and what five hundred who listen cost everybody else."""

import asyncio
import shutil
from pathlib import Path

import pytest
from furnishing import furnish
from listening import bare_latencies, crowd, latencies
from ratios import ROUNDS, SCALE, Table, at_least, in_turn
from servers import serving

from outhost.appliance import Appliance, prepare
from outhost.domain.clock import SystemClock
from outhost.domain.workspaces import Caller, Role, WorkspaceId
from outhost.files.data_folder import DataFolder
from outhost.operations.access_keys import NewAccessKey
from outhost.operations.job_drafts import NewJob
from outhost.settings import Settings

pytestmark = pytest.mark.bench

CROWD = 500
WORKSPACES = 20
LINES = max(round(200 * SCALE), 60)
QUIET_SECONDS = 0.6
"""After which a line of a workspace is told at once; those that follow sooner wait for the next half second."""
SECONDS = 2.0 * max(SCALE, 0.5)


def test_a_line_is_heard_soon_after_its_commit(tmp_path: Path, table: Table) -> None:
    """From the commit of a line, by the bell, the database and one encoding, to a client; beside a loop that only writes to a socket."""
    every = QUIET_SECONDS / WORKSPACES
    found: dict[str, list[list[float]]] = {"ours": [], "bare": []}
    for number in range(ROUNDS):
        found["ours"].append(sorted(asyncio.run(latencies(tmp_path / str(number), workspaces=WORKSPACES, lines=LINES, every=every))))
        found["bare"].append(sorted(asyncio.run(bare_latencies(lines=LINES, every=every))))
    assert {len(taken) for side in found.values() for taken in side} == {LINES}, "every line was heard"
    for name, place in (("p50", 0.5), ("p99", 0.99)):
        ours, bare = ([taken[int(len(taken) * place)] * 1000 for taken in found[side]] for side in ("ours", "bare"))
        table.compare(
            f"a line of a job after a quiet half second, from its commit to a client: {name}", ours, bare, "{:.2f} ms",
            against="a bare loop that writes the same bytes to a socket",
        )  # fmt: skip
    busy = sorted(asyncio.run(latencies(tmp_path / "busy", workspaces=1, lines=LINES, every=0.1)))
    at = [busy[int(len(busy) * place)] * 1000 for place in (0.5, 0.99)]
    table.say("a line of a job that says ten a second, told in bundles twice a second: p50/p99", f"{at[0]:.0f}/{at[1]:.0f} ms")


@pytest.mark.parametrize("is_busy", [False, True], ids=["quiet", "busy"])
def test_who_listens_slows_nobody_down(tmp_path: Path, table: Table, *, is_busy: bool) -> None:
    """Requests a second with five hundred streams open, and with none; also while a job says ten lines a second to all of them."""
    premises = furnish(tmp_path / "house", [])
    key = asyncio.run(_prepare(premises.folder, premises.workspace_id, has_job=is_busy))
    with serving(premises.folder) as house:

        def with_crowd(_round: int) -> float:
            with crowd(house.port, "/api/stream", key, CROWD):
                return _rate()

        def alone(_round: int) -> float:
            return _rate()

        def _rate() -> float:
            seen = house.load("/v1/me", key=premises.key, connections=8, seconds=SECONDS, warm_up=200)
            assert seen["statuses"] == {"200": seen["count"]}
            return float(seen["rate"])

        ours, other = in_turn(with_crowd, alone)
    doing = "a job says ten lines a second" if is_busy else "nothing happens"
    table.compare(
        f"`GET /v1/me`, 8 clients, with {CROWD} streams open while {doing}", ours, other, "{:,.0f}/s", against="with none open",
        goal=at_least(0.9),
    )  # fmt: skip


async def _prepare(path: Path, workspace_id: WorkspaceId, *, has_job: bool) -> str:
    """Make an API key, and leave a long job that waits for the server; give the key."""
    folder, clock = DataFolder(path), SystemClock()
    (path / "plugins").mkdir(exist_ok=True)
    shutil.copy(Path(__file__).parent / "talking_module.py", path / "plugins" / "talk.py")
    lock = prepare(folder, clock)
    appliance = await Appliance.open(folder, Settings.model_validate({}), clock, address="http://127.0.0.1")
    try:
        caller = Caller(workspace_id=workspace_id, actor="command_line", role=Role.OWNER)
        if has_job:
            module = await appliance.modules.find("talk")
            items = [{"n": number} for number in range(10_000)]
            await appliance.jobs.create(caller, NewJob(module=module, params={}, items=items))
        return (await appliance.access_keys.add(caller, NewAccessKey(name="bench"))).key
    finally:
        await appliance.close()
        lock.release()
