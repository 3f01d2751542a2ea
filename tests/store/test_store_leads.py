"""Leads in rows: what went in comes out, cell by cell."""

import csv
import io
from contextlib import aclosing

from hypothesis import given, settings
from hypothesis import strategies as st
from rows import WORKSPACE, Scratch, make_lead, make_list

from outhost.domain.reviews import ReviewStatus
from outhost.store.leads import Span, csv_lines
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

TEXTS = st.none() | st.text(max_size=30) | st.text(st.sampled_from('\0\r\n",;\t\'=+ a"'), max_size=12)
"""Any text, and often one that a table finds hard to carry."""

ROWS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8)


@settings(max_examples=60)
@given(rows=ROWS)
async def test_an_export_reads_back_as_exactly_what_was_stored(shared_store: Store, rows: list[tuple[str | None, str | None]]) -> None:
    """Quotes, commas, line breaks, even a NUL in a name: a CSV reader gets back every cell to the byte."""
    tracking_ids, span = await shared_store.write(_fill, rows)
    text, total = "", 0
    async with (
        shared_store.private() as connection,
        aclosing(csv_lines(connection, span, before_id="http://localhost/i/", after_id=".png")) as chunks,
    ):
        async for count, lines in chunks:
            total, text = total + count, text + lines
    assert total == len(rows)
    expected = [[t, f"http://localhost/i/{t}.png", *(cell or "" for cell in row)] for t, row in zip(tracking_ids, rows, strict=True)]
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == expected


@given(rows=ROWS)
def test_a_lead_is_found_as_it_was_added(scratch: Scratch, rows: list[tuple[str | None, str | None]]) -> None:
    """A lead's variables come back in declared order, null where they were missing."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE, variables=("first_name", "company"))
        for first_name, company in rows:
            lead = make_lead(tx, made.id, {"first_name": first_name, "company": company})
            found = tx.leads.find(made.id, lead.lead_id)
            assert found == lead
            assert list(found.variables) == ["first_name", "company"]


def test_a_list_without_variables_exports_its_ids_alone(scratch: Scratch) -> None:
    """A picture that says the same to everybody has no columns but the link."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE, variables=())
        make_lead(tx, made.id, {})
        row = tx.one("SELECT csv_cells FROM leads")
        assert row is not None
        assert row["csv_cells"] == ""


def test_only_known_image_names_are_known(scratch: Scratch) -> None:
    """The sweep asks which of many images have a lead, and is told exactly those."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        mine = {make_lead(tx, made.id, {"first_name": None}).tracking_id for _ in range(3)}
        assert tx.leads.known_image_names([*mine, "nai000000000000000", "'; --"]) == mine
        assert tx.leads.known_image_names([]) == set()


def _fill(tx: Tx, rows: list[tuple[str | None, str | None]]) -> tuple[list[str], Span]:
    made = make_list(tx, WORKSPACE, variables=("first_name", "company"))
    leads = [make_lead(tx, made.id, {"first_name": first_name, "company": company}) for first_name, company in rows]
    now = tx.lists.find(WORKSPACE, made.public_id)
    assert now is not None
    return [lead.tracking_id for lead in leads], tx.leads.span(now, tx.gaps.find(made.id, 0), 100)


def test_those_that_wait_are_paged_oldest_first_and_counted(scratch: Scratch) -> None:
    """A page holds the leads whose image waits, of this list alone, and only those that were there when I read the list."""
    with scratch() as tx:
        made, other = make_list(tx, WORKSPACE), make_list(tx, WORKSPACE)
        leads = [make_lead(tx, one.id, {"first_name": None}) for one in (made, made, other, made, made)]
        for lead, status in zip(leads, (*[ReviewStatus.NEEDS_REVIEW] * 4, ReviewStatus.REJECTED), strict=True):
            tx.leads.set_review_status(lead.list_id, lead.lead_id, status)
        now = tx.lists.find(WORKSPACE, made.public_id)
        assert now is not None
        late = make_lead(tx, made.id, {"first_name": None})
        tx.leads.set_review_status(made.id, late.lead_id, ReviewStatus.NEEDS_REVIEW)
        pages = [tx.leads.page_in_review(now, limit=2, offset=offset) for offset in (0, 2, 4)]
        assert [[lead.lead_id for lead in page] for page in pages] == [[leads[0].lead_id, leads[1].lead_id], [leads[3].lead_id], []]
        assert (tx.leads.count_in_review(made.id), tx.leads.count_in_review(other.id)) == (4, 1)
        assert tx.leads.closed_among([lead.tracking_id for lead in leads]) == {lead.tracking_id for lead in leads}
        tx.leads.set_review_status(made.id, leads[0].lead_id, ReviewStatus.APPROVED)
        assert tx.leads.closed_among([leads[0].tracking_id, leads[1].tracking_id, "nai"]) == {leads[1].tracking_id}
        tx.leads.set_review_status(other.id, leads[1].lead_id, ReviewStatus.APPROVED)  # not of that list: stays
        assert tx.leads.closed_among([leads[1].tracking_id]) == {leads[1].tracking_id}


def test_those_that_wait_are_read_off_an_index(scratch: Scratch) -> None:
    """Ten of a million leads wait, and are found without a look at the others."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        asked: list[str] = []
        tx._connection.set_trace_callback(asked.append)
        tx.leads.page_in_review(made, limit=50, offset=0)
        tx.leads.count_in_review(made.id)
        tx.leads.find_named(made.id, "nai000000000000001")
        tx._connection.set_trace_callback(None)
        plans = [[step["detail"] for step in tx.all(f"EXPLAIN QUERY PLAN {sql}")] for sql in asked]
        assert all("leads_in_review" in " ".join(plan) for plan in plans[:2])
        assert not any(step.startswith("SCAN") or "TEMP B-TREE" in step for plan in plans for step in plan)
