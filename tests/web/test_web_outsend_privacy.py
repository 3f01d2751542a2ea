"""Data protection on `/api`: people erased, handed out and kept away; every refusal."""

from dataclasses import dataclass
from typing import Any

import pytest
from houses import SMALL_SPEC, House
from outsend import Person, answer_of, check_refused, events_of, join, move_in

from outhost.domain.workspaces import Role

SAM, KIM = "sam.subject@example.com", "kim.subject@example.com"
SPEC = SMALL_SPEC | {"variables": [{"name": "first_name"}, {"name": "company"}, {"name": "email"}]}
PATH = "/api/privacy"


async def test_i_erase_a_person_and_hear_of_what(house: House) -> None:
    """Sam's two leads and the answers that were kept are gone, Kim's is not, and Sam is not collected again."""
    async with move_in(house) as alex:
        list_id = await people(alex, SAM, KIM, f" {SAM.upper()} ")
        answer = await answer_of(alex.client.post(f"{PATH}/erase", json={"subject": SAM, "suppress": True}))
        assert answer == {
            "subject_kind": "email",
            "erased": {
                "leads": 2, "images": 2, "replies": 0, "events": 0, "letters": 0, "invitations": 0, "templates": 0, "lists": 0,
                "credits": 0, "jobs": 0, "job_inputs": 0, "job_rows": 0, "job_alike": 0, "job_frames": 0, "pipelines": 0,
                "veilles": 0, "veille_runs": 0, "veille_signals": 0, "veille_rows": 0, "feedback_threads": 0,
                "feedback_messages": 0, "webhook_deliveries": 0, "uploads": 0, "outbox": 0, "pages": 0,
            },
            "suppressed": True,
            "remaining": [],
        }  # fmt: skip
        listed = await answer_of(alex.client.get(f"/api/lists/{list_id}/leads"))
        assert [lead["variables"]["email"] for lead in listed["items"]] == [KIM]
        assert (await answer_of(alex.client.get(f"/api/lists/{list_id}/leads", params={"q": "sam"})))["total"] == 0
        assert (await answer_of(alex.client.get(f"{PATH}/suppressions")))["total"] == 1
        assert SAM not in (await alex.client.get("/api/audit-log")).text
        with pytest.raises(Exception, match="suppressed"):
            await people(alex, SAM)


async def test_what_remains_in_my_backups_is_named_in_my_language(house: House) -> None:
    """The answer says where else the person may be, and what I can do about it."""
    backup = house.appliance.folder.backups / "mine.db"
    backup.parent.mkdir(exist_ok=True)
    backup.write_bytes(b"")
    async with move_in(house) as alex:
        said = [
            (await answer_of(alex.client.post(f"{PATH}/erase", json={"subject": SAM}, headers={"Accept-Language": locale})))["remaining"]
            for locale in ("en", "fr")
        ]
    backup.unlink()
    assert [[one["where"] for one in remaining] for remaining in said] == [["backups/mine.db"]] * 2
    assert "erased again" in said[0][0]["advice"]
    assert "de nouveau" in said[1][0]["advice"]


async def test_an_export_is_all_that_is_kept_here(house: House) -> None:
    """Sam gets what we keep of him, with the address of each image, and nobody else's."""
    async with move_in(house) as alex, move_in(house) as other:
        await people(alex, SAM, KIM)
        await people(other, SAM)
        answer = await answer_of(alex.client.post(f"{PATH}/export", json={"subject": SAM.upper()}))
        (lead,) = answer["leads"]
        assert lead["variables"] == {"first_name": "P", "company": None, "email": SAM}
        assert lead["image_url"].endswith(f"/i/{lead['tracking_id']}.png")
        assert (lead["list_name"], lead["added_by"]) == ("People", f"user:{alex.id}")
        assert (await alex.client.get(lead["image_url"])).status_code == 200
        assert answer["counts"]["leads"] == 1


async def test_erasing_in_one_workspace_is_not_erasing_in_another(house: House) -> None:
    """What a neighbour keeps is theirs to erase."""
    async with move_in(house) as alex, move_in(house) as other:
        list_id = await people(other, SAM)
        await answer_of(alex.client.post(f"{PATH}/erase", json={"subject": SAM, "suppress": True}))
        assert (await answer_of(other.client.get(f"/api/lists/{list_id}")))["lead_count"] == 1
        await people(other, SAM)


async def test_suppressions_are_listed_by_digest_and_lifted_by_person_or_number(house: House) -> None:
    """I see that and when, never whom; lifting works by who it is, and by the number for whom I no longer know."""
    async with move_in(house) as alex:
        made = [await answer_of(alex.client.post(f"{PATH}/suppressions", json={"subject": who})) for who in (SAM, "+33 6 12 34 56 78", KIM)]
        page = await answer_of(alex.client.get(f"{PATH}/suppressions", params={"limit": 2}))
        assert (page["items"], page["total"]) == (made[:0:-1], 3)
        assert SAM not in (await alex.client.get(f"{PATH}/suppressions")).text
        assert await answer_of(alex.client.request("DELETE", f"{PATH}/suppressions", json={"subject": "06 12 34 56 78"})) == {"ok": True}
        assert await answer_of(alex.client.request("DELETE", f"{PATH}/suppressions", json={"id": made[0]["id"]})) == {"ok": True}
        assert (await answer_of(alex.client.get(f"{PATH}/suppressions")))["items"] == [made[2]]
        assert [name for name, *_ in (await events_of(alex))[2:]] == ["subject.suppressed"] * 3 + ["subject.unsuppressed"] * 2


