"""Leads in rows: what went in comes out, cell by cell."""

import csv
import io
from contextlib import aclosing

from hypothesis import given, settings
from hypothesis import strategies as st
from rows import WORKSPACE, Scratch, make_lead, make_list

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


def test_only_known_tracking_ids_are_known(scratch: Scratch) -> None:
    """The sweep asks which of many images have a lead, and is told exactly those."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        mine = {make_lead(tx, made.id, {"first_name": None}).tracking_id for _ in range(3)}
        assert tx.leads.known_tracking_ids([*mine, "nai000000000000000", "'; --"]) == mine
        assert tx.leads.known_tracking_ids([]) == set()


def _fill(tx: Tx, rows: list[tuple[str | None, str | None]]) -> tuple[list[str], Span]:
    made = make_list(tx, WORKSPACE, variables=("first_name", "company"))
    leads = [make_lead(tx, made.id, {"first_name": first_name, "company": company}) for first_name, company in rows]
    now = tx.lists.find(WORKSPACE, made.public_id)
    assert now is not None
    return [lead.tracking_id for lead in leads], tx.leads.span(now, tx.gaps.find(made.id, 0), 100)
