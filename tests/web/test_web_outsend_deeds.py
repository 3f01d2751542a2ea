"""What each call of `/api` that changes something leaves in the book of events: who, from where, in which request."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest
from atlases import bakery_in_lyon
from houses import PASSWORD, SMALL_SPEC, House, OpenHouse, open_house_at
from jobs import PEOPLE, make_job, rest
from made_pipelines import DEFINITION, make_pipeline
from outsend import Person, answer_of, books_of, move_in
from pictures import picture
from things import things_of
from webhooks import PUBLIC_URL

from outhost.domain.jobs import JobStatus
from outhost.domain.pipelines import PipelineStatus
from outhost.domain.workspaces import Role
from outhost.store.transactions import Tx
from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.table import gaps_of

Body = dict[str, Any]

NEWS_OF_NOTHING = {"attempts", "replies", "letters", "sessions"}
"""Tables that change beside what was done: counts of tries, kept answers, letters on their way, and sessions in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A call that succeeds: its body, or how it comes about, or a file; the events that it leaves, and by whom if not by who calls."""

    events: tuple[str, ...]
    body: Body | Callable[[Person], Awaitable[Body]] | None = None
    file: Callable[[], bytes] | None = None
    actor: str | None = None


async def _sign_up(caller: Person) -> Body:
    code = (await caller.house.appliance.invitations.invite(caller.caller, None, Role.MEMBER, "en")).code
    return {"email": f"n{caller.id}@example.com", "password": PASSWORD, "invitation_code": code, "accept_responsibility": True}


async def _log_in(caller: Person) -> Body:
    return {"email": caller.user.email, "password": PASSWORD}


async def _forget(caller: Person) -> Body:
    return {"email": caller.user.email}


async def _reset(caller: Person) -> Body:
    await answer_of(caller.client.post("/api/auth/password/forgot", json={"email": caller.user.email}))
    return {"token": await caller.house.token_for(caller.user.email), "new_password": "correct horse 2"}


async def _unverify(caller: Person) -> Body:
    await caller.house.appliance.store.write(_forget_verification, caller)
    return {}


async def _verify(caller: Person) -> Body:
    await _unverify(caller)
    await answer_of(caller.client.post("/api/auth/verify-email/resend"))
    return {"token": await caller.house.token_for(caller.user.email)}


async def _confirm(caller: Person) -> Body:
    begun = await answer_of(caller.client.post("/api/auth/totp/setup"))
    return {"code": pyotp.TOTP(begun["secret"]).now()}


async def _disable(caller: Person) -> Body:
    await answer_of(caller.client.post("/api/auth/totp/confirm", json=await _confirm(caller)))
    return {"password": PASSWORD}


async def _accept(caller: Person) -> Body:
    async with move_in(caller.house) as host:
        return {"code": (await caller.house.appliance.invitations.invite(host.caller, None, Role.MEMBER, "en")).code}


async def _failed_job(caller: Person) -> Body:
    made = await caller.house.appliance.store.write(make_job, caller.workspace_id, caller.id, JobStatus.FAILED, [], PEOPLE)
    return {"job_id": made.public_id}


async def _done_job(caller: Person) -> Body:
    made = await caller.house.appliance.store.write(make_job, caller.workspace_id, caller.id)
    return {"job_id": made.public_id, "map": {"first_name": "name"}}


async def _veille(caller: Person) -> Body:
    made = await caller.house.appliance.store.write(make_job, caller.workspace_id, caller.id)
    return {"name": "People", "source_job_id": made.public_id}


async def _mail_test(caller: Person) -> Body:
    return {"to": caller.user.email}


async def _suppress(caller: Person) -> Body:
    await answer_of(caller.client.post("/api/privacy/suppressions", json=_SUBJECT))
    return _SUBJECT


_SUBJECT: Body = {"subject": "sam@example.com"}
_SEARCH: Body = {"queries": ["boulangerie"], "zones": ["Lyon"]}
_WEBHOOK: Body = {"url": PUBLIC_URL, "events": ["job.completed"]}
_LIST: Body = {"name": "Q2", "render_spec": SMALL_SPEC}
_PASSWORDS: Body = {"current_password": PASSWORD, "new_password": "correct horse 2"}

DEEDS: dict[str, Deed] = {
    "POST /api/auth/signup": Deed(body=_sign_up, events=("user.signed_up", "member.joined"), actor="somebody new"),
    "POST /api/auth/login": Deed(body=_log_in, events=("user.logged_in",)),
    "POST /api/auth/logout": Deed(events=("user.logged_out",)),
    "PATCH /api/auth/me": Deed(body={"full_name": "Alex"}, events=("user.updated",)),
    "POST /api/auth/password/change": Deed(body=_PASSWORDS, events=("user.password_changed",)),
    "POST /api/auth/password/forgot": Deed(body=_forget, events=("user.reset_asked",), actor="anybody"),
    "POST /api/auth/password/reset": Deed(body=_reset, events=("user.password_changed",)),
    "POST /api/auth/verify-email": Deed(body=_verify, events=("user.email_verified",)),
    "POST /api/auth/verify-email/resend": Deed(body=_unverify, events=("user.verification_asked",)),
    "DELETE /api/auth/sessions/<session_id>": Deed(events=("session.revoked",)),
    "POST /api/auth/totp/setup": Deed(events=("user.totp_begun",)),
    "POST /api/auth/totp/confirm": Deed(body=_confirm, events=("user.totp_enabled",)),
    "POST /api/auth/totp/disable": Deed(body=_disable, events=("user.totp_disabled",)),
    "POST /api/workspaces": Deed(body={"name": "Northwind"}, events=("workspace.created",)),
    "PATCH /api/workspaces/<workspace_id>": Deed(body={"name": "Northwind"}, events=("workspace.renamed",)),
    "POST /api/workspaces/<workspace_id>/switch": Deed(events=("session.switched",)),
    "PATCH /api/workspaces/<workspace_id>/members/<user_id>": Deed(body={"role": "viewer"}, events=("member.role_changed",)),
    "DELETE /api/workspaces/<workspace_id>/members/<user_id>": Deed(events=("member.removed",)),
    "POST /api/workspaces/<workspace_id>/invitations": Deed(body={"role": "viewer"}, events=("invitation.created",)),
    "DELETE /api/workspaces/<workspace_id>/invitations/<invitation_id>": Deed(events=("invitation.taken_back",)),
    "POST /api/invitations/accept": Deed(body=_accept, events=("member.joined",)),
    "POST /api/api-keys": Deed(body={"name": "n8n"}, events=("access_key.created",)),
    "DELETE /api/api-keys/<key_id>": Deed(events=("access_key.revoked",)),
    "POST /api/outwink-key/rotate": Deed(events=("api_key.rotated",)),
    "POST /api/templates": Deed(body={"name": "Mine", "render_spec": SMALL_SPEC}, events=("template.added",)),
    "POST /api/templates/preview": Deed(body={"render_spec": SMALL_SPEC, "variables": {}}, events=()),
    "PATCH /api/templates/<template_id>": Deed(body={"name": "Yours"}, events=("template.changed",)),
    "DELETE /api/templates/<template_id>": Deed(events=("template.deleted",)),
    "POST /api/assets": Deed(file=picture, events=("asset.added",)),
    "DELETE /api/assets/<asset_id>": Deed(events=("asset.deleted",)),
    "POST /api/lists": Deed(body=_LIST, events=("list.added",)),
    "PATCH /api/lists/<list_id>": Deed(body={"name": "Q3"}, events=("list.renamed",)),
    "DELETE /api/lists/<list_id>": Deed(events=("list.deleted",)),
    "POST /api/lists/<list_id>/leads/table-preview": Deed(file=lambda: b"first_name;company\r\nSam;Acme\r\n", events=()),
    "DELETE /api/lists/<list_id>/leads/<lead_id>": Deed(events=("lead.erased",)),
    "POST /api/lists/<list_id>/leads/<lead_id>/redraw": Deed(body={"variables": {"company": "Acme"}}, events=("lead.redrawn",)),
    "POST /api/lists/<list_id>/leads/<lead_id>/approve": Deed(events=("lead.approved",)),
    "POST /api/lists/<list_id>/leads/<lead_id>/reject": Deed(events=("lead.rejected",)),
    "POST /api/lists/<list_id>/leads/approve-all": Deed(events=("lead.approved",)),
    "POST /api/lists/<list_id>/leads/reject-all": Deed(events=("lead.rejected",)),
    "POST /api/lists/<list_id>/leads/bulk": Deed(body={"rows": [{"first_name": "Sam"}]}, events=("job.created",)),
    "POST /api/lists/<list_id>/leads/from-job": Deed(body=_done_job, events=("job.created",)),
    "POST /api/jobs": Deed(body=_SEARCH, events=("job.created",)),
    "POST /api/jobs/estimate": Deed(body=_SEARCH, events=()),
    "POST /api/jobs/<job_id>": Deed(body={"items": [{"name": "Acme"}]}, events=("job.created",)),
    "POST /api/jobs/<job_id>/cancel": Deed(events=("job.cancel_asked",)),
    "POST /api/jobs/resume": Deed(body=_failed_job, events=("job.created",)),
    "POST /api/jobs/<job_id>/rerun": Deed(events=("job.created",)),
    "DELETE /api/jobs/<job_id>": Deed(events=("job.deleted",)),
    "POST /api/admin/jobs/<job_id>/cancel": Deed(events=("job.cancel_asked",)),
    "POST /api/veille": Deed(body=_veille, events=("veille.created",)),
    "PATCH /api/veille/<veille_id>": Deed(body={"status": "paused", "digest": True}, events=("veille.changed",)),
    "DELETE /api/veille/<veille_id>": Deed(events=("veille.deleted",)),
    "POST /api/veille/<veille_id>/run": Deed(events=("job.created", "veille.run_started")),
    "POST /api/veille/<veille_id>/feed": Deed(events=("veille.feed_opened",)),
    "DELETE /api/veille/<veille_id>/feed": Deed(events=()),
    "POST /api/veille/<veille_id>/runs/<run_id>/signals/<signal_id>/rating": Deed(body={"rating": "useful"}, events=("signal.rated",)),
    "POST /api/modules-registry/<slug>/vote": Deed(events=("module.voted",)),
    "POST /api/pipelines": Deed(body={"definition": DEFINITION}, events=("pipeline.created", "job.created", "pipeline.started")),
    "POST /api/pipelines/import": Deed(body={"definition": DEFINITION}, events=("pipeline.created",)),
    "PATCH /api/pipelines/<pipeline_id>": Deed(body={"name": "Others"}, events=("pipeline.changed",)),
    "DELETE /api/pipelines/<pipeline_id>": Deed(events=("pipeline.deleted",)),
    "POST /api/pipelines/<pipeline_id>/run": Deed(events=("job.created", "pipeline.started")),
    "POST /api/pipelines/<pipeline_id>/cancel": Deed(events=("pipeline.cancel_asked",)),
    "POST /api/pipelines/<pipeline_id>/nodes/<node_id>/retry": Deed(events=("job.created", "pipeline.node_retried")),
    "POST /api/pipelines/validate": Deed(body={"definition": {}}, events=()),
    "POST /api/pipelines/dry-run": Deed(
        body={"definition": {"nodes": [{"id": "in", "type": "import", "config": {"text": "nom"}}]}, "items": [{"nom": "Acme"}]}, events=()
    ),
    "POST /api/feedback": Deed(body={"kind": "idea", "message": "More!"}, events=("feedback.opened",)),
    "POST /api/feedback/<thread_id>/messages": Deed(body={"message": "Still."}, events=("feedback.continued",)),
    "PATCH /api/feedback/<thread_id>": Deed(body={"status": "closed"}, events=("feedback.closed",)),
    "POST /api/contact": Deed(body={"email": "zoe@example.com", "message": "Hello"}, events=("feedback.opened",), actor="anybody"),
    "POST /api/admin/feedback/<thread_id>/messages": Deed(body={"message": "Thanks."}, events=("feedback.answered",)),
    "PATCH /api/admin/feedback/<thread_id>": Deed(body={"status": "closed"}, events=("feedback.closed",)),
    "DELETE /api/admin/feedback/<thread_id>": Deed(events=("feedback.deleted",)),
    "POST /api/admin/announcements": Deed(body={"text": {"en": "Tonight at nine."}}, events=("announcement.made",)),
    "DELETE /api/admin/announcements/<announcement_id>": Deed(events=("announcement.taken_back",)),
    "POST /api/webhooks": Deed(body=_WEBHOOK, events=("webhook.created",)),
    "PATCH /api/webhooks/<webhook_id>": Deed(body={"is_active": False}, events=("webhook.changed",)),
    "DELETE /api/webhooks/<webhook_id>": Deed(events=("webhook.deleted",)),
    "POST /api/webhooks/<webhook_id>/rotate": Deed(events=("webhook.rotated",)),
    "POST /api/webhooks/<webhook_id>/test": Deed(events=("webhook.tested",)),
    "POST /api/webhooks/<webhook_id>/deliveries/<delivery_id>/resend": Deed(events=("webhook.resent",)),
    "POST /api/privacy/erase": Deed(body=_SUBJECT | {"suppress": True}, events=("subject.erased", "subject.suppressed")),
    "POST /api/privacy/export": Deed(body=_SUBJECT, events=("subject.exported",)),
    "POST /api/privacy/suppressions": Deed(body=_SUBJECT, events=("subject.suppressed",)),
    "DELETE /api/privacy/suppressions": Deed(body=_suppress, events=("subject.unsuppressed",)),
    "PATCH /api/admin/users/<user_id>": Deed(
        body={"is_active": False, "is_admin": True}, events=("user.deactivated", "user.admin_granted")
    ),
    "POST /api/admin/invitations": Deed(body={}, events=("invitation.created",)),
    "DELETE /api/admin/invitations/<invitation_id>": Deed(events=("invitation.taken_back",)),
    "POST /api/admin/workspaces/<workspace_id>/credits": Deed(body={"amount": 5}, events=("credits.granted",)),
    "POST /api/admin/mail-test": Deed(body=_mail_test, events=("mail.tested",)),
}
"""Every call of the table that is no GET. A new one needs an entry: how it succeeds, and what it leaves."""

ELSEWHERE = {
    "POST /api/setup": "needs a house with nobody in it",
    "DELETE /api/auth/account": "leaves no trace of where it came from, on purpose",
}

WRITES = {f"{endpoint.method} {endpoint.path}": endpoint for endpoint in ENDPOINTS if endpoint.method != "GET"}


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house for deeds alone: what the engine does by itself has no caller."""
    async with open_house_at(tmp_path_factory.mktemp("stage")) as house:
        rest(house)
        bakery_in_lyon(house.appliance.folder.path)
        yield house


