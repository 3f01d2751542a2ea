"""Opens of images, over a real socket."""

from pathlib import Path

import httpx
from houses import SMALL_SPEC, House, OpenHouse

from outhost.domain.lists import ListOptions
from outhost.domain.reviews import Review, Verdict
from outhost.operations.lists import NewList

GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def test_opens_are_not_counted_unless_asked_for(tmp_path: Path, open_house: OpenHouse) -> None:
    """I never turned track_opens on: fetching an image leaves no trace."""
    async with open_house(tmp_path) as house:
        await _fetch(house, GMAIL)
        assert await _opens(house) == []


async def test_a_counted_open_tells_the_reader_and_hides_the_address(tmp_path: Path, open_house: OpenHouse) -> None:
    """With track_opens on, a provider's prefetch is told from a person, and no address is kept."""
    async with open_house(tmp_path, track_opens=True) as house:
        await _fetch(house, GMAIL, FIREFOX)
        rows = await _opens(house)
        assert [(row["reader"], row["is_prefetch"]) for row in rows] == [("gmail", 1), ("firefox", 0)]
        assert rows[0]["visitor"] == rows[1]["visitor"]
        assert b"127.0.0.1" not in rows[0]["visitor"]


async def test_a_held_image_is_not_opened_by_who_asks_for_it(tmp_path: Path, open_house: OpenHouse) -> None:
    """Nobody saw the picture that waits for my review, so nobody opened it."""
    async with open_house(tmp_path, track_opens=True) as house:
        tenant = await house.move_in()
        await tenant.client.aclose()
        new = NewList(name="Held", document=SMALL_SPEC, options=ListOptions(review=Review.WARNINGS))
        made = await house.appliance.lists.add(tenant.caller, new)
        lead = (await house.appliance.leads.add(tenant.caller, made, {})).lead
        async with httpx.AsyncClient(base_url=house.url) as reader:
            assert (await reader.get(f"/i/{lead.tracking_id}.png")).status_code == 404
            assert await _opens(house) == []
            await house.appliance.reviews.decide_all(tenant.caller, made.public_id, Verdict.APPROVE)
            assert (await reader.get(f"/i/{lead.tracking_id}.png")).status_code == 200
        assert len(await _opens(house)) == 1


async def _fetch(house: House, *agents: str) -> None:
    tenant = await house.move_in()
    async with tenant.client as client:
        made = await tenant.make_list()
        answer = await client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {}})
    async with httpx.AsyncClient() as reader:
        for agent in agents:
            image = await reader.get(answer.json()["image_url"], headers={"User-Agent": agent})
            assert image.status_code == 200


async def _opens(house: House) -> list[dict[str, object]]:
    rows = await house.appliance.read(lambda tx: tx.all("SELECT * FROM opens ORDER BY id"))
    return [dict(row) for row in rows]
