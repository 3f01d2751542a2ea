"""Pictures over `/api`: uploaded, shown, let go of, and all that may not be taken."""

import asyncio
import errno
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from clocks import TurnedClock
from houses import SMALL_SPEC, House, OpenHouse, Tenant
from pictures import picture, polyglot, text_bomb, zip_bomb
from waiting import turned, until

from outhost.files.incoming import Incoming
from outhost.operations.lists import NewList
from outhost.web.outsend.endpoints.assets import ENDPOINTS

SPEC_WITHOUT_ASSET = {key: value for key, value in SMALL_SPEC.items() if key != "background"}
PLAIN_FORM = {"content-type": "multipart/form-data; boundary=b"}


@pytest.fixture
async def browser(tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """The tenant, logged in."""
    async with tenant.house.browser(tenant.email) as client:
        yield client


def form(data: bytes, *, name: str = "file", kind: str = "image/png", end: bytes = b"\r\n--b--\r\n", head: str = "") -> bytes:
    """Write a form with one file."""
    start = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="x.png"\r\nContent-Type: {kind}\r\n{head}\r\n'
    return start.encode() + data + end


async def left_of(tenant: Tenant) -> tuple[Any, ...]:
    """Take stock of a workspace's assets and events, and of every asset file of the house."""
    rows = await tenant.house.appliance.read(lambda tx: tx.assets.page(tenant.workspace_id, limit=100, offset=0))
    events = await tenant.house.appliance.read(
        lambda tx: [
            (row["name"], row["subject"])
            for row in tx.all("SELECT * FROM events WHERE workspace_id = :w AND name LIKE 'asset.%' ORDER BY id", w=tenant.workspace_id)
        ]
    )
    return tuple(row.asset_id for row in rows), tuple(events), files_of(tenant.house)


def files_of(house: House) -> frozenset[str]:
    """List every file under `assets/`, unfinished ones too."""
    return frozenset(path.name for path in house.appliance.folder.assets.glob("**/*") if path.is_file())


@pytest.mark.parametrize(
    ("kind", "frames", "media"),
    [("PNG", 1, "image/png"), ("JPEG", 1, "image/jpeg"), ("GIF", 3, "image/gif"), ("WEBP", 1, "image/webp")],
)
async def test_a_picture_that_i_upload_is_mine(tenant: Tenant, browser: httpx.AsyncClient, kind: str, frames: int, media: str) -> None:
    """I upload a picture: it is named by its bytes, in my list, and comes back byte for byte, safe to open."""
    data = picture(kind, frames=frames)
    asset_id = hashlib.sha256(data).hexdigest()
    answer = await browser.post("/api/assets", files={"file": ("logo", data, "application/octet-stream")})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"asset_id": asset_id, "width": 6, "height": 4, "frames": frames}
    rows, events, files = await left_of(tenant)
    assert (rows, events) == ((asset_id,), (("asset.added", asset_id),))
    assert not [name for name in files if name.endswith(".unfinished")]
    (item,) = (await browser.get("/api/assets")).json()["items"]
    assert (item["asset_id"], item["size_bytes"]) == (asset_id, len(data))
    shown = await browser.get(f"/api/assets/{asset_id}")
    assert (shown.content, shown.headers["content-type"]) == (data, media)
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = await browser.get(f"/api/assets/{asset_id}", headers={"if-none-match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_picture_with_a_page_behind_it_is_only_ever_a_picture(browser: httpx.AsyncClient) -> None:
    """A PNG that is also a web page is served as a PNG, in a sandbox, whatever its sender called it."""
    data = polyglot()
    answer = await browser.post("/api/assets", files={"file": ("x.html", data, "text/html")})
    shown = await browser.get(f"/api/assets/{answer.json()['asset_id']}")
    assert (shown.headers["content-type"], shown.content) == ("image/png", data)
    assert "sandbox" in shown.headers["content-security-policy"]


HOSTILE = {
    "nothing": b"",
    "no picture": b"hello",
    "a page": b"<html><img src=x onerror=alert(1)></html>",
    "a vector picture": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "cut off": picture("PNG", (300, 300))[:2000],
    "a damaged film": b"GIF89a" + b"\xff" * 50,
    "too many pixels": zip_bomb(5001),
    "far too many pixels": zip_bomb(60_000),
    "a bomb of text": text_bomb(),
    "six megabytes": b"\x89PNG\r\n\x1a\n" + b"\x00" * 6_000_000,
    "a film without end": picture("GIF", (1, 1), frames=501),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
async def test_what_is_no_sound_picture_is_refused_and_leaves_nothing(tenant: Tenant, browser: httpx.AsyncClient, data: bytes) -> None:
    """Anything but a whole picture within the bounds is 422 with the field `file`, in French too; no row, no file, no event."""
    before = await left_of(tenant)
    answer = await browser.post("/api/assets", files={"file": ("a.png", data, "image/png")}, headers={"accept-language": "fr"})
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == ["file"]
    assert await left_of(tenant) == before


SOUND = picture()
BAD_FORMS: dict[str, tuple[dict[str, str], bytes, int]] = {
    "JSON": ({"content-type": "application/json"}, b'{"file": "x"}', 400),
    "no content type": ({}, form(SOUND), 400),
    "no boundary": ({"content-type": "multipart/form-data"}, form(SOUND), 400),
    "an endless boundary": ({"content-type": f"multipart/form-data; boundary={'b' * 300}"}, form(SOUND), 400),
    "another boundary": ({"content-type": "multipart/form-data; boundary=c"}, form(SOUND), 400),
    "no body": (PLAIN_FORM, b"", 400),
    "cut off in the file": (PLAIN_FORM, form(SOUND, end=b""), 400),
    "cut off in the last line": (PLAIN_FORM, form(SOUND, end=b"\r\n--b"), 400),
    "a header without end": (PLAIN_FORM, form(SOUND, head=f"X-Bomb: {'x' * 100_000}\r\n"), 400),
    "a thousand headers": (PLAIN_FORM, form(SOUND, head="X: y\r\n" * 1000), 400),
    "a thousand parts": (PLAIN_FORM, form(b"x", name="a", end=b"\r\n") * 1000 + b"--b--\r\n", 400),
    "no file": (PLAIN_FORM, form(SOUND, name="picture"), 422),
    "two files": (PLAIN_FORM, form(SOUND, end=b"\r\n") + form(SOUND), 422),
    "more than the surface takes": (PLAIN_FORM, form(b"\x00" * (11 << 20)), 413),
}


@pytest.mark.parametrize(("headers", "body", "status"), BAD_FORMS.values(), ids=BAD_FORMS)
async def test_what_is_no_form_with_one_file_is_refused_and_leaves_nothing(
    tenant: Tenant, browser: httpx.AsyncClient, headers: dict[str, str], body: bytes, status: int
) -> None:
    """A body that is no whole form is 400, one without its one file 422, one over 10 MB 413; no row, no file, no event."""
    before = await left_of(tenant)
    answer = await browser.post("/api/assets", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert await left_of(tenant) == before


async def test_a_form_may_come_in_single_bytes_and_with_other_fields(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """However the form is cut on its way, and whatever else it has, the picture is the same."""
    data = picture()
    body = form(b"a caption", name="caption", end=b"\r\n") + form(data)

    async def single_bytes() -> AsyncIterator[bytes]:
        for place in range(len(body)):
            yield body[place : place + 1]

    answer = await browser.post("/api/assets", content=single_bytes(), headers=PLAIN_FORM)
    assert answer.json()["asset_id"] == hashlib.sha256(data).hexdigest()
    assert len((await left_of(tenant))[0]) == 1


async def test_who_hangs_up_in_the_middle_leaves_nothing(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """My connection breaks while I upload: the server soon has nothing of it, neither file nor row."""
    before = await left_of(tenant)
    hold = asyncio.Event()

    async def half() -> AsyncIterator[bytes]:
        yield form(b"\x00" * 400_000, end=b"")
        await hold.wait()

    sending = asyncio.create_task(browser.post("/api/assets", content=half(), headers=PLAIN_FORM))
    await until(lambda: any(name.endswith(".unfinished") for name in files_of(tenant.house)))
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await until(lambda: files_of(tenant.house) == before[2])
    assert await left_of(tenant) == before


async def test_the_same_picture_at_once_and_again_is_one(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """I upload the same bytes five times at the same moment: one row, one file, one event, the same answer for all."""
    data = picture()
    answers = await asyncio.gather(*(browser.post("/api/assets", files={"file": data}) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    rows, events, files = await left_of(tenant)
    assert len(rows) == len(events) == 1
    assert not [name for name in files if name.endswith(".unfinished")]


async def test_a_retry_with_the_same_key_gets_the_first_answer(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """An Idempotency-Key holds for uploads: the same form again is answered as before, another form is refused."""
    headers, body = {**PLAIN_FORM, "idempotency-key": "k1"}, form(picture())
    first = await browser.post("/api/assets", content=body, headers=headers)
    await browser.delete(f"/api/assets/{first.json()['asset_id']}")
    before = await left_of(tenant)
    again = await browser.post("/api/assets", content=body, headers=headers)
    other = await browser.post("/api/assets", content=form(picture()), headers=headers)
    assert (again.status_code, again.content) == (200, first.content)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert await left_of(tenant) == before


async def test_a_neighbour_s_picture_is_as_unknown_as_none(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """What another workspace uploaded I can neither see, nor use, nor delete; the bytes that we both have stay while one has them."""
    data = picture()
    asset_id = (await browser.post("/api/assets", files={"file": data})).json()["asset_id"]
    neighbour = await tenant.house.move_in()
    async with neighbour.client, tenant.house.browser(neighbour.email) as other:
        absent, before = await other.get(f"/api/assets/{'0' * 64}"), await left_of(tenant)
        for answer in (await other.get(f"/api/assets/{asset_id}"), await other.delete(f"/api/assets/{asset_id}")):
            assert (answer.status_code, answer.json()) == (404, absent.json())
        assert (await other.get("/api/assets")).json()["total"] == 0
        assert await left_of(tenant) == before
        assert (await other.post("/api/assets", files={"file": data})).status_code == 200
        assert (await browser.delete(f"/api/assets/{asset_id}")).json() == {"ok": True}
        assert (await browser.get(f"/api/assets/{asset_id}")).status_code == 404
        assert (await other.get(f"/api/assets/{asset_id}")).content == data
        assert (await other.delete(f"/api/assets/{asset_id}")).status_code == 200
        assert asset_id not in files_of(tenant.house)


async def test_a_picture_that_a_list_uses_stays(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """While a list of mine is drawn on a picture it can't be deleted; once the list is, it can."""
    asset_id = (await browser.post("/api/assets", files={"file": picture()})).json()["asset_id"]
    made = await tenant.house.appliance.lists.add(
        tenant.caller, NewList(name="A", document={**SPEC_WITHOUT_ASSET, "background": {"asset": asset_id}})
    )
    before = await left_of(tenant)
    refused = await browser.delete(f"/api/assets/{asset_id}")
    assert (refused.status_code, await left_of(tenant)) == (400, before)
    await tenant.house.appliance.lists.delete(tenant.caller, made.public_id)
    assert (await browser.delete(f"/api/assets/{asset_id}")).status_code == 200


async def test_pictures_that_come_with_outhost_are_everybody_s(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """A picture of a built-in template is shown to me, and stays whoever asks."""
    (asset_id, path), *_ = next(iter(template.files.items() for template in tenant.house.appliance.shipped if template.files))
    assert (await browser.get(f"/api/assets/{asset_id}")).content == path.read_bytes()
    assert (await browser.delete(f"/api/assets/{asset_id}")).status_code == 400
    assert path.exists()


@pytest.mark.parametrize("asset_id", ["x", "0" * 64, "..%2f..%2fouthost.db", "A" * 64, "%00"])
async def test_an_id_of_nothing_is_not_found(browser: httpx.AsyncClient, asset_id: str) -> None:
    """Whatever stands in the place of an id, it leads nowhere."""
    for method in ("GET", "DELETE"):
        assert (await browser.request(method, f"/api/assets/{asset_id}")).status_code == 404


async def test_a_full_disk_takes_no_pictures(tmp_path: Path, open_house: OpenHouse) -> None:
    """With less room than is to be kept free, an upload is 503 with a time to retry, and leaves nothing; deleting still works."""
    async with open_house(tmp_path) as house:
        tenant = await house.move_in()
        async with tenant.client, house.browser(tenant.email) as browser:
            kept = (await browser.post("/api/assets", files={"file": picture()})).json()["asset_id"]
            house.appliance.assets._min_free_mb = 1 << 40
            before = await left_of(tenant)
            refused = await browser.post("/api/assets", files={"file": picture()})
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "3600")
            assert await left_of(tenant) == before
            assert (await browser.delete(f"/api/assets/{kept}")).status_code == 200


async def test_the_janitor_removes_old_files_that_nobody_has(tmp_path: Path, open_house: OpenHouse) -> None:
    """Files without a row go once they are an hour old, what a crash left unfinished too; everything else stays."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        tenant = await house.move_in()
        async with tenant.client, house.browser(tenant.email) as browser:
            kept = (await browser.post("/api/assets", files={"file": picture()})).json()["asset_id"]
        house.appliance.asset_files.put("ab" * 32, b"orphan")
        (tmp_path / "assets" / "cut.unfinished").write_bytes(b"half")
        assert await house.appliance.assets.sweep_orphans() == 0
        clock.turn(timedelta(days=4000))  # files have the machine's time, whatever the clock shows
        await turned(clock, timedelta(hours=1), until(lambda: files_of(house) == {kept}))


async def test_pages_of_pictures_fit_together(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """Whatever the size of the pages, each picture stands on exactly one of them, newest first."""
    for _ in range(7):
        await browser.post("/api/assets", files={"file": picture()})
    whole = [item["asset_id"] for item in (await browser.get("/api/assets")).json()["items"]]
    assert len(set(whole)) == 7
    for limit in (1, 2, 3, 7):
        pages = [(await browser.get("/api/assets", params={"limit": limit, "offset": offset})).json() for offset in range(0, 7, limit)]
        assert [item["asset_id"] for page in pages for item in page["items"]] == whole
        assert {page["total"] for page in pages} == {7}


async def test_without_a_login_nothing_is_even_read(tenant: Tenant) -> None:
    """Without a session each call is 401, also with a body that would be refused."""
    before = await left_of(tenant)
    async with tenant.house.browser() as nobody:
        for endpoint in ENDPOINTS:
            answer = await nobody.request(endpoint.method, endpoint.path.replace("<asset_id>", "0" * 64), content=b"x")
            assert answer.status_code == 401
    assert await left_of(tenant) == before


@pytest.mark.parametrize("step", ["_open", "read", "keep"])
@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EDQUOT, 503), (errno.EIO, 500)])
async def test_a_disk_that_fails_in_the_middle_leaves_nothing(
    tenant: Tenant, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, number: int, status: int, step: str
) -> None:
    """The disk fills up while I upload, or with the last bytes: 503, told once all has come; any other fault of it is ours, 500."""

    def fail(_incoming: Incoming, *_: object) -> None:
        raise OSError(number, "the disk says no")

    before = await left_of(tenant)
    monkeypatch.setattr(Incoming, step, fail)
    assert (await browser.post("/api/assets", files={"file": picture()})).status_code == status
    assert await left_of(tenant) == before


async def test_bringing_and_letting_go_at_once_never_loses_a_file(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """Two workspaces bring and let go of the same bytes in every order at once: whoever has the row has the file, always."""
    data = picture()
    asset_id = hashlib.sha256(data).hexdigest()
    neighbour = await tenant.house.move_in()
    async with neighbour.client, tenant.house.browser(neighbour.email) as other:
        for _ in range(5):
            await asyncio.gather(
                *(client.post("/api/assets", files={"file": data}) for client in (browser, other, browser, other)),
                *(client.delete(f"/api/assets/{asset_id}") for client in (browser, other, other, browser)),
                tenant.house.appliance.assets.sweep_orphans(),
            )
            held = [client for client in (browser, other) if (await client.get("/api/assets")).json()["total"]]
            for client in held:
                assert (await client.get(f"/api/assets/{asset_id}")).content == data
            assert (asset_id in files_of(tenant.house)) == bool(held)
            await asyncio.gather(*(client.delete(f"/api/assets/{asset_id}") for client in (browser, other)))
            assert asset_id not in files_of(tenant.house)
