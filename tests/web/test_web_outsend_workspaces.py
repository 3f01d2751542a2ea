"""Workspaces and their members on `/api`: founded, entered, shared, left."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from houses import House
from outsend import Person, answer_of, check_refused, come_alone, events_of, join, log_in, move_in

from outhost.domain.workspaces import Member, Role
from outhost.store.transactions import Tx

ROLES = (Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER)


async def test_i_found_a_second_workspace_and_act_in_it(house: House) -> None:
    """A new workspace has my name on it, the credits that new ones start with, and a key for `/v1` that nobody has seen."""
    async with move_in(house) as alex:
        made = await answer_of(alex.client.post("/api/workspaces", json={"name": "  Northwind "}))
        assert made == {"id": made["id"], "name": "Northwind", "role": "owner"}
        assert (await answer_of(alex.client.get("/api/credits")))["workspace_id"] == alex.workspace_id
        assert await answer_of(alex.client.post(f"/api/workspaces/{made['id']}/switch")) == made
        assert await answer_of(alex.client.get("/api/credits")) == {"workspace_id": made["id"], "credits": 1000}
        assert (await answer_of(alex.client.get("/api/auth/me")))["user"]["workspace_id"] == made["id"]
        assert (await answer_of(alex.client.get("/api/outwink-key")))["last_used_at"] is None
        listed = await answer_of(alex.client.get("/api/workspaces"))
        assert [(one["id"], one["role"]) for one in listed["items"]] == [(made["id"], "owner"), (alex.workspace_id, "owner")]
        ledger = await answer_of(alex.client.get("/api/credits/ledger"))
        assert [(line["delta"], line["reason"], line["actor"]) for line in ledger["items"]] == [(1000, "initial", f"user:{alex.id}")]
        log = await answer_of(alex.client.get("/api/audit-log"))
        assert [event["event"] for event in log["items"]] == ["session.switched", "workspace.created"]


async def test_the_same_creation_twice_makes_one_workspace_even_for_somebody_who_has_none(house: House) -> None:
    """My connection broke and I sent it again: with the same key I get the same workspace, though I was a member of none before."""
    async with come_alone(house) as alex:
        headers = {"Idempotency-Key": "once"}
        answers = [await alex.client.post("/api/workspaces", json={"name": "Northwind"}, headers=headers) for _ in range(2)]
        assert answers[0].content == answers[1].content
        assert (await answer_of(alex.client.get("/api/workspaces")))["total"] == 1
        assert (await answer_of(alex.client.get("/api/credits")))["workspace_id"] == answers[0].json()["id"]
        other = await alex.client.post("/api/workspaces", json={"name": "Other"}, headers=headers)
        assert other.status_code == 422
        async with move_in(house) as kim:
            theirs = await answer_of(kim.client.post("/api/workspaces", json={"name": "Northwind"}, headers=headers))
            assert theirs["id"] != answers[0].json()["id"]


async def test_only_the_session_that_switches_goes_elsewhere(house: House) -> None:
    """My telephone stays in the workspace in which I left it."""
    async with move_in(house) as alex, log_in(house, alex.user, alex.workspace_id, Role.OWNER) as telephone:
        made = await answer_of(alex.client.post("/api/workspaces", json={"name": "Northwind"}))
        await answer_of(alex.client.post(f"/api/workspaces/{made['id']}/switch"))
        assert (await answer_of(telephone.client.get("/api/credits")))["workspace_id"] == alex.workspace_id
        assert (await answer_of(alex.client.get("/api/credits")))["workspace_id"] == made["id"]


async def test_my_role_is_what_i_am_in_the_workspace_that_the_path_names(house: House) -> None:
    """An owner at home is a viewer as a guest, wherever the session acts."""
    async with move_in(house) as host, join(host, Role.VIEWER) as guest:
        own = next(one for one in (await answer_of(guest.client.get("/api/workspaces")))["items"] if one["role"] == "owner")
        assert await answer_of(guest.client.patch(f"/api/workspaces/{own['id']}", json={"name": "Mine"})) == own | {"name": "Mine"}
        path = f"/api/workspaces/{host.workspace_id}"
        await check_refused(guest, "PATCH", path, body={"name": "Mine"}, status=403, says="owner")
        members = await answer_of(guest.client.get(f"{path}/members"))
        assert [(member["user_id"], member["role"]) for member in members["items"]] == [(guest.id, "viewer"), (host.id, "owner")]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Who gives whom which role, or removes them (`to` is None), and how that ends; None for well."""

    by: Role
    of: Role
    to: Role | None
    status: int | None = None


