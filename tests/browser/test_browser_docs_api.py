"""The pages about `/api` in a browser: Try it by a session, and from page to page."""

import pytest
from houses import PASSWORD, Tenant
from pictures import picture
from playwright.async_api import Page, expect

pytestmark = pytest.mark.browser


async def test_i_log_in_on_the_page_and_try_a_call_as_myself(page: Page, tenant: Tenant) -> None:
    """Logging in by Try it sets the cookie; the calls below it then answer about me, and no key goes along."""
    await page.goto("/docs/api/auth")
    await page.get_by_label("Your API key").fill("osk_of_somebody_else")
    login = page.locator("#auth-log-in")
    await expect(login.locator(".curl")).to_contain_text("-b cookies.txt -c cookies.txt")
    await login.get_by_label("Body, JSON").fill(f'{{"email": "{tenant.email}", "password": "{PASSWORD}"}}')
    await login.get_by_role("button", name="Try it").click()
    await expect(login.locator(".live .status")).to_contain_text("200")
    sessions = page.locator("#auth-list-sessions")
    await sessions.get_by_role("button", name="Try it").click()
    await expect(sessions.locator(".live .answer")).to_contain_text('"is_current": true')
    revoke = page.locator("#auth-revoke-session")
    await expect(revoke.get_by_label("session_id")).not_to_have_value("")


async def test_a_bad_key_is_told_and_forgetting_it_brings_the_session_back(page: Page, tenant: Tenant) -> None:
    """A key stands in for my login where one may call; without it I am who is logged in."""
    await _log_in(page, tenant, "/docs/api/auth")
    key = page.get_by_label("Your API key")
    await key.fill("osk_bad")
    me = page.locator("#auth-me")
    await expect(me.locator(".curl")).to_contain_text("-H 'X-API-Key: osk_bad'")
    await me.get_by_role("button", name="Try it").click()
    await expect(me.locator(".live .status")).to_contain_text("401")
    await page.get_by_role("button", name="Forget it").click()
    await me.get_by_role("button", name="Try it").click()
    await expect(me.locator(".live .answer")).to_contain_text(tenant.email)


async def test_the_key_of_one_surface_is_not_shown_on_the_pages_of_the_other(page: Page, tenant: Tenant) -> None:
    """The UUID of `/v1` opens nothing of `/api`; each page keeps the key that is good there."""
    await page.goto("/docs/api/outwink")
    await page.get_by_label("Your API key").fill(tenant.key)
    await page.get_by_role("link", name="Authentication", exact=True).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Authentication")
    await expect(page.get_by_label("Your API key")).to_have_value("")
    await page.get_by_role("link", name="Outwink Public API").click()
    await expect(page.get_by_label("Your API key")).to_have_value(tenant.key)


async def test_a_picture_goes_up_and_comes_back_on_the_page(page: Page, tenant: Tenant) -> None:
    """I pick a file, upload it by Try it, and see the very picture; the list of pictures puts its id where it is asked for."""
    await _log_in(page, tenant, "/docs/api/authoring")
    upload = page.locator("#assets-upload")
    await expect(upload.locator(".curl")).to_contain_text("-F file=@photo.png")
    await upload.get_by_label("file").set_input_files({"name": "face.png", "mimeType": "image/png", "buffer": picture(size=(60, 40))})
    await expect(upload.locator(".curl")).to_contain_text("-F file=@face.png")
    await upload.get_by_role("button", name="Try it").click()
    await expect(upload.locator(".live .answer")).to_contain_text('"width": 60')
    await page.locator("#assets-page").get_by_role("button", name="Try it").click()
    shown = page.locator("#assets-show")
    await expect(shown.get_by_label("asset_id")).not_to_have_value("")
    await shown.get_by_role("button", name="Try it").click()
    assert await shown.locator(".live img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 60


async def test_a_preview_is_shown_as_the_picture_that_it_is(page: Page, tenant: Tenant) -> None:
    """The example's spec, tried as it stands, appears under the button."""
    await _log_in(page, tenant, "/docs/api/authoring")
    preview = page.locator("#templates-preview")
    await preview.get_by_role("button", name="Try it").click()
    await expect(preview.locator(".live .headers")).to_contain_text("content-type: image/png")
    assert await preview.locator(".live img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


async def _log_in(page: Page, tenant: Tenant, path: str) -> None:
    await page.goto(path)
    await page.evaluate(
        "([email, password]) => fetch('/api/auth/login', {method: 'POST', body: JSON.stringify({email, password})})",
        [tenant.email, PASSWORD],
    )
