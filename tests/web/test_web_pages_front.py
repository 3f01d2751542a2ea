"""The front page and the free pictures on it."""

import asyncio
import json
from html import unescape
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from houses import House, OpenHouse

from outhost.domain.render_spec import parse_render_spec
from outhost.web.pages.front import _OWN_SPEC
from outhost.web.pages.previews import VALUE_LIMIT, WAITING_LIMIT, Previews

TYPED = {"first_name": "O'Neil <b>", "company": "Søn & Co"}
SIGNATURE = {"png": b"\x89PNG", "gif": b"GIF8"}


async def test_each_template_hangs_on_the_front_page_with_its_curl(house: House) -> None:
    """I open the address and see every template, its size known before it is loaded, and a curl for each."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        text = (await client.get("/")).text
    assert house.appliance.shipped
    for template in house.appliance.shipped:
        extension = "gif" if template.document.get("has_gif") else "png"
        size = f'width="{template.document["width"]}" height="{template.document["height"]}"'
        assert f'<img src="/preview/{template.slug}.{extension}?first_name=Sam&amp;company=Acme" {size}' in text
    assert text.count("curl -X POST") == len(house.appliance.shipped)
    assert 'href="/docs/api/outwink"' in text


async def test_the_page_is_redrawn_for_a_name_without_any_script(house: House) -> None:
    """My browser runs no script: I fill the blanks, press Enter, and the curl is quoted for whatever I typed."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        text = (await client.get("/", params=TYPED)).text
    assert "<b>" not in text
    assert """-d '{"variables":{"first_name":"O'\\''Neil <b>","company":"Søn & Co"}}'""" in unescape(text)


async def test_a_preview_is_drawn_and_leaves_nothing_behind(house: House) -> None:
    """Each template is drawn for a name without a key, for my eyes and a minute."""
    before = set(house.appliance.folder.images.rglob("*"))
    async with httpx.AsyncClient(base_url=house.url, timeout=30) as client:
        for template in house.appliance.shipped:
            extension = "gif" if template.document.get("has_gif") else "png"
            answer = await client.get(f"/preview/{template.slug}.{extension}", params={"first_name": "Al", "company": "Acme"})
            assert answer.status_code == HTTPStatus.OK, answer.text
            assert answer.headers["content-type"] == f"image/{extension}"
            assert answer.headers["cache-control"] == "private, max-age=60"
            assert answer.content.startswith(SIGNATURE[extension])
            assert "x-render-warnings" in answer.headers
    assert set(house.appliance.folder.images.rglob("*")) == before


async def test_a_preview_says_what_it_had_to_leave_out(house: House) -> None:
    """No company is given, and the picture's warnings say so."""
    slug = house.appliance.shipped[0].slug
    async with httpx.AsyncClient(base_url=house.url, timeout=30) as client:
        answer = await client.get(f"/preview/{slug}.png", params={"first_name": "Al"})
    assert ":variables.company" in answer.headers["x-render-warnings"]


@pytest.mark.parametrize("name", ["absent.png", "{slug}.gif", "{slug}", "{slug}.webp", ".png"])
async def test_an_unknown_preview_is_not_found(house: House, name: str) -> None:
    """A template or a format that does not exist is told as JSON."""
    slug = next(template.slug for template in house.appliance.shipped if not template.document.get("has_gif"))
    async with httpx.AsyncClient(base_url=house.url) as client:
        answer = await client.get(f"/preview/{name.format(slug=slug)}")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert answer.json()["detail"]


async def test_a_preview_is_no_place_for_essays(house: House) -> None:
    """A value of more than 40 characters is refused, one of 40 is drawn."""
    slug = next(template.slug for template in house.appliance.shipped if not template.document.get("has_gif"))
    async with httpx.AsyncClient(base_url=house.url, timeout=30) as client:
        longest = await client.get(f"/preview/{slug}.png", params={"first_name": "x" * VALUE_LIMIT})
        too_long = await client.get(f"/preview/{slug}.png", params={"first_name": "x" * (VALUE_LIMIT + 1)})
    assert longest.status_code == HTTPStatus.OK
    assert too_long.status_code == HTTPStatus.BAD_REQUEST
    assert "first_name" in too_long.json()["detail"]


def test_the_template_that_the_page_shows_is_a_good_one() -> None:
    """I copy the JSON from the front page, and it is a render spec without a fault."""
    assert parse_render_spec(json.loads(_OWN_SPEC)).variable_names() == ("first_name",)


async def test_only_so_many_previews_wait() -> None:
    """A crowd at the door is told to come back, and whoever waits keeps their turn."""
    previews = Previews([])
    opened = asyncio.Event()

    async def wait() -> bool:
        async with previews.turn() as is_mine:
            await opened.wait()
            return is_mine

    crowd = [asyncio.create_task(wait()) for _ in range(WAITING_LIMIT)]
    await asyncio.sleep(0)
    async with previews.turn() as is_mine:
        assert not is_mine
    opened.set()
    assert all(await asyncio.gather(*crowd))
    async with previews.turn() as is_mine:
        assert is_mine


async def test_a_server_without_an_owner_points_to_the_terminal(tmp_path: Path, open_house: OpenHouse) -> None:
    """Nobody is set up: the front page says where the set-up link is, and stops saying so once somebody is."""
    async with open_house(tmp_path) as house, httpx.AsyncClient(base_url=house.url) as client:
        assert "no owner yet" in (await client.get("/")).text
        await house.move_in()
        assert "no owner yet" not in (await client.get("/")).text