CHANGES = [
    *(Change(by=by, of=of, to=to) for by in (Role.OWNER, Role.ADMIN) for of in ROLES[1:] for to in (*ROLES[1:], None)),
    *(Change(by=Role.OWNER, of=of, to=to) for of in ROLES for to in (Role.OWNER,)),
    *(Change(by=Role.OWNER, of=Role.OWNER, to=to) for to in (*ROLES[1:], None)),
    *(Change(by=Role.ADMIN, of=of, to=Role.OWNER, status=403) for of in ROLES),
    *(Change(by=Role.ADMIN, of=Role.OWNER, to=to, status=403) for to in (*ROLES[1:], None)),
    *(Change(by=by, of=of, to=to, status=403) for by in (Role.MEMBER, Role.VIEWER) for of in ROLES for to in (*ROLES, None)),
]


@pytest.mark.parametrize("by", ROLES)
async def test_an_admin_handles_members_and_only_an_owner_handles_owners(house: House, by: Role) -> None:
    """Who may make whom what in a workspace, and who may not."""
    async with move_in(house) as host, join(host, by) as actor, join(host, Role.VIEWER) as other:
        path = f"/api/workspaces/{host.workspace_id}/members/{other.id}"
        for change in [one for one in CHANGES if one.by is by]:
            await house.appliance.store.write(_set_member, host, other, change.of)
            method, body = ("DELETE", None) if change.to is None else ("PATCH", {"role": change.to.value})
            if change.status:
                await check_refused(actor, method, path, body=body, status=change.status, says="role")
                continue
            await answer_of(actor.client.request(method, path, json=body))
            role = await house.appliance.read(lambda tx: tx.workspaces.find_role(host.workspace_id, other.id))
            assert role == change.to, change


async def test_a_change_of_role_counts_at_once(house: House) -> None:
    """I was made a viewer: my very next call is a viewer's."""
    async with move_in(house) as host, join(host, Role.ADMIN) as guest:
        path = f"/api/workspaces/{host.workspace_id}"
        await answer_of(guest.client.get(f"{path}/invitations"))
        changed = await answer_of(host.client.patch(f"{path}/members/{guest.id}", json={"role": "viewer"}))
        assert (changed["user_id"], changed["role"]) == (guest.id, "viewer")
        await check_refused(guest, "GET", f"{path}/invitations", status=403, says="admin")
        assert (await events_of(host))[-1] == ("member.role_changed", str(guest.id), f"user:{host.id}")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
async def test_anybody_may_leave_and_is_gone_from_everywhere(house: House, role: Role) -> None:
    """I leave: my sessions act at home again, my keys there are dead, and the codes that I gave out let nobody in."""
    async with move_in(house) as host, join(host, Role.ADMIN) as guest, log_in(house, guest.user, host.workspace_id, role) as telephone:
        key = await guest.make_key()
        path = f"/api/workspaces/{host.workspace_id}"
        given = await answer_of(guest.client.post(f"{path}/invitations", json={"role": "viewer"}))
        await house.appliance.store.write(lambda tx: tx.workspaces.set_role(host.workspace_id, guest.id, role))
        assert await answer_of(guest.client.delete(f"{path}/members/{guest.id}")) == {"ok": True}
        for session in (guest, telephone):
            me = await answer_of(session.client.get("/api/auth/me"))
            assert me["user"]["workspace_id"] not in {None, host.workspace_id}
            assert len(me["user"]["workspaces"]) == 1
            assert (await answer_of(session.client.get("/api/credits")))["workspace_id"] == me["user"]["workspace_id"]
        async with guest.with_key(key) as program:
            assert (await program.get("/api/auth/me")).status_code == 401
        await check_refused(guest, "GET", f"{path}/members", status=404, says="nothing of yours")
        await check_refused(
            telephone, "POST", "/api/invitations/accept", body={"code": given["code"]}, status=400, says="unknown", field="code"
        )
        assert (await events_of(host))[-1] == ("member.removed", str(guest.id), f"user:{guest.id}")


