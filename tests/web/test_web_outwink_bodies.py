"""Bodies that come to `/v1`, good and bad, and variables above all."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from houses import SMALL_SPEC, Tenant
from premises import Premises, check_refused
from traces import traces_of

MB = 1 << 20
NESTED = b"[" * 10_000 + b"]" * 10_000
NO_JSON = {
    "empty": b"",
    "blank": b" \r\n",
    "cut": b'{"variables": {"first_name": "Sa',
    "trailing comma": b'{"variables": {},}',
    "two documents": b'{"variables": {}}{"variables": {}}',
    "single quotes": b"{'variables': {}}",
    "a comment": b'{"variables": {}} // hello',
    "NaN": b'{"variables": {"first_name": NaN}}',
    "NaN where nobody looks": b'{"variables": {"unknown": NaN}}',
    "Infinity where nobody looks": b'{"variables": {"unknown": -Infinity}}',
    "invalid UTF-8": b'{"variables": {"first_name": "\xff\xfe"}}',
    "Latin-1": '{"variables": {"first_name": "Zoé"}}'.encode("latin-1"),
    "UTF-16": '{"variables": {}}'.encode("utf-16"),
    "overlong UTF-8": b'{"variables": {"first_name": "\xc0\xaf"}}',
    "surrogate in UTF-8": b'{"variables": {"first_name": "\xed\xa0\x80"}}',
    "lone surrogate": b'{"variables": {"first_name": "\\ud800"}}',
    "lone low surrogate": b'{"variables": {"first_name": "\\udc00x"}}',
    "a raw line break": b'{"variables": {"first_name": "a\nb"}}',
    "deep nesting": NESTED,
    "deep nesting where nobody looks": b'{"variables": {"unknown": ' + NESTED + b"}}",
    "a number with 5,000 digits": b'{"variables": {"first_name": ' + b"9" * 5000 + b"}}",
    "a form": b"variables=1",
}
TOO_LARGE = {"just over": MB + 1, "over the server's own limit": 11 * MB}
WRONG_SHAPES = {
    "array": ([], ""),
    "text": ("variables", ""),
    "null": (None, ""),
    "number": (1, ""),
    "no variables": ({}, "variables"),
    "variables null": ({"variables": None}, "variables"),
    "variables array": ({"variables": [["first_name", "Sam"]]}, "variables"),
    "variables text": ({"variables": '{"first_name": "Sam"}'}, "variables"),
    "variables true": ({"variables": True}, "variables"),
    "other case": ({"Variables": {}}, "variables"),
}
WRONG_NAMES = {
    "missing": ({}, "name"),
    "null": ({"name": None}, "name"),
    "number": ({"name": 1}, "name"),
    "array": ({"name": ["a"]}, "name"),
    "empty": ({"name": ""}, "name"),
    "blank": ({"name": "\u00a0\u2003\n"}, "name"),
    "121 characters": ({"name": "n" * 121}, "name"),
    "121 characters beyond the BMP": ({"name": "🦊" * 121}, "name"),
    "other key": ({"list_name": "A"}, "name"),
    "array as body": (["name"], ""),
}


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON)
@pytest.mark.parametrize("call", [("POST", "/v1/lists/{meme}/leads"), ("PATCH", "/v1/lists/{meme}")], ids=["lead", "rename"])
async def test_a_body_that_is_no_json_is_invalid_input(premises: Premises, call: tuple[str, str], body: bytes) -> None:
    """Whatever I send that is not JSON in UTF-8 is 400 invalid_input, and nothing happens."""
    await check_refused(premises, premises.tenant, _request(premises, *call, body), status=400, error="invalid_input", details=[""])


@pytest.mark.parametrize("size", TOO_LARGE.values(), ids=TOO_LARGE)
@pytest.mark.parametrize("is_chunked", [False, True], ids=["sized", "chunked"])
async def test_a_body_over_one_megabyte_is_invalid_input(premises: Premises, size: int, *, is_chunked: bool) -> None:
    """However I send more than 1 MB, I am told so, and nothing happens."""
    body = json.dumps({"variables": {"first_name": "Sam"}}).encode().ljust(size)

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, size, 1 << 16):
            yield body[start : start + (1 << 16)]

    request = _request(premises, "POST", "/v1/lists/{meme}/leads", parts() if is_chunked else body)
    answer = await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=[""])
    assert "1 MB" in answer.json()["message"]


@pytest.mark.parametrize(("body", "path"), WRONG_SHAPES.values(), ids=WRONG_SHAPES)
async def test_a_lead_of_the_wrong_shape_is_invalid_input(premises: Premises, body: Any, path: str) -> None:
    """`variables` must be there and be an object; the issue names it."""
    request = _request(premises, "POST", "/v1/lists/{meme}/leads", json.dumps(body).encode())
    await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=[path])


@pytest.mark.parametrize(("body", "path"), WRONG_NAMES.values(), ids=WRONG_NAMES)
async def test_a_name_that_will_not_do_is_invalid_input(premises: Premises, body: Any, path: str) -> None:
    """A name is a text of 1 to 120 characters after trimming; anything else leaves the old one."""
    request = _request(premises, "PATCH", "/v1/lists/{meme}", json.dumps(body).encode())
    await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=[path])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Q3 \n", "Q3"),
        ("n" * 120, "n" * 120),
        (" " * 500 + "n" * 120 + "\t", "n" * 120),
        ("🦊" * 120, "🦊" * 120),
        ('Été, "l\'hiver" = 1\n2', 'Été, "l\'hiver" = 1\n2'),
        ("a\x00b", "a\x00b"),
        ("x'); DROP TABLE lists;--", "x'); DROP TABLE lists;--"),
    ],
)
async def test_a_list_is_renamed_to_the_trimmed_name_and_nothing_else_changes(tenant: Tenant, name: str, kept: str) -> None:
    """I rename my list; its other fields stay, and what I read back is the name without the blanks around it."""
    made = await tenant.make_list("Before")
    path = f"/v1/lists/{made.public_id}"
    before = (await tenant.client.get(path)).json()
    answer = await tenant.client.patch(path, json={"name": name, "list_type": "ai", "lead_count": 7})
    assert (answer.status_code, answer.json()) == (200, {"list_id": made.public_id, "list_name": kept})
    assert (await tenant.client.get(path)).json() == before | {"list_name": kept}


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value as it stands in the request's JSON, and the text that becomes of it."""

    sent: str
    kept: str | None


