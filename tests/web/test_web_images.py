"""Images of leads, as mail clients fetch them: without a login, for ever, and never a broken-image sign."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from houses import SMALL_SPEC, House, OpenHouse, Tenant
from PIL import Image
from rows import make_lead
from waiting import until

from outhost.domain.lists import ListOptions
from outhost.domain.reviews import Review, Verdict
from outhost.operations.lists import NewList

IMMUTABLE = "public, max-age=31536000, immutable"
GIF_SPEC = {**SMALL_SPEC, "has_gif": True, "animation": {"frames": 3, "delay_ms": 100}}
UNKNOWN = "nai0123456789abcde"


@dataclass(frozen=True, kw_only=True)
class Hung:
    """A lead's image on the wall: its owner, where it is linked, and a mail client that has no key."""

    owner: Tenant
    list_id: str
    tracking_id: str
    url: str
    mail: httpx.AsyncClient

    @property
    def path(self) -> str:
        """The image's path on the server."""
        return urlsplit(self.url).path


@pytest.fixture(scope="module")
async def mail(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        yield client


@pytest.fixture(scope="module")
async def hung(house: House, mail: httpx.AsyncClient) -> AsyncIterator[Hung]:
    """An image that stays."""
    owner = await house.move_in()
    async with owner.client:
        yield await _hang(owner, mail)


async def test_an_image_is_public_whole_and_cached_for_ever(hung: Hung) -> None:
    """Anybody with the link sees the picture, and need never ask again."""
    answer = await hung.mail.get(hung.url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert "set-cookie" not in answer.headers
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (160, 80))


async def test_head_says_what_get_would(hung: Hung) -> None:
    """HEAD gives the image's headers without the image."""
    got, head = await hung.mail.get(hung.url), await hung.mail.head(hung.url)
    own = {"x-request-id"}
    assert (head.status_code, head.content) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k not in own} == {k: v for k, v in got.headers.items() if k not in own}


