"""Invitations on `/api`: made by admins and administrators, taken back, accepted, signed up with."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import PASSWORD, House, OpenHouse
from outsend import Person, answer_of, check_refused, come_alone, events_of, join, move_in

from outhost.domain.invitations import LASTS
from outhost.domain.workspaces import Role


@pytest.mark.parametrize("role", list(Role))
async def test_i_invite_somebody_who_has_an_account(house: House, role: Role) -> None:
    """The code, which is shown once, lets them into my workspace as what I said; then it is used up."""
    async with move_in(house) as host, move_in(house) as guest:
        path = f"/api/workspaces/{host.workspace_id}/invitations"
        made = await answer_of(host.client.post(path, json={"role": role}))
        assert made["link"] == f"{house.url}/invitation?code={made['code']}"
        assert (made["email"], made["role"], made["invited_by"]) == (None, role, host.id)
        (listed,) = (await answer_of(host.client.get(path)))["items"]
        assert listed == {key: value for key, value in made.items() if key not in {"code", "link"}}
        joined = await answer_of(guest.client.post("/api/invitations/accept", json={"code": made["code"]}))
        assert (joined["id"], joined["role"]) == (host.workspace_id, role)
        assert (await answer_of(guest.client.get("/api/credits")))["workspace_id"] == guest.workspace_id
        await answer_of(guest.client.post(f"/api/workspaces/{host.workspace_id}/switch"))
        assert (await answer_of(host.client.get(path)))["total"] == 0
        assert (await events_of(host))[-3:] == [
            ("invitation.created", str(made["id"]), f"user:{host.id}"),
            ("member.joined", str(guest.id), f"user:{guest.id}"),
            ("session.switched", (await events_of(host))[-1][1], f"user:{guest.id}"),
        ]
        async with move_in(house) as late:
            await check_refused(late, "POST", "/api/invitations/accept", body={"code": made["code"]}, status=400, says="used", field="code")


async def test_i_write_to_somebody_and_they_sign_up_into_my_workspace(house: House) -> None:
    """The letter's link carries the code, which is for that address alone; signing up by it founds no workspace."""
    email = "new.colleague@example.com"
    async with move_in(house) as host, move_in(house) as other, house.browser() as browser:
        path = f"/api/workspaces/{host.workspace_id}/invitations"
        headers = {"Accept-Language": "fr"}
        made = await answer_of(host.client.post(path, json={"email": f" {email.upper()} ", "role": "member"}, headers=headers))
        assert made["email"] == email
        code = await house.token_for(email)
        assert code == made["code"]
        assert "rejoindre" in str((await house.letters_to(email))[-1]["Subject"])
        await check_refused(other, "POST", "/api/invitations/accept", body={"code": code}, status=400, says="address", field="code")
        sign_up = {"email": email, "password": PASSWORD, "invitation_code": code, "accept_responsibility": True}
        user = (await answer_of(browser.post("/api/auth/signup", json=sign_up)))["user"]
        assert [(one["id"], one["role"]) for one in user["workspaces"]] == [(host.workspace_id, "member")]
        assert user["workspace_id"] == host.workspace_id
        assert (await events_of(host))[-1] == ("member.joined", str(user["id"]), f"user:{user['id']}")


async def test_the_letter_is_in_the_language_of_whoever_gets_it(house: House) -> None:
    """My colleague reads French, whatever my browser says."""
    async with move_in(house) as host, move_in(house) as guest:
        await answer_of(guest.client.patch("/api/auth/me", json={"locale": "fr"}))
        body = {"email": guest.user.email, "role": "viewer"}
        await answer_of(host.client.post(f"/api/workspaces/{host.workspace_id}/invitations", json=body))
        assert "invité" in str((await house.letters_to(guest.user.email))[-1]["Subject"])


async def test_an_administrator_s_code_founds_a_workspace(house: House) -> None:
    """Whoever has an account founds another by it; the list of administrators' invitations knows nothing of those of workspaces."""
    async with move_in(house, is_admin=True) as admin, move_in(house) as guest:
        await answer_of(admin.client.post(f"/api/workspaces/{admin.workspace_id}/invitations", json={"role": "viewer"}))
        made = await answer_of(admin.client.post("/api/admin/invitations", json={}))
        listed = await answer_of(admin.client.get("/api/admin/invitations"))
        assert made["id"] in [one["id"] for one in listed["items"]]
        assert {one["role"] for one in listed["items"]} == {"owner"}
        founded = await answer_of(guest.client.post("/api/invitations/accept", json={"code": made["code"]}))
        assert founded["role"] == "owner"
        assert founded["id"] not in {admin.workspace_id, guest.workspace_id}
        taken = await answer_of(admin.client.post("/api/admin/invitations", json={}))
        assert await answer_of(admin.client.delete(f"/api/admin/invitations/{taken['id']}")) == {"ok": True}
        await check_refused(
            guest, "POST", "/api/invitations/accept", body={"code": taken["code"]}, status=400, says="unknown", field="code"
        )
        await check_refused(admin, "DELETE", f"/api/admin/invitations/{taken['id']}", status=404, says="nothing of yours")


