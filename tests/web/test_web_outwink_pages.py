"""Pages of lists: what `page` and `size` may be, and what a page says of the others."""

from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import OpenHouse, Tenant
from premises import Premises, check_refused

from outhost.domain.paging import PAGE_LIMIT

LISTS, CSV = "/v1/lists", "/v1/lists/{meme}/csv"
NO_NUMBERS = {
    "zero": "0",
    "negative": "-1",
    "minus zero": "-0",
    "a word": "abc",
    "a fraction": "1.5",
    "a whole fraction": "1.0",
    "an exponent": "1e1",
    "empty": "",
    "blank": "%20",
    "a blank before": "%201",
    "a blank after": "1%20",
    "a line break after": "1%0A",
    "a plus": "%2B1",
    "a plus that is a blank": "+1",
    "hexadecimal": "0x1",
    "underscores": "1_0",
    "other digits": "%D9%A1",
    "superscript": "%C2%B9",
    "a NUL": "1%00",
    "a list": "1,2",
    "null": "null",
    "one too many": str(PAGE_LIMIT + 1),
    "64 bits": str(2**63),
    "a hundred digits": "9" * 100,
    "invalid UTF-8": "%FF",
}


@pytest.mark.parametrize("value", NO_NUMBERS.values(), ids=NO_NUMBERS)
@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("path", [LISTS, CSV], ids=["lists", "csv"])
async def test_a_page_must_be_a_whole_number_in_range(premises: Premises, path: str, name: str, value: str) -> None:
    """Anything but a whole number from 1 on is 400 invalid_input, and the issue names the parameter."""
    request = premises.tenant.client.build_request("GET", f"{premises.path(path)}?{name}={value}")
    await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=[name])


@pytest.mark.parametrize("path", [LISTS, CSV], ids=["lists", "csv"])
async def test_both_faults_are_named(premises: Premises, path: str) -> None:
    """A wrong page and a wrong size give two issues."""
    request = premises.tenant.client.build_request("GET", f"{premises.path(path)}?size=x&page=0")
    await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=["page", "size"])


@pytest.mark.parametrize(
    ("query", "page", "size"),
    [
        ("", 1, 50),
        ("?page=1&size=200", 1, 200),
        ("?page=007&size=01", 7, 1),
        ("?page=2&page=x", 2, 50),
        ("?Page=0&pages=0", 1, 50),
        (f"?page={PAGE_LIMIT}&size=200", PAGE_LIMIT, 200),
    ],
)
async def test_a_page_that_is_asked_for_well_is_given(premises: Premises, query: str, page: int, size: int) -> None:
    """Defaults are 1 and 50; of a parameter given twice the first counts; unknown ones are ignored."""
    answer = await premises.tenant.client.get(f"{LISTS}{query}")
    assert answer.status_code == 200
    assert (answer.json()["pagination"]["page"], answer.json()["pagination"]["size"]) == (page, size)


async def test_pages_part_the_lists_newest_first(tmp_path: Path, open_house: OpenHouse) -> None:
    """Walking all pages I see each of my lists once, the newest first, those of one second too; deleted ones and others' never."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        tenant, neighbour = await house.move_in(), await house.move_in()
        made = []
        for number in range(7):
            clock.turn(timedelta(seconds=number % 2))
            made.append((await tenant.make_list(f"List {number}")).public_id)
            await neighbour.make_list()
        deleted = made.pop(3)
        async with tenant.client as client, neighbour.client:
            await client.delete(f"{LISTS}/{deleted}")
            seen = [await _page(tenant, number, 2) for number in (1, 2, 3, 4, 9)]
    assert [ids for ids, _ in seen] == [made[5:3:-1], made[3:1:-1], made[1::-1], [], []]
    assert [pagination for _, pagination in seen] == [
        {"page": 1, "size": 2, "total": 6, "last_page": 3, "has_next": True, "has_prev": False},
        {"page": 2, "size": 2, "total": 6, "last_page": 3, "has_next": True, "has_prev": True},
        {"page": 3, "size": 2, "total": 6, "last_page": 3, "has_next": False, "has_prev": True},
        {"page": 4, "size": 2, "total": 6, "last_page": 3, "has_next": False, "has_prev": True},
        {"page": 9, "size": 2, "total": 6, "last_page": 3, "has_next": False, "has_prev": True},
    ]


async def test_somebody_without_lists_sees_one_empty_page(tenant: Tenant) -> None:
    """No list is one page with nothing on it: the last page is 1, never 0."""
    ids, pagination = await _page(tenant, 1, 50)
    assert ids == []
    assert pagination == {"page": 1, "size": 50, "total": 0, "last_page": 1, "has_next": False, "has_prev": False}


async def test_a_list_counts_its_leads(tenant: Tenant) -> None:
    """`lead_count` is right in the page and in the detail, right after each lead."""
    made = await tenant.make_list()
    for count in (1, 2):
        await tenant.client.post(f"{LISTS}/{made.public_id}/leads", json={"variables": {}})
        row = (await tenant.client.get(LISTS)).json()["lists"][0]
        detail = (await tenant.client.get(f"{LISTS}/{made.public_id}")).json()
        assert row["lead_count"] == detail["lead_count"] == count
        assert row == {key: detail[key] for key in row}


async def _page(tenant: Tenant, page: int, size: int) -> tuple[list[str], dict[str, object]]:
    answer = await tenant.client.get(LISTS, params={"page": page, "size": size})
    assert answer.status_code == 200
    return [row["list_id"] for row in answer.json()["lists"]], answer.json()["pagination"]
