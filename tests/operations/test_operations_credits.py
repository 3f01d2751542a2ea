"""Credits: granted, taken back, and never below nothing."""

import asyncio

import pytest
from houses import House, Tenant
from traces import traces_of

from outhost.domain.errors import BalanceTooLow


async def test_a_grant_is_a_line_and_an_event(tenant: Tenant) -> None:
    """Credits come with the operator's reason, and an event that names who gave them."""
    before = await traces_of(tenant)
    assert await tenant.house.appliance.credits.grant(tenant.caller, 50, "thank you") == 1050
    assert await tenant.house.appliance.credits.grant(tenant.caller, 1) == 1051
    after = await traces_of(tenant)
    assert after.ledger[len(before.ledger) :] == ((50, 1050, "thank you"), (1, 1051, "grant"))
    events = after.events[len(before.events) :]
    assert [event[:3] for event in events] == [("credits.granted", str(tenant.workspace_id), "api_key")] * 2


async def test_a_take_back_is_a_line_and_an_event(tenant: Tenant) -> None:
    """Credits go down to nothing and no further."""
    before = await traces_of(tenant)
    assert await tenant.house.appliance.credits.revoke(tenant.caller, 1000) == 0
    after = await traces_of(tenant)
    assert after.ledger[len(before.ledger) :] == ((-1000, 0, "revoke"),)
    assert [event[0] for event in after.events[len(before.events) :]] == ["credits.revoked"]


async def test_more_than_there_is_cannot_be_taken(tenant: Tenant) -> None:
    """A take-back over the balance is refused and changes nothing."""
    before = await traces_of(tenant)
    with pytest.raises(BalanceTooLow) as refused:
        await tenant.house.appliance.credits.revoke(tenant.caller, 1001)
    assert refused.value.details == {"amount": 1001, "available": 1000}
    assert await traces_of(tenant) == before


async def test_changes_at_once_never_overdraw(house: House) -> None:
    """Thirty take-backs of three from fifty: sixteen succeed, whatever their order."""
    tenant = await house.move_in(credit_count=50)
    await tenant.client.aclose()
    results = await asyncio.gather(*(house.appliance.credits.revoke(tenant.caller, 3) for _ in range(30)), return_exceptions=True)
    assert sum(isinstance(result, BalanceTooLow) for result in results) == 14
    assert await tenant.balance() == await tenant.ledger_sum() == 2


async def test_neighbours_have_balances_of_their_own(tenant: Tenant) -> None:
    """What is given to one is not given to another."""
    neighbour = await tenant.house.move_in()
    await neighbour.client.aclose()
    await tenant.house.appliance.credits.grant(tenant.caller, 5)
    assert (await tenant.balance(), await neighbour.balance()) == (1005, 1000)
