"""Scenes for the calls of `/api`: an owner in a workspace, and whatever a path or an example names, made when it is asked for."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from houses import PASSWORD, SMALL_SPEC, House, open_house_at
from jobs import PEOPLE, make_job
from made_pipelines import make_pipeline
from made_veilles import BAKERY, WORSE, find, watch
from outsend import Person, answer_of, join, log_in, move_in
from pictures import picture
from webhooks import make_delivery, make_webhook

from outhost.domain.jobs import JobStatus
from outhost.domain.pipelines import PipelineStatus
from outhost.domain.sessions import Visit
from outhost.domain.workspaces import Role
from outhost.operations.accounts import SignUp
from outhost.operations.lists import NewList
from outhost.operations.veilles import veille_named
from outhost.web.endpoint import Endpoint
from outhost.web.table import gaps_of


@dataclass(kw_only=True)
class Scene:
    """An owner, who is administrator too, and an API key of theirs; `sender` is who sends an example, where that is not the owner."""

    owner: Person
    key: str
    stack: AsyncExitStack
    gaps: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    sender: httpx.AsyncClient | None = None

    @property
    def house(self) -> House:
        """Where it takes place."""
        return self.owner.house

    async def post(self, path: str, **body: Any) -> Any:
        """Do something as the owner."""
        return await answer_of(self.owner.client.post(path, json=body))

    async def gap(self, name: str) -> Any:
        """Give what fills a gap, which is made if it is not there yet."""
        if name not in self.gaps:
            await _MAKERS[name](self)
        return self.gaps[name]

    async def in_path(self, endpoint: Endpoint) -> dict[str, Any]:
        """Give what fills the gaps in an endpoint's path."""
        if endpoint.path.startswith("/api/admin/invitations/"):
            self.gaps["invitation_id"] = (await self.post("/api/admin/invitations"))["id"]
        if endpoint.path.startswith("/api/") and endpoint.path.endswith("/cancel"):
            await make_running_job(self)
            await make_running_pipeline(self)
        return {name: await self.gap(name) for name in gaps_of(endpoint)} | dict(endpoint.example.path)

    async def filled(self, value: Any) -> Any:
        """Fill the gaps of an example."""
        if isinstance(value, Mapping):
            return {key: await self.filled(item) for key, item in value.items()}
        gap = re.fullmatch(r"\{\{(\w+_(?:id|code|token|key))\}\}", value) if isinstance(value, str) else None
        return await self.gap(gap[1]) if gap else value


@asynccontextmanager
async def set_scene(house: House) -> AsyncIterator[Scene]:
    """Let an owner move in."""
    async with AsyncExitStack() as stack:
        owner = await stack.enter_async_context(move_in(house, is_admin=True))
        key = await answer_of(owner.client.post("/api/api-keys", json={"name": "Docs", "scopes": ["read", "write"]}))
        yield Scene(owner=owner, key=key["key"], stack=stack, gaps={"workspace_id": owner.workspace_id, "key_id": key["id"]})


async def sign_up(scene: Scene) -> None:
    """Let somebody sign up whose address is not verified yet, and who sends the example."""
    email = f"{scene.owner.id}@example.com"
    new = SignUp(email=email, password=PASSWORD, full_name="", invitation_code=await scene.gap("invitation_code"))
    opened = await scene.house.appliance.accounts.sign_up(Visit(address=f"192.0.2.{scene.owner.id % 256}"), new)
    person = await scene.stack.enter_async_context(log_in(scene.house, opened.user, scene.owner.workspace_id, Role.MEMBER))
    scene.sender = person.client
    scene.gaps["verify_token"] = await scene.house.token_for(email)


async def _colleague(scene: Scene) -> None:
    scene.gaps["user_id"] = (await scene.stack.enter_async_context(join(scene.owner, Role.MEMBER))).id


async def _session(scene: Scene) -> None:
    await scene.stack.enter_async_context(log_in(scene.house, scene.owner.user, scene.owner.workspace_id, Role.OWNER))
    scene.gaps["session_id"] = (await answer_of(scene.owner.client.get("/api/auth/sessions")))["items"][0]["id"]


async def _invitation(scene: Scene) -> None:
    invited = await scene.post(f"/api/workspaces/{scene.owner.workspace_id}/invitations", role="member")
    scene.gaps |= {"invitation_id": invited["id"], "invitation_code": invited["code"]}


async def _reset_token(scene: Scene) -> None:
    email = scene.owner.user.email
    await scene.house.appliance.accounts.forget_password(Visit(address="192.0.2.9"), email)
    scene.gaps["reset_token"] = await scene.house.token_for(email)


async def _setup_token(scene: Scene) -> None:
    """Open a house where nobody is yet."""
    folder = scene.stack.enter_context(TemporaryDirectory())
    empty = await scene.stack.enter_async_context(open_house_at(Path(folder) / "data"))
    scene.sender = await scene.stack.enter_async_context(httpx.AsyncClient(base_url=empty.url, timeout=30.0))
    scene.gaps["setup_token"] = empty.appliance.setup.issue_link()


