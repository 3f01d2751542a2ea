"""Pages of the export: their numbers, their links, and that they stay what they are while leads come and go."""

import random
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from houses import House, Tenant
from rows import make_lead

from outhost.domain.lists import LeadList
from outhost.operations.leads import erase_lead
from outhost.store.transactions import Tx

LEAD_COUNT = 10_001
BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Export:
    """A long list, and its leads oldest first: tracking id and lead id."""

    tenant: Tenant
    made: LeadList
    leads: list[tuple[str, str]]

    @property
    def url(self) -> str:
        """The export's address, without a query."""
        return f"{self.tenant.house.url}/v1/lists/{self.made.public_id}/csv"

    async def get(self, query: str = "") -> httpx.Response:
        """Get a page."""
        answer = await self.tenant.client.get(f"{self.url}{query}")
        assert answer.status_code == 200
        return answer


@pytest.fixture(scope="module")
async def export(house: House) -> AsyncIterator[Export]:
    """A list of 10,001 leads, one more than a page can hold."""
    tenant = await house.move_in()
    async with tenant.client:
        yield await _make_export(tenant, LEAD_COUNT)


@pytest.mark.parametrize(
    ("query", "numbers", "links", "rows"),
    [
        ("", (1, 10_000, 2), {"first": 1, "last": 2, "next": 2}, slice(0, 10_000)),
        ("?page=2", (2, 10_000, 2), {"first": 1, "last": 2, "prev": 1}, slice(10_000, 10_001)),
        ("?page=3", (3, 10_000, 2), {"first": 1, "last": 2, "prev": 2}, slice(0, 0)),
        ("?page=2147483647", (2147483647, 10_000, 2), {"first": 1, "last": 2, "prev": 2}, slice(0, 0)),
        ("?page=1&size=100", (1, 100, 101), {"first": 1, "last": 101, "next": 2}, slice(0, 100)),
        ("?page=50&size=100", (50, 100, 101), {"first": 1, "last": 101, "next": 51, "prev": 49}, slice(4900, 5000)),
        ("?page=101&size=100", (101, 100, 101), {"first": 1, "last": 101, "prev": 100}, slice(10_000, 10_001)),
        ("?page=102&size=100", (102, 100, 101), {"first": 1, "last": 101, "prev": 101}, slice(0, 0)),
        ("?page=10001&size=1", (10_001, 1, 10_001), {"first": 1, "last": 10_001, "prev": 10_000}, slice(10_000, 10_001)),
        ("?page=3&size=3333", (3, 3333, 4), {"first": 1, "last": 4, "next": 4, "prev": 2}, slice(6666, 9999)),
    ],
)
@pytest.mark.parametrize("safe", ["", "safe=1"], ids=["plain", "safe"])
async def test_a_page_has_its_rows_and_says_where_the_others_are(
    export: Export, safe: str, query: str, numbers: tuple[int, int, int], links: dict[str, int], rows: slice
) -> None:
    """First, middle, last and beyond: the right rows, oldest first, and headers that name every neighbour."""
    answer = await export.get(f"{query}{'&' if query else '?'}{safe}" if safe else query)
    page, size, last = numbers
    named = {name: int(answer.headers[f"x-{name}"]) for name in ("total-count", "page", "page-size", "last-page")}
    assert named == {"total-count": LEAD_COUNT, "page": page, "page-size": size, "last-page": last}
    tail = f"&{safe}" if safe else ""
    assert _links(answer) == {rel: f"{export.url}?page={number}&size={size}{tail}" for rel, number in links.items()}
    assert answer.text.startswith("tracking_id,image_url,first_name,company\r\n")
    assert _ids(answer) == [tracking_id for tracking_id, _ in export.leads[rows]]


async def test_an_empty_list_is_one_page_with_a_head(tenant: Tenant) -> None:
    """A list without leads has one page: the header row."""
    empty = await _make_export(tenant, 0)
    answer = await empty.get()
    assert answer.content == b"tracking_id,image_url,first_name,company\r\n"
    assert (answer.headers["x-total-count"], answer.headers["x-last-page"]) == ("0", "1")
    assert set(_links(answer)) == {"first", "last"}


