"""What durable commits cost when many wait for them."""

from pathlib import Path

import pytest
from furnishing import CARD, CREDITS, Premises, furnish
from ratios import SCALE, Table, at_least, in_turn
from servers import run_program

from outhost.operations.lists import NewList

pytestmark = pytest.mark.bench

CLIENTS = 64
LEADS = round(4000 * max(SCALE, 0.25))


def test_those_who_wait_together_share_a_commit(tmp_path: Path, table: Table) -> None:
    """Sixty-four clients add leads: charge, lead, ledger line, counters; each is answered when its lead is on disk."""
    sides = [_Side(tmp_path, by, synchronous) for by, synchronous in (("store", "FULL"), ("aiosqlite", "FULL"), ("store", "NORMAL"))]
    full, one_each, normal = in_turn(*(side.measure for side in sides))
    for side in sides:
        side.check()
    what = f"durable commits of a lead, {CLIENTS} clients"
    table.compare(what, full, one_each, "{:,.0f}/s", against="aiosqlite, one awaited transaction a request", goal=at_least(8))
    table.compare(what, full, normal, "{:,.0f}/s", against="the same with synchronous=NORMAL, lost at a power cut", goal=at_least(0.9))


class _Side:
    """A data folder of its own, and a way to write into it."""

    def __init__(self, folder: Path, by: str, synchronous: str) -> None:
        self._job = {"by": by, "synchronous": synchronous, "clients": CLIENTS, "count": LEADS}
        self._premises: Premises = furnish(folder / f"{by}-{synchronous}", [NewList(name="Bench", document=CARD)])
        self._added = 0

    def measure(self, _round: int) -> float:
        where = {
            "database": str(self._premises.database), "workspace_id": self._premises.workspace_id,
            "public_id": self._premises.lists[0].public_id,
        }  # fmt: skip
        seen = run_program("commits.py", self._job | where)
        self._added += seen["count"] + (1 if self._job["by"] == "aiosqlite" else 0)  # one more to overhear the statements
        rate: float = seen["rate"]
        return rate

    def check(self) -> None:
        """Each lead was counted, charged and entered, and nothing else was."""
        count = self._premises.count
        assert count("SELECT count(*) FROM leads") == self._added > 0
        assert count("SELECT lead_count FROM lists") == self._added
        assert count("SELECT count(DISTINCT lead_key) FROM credit_entries WHERE delta = -1") == self._added
        assert count("SELECT credits FROM workspaces") == CREDITS - self._added
        assert count("SELECT sum(delta) FROM credit_entries") == CREDITS - self._added
