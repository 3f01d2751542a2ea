"""Credits: the balance is the sum of its ledger at any moment, and never below 0."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import WORKSPACE, Scratch, make_lead, make_list

from outhost.domain.credits import LEAD_COST, Reason
from outhost.domain.errors import InsufficientCredits
from outhost.domain.workspaces import Caller
from outhost.operations.credits import charge_lead
from outhost.store.transactions import Tx

CALLER = Caller(workspace_id=WORKSPACE, actor="api_key")

MOVES = st.lists(st.one_of(st.tuples(st.sampled_from(["grant", "revoke"]), st.integers(1, 10)), st.just(("charge", 1))), max_size=40)


@given(moves=MOVES)
def test_the_balance_is_the_sum_of_the_ledger_after_every_change(scratch: Scratch, moves: list[tuple[str, int]]) -> None:
    """Whatever is granted, taken back and charged, in whatever order, the ledger adds up line by line."""
    with scratch() as tx:
        list_id = make_list(tx, WORKSPACE).id
        expected: list[int] = []
        for move, amount in moves:
            if _play(tx, list_id, move, amount):
                expected.append(amount if move == "grant" else -amount)
            lines = tx.credits.page(WORKSPACE, limit=1000, offset=0)[::-1]
            assert [line.delta for line in lines] == expected
            assert [line.balance_after for line in lines] == list(accumulate(expected))
            assert tx.credits.balance(WORKSPACE) == sum(expected) >= 0


@given(moves=MOVES, size=st.integers(1, 7))
def test_pages_of_the_ledger_are_a_partition(scratch: Scratch, moves: list[tuple[str, int]], size: int) -> None:
    """Walking the ledger page by page shows each line once, newest first."""
    with scratch() as tx:
        list_id = make_list(tx, WORKSPACE).id
        changes = sum(_play(tx, list_id, move, amount) for move, amount in moves)
        ids = [e.id for start in range(0, changes + size, size) for e in tx.credits.page(WORKSPACE, limit=size, offset=start)]
        assert len(ids) == changes
        assert ids == sorted(set(ids), reverse=True)


def test_a_late_page_of_the_ledger_reads_its_own_lines_alone(scratch: Scratch) -> None:
    """A ledger of a million lines: its last page holds nobody up for a second, for the others are skipped in the index."""
    with scratch() as tx:
        asked: list[str] = []
        tx._connection.set_trace_callback(asked.append)
        tx.credits.page(WORKSPACE, limit=500, offset=990_000)
        tx._connection.set_trace_callback(None)
        steps = [step["detail"] for sql in asked for step in tx.all(f"EXPLAIN QUERY PLAN {sql}")]
        assert any("COVERING INDEX credit_entries_by_workspace" in step for step in steps)


def test_a_refused_charge_writes_no_line(scratch: Scratch) -> None:
    """With nothing left, a lead is refused, and the ledger does not know of it."""
    with scratch() as tx:
        with pytest.raises(InsufficientCredits) as refusal:
            charge_lead(tx, CALLER, lead_key=7)
        assert refusal.value.details == {"cost": LEAD_COST, "available": 0}
        assert tx.credits.page(WORKSPACE, limit=10, offset=0) == []


def test_a_line_names_its_lead_and_outlives_it(scratch: Scratch) -> None:
    """The ledger says which lead a credit went to, and keeps the line when the lead is erased."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        lead = make_lead(tx, made.id, {"first_name": "Sam"})
        tx.credits.change(WORKSPACE, 1, reason=Reason.GRANT, actor="command_line")
        row = tx.one("SELECT id FROM leads")
        assert row is not None
        charge_lead(tx, CALLER, lead_key=row["id"])
        assert tx.credits.page(WORKSPACE, limit=1, offset=0)[0].lead_id == lead.lead_id
        tx.leads.erase(made.id, lead.lead_id)
        line = tx.credits.page(WORKSPACE, limit=1, offset=0)[0]
        assert (line.delta, line.lead_id, line.actor) == (-1, None, "api_key")


def test_the_balance_of_another_workspace_is_left_alone(scratch: Scratch) -> None:
    """What happens to my credits is nobody else's business."""
    with scratch() as tx:
        founder = tx.users.insert(public_id="v", email="b@example.com", full_name="", password_digest="", is_admin=False, is_verified=True)
        other = tx.workspaces.insert(name="B", founder_id=founder.id)
        tx.credits.change(other, 5, reason=Reason.GRANT, actor="command_line")
        tx.credits.change(WORKSPACE, 3, reason=Reason.GRANT, actor="command_line")
        assert (tx.credits.balance(WORKSPACE), tx.credits.balance(other)) == (3, 5)
        assert [line.delta for line in tx.credits.page(other, limit=10, offset=0)] == [5]


def _play(tx: Tx, list_id: int, move: str, amount: int) -> bool:
    """Make one change, and tell whether it went through."""
    if move == "charge":
        balance = tx.credits.change(WORKSPACE, -LEAD_COST, reason=Reason.LEAD, actor="api_key", lead_key=list_id << 32)
    else:
        delta = amount if move == "grant" else -amount
        balance = tx.credits.change(WORKSPACE, delta, reason=move, actor="command_line")
    return balance is not None
