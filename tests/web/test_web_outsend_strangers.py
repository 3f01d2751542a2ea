"""What is another's on `/api`: each path with an id, tried by a stranger, must answer as if there were nothing, and change nothing."""

import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from houses import House, open_house_at
from outsend import Person, books_of, move_in, open_door
from things import THINGS, things_of

from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.endpoints.parameters import PATH_PARAMETERS
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.table import gaps_of

WITH_GAPS = [endpoint for endpoint in ENDPOINTS if gaps_of(endpoint)]
SOMEBODYS = [endpoint for endpoint in WITH_GAPS if not all(THINGS[gap].is_everybodys for gap in gaps_of(endpoint))]


@dataclass(frozen=True, kw_only=True)
class Street:
    """Two workspaces that know nothing of each other: a host's, and a stranger's who has rights of every kind in their own."""

    house: House
    client: httpx.AsyncClient
    host: Person
    stranger: Person
    key: str

    async def knock(self, endpoint: ApiEndpoint, ids: Mapping[str, str], *, by_key: bool) -> tuple[int, str]:
        """Let the stranger call; give the answer."""
        path = endpoint.path
        for gap, value in ids.items():
            path = path.replace(f"<{gap}>", value)
        token = await open_door(self.house, self.stranger.id, self.stranger.workspace_id)
        headers = {"X-API-Key": self.key} if by_key else {"Cookie": f"outsend_session={token}"}
        body: Any = None if endpoint.method == "GET" else dict(endpoint.example.body or {})
        answer = await self.client.request(endpoint.method, path, json=body, headers=headers)
        return answer.status_code, answer.text


@pytest.fixture(scope="module")
async def street(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Street]:
    """A house for these two alone."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house_at(tmp_path_factory.mktemp("street")))
        host, stranger = [await stack.enter_async_context(move_in(house)) for _ in range(2)]
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=house.url, timeout=30.0))
        yield Street(house=house, client=client, host=host, stranger=stranger, key=await stranger.make_key())


def test_everything_that_stands_in_a_path_can_be_made() -> None:
    """No gap in a path is left out of these tests, and none is made that stands nowhere."""
    assert set(THINGS) == {gap for endpoint in WITH_GAPS for gap in gaps_of(endpoint)} == set(PATH_PARAMETERS)


@pytest.mark.parametrize("by_key", [False, True], ids=["by session", "by key"])
@pytest.mark.parametrize("endpoint", SOMEBODYS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_what_is_another_s_is_as_good_as_absent(street: Street, endpoint: ApiEndpoint, *, by_key: bool) -> None:
    """Somebody who knows the id of a thing of mine learns nothing by it, and can do nothing with it, not even beside their own."""
    gaps = gaps_of(endpoint)
    mine, theirs = await things_of(street.host, gaps), await things_of(street.stranger, gaps)
    before = await books_of(street.house, besides="sessions")
    sessions = await street.house.appliance.read(lambda tx: tx.sessions.count(street.host.id))
    for is_mine in itertools.product((True, False), repeat=len(gaps)):
        if not any(is_mine):
            continue
        foreign = {gap: mine[gap] if is_it else theirs[gap] for gap, is_it in zip(gaps, is_mine, strict=True)}
        absent = {gap: THINGS[gap].absent if is_it else theirs[gap] for gap, is_it in zip(gaps, is_mine, strict=True)}
        answer = await street.knock(endpoint, foreign, by_key=by_key)
        assert answer == await street.knock(endpoint, absent, by_key=by_key), foreign
        is_closed = endpoint.audience is Audience.ADMINISTRATOR or (by_key and endpoint.is_closed_to_keys)
        assert answer[0] == (403 if is_closed else 404), answer
    assert await books_of(street.house, besides="sessions") == before
    assert await street.house.appliance.read(lambda tx: tx.sessions.count(street.host.id)) == sessions


@pytest.mark.parametrize("endpoint", WITH_GAPS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
@pytest.mark.parametrize("nonsense", ["0", "-1", "1.0", "x", "%20", "99999999999999999999", "١", "1'--"])
async def test_an_id_that_can_be_none_is_absent_too(street: Street, endpoint: ApiEndpoint, nonsense: str) -> None:
    """Whatever is no id answers as an id that nobody has, never with a fault of ours."""
    absent = await street.knock(endpoint, {gap: THINGS[gap].absent for gap in gaps_of(endpoint)}, by_key=False)
    assert await street.knock(endpoint, dict.fromkeys(gaps_of(endpoint), nonsense), by_key=False) == absent
