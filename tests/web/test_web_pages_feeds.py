"""The feeds of veilles: behind a signed link, for programs that can't log in."""

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest
from houses import House, OpenHouse
from jobs import rest
from made_veilles import BAKERY, CAFE, WORSE, find, watch
from outsend import Person, answer_of, check_refused, move_in

from outhost.domain.clock import to_text
from outhost.domain.feeds import signature_of
from outhost.domain.veilles import Veille

HOSTILE = {"nom": "</title><script>alert(1)</script>", "code_postal": "1", "site_web": "javascript:alert(1)"}
UUID = "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing runs by itself."""
    async with open_house(tmp_path_factory.mktemp("feeds")) as opened:
        rest(opened)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A program that is nobody here."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        yield client


def path_in(url: str) -> str:
    """Give the path and query of a link, for the server listens elsewhere in a test."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


async def open_feed(person: Person, veille: Veille) -> dict[str, str]:
    """Open a feed, and give its links."""
    opened: dict[str, str] = await answer_of(person.client.post(f"/api/veille/{veille.public_id}/feed"))
    return opened


async def test_a_feed_is_read_without_a_login(person: Person, stranger: httpx.AsyncClient) -> None:
    """RSS for one reader, JSON for another: the newest run first, and in a run the highest score."""
    veille = await watch(person)
    await find(person, veille, [WORSE, BAKERY])
    await find(person, veille, [CAFE | {"rating": 3.0}, BAKERY, HOSTILE])
    links = await open_feed(person, veille)
    answer = await stranger.get(path_in(links["rss_url"]))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    items = ET.fromstring(answer.content).findall("channel/item")
    titles = [item.findtext("title") or "" for item in items]
    assert titles[0].startswith("Café Rivoli: the rating fell from 4.1 to 3")
    assert titles[1].startswith("</title><script>alert(1)</script>: new")
    assert titles[2].startswith("Café Rivoli: the rating fell from 4.5 to 4.1")
    assert [item.findtext("link") for item in items] == [None, None, None, "https://martin.example"]
    document = (await stranger.get(path_in(links["json_url"]))).json()
    assert [item["title"] for item in document["items"]] == titles
    assert document["title"] == "Cafés"
    assert document["feed_url"] == links["json_url"]
    assert len({item["id"] for item in document["items"]}) == 4
    assert [item["tags"] for item in document["items"]][::3] == [["modified", "rating_drop", "reviews_down"], ["new"]], "each word once"


async def test_a_reader_that_has_it_already_gets_nothing_again(person: Person, stranger: httpx.AsyncClient) -> None:
    """Until something is found."""
    veille = await watch(person)
    link = path_in((await open_feed(person, veille))["rss_url"])
    etag = (await stranger.get(link)).headers["etag"]
    assert (await stranger.get(link, headers={"If-None-Match": etag})).status_code == 304
    await find(person, veille, [WORSE])
    assert (await stranger.get(link, headers={"If-None-Match": etag})).status_code == 200
    head = await stranger.head(link)
    assert (head.status_code, head.content) == (200, b"")


async def test_a_feed_has_another_link_once_it_is_opened_again(person: Person, stranger: httpx.AsyncClient) -> None:
    """The former one leads nowhere; closed, none does; and what leads nowhere says nothing of why."""
    veille = await watch(person)
    first = await open_feed(person, veille)
    second = await open_feed(person, veille)
    assert first["rss_url"] != second["rss_url"]
    assert await answer_of(person.client.get(f"/api/veille/{veille.public_id}/feed")) == second
    assert (await stranger.get(path_in(second["json_url"]))).status_code == 200
    dead = await stranger.get(path_in(first["json_url"]))
    assert dead.status_code == 404
    assert await answer_of(person.client.delete(f"/api/veille/{veille.public_id}/feed")) == {"ok": True}
    closed = await stranger.get(path_in(second["json_url"]))
    shown = await answer_of(person.client.get(f"/api/veille/{veille.public_id}/feed"))
    assert shown == {"rss_url": None, "json_url": None, "opened_at": None}
    unknown = await stranger.get(path_in(second["json_url"]).replace(veille.public_id, UUID))
    assert closed.status_code == unknown.status_code == 404
    assert re.sub(r"[0-9a-f-]{36}", "", closed.text) == re.sub(r"[0-9a-f-]{36}", "", unknown.text)


async def test_a_feed_dies_with_its_veille(person: Person, stranger: httpx.AsyncClient) -> None:
    """From the moment in which it is deleted."""
    veille = await watch(person)
    link = path_in((await open_feed(person, veille))["rss_url"])
    await answer_of(person.client.delete(f"/api/veille/{veille.public_id}"))
    assert (await stranger.get(link)).status_code == 404


async def test_a_feed_dies_with_its_workspace(person: Person, stranger: httpx.AsyncClient) -> None:
    """From the moment in which its last member has left, however long it takes to remove what is in it."""
    veille = await watch(person)
    link = path_in((await open_feed(person, veille))["rss_url"])
    assert (await stranger.get(link)).status_code == 200
    write = person.house.appliance.store.write
    await write(lambda tx: tx.run("UPDATE workspaces SET deleted_at = :now WHERE id = :id", now=to_text(tx.now), id=person.workspace_id))
    assert (await stranger.get(link)).status_code == 404
    await write(lambda tx: tx.run("UPDATE workspaces SET deleted_at = NULL WHERE id = :id", id=person.workspace_id))


async def test_a_link_is_good_for_one_veille(person: Person, stranger: httpx.AsyncClient) -> None:
    """Not for another of the same people, nor without its signature, nor in a form that there is not."""
    one, other = await watch(person), await watch(person)
    link = path_in((await open_feed(person, one))["rss_url"])
    await open_feed(person, other)
    signature = parse_qs(urlsplit(link).query)["signature"][0]
    assert signature != signature_of(bytes(32), one.public_id)
    for path in (
        link.replace(one.public_id, other.public_id),
        link.partition("?")[0],
        link.replace(".rss", ".xml"),
        link.replace(".rss", ""),
        f"{link[:-1]}",
        f"/feeds/veille/{one.public_id}.rss?signature=%00%ff",
    ):
        assert (await stranger.get(path)).status_code == 404, path


async def test_a_link_is_shown_once_to_whoever_asks_twice(person: Person) -> None:
    """The replay of a call that opened a feed says that it did, without the link."""
    veille = await watch(person)
    key = {"Idempotency-Key": "open"}
    first = await answer_of(person.client.post(f"/api/veille/{veille.public_id}/feed", headers=key))
    again = await answer_of(person.client.post(f"/api/veille/{veille.public_id}/feed", headers=key))
    assert again == {"rss_url": None, "json_url": None, "opened_at": first["opened_at"]}
    assert await answer_of(person.client.get(f"/api/veille/{veille.public_id}/feed")) == first


async def test_a_feed_can_be_opened_of_one_s_own_veilles_alone(person: Person) -> None:
    """What is not there has none."""
    await check_refused(person, "POST", f"/api/veille/{UUID}/feed", status=404, says="")
