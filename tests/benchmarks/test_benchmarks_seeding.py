"""Leads by the million are the same leads that would have been added one by one."""

import sqlite3
from contextlib import closing
from pathlib import Path

from furnishing import CARD, furnish
from seeding import seed_leads

from outhost.domain.clock import SystemClock
from outhost.domain.lists import LeadList
from outhost.operations.lists import NewList
from outhost.store.sqlite import _Reader


def test_seeded_leads_are_counted_and_found_like_any_others(tmp_path: Path) -> None:
    """Counters, gaps and pages agree with what is there."""
    premises = furnish(tmp_path / "house", [NewList(name="Big", document=CARD), NewList(name="Small", document=CARD)])
    seed_leads(premises.database, premises.lists[0].id, 1500, erased=300)
    seed_leads(premises.database, premises.lists[1].id, 7)
    big, small = (_list(premises.database, made) for made in premises.lists)
    assert (big.lead_count, big.next_ordinal, small.lead_count, small.next_ordinal) == (1500, 1800, 7, 7)
    with closing(sqlite3.connect(premises.database)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM leads WHERE list_id = ? ORDER BY id", (big.id,))]
        weight = connection.execute("SELECT sum(image_bytes) FROM leads WHERE list_id = ?", (big.id,)).fetchone()[0]
    assert len(ids) == 1500
    assert weight == big.image_bytes
    for place in (0, 1, 700, 1498, 1499):
        start, skip = _find(premises.database, big, place)
        assert [key for key in ids if key >= (big.id << 32) + start][skip] == ids[place]


def _list(database: Path, made: LeadList) -> LeadList:
    (outcome,) = _Reader(database, SystemClock()).run_batch([lambda tx: tx.lists.find(made.workspace_id, made.public_id)])
    assert isinstance(outcome[0], LeadList)
    return outcome[0]


def _find(database: Path, lead_list: LeadList, place: int) -> tuple[int, int]:
    (outcome,) = _Reader(database, SystemClock()).run_batch([lambda tx: tx.gaps.find(lead_list.id, place)])
    assert outcome[1] is None
    found: tuple[int, int] = outcome[0]
    return found