async def test_suppressing_twice_is_one_suppression(house: House) -> None:
    """With the same key, or just so: there is one."""
    async with move_in(house) as alex:
        headers = {"Idempotency-Key": "once"}
        body = {"subject": SAM}
        answers = [(await alex.client.post(f"{PATH}/suppressions", json=body, headers=headers)).content for _ in range(2)]
        assert answers[0] == answers[1] == (await alex.client.post(f"{PATH}/suppressions", json=body)).content
        assert (await answer_of(alex.client.get(f"{PATH}/suppressions")))["total"] == 1


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What is wrong with a call, and how it ends."""

    method: str = "POST"
    path: str
    body: Any = None
    status: int = 422
    says: str
    field: str | None = "subject"


SLIPS = {
    "no subject to erase": Slip(path="erase", body={}, says="required"),
    "a word to erase": Slip(path="erase", body={"subject": "Sam"}, says="telephone"),
    "a number to erase": Slip(path="erase", body={"subject": 12}, says="text"),
    "nothing to erase": Slip(path="erase", body={"subject": ""}, says="character"),
    "suppress is no truth": Slip(path="erase", body={"subject": SAM, "suppress": "yes"}, says="true", field="suppress"),
    "a word to export": Slip(path="export", body={"subject": "12345"}, says="telephone"),
    "a word to suppress": Slip(path="suppressions", body={"subject": "example.com"}, says="telephone"),
    "whom to lift": Slip(method="DELETE", path="suppressions", body={}, says="either"),
    "two to lift": Slip(method="DELETE", path="suppressions", body={"subject": SAM, "id": 1}, says="either"),
    "a word to lift": Slip(method="DELETE", path="suppressions", body={"subject": "Sam"}, says="telephone"),
    "nobody to lift": Slip(method="DELETE", path="suppressions", body={"subject": SAM}, status=404, says="", field=None),
    "no number to lift": Slip(method="DELETE", path="suppressions", body={"id": 987654321}, status=404, says="", field=None),
    "an absurd number": Slip(method="DELETE", path="suppressions", body={"id": 10**30}, says="at most", field="id"),
    "no such page": Slip(method="GET", path="suppressions?limit=0", says="1", field="limit"),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=list(SLIPS))
async def test_a_slip_changes_nothing(house: House, slip: Slip) -> None:
    """I am told what is wrong in my language; no row is touched, and nobody is remembered."""
    async with move_in(house) as alex:
        await check_refused(alex, slip.method, f"{PATH}/{slip.path}", body=slip.body, status=slip.status, says=slip.says, field=slip.field)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
@pytest.mark.parametrize(("method", "path"), [("POST", "erase"), ("POST", "export"), ("GET", "suppressions"), ("DELETE", "suppressions")])
async def test_data_protection_is_for_admins(house: House, role: Role, method: str, path: str) -> None:
    """A member or a viewer can neither erase nor look somebody up."""
    async with move_in(house) as host, join(host, role) as guest:
        body = None if method == "GET" else {"subject": SAM}
        await check_refused(guest, method, f"{PATH}/{path}", body=body, status=403, says="admin")


async def test_another_s_suppression_is_as_good_as_absent(house: House) -> None:
    """By number or by person: I can't lift what is not mine, and it stays."""
    async with move_in(house) as alex, move_in(house) as other:
        made = await answer_of(other.client.post(f"{PATH}/suppressions", json={"subject": SAM}))
        for body in ({"id": made["id"]}, {"subject": SAM}):
            await check_refused(alex, "DELETE", f"{PATH}/suppressions", body=body, status=404, says="")
        assert (await answer_of(other.client.get(f"{PATH}/suppressions")))["total"] == 1


async def test_how_long_a_list_keeps_its_leads_is_said_when_it_is_made_and_changed(house: House) -> None:
    """Thirty days, then for ever again; what is out of range is refused."""
    async with move_in(house) as alex:
        made = await answer_of(alex.client.post("/api/lists", json={"name": "A", "render_spec": SMALL_SPEC, "retention_days": 30}))
        path = f"/api/lists/{made['list_id']}"
        assert made["retention_days"] == 30
        assert (await answer_of(alex.client.patch(path, json={"name": "B"})))["retention_days"] == 30
        assert (await answer_of(alex.client.patch(path, json={"retention_days": None})))["retention_days"] is None
        for days, says in ((0, "at least 1"), (3651, "at most 3650")):
            await check_refused(alex, "PATCH", path, body={"retention_days": days}, status=422, says=says, field="retention_days")
        assert [name for name, *_ in (await events_of(alex))[2:]] == [
            "list.added", "list.retention_set", "list.renamed", "list.retention_set",
        ]  # fmt: skip


async def people(person: Person, *emails: str) -> str:
    """Make a list of people with these addresses; give its id."""
    made = await answer_of(person.client.post("/api/lists", json={"name": "People", "render_spec": SPEC}))
    leads = person.house.appliance.leads
    target = await leads.target(person.caller, made["list_id"])
    for email in emails:
        await leads.add(person.caller, target, {"first_name": "P", "email": email})
    return str(made["list_id"])
