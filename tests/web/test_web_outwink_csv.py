"""The export: its bytes, its headers, and how it breaks."""

import asyncio
import csv
import io
import re
import threading
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
from houses import OpenHouse, Tenant
from rows import make_lead
from traces import traces_of
from waiting import until

from outhost.domain.lists import LeadList
from outhost.operations import leads as operation
from outhost.store.transactions import Tx

HEAD = b"tracking_id,image_url,first_name,company\r\n"
CELLS: dict[str, tuple[str | None, bytes, bytes]] = {
    "plain": ("Sam", b"Sam", b"Sam"),
    "null": (None, b"", b""),
    "empty": ("", b"", b""),
    "blanks kept": (" Sam  ", b" Sam  ", b" Sam  "),
    "comma": ("Acme, Inc.", b'"Acme, Inc."', b'"Acme, Inc."'),
    "quote": ('the "best"', b'"the ""best"""', b'"the ""best"""'),
    "line feed": ("a\nb", b'"a\nb"', b'"a\nb"'),
    "carriage return": ("a\rb", b'"a\rb"', b'"a\rb"'),
    "both": ("a\r\nb", b'"a\r\nb"', b'"a\r\nb"'),
    "NUL": ("a\x00b", b"a\x00b", b"a\x00b"),
    "semicolon and tab": ("a;b\tc", b"a;b\tc", b"a;b\tc"),
    "beyond ASCII": ("Zoé 🦊 Ωμέγα", "Zoé 🦊 Ωμέγα".encode(), "Zoé 🦊 Ωμέγα".encode()),
    "separators of Unicode": ("a\u2028b\x85c\x0bd", "a\u2028b\x85c\x0bd".encode(), "a\u2028b\x85c\x0bd".encode()),
    "byte order mark": ("\ufeffSam", "\ufeffSam".encode(), "\ufeffSam".encode()),
    "formula": ("=1+1", b"=1+1", b"'=1+1"),
    "formula to be quoted": ('=HYPERLINK("x","y")', b'"=HYPERLINK(""x"",""y"")"', b'"\'=HYPERLINK(""x"",""y"")"'),
    "function": ("@SUM(A1)", b"@SUM(A1)", b"'@SUM(A1)"),
    "tab first": ("\t=1", b"\t=1", b"'\t=1"),
    "return first": ("\r=1", b'"\r=1"', b'"\'\r=1"'),
    "plus and words": ("+cmd|' /C calc'!A0", b"+cmd|' /C calc'!A0", b"'+cmd|' /C calc'!A0"),
    "minus and words": ("-Sam", b"-Sam", b"'-Sam"),
    "telephone": ("+33 (0)1-23.45", b"+33 (0)1-23.45", b"+33 (0)1-23.45"),
    "amount": ("-1,000.50", b'"-1,000.50"', b'"-1,000.50"'),
    "a sign alone": ("-", b"-", b"-"),
    "sum": ("+1+1", b"+1+1", b"'+1+1"),
    "minus, digits, line feed": ("-1\n", b'"-1\n"', b'"\'-1\n"'),
    "formula further on": ("a=1", b"a=1", b"a=1"),
    "blank before": (" =1", b" =1", b" =1"),
    "quote first": ("'=1", b"'=1", b"'=1"),
}


@pytest.mark.parametrize(("value", "plain", "safe"), CELLS.values(), ids=CELLS)
async def test_a_cell_is_exactly_the_stored_value_unless_it_is_to_be_safe(
    tenant: Tenant, value: str | None, plain: bytes, safe: bytes
) -> None:
    """RFC 4180, CRLF, and my bytes as I gave them; with safe=1, a `'` before what a spreadsheet would run."""
    made = await tenant.make_list()
    lead = await tenant.house.appliance.store.write(make_lead, made.id, {"first_name": value, "company": value})
    begin = f"{lead.tracking_id},{tenant.house.url}/i/{lead.tracking_id}.png,".encode()
    for query, cell in (("", plain), ("?safe=1", safe), ("?safe=0", plain), ("?safe=", plain)):
        answer = await tenant.client.get(f"/v1/lists/{made.public_id}/csv{query}")
        assert answer.content == HEAD + begin + cell + b"," + cell + b"\r\n"