@pytest.mark.parametrize("condition", ["{tag}", "W/{tag}", '"other", {tag}', '"a",W/"b" , W/{tag}', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_who_has_the_image_is_not_sent_it_again(hung: Hung, method: str, condition: str) -> None:
    """If-None-Match with the image's tag, weak or in a list, or with a star, is 304."""
    tag = (await hung.mail.get(hung.url)).headers["etag"]
    answer = await hung.mail.request(method, hung.url, headers={"If-None-Match": condition.format(tag=tag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == (tag, IMMUTABLE)


async def test_tags_may_stand_in_several_headers(hung: Hung) -> None:
    """If-None-Match given twice is one list."""
    tag = (await hung.mail.get(hung.url)).headers["etag"]
    answer = await hung.mail.get(hung.url, headers=[("If-None-Match", '"other"'), ("If-None-Match", tag)])
    assert answer.status_code == 304


@pytest.mark.parametrize("condition", ["", '"other"', "{bare}", 'W/"other"', '"{bare}', '"*"'])
async def test_who_has_another_image_is_sent_this_one(hung: Hung, condition: str) -> None:
    """Any other tag is answered with the image."""
    tag = (await hung.mail.get(hung.url)).headers["etag"]
    answer = await hung.mail.get(hung.url, headers={"If-None-Match": condition.format(bare=tag.strip('"'))})
    assert (answer.status_code, answer.content[:4]) == (200, b"\x89PNG")


NO_IMAGES = {
    "unknown": f"/i/{UNKNOWN}.png",
    "unknown gif": f"/i/{UNKNOWN}.gif",
    "unknown at the root": f"/{UNKNOWN}.png",
    "wrong extension": "/i/{id}.gif",
    "wrong extension at the root": "/{id}.gif",
    "no extension": "/i/{id}",
    "empty extension": "/i/{id}.",
    "two extensions": "/i/{id}.png.png",
    "capital extension": "/i/{id}.PNG",
    "capital id": "/i/{ID}.png",
    "another kind": "/i/{id}.jpg",
    "out of the folder": "/i/..%2f..%2foutbox",
    "out of the folder, backwards": "/i/..%5c..%5coutbox.png",
    "an image of the folder": "/i/%2e%2e%2fimages%2f{id}.png",
    "absolute": "/i/%2fetc%2fpasswd",
    "a NUL": "/i/{id}%00.png",
    "a NUL at the end": "/i/{id}.png%00",
    "a star": "/i/*.png",
    "a quote": "/i/'%20OR%20'1'='1.png",
    "percent-encoded": "/i/%6eai{tail}.png",
    "a blank": "/i/{id}.png%20",
    "very long": "/i/" + "a" * 8000 + ".png",
    "a dot": "/i/%2e",
    "the database": "/i/outhost.db",
}


@pytest.mark.parametrize("path", NO_IMAGES.values(), ids=NO_IMAGES)
async def test_what_is_no_image_is_a_transparent_pixel_that_nobody_keeps(hung: Hung, path: str) -> None:
    """Any other name is 404 with a pixel nobody sees, and no cache remembers it."""
    filled = path.format(id=hung.tracking_id, ID=hung.tracking_id.upper(), tail=hung.tracking_id[3:])
    answer = await hung.mail.get(filled)
    check_pixel(answer)
    head = await hung.mail.head(filled)
    assert (head.status_code, head.content, head.headers["cache-control"]) == (404, b"", "no-store")


@pytest.mark.parametrize("path", [f"/i/{UNKNOWN}.png", "/i/{id}.gif"])
async def test_the_pixel_is_sent_whatever_one_has(hung: Hung, path: str) -> None:
    """A star in If-None-Match does not turn an image that is not there into one that is."""
    check_pixel(await hung.mail.get(path.format(id=hung.tracking_id), headers={"If-None-Match": "*"}))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_an_image_is_read_only(hung: Hung, method: str) -> None:
    """Nothing but GET and HEAD is answered."""
    answer = await hung.mail.request(method, hung.path)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_an_image_is_not_shown_to_a_foreign_name(hung: Hung) -> None:
    """Outside /v1, a Host that is not this server's is 421."""
    assert (await hung.mail.get(hung.path, headers={"Host": "attacker.example"})).status_code == 421


async def test_an_image_is_gone_with_its_list(tenant: Tenant, mail: httpx.AsyncClient) -> None:
    """From the moment that the delete is answered the link shows the pixel, also to who has the picture."""
    image = await _hang(tenant, mail)
    tag = (await mail.get(image.url)).headers["etag"]
    await tenant.client.delete(f"/v1/lists/{image.list_id}")
    check_pixel(await mail.get(image.url))
    check_pixel(await mail.get(image.url, headers={"If-None-Match": tag}))


async def test_an_image_is_gone_at_the_commit_even_while_its_file_lingers(tenant: Tenant, mail: httpx.AsyncClient) -> None:
    """The row decides: with the list marked as deleted, a file that the janitor has not reached yet is not shown."""
    image = await _hang(tenant, mail)
    await tenant.house.appliance.store.write(lambda tx: tx.lists.mark_deleted(tenant.workspace_id, image.list_id))
    assert f"{image.tracking_id}.png" in tenant.image_files()
    check_pixel(await mail.get(image.url))
    await tenant.house.appliance.lists.purge_deleted()
    await until(lambda: f"{image.tracking_id}.png" not in tenant.image_files())


async def test_a_lost_file_is_a_pixel_not_a_fault(tenant: Tenant, mail: httpx.AsyncClient) -> None:
    """A lead whose file somebody removed by hand answers as an unknown one."""
    made = await tenant.make_list()
    lead = await tenant.house.appliance.store.write(make_lead, made.id, {"first_name": None, "company": None})
    check_pixel(await mail.get(f"/i/{lead.tracking_id}.png"))


async def test_an_image_just_shown_is_not_read_again(tenant: Tenant, mail: httpx.AsyncClient) -> None:
    """What many mail clients ask for within minutes comes from memory; its row is looked at each time all the same."""
    image = await _hang(tenant, mail)
    first = await mail.get(image.url)
    assert first.status_code == 200
    tenant.house.appliance.images.delete(image.tracking_id)
    assert (await mail.get(image.url)).content == first.content
    await tenant.client.delete(f"/v1/lists/{image.list_id}")
    check_pixel(await mail.get(image.url))


async def test_old_links_outlive_the_key_and_the_credits(house: House, mail: httpx.AsyncClient) -> None:
    """After a rotation, with no credits left, and with the account shut, the pictures in sent mail still show."""
    owner = await house.move_in(credit_count=1)
    async with owner.client:
        image = await _hang(owner, mail)
        await owner.client.post("/v1/auth/rotate-key")
    assert await owner.balance() == 0
    await house.appliance.users.deactivate(owner.email)
    assert (await mail.get(image.url)).content.startswith(b"\x89PNG")


async def test_old_links_outlive_a_restart(tmp_path: Path, open_house: OpenHouse) -> None:
    """Stopped and started again, the server shows the same bytes under the same path."""
    async with open_house(tmp_path) as house, httpx.AsyncClient() as client:
        image = await _hang(await house.move_in(), client)
        before = (await client.get(image.url)).content
        await image.owner.client.aclose()
    async with open_house(tmp_path) as house, httpx.AsyncClient(base_url=house.url) as client:
        assert (await client.get(image.path)).content == before


async def test_a_gif_list_gives_gifs(tenant: Tenant, mail: httpx.AsyncClient) -> None:
    """A list with moving pictures links, names and sends GIFs; the other extension is nobody's."""
    image = await _hang(tenant, mail, spec=GIF_SPEC)
    answer = await mail.get(image.url)
    assert image.url.endswith(".gif")
    assert answer.headers["content-type"] == "image/gif"
    assert answer.content.startswith(b"GIF89a")
    check_pixel(await mail.get(image.url.removesuffix("gif") + "png"))


async def test_an_image_host_of_its_own_is_answered_at_the_root(tmp_path: Path, open_house: OpenHouse) -> None:
    """With image_base_url, links are short, and the server answers them under that name as under /i/."""
    async with open_house(tmp_path, image_base_url="https://img.example.net/") as house, httpx.AsyncClient(base_url=house.url) as client:
        image = await _hang(await house.move_in(), client)
        await image.owner.client.aclose()
        assert image.url == f"https://img.example.net/{image.tracking_id}.png"
        at_root = await client.get(image.path, headers={"Host": "img.example.net"})
        under_i = await client.get(f"/i/{image.tracking_id}.png")
        assert (await client.head(image.path)).headers["etag"] == at_root.headers["etag"]
    assert at_root.status_code == under_i.status_code == 200
    assert at_root.content == under_i.content


@pytest.mark.parametrize("where", ["/i/{id}.png", "/{id}.png"])
async def test_a_held_image_is_a_pixel_until_it_is_approved(tenant: Tenant, mail: httpx.AsyncClient, where: str) -> None:
    """A doubtful picture looks like an unknown one, also to who guesses its tag; approved it opens, rejected it closes again."""
    new = NewList(name="Held", document=SMALL_SPEC, options=ListOptions(review=Review.WARNINGS))
    made = await tenant.house.appliance.lists.add(tenant.caller, new)
    lead = (await tenant.house.appliance.leads.add(tenant.caller, made, {"first_name": "Sam"})).lead
    path, tag = where.format(id=lead.tracking_id), f'"{lead.image_digest}"'
    unknown = await mail.get(where.format(id=UNKNOWN))

    async def check_closed() -> None:
        for headers in ({}, {"If-None-Match": tag}, {"If-None-Match": "*"}):
            answer = await mail.get(path, headers=headers)
            check_pixel(answer)
            assert answer.content == unknown.content
            assert {k: v for k, v in answer.headers.items() if k != "x-request-id"} == {
                k: v for k, v in unknown.headers.items() if k != "x-request-id"
            }
        head = await mail.head(path)
        assert (head.status_code, head.content, head.headers["cache-control"]) == (404, b"", "no-store")

    decide = tenant.house.appliance.reviews.decide
    await check_closed()
    await decide(tenant.caller, made.public_id, [lead.lead_id], Verdict.APPROVE)
    opened = await mail.get(path)
    assert (opened.status_code, opened.headers["etag"], opened.headers["cache-control"]) == (200, tag, IMMUTABLE)
    assert (await mail.head(path, headers={"If-None-Match": tag})).status_code == 304
    await decide(tenant.caller, made.public_id, [lead.lead_id], Verdict.REJECT)
    await check_closed()


async def test_many_readers_at_once_get_the_picture(hung: Hung) -> None:
    """A campaign is opened by many at once."""
    answers = await asyncio.gather(*(hung.mail.get(hung.url) for _ in range(50)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}


def check_pixel(answer: httpx.Response) -> None:
    """Hold an answer against what an image that is not there must look like."""
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "etag" not in answer.headers
    with Image.open(io.BytesIO(answer.content)) as pixel:
        pixel.verify()
    with Image.open(io.BytesIO(answer.content)) as pixel:
        assert (pixel.size, pixel.convert("RGBA").getpixel((0, 0))[3]) == ((1, 1), 0)


async def _hang(owner: Tenant, mail: httpx.AsyncClient, spec: object = None) -> Hung:
    made = await owner.make_list(spec=spec)
    answer = await owner.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {"first_name": "Sam"}})
    assert answer.status_code == 200
    lead = answer.json()
    return Hung(owner=owner, list_id=made.public_id, tracking_id=lead["tracking_id"], url=lead["image_url"], mail=mail)