VALUES = [
    Value(sent='"Sam"', kept="Sam"),
    Value(sent='""', kept=""),
    Value(sent="null", kept=None),
    Value(sent="true", kept="true"),
    Value(sent="false", kept="false"),
    Value(sent="0", kept="0"),
    Value(sent="-0", kept="0"),
    Value(sent="42", kept="42"),
    Value(sent="123456789012345678901234567890", kept="123456789012345678901234567890"),
    Value(sent="9" * 500, kept="9" * 500),
    Value(sent="1.0", kept="1.0"),
    Value(sent="0.1", kept="0.1"),
    Value(sent="-0.0", kept="-0.0"),
    Value(sent="1e2", kept="100.0"),
    Value(sent="1e22", kept="1e+22"),
    Value(sent="5e-324", kept="5e-324"),
    Value(sent="0.1000000000000000055511151231257827", kept="0.1"),
    Value(sent='" Sam "', kept=" Sam "),
    Value(sent='"a\\u0000b"', kept="a\x00b"),
    Value(sent='"line\\nline\\r\\n\\"quoted\\", and \\u2028"', kept='line\nline\r\n"quoted", and \u2028'),
    Value(sent='"\\ud83e\\udd8a"', kept="🦊"),
    Value(sent='"=1+1"', kept="=1+1"),
    Value(sent='"{{company}}"', kept="{{company}}"),
    Value(sent='"<script>alert(1)</script>"', kept="<script>alert(1)</script>"),
    Value(sent=f'"{"x" * 500}"', kept="x" * 500),
    Value(sent=f'"{"🦊" * 500}"', kept="🦊" * 500),
    Value(sent=f'"{"é" * 500}"', kept="é" * 500),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.sent[:40])
async def test_a_value_becomes_text_and_is_kept_exactly(values_list: tuple[Tenant, str], value: Value) -> None:
    """Texts, numbers and booleans become text, null stays null, and the answer shows what is kept."""
    tenant, list_id = values_list
    body = f'{{"variables": {{"company": "Acme", "first_name": {value.sent}}}}}'.encode()
    answer = await tenant.client.post(f"/v1/lists/{list_id}/leads", content=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["variables_used"] == {"first_name": value.kept, "company": "Acme"}
    assert list(answer.json()["variables_used"]) == ["first_name", "company"]
    assert answer.json()["missing_variables"] == (["first_name"] if value.kept is None else [])
    kept = await tenant.house.appliance.read(
        lambda tx: tx.one("SELECT variables FROM leads WHERE tracking_id = :id", id=answer.json()["tracking_id"])
    )
    assert kept is not None
    assert json.loads(kept["variables"])["first_name"] == value.kept


BAD_VALUES = {
    "object": {},
    "array": [],
    "array of one": ["Sam"],
    "501 characters": "x" * 501,
    "501 characters beyond the BMP": "🦊" * 501,
    "501 blanks": " " * 501,
    "501 digits": 10**500,
    "501 characters with the sign": -(10**499) * 10,
}


@pytest.mark.parametrize("value", BAD_VALUES.values(), ids=BAD_VALUES)
async def test_a_declared_variable_must_be_plain_and_short(premises: Premises, value: object) -> None:
    """A nested or too long value of a declared variable is 400, and the issue names that variable."""
    request = _request(premises, "POST", "/v1/lists/{meme}/leads", json.dumps({"variables": {"first_name": value}}).encode())
    await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=["variables.first_name"])


