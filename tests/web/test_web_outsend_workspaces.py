"""Workspaces and their members on `/api`: founded, entered, shared, left."""

from houses import House
from outsend import answer_of, move_in


async def test_i_found_a_second_workspace_and_act_in_it(house: House) -> None:
    """A new workspace has my name on it, the credits that new ones start with, and a key for `/v1` that nobody has seen."""
    async with move_in(house) as alex:
        made = await answer_of(alex.client.post("/api/workspaces", json={"name": "  Northwind "}))
        assert made == {"id": made["id"], "name": "Northwind", "role": "owner"}
        assert (await answer_of(alex.client.get("/api/credits")))["workspace_id"] == alex.workspace_id
        assert await answer_of(alex.client.post(f"/api/workspaces/{made['id']}/switch")) == made
        assert await answer_of(alex.client.get("/api/credits")) == {"workspace_id": made["id"], "credits": 1000}
        assert (await answer_of(alex.client.get("/api/outwink-key")))["last_used_at"] is None
        listed = await answer_of(alex.client.get("/api/workspaces"))
        assert [(one["id"], one["role"]) for one in listed["items"]] == [(alex.workspace_id, "owner"), (made["id"], "owner")]
        ledger = await answer_of(alex.client.get("/api/credits/ledger"))
        assert [(line["delta"], line["reason"], line["actor"]) for line in ledger["items"]] == [(1000, "initial", f"user:{alex.id}")]