async def test_who_acts_nowhere_acts_where_they_join(house: House) -> None:
    """I was a member of nothing; with the code I am in, without a switch."""
    async with move_in(house) as host, come_alone(house) as guest:
        made = await answer_of(host.client.post(f"/api/workspaces/{host.workspace_id}/invitations", json={"role": "viewer"}))
        await answer_of(guest.client.post("/api/invitations/accept", json={"code": made["code"]}))
        assert (await answer_of(guest.client.get("/api/credits")))["workspace_id"] == host.workspace_id


async def test_only_an_owner_invites_owners(house: House) -> None:
    """An admin can't raise anybody above themselves, themselves included."""
    async with move_in(house) as host, join(host, Role.ADMIN) as guest:
        path = f"/api/workspaces/{host.workspace_id}/invitations"
        await check_refused(guest, "POST", path, body={"role": "owner"}, status=403, says="owner")
        await answer_of(guest.client.post(path, json={"role": "admin"}))
        await answer_of(host.client.post(path, json={"role": "owner"}))


async def test_a_code_that_was_taken_back_lets_nobody_in(house: House) -> None:
    """I changed my mind: the code is dead at once, and can't be taken back twice."""
    async with move_in(house) as host, move_in(house) as guest:
        path = f"/api/workspaces/{host.workspace_id}/invitations"
        made = await answer_of(host.client.post(path, json={"role": "viewer"}))
        assert await answer_of(host.client.delete(f"{path}/{made['id']}")) == {"ok": True}
        await check_refused(guest, "POST", "/api/invitations/accept", body={"code": made["code"]}, status=400, says="unknown", field="code")
        await check_refused(host, "DELETE", f"{path}/{made['id']}", status=404, says="nothing of yours")
        assert (await events_of(host))[-1] == ("invitation.taken_back", str(made["id"]), f"user:{host.id}")


