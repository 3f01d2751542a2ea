"""The key of a workspace: rotated, and never kept."""

from houses import Tenant
from traces import traces_of

from outhost.domain.api_keys import digest_of
from outhost.domain.workspaces import Caller


async def test_a_rotation_puts_one_digest_in_place_of_another(tenant: Tenant) -> None:
    """After a rotation the database knows the new key's digest and nothing else of either key."""
    before = await traces_of(tenant)
    issued = await tenant.house.appliance.api_keys.rotate(Caller(workspace_id=tenant.workspace_id, actor="command_line"))
    after = await traces_of(tenant)
    assert before.key == digest_of(tenant.key)
    assert after.key == digest_of(issued.key) != before.key
    assert after.events[len(before.events) :] == (("api_key.rotated", str(tenant.workspace_id), "command_line", "", ""),)
    assert (after.balance, after.lists, after.leads) == (before.balance, before.lists, before.leads)


async def test_a_rotation_leaves_neighbours_keys_alone(tenant: Tenant) -> None:
    """My rotation is mine."""
    neighbour = await tenant.house.move_in()
    async with neighbour.client as client:
        await tenant.house.appliance.api_keys.rotate(tenant.caller)
        assert (await client.get("/v1/me")).status_code == 200
    assert (await tenant.client.get("/v1/me")).status_code == 401
