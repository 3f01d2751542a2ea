"""Subscriptions: set by plan, each with its event."""

from datetime import UTC, datetime

from houses import Tenant
from traces import traces_of

from outhost.domain.subscriptions import Status, Subscription

END = datetime(2026, 6, 1, tzinfo=UTC)


async def test_a_plan_is_set_in_place_of_what_it_was(tenant: Tenant) -> None:
    """Setting the same plan again changes it; a second plan stands beside it; each time leaves an event."""
    subscriptions, before = tenant.house.appliance.subscriptions, await traces_of(tenant)
    for name, status in (("growth", Status.ACTIVE), ("growth", Status.CANCELED), ("team", Status.PAST_DUE)):
        plan = Subscription(plan_name=name, status=status, current_period_end=END, cancel_at_period_end=False)
        await subscriptions.put(tenant.caller, plan)
    shown = await tenant.house.appliance.read(lambda tx: tx.subscriptions.find_most_relevant(tenant.workspace_id))
    assert shown is not None
    assert (shown.plan_name, shown.status, shown.current_period_end) == ("team", "past_due", END)
    after = await traces_of(tenant)
    events = after.events[len(before.events) :]
    assert [event[:3] for event in events] == [("subscription.set", name, "api_key") for name in ("growth", "growth", "team")]
    assert (after.balance, after.ledger) == (before.balance, before.ledger)


async def test_a_plan_is_of_one_workspace(tenant: Tenant) -> None:
    """My plan is not my neighbour's."""
    neighbour = await tenant.house.move_in()
    await neighbour.client.aclose()
    plan = Subscription(plan_name="growth", status=Status.TRIALING, current_period_end=None, cancel_at_period_end=True)
    await tenant.house.appliance.subscriptions.put(tenant.caller, plan)
    find = tenant.house.appliance.read
    assert await find(lambda tx: tx.subscriptions.find_most_relevant(tenant.workspace_id)) == plan
    assert await find(lambda tx: tx.subscriptions.find_most_relevant(neighbour.workspace_id)) is None
