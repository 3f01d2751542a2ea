"""Subscriptions: the one that matters most is shown."""

from datetime import timedelta
from itertools import permutations

import pytest
from rows import NOON, WORKSPACE, Scratch

from outhost.domain.subscriptions import Status, Subscription

LATER = NOON + timedelta(days=30)


def _subscription(plan: str, status: Status, end: object = NOON) -> Subscription:
    return Subscription(plan_name=plan, status=status, current_period_end=end, cancel_at_period_end=False)


@pytest.mark.parametrize(
    "ranked",
    [
        [_subscription("a", Status.ACTIVE), _subscription("b", Status.PAST_DUE, LATER), _subscription("c", Status.CANCELED, LATER)],
        [_subscription("a", Status.TRIALING, LATER), _subscription("b", Status.ACTIVE), _subscription("c", Status.PAST_DUE)],
        [_subscription("z", Status.CANCELED, LATER), _subscription("a", Status.CANCELED), _subscription("b", Status.CANCELED, None)],
    ],
    ids=["status before date", "a trial counts as active", "the later end first, none last"],
)
def test_the_most_relevant_subscription_is_shown(scratch: Scratch, ranked: list[Subscription]) -> None:
    """Active or trialing before past due before canceled, then the latest end, in whatever order they were set."""
    for order in permutations(ranked):
        with scratch() as tx:
            assert tx.subscriptions.find_most_relevant(WORKSPACE) is None
            for subscription in order:
                tx.subscriptions.put(WORKSPACE, subscription)
            assert tx.subscriptions.find_most_relevant(WORKSPACE) == ranked[0]


def test_a_plan_is_set_in_place_of_what_it_was(scratch: Scratch) -> None:
    """Setting the same plan again changes it and adds none."""
    with scratch() as tx:
        tx.subscriptions.put(WORKSPACE, _subscription("growth", Status.ACTIVE))
        tx.subscriptions.put(WORKSPACE, _subscription("growth", Status.CANCELED, LATER))
        assert tx.subscriptions.find_most_relevant(WORKSPACE) == _subscription("growth", Status.CANCELED, LATER)
        assert len(tx.all("SELECT 1 FROM subscriptions")) == 1
