"""The audit log on `/api`: who did what, from where, when, in which request."""

from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from outsend import answer_of, check_refused, join, move_in

from outhost.domain.workspaces import Role


async def test_each_line_says_who_what_where_and_when(tmp_path: Path, open_house: OpenHouse) -> None:
    """I renamed it at noon, from here, in a request of this id; my colleague's program did the rest."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house) as alex, join(alex, Role.OWNER) as kim:
        path = f"/api/workspaces/{alex.workspace_id}"
        await answer_of(alex.client.patch(path, json={"name": "Northwind"}, headers={"X-Request-Id": "find-me"}))
        async with kim.with_key(await kim.make_key()) as program:
            await answer_of(program.patch(path, json={"name": "Southwind"}))
        log = await answer_of(alex.client.get("/api/audit-log"))
        assert log["items"][2] == {
            "id": log["items"][2]["id"],
            "event": "workspace.renamed",
            "subject": str(alex.workspace_id),
            "actor": f"user:{alex.id}",
            "actor_email": alex.user.email,
            "address": "127.0.0.1",
            "request_id": "find-me",
            "data": {"name": "Northwind"},
            "created_at": "2026-05-10T19:00:00Z",
        }
        assert [(one["event"], one["actor"].partition(":")[0]) for one in log["items"]] == [
            ("workspace.renamed", "access_key"),
            ("access_key.created", "user"),
            ("workspace.renamed", "user"),
            ("workspace.created", "command_line"),
            ("user.added", "command_line"),
        ]
        assert log["items"][0]["actor_email"] is None
        for params, expected in (
            ({"event": "workspace.renamed"}, [0, 2]),
            ({"actor": f"user:{alex.id}"}, [2]),
            ({"event": "access_key.created", "actor": f"user:{alex.id}"}, []),
            ({"limit": 2, "offset": 1}, [1, 2]),
            ({"event": "list.added"}, []),
            ({"scope": "workspace", "limit": 1}, [0]),
        ):
            found = await answer_of(alex.client.get("/api/audit-log", params=params))
            assert found["items"] == [log["items"][index] for index in expected], params
            assert found["total"] == (5 if "limit" in params else len(expected))


async def test_a_workspace_sees_its_own_log_alone(house: House) -> None:
    """What happens at my neighbour's stays there, and a member who is no admin reads no log."""
    async with move_in(house) as alex, move_in(house) as kim, join(alex, Role.MEMBER) as member:
        await answer_of(kim.client.patch(f"/api/workspaces/{kim.workspace_id}", json={"name": "Northwind"}))
        log = await answer_of(alex.client.get("/api/audit-log", params={"event": "workspace.renamed"}))
        assert log["items"] == []
        await check_refused(member, "GET", "/api/audit-log", status=403, says="admin")


async def test_an_administrator_also_reads_what_belongs_to_no_workspace(house: House) -> None:
    """Who logged in, who was kept out: with `scope=installation`, for an administrator in person; for nobody else."""
    async with move_in(house, is_admin=True) as admin, move_in(house) as alex, house.browser(alex.user.email):
        await answer_of(admin.client.patch(f"/api/admin/users/{alex.id}", json={"is_active": False}))
        await answer_of(admin.client.patch(f"/api/admin/users/{alex.id}", json={"is_active": True}))
        params = {"scope": "installation", "limit": 3}
        log = await answer_of(admin.client.get("/api/audit-log", params=params))
        assert [(one["event"], one["subject"], one["actor"]) for one in log["items"]] == [
            ("user.reactivated", alex.user.public_id, f"user:{admin.id}"),
            ("user.deactivated", alex.user.public_id, f"user:{admin.id}"),
            ("user.logged_in", alex.user.public_id, f"user:{alex.id}"),
        ]
        assert {one["address"] for one in log["items"]} == {"127.0.0.1"}
        assert all(one["request_id"] for one in log["items"])
        await check_refused(alex, "GET", "/api/audit-log?scope=installation", status=403, says="administrators")
        async with admin.with_key(await admin.make_key()) as program:
            assert (await program.get("/api/audit-log")).status_code == 200
            assert (await program.get("/api/audit-log", params=params)).status_code == 403


@pytest.mark.parametrize(
    ("query", "field"),
    [("scope=all", "scope"), ("event=list.danced", "event"), ("event=", "event"), ("limit=0", "limit"), ("offset=-1", "offset")],
)
async def test_a_question_that_can_t_be_asked_says_why(house: House, query: str, field: str) -> None:
    """A slip in the filter is no empty log."""
    async with move_in(house) as alex:
        await check_refused(alex, "GET", f"/api/audit-log?{query}", status=422, says=field, field=field)
