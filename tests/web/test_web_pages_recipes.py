"""The recipes on the front page."""

from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from houses import House, OpenHouse

from outhost.domain.recipes import RECIPES

STARTS = {"en": "Start it on the demo", "fr": "Lancer sur la démo"}


@pytest.fixture(scope="module")
async def town_house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house that has an invented town."""
    async with open_house(tmp_path_factory.mktemp("town"), sandbox=True) as opened:
        yield opened


async def _front(house: House, locale: str) -> str:
    async with httpx.AsyncClient(base_url=house.url) as client:
        answer = await client.get("/", headers={"Accept-Language": locale})
    assert "accept-language" in answer.headers["vary"].lower()
    return unescape(answer.text)


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_the_front_page_shows_them_in_my_language(town_house: House, locale: str) -> None:
    """I read what each is for in the language of my browser, and each has a button that starts it on the demo."""
    text = await _front(town_house, locale)
    assert f'lang="{locale}"' in text
    for recipe in RECIPES:
        assert recipe.label.say(locale) in text
        assert recipe.description.say(locale) in text
    assert text.count(STARTS[locale]) == len(RECIPES)


async def test_without_a_demo_there_is_nothing_to_start_them_on(house: House) -> None:
    """On my own installation they are shown to be taken, and the page says where from."""
    text = await _front(house, "fr")
    assert all(recipe.label.fr in text for recipe in RECIPES)
    assert STARTS["fr"] not in text
    assert 'href="/api/pipelines/recipes"' in text