@pytest.mark.parametrize("query", ["?size=700", "?size=700&safe=1"], ids=["plain", "safe"])
async def test_following_next_shows_every_lead_once(export: Export, query: str) -> None:
    """An importer that follows rel=next to its end has every lead, once, in order."""
    assert await _walk(export, query) == [tracking_id for tracking_id, _ in export.leads]


async def test_pages_stay_what_they_are_while_leads_are_added(tenant: Tenant) -> None:
    """I walk pages while leads come in: each lead that was there is seen once, in its place, and new ones come last."""
    growing = await _make_export(tenant, 25)
    seen: list[str] = []
    for page in (1, 2, 3):
        seen += _ids(await growing.get(f"?page={page}&size=10"))
        await tenant.house.appliance.store.write(_add, growing.made, 4)
    old = [tracking_id for tracking_id, _ in growing.leads]
    assert seen[:25] == old
    assert len(seen) == len(set(seen)) == 30
    assert _ids(await growing.get("?page=1&size=10")) == old[:10]


@pytest.mark.parametrize("pattern", ["scattered", "the first ones", "the last ones", "a block", "every second", "all"])
async def test_pages_part_what_is_left_after_erasures(tenant: Tenant, pattern: str) -> None:
    """After leads were erased, pages still hold whole sizes, in order, each lead once; totals count what is left."""
    export = await _make_export(tenant, 1300)
    turns = random.Random(7)
    erased = {
        "scattered": turns.sample(range(1300), 130),
        "the first ones": range(300),
        "the last ones": range(1000, 1300),
        "a block": range(256, 768),
        "every second": range(0, 1300, 2),
        "all": range(1300),
    }[pattern]
    await tenant.house.appliance.store.write(_erase, export.made, [export.leads[place][1] for place in erased])
    left = [tracking_id for place, (tracking_id, _) in enumerate(export.leads) if place not in set(erased)]
    for query in ("?size=130", "?size=77&page=7", "?size=300&safe=1"):
        start = 6 * 77 if "page=7" in query else 0
        assert await _walk(export, query) == left[start:]
    answer = await export.get("?size=100")
    assert answer.headers["x-total-count"] == str(len(left))
    assert answer.headers["x-last-page"] == str(max(1, -(-len(left) // 100)))
    await tenant.house.appliance.store.write(_add, export.made, 1)
    (last,) = _ids(await export.get(f"?size=1&page={len(left) + 1}"))
    assert last not in {tracking_id for tracking_id, _ in export.leads}


async def _make_export(tenant: Tenant, lead_count: int) -> Export:
    made = await tenant.make_list()
    leads: list[tuple[str, str]] = []
    for start in range(0, lead_count, BATCH):
        leads += await tenant.house.appliance.store.write(_add, made, min(BATCH, lead_count - start))
    return Export(tenant=tenant, made=made, leads=leads)


def _add(tx: Tx, made: LeadList, lead_count: int) -> list[tuple[str, str]]:
    leads = [make_lead(tx, made.id, {"first_name": "Sam", "company": None}) for _ in range(lead_count)]
    return [(lead.tracking_id, lead.lead_id) for lead in leads]


def _erase(tx: Tx, made: LeadList, lead_ids: list[str]) -> None:
    for lead_id in lead_ids:
        erase_lead(tx, made.id, lead_id)


async def _walk(export: Export, query: str) -> list[str]:
    """Follow rel=next as an importer does, which knows nothing of the API."""
    seen: list[str] = []
    url: str | None = f"{export.url}{query}"
    while url:
        answer = await export.tenant.client.get(url)
        assert answer.status_code == 200
        seen += _ids(answer)
        url = _links(answer).get("next")
    return seen


def _links(answer: httpx.Response) -> dict[str, str]:
    parts = [re.fullmatch(r'<([^>]+)>; rel="([a-z]+)"', part) for part in answer.headers["link"].split(", ")]
    assert all(parts)
    return {part[2]: part[1] for part in parts if part}


def _ids(answer: httpx.Response) -> list[str]:
    assert answer.text.endswith("\r\n")
    return [line.split(",")[0] for line in answer.text.split("\r\n")[1:-1]]
