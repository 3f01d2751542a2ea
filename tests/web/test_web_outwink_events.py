"""What each call of `/v1` leaves in the book of events."""

from dataclasses import dataclass

import pytest
from houses import Tenant
from traces import Traces, traces_of


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A call, and the events that it leaves; the subject `list` stands for the list's id, `workspace` for the workspace's number."""

    method: str
    path: str
    body: object = None
    events: tuple[tuple[str, str], ...] = ()


DEEDS = [
    Deed(method="GET", path="/v1/me"),
    Deed(method="GET", path="/v1/lists"),
    Deed(method="GET", path="/v1/lists/{id}"),
    Deed(method="GET", path="/v1/lists/{id}/csv"),
    Deed(method="POST", path="/v1/lists/{id}/leads", body={"variables": {}}),
    Deed(method="PATCH", path="/v1/lists/{id}", body={"name": "Q3"}, events=(("list.renamed", "list"),)),
    Deed(method="DELETE", path="/v1/lists/{id}", events=(("list.deleted", "list"),)),
    Deed(method="POST", path="/v1/auth/rotate-key", events=(("api_key.rotated", "workspace"),)),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: f"{deed.method} {deed.path}")
async def test_a_call_leaves_its_event_with_who_where_and_which_request(tenant: Tenant, deed: Deed) -> None:
    """I find who did what, from which address, in which request; reading leaves nothing, a lead its ledger line."""
    made = await tenant.make_list()
    before = await traces_of(tenant)
    headers = {"X-Request-Id": "find-me"}
    answer = await tenant.client.request(deed.method, deed.path.format(id=made.public_id), json=deed.body, headers=headers)
    after = await traces_of(tenant)
    subjects = {"list": made.public_id, "workspace": str(tenant.workspace_id)}
    assert answer.status_code == 200
    assert after.events == before.events + tuple((name, subjects[what], "api_key", "127.0.0.1", "find-me") for name, what in deed.events)
    assert _ledger_lines(after) - _ledger_lines(before) == (1 if deed.path.endswith("/leads") else 0)


async def test_the_event_of_a_rotation_does_not_hold_the_key(tenant: Tenant) -> None:
    """Neither the old key nor the new one stands in the database."""
    new_key = (await tenant.client.post("/v1/auth/rotate-key")).json()["api_key"]
    dump = await tenant.house.appliance.read(lambda tx: [tuple(row) for row in tx.all("SELECT * FROM events")])
    files = tenant.house.appliance.folder.path.glob("outhost.db*")
    raw = b"".join(path.read_bytes() for path in files)
    for key in (new_key, tenant.key):
        assert key not in str(dump)
        assert key.encode() not in raw


def _ledger_lines(traces: Traces) -> int:
    return len(traces.ledger)
