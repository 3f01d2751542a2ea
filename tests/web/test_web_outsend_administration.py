"""What administrators of the installation do on `/api`: people, workspaces, credits."""

import asyncio
from pathlib import Path

import pytest
from houses import PASSWORD, House, OpenHouse
from outsend import answer_of, books_of, check_refused, events_of, join, move_in

from outhost.domain.credits import AMOUNT_LIMIT
from outhost.domain.workspaces import Role


async def test_i_see_everybody_and_every_workspace(tmp_path: Path, open_house: OpenHouse) -> None:
    """Newest first, with who belongs where, how much they have, and no password of anybody."""
    async with open_house(tmp_path) as house, move_in(house, is_admin=True) as admin, move_in(house, credit_count=5) as kim:
        await house.appliance.store.write(lambda tx: tx.workspaces.add_member(kim.workspace_id, admin.id, Role.VIEWER))
        people = await answer_of(admin.client.get("/api/admin/users"))
        assert [(one["id"], one["is_admin"], one["is_active"]) for one in people["items"]] == [
            (kim.id, False, True),
            (admin.id, True, True),
        ]
        assert [(one["id"], one["role"]) for one in people["items"][1]["workspaces"]] == [
            (admin.workspace_id, "owner"),
            (kim.workspace_id, "viewer"),
        ]
        assert await answer_of(admin.client.get(f"/api/admin/users/{kim.id}")) == people["items"][0]
        assert "argon2" not in str(people)
        places = await answer_of(admin.client.get("/api/admin/workspaces"))
        assert [(one["id"], one["founder_id"], one["members"], one["credits"]) for one in places["items"]] == [
            (kim.workspace_id, kim.id, 2, 5),
            (admin.workspace_id, admin.id, 1, 1000),
        ]
        page = await answer_of(admin.client.get("/api/admin/workspaces", params={"limit": 1, "offset": 1}))
        assert (page["items"], page["total"]) == (places["items"][1:], 2)


async def test_who_is_kept_out_is_refused_everywhere_until_they_are_let_in(house: House) -> None:
    """Their session and its cookie live on, and every call of theirs says that the account is deactivated; so does a login."""
    async with move_in(house, is_admin=True) as admin, move_in(house) as kim, house.browser() as browser:
        path = f"/api/admin/users/{kim.id}"
        assert (await answer_of(admin.client.patch(path, json={"is_active": False})))["is_active"] is False
        for call in ("/api/auth/me", "/api/credits", "/api/workspaces"):
            await check_refused(kim, "GET", call, status=403, says="deactivated")
        login = await browser.post("/api/auth/login", json={"email": kim.user.email, "password": PASSWORD})
        assert login.status_code == 403
        before = await books_of(house)
        await answer_of(admin.client.patch(path, json={}))
        await answer_of(admin.client.patch(path, json={"is_active": False, "is_admin": None}))
        assert await books_of(house) == before
        await answer_of(admin.client.patch(path, json={"is_active": True}))
        await answer_of(kim.client.get("/api/credits"))


async def test_the_last_administrator_can_neither_be_kept_out_nor_be_made_none(tmp_path: Path, open_house: OpenHouse) -> None:
    """Somebody must look after the house; an administrator who is kept out does not count."""
    async with open_house(tmp_path) as house, move_in(house, is_admin=True) as alex, move_in(house) as kim:
        path = f"/api/admin/users/{alex.id}"
        for body in ({"is_active": False}, {"is_admin": False}, {"is_active": False, "is_admin": False}):
            await check_refused(alex, "PATCH", path, body=body, status=400, says="last active administrator")
        await answer_of(alex.client.patch(f"/api/admin/users/{kim.id}", json={"is_admin": True, "is_active": False}))
        await check_refused(alex, "PATCH", path, body={"is_admin": False}, status=400, says="last active administrator")
        await answer_of(alex.client.patch(f"/api/admin/users/{kim.id}", json={"is_active": True}))
        answers = await asyncio.gather(*(one.client.patch(f"/api/admin/users/{one.id}", json={"is_admin": False}) for one in (alex, kim)))
        assert sorted(answer.status_code for answer in answers) == [200, 400]


