"""Recipes on the front page in a browser: started by a button, and followed to their end."""

from collections.abc import AsyncIterator

import pytest
from houses import PASSWORD, House, OpenHouse
from playwright.async_api import Page, expect

from outhost.operations.lists import NewList

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house that has an invented town."""
    async with open_house(tmp_path_factory.mktemp("town"), sandbox=True, crawl_delay_seconds=0.0) as opened:
        yield opened


async def test_a_recipe_is_started_by_a_button_and_ends_with_rows(page: Page, house: House) -> None:
    """I press the button, log in where it asks me to, see each step end, and carry the rows away; a wrong password is said."""
    tenant = await house.move_in()
    await house.appliance.lists.add(tenant.caller, NewList(name="Books", template="book-cover"))
    await page.goto("/")
    card = page.locator("[data-recipe=personalised-outreach]")
    await card.get_by_role("button", name="Start it on the demo").click()
    await card.get_by_label("E-mail").fill(tenant.email)
    await card.get_by_label("Password").fill("not this one 1")
    await card.get_by_role("button", name="Log in").click()
    await expect(card.locator("form p")).to_contain_text("password")
    await card.get_by_label("Password").fill(PASSWORD)
    await card.get_by_role("button", name="Log in").click()
    link = card.get_by_role("link", name="Download the rows")
    await expect(link).to_be_visible(timeout=60_000)
    await expect(card.locator(".outcome li")).to_have_text(
        ["find: done, 5", "mails: done, 5", "check: done, 2", "keep: done, 2", "draw: done, 2"]
    )
    async with page.expect_download() as download:
        await link.click()
    assert (await download.value).suggested_filename.endswith(".csv")
    assert await tenant.balance() == 998
    await tenant.client.aclose()
