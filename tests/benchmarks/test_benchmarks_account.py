"""What the house costs on the smallest request, `GET /v1/me`."""

import json
from pathlib import Path

import pytest
from furnishing import furnish
from ratios import SCALE, Table, in_turn
from servers import serving, serving_bare

pytestmark = pytest.mark.bench

SECONDS = 1.0 * max(SCALE, 0.5)


@pytest.mark.parametrize("connections", [1, 32])
def test_the_account_is_answered_at_a_fair_share_of_what_sanic_can_do(tmp_path: Path, table: Table, connections: int) -> None:
    """Key, database and envelope are the difference to a route that answers the same JSON from memory."""
    premises = furnish(tmp_path / "house", [])
    with serving(premises.folder) as house:
        status, _, body = house.get("/v1/me", premises.key)
        assert status == 200
        assert json.loads(body)["credits"] > 0
        with serving_bare(body) as bare:

            def ours(_round: int) -> float:
                seen = house.load("/v1/me", key=premises.key, connections=connections, seconds=SECONDS, warm_up=500)
                assert seen["statuses"] == {"200": seen["count"]}
                assert seen["first"] == body.decode()
                return seen["rate"]

            def theirs(_round: int) -> float:
                seen = bare.load("/v1/me", connections=connections, seconds=SECONDS, warm_up=500)
                assert json.loads(seen["first"]) == json.loads(body)
                return seen["rate"]

            mine, other = in_turn(ours, theirs)
    clients = f"{connections} client{'s' if connections > 1 else ''}"
    table.compare(f"`GET /v1/me`, {clients}", mine, other, "{:,.0f}/s", against="the same JSON from a bare Sanic route")
