"""The first set-up by link, and the demo's lists."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import House, OpenHouse, Tenant
from traces import traces_of

from outhost.domain.errors import AlreadySetUp, InvalidInput, SetupLinkExpired
from outhost.domain.sessions import NOWHERE
from outhost.operations.setup import LINK_LASTS, add_demo_lists
from outhost.operations.users import NewUser

FIRST = NewUser(email="alex@example.com", full_name="Alex", workspace="Acme", password="correct horse 1", credits=5, is_admin=True)
WEAK = NewUser(email="alex@example.com", full_name="Alex", workspace="Acme", password="weak", credits=5, is_admin=True)


@pytest.fixture
def clock() -> TurnedClock:
    """The clock of the empty house."""
    return TurnedClock()


@pytest.fixture
async def empty(tmp_path: Path, open_house: OpenHouse, clock: TurnedClock) -> AsyncIterator[House]:
    """A house in which nobody lives yet."""
    async with open_house(tmp_path, clock=clock) as house:
        yield house


async def test_a_link_lets_the_first_person_in_once(empty: House) -> None:
    """The link makes me the first; then it is used up, and nobody needs one."""
    setup = empty.appliance.setup
    token = setup.issue_link()
    assert await setup.is_needed()
    setup.check_link(token)
    assert (await setup.follow_link(token, FIRST, NOWHERE)).email == "alex@example.com"
    assert not await setup.is_needed()
    with pytest.raises(SetupLinkExpired):
        await setup.follow_link(token, FIRST, NOWHERE)


async def test_a_mistake_does_not_use_the_link_up(empty: House) -> None:
    """With a weak password I may try again by the same link."""
    token = empty.appliance.setup.issue_link()
    with pytest.raises(InvalidInput):
        await empty.appliance.setup.follow_link(token, WEAK, NOWHERE)
    assert (await empty.appliance.setup.follow_link(token, FIRST, NOWHERE)).credits == 5


async def test_a_link_is_good_for_half_an_hour(empty: House, clock: TurnedClock) -> None:
    """To the last second it works, a moment later it does not."""
    token = empty.appliance.setup.issue_link()
    clock.turn(LINK_LASTS)
    empty.appliance.setup.check_link(token)
    clock.turn(timedelta(microseconds=1))
    with pytest.raises(SetupLinkExpired):
        await empty.appliance.setup.follow_link(token, FIRST, NOWHERE)
    assert await empty.appliance.setup.is_needed()


@pytest.mark.parametrize("token", ["", "wrong", "é"])
async def test_a_wrong_link_opens_nothing(empty: House, token: str) -> None:
    """Without a link, or by a guessed or an earlier one, nobody gets in."""
    setup = empty.appliance.setup
    with pytest.raises(SetupLinkExpired):
        setup.check_link(token)
    earlier = setup.issue_link()
    setup.issue_link()
    for wrong in (token, earlier):
        with pytest.raises(SetupLinkExpired):
            await setup.follow_link(wrong, FIRST, NOWHERE)


async def test_a_link_is_of_no_use_once_somebody_is_there(empty: House) -> None:
    """Somebody was added by command meanwhile: the link makes no second first."""
    token = empty.appliance.setup.issue_link()
    await empty.appliance.users.set_up(FIRST)
    with pytest.raises(AlreadySetUp):
        await empty.appliance.setup.follow_link(token, FIRST, NOWHERE)


async def test_the_demo_s_lists_are_four_empty_and_free(tenant: Tenant) -> None:
    """A PNG, a GIF, an ai and an ice_breaker list, without leads; nothing is charged, and both memes know name and company."""
    before = await traces_of(tenant)
    made = await add_demo_lists(tenant.house.appliance.lists, tenant.caller)
    after = await traces_of(tenant)
    assert [(item.list_type, item.image_extension, item.lead_count) for item in made] == [
        ("meme", "png", 0),
        ("meme", "gif", 0),
        ("ai", "png", 0),
        ("ice_breaker", "png", 0),
    ]
    assert all({"first_name", "company"} <= set(item.variables) for item in made[:2])
    assert (after.balance, after.ledger, after.files) == (before.balance, before.ledger, before.files)
