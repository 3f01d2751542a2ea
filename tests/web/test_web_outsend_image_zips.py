"""All images of a list in one archive, with a manifest."""

import asyncio
import csv
import io
import shutil
import socket
import subprocess
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from houses import SMALL_SPEC, Tenant

from outhost.domain.lists import LeadList, ListOptions, ListType
from outhost.domain.reviews import Review, Verdict
from outhost.files.images import Images
from outhost.operations.lists import NewList
from outhost.web import streams

COLUMNS = ["tracking_id", "file", "image_url", "first_name", "company", "alt_text", "review_status"]


@pytest.fixture
async def browser(tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """The tenant's owner, logged in."""
    async with tenant.house.browser(tenant.email) as client:
        yield client


async def test_an_archive_holds_every_open_image_and_names_every_lead(tenant: Tenant, browser: httpx.AsyncClient, tmp_path: Path) -> None:
    """I download my list: each image as its link shows it; what is held is named without a file; formulas are only text."""
    made, leads = await _furnish(tenant, [("Zoë; «x»", "Acme"), ("=1+1", "Ac\nme"), ("Kim", None), ("Lou", None)])
    await tenant.house.appliance.reviews.decide(tenant.caller, made.public_id, [leads[3]], Verdict.APPROVE)
    answer = await browser.get(_path(made))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == f'attachment; filename="{made.public_id}.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert archive.namelist() == [f"{leads[at]}.png" for at in (0, 1, 3)] + ["manifest.csv"]
    for at in (0, 1, 3):
        assert archive.read(f"{leads[at]}.png") == (await browser.get(f"/i/{leads[at]}.png")).content
    rows = _manifest(archive)
    assert rows[0] == COLUMNS
    assert [row[:2] for row in rows[1:]] == [[lead, "" if at == 2 else f"{lead}.png"] for at, lead in enumerate(leads)]
    assert [row[3:5] for row in rows[1:]] == [["Zoë; «x»", "Acme"], ["'=1+1", "Ac\nme"], ["Kim", ""], ["Lou", ""]]
    assert [row[6] for row in rows[1:]] == ["clear", "clear", "needs_review", "approved"]
    assert rows[1][2] == f"{tenant.house.url}/i/{leads[0]}.png"
    assert rows[1][5] == "Hi Zoë; «x», Acme"


@pytest.mark.needs("unzip")
async def test_the_unzip_program_reads_it(tenant: Tenant, browser: httpx.AsyncClient, tmp_path: Path) -> None:
    """Not Python alone: `unzip -t` finds no fault."""
    made, _ = await _furnish(tenant, [(f"N{at}", "Acme") for at in range(5)])
    (tmp_path / "a.zip").write_bytes((await browser.get(_path(made))).content)
    program = shutil.which("unzip")
    assert program is not None
    told = await asyncio.to_thread(subprocess.run, [program, "-t", tmp_path / "a.zip"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert "No errors detected" in told.stdout


@pytest.mark.parametrize("list_type", [ListType.MEME, ListType.AI])
async def test_an_empty_list_is_an_archive_with_a_manifest(tenant: Tenant, browser: httpx.AsyncClient, list_type: ListType) -> None:
    """Nothing to carry away is no fault."""
    made = await tenant.make_list(list_type=list_type)
    archive = zipfile.ZipFile(io.BytesIO((await browser.get(_path(made))).content))
    assert archive.namelist() == ["manifest.csv"]
    assert len(_manifest(archive)) == 1


async def test_a_list_that_changes_meanwhile_does_not_break_it(
    tenant: Tenant, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lead is deleted and another added while I download: the archive is whole, without either image."""
    made, leads = await _furnish(tenant, [("Sam", "Acme"), ("Kim", "Acme")])
    images: Any = Images
    read = images.read

    def read_after_a_deletion(self: Images, name: str, extension: str) -> bytes | None:
        if name == leads[1]:
            self.delete(name)
        data: bytes | None = read(self, name, extension)
        return data

    monkeypatch.setattr(Images, "read", read_after_a_deletion)
    chunks = tenant.house.appliance.image_zips.pack(made, tenant_address(tenant))
    assert [chunk async for chunk in chunks]
    monkeypatch.undo()
    archive = zipfile.ZipFile(io.BytesIO((await browser.get(_path(made))).content))
    assert archive.namelist() == [f"{leads[0]}.png", "manifest.csv"]
    assert [row[1] for row in _manifest(archive)] == ["file", f"{leads[0]}.png", ""]


async def test_a_list_deleted_meanwhile_breaks_the_connection(
    tenant: Tenant, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """My list is deleted while I download: half an archive must not look like a whole one."""
    made, _ = await _furnish(tenant, [("Sam", "Acme")])
    zips = tenant.house.appliance.image_zips
    pack = type(zips)._pack_some

    def pack_while_it_is_deleted(*of: Any) -> Any:
        yield from pack(*of)
        future = asyncio.run_coroutine_threadsafe(tenant.house.appliance.lists.delete(tenant.caller, made.public_id), loop)
        future.result(timeout=120)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(type(zips), "_pack_some", pack_while_it_is_deleted)
    with pytest.raises(httpx.RemoteProtocolError):
        await browser.get(_path(made))


async def test_old_http_gets_it_with_its_length(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """A proxy that speaks HTTP/1.0 knows no chunks: it is told the length."""
    made, _ = await _furnish(tenant, [("Sam", "Acme")])
    head, _, body = (await _raw(tenant, browser, f"GET {_path(made)} HTTP/1.0")).partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert b"chunked" not in head.lower()
    assert len(zipfile.ZipFile(io.BytesIO(body)).namelist()) == 2


async def test_the_head_alone_costs_no_archive(tenant: Tenant, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """HEAD tells what it is; nothing is packed."""
    made, _ = await _furnish(tenant, [("Sam", "Acme")])
    monkeypatch.setattr(Images, "read", None)
    answer = await browser.head(_path(made))
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "application/zip", b"")


async def test_whoever_stands_still_is_cut_off(tenant: Tenant, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client asks and never reads: the connection is closed, and what was opened for it."""
    made, _ = await _furnish(tenant, [("Sam", "Acme")])
    ended = asyncio.Event()

    async def endless(*_: object) -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield bytes(1 << 20)
        finally:
            ended.set()

    monkeypatch.setattr(type(tenant.house.appliance.image_zips), "pack", endless)
    monkeypatch.setattr(streams, "_SEND_SECONDS", 0.05)
    place = urlsplit(tenant.house.url)
    with socket.create_connection((str(place.hostname), int(place.port or 0))) as silent:
        silent.sendall(_request(browser, f"GET {_path(made)} HTTP/1.1"))
        async with asyncio.timeout(120):
            assert await ended.wait()


@pytest.mark.parametrize("who", ["nobody", "a stranger"])
async def test_nobody_else_gets_it(tenant: Tenant, who: str) -> None:
    """Without a login 401; somebody of another workspace sees no such list."""
    made, _ = await _furnish(tenant, [])
    stranger = await tenant.house.move_in()
    async with stranger.client, tenant.house.browser(stranger.email if who == "a stranger" else None) as client:
        assert (await client.get(_path(made))).status_code == (404 if who == "a stranger" else 401)


def tenant_address(tenant: Tenant) -> Any:
    """Where images are linked."""
    from outhost.domain.links import image_address

    return image_address(image_base_url="", base_url=tenant.house.url)


def _path(made: LeadList) -> str:
    return f"/api/lists/{made.public_id}/images.zip"


def _manifest(archive: zipfile.ZipFile) -> list[list[str]]:
    text = archive.read("manifest.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


async def _furnish(tenant: Tenant, people: list[tuple[str, str | None]]) -> tuple[LeadList, list[str]]:
    new = NewList(name="Q2", document=SMALL_SPEC, options=ListOptions(review=Review.WARNINGS))
    made = await tenant.house.appliance.lists.add(tenant.caller, new)
    given = [{"first_name": first_name, "company": company} for first_name, company in people]
    added = await tenant.house.appliance.leads.add_many(tenant.caller, made, given)
    assert added.fault is None
    found = await tenant.house.appliance.read(lambda tx: tx.lists.find(tenant.workspace_id, made.public_id))
    assert found is not None
    return found, [each.lead.tracking_id for each in added.leads]


def _request(browser: httpx.AsyncClient, line: str) -> bytes:
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return f"{line}\r\nHost: {urlsplit(str(browser.base_url)).netloc}\r\nCookie: {cookie}\r\n\r\n".encode()


async def _raw(tenant: Tenant, browser: httpx.AsyncClient, line: str) -> bytes:
    place = urlsplit(tenant.house.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(_request(browser, line))
    answer = await reader.read()
    writer.close()
    return answer