async def test_what_a_reader_of_csv_reads_is_what_was_posted(tenant: Tenant) -> None:
    """Posted over the wire, exported, and read back: the same values."""
    made = await tenant.make_list()
    values = [value for value, _, _ in CELLS.values() if value is not None]
    for value in values:
        posted = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {"company": value}})
        assert posted.status_code == 200
    answer = await tenant.client.get(f"/v1/lists/{made.public_id}/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
    assert [row[3] for row in rows[1:]] == values
    assert rows[-1][:2] == [posted.json()["tracking_id"], posted.json()["image_url"]]


async def test_columns_are_the_variables_in_declared_order(tenant: Tenant) -> None:
    """The template's order is the order of columns, whatever order the request had; one variable or none makes a table too."""
    spec = {"version": 1, "width": 16, "height": 16, "layers": []}
    for names in (["zeta", "alpha", "mid"], ["only"], []):
        made = await tenant.make_list(spec={**spec, "variables": [{"name": name} for name in names]})
        given = {name: name.upper() for name in reversed(names)}
        lead = (await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": given})).json()
        await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {}})
        lines = (await tenant.client.get(f"/v1/lists/{made.public_id}/csv")).text.split("\r\n")
        assert lines[0] == ",".join(["tracking_id", "image_url", *names])
        assert lines[1] == ",".join([lead["tracking_id"], lead["image_url"], *(name.upper() for name in names)])
        assert lines[2].count(",") == lines[0].count(",")
        assert lines[3:] == [""]


async def test_a_gif_list_links_gifs(tenant: Tenant) -> None:
    """The links of a list with moving pictures end in .gif."""
    spec = {"version": 1, "has_gif": True, "width": 16, "height": 16, "layers": [], "animation": {"frames": 2, "delay_ms": 20}}
    made = await tenant.make_list(spec={**spec, "variables": [{"name": "x"}]})
    lead = await tenant.house.appliance.store.write(make_lead, made.id, {"x": "1"})
    for query in ("", "?safe=1"):
        answer = await tenant.client.get(f"/v1/lists/{made.public_id}/csv{query}")
        assert answer.text.endswith(f"{lead.tracking_id},{tenant.house.url}/i/{lead.tracking_id}.gif,1\r\n")


async def test_links_are_made_of_the_configured_addresses(tmp_path: Path, open_house: OpenHouse) -> None:
    """With base_url and image_base_url set, links go there, wherever the request came from; a path in them is kept."""
    settings = {"base_url": "https://leads.example.com/outhost/", "image_base_url": "https://img.example.net/p"}
    async with open_house(tmp_path, **settings) as house:
        tenant = await house.move_in()
        async with tenant.client as client:
            made = await tenant.make_list()
            lead = await house.appliance.store.write(make_lead, made.id, {"first_name": None, "company": None})
            answer = await client.get(f"/v1/lists/{made.public_id}/csv?size=7")
            posted = await client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {}})
    url = f"https://leads.example.com/outhost/v1/lists/{made.public_id}/csv"
    assert answer.headers["link"] == f'<{url}?page=1&size=7>; rel="first", <{url}?page=1&size=7>; rel="last"'
    assert answer.text.split("\r\n")[1] == f"{lead.tracking_id},https://img.example.net/p/{lead.tracking_id}.png,,"
    assert posted.json()["image_url"] == f"https://img.example.net/p/{posted.json()['tracking_id']}.png"


async def test_links_follow_the_settings_of_the_day(tmp_path: Path, open_house: OpenHouse) -> None:
    """Links are made when they are read: after a change of address and a restart, old leads are linked under the new one."""
    async with open_house(tmp_path) as house:
        tenant = await house.move_in()
        made = await _filled(tenant, 1)
        before = (await tenant.client.get(f"/v1/lists/{made.public_id}/csv")).text
        await tenant.client.aclose()
    async with (
        open_house(tmp_path, image_base_url="https://img.example.net") as house,
        httpx.AsyncClient(base_url=house.url, headers={"X-API-Key": tenant.key}) as client,
    ):
        after = (await client.get(f"/v1/lists/{made.public_id}/csv")).text
    assert after == before.replace(f"{tenant.house.url}/i/", "https://img.example.net/")
    assert after != before


async def test_an_export_costs_nothing_and_changes_nothing(tenant: Tenant) -> None:
    """I may export as often as I like."""
    made = await _filled(tenant, 3)
    before = await traces_of(tenant)
    for query in ("", "?safe=1", "?page=2"):
        await tenant.client.get(f"/v1/lists/{made.public_id}/csv{query}")
    assert await traces_of(tenant) == before


@pytest.mark.parametrize("query", ["", "?safe=1"], ids=["plain", "safe"])
@pytest.mark.parametrize("end", ["fault", "too few"])
async def test_a_fault_in_the_middle_breaks_the_connection(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, query: str, end: str
) -> None:
    """An export that breaks off, or has fewer rows than announced, can't pass for a whole one: the reader sees it, the log says why."""
    made = await _filled(tenant, 1200)

    async def one_chunk(*_args: object, **_more: object) -> AsyncGenerator[Any, None]:
        yield [("nai000000000000000", {"first_name": "x"})] * 1000 if query else (1000, "nai000000000000000,x,y,z\r\n" * 1000)
        if end == "fault":
            raise OSError("The disk is gone.")

    monkeypatch.setattr(operation, "value_rows" if query else "csv_lines", one_chunk)
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
        await tenant.client.get(f"/v1/lists/{made.public_id}/csv{query}")
    assert [record.message for record in caplog.records if record.name == "outhost.web.streams"] == ["An answer broke off."]
    assert (await tenant.client.get("/v1/me")).status_code == 200


