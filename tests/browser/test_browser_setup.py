"""The first-run form in a browser, from the printed link to the first picture's page."""

import re
from pathlib import Path

import pytest
from houses import OpenHouse
from playwright.async_api import Browser, expect

pytestmark = pytest.mark.browser


async def test_the_form_makes_the_first_user_and_shows_the_key_once(browser: Browser, tmp_path: Path, open_house: OpenHouse) -> None:
    """With scripts off, I open the link, correct a mistake, see my key, and it is not shown again."""
    async with open_house(tmp_path) as house:
        context = await browser.new_context(base_url=house.url, java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"/setup?token={house.appliance.setup.issue_link()}")
        await page.get_by_label("E-mail").fill("alex@example.com")
        await page.get_by_label("Your name").fill("Alex Cohen")
        await page.get_by_label("Password").fill("onlyletters")
        await page.get_by_role("button", name="Set up").click()
        await expect(page.locator("#password-about")).to_contain_text("a digit or symbol")
        await expect(page.get_by_label("Your name")).to_have_value("Alex Cohen")
        await expect(page.get_by_label("Password")).to_have_value("")
        await page.get_by_label("Password").fill("correct horse 1")
        await page.get_by_role("button", name="Set up").click()
        await expect(page.locator("#api-key")).to_have_text(re.compile(r"^[0-9a-f-]{36}$"))
        key = await page.locator("#api-key").inner_text()
        await expect(page.get_by_role("link", name="See the templates")).to_have_attribute("href", f"/#key={key}")
        await page.reload()
        await expect(page.locator("h1")).to_have_text("This link is closed")
        await context.close()
