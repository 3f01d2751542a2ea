"""A page of lists costs what it shows, not what the lists hold."""

import json
from typing import Any

import pytest
from furnishing import FEW, Premises
from ratios import SCALE, Table, at_most, in_turn
from servers import Server, run_program, serving

pytestmark = pytest.mark.bench

REQUESTS = round(500 * max(SCALE, 0.5))
PATH = "/v1/lists?size=50"


def test_a_page_of_lists_is_as_fast_with_a_million_leads(table: Table, large: Premises, small: Premises) -> None:
    """Counters are kept with each lead, so nothing is counted when the page is shown."""
    with serving(large.folder) as full, serving(small.folder) as empty:
        assert _shown(full, large) == _leads(large)
        assert _shown(empty, small) == _leads(small) == FEW
        mine, other = in_turn(lambda _: _median(full, large), lambda _: _median(empty, small))
    count = _leads(large)
    table.compare(f"`GET {PATH}` with {count:,} leads", mine, other, "{:.2f} ms", against="with 1,000 leads", goal=at_most(1.2))


def test_the_store_finds_a_page_of_lists_without_counting(table: Table, large: Premises, small: Premises) -> None:
    """The same without HTTP, and against the obvious way, which counts the leads of each list that it shows."""
    assert _paged(large, "counters")["lead_counts"] == _paged(large, "counting")["lead_counts"]
    mine, other, counting = in_turn(
        lambda _: _store_ms(large, "counters"), lambda _: _store_ms(small, "counters"), lambda _: _store_ms(large, "counting")
    )
    what = f"a page of 50 lists from the store, {_leads(large):,} leads"
    table.compare(what, mine, other, "{:.2f} ms", against="with 1,000 leads", goal=at_most(1.2))
    table.compare(what, mine, counting, "{:.2f} ms", against="with `count(*)` for each list")


def _median(server: Server, premises: Premises) -> float:
    seen = server.load(PATH, key=premises.key, count=REQUESTS, warm_up=50)
    assert seen["statuses"] == {"200": REQUESTS}
    p50: float = seen["p50_ms"]
    return p50


def _store_ms(premises: Premises, way: str) -> float:
    return 1000 / float(_paged(premises, way)["rate"])


def _paged(premises: Premises, way: str) -> dict[str, Any]:
    job = {"database": str(premises.database), "workspace_id": premises.workspace_id, "way": way, "count": REQUESTS}
    return run_program("paging.py", job)


def _shown(server: Server, premises: Premises) -> int:
    """Sum the leads that all lists together are shown to have."""
    pages = [json.loads(server.get(f"{PATH}&page={number}", premises.key)[2]) for number in (1, 2)]
    assert [len(page["lists"]) for page in pages] == [50, len(premises.lists) - 50]
    return sum(each["lead_count"] for page in pages for each in page["lists"])


def _leads(premises: Premises) -> int:
    return premises.count("SELECT count(*) FROM leads")