def test_every_call_that_may_change_something_is_tried() -> None:
    """A new call without an entry, or an entry without a call, is found here."""
    assert set(DEEDS) | set(ELSEWHERE) == set(WRITES)
    assert not set(DEEDS) & set(ELSEWHERE)


@pytest.mark.parametrize("name", DEEDS)
async def test_a_change_leaves_its_events_with_who_where_and_which_request(stage: House, name: str) -> None:
    """I find who did what, from which address, in which request; where nothing was changed there is nothing to find."""
    endpoint, deed = WRITES[name], DEEDS[name]
    async with AsyncExitStack() as stack:
        caller = await stack.enter_async_context(move_in(stage, is_admin=endpoint.audience is Audience.ADMINISTRATOR))
        path = await _path(endpoint, caller)
        body = await deed.body(caller) if callable(deed.body) else deed.body
        sent: dict[str, Any] = {"files": {"file": deed.file()}} if deed.file else {"json": body}
        before = await books_of(stage)
        answer = await caller.client.request(endpoint.method, path, headers={"X-Request-Id": "find-me"}, **sent)
        assert answer.status_code == 200, answer.text
        after = await books_of(stage)
    fresh = await stage.appliance.read(_events_since, len(before["events"]))
    assert tuple(event["name"] for event in fresh) == deed.events
    assert {(event["address"], event["request_id"]) for event in fresh} <= {("127.0.0.1", "find-me")}
    if deed.actor != "somebody new":
        assert {event["actor"] for event in fresh} <= {deed.actor or f"user:{caller.id}"}
    changed = {table for table in after if after[table] != before[table]} - NEWS_OF_NOTHING
    assert bool(fresh) == bool(changed), changed


