"""An invitation in a browser, from the link to the letter that verifies the address."""

from pathlib import Path

import pytest
from houses import PASSWORD, OpenHouse
from playwright.async_api import Browser, expect

from outhost.domain.workspaces import Caller, Role

pytestmark = pytest.mark.browser


async def test_an_invitation_leads_to_a_verified_account(browser: Browser, tmp_path: Path, open_house: OpenHouse) -> None:
    """With scripts off, in French, I sign up by the link of my invitation, then verify my address by the link of the next letter."""
    async with open_house(tmp_path) as house:
        host = await house.move_in()
        caller = Caller(workspace_id=host.workspace_id, actor="command_line")
        await house.appliance.invitations.invite(caller, "zoe@exemple.fr", Role.MEMBER, "fr")
        context = await browser.new_context(base_url=house.url, java_script_enabled=False, locale="fr-FR")
        page = await context.new_page()
        referers: list[str] = []
        page.on("request", lambda request: referers.append(request.headers.get("referer", "")))
        await page.goto(f"/invitation?code={await house.token_for('zoe@exemple.fr')}")
        await expect(page.locator("h1")).to_have_text("Vous êtes invité")
        form = page.locator("form").first
        await expect(form.get_by_label("E-mail")).to_have_value("zoe@exemple.fr")
        await form.get_by_label("Mot de passe").fill(PASSWORD)
        await form.get_by_label("Je réponds").check()
        await form.get_by_role("button").click()
        await expect(page.locator("h1")).to_have_text("Bienvenue")
        await page.goto(f"/verify-email?token={await house.token_for('zoe@exemple.fr')}")
        await page.get_by_role("button").click()
        await expect(page.locator("h1")).to_have_text("Elle est vérifiée")
        assert not [referer for referer in referers if "token" in referer or "code" in referer]
        await context.close()
