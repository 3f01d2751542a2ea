"""The examples on the pages about `/api`: each is sent to a server as it stands, and the answer is like the one that is shown."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx
import pyotp
import pytest
from atlases import bakery_in_lyon
from houses import SMALL_SPEC, House, OpenHouse
from outsend import move_in
from pictures import picture
from scenes import Scene, make_announcement, make_running_job, set_scene, sign_up
from webhooks import PUBLIC_URL, happen

from outhost.domain.lists import ListOptions
from outhost.domain.reviews import Review
from outhost.operations.lists import NewList
from outhost.web.endpoint import Endpoint
from outhost.web.outsend.table import TABLE

FILES = {"tables-preview": b"First name;Town\nMarie;Lyon\n"}
"""What is uploaded where it is no picture."""

FREE = {"data", "config_schema", "info", "paths", "components", "tags", "render_spec"}
"""What may hold anything, so that an example of it is none of a shape."""


Preparation = Callable[[Scene], Awaitable[None]]


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house where nobody else uses up the tries that an address has."""
    async with open_house(tmp_path_factory.mktemp("examples")) as house:
        bakery_in_lyon(house.appliance.folder.path)
        yield house


@pytest.fixture
async def scene(stage: House) -> AsyncIterator[Scene]:
    """A furnished workspace."""
    async with set_scene(stage) as furnished:
        yield furnished


@pytest.mark.parametrize("endpoint", TABLE.endpoints, ids=lambda endpoint: endpoint.name)
async def test_an_example_works_as_it_stands(endpoint: Endpoint, scene: Scene) -> None:
    """I paste a command with my own ids in it, and the answer has the keys and types of the example, all the way down."""
    await PREPARED.get(endpoint.name, _nothing)(scene)
    async with httpx.AsyncClient(base_url=scene.house.url, headers={"X-API-Key": scene.key}, timeout=30.0) as by_key:
        path, sent = await _path_and_body(endpoint, scene)
        client = scene.sender or (by_key if "access_key" in TABLE.ways_in(endpoint) else scene.owner.client)
        request = client.build_request(endpoint.method, path, **sent)
        answer = await client.send(request, stream=endpoint.is_event_stream)
        await answer.aclose()
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == endpoint.answer_type
    assert {name.lower() for name in endpoint.example.answer_headers} <= set(answer.headers)
    if endpoint.answer:
        endpoint.answer.model_validate_json(answer.text, extra="forbid")
        assert differences(endpoint.example.answer, answer.json()) == []


def test_every_preparation_is_for_an_endpoint() -> None:
    """What prepares nothing any more is taken away."""
    assert set(PREPARED) <= {endpoint.name for endpoint in TABLE.endpoints}


@pytest.mark.parametrize(
    ("shown", "given"),
    [({"a": 1}, {"b": 1}), ({"a": 1}, {"a": "1"}), ({"a": [1]}, {"a": []}), ({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]}), (1, True)],
)
def test_an_example_that_is_unlike_its_answer_is_found(shown: Any, given: Any) -> None:
    """A key too many, another type, a list that is empty: the comparison sees it."""
    assert differences(shown, given)


def differences(shown: Any, given: Any, path: str = "") -> list[str]:
    """List where an answer is unlike the example: other keys or their order, other types; null stands for anything, of a list the first."""
    match shown, given:
        case (None, _) | (_, None):
            return []
        case dict(), dict():
            if list(shown) != list(given):
                return [f"{path}: {list(shown)} is not {list(given)}"]
            return [fault for key in shown if key not in FREE for fault in differences(shown[key], given[key], f"{path}.{key}")]
        case list(), list():
            if shown and not given:
                return [f"{path}: is empty"]
            return differences(shown[0], given[0], f"{path}.0") if shown else []
        case _:
            return [] if type(shown) is type(given) else [f"{path}: {shown!r} is not {given!r}"]


async def _path_and_body(endpoint: Endpoint, scene: Scene) -> tuple[str, dict[str, Any]]:
    gaps = await scene.in_path(endpoint)
    path = re.sub(r"<(\w+)>", lambda gap: str(gaps[gap[1]]), endpoint.path)
    if endpoint.is_shown_as_form:
        return path, {"files": {"file": FILES.get(endpoint.name, picture())}}
    example = endpoint.example.body
    return path, {} if example is None else {"json": await scene.filled(example) | scene.body}


async def _nothing(_scene: Scene) -> None:
    """Prepare nothing."""