async def _template(scene: Scene) -> None:
    scene.gaps["template_id"] = (await scene.post("/api/templates", name="Mine", render_spec=SMALL_SPEC))["id"]


async def _asset(scene: Scene) -> None:
    uploaded = await answer_of(scene.owner.client.post("/api/assets", files={"file": picture()}))
    scene.gaps["asset_id"] = uploaded["asset_id"]


async def _list(scene: Scene) -> None:
    made = await scene.house.appliance.lists.add(scene.owner.caller, NewList(name="Q2 Campaign", document=SMALL_SPEC))
    added = await scene.house.appliance.leads.add(scene.owner.caller, made, {"first_name": "Sam", "company": "Acme"})
    scene.gaps |= {"list_id": made.public_id, "lead_id": added.lead.lead_id}


async def make_running_job(scene: Scene) -> None:
    """Have a job run, without an end, that nobody here works on."""
    scene.gaps["job_id"] = await _job(scene, JobStatus.RUNNING)


async def _done_job(scene: Scene) -> None:
    scene.gaps["job_id"] = scene.gaps["done_job_id"] = await _job(scene, JobStatus.DONE)


async def _failed_job(scene: Scene) -> None:
    scene.gaps["ended_job_id"] = await _job(scene, JobStatus.FAILED)


async def _job(scene: Scene, status: JobStatus) -> str:
    owner = scene.owner
    return (await scene.house.appliance.store.write(make_job, owner.workspace_id, owner.id, status, PEOPLE, PEOPLE)).public_id


async def _pipeline(scene: Scene) -> None:
    owner = scene.owner
    made = await scene.house.appliance.store.write(make_pipeline, owner.workspace_id, owner.id)
    scene.gaps |= {"pipeline_id": made.public_id, "node_id": "reachable"}


async def make_running_pipeline(scene: Scene) -> None:
    """Have a pipeline run, without an end, of which nobody here works on the last job."""
    owner = scene.owner
    made = await scene.house.appliance.store.write(make_pipeline, owner.workspace_id, owner.id, PipelineStatus.RUNNING)
    scene.gaps["pipeline_id"] = made.public_id


async def _webhook(scene: Scene) -> None:
    workspace_id = scene.owner.workspace_id
    scene.gaps["webhook_id"] = webhook_id = (await scene.house.appliance.store.write(make_webhook, workspace_id)).id
    scene.gaps["delivery_id"] = (await scene.house.appliance.store.write(make_delivery, workspace_id, webhook_id)).public_id


async def make_thread(scene: Scene) -> None:
    """Let the owner have a wish, and an answer to it."""
    thread = await scene.post("/api/feedback", kind="idea", message="A map of my leads would help me.")
    scene.gaps["thread_id"] = thread["id"]
    await scene.post(f"/api/admin/feedback/{thread['id']}/messages", message="It is on its way.")


async def make_announcement(scene: Scene) -> None:
    """Let the owner announce something, as an administrator of the installation."""
    text = {"en": "The server is updated tonight at nine.", "fr": "Le serveur est mis à jour ce soir à neuf heures."}
    made = await scene.post("/api/admin/announcements", text=text, until="2096-05-10T19:00:00Z")
    scene.gaps["announcement_id"] = made["id"]


async def _announced_module(scene: Scene) -> None:
    scene.gaps["slug"] = "hiring"


async def _veille(scene: Scene) -> None:
    scene.gaps["veille_id"] = (await watch(scene.owner)).public_id


async def _run(scene: Scene) -> None:
    veille = await scene.house.appliance.read(veille_named, scene.owner.caller, await scene.gap("veille_id"))
    scene.gaps["run_id"] = (await find(scene.owner, veille, [WORSE, BAKERY])).public_id


async def _signal(scene: Scene) -> None:
    path = f"/api/veille/{await scene.gap('veille_id')}/runs/{await scene.gap('run_id')}/signals"
    scene.gaps["signal_id"] = (await answer_of(scene.owner.client.get(path)))["items"][0]["id"]


_MAKERS: Mapping[str, Callable[[Scene], Awaitable[None]]] = {
    "announcement_id": make_announcement,
    "user_id": _colleague,
    "session_id": _session,
    "invitation_id": _invitation,
    "invitation_code": _invitation,
    "setup_token": _setup_token,
    "verify_token": sign_up,
    "reset_token": _reset_token,
    "template_id": _template,
    "asset_id": _asset,
    "job_id": _done_job,
    "done_job_id": _done_job,
    "ended_job_id": _failed_job,
    "list_id": _list,
    "lead_id": _list,
    "node_id": _pipeline,
    "pipeline_id": _pipeline,
    "slug": _announced_module,
    "thread_id": make_thread,
    "veille_id": _veille,
    "run_id": _run,
    "signal_id": _signal,
    "webhook_id": _webhook,
    "delivery_id": _webhook,
}
