"""Things for every gap in the paths of `/api`: how somebody comes to have one, and an id that nobody has."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from houses import SMALL_SPEC
from jobs import ABSENT, make_job
from made_pipelines import ending_in, make_pipeline
from made_veilles import BAKERY, WORSE, find, watch
from outsend import Person, answer_of, join, open_door
from pictures import picture
from webhooks import make_delivery, make_webhook

from outhost.domain.announcements import Level
from outhost.domain.feedback import About, Kind
from outhost.domain.lists import ListOptions
from outhost.domain.reviews import Review
from outhost.domain.sessions import NOWHERE
from outhost.domain.webhooks import WebhookId
from outhost.domain.workspaces import Role
from outhost.operations.announcements import NewAnnouncement
from outhost.operations.lists import NewList
from outhost.operations.veilles import veille_named

NUMBER: Final = "987654321"
UUID: Final = "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What a gap in a path can stand for: how somebody comes to have one among what they have made so far, and an id that nobody has.

    What `is_everybodys` is nobody's own: there is nothing to hide from a stranger.
    """

    make: Callable[[Person, Mapping[str, str]], Awaitable[object]]
    absent: str = NUMBER
    is_everybodys: bool = False


async def _session(owner: Person, _made: Mapping[str, str]) -> object:
    await open_door(owner.house, owner.id, owner.workspace_id)
    return await owner.house.appliance.read(lambda tx: tx.sessions.page(owner.id, limit=1, offset=0)[0].id)


async def _member(owner: Person, _made: Mapping[str, str]) -> object:
    async with join(owner, Role.MEMBER) as member:
        return member.id


async def _workspace(owner: Person, _made: Mapping[str, str]) -> object:
    return owner.workspace_id


async def _invitation(owner: Person, _made: Mapping[str, str]) -> object:
    return (await owner.house.appliance.invitations.invite(owner.caller, None, Role.MEMBER, "en")).invitation.id


async def _access_key(owner: Person, _made: Mapping[str, str]) -> object:
    await owner.make_key()
    return await owner.house.appliance.read(lambda tx: tx.access_keys.page(owner.workspace_id, limit=1, offset=0)[0].id)


async def _template(owner: Person, _made: Mapping[str, str]) -> object:
    return (await owner.house.appliance.templates.add(owner.caller, "Mine", SMALL_SPEC)).id


async def _asset(owner: Person, _made: Mapping[str, str]) -> object:
    return (await answer_of(owner.client.post("/api/assets", files={"file": ("mine.png", picture(), "image/png")})))["asset_id"]


async def _list(owner: Person, _made: Mapping[str, str]) -> object:
    """Make a list in which one lead waits to be looked at, for nothing was given to greet it by."""
    options = ListOptions(review=Review.WARNINGS)
    made = await owner.house.appliance.lists.add(owner.caller, NewList(name="Mine", document=SMALL_SPEC, options=options))
    await owner.house.appliance.leads.add(owner.caller, made, {"first_name": "Sam"})
    return made.public_id


async def _lead(owner: Person, made: Mapping[str, str]) -> object:
    return (await answer_of(owner.client.get(f"/api/lists/{made['list_id']}/leads")))["items"][0]["lead_id"]


async def _job(owner: Person, _made: Mapping[str, str]) -> object:
    return (await owner.house.appliance.store.write(make_job, owner.workspace_id, owner.id)).public_id


async def _pipeline(owner: Person, _made: Mapping[str, str]) -> object:
    definition = ending_in(f"reachable-{owner.workspace_id}")
    return (await owner.house.appliance.store.write(make_pipeline, owner.workspace_id, owner.id, definition=definition)).public_id


async def _node(owner: Person, _made: Mapping[str, str]) -> object:
    return f"reachable-{owner.workspace_id}"


async def _thread(owner: Person, _made: Mapping[str, str]) -> object:
    about = About(kind=Kind.IDEA)
    return (
        await owner.house.appliance.store.write(
            lambda tx: tx.feedback_threads.insert(about, user_id=owner.id, workspace_id=owner.workspace_id)
        )
    ).id


async def _announcement(owner: Person, _made: Mapping[str, str]) -> object:
    return (await owner.house.appliance.announcements.make(NOWHERE, None, NewAnnouncement(level=Level.INFO, en="Tonight at nine."))).id


async def _webhook(owner: Person, _made: Mapping[str, str]) -> object:
    return (await owner.house.appliance.store.write(make_webhook, owner.workspace_id)).id


async def _delivery(owner: Person, made: Mapping[str, str]) -> object:
    return (await owner.house.appliance.store.write(make_delivery, owner.workspace_id, WebhookId(int(made["webhook_id"])))).public_id


async def _announced_module(_owner: Person, _made: Mapping[str, str]) -> object:
    return "hiring"


async def _veille(owner: Person, _made: Mapping[str, str]) -> object:
    return (await watch(owner)).public_id


async def _run(owner: Person, made: Mapping[str, str]) -> object:
    veille = await owner.house.appliance.read(veille_named, owner.caller, made["veille_id"])
    return (await find(owner, veille, [WORSE, BAKERY])).public_id


async def _signal(owner: Person, made: Mapping[str, str]) -> object:
    path = f"/api/veille/{made['veille_id']}/runs/{made['run_id']}/signals"
    return (await answer_of(owner.client.get(path)))["items"][0]["id"]


THINGS: Mapping[str, Thing] = {
    "announcement_id": Thing(make=_announcement),
    "asset_id": Thing(make=_asset, absent="0" * 64),
    "delivery_id": Thing(make=_delivery, absent="dlv_01JZ8Q4M6T7K2N4P6R8S0T2V4W"),
    "invitation_id": Thing(make=_invitation),
    "job_id": Thing(make=_job, absent=ABSENT),
    "key_id": Thing(make=_access_key),
    "lead_id": Thing(make=_lead, absent=UUID),
    "list_id": Thing(make=_list, absent=UUID),
    "node_id": Thing(make=_node, absent="nowhere"),
    "pipeline_id": Thing(make=_pipeline, absent=UUID),
    "run_id": Thing(make=_run, absent=UUID),
    "session_id": Thing(make=_session),
    "signal_id": Thing(make=_signal),
    "slug": Thing(make=_announced_module, absent="no_such_module", is_everybodys=True),
    "template_id": Thing(make=_template),
    "thread_id": Thing(make=_thread),
    "user_id": Thing(make=_member),
    "veille_id": Thing(make=_veille, absent=UUID),
    "webhook_id": Thing(make=_webhook),
    "workspace_id": Thing(make=_workspace),
}
"""Whatever stands in a path of `/api`. A new gap needs an entry: how to make one."""


async def things_of(owner: Person, gaps: Sequence[str]) -> dict[str, str]:
    """Let somebody come to have what stands in a path, each thing in the one before it."""
    made: dict[str, str] = {}
    for gap in gaps:
        made[gap] = str(await THINGS[gap].make(owner, made))
    return made
