"""The key of a workspace: rotated, and never kept."""

import pytest
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


async def test_a_late_use_of_a_replaced_key_says_nothing_of_the_new_one(tenant: Tenant) -> None:
    """A program still called with the old key while I rotated it: Settings shows the new one as unused."""
    keys = tenant.house.appliance.api_keys
    old = digest_of(tenant.key)
    assert old is not None
    keys.note_use(old)
    assert (await keys.show(tenant.caller)).last_used_at is not None
    await keys.rotate(tenant.caller)
    keys.note_use(old)
    assert (await keys.show(tenant.caller)).last_used_at is None
    await keys.keep_uses()
    assert (await keys.show(tenant.caller)).last_used_at is None


async def test_uses_that_could_not_be_written_are_written_the_next_time(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk was full for a minute: nothing of that minute is lost."""
    keys, store = tenant.house.appliance.api_keys, tenant.house.appliance.store
    assert (await tenant.client.get("/v1/me")).status_code == 200
    used_at = (await keys.show(tenant.caller)).last_used_at

    async def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", fail)
        with pytest.raises(OSError, match="No space"):
            await keys.keep_uses()
    await keys.keep_uses()
    found = await store.read(lambda tx: tx.api_keys.find(tenant.workspace_id))
    assert found is not None
    assert used_at is not None
    assert found[1].last_used_at == used_at
    assert keys._uses == {}
