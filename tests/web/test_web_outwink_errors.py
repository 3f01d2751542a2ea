"""Every row of every error table of the published API, and what must not have happened."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from premises import Premises, check_refused

LEAD = {"variables": {"first_name": "Sam", "company": "Acme"}}
NAME = {"name": "Q2 Campaign"}
UNKNOWN_KEY = "8d1d20c0-5b7e-4d2c-8a3f-0e8b6f1c3a02"

BODIES: dict[tuple[str, str], Any] = {("PATCH", "/v1/lists/{meme}"): NAME, ("POST", "/v1/lists/{meme}/leads"): LEAD}
CALLS = (
    ("GET", "/v1/me"),
    ("GET", "/v1/lists"),
    ("GET", "/v1/lists/{meme}"),
    ("PATCH", "/v1/lists/{meme}"),
    ("DELETE", "/v1/lists/{meme}"),
    ("POST", "/v1/lists/{meme}/leads"),
    ("GET", "/v1/lists/{meme}/csv"),
    ("POST", "/v1/auth/rotate-key"),
)
LIST_CALLS = tuple(call for call in CALLS if "{meme}" in call[1])
NO_CALL = (("GET", "/v1/nothing"), ("PUT", "/v1/me"), ("GET", "/v1"), ("POST", "/v1/lists"), ("OPTIONS", "/v1/lists"))


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A call that must be refused: `key` is `own`, `none`, `shut out`, `dashless` or what is sent; `details` as in `check_refused`."""

    call: tuple[str, str]
    what: str
    status: int
    error: str
    key: str = "own"
    query: str = ""
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    is_penniless: bool = False
    details: Any = None

    def __str__(self) -> str:
        return f"{self.call[0]} {self.call[1]}{self.query} {self.what}"


def with_key(what: str, key: str, error: str) -> list[Scenario]:
    """Every call, and every path or verb that does not exist: without a key that opens, nobody is told what exists."""
    calls = [*CALLS, *NO_CALL]
    return [Scenario(call=call, what=what, key=key, status=401, error=error, body=BODIES.get(call)) for call in calls]


def on_list(what: str, name: str, **more: Any) -> list[Scenario]:
    """Every call that names a list, with another name in its place; its body is as good as can be."""
    return [
        Scenario(
            call=(call[0], call[1].replace("{meme}", name)), what=what, status=404, error="list_not_found", body=BODIES.get(call), **more
        )
        for call in LIST_CALLS
    ]


KEYS = [
    *with_key("no key", "none", "missing_authorization"),
    *with_key("empty key", "", "missing_authorization"),
    *with_key("unknown key", UNKNOWN_KEY, "invalid_api_key"),
    *with_key("key of a founder who was deactivated", "shut out", "invalid_api_key"),
    *with_key("no UUID", "outwink", "invalid_api_key"),
    *with_key("the right key without its dashes", "dashless", "invalid_api_key"),
    *with_key("a key for the other API", "osk_0123456789abcdef0123456789abcdef", "invalid_api_key"),
]

LISTS = [
    *on_list("of nobody", "{absent}"),
    *on_list("of a neighbour", "{foreign}"),
    *on_list("deleted", "{deleted}"),
    *on_list("no UUID", "42"),
    *on_list("a UUID and more", "{meme}0"),
    *on_list("a UUID less one", "cf9a8f55-7e7c-4d2e-aa1f-4d9b7e25c1a"),
    *on_list("a UUID without dashes", "cf9a8f557e7c4d2eaa1f4d9b7e25c1a1"),
    *on_list("a percent-encoded path out", "..%2f..%2fv1%2fme"),
    *on_list("a quote", "'%20OR%201=1--"),
    *on_list("a NUL", "{meme}%00"),
    *on_list("a very long name", "a" * 5000),
]

RENAME, ADD = ("PATCH", "/v1/lists/{meme}"), ("POST", "/v1/lists/{meme}/leads")
INVALID = [
    *(
        Scenario(call=call, what="out of range", query=query, status=400, error="invalid_input", details=[path])
        for call, most in ((("GET", "/v1/lists"), 200), (("GET", "/v1/lists/{meme}/csv"), 10_000))
        for path, query in (("page", "?page=0"), ("size", "?size=0"), ("size", f"?size={most + 1}"))
    ),
    *(
        Scenario(call=call, what=what, body=body, status=400, error="invalid_input", details=[path])
        for call, what, body, path in (
            (RENAME, "empty name", {"name": ""}, "name"),
            (RENAME, "blank name", {"name": " \t "}, "name"),
            (RENAME, "name of 121", {"name": "n" * 121}, "name"),
            (ADD, "variables no object", {"variables": []}, "variables"),
        )
    ),
    *(
        Scenario(call=("POST", f"/v1/lists/{{{kind}}}/leads"), what="of this type", body=LEAD, status=400, error="list_type_not_supported")
        for kind in ("ai", "ice_breaker")
    ),
    Scenario(
        call=("POST", "/v1/lists/{unpaid}/leads"),
        what="no credits",
        body=LEAD,
        is_penniless=True,
        status=402,
        error="insufficient_credits",
        details={"cost": 1, "available": 0},
    ),
]

