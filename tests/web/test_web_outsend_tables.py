"""`table-preview`: a table is looked at over `/api`, and nothing else happens."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import openpyxl
import pytest
from houses import Tenant
from traces import traces_of

from outhost.domain.lists import LeadList, ListType
from outhost.web.outsend import tables

CSV = "Prénom;Company\r\nZoë;Acme\r\nKim;\r\n".encode("cp1252")


@pytest.fixture
async def browser(tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """The tenant's owner, logged in."""
    async with tenant.house.browser(tenant.email) as client:
        yield client


async def test_a_table_is_looked_at_and_nothing_happens(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """I upload what my French Excel wrote: I see what it would become, pay nothing, and nothing is kept."""
    made = await tenant.make_list()
    before = await traces_of(tenant)
    answer = await browser.post(_path(made), files={"file": CSV}, data={"mapping": json.dumps({"first_name": "Prénom"})})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "kind": "csv",
        "delimiter": ";",
        "encoding": "cp1252",
        "sheet": None,
        "has_header": True,
        "columns": ["Prénom", "Company"],
        "mapping": {"first_name": "Prénom", "company": "Company"},
        "rows": [{"first_name": "Zoë", "company": "Acme"}, {"first_name": "Kim", "company": None}],
        "row_count": 2,
        "warnings": [],
    }
    assert await traces_of(tenant) == before


async def test_a_workbook_is_looked_at_in_my_language(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """XLSX as well; what is doubtful is told in French to whoever reads French."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Nom", "Company"])
    sheet.append(["Zoë", "Acme"])
    file = io.BytesIO()
    book.save(file)
    made = await tenant.make_list()
    answer = await browser.post(_path(made), files={"file": file.getvalue()}, headers={"Accept-Language": "fr"})
    assert (answer.json()["kind"], answer.json()["sheet"], answer.json()["row_count"]) == ("xlsx", "Sheet", 1)
    assert answer.json()["warnings"] == [
        "Aucune colonne pour first_name : il manquera à chaque ligne.",
        "Ces colonnes ne servent pas : Nom.",
    ]


@pytest.mark.parametrize(
    ("files", "data", "status", "fields"),
    [
        ({"file": b"%PDF-1.7"}, {}, 422, ["file"]),
        ({"file": b""}, {}, 422, ["file"]),
        ({"other": CSV}, {}, 422, ["file"]),
        ({"file": CSV}, {"mapping": "{"}, 422, ["mapping"]),
        ({"file": CSV}, {"mapping": '{"first_name": 1}'}, 422, ["mapping"]),
        ({"file": CSV}, {"mapping": '{"frist_name": "Company", "company": "Nope"}'}, 422, ["mapping.frist_name", "mapping.company"]),
        ({"file": CSV}, {"mapping": "x" * 70_000}, 400, []),
    ],
)
async def test_a_faulty_form_is_refused(
    tenant: Tenant, browser: httpx.AsyncClient, files: dict[str, bytes], data: dict[str, str], status: int, fields: list[str]
) -> None:
    """No table, no file, a mapping of what is not there: told by field."""
    answer = await browser.post(_path(await tenant.make_list()), files=files, data=data)
    assert answer.status_code == status, answer.text
    assert [error["field"] for error in answer.json().get("errors", [])] == fields


async def test_a_table_that_is_too_large_is_refused(tenant: Tenant, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit it is 413, whatever it holds."""
    monkeypatch.setattr(tables, "MOST_BYTES", 1000)
    monkeypatch.setattr(tables, "FORM_BYTES", 1000)
    answer = await browser.post(_path(await tenant.make_list()), files={"file": b"x" * 5000})
    assert answer.status_code == 413


async def test_a_list_without_leads_to_come_has_no_preview(tenant: Tenant, browser: httpx.AsyncClient) -> None:
    """An `ai` list takes no leads."""
    made = await tenant.make_list(list_type=ListType.AI)
    assert (await browser.post(_path(made), files={"file": CSV})).status_code == 400


def _path(made: LeadList) -> str:
    return f"/api/lists/{made.public_id}/leads/table-preview"
