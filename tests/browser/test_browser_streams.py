"""A browser's own `EventSource` on the streams."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from houses import House
from outsend import move_in
from playwright.async_api import Browser, Page, expect
from stages import play

pytestmark = pytest.mark.browser

FOLLOW = """path => {
  window.heard = [];
  window.opened = 0;
  const source = window.source = new EventSource(path);
  source.onopen = () => { window.opened += 1; };
  for (const name of ["status", "log", "done"])
    source.addEventListener(name, (event) => window.heard.push([name, Number(event.lastEventId), JSON.parse(event.data)]));
}"""
LOGS = "window.heard.filter(([name]) => name === 'log').length"


@dataclass
class Cable:
    """A way to a server that can be cut; whoever comes back then finds it whole."""

    to: str
    ends: set[asyncio.StreamWriter] = field(default_factory=set)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, both ways."""
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", urlsplit(self.to).port)
        self.ends |= {writer, far_writer}
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    def cut(self) -> None:
        """Break every connection."""
        for end in self.ends:
            end.transport.abort()
        self.ends.clear()


@asynccontextmanager
async def laid(to: str) -> AsyncIterator[tuple[Cable, str]]:
    """Lay a cable to a server, and give its near end's address."""
    cable = Cable(to)
    listener = await asyncio.start_server(cable.carry, "127.0.0.1", 0)
    yield cable, f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    listener.close()
    cable.cut()


async def test_an_event_source_resumes_by_itself_and_stays_away_after_the_end(browser: Browser, house: House) -> None:
    """My page follows a job, its line is cut, it comes back by itself with the last id: no line is lost or repeated; after `done`, 204."""
    async with move_in(house) as owner, laid(house.url) as (cable, url):
        job = await play(owner)
        context = await browser.new_context(base_url=url, bypass_csp=True)
        await context.add_cookies([{"name": "outsend_session", "value": owner.client.cookies["outsend_session"], "url": url}])
        page = await context.new_page()
        await page.goto("/docs/api/streams")
        await page.evaluate(FOLLOW, job.path)
        await job.say("One.", "Two.")
        await page.wait_for_function(f"{LOGS} === 2")
        cable.cut()
        await job.say("Meanwhile.")
        await page.wait_for_function(f"window.opened >= 2 && {LOGS} === 3")
        await job.end()
        await page.wait_for_function("window.source.readyState === EventSource.CLOSED")
        heard = await page.evaluate("window.heard")
        await context.close()
    assert [data["message"] for name, _, data in heard if name == "log"] == ["One.", "Two.", "Meanwhile."]
    assert [name for name, _, _ in heard].count("done") == 1
    assert heard[-1][0] == "done"
    numbers = [number for name, number, _ in heard if name != "status"]
    assert numbers == sorted(set(numbers))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def test_a_stream_is_tried_on_the_page_until_i_have_heard_enough(page: Page, house: House) -> None:
    """Try it shows frames as they come, and Stop ends it: the page is as before, and may try again."""
    async with move_in(house) as owner:
        job = await play(owner)
        token = owner.client.cookies["outsend_session"]
        await page.context.add_cookies([{"name": "outsend_session", "value": token, "url": house.url}])
        await page.goto("/docs/api/streams")
        trial = page.locator("#streams-follow-all")
        await trial.get_by_role("button", name="Try it").click()
        await expect(trial.locator(".live .answer")).to_contain_text("event: status")
        await job.say("As it happens.")
        await expect(trial.locator(".live .answer")).to_contain_text("As it happens.")
        await expect(trial.get_by_role("button", name="Try it")).to_be_disabled()
        await trial.get_by_role("button", name="Stop").click()
        await expect(trial.get_by_role("button", name="Try it")).to_be_enabled()
        await expect(trial.locator(".live .answer")).to_contain_text("As it happens.")
