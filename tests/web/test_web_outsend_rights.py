"""Who may call what on `/api`: every endpoint of the table, by everybody that there is, as its audience says."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from houses import House, open_house_at
from outsend import Person, books_of, come_alone, join, move_in, open_door
from sanic import Sanic

from outhost.domain.access_keys import Scope
from outhost.domain.workspaces import Role
from outhost.store.transactions import Tx
from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.endpoints.parameters import PATH_PARAMETERS
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.table import gaps_of

ABSENT = {"integer": "987654321", "string": "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"}


@dataclass(frozen=True, kw_only=True)
class Someone:
    """Somebody who tries every door: what they are in the workspace, or how else they come."""

    role: Role | None = None
    is_logged_in: bool = True
    is_administrator: bool = False
    scope: Scope | None = None


EVERYBODY = {
    "nobody": Someone(is_logged_in=False),
    "a member of no workspace": Someone(),
    "a viewer": Someone(role=Role.VIEWER),
    "a member": Someone(role=Role.MEMBER),
    "an admin": Someone(role=Role.ADMIN),
    "an owner": Someone(role=Role.OWNER),
    "an administrator who is a viewer": Someone(role=Role.VIEWER, is_administrator=True),
    "an owner's key to read": Someone(role=Role.OWNER, scope=Scope.READ),
    "an owner's key to write": Someone(role=Role.OWNER, scope=Scope.WRITE),
    "a viewer's key to write": Someone(role=Role.VIEWER, scope=Scope.WRITE),
    "an administrator's key to read": Someone(role=Role.OWNER, is_administrator=True, scope=Scope.READ),
}


def expected(endpoint: ApiEndpoint, someone: Someone) -> int | None:
    """Tell how somebody is refused at an endpoint; None where they are let in, whatever comes of it then."""
    if endpoint.audience is Audience.PUBLIC:
        return None
    if not someone.is_logged_in:
        return 401
    scope = Scope.READ if endpoint.method == "GET" else Scope.WRITE
    if someone.scope and (endpoint.is_closed_to_keys or someone.scope is not scope):
        return 403
    if endpoint.audience is Audience.ADMINISTRATOR:
        return None if someone.is_administrator else 403
    return _expected_of_role(endpoint, someone.role) if endpoint.audience is not Audience.PERSON else None


def _expected_of_role(endpoint: ApiEndpoint, role: Role | None) -> int | None:
    if role is None:
        return 404 if "<workspace_id>" in endpoint.path else 403
    ranks = ["viewer", "member", "admin", "owner"]
    return None if ranks.index(role) >= ranks.index(endpoint.audience.value) else 403


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Everybody, in a house of their own."""

    house: House
    host: Person
    client: httpx.AsyncClient
    people: dict[str, Person]
    keys: dict[str, str]

    def door(self, endpoint: ApiEndpoint) -> str:
        """Fill an endpoint's path: the host's workspace where it is about one, and otherwise what is not there."""
        path = endpoint.path
        for gap in gaps_of(endpoint):
            is_ours = gap == "workspace_id" and endpoint.audience.role is not None
            absent = ABSENT[str(PATH_PARAMETERS[gap].schema["type"])]
            path = path.replace(f"<{gap}>", str(self.host.workspace_id) if is_ours else absent)
        return path

    async def send(self, name: str, endpoint: ApiEndpoint) -> httpx.Response:
        """Let somebody call, in a session that nothing has happened to."""
        headers = {}
        if name in self.keys:
            headers["X-API-Key"] = self.keys[name]
        elif name in self.people:
            person = self.people[name]
            headers["Cookie"] = f"outsend_session={await open_door(self.house, person.id, person.workspace_id or None)}"
        body: Any = {} if endpoint.method != "GET" else None
        request = self.client.build_request(endpoint.method, self.door(endpoint), json=body, headers=headers)
        answer = await self.client.send(request, stream=endpoint.is_event_stream)  # of which the head says enough
        await answer.aclose()
        return answer


@pytest.fixture(scope="module")
async def crowd(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """A house with a workspace in which there is somebody of every kind."""
    async with open_house_at(tmp_path_factory.mktemp("crowd")) as house, move_in(house) as host, AsyncExitStack() as stack:
        people, keys = {}, {}
        for name, someone in EVERYBODY.items():
            if not someone.is_logged_in:
                continue
            person = await stack.enter_async_context(join(host, Role.OWNER) if someone.role else come_alone(house))
            people[name] = person
            if someone.scope:
                keys[name] = await person.make_key(frozenset({someone.scope}))
            await house.appliance.store.write(_dress, person, someone)
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=house.url, timeout=30.0))
        yield Crowd(house=house, host=host, client=client, people=people, keys=keys)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_an_endpoint_lets_in_whom_it_is_for_and_nobody_else(crowd: Crowd, endpoint: ApiEndpoint) -> None:
    """Each call is open to those whom it is for; all others are refused, and nothing has happened."""
    wanted = {name: expected(endpoint, someone) for name, someone in EVERYBODY.items()}
    before = await books_of(crowd.house, besides="sessions")
    refused = {name: (await crowd.send(name, endpoint)).status_code for name, status in wanted.items() if status}
    assert refused == {name: status for name, status in wanted.items() if status}
    assert await books_of(crowd.house, besides="sessions") == before
    let_in = {name: (await crowd.send(name, endpoint)).status_code for name, status in wanted.items() if not status}
    assert {name: status for name, status in let_in.items() if status in {401, 403} or status >= 500} == {}


def test_every_audience_is_tried_by_somebody_who_gets_in_and_somebody_who_does_not() -> None:
    """The table of who is who is not blind: each kind of door that is not open to all turns somebody away, and lets somebody in."""
    for audience in set(Audience) - {Audience.PUBLIC}:
        endpoint = next((one for one in ENDPOINTS if one.audience is audience and not one.is_closed_to_keys), None)
        endpoint = endpoint or next((one for one in ENDPOINTS if one.audience is audience), None)
        if endpoint is not None:
            outcomes = {expected(endpoint, someone) for someone in EVERYBODY.values()}
            assert {None, 401} <= outcomes


def test_no_route_of_the_surface_is_missing_from_the_table(crowd: Crowd) -> None:
    """What answers under `/api` stands in the table, so that no door is left out of these tests."""
    app = next(app for app in Sanic._app_registry.values() if getattr(app.ctx, "appliance", None) is crowd.house.appliance)
    routed = {(method, f"/{route.path}") for route in app.router.routes for method in route.methods if route.path.startswith("api")}
    listed = {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}
    assert {(method, _plain(path)) for method, path in routed if method != "HEAD"} == {(m, _plain(path)) for m, path in listed}


def _dress(tx: Tx, person: Person, someone: Someone) -> None:
    tx.users.set_admin(person.id, is_admin=someone.is_administrator)
    if someone.role:
        tx.workspaces.set_role(person.workspace_id, person.id, someone.role)


def _plain(path: str) -> str:
    return "/".join("<>" if part.startswith("<") else part for part in path.split("/"))