async def test_every_bad_value_is_named(premises: Premises) -> None:
    """Two bad values give two issues, in declared order."""
    body = b'{"variables": {"company": 1e400, "first_name": [], "zip": {}}}'
    request = _request(premises, "POST", "/v1/lists/{meme}/leads", body)
    paths = ["variables.first_name", "variables.company"]
    await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=paths)


async def test_undeclared_variables_are_ignored_in_the_order_of_the_body(tenant: Tenant) -> None:
    """What the template does not declare is reported, whatever its value, and costs nothing extra."""
    made = await tenant.make_list()
    ignored = {"z": {"deep": [1]}, "a": "x" * 5000, "First_Name": 1, "first_name ": None, "": [], "tracking_id": 10**400, "é\n": 1e300}
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {**ignored, "company": "Acme"}, "extra": 1})
    assert answer.status_code == 200
    assert answer.json()["ignored_variables"] == list(ignored)
    assert answer.json()["variables_used"] == {"first_name": None, "company": "Acme"}
    assert answer.json()["missing_variables"] == ["first_name"]


async def test_no_variables_at_all_is_a_lead_all_the_same(tenant: Tenant) -> None:
    """Missing keys are no error: they are null, reported in declared order, and charged as any lead."""
    made = await tenant.make_list()
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {}})
    assert answer.json()["missing_variables"] == ["first_name", "company"]
    assert answer.json()["variables_used"] == {"first_name": None, "company": None}
    assert answer.json()["credits_remaining"] == 999
    assert (await traces_of(tenant)).adds_up


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"])
async def test_the_content_type_does_not_matter(tenant: Tenant, content_type: str | None) -> None:
    """A body is read as JSON whatever its header says; curl -d sends a form's."""
    made = await tenant.make_list()
    headers = {"Content-Type": content_type} if content_type else {}
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", content=b'{"variables": {}}', headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("is_full", [False, True], ids=["small", "exactly 1 MB"])
async def test_a_chunked_body_is_read_whole(tenant: Tenant, *, is_full: bool) -> None:
    """A body without a length, and one of exactly 1 MB, are bodies like any other."""
    made = await tenant.make_list()
    body = b'{"variables": {"first_name": "Sam"}}'.ljust(MB if is_full else 0)

    async def parts() -> AsyncIterator[bytes]:
        for part in (body[:1], body[1:20], body[20:]):
            yield part

    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", content=parts())
    assert (answer.status_code, answer.json()["variables_used"]["first_name"]) == (200, "Sam")


async def test_of_a_key_given_twice_the_last_counts(tenant: Tenant) -> None:
    """A repeated key is no error; the last value counts, as in most readers of JSON."""
    made = await tenant.make_list()
    body = b'{"variables": {"company": "A"}, "variables": {"company": "B", "company": "C"}}'
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", content=body)
    assert answer.json()["variables_used"] == {"first_name": None, "company": "C"}


async def test_a_text_that_must_not_overflow_and_does_is_invalid_input(premises: Premises, tenant: Tenant) -> None:
    """A layer with `overflow: error` refuses a text that cannot fit, before anything is charged."""
    layer = {**SMALL_SPEC["layers"][0], "overflow": "error", "fit": "none", "max_lines": 1}
    made = await tenant.make_list(spec={**SMALL_SPEC, "layers": [layer]})
    body = {"variables": {"first_name": "Maximiliane-Charlotte" * 20}}
    request = tenant.client.build_request("POST", f"/v1/lists/{made.public_id}/leads", json=body)
    await check_refused(premises, tenant, request, status=400, error="invalid_input", details=["variables"])


@pytest.fixture(scope="module")
async def values_list(premises: Premises) -> tuple[Tenant, str]:
    """A list that takes many a value."""
    return premises.tenant, (await premises.tenant.make_list("Values")).public_id


def _request(premises: Premises, method: str, path: str, content: bytes | AsyncIterator[bytes]) -> httpx.Request:
    return premises.tenant.client.build_request(method, premises.path(path), content=content)
