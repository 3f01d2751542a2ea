"""The examples on the pages about `/api`: each is sent to a server as it stands, and the answer is like the one that is shown."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyotp
import pytest
from houses import PASSWORD, SMALL_SPEC, House, OpenHouse
from outsend import Person, answer_of, join, log_in, move_in
from pictures import picture

from outhost.domain.sessions import Visit
from outhost.domain.workspaces import Role
from outhost.operations.accounts import SignUp
from outhost.web.endpoint import Endpoint
from outhost.web.outsend.table import TABLE
from outhost.web.table import gaps_of

FREE = {"data", "info", "paths", "components", "tags", "render_spec"}
"""What may hold anything, so that an example of it is none of a shape."""


@dataclass(kw_only=True)
class Scene:
    """An owner, who is administrator too, with a colleague and a key; what fills the gaps; and who sends the example."""

    owner: Person
    colleague: Person
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


Preparation = Callable[[Scene], Awaitable[None]]


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house where nobody else uses up the tries that an address has."""
    async with open_house(tmp_path_factory.mktemp("examples")) as house:
        yield house


@pytest.fixture
async def scene(stage: House) -> AsyncIterator[Scene]:
    """A furnished workspace."""
    async with AsyncExitStack() as stack:
        owner = await stack.enter_async_context(move_in(stage, is_admin=True))
        colleague = await stack.enter_async_context(join(owner, Role.MEMBER))
        key = await answer_of(owner.client.post("/api/api-keys", json={"name": "Docs", "scopes": ["read", "write"]}))
        yield Scene(
            owner=owner,
            colleague=colleague,
            key=key["key"],
            stack=stack,
            gaps={"workspace_id": owner.workspace_id, "user_id": colleague.id, "key_id": key["id"]},
        )


@pytest.mark.parametrize("endpoint", TABLE.endpoints, ids=lambda endpoint: endpoint.name)
async def test_an_example_works_as_it_stands(endpoint: Endpoint, scene: Scene) -> None:
    """I paste a command with my own ids in it, and the answer has the keys and types of the example, all the way down."""
    await PREPARED.get(endpoint.name, _nothing)(scene)
    async with httpx.AsyncClient(base_url=scene.house.url, headers={"X-API-Key": scene.key}, timeout=30.0) as by_key:
        client = scene.sender or (by_key if "access_key" in TABLE.ways_in(endpoint) else scene.owner.client)
        answer = await client.send(_request(endpoint, scene, client))
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


def _request(endpoint: Endpoint, scene: Scene, client: httpx.AsyncClient) -> httpx.Request:
    gaps = {name: str(scene.gaps[name]) for name in gaps_of(endpoint)}
    path = re.sub(r"<(\w+)>", lambda gap: gaps[gap[1]], endpoint.path)
    body = endpoint.example.body
    if endpoint.is_multipart:
        return client.build_request(endpoint.method, path, files={"file": picture()})
    if body is None:
        return client.build_request(endpoint.method, path)
    return client.build_request(endpoint.method, path, json={key: _filled(value, scene) for key, value in body.items()} | scene.body)


def _filled(value: Any, scene: Scene) -> Any:
    gap = re.fullmatch(r"\{\{(\w+)\}\}", value) if isinstance(value, str) else None
    return scene.gaps[gap[1]] if gap else value


async def _nothing(_scene: Scene) -> None:
    """Prepare nothing."""


async def _as_owner(scene: Scene) -> None:
    scene.body = {"email": scene.owner.user.email}


async def _invited(scene: Scene) -> None:
    invited = await scene.post(f"/api/workspaces/{scene.owner.workspace_id}/invitations", role="member")
    scene.gaps |= {"invitation_id": invited["id"], "invitation_code": invited["code"]}


async def _invited_to_found(scene: Scene) -> None:
    scene.gaps["invitation_id"] = (await scene.post("/api/admin/invitations"))["id"]


async def _unverified(scene: Scene) -> None:
    """Let somebody sign up whose address is not verified yet, and who sends the example."""
    await _invited(scene)
    email = f"{scene.owner.id}@example.com"
    new = SignUp(email=email, password=PASSWORD, full_name="", invitation_code=scene.gaps["invitation_code"])
    opened = await scene.house.appliance.accounts.sign_up(Visit(address=f"192.0.2.{scene.owner.id % 256}"), new)
    person = await scene.stack.enter_async_context(log_in(scene.house, opened.user, scene.owner.workspace_id, Role.MEMBER))
    scene.sender = person.client
    scene.gaps["verify_token"] = await scene.house.token_for(email)


async def _forgetful(scene: Scene) -> None:
    email = scene.owner.user.email
    await scene.house.appliance.accounts.forget_password(Visit(address="192.0.2.9"), email)
    scene.gaps["reset_token"] = await scene.house.token_for(email)


async def _another_session(scene: Scene) -> None:
    await scene.stack.enter_async_context(log_in(scene.house, scene.owner.user, scene.owner.workspace_id, Role.OWNER))
    scene.gaps["session_id"] = (await answer_of(scene.owner.client.get("/api/auth/sessions")))["items"][0]["id"]


async def _factor_begun(scene: Scene) -> None:
    secret = (await scene.post("/api/auth/totp/setup"))["secret"]
    scene.body = {"code": pyotp.TOTP(secret).now()}


async def _invited_elsewhere(scene: Scene) -> None:
    await _invited(scene)
    stranger = await scene.stack.enter_async_context(move_in(scene.house))
    scene.sender = stranger.client


async def _with_asset(scene: Scene) -> None:
    uploaded = await answer_of(scene.owner.client.post("/api/assets", files={"file": picture()}))
    scene.gaps["asset_id"] = uploaded["asset_id"]


async def _with_template(scene: Scene) -> None:
    scene.gaps["template_id"] = (await scene.post("/api/templates", name="Mine", render_spec=SMALL_SPEC))["id"]


async def _with_list(scene: Scene) -> None:
    scene.gaps["list_id"] = (await scene.post("/api/lists", name="Mine", render_spec=SMALL_SPEC))["list_id"]


PREPARED: Mapping[str, Preparation] = {
    "auth-sign-up": _invited,
    "auth-log-in": _as_owner,
    "auth-reset-password": _forgetful,
    "auth-verify-email": _unverified,
    "auth-resend-verification": _unverified,
    "auth-revoke-session": _another_session,
    "auth-confirm-totp": _factor_begun,
    "templates-show": _with_template,
    "templates-change": _with_template,
    "templates-delete": _with_template,
    "templates-sample": _with_template,
    "assets-page": _with_asset,
    "assets-show": _with_asset,
    "assets-delete": _with_asset,
    "lists-page": _with_list,
    "lists-show": _with_list,
    "lists-change": _with_list,
    "lists-delete": _with_list,
    "lists-snippet": _with_list,
    "invitations-list-all": _invited,
    "invitations-take-back": _invited,
    "invitations-accept": _invited_elsewhere,
    "invitations-list-founding": _invited_to_found,
    "invitations-take-back-founding": _invited_to_found,
}
"""What must be there before an example can be run, beyond the scene."""
