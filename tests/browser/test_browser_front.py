"""The front page in a browser: pictures redrawn as one types, curl lines that are true, one made real."""

import re
import shlex
from itertools import pairwise

import httpx
import pytest
from houses import House, Tenant
from playwright.async_api import Page, expect

from outhost.operations.lists import NewList

pytestmark = pytest.mark.browser


async def _furnish(tenant: Tenant) -> None:
    for template in tenant.house.appliance.shipped:
        await tenant.house.appliance.lists.add(tenant.caller, NewList(name=template.name, template=template.slug))


async def test_typing_a_name_redraws_every_picture_and_changes_every_curl(page: Page, house: House) -> None:
    """I type my name: all templates are drawn anew without the page moving, and each curl says what I typed."""
    await page.goto("/", wait_until="networkidle")
    pictures = page.locator(".card img")
    count = len(house.appliance.shipped)
    await expect(pictures).to_have_count(count)
    before = await page.evaluate("document.documentElement.scrollHeight")
    await page.get_by_label("First name").fill("O'Neil")
    await page.get_by_label("Company").fill("Søn & Co")
    for number in range(count):
        await expect(pictures.nth(number)).to_have_attribute("src", re.compile("^blob:"))
    assert await page.evaluate("document.documentElement.scrollHeight") == before
    curls = await page.locator(".card[data-template] pre code").all_inner_texts()
    assert len(curls) == count
    assert all("""-d '{"variables":{"first_name":"O'\\''Neil","company":"Søn & Co"}}'""" in curl for curl in curls)


async def test_browser_and_server_write_the_same_curl(page: Page, house: House) -> None:
    """Whether a script ran or not, I am given the same command."""
    await page.goto("/?first_name=O'Neil&company=S%C3%B8n+%26+Co", wait_until="networkidle")
    written = await page.locator(".card[data-template] pre code").all_text_contents()
    async with httpx.AsyncClient(base_url=house.url) as client:
        text = (await client.get("/", params={"first_name": "O'Neil", "company": "Søn & Co"})).text
    sent = (
        "text => [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('[data-template] code')].map(c => c.textContent)"
    )
    assert await page.evaluate(sent, text) == written


async def test_the_printed_link_completes_every_curl_and_hides_the_key(page: Page, tenant: Tenant) -> None:
    """I open the link that the demo printed: the key leaves the address bar, and a pasted curl is answered 200."""
    await _furnish(tenant)
    await page.goto(f"/#key={tenant.key}")
    await expect(page.locator("#account")).to_contain_text("1,000 credits")
    assert page.url == f"{tenant.house.url}/"
    curls = await page.locator(".card[data-template] pre code").all_inner_texts()
    assert "YOUR_API_KEY" not in "".join(curls)
    assert "LIST_ID" not in "".join(curls)
    words = shlex.split(curls[0].replace("\\\n", ""))
    headers = dict(word.split(": ") for flag, word in pairwise(words) if flag == "-H")
    async with httpx.AsyncClient(timeout=30) as client:
        answer = await client.post(words[words.index("POST") + 1], headers=headers, content=words[words.index("-d") + 1])
    assert answer.status_code == 200
    assert answer.json()["variables_used"] == {"first_name": "Sam", "company": "Acme"}


async def test_a_picture_is_made_real_for_one_credit(page: Page, tenant: Tenant) -> None:
    """I press Make it real and get a link that opens, and see what is left."""
    await _furnish(tenant)
    await page.goto(f"/#key={tenant.key}")
    await expect(page.locator("#account")).to_contain_text("1,000 credits")
    card = page.locator(".card[data-template]").first
    await card.get_by_role("button", name="Make it real").click()
    link = card.locator(".result a")
    await expect(link).to_have_attribute("href", re.compile(r"/i/nai[0-9a-f]{15}\.(png|gif)$"))
    await expect(page.locator("#account")).to_contain_text("999 credits")
    async with httpx.AsyncClient() as client:
        assert (await client.get(await link.get_attribute("href") or "")).status_code == 200
    assert await tenant.balance() == 999


async def test_without_a_list_the_page_says_how_to_make_one(page: Page, tenant: Tenant) -> None:
    """I was set up a minute ago and have no list: the card names the command that makes one."""
    await page.goto(f"/#key={tenant.key}")
    await expect(page.locator("#account")).to_contain_text("credits")
    card = page.locator(".card[data-template]").first
    await card.get_by_role("button", name="Make it real").click()
    slug = await card.get_attribute("data-template")
    await expect(card.locator(".result pre")).to_contain_text(f"outhost lists add --data-dir {tenant.house.appliance.folder.path}")
    await expect(card.locator(".result pre")).to_contain_text(f"--email {tenant.email}")
    await expect(card.locator(".result pre")).to_contain_text(f"--template {slug}")
    await page.get_by_label("Company").fill("Ets Masson")
    await expect(card.locator(".panel code")).to_contain_text("Ets Masson")
    await expect(card.locator(".result pre")).to_contain_text(f"--email {tenant.email}")
    assert await tenant.balance() == 1000


async def test_a_key_that_is_not_known_is_said_so(page: Page) -> None:
    """I paste a stale key and am told, in words."""
    await page.goto("/#key=8d1d20c0-5b7e-4d2c-8a3f-0e8b6f1c3a02")
    await expect(page.locator("#account")).to_contain_text("not known")
    await page.get_by_role("button", name="Forget the key").click()
    await expect(page.locator("#account")).to_have_text("")
    await expect(page.get_by_label("Your API key")).to_have_value("")


@pytest.mark.parametrize("width", [380, 768, 1440])
@pytest.mark.parametrize(
    "path",
    ["/", "/docs/api/overview", "/docs/api/auth", "/docs/api/workspaces", "/docs/api/authoring", "/docs/api/outwink", "/setup?token=none"],
)
async def test_no_page_is_wider_than_its_window(page: Page, path: str, width: int) -> None:
    """On a phone as on a desk, nothing scrolls sideways but code."""
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(path)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