ORDER = [
    Scenario(call=("GET", "/v1/nothing"), what="unknown path, good key", status=404, error="not_found"),
    Scenario(call=("GET", "/v1"), what="the surface itself", status=404, error="not_found"),
    Scenario(call=("GET", "/v1/"), what="the surface's folder", status=404, error="not_found"),
    Scenario(call=("PUT", "/v1/lists/{absent}"), what="wrong verb before the list is looked up", status=405, error="method_not_allowed"),
    Scenario(call=("GET", "/v1/lists/{absent}/leads"), what="wrong verb before the list", status=405, error="method_not_allowed"),
    Scenario(call=("POST", "/v1/lists"), what="wrong verb before the body", body=b"{", status=405, error="method_not_allowed"),
    Scenario(call=("GET", "/v1/lists/{absent}/csv"), what="list before page", query="?page=0", status=404, error="list_not_found"),
    Scenario(call=("PATCH", "/v1/lists/{absent}"), what="list before body", body=b"{", status=404, error="list_not_found"),
    Scenario(call=("POST", "/v1/lists/{absent}/leads"), what="list before body", body=b"{", status=404, error="list_not_found"),
    Scenario(call=("POST", "/v1/lists/{ai}/leads"), what="type before body", body=b"{", status=400, error="list_type_not_supported"),
    Scenario(
        call=("POST", "/v1/lists/{ai}/leads"), what="type before key", body=LEAD, headers={"Idempotency-Key": "a b"}, status=400,
        error="list_type_not_supported",
    ),
    Scenario(
        call=("POST", "/v1/lists/{unpaid}/leads"), what="body before credits", body={"variables": 1}, is_penniless=True, status=400,
        error="invalid_input", details=["variables"],
    ),
    Scenario(
        call=("POST", "/v1/lists/{unpaid}/leads"), what="values before credits", body={"variables": {"company": {}}}, is_penniless=True,
        status=400, error="invalid_input", details=["variables.company"],
    ),
    Scenario(
        call=("POST", "/v1/lists/{unpaid}/leads"), what="idempotency key before credits", body=LEAD, is_penniless=True,
        headers={"Idempotency-Key": ""}, status=400, error="invalid_input", details=["Idempotency-Key"],
    ),
]  # fmt: skip


@pytest.mark.parametrize("scenario", [*KEYS, *LISTS, *INVALID, *ORDER], ids=str)
async def test_a_refused_call_says_why_and_leaves_no_trace(premises: Premises, scenario: Scenario) -> None:
    """Whatever is wrong with my call, I get the status and code of the table; nothing is charged, written or drawn."""
    caller = premises.penniless if scenario.is_penniless else premises.tenant
    keys = {"own": caller.key, "none": None, "shut out": premises.shut_out.key, "dashless": caller.key.replace("-", "")}
    key = keys.get(scenario.key, scenario.key)
    content = scenario.body if isinstance(scenario.body, bytes) else None
    request = caller.client.build_request(
        scenario.call[0],
        premises.path(scenario.call[1]) + scenario.query,
        headers=scenario.headers | ({} if key is None else {"X-API-Key": key}),
        json=None if content else scenario.body,
        content=content,
    )
    if key is None:
        del request.headers["X-API-Key"]
    await check_refused(premises, caller, request, status=scenario.status, error=scenario.error, details=scenario.details)


async def test_a_malformed_foreign_or_absent_list_is_refused_in_the_same_words(premises: Premises) -> None:
    """Nobody can tell from the answer whether a list exists elsewhere."""
    client = premises.tenant.client
    answers = {(await client.get(premises.path(f"/v1/lists/{name}"))).content for name in ("{foreign}", "{absent}", "{deleted}", "42")}
    assert len(answers) == 1


async def test_the_case_of_a_list_s_id_does_not_matter(premises: Premises) -> None:
    """A UUID in capitals names the same list, and is answered in the usual form."""
    answer = await premises.tenant.client.get(premises.path("/v1/lists/{shouted}"))
    assert (answer.status_code, answer.json()["list_id"]) == (200, premises.ids["meme"])


async def test_a_refusal_of_an_unsupported_type_names_both_types(premises: Premises) -> None:
    """I read which type my list has and which one is needed."""
    answer = await premises.tenant.client.post(premises.path("/v1/lists/{ice_breaker}/leads"), json=LEAD)
    message = answer.json()["message"]
    assert "ice_breaker" in message
    assert "meme" in message