async def test_who_is_a_member_of_nothing_acts_nowhere(house: House) -> None:
    """I was let go from the only workspace that I had: I am still myself, and may found one, but there is nothing to look at."""
    async with move_in(house) as host, join(host, Role.OWNER) as guest:
        await answer_of(host.client.delete(f"/api/workspaces/{host.workspace_id}/members/{host.id}"))
        assert (await answer_of(host.client.get("/api/auth/me")))["user"]["workspace_id"] is None
        await check_refused(host, "GET", "/api/credits", status=403, says="member of no workspace")
        assert (await answer_of(guest.client.get("/api/credits")))["credits"] == 1000


async def test_the_last_owner_can_neither_leave_nor_step_down(house: House) -> None:
    """Somebody must own a workspace, and somebody who can't log in does not count."""
    async with move_in(house) as alex, join(alex, Role.OWNER) as kim, join(alex, Role.ADMIN):
        path = f"/api/workspaces/{alex.workspace_id}/members/{alex.id}"
        await house.appliance.users.deactivate(kim.user.email)
        await check_refused(alex, "DELETE", path, status=400, says="last owner")
        await check_refused(alex, "PATCH", path, body={"role": "admin"}, status=400, says="last owner")
        assert (await answer_of(alex.client.patch(path, json={"role": "owner"})))["role"] == "owner"
        await house.appliance.users.reactivate(kim.user.email)
        assert (await answer_of(alex.client.patch(path, json={"role": "admin"})))["role"] == "admin"


async def test_of_two_last_owners_who_leave_at_once_one_stays(house: House) -> None:
    """Both of us press the button in the same moment, and the workspace still has an owner."""
    async with AsyncExitStack() as stack:
        for _ in range(5):
            alex = await stack.enter_async_context(move_in(house))
            kim = await stack.enter_async_context(join(alex, Role.OWNER))
            path = f"/api/workspaces/{alex.workspace_id}/members"
            answers = await asyncio.gather(*(one.client.delete(f"{path}/{one.id}") for one in (alex, kim)))
            assert sorted(answer.status_code for answer in answers) == [200, 400]
            left = await house.appliance.read(_members, alex)
            assert [member.role for member in left] == [Role.OWNER]
            assert [name for name, *_ in await events_of(alex)].count("member.removed") == 1


REFUSALS = [
    ("POST", "/api/workspaces", {}, 422, "name: is required", "name"),
    ("POST", "/api/workspaces", {"name": 7}, 422, "must be a text", "name"),
    ("POST", "/api/workspaces", {"name": "  "}, 422, "1–120", "name"),
    ("POST", "/api/workspaces", {"name": "x" * 121}, 422, "1–120", "name"),
    ("POST", "/api/workspaces", [], 422, "object", "body"),
    ("PATCH", "/api/workspaces/{own}", {"name": ""}, 422, "1–120", "name"),
    ("PATCH", "/api/workspaces/{own}", {}, 422, "is required", "name"),
    ("PATCH", "/api/workspaces/987654321", {}, 404, "nothing of yours", None),
    ("PATCH", "/api/workspaces/{own}/members/{self}", {"role": "king"}, 422, "must be", "role"),
    ("PATCH", "/api/workspaces/{own}/members/{self}", {}, 422, "is required", "role"),
    ("PATCH", "/api/workspaces/{own}/members/987654321", {}, 404, "nothing of yours", None),
    ("DELETE", "/api/workspaces/{own}/members/987654321", None, 404, "nothing of yours", None),
    ("DELETE", "/api/workspaces/{own}/members/{self}", None, 400, "last owner", None),
    ("GET", "/api/workspaces?limit=0", None, 422, "limit", "limit"),
    ("GET", "/api/workspaces/{own}/members?offset=-1", None, 422, "offset", "offset"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "says", "field"), REFUSALS)
async def test_what_can_t_be_done_says_why_and_changes_nothing(
    house: House, method: str, path: str, body: object, status: int, says: str, field: str | None
) -> None:
    """A slip is told from a refusal, in my language, and leaves everything as it was."""
    async with move_in(house) as alex:
        filled = path.format(own=alex.workspace_id, self=alex.id)
        await check_refused(alex, method, filled, body=body, status=status, says=says, field=field)


def _set_member(tx: Tx, host: Person, other: Person, role: Role) -> None:
    if tx.workspaces.find_role(host.workspace_id, other.id) is None:
        tx.workspaces.add_member(host.workspace_id, other.id, role)
    tx.workspaces.set_role(host.workspace_id, other.id, role)


def _members(tx: Tx, host: Person) -> list[Member]:
    return tx.workspaces.members(host.workspace_id, limit=500, offset=0)
