"""Shapes of answers: as published, as documented, and as they come over the wire are one."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from houses import House, Tenant
from traces import traces_of
from waiting import until

from outhost.domain import errors
from outhost.domain.lists import ListType
from outhost.domain.subscriptions import Status, Subscription
from outhost.web.endpoint import Endpoint
from outhost.web.outwink.endpoints import ENDPOINTS
from outhost.web.outwink.envelope import NEVER, STATUS

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
TRACKING_ID = r"nai[0-9a-f]{15}"

LIST = {"list_id": UUID, "list_name": ".+", "list_type": "meme", "status": "completed", "created_at": MOMENT, "lead_count": int}
PUBLISHED: dict[str, Any] = {
    "GET /v1/me": {
        "user_id": UUID,
        "email": "[^@]+@[^@]+",
        "full_name": "Alex Cohen",
        "credits": int,
        "subscription": {"plan_name": "growth", "status": "active", "current_period_end": MOMENT, "cancel_at_period_end": bool},
    },
    "GET /v1/lists": {
        "lists": [LIST],
        "pagination": {"page": int, "size": int, "total": int, "last_page": int, "has_next": bool, "has_prev": bool},
    },
    "GET /v1/lists/<list_id>": {**LIST, "variables": [".+"], "image_extension": "png|gif"},
    "PATCH /v1/lists/<list_id>": {"list_id": UUID, "list_name": ".+"},
    "DELETE /v1/lists/<list_id>": {"deleted": bool, "list_id": UUID},
    "POST /v1/lists/<list_id>/leads": {
        "lead_id": UUID,
        "tracking_id": TRACKING_ID,
        "image_url": rf"https?://.+/{TRACKING_ID}\.png",
        "variables_used": {"first_name": "Sam", "company": "Acme"},
        "missing_variables": [".+"],
        "ignored_variables": [".+"],
        "credits_remaining": int,
    },
    "POST /v1/auth/rotate-key": {"api_key": UUID, "rotated_at": MOMENT},
}
"""The published examples, key by key: a type, or a pattern that a text matches."""

JSON = [endpoint for endpoint in ENDPOINTS if endpoint.answer is not None]
CSV = next(endpoint for endpoint in ENDPOINTS if endpoint.answer is None)


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Somebody with all that an example shows."""

    tenant: Tenant
    list_id: str


@pytest.fixture
async def resident(house: House) -> AsyncIterator[Resident]:
    """A workspace with a subscription and a list with a lead."""
    tenant = await house.move_in()
    plan = Subscription(plan_name="growth", status=Status.ACTIVE, current_period_end=_midnight(), cancel_at_period_end=False)
    await house.appliance.subscriptions.put(tenant.caller, plan)
    made = await tenant.make_list()
    await house.appliance.leads.add(tenant.caller, made, {"first_name": "Sam", "company": "Acme"})
    async with tenant.client:
        yield Resident(tenant=tenant, list_id=made.public_id)


@pytest.mark.parametrize("endpoint", JSON, ids=lambda endpoint: endpoint.name)
def test_the_documented_example_is_the_published_one(endpoint: Endpoint) -> None:
    """What the docs page shows has the keys, order and types that were published, and is what the wire model says."""
    example = endpoint.example.answer
    assert isinstance(example, dict)
    assert endpoint.answer is not None
    check_shape(example, PUBLISHED[f"{endpoint.method} {endpoint.path}"])
    assert _flat(endpoint.answer.model_validate(example, strict=True).model_dump()) == _flat(example)


@pytest.mark.parametrize("endpoint", JSON, ids=lambda endpoint: endpoint.name)
async def test_a_live_answer_has_the_shape_of_the_example(resident: Resident, endpoint: Endpoint) -> None:
    """What I get has exactly the documented keys, in their order, with their types."""
    answer = await _call(resident, endpoint)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    check_shape(answer.json(), PUBLISHED[f"{endpoint.method} {endpoint.path}"])


async def test_a_live_csv_has_the_headers_of_the_example(resident: Resident) -> None:
    """The export has the documented headers and begins with the documented columns."""
    answer = await _call(resident, CSV)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == CSV.answer_type == "text/csv; charset=utf-8"
    assert isinstance(CSV.example.answer, str)
    assert answer.text.split("\r\n")[0] == CSV.example.answer.split("\n")[0] == "tracking_id,image_url,first_name,company"
    assert {name for name in answer.headers if name.startswith("x-")} >= {"x-total-count", "x-page", "x-page-size", "x-last-page"}
    shown = CSV.example.answer_headers["Link"].replace("{{base}}", resident.tenant.house.url).replace("{{list_id}}", resident.list_id)
    assert answer.headers["link"] == shown


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
async def test_every_answer_carries_a_request_id_and_is_not_sniffed(resident: Resident, endpoint: Endpoint) -> None:
    """By its request id I can ask about any answer; browsers take it for what it says it is."""
    answer = await _call(resident, endpoint)
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_account_shows_its_founder_balance_and_plan(resident: Resident) -> None:
    """My id, address, name and balance are mine, and the plan's end is in whole seconds of UTC."""
    tenant = resident.tenant
    shown = (await tenant.client.get("/v1/me")).json()
    assert (shown["user_id"], shown["email"], shown["credits"]) == (tenant.user_id, tenant.email, 999)
    assert shown["subscription"]["current_period_end"] == "2026-05-31T22:00:00Z"