@pytest.mark.parametrize("query", ["", "?safe=1"], ids=["plain", "safe"])
async def test_an_export_under_way_outlives_its_list(tenant: Tenant, query: str) -> None:
    """A list that is deleted while I read its export is there to its last row, as it was when I began."""
    made = await _filled(tenant, 9000, cell="x" * 500)
    async with tenant.client.stream("GET", f"/v1/lists/{made.public_id}/csv{query}") as answer:
        chunks = answer.aiter_bytes()
        read = b"".join([await anext(chunks) for _ in range(3)])
        await tenant.client.delete(f"/v1/lists/{made.public_id}")
        await tenant.house.appliance.lists.purge_deleted()
        read += b"".join([chunk async for chunk in chunks])
    assert read.count(b"\r\n") == 9001


@pytest.mark.parametrize("query", ["", "?safe=1"], ids=["plain", "safe"])
async def test_a_reader_who_leaves_or_dawdles_holds_nobody_up(tenant: Tenant, query: str) -> None:
    """While I read an export slowly, everything else answers; when I leave in the middle, nothing of it stays open."""
    made = await _filled(tenant, 10_000, cell="x" * 500)
    before = _threads()
    async with tenant.client.stream("GET", f"/v1/lists/{made.public_id}/csv{query}") as answer:
        chunks = answer.aiter_raw()
        for _ in range(3):
            await anext(chunks)
        assert _threads() == before + 1, "the export is read by a connection of its own"
        assert (await tenant.client.get("/v1/me")).status_code == 200
        assert (await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {}})).status_code == 200
    await until(lambda: _threads() <= before)
    assert (await tenant.client.get("/v1/me")).status_code == 200


async def test_a_safe_link_stays_safe(tenant: Tenant) -> None:
    """Whoever walks pages by Link with safe=1 keeps it on every page."""
    made = await _filled(tenant, 3)
    answer = await tenant.client.get(f"/v1/lists/{made.public_id}/csv?size=1&safe=1&page=2&other=x")
    targets = re.findall(r"<([^>]+)>", answer.headers["link"])
    assert len(targets) == 4
    assert {str(httpx.URL(target).copy_remove_param("page")) for target in targets} == {
        f"{tenant.house.url}/v1/lists/{made.public_id}/csv?size=1&safe=1"
    }


async def _filled(tenant: Tenant, lead_count: int, cell: str = "Sam") -> LeadList:
    made = await tenant.make_list()
    await tenant.house.appliance.store.write(_fill, made, lead_count, cell)
    return made


def _fill(tx: Tx, made: LeadList, lead_count: int, cell: str) -> None:
    for _ in range(lead_count):
        make_lead(tx, made.id, {"first_name": cell, "company": cell})


def _threads() -> int:
    return sum("aiosqlite" in thread.name or "_connection_worker" in thread.name for thread in threading.enumerate())


async def test_head_tells_the_length_and_leaves_the_connection_sound(tenant: Tenant) -> None:
    """I ask how large a page is, and go on over the same connection."""
    made = await tenant.make_list()
    await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {"first_name": "Zoë"}})
    path = f"/v1/lists/{made.public_id}/csv"
    whole = await tenant.client.get(path)
    host = tenant.house.url.removeprefix("http://")
    rest = f"{path} HTTP/1.1\r\nHost: {host}\r\nX-API-Key: {tenant.key}\r\n"
    raw = await _speak(tenant, f"HEAD {rest}\r\nHEAD {rest}\r\nGET {rest}Connection: close\r\n\r\n".encode())
    assert raw.count(b"HTTP/1.1 200 OK") == 3
    assert raw.count(f"content-length: {len(whole.content)}\r\n".encode()) == 2
    assert raw.count(b"tracking_id,image_url") == 1


async def test_a_client_of_old_gets_the_page_whole(tenant: Tenant) -> None:
    """HTTP/1.0 knows no chunks: what I save is the CSV and nothing else."""
    made = await tenant.make_list()
    await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {}})
    path = f"/v1/lists/{made.public_id}/csv"
    raw = await _speak(tenant, f"GET {path} HTTP/1.0\r\nHost: localhost\r\nX-API-Key: {tenant.key}\r\n\r\n".encode())
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head
    whole = (await tenant.client.get(path)).text.splitlines()
    assert [line.split(",")[0] for line in body.decode().splitlines()] == [line.split(",")[0] for line in whole]


async def _speak(tenant: Tenant, sent: bytes) -> bytes:
    """Say bytes over a socket, and hear all that comes back."""
    url = httpx.URL(tenant.house.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(sent)
    raw = await reader.read(-1)
    writer.close()
    await writer.wait_closed()
    return raw