async def test_i_grant_credits_and_take_them_back_and_the_ledger_says_so(house: House) -> None:
    """Every change is a line of the workspace's ledger and an event there, in my name; the sum is the balance."""
    async with move_in(house, is_admin=True) as admin, move_in(house, credit_count=10) as kim:
        path = f"/api/admin/workspaces/{kim.workspace_id}/credits"
        granted = await answer_of(admin.client.post(path, json={"amount": 500, "reason": " Spring offer "}))
        assert granted == {"workspace_id": kim.workspace_id, "amount": 500, "credits": 510}
        taken = await answer_of(admin.client.post(path, json={"amount": -510}))
        assert taken == {"workspace_id": kim.workspace_id, "amount": -510, "credits": 0}
        ledger = await answer_of(kim.client.get("/api/credits/ledger"))
        assert [(line["delta"], line["balance_after"], line["reason"], line["actor"]) for line in ledger["items"]] == [
            (-510, 0, "revoke", f"user:{admin.id}"),
            (500, 510, "Spring offer", f"user:{admin.id}"),
            (10, 10, "initial", "command_line"),
        ]
        assert (await events_of(kim))[-2:] == [
            ("credits.granted", str(kim.workspace_id), f"user:{admin.id}"),
            ("credits.revoked", str(kim.workspace_id), f"user:{admin.id}"),
        ]
        assert await answer_of(kim.client.get("/api/credits")) == {"workspace_id": kim.workspace_id, "credits": 0}
        page = await answer_of(kim.client.get("/api/credits/ledger", params={"limit": 1, "offset": 1}))
        assert (page["items"], page["total"], page["limit"], page["offset"]) == (ledger["items"][1:2], 3, 1, 1)
        assert await answer_of(kim.client.get("/api/subscription")) == {"subscription": None}


async def test_a_repeated_grant_is_granted_once(house: House) -> None:
    """I sent it twice, for the first answer was lost: the credits came once."""
    async with move_in(house, is_admin=True) as admin, move_in(house, credit_count=0) as kim:
        path, headers = f"/api/admin/workspaces/{kim.workspace_id}/credits", {"Idempotency-Key": "k"}
        answers = await asyncio.gather(*(admin.client.post(path, json={"amount": 5}, headers=headers) for _ in range(3)))
        assert len({answer.content for answer in answers}) == 1
        assert (await answer_of(kim.client.get("/api/credits")))["credits"] == 5
        await check_refused(admin, "POST", path, body={"amount": -6}, status=400, says="Only 5 credits")


async def test_of_two_who_take_the_same_credits_back_one_gets_them(house: House) -> None:
    """A balance never falls below nothing, however many hands are in it."""
    async with move_in(house, is_admin=True) as admin, move_in(house, credit_count=5) as kim:
        path = f"/api/admin/workspaces/{kim.workspace_id}/credits"
        answers = await asyncio.gather(*(admin.client.post(path, json={"amount": -5}) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
        assert (await answer_of(kim.client.get("/api/credits")))["credits"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says", "field"),
    [
        ("PATCH", "/api/admin/users/{self}", {"is_active": "no"}, 422, "true or false", "is_active"),
        ("PATCH", "/api/admin/users/{self}", {"is_admin": 1}, 422, "true or false", "is_admin"),
        ("PATCH", "/api/admin/users/987654321", {"is_admin": 1}, 404, "nothing of yours", None),
        ("GET", "/api/admin/users/987654321", None, 404, "nothing of yours", None),
        ("GET", "/api/admin/users?limit=501", None, 422, "500", "limit"),
        ("GET", "/api/admin/workspaces?offset=x", None, 422, "offset", "offset"),
        ("POST", "/api/admin/workspaces/{own}/credits", {}, 422, "is required", "amount"),
        ("POST", "/api/admin/workspaces/{own}/credits", {"amount": 0}, 422, "not be 0", "amount"),
        ("POST", "/api/admin/workspaces/{own}/credits", {"amount": 1.5}, 422, "whole number", "amount"),
        ("POST", "/api/admin/workspaces/{own}/credits", {"amount": "5"}, 422, "whole number", "amount"),
        ("POST", "/api/admin/workspaces/{own}/credits", {"amount": AMOUNT_LIMIT + 1}, 422, "at most", "amount"),
        ("POST", "/api/admin/workspaces/{own}/credits", {"amount": 5, "reason": "x" * 201}, 422, "200", "reason"),
        ("POST", "/api/admin/workspaces/{own}/credits", {"amount": -1001}, 400, "Only 1000", None),
        ("POST", "/api/admin/workspaces/987654321/credits", {"amount": 0}, 404, "nothing of yours", None),
    ],
)
async def test_what_an_administrator_can_t_do_says_why_and_changes_nothing(
    house: House, method: str, path: str, body: object, status: int, says: str, field: str | None
) -> None:
    """A slip books nothing and shuts nobody out."""
    async with move_in(house, is_admin=True) as admin:
        filled = path.format(own=admin.workspace_id, self=admin.id)
        await check_refused(admin, method, filled, body=body, status=status, says=says, field=field)


async def test_a_member_of_mine_is_no_administrator_s_business_to_others(house: House) -> None:
    """An owner who is no administrator learns nothing of who else is here."""
    async with move_in(house) as alex, join(alex, Role.OWNER) as kim:
        for path in ("/api/admin/users", f"/api/admin/users/{kim.id}", "/api/admin/workspaces", "/api/admin/invitations"):
            await check_refused(alex, "GET", path, status=403, says="administrators")