async def test_the_set_up_by_link_says_where_it_came_from(tmp_path: Path, open_house: OpenHouse) -> None:
    """The very first deed of an installation is in its book like any other."""
    async with open_house(tmp_path) as house, house.browser() as browser:
        body = {"token": house.appliance.setup.issue_link(), "email": "alex@example.com", "password": PASSWORD}
        await answer_of(browser.post("/api/setup", json=body, headers={"X-Request-Id": "find-me"}))
        events = await house.appliance.read(_events_since, 0)
        assert [(event["name"], event["address"], event["request_id"]) for event in events] == [
            ("user.added", "127.0.0.1", "find-me"),
            ("workspace.created", "127.0.0.1", "find-me"),
            ("user.logged_in", "127.0.0.1", "find-me"),
        ]


async def _path(endpoint: ApiEndpoint, caller: Person) -> str:
    """Fill an endpoint's path with things that the caller has just come to have."""
    things = await things_of(caller, gaps_of(endpoint)) | dict(endpoint.example.path)
    if endpoint.path.endswith("<job_id>/cancel"):
        running = await caller.house.appliance.store.write(make_job, caller.workspace_id, caller.id, JobStatus.RUNNING)
        things["job_id"] = running.public_id
    if endpoint.path.endswith("<pipeline_id>/cancel"):
        made = await caller.house.appliance.store.write(make_pipeline, caller.workspace_id, caller.id, PipelineStatus.RUNNING)
        things["pipeline_id"] = made.public_id
    if endpoint.audience is Audience.ADMINISTRATOR and "invitation_id" in things:
        things["invitation_id"] = str((await answer_of(caller.client.post("/api/admin/invitations", json={})))["id"])
    path = endpoint.path
    for gap, thing in things.items():
        path = path.replace(f"<{gap}>", thing)
    return path


def _events_since(tx: Tx, known: int) -> list[dict[str, Any]]:
    return [dict(row) for row in tx.all("SELECT * FROM events ORDER BY id LIMIT -1 OFFSET :known", known=known)]  # type: ignore[call-overload]  # a row is as good as a mapping


def _forget_verification(tx: Tx, person: Person) -> None:
    tx.run("UPDATE users SET email_verified_at = NULL WHERE id = :id", id=person.id)
