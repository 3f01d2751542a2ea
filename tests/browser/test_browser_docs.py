"""The documentation in a browser: Try it, and Copy as Markdown."""

from pathlib import Path

import httpx
import pytest
from houses import House, OpenHouse, Tenant
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.browser

DOCS = "/docs/api/outwink"


async def test_try_it_shows_the_live_answer(page: Page, tenant: Tenant) -> None:
    """I paste my key, press Try it, and see my own account; the curl beside it has my key."""
    await page.goto(DOCS)
    await page.get_by_label("Your API key").fill(tenant.key)
    account = page.locator("#account-show")
    await expect(account.locator(".curl")).to_contain_text(f"curl {tenant.house.url}/v1/me \\\n  -H 'X-API-Key: {tenant.key}'")
    await account.get_by_role("button", name="Try it").click()
    await expect(account.locator(".live .status")).to_contain_text("200 OK")
    await expect(account.locator(".live .answer")).to_contain_text(tenant.email)
    await expect(account.locator(".live .headers")).to_contain_text("content-type: application/json")


async def test_a_refusal_is_shown_like_any_answer(page: Page) -> None:
    """Without a key, Try it shows the envelope that a program would get."""
    await page.goto(DOCS)
    await page.locator("#account-show").get_by_role("button", name="Try it").click()
    await expect(page.locator("#account-show .live .status")).to_contain_text("401")
    await expect(page.locator("#account-show .live .answer")).to_contain_text("missing_authorization")


async def test_a_lead_is_made_on_the_page_and_its_picture_shown(page: Page, tenant: Tenant) -> None:
    """I list my lists, which fills the id everywhere; I edit the body, am told the price, and see the picture."""
    made = await tenant.make_list()
    await page.goto(DOCS)
    await page.get_by_label("Your API key").fill(tenant.key)
    await page.locator("#lists-page").get_by_role("button", name="Try it").click()
    leads = page.locator("#leads-add")
    await expect(leads.get_by_label("list_id")).to_have_value(made.public_id)
    await expect(leads).to_contain_text("This costs 1 credit.")
    await leads.get_by_label("Body, JSON").fill('{"variables": {"first_name": "O\'Neil"}}')
    await expect(leads.locator(".curl")).to_contain_text("""-d '{"variables":{"first_name":"O'\\''Neil"}}'""")
    await leads.get_by_role("button", name="Try it").click()
    await expect(leads.locator(".live .answer")).to_contain_text('"missing_variables": [\n    "company"')
    picture = leads.locator(".live img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 160
    assert await tenant.balance() == 999


async def test_what_breaks_something_is_asked_for_twice(page: Page, tenant: Tenant) -> None:
    """One click on Rotate changes nothing; the second does, and the page goes on with the new key."""
    await page.goto(DOCS)
    key = page.get_by_label("Your API key")
    await key.fill(tenant.key)
    rotation = page.locator("#api-keys-rotate")
    await rotation.locator("[type=submit]").click()
    await expect(rotation.locator("[type=submit]")).to_have_text("Really? Click again")
    assert (await tenant.client.get("/v1/me")).status_code == 200
    await rotation.locator("[type=submit]").click()
    await expect(rotation.locator(".live .status")).to_contain_text("200")
    await expect(key).not_to_have_value(tenant.key)
    account = page.locator("#account-show")
    await account.get_by_role("button", name="Try it").click()
    await expect(account.locator(".live .status")).to_contain_text("200")


async def test_the_page_is_copied_as_markdown_without_the_key(page: Page, house: House, tenant: Tenant) -> None:
    """The whole page, or one endpoint of it, lands on my clipboard as Markdown, with no secret in it."""
    await page.goto(DOCS)
    await page.get_by_label("Your API key").fill(tenant.key)
    async with httpx.AsyncClient(base_url=house.url) as client:
        markdown = (await client.get(f"{DOCS}.md")).text
    await page.locator(".prose [data-copy=page]").click()
    await expect(page.locator(".prose [data-copy=page]")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == markdown
    await page.locator("#lists-show [data-copy=endpoint]").click()
    await expect(page.locator("#lists-show [data-copy=endpoint]")).to_have_text("Copied")
    part = await page.evaluate("navigator.clipboard.readText()")
    assert part.startswith("### Get list details\n")
    assert "**Errors**" in part
    assert part in markdown


async def test_the_page_reads_at_whatever_address_it_was_opened(browser: Browser, tmp_path: Path, open_house: OpenHouse) -> None:
    """I come by another address than the configured one, and every example uses the one I came by."""
    configured = "https://outhost.example.com"
    async with open_house(tmp_path, base_url=configured) as house:
        page = await browser.new_page()
        await page.goto(house.url + DOCS)
        await expect(page.locator(".words")).to_contain_text(f"The API lives at {house.url}/v1")
        text = await page.locator(".reference").evaluate("reference => reference.textContent")
        await page.close()
    assert configured not in text
    assert text.count(f"curl {house.url}/v1/me") == 2  # shown, and as Markdown
