"""Announcements over HTTP: made by administrators, read by anybody, over when their time is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from outsend import Person, answer_of, move_in

PATH = "/api/announcements"
ADMIN = "/api/admin/announcements"
TEXT = {"en": "The server is updated tonight.", "fr": "Le serveur est mis à jour ce soir."}


@pytest.fixture
async def boss(house: House) -> AsyncIterator[Person]:
    """An administrator of the installation."""
    async with move_in(house, is_admin=True) as resident:
        yield resident


async def announced(house: House) -> list[dict[str, object]]:
    """Read what is announced, as somebody without a login."""
    async with httpx.AsyncClient(base_url=house.url) as anybody:
        items: list[dict[str, object]] = (await answer_of(anybody.get(PATH)))["items"]
        return items


async def test_what_an_administrator_announces_everybody_reads(house: House, boss: Person) -> None:
    """It takes no login to read it; when it is taken back, it is gone."""
    made = await answer_of(boss.client.post(ADMIN, json={"level": "warning", "text": TEXT, "until": "2096-05-10T21:00:00+02:00"}))
    assert made == {"id": made["id"], "level": "warning", "text": TEXT, "until": "2096-05-10T19:00:00Z"}
    assert made in await announced(house)
    assert await answer_of(boss.client.delete(f"{ADMIN}/{made['id']}")) == {"ok": True}
    assert made not in await announced(house)
    assert (await boss.client.delete(f"{ADMIN}/{made['id']}")).status_code == 404


async def test_the_newest_comes_first_and_english_does_for_both(house: House, boss: Person) -> None:
    """I leave the French out, and the level, and the end."""
    made = [await answer_of(boss.client.post(ADMIN, json={"text": {"en": f"Number {n}."}})) for n in range(3)]
    assert made[0] == {"id": made[0]["id"], "level": "info", "text": {"en": "Number 0.", "fr": "Number 0."}, "until": None}
    mine = [one for one in await announced(house) if one in made]
    assert mine == made[::-1]


async def test_nobody_reads_what_is_over(tmp_path: Path, open_house: OpenHouse) -> None:
    """At its end it is no longer shown; the next one that is made has it forgotten."""
    clock = TurnedClock(datetime(2026, 5, 10, 18, 0, tzinfo=UTC))
    async with open_house(tmp_path, clock=clock) as house, move_in(house, is_admin=True) as boss:
        made = await answer_of(boss.client.post(ADMIN, json={"text": TEXT, "until": "2026-05-10T19:00:00Z"}))
        assert await announced(house) == [made]
        clock.turn(timedelta(hours=1))
        assert await announced(house) == []
        other = await answer_of(boss.client.post(ADMIN, json={"text": TEXT}))
        assert await announced(house) == [other]
        kept = await house.appliance.read(lambda tx: tx.one("SELECT count(*) AS n FROM announcements"))
        assert kept["n"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": {}}, "text.en"),
        ({"text": {"en": " "}}, "text.en"),
        ({"text": {"en": "x" * 501}}, "text.en"),
        ({"text": {"en": "x", "fr": ""}}, "text.fr"),
        ({"text": {"en": "x\x00"}}, "text.en"),
        ({"text": TEXT, "level": "loud"}, "level"),
        ({"text": TEXT, "until": "2006-05-10T19:00:00Z"}, "until"),
        ({"text": TEXT, "until": "tomorrow"}, "until"),
    ],
)
async def test_what_cannot_be_announced_is_refused_by_its_field(house: House, boss: Person, body: dict[str, object], field: str) -> None:
    """Nothing is announced, and I am told what is at fault."""
    before = await announced(house)
    answer = await boss.client.post(ADMIN, json=body)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])
    assert await announced(house) == before


async def test_only_administrators_announce(house: House) -> None:
    """The owner of a workspace is no administrator of the installation."""
    async with move_in(house) as owner:
        assert (await owner.client.post(ADMIN, json={"text": TEXT})).status_code == 403
    async with httpx.AsyncClient(base_url=house.url) as anybody:
        assert (await anybody.post(ADMIN, json={"text": TEXT})).status_code == 401


async def test_an_announcement_is_made_once_however_often_it_is_sent(house: House, boss: Person) -> None:
    """I send it again with the same key, and get the same answer."""
    made = [await answer_of(boss.client.post(ADMIN, json={"text": TEXT}, headers={"Idempotency-Key": "tonight"})) for _ in range(2)]
    assert made[0] == made[1]
    assert (await announced(house)).count(made[0]) == 1
