"""How often something may be tried on `/api/auth`, over real HTTP and by a turned clock."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from clocks import TurnedClock
from doors import Door, log_in_body, open_door_at, sign_up_body
from houses import PASSWORD, House, OpenHouse, Tenant

LOG_IN, SIGN_UP, FORGOT = "/api/auth/login", "/api/auth/signup", "/api/auth/password/forgot"
FEEDBACK, CONTACT, IDEA = "/api/feedback", "/api/contact", {"kind": "idea", "message": "More!"}
CHANGE, RESEND = "/api/auth/password/change", "/api/auth/verify-email/resend"
MICROSECOND = timedelta(microseconds=1)
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)

Try = Callable[[], Awaitable[httpx.Response]]


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One open house for all tests here."""
    async with open_door_at(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture(autouse=True)
async def no_tries(door: Door) -> None:
    """Nobody is kept waiting for what another test tried."""
    await door.forget_tries()


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """A browser."""
    async with door.house.browser() as opened:
        yield opened


async def check_limit(door: Door, attempt: Try, *, status: int, most: int, window: timedelta) -> None:
    """Try as often as may be, a second apart; the next is refused until the first is a window ago, and then one more is let through."""
    for _ in range(most):
        answer = await attempt()
        assert answer.status_code == status, answer.text
        door.clock.turn(timedelta(seconds=1))
    seconds = int(window.total_seconds()) - most
    await check_waiting(attempt, seconds)
    await check_waiting(attempt, seconds)  # a refused try does not count, or nobody would ever be let in again
    door.clock.turn(timedelta(seconds=seconds) - MICROSECOND)
    await check_waiting(attempt, 1)
    door.clock.turn(MICROSECOND)
    assert (await attempt()).status_code == status
    await check_waiting(attempt, 1)


async def check_waiting(attempt: Try, seconds: int) -> None:
    """Make a try that must be told to wait so long."""
    answer = await attempt()
    assert answer.status_code == 429, answer.text
    assert answer.headers["retry-after"] == str(seconds)
    assert f"{seconds} seconds" in answer.json()["detail"]


async def test_three_sign_ups_an_hour_from_one_address(door: Door, client: httpx.AsyncClient) -> None:
    """Whatever address they name: the fourth sign-up of an hour waits."""
    mine = await door.move_in()
    await check_limit(door, lambda: client.post(SIGN_UP, json=sign_up_body(mine.email)), status=400, most=3, window=HOUR)


async def test_five_logins_a_quarter_of_an_hour(door: Door, client: httpx.AsyncClient) -> None:
    """The sixth wrong password waits; so does the right one."""
    mine = await door.move_in()
    body = log_in_body(mine, password="wrong horse 1")
    await check_limit(door, lambda: client.post(LOG_IN, json=body), status=401, most=5, window=QUARTER)
    assert (await client.post(LOG_IN, json=log_in_body(mine))).status_code == 429


async def test_three_letters_an_hour_for_a_forgotten_password(door: Door, client: httpx.AsyncClient) -> None:
    """Nobody fills my mailbox; and for an address without an account it is the same, so that nobody learns of one."""
    for email in ((await door.move_in()).email, "nobody@example.com"):
        await check_limit(door, lambda email=email: client.post(FORGOT, json={"email": email}), status=200, most=3, window=HOUR)  # type: ignore[misc]  # bound at once


async def test_five_password_changes_an_hour(door: Door, client: httpx.AsyncClient) -> None:
    """Whoever has my session guesses my password five times an hour."""
    mine = await door.move_in()
    await client.post(LOG_IN, json=log_in_body(mine))
    body = {"current_password": "wrong horse 1", "new_password": "correct horse 2"}
    await check_limit(door, lambda: client.post(CHANGE, json=body), status=400, most=5, window=HOUR)


async def test_a_sixth_change_within_an_hour_waits_even_where_all_before_succeeded(door: Door, client: httpx.AsyncClient) -> None:
    """Only a login begins its count anew: I change my password five times, and then wait."""
    mine = await door.move_in()
    await client.post(LOG_IN, json=log_in_body(mine))
    passwords = [PASSWORD, *(f"correct horse {number}" for number in range(2, 8))]
    changes = [{"current_password": old, "new_password": new} for old, new in itertools.pairwise(passwords)]
    assert [(await client.post(CHANGE, json=change)).status_code for change in changes] == [200] * 5 + [429]
    assert (await client.post(LOG_IN, json=log_in_body(mine, password="correct horse 6"))).status_code == 200


async def test_three_verification_letters_an_hour(door: Door, client: httpx.AsyncClient) -> None:
    """I press the button again and again: three letters, then I wait."""
    await client.post(SIGN_UP, json=sign_up_body("again@example.com"))
    await check_limit(door, lambda: client.post(RESEND), status=200, most=3, window=HOUR)


@pytest.mark.parametrize(("what", "most"), [("feedback", 20), ("message", 60)])
async def test_so_many_threads_and_messages_an_hour(door: Door, client: httpx.AsyncClient, what: str, most: int) -> None:
    """Nobody fills the administrators' mailboxes; a thread that was not to be had counts, one that could be none does not."""
    mine = await door.move_in()
    await client.post(LOG_IN, json=log_in_body(mine))
    opened = (await client.post(FEEDBACK, json=IDEA)).json()
    await door.forget_tries()
    assert (await client.post(FEEDBACK, json=IDEA | {"message": ""})).status_code == 422
    if what == "message":
        await check_limit(
            door, lambda: client.post(f"{FEEDBACK}/{opened['id']}/messages", json={"message": "!"}), status=200, most=most, window=HOUR
        )
    else:
        await check_limit(door, lambda: client.post(FEEDBACK, json=IDEA | {"job_id": "none"}), status=404, most=most, window=HOUR)
    assert (await client.post(FEEDBACK, json=IDEA | {"message": ""})).status_code == 422
    assert (await client.get(f"{FEEDBACK}/{opened['id']}")).status_code == 200


async def test_a_call_that_was_answered_is_answered_again_however_many_there_were(door: Door, client: httpx.AsyncClient) -> None:
    """The replay of a key is no new try, so that a client that retries is not told to wait."""
    mine = await door.move_in()
    await client.post(LOG_IN, json=log_in_body(mine))
    first = await client.post(FEEDBACK, json=IDEA, headers={"Idempotency-Key": "k"})
    assert [(await client.post(FEEDBACK, json=IDEA)).status_code for _ in range(20)] == [200] * 19 + [429]
    again = await client.post(FEEDBACK, json=IDEA, headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.content) == (200, first.content)


async def test_five_letters_an_hour_by_the_contact_form(door: Door, client: httpx.AsyncClient) -> None:
    """Whatever addresses they give, and whether it is the same letter each time or not."""
    numbers = itertools.count()
    letter = {"email": "zoe@example.com", "message": "Hello"}
    await check_limit(door, lambda: client.post(CONTACT, json=letter), status=200, most=5, window=HOUR)
    await door.forget_tries()
    await check_limit(
        door, lambda: client.post(CONTACT, json=letter | {"email": f"zoe{next(numbers)}@example.com"}), status=200, most=5, window=HOUR
    )


async def test_who_waits_to_write_is_told_in_french(door: Door, client: httpx.AsyncClient) -> None:
    """« … secondes », here too."""
    letter = {"email": "zoe@example.com", "message": "Hello"}
    for _ in range(6):
        answer = await client.post(CONTACT, json=letter, headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert "3600 secondes" in answer.json()["detail"]


async def test_who_waits_is_told_in_french(door: Door, client: httpx.AsyncClient) -> None:
    """« … secondes »."""
    for _ in range(4):
        answer = await client.post(FORGOT, json={"email": "nobody@example.com"}, headers={"Accept-Language": "fr"})
    assert answer.status_code == 429
    assert "3600 secondes" in answer.json()["detail"]


async def test_a_login_that_succeeds_begins_the_count_anew(door: Door, client: httpx.AsyncClient) -> None:
    """I mistype four times and then know it again: I may mistype four times more."""
    mine = await door.move_in()
    for _ in range(3):
        for _ in range(4):
            assert (await client.post(LOG_IN, json=log_in_body(mine, password="wrong horse 1"))).status_code == 401
        assert (await client.post(LOG_IN, json=log_in_body(mine))).status_code == 200
    assert await door.tries() == 0


async def test_what_is_malformed_is_no_try(door: Door, client: httpx.AsyncClient) -> None:
    """Ten requests with a field missing keep nobody from logging in."""
    mine = await door.move_in()
    for body in [{"email": mine.email}, {"email": "nobody", "password": PASSWORD}, {"email": mine.email, "password": 1}] * 4:
        assert (await client.post(LOG_IN, json=body)).status_code == 422
    assert (await client.post(LOG_IN, content=b"{")).status_code == 400
    assert (await client.post(LOG_IN, json=log_in_body(mine), headers={"Origin": "https://evil.example"})).status_code == 403
    assert (await client.post(LOG_IN, json=log_in_body(mine))).status_code == 200


async def test_one_address_s_tries_are_not_another_s(door: Door, client: httpx.AsyncClient) -> None:
    """Somebody guesses at my neighbour's password from where I am: I am let in."""
    mine, other = await door.move_in(), await door.move_in()
    for _ in range(6):
        answer = await client.post(LOG_IN, json=log_in_body(other, password="wrong horse 1"))
    assert answer.status_code == 429
    assert (await client.post(LOG_IN, json=log_in_body(other, email=other.email.upper()))).status_code == 429
    assert (await client.post(LOG_IN, json=log_in_body(mine))).status_code == 200


async def test_tries_outlive_a_restart(tmp_path: Path, open_house: OpenHouse) -> None:
    """Starting the server anew buys nobody more guesses."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        mine = await house.move_in()
        assert await _guess(house, mine, 5) == [401] * 5
    async with open_house(tmp_path, clock=clock) as house:
        assert await _guess(house, mine, 1) == [429]
        clock.turn(QUARTER)
        assert await _guess(house, mine, 1) == [401]


async def test_guesses_at_once_are_as_many_as_one_after_the_other(door: Door) -> None:
    """A hundred guesses that begin together are five."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        calls = [client.post(LOG_IN, json=log_in_body(mine, password=f"wrong horse {number}")) for number in range(30)]
        statuses = [answer.status_code for answer in await asyncio.gather(*calls)]
    assert sorted(statuses) == [401] * 5 + [429] * 25


@pytest.mark.parametrize(
    ("trusted_proxies", "is_told_apart"),
    [
        pytest.param(0, False, id="no proxy: what a stranger says counts for nothing"),
        pytest.param(1, True, id="a proxy: what it says counts"),
    ],
)
async def test_forwarded_addresses_count_behind_a_proxy_alone(
    tmp_path: Path,
    trusted_proxies: int,
    is_told_apart: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Whoever invents an address for each guess gets no more guesses; behind my proxy two people are two."""
    async with open_door_at(tmp_path, trusted_proxies=trusted_proxies) as door, door.house.browser() as client:
        mine = await door.move_in()
        body = log_in_body(mine, password="wrong horse 1")
        for number in range(5):
            headers = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.1"}  # the proxy adds the last one
            assert (await client.post(LOG_IN, json=body, headers=headers)).status_code == 401
        same = await client.post(LOG_IN, json=body, headers={"X-Forwarded-For": "203.0.113.1"})
        other = await client.post(LOG_IN, json=body, headers={"X-Forwarded-For": "203.0.113.2"})
        assert (same.status_code, other.status_code) == (429, 401 if is_told_apart else 429)


async def test_of_who_tried_only_a_digest_is_kept(door: Door, client: httpx.AsyncClient) -> None:
    """No address and no e-mail lies in the table of tries, and after an hour nothing does."""
    await client.post(FORGOT, json={"email": "nobody@example.com"})
    rows: list[Any] = await door.house.appliance.read(lambda tx: tx.all("SELECT * FROM attempts"))
    assert len(rows) == 1
    assert "nobody" not in str(tuple(rows[0]))
    assert "127.0.0.1" not in str(tuple(rows[0]))
    door.clock.turn(HOUR + MICROSECOND)
    await door.house.appliance.quotas.forget_old()
    assert await door.tries() == 0


async def _guess(house: House, tenant: Tenant, times: int) -> list[int]:
    async with house.browser() as client:
        body = log_in_body(tenant, password="wrong horse 1")
        return [(await client.post(LOG_IN, json=body)).status_code for _ in range(times)]