async def test_a_code_lasts_a_fortnight(tmp_path: Path, open_house: OpenHouse) -> None:
    """On the fourteenth day it still works; a moment later it is nobody's, and not in the list."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house) as host, move_in(house) as one, move_in(house) as two:
        invite = f"/api/workspaces/{host.workspace_id}/invitations"
        codes = [(await answer_of(host.client.post(invite, json={"role": "viewer"})))["code"] for _ in range(2)]
        for _ in range(3):  # a week is as long as a session may stand still
            clock.turn(LASTS / 3 - timedelta(microseconds=1))
            await answer_of(host.client.get(invite))
            for person in (one, two):
                await answer_of(person.client.get("/api/auth/me"))
        await answer_of(one.client.post("/api/invitations/accept", json={"code": codes[0]}))
        clock.turn(timedelta(microseconds=3))
        assert (await answer_of(host.client.get(invite)))["total"] == 0
        await check_refused(two, "POST", "/api/invitations/accept", body={"code": codes[1]}, status=400, says="expired", field="code")


async def test_who_is_a_member_already_leaves_the_code_good(house: House) -> None:
    """I clicked the link that was meant for my colleague: nothing is lost."""
    async with move_in(house) as host, move_in(house) as guest:
        made = await answer_of(host.client.post(f"/api/workspaces/{host.workspace_id}/invitations", json={"role": "viewer"}))
        await check_refused(host, "POST", "/api/invitations/accept", body={"code": made["code"]}, status=400, says="already")
        await answer_of(guest.client.post("/api/invitations/accept", json={"code": made["code"]}))


async def test_of_two_who_accept_at_once_one_joins(house: House) -> None:
    """The code went to a group chat: the first one in takes the seat."""
    async with move_in(house) as host, move_in(house) as one, move_in(house) as two:
        for _ in range(5):
            made = await answer_of(host.client.post(f"/api/workspaces/{host.workspace_id}/invitations", json={"role": "viewer"}))
            call = {"json": {"code": made["code"]}}
            answers = await asyncio.gather(*(who.client.post("/api/invitations/accept", **call) for who in (one, two)))
            assert sorted(answer.status_code for answer in answers) == [200, 400]
            assert await _count_members(host) == 2
            joined = one if answers[0].status_code == 200 else two
            await answer_of(joined.client.delete(f"/api/workspaces/{host.workspace_id}/members/{joined.id}"))


async def test_a_repeated_invitation_makes_one_code_and_one_letter_and_shows_it_once(house: House) -> None:
    """My connection broke: with the same key I learn that it was made, but not the code, which was in the first answer alone."""
    async with move_in(house) as host:
        path, body = f"/api/workspaces/{host.workspace_id}/invitations", {"email": f"a{host.id}@example.com", "role": "viewer"}
        first, second = [await answer_of(host.client.post(path, json=body, headers={"Idempotency-Key": "k"})) for _ in range(2)]
        assert second == first | {"code": None, "link": None}
        assert (await answer_of(host.client.get(path)))["total"] == 1
        assert len(await house.letters_to(body["email"])) == 1


async def test_who_is_kept_out_comes_back_by_no_code_of_their_own(house: House) -> None:
    """An administrator deactivates Lou, who has invited a second self as owner: the code is no good until Lou is let in again."""
    async with move_in(house) as lou, move_in(house) as second_self, house.browser() as stranger:
        path = f"/api/workspaces/{lou.workspace_id}/invitations"
        code = (await answer_of(lou.client.post(path, json={"role": "owner"})))["code"]
        await house.appliance.users.deactivate(lou.user.email)
        body = {"code": code}
        await check_refused(second_self, "POST", "/api/invitations/accept", body=body, status=400, says="unknown", field="code")
        assert (await stranger.get("/invitation", params=body)).status_code == 400
        await house.appliance.users.reactivate(lou.user.email)
        assert (await answer_of(second_self.client.post("/api/invitations/accept", json=body)))["id"] == lou.workspace_id


@pytest.mark.parametrize("change", [{"is_admin": False}, {"is_active": False}], ids=str)
async def test_who_is_no_administrator_any_longer_lets_nobody_in(house: House, change: dict[str, bool]) -> None:
    """The codes that they made for founders end with their word."""
    async with move_in(house, is_admin=True) as boss, move_in(house, is_admin=True) as lou, move_in(house) as guest:
        code = (await answer_of(lou.client.post("/api/admin/invitations", json={})))["code"]
        await answer_of(boss.client.patch(f"/api/admin/users/{lou.id}", json=change))
        await check_refused(guest, "POST", "/api/invitations/accept", body={"code": code}, status=400, says="unknown", field="code")


async def test_a_repeated_acceptance_is_answered_as_the_first(house: House) -> None:
    """I am in, whether or not the first answer reached me."""
    async with move_in(house) as host, move_in(house) as guest:
        made = await answer_of(host.client.post(f"/api/workspaces/{host.workspace_id}/invitations", json={"role": "viewer"}))
        call = {"json": {"code": made["code"]}, "headers": {"Idempotency-Key": "k"}}
        first, second = [await answer_of(guest.client.post("/api/invitations/accept", **call)) for _ in range(2)]
        assert first == second
        assert await _count_members(host) == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "says", "field"),
    [
        ("/api/workspaces/{own}/invitations", {}, 422, "is required", "role"),
        ("/api/workspaces/{own}/invitations", {"role": "king"}, 422, "must be", "role"),
        ("/api/workspaces/{own}/invitations", {"role": "viewer", "email": "nobody"}, 422, "e-mail", "email"),
        ("/api/workspaces/{own}/invitations", {"role": "viewer", "email": 7}, 422, "text", "email"),
        ("/api/admin/invitations", {"email": "nobody"}, 422, "e-mail", "email"),
        ("/api/invitations/accept", {}, 422, "is required", "code"),
        ("/api/invitations/accept", {"code": ""}, 422, "at least 1", "code"),
        ("/api/invitations/accept", {"code": "x" * 65}, 422, "at most 64", "code"),
        ("/api/invitations/accept", {"code": "x"}, 400, "unknown", "code"),
    ],
)
async def test_what_can_t_be_done_with_invitations_says_why(
    house: House, path: str, body: object, status: int, says: str, field: str | None
) -> None:
    """A slip leaves no code, no letter and no member behind."""
    async with move_in(house, is_admin=True) as alex:
        await check_refused(alex, "POST", path.format(own=alex.workspace_id), body=body, status=status, says=says, field=field)


async def _count_members(host: Person) -> int:
    return await host.house.appliance.read(lambda tx: tx.workspaces.count_members(host.workspace_id))