async def _by_address(scene: Scene) -> None:
    scene.body = {"email": scene.owner.user.email}


async def _invited(scene: Scene) -> None:
    await scene.gap("invitation_id")


async def _with_asset(scene: Scene) -> None:
    await scene.gap("asset_id")


async def _with_list(scene: Scene) -> None:
    await scene.gap("list_id")


async def _with_job(scene: Scene) -> None:
    await scene.gap("job_id")


async def _with_pipeline(scene: Scene) -> None:
    await scene.gap("pipeline_id")


async def _with_a_pipeline_that_draws(scene: Scene) -> None:
    (example,) = [one.example for one in TABLE.endpoints if one.name == "pipelines-import-exported"]
    scene.gaps["pipeline_id"] = (await scene.post("/api/pipelines/import", **await scene.filled(example.body)))["id"]


async def _with_veille(scene: Scene) -> None:
    await scene.gap("veille_id")


async def _with_run(scene: Scene) -> None:
    await scene.gap("run_id")


async def _founder_invited(scene: Scene) -> None:
    await scene.post("/api/admin/invitations")


async def _factor_begun(scene: Scene) -> None:
    secret = (await scene.post("/api/auth/totp/setup"))["secret"]
    scene.body = {"code": pyotp.TOTP(secret).now()}


async def _stranger_invited(scene: Scene) -> None:
    scene.sender = (await scene.stack.enter_async_context(move_in(scene.house))).client


async def _with_a_held_lead(scene: Scene) -> None:
    caller = scene.owner.caller
    new = NewList(name="Q2", document=SMALL_SPEC, options=ListOptions(review=Review.WARNINGS))
    made = await scene.house.appliance.lists.add(caller, new)
    added = await scene.house.appliance.leads.add(caller, made, {"first_name": "Mary"})
    scene.gaps |= {"list_id": made.public_id, "lead_id": added.lead.lead_id}


async def _with_suppression(scene: Scene) -> None:
    await scene.post("/api/privacy/suppressions", subject="sam@example.com")


async def _with_sam(scene: Scene) -> None:
    spec = SMALL_SPEC | {"variables": [{"name": "first_name"}, {"name": "email"}, {"name": "company"}]}
    made = await scene.post("/api/lists", name="People", render_spec=spec)
    leads, caller = scene.house.appliance.leads, scene.owner.caller
    await leads.add(
        caller, await leads.target(caller, made["list_id"]), {"first_name": "Sam", "email": "sam@example.com", "company": "Acme"}
    )


async def _with_thread(scene: Scene) -> None:
    await scene.gap("thread_id")


async def _with_webhook(scene: Scene) -> None:
    await scene.gap("webhook_id")


async def _to_an_address(scene: Scene) -> None:
    scene.body = {"url": PUBLIC_URL}


async def _with_news(scene: Scene) -> None:
    await happen(scene.house, scene.owner.caller)


PREPARED: Mapping[str, Preparation] = {
    "announcements-list-all": make_announcement,
    "feedback-page": _with_thread,
    "auth-log-in": _by_address,
    "auth-resend-verification": sign_up,
    "privacy-export": _with_sam,
    "privacy-list-suppressions": _with_suppression,
    "privacy-lift-suppression": _with_suppression,
    "auth-confirm-totp": _factor_begun,
    "assets-page": _with_asset,
    "lists-page": _with_list,
    "jobs-page": _with_job,
    "veilles-page": _with_veille,
    "veille-runs-page": _with_run,
    "veille-runs-compare": _with_run,
    "job-queues-queue": make_running_job,
    "job-queues-list-jobs": make_running_job,
    "invitations-list-all": _invited,
    "invitations-accept": _stranger_invited,
    "invitations-list-founding": _founder_invited,
    "pipelines-page": _with_pipeline,
    "pipelines-export": _with_a_pipeline_that_draws,
    "leads-page": _with_a_held_lead,
    "leads-show": _with_a_held_lead,
    "leads-delete": _with_a_held_lead,
    "leads-redraw": _with_a_held_lead,
    "leads-approve": _with_a_held_lead,
    "leads-reject": _with_a_held_lead,
    "leads-approve-all": _with_a_held_lead,
    "leads-reject-all": _with_a_held_lead,
    "leads-images-zip": _with_a_held_lead,
    "news-page": _with_news,
    "webhooks-list-all": _with_webhook,
    "webhooks-add": _to_an_address,
}
"""What must be there before an example can be run, beyond what it names itself."""