async def test_a_workspace_without_a_plan_has_no_subscription(tenant: Tenant) -> None:
    """Without a row, `subscription` is null, and there all the same."""
    assert (await tenant.client.get("/v1/me")).json()["subscription"] is None


async def test_the_most_relevant_plan_is_shown(tenant: Tenant) -> None:
    """Active or trialing comes before past due, that before canceled, then the one that ends last; one without an end comes last."""
    shown = []
    for name, status, days in (
        ("c1", Status.CANCELED, 900),
        ("c0", Status.CANCELED, 10),
        ("p1", Status.PAST_DUE, 1),
        ("a0", Status.ACTIVE, None),
        ("t1", Status.TRIALING, 2),
        ("a1", Status.ACTIVE, 3),
        ("t2", Status.TRIALING, 30),
        ("p2", Status.PAST_DUE, 5000),
    ):
        end = _midnight() + timedelta(days=days) if days else None
        plan = Subscription(plan_name=name, status=status, current_period_end=end, cancel_at_period_end=status is Status.CANCELED)
        await tenant.house.appliance.subscriptions.put(tenant.caller, plan)
        shown.append((await tenant.client.get("/v1/me")).json()["subscription"])
    assert [plan["plan_name"] for plan in shown] == ["c1", "c1", "p1", "a0", "t1", "a1", "t2", "t2"]
    assert shown[3] == {"plan_name": "a0", "status": "active", "current_period_end": None, "cancel_at_period_end": False}


async def test_a_list_of_another_type_has_no_variables(tenant: Tenant) -> None:
    """`ai` and `ice_breaker` lists are shown like any other: no variables, png."""
    for kind in (ListType.AI, ListType.ICE_BREAKER):
        made = await tenant.make_list(list_type=kind)
        detail = (await tenant.client.get(f"/v1/lists/{made.public_id}")).json()
        assert (detail["list_type"], detail["variables"], detail["image_extension"], detail["status"]) == (kind, [], "png", "completed")
        export = await tenant.client.get(f"/v1/lists/{made.public_id}/csv")
        assert export.content == b"tracking_id,image_url\r\n"


async def test_a_deleted_list_is_gone_with_all_that_it_had(resident: Resident) -> None:
    """Deleting answers once; then the list, its leads and their files are no more, and what was paid stays paid."""
    tenant, path = resident.tenant, f"/v1/lists/{resident.list_id}"
    before = await traces_of(tenant)
    answer = await tenant.client.delete(path)
    after = await traces_of(tenant)
    assert answer.json() == {"deleted": True, "list_id": resident.list_id}
    assert (after.lists, after.leads) == ((), ())
    await until(lambda: before.files - tenant.image_files() == {f"{tracking_id}.png" for tracking_id in before.leads})
    assert (after.balance, after.ledger) == (before.balance, before.ledger)
    assert (await tenant.client.delete(path)).status_code == 404


def test_every_refusal_has_a_status_or_can_never_happen_here() -> None:
    """No refusal is forgotten by the surface, and the seed's codes are all there."""
    every = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Refusal)} - {errors.Refusal}
    assert set(STATUS) | NEVER == every
    assert not set(STATUS) & NEVER
    assert set(STATUS.values()) <= {400, 401, 402, 404, 405, 500}
    assert {kind.code(): status for kind, status in STATUS.items()}.items() >= {
        ("invalid_input", 400),
        ("list_type_not_supported", 400),
        ("missing_authorization", 401),
        ("invalid_api_key", 401),
        ("insufficient_credits", 402),
        ("list_not_found", 404),
        ("method_not_allowed", 405),
    }


def test_every_documented_refusal_can_be_said() -> None:
    """An endpoint's error table lists nothing that the envelope would not say."""
    assert {kind for endpoint in ENDPOINTS for kind, _ in endpoint.refusals} <= set(STATUS)


def check_shape(value: Any, shape: Any) -> None:
    """Hold a value against a published shape: the same keys in the same order, the same types, texts of the same form."""
    match shape:
        case dict():
            assert list(value) == list(shape)
            for key in shape:
                check_shape(value[key], shape[key])
        case list():
            assert isinstance(value, list)
            for item in value:
                check_shape(item, shape[0])
        case str():
            assert re.fullmatch(shape, value), value
        case _:
            assert type(value) is shape


async def _call(resident: Resident, endpoint: Endpoint) -> Any:
    path = endpoint.path.replace("<list_id>", resident.list_id)
    return await resident.tenant.client.request(endpoint.method, path, json=endpoint.example.body)


def _flat(value: Any) -> list[object]:
    """List keys and values in order, which comparing dicts would overlook."""
    if isinstance(value, dict):
        return [[key, _flat(part)] for key, part in value.items()]
    return [_flat(part) for part in value] if isinstance(value, list) else [value]


def _midnight() -> datetime:
    return datetime(2026, 6, 1, tzinfo=timezone(timedelta(hours=2))).astimezone(UTC)
