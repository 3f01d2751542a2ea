"""The messenger, by a clock that is turned, to receivers that fail in every way: nothing is lost, and nobody waits for another."""

import asyncio
import json
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from fetching import Resolver
from houses import House, OpenHouse, Tenant
from waiting import until
from web_servers import answer, certificate_for, redirect
from webhooks import (
    EVERYTHING,
    SECRET,
    Manner,
    break_off,
    deliveries_of,
    drip,
    hang,
    happen,
    make_webhook,
    open_receiver,
    pour,
    until_tried,
)

from outhost.domain.errors import WebhookTargetRefused
from outhost.domain.events import Happening
from outhost.domain.ip_addresses import IpAddress
from outhost.domain.webhooks import MOST_ANSWER_CHARS, MOST_DEAD_IN_A_ROW, PAUSES, DeliveryStatus, Webhook
from outhost.domain.workspaces import Caller, Role
from outhost.operations.webhooks import NewWebhook, WebhookChange
from outhost.store.transactions import Tx


@dataclass
class Silent:
    """Looks names up for ever."""

    asked: int = 0

    async def look_up(self, _host: str, _port: int) -> tuple[IpAddress, ...]:
        """Find nothing out."""
        self.asked += 1
        await asyncio.Event().wait()
        return ()


TEN_SECONDS = timedelta(seconds=10)
MICROSECOND = timedelta(microseconds=1)
LAN = {"webhook_allow_private": True}


async def hook(tenant: Tenant, url: str, **chosen: object) -> Webhook:
    """Give somebody a webhook at an address, whatever that is."""
    return await tenant.house.appliance.store.write(lambda tx: make_webhook(tx, tenant.workspace_id, url, **chosen))


@pytest.mark.needs("openssl")
async def test_what_happened_is_sent_at_once_and_signed_over_its_bytes(tmp_path: Path, open_house: OpenHouse) -> None:
    """A job ends, and my server has the event before I look; OpenSSL computes the same signature over the bytes that came."""
    async with open_receiver() as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url("/hook"))
        news = await happen(house, tenant.caller, name="Été à Nîmes", results_count=2)
        (delivery,) = await until_tried(house, webhook, 1)
    (post,) = receiver.posts
    assert json.loads(post.body) == news.as_document()
    assert post.headers["content-type"] == "application/json"
    assert post.headers["x-outsend-event"] == "job.completed"
    assert post.id == delivery.public_id
    assert post.headers["x-outsend-signature"] == f"sha256={_by_openssl(post.body)}"
    assert "x-outsend-signature-previous" not in post.headers
    assert (delivery.status, delivery.answer_status, delivery.answer, delivery.reason) == (DeliveryStatus.DELIVERED, 200, "ok", None)


async def test_only_what_a_webhook_wants_is_sent_to_it_and_only_of_its_workspace(tmp_path: Path, open_house: OpenHouse) -> None:
    """I asked for failures: I hear of mine, and neither of what went well nor of a neighbour's."""
    async with open_receiver() as receiver, open_house(tmp_path, **LAN) as house:
        tenant, neighbour = await house.move_in(), await house.move_in()
        webhook = await hook(tenant, receiver.url(), events=["job.failed"])
        await happen(house, tenant.caller)
        await happen(house, neighbour.caller, Happening.JOB_FAILED)
        await happen(house, tenant.caller, Happening.JOB_FAILED)
        (delivery,) = await until_tried(house, webhook, 1)
    assert [post.headers["x-outsend-event"] for post in receiver.posts] == [delivery.event] == ["job.failed"]


async def test_what_was_rolled_back_is_told_to_nobody(tmp_path: Path, open_house: OpenHouse) -> None:
    """A transaction fails after it told the news: they never happened."""

    def fail(tx: Tx) -> None:
        tx.webhook_deliveries.insert(tenant.workspace_id, webhook.id, event="job.completed", event_id="evt_1", body="{}")
        raise ZeroDivisionError

    async with open_receiver() as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        with pytest.raises(ZeroDivisionError):
            await house.appliance.store.write(fail)
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1)
    assert len(receiver.posts) == 1


@pytest.mark.parametrize(
    ("manner", "status", "says"),
    [
        (answer(b"we are down", status="500 Internal Server Error"), 500, "answered 500"),
        (answer(b"gone", status="410 Gone"), 410, "answered 410"),
        (answer(b"", status="304 Not Modified"), 304, "answered 304"),
        (redirect("http://127.0.0.1:9/private", "301 Moved Permanently"), None, "redirects to http://127.0.0.1:9/private"),
        (break_off, None, "broke off"),
        (b"this is no HTTP\r\n\r\n", None, "broke off"),
        (b"", None, "broke off"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", None, "broke off"),
        (hang, None, "longer than 10 seconds"),
        (drip, None, "longer than 10 seconds"),
    ],
    ids=["500", "410", "304", "301", "breaks off", "no HTTP", "nothing", "an endless head", "hangs", "drips"],
)
async def test_a_receiver_that_fails_is_tried_again_after_each_pause_and_then_no_more(
    tmp_path: Path, open_house: OpenHouse, manner: Manner, status: int | None, says: str
) -> None:
    """Whatever my server does but take it: the same comes again after 1, 5 and 30 minutes, 2 and 12 hours, each time with the same id."""
    clock, is_slow = TurnedClock(), manner in {hang, drip}
    async with open_receiver(hook=manner) as receiver, open_house(tmp_path, clock=clock, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url("/hook"))
        await happen(house, tenant.caller)
        for tries, pause in enumerate((*PAUSES, None), start=1):
            await until(lambda tries=tries: len(receiver.posts) == tries)
            if is_slow:
                clock.turn(TEN_SECONDS)
            (delivery,) = await until_tried(house, webhook, tries)
            assert (delivery.answer_status, says in delivery.reason.say()) == (status, True), delivery.reason.say()
            if pause is not None:
                assert delivery.due_at == clock.now() + pause
                clock.turn(pause - MICROSECOND)
                await _idle(house)
                assert len(receiver.posts) == tries
                clock.turn(MICROSECOND)
        assert (delivery.status, delivery.due_at) == (DeliveryStatus.DEAD, None)
        clock.turn(timedelta(days=2))
        await _idle(house)
    assert len(receiver.posts) == len(PAUSES) + 1
    assert len({(post.id, post.body) for post in receiver.posts}) == 1


async def test_nobody_listens(tmp_path: Path, open_house: OpenHouse) -> None:
    """My server is off, and comes back: it then gets what it missed."""
    clock = TurnedClock()
    async with open_receiver() as receiver:
        pass
    async with open_house(tmp_path, clock=clock, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        await happen(house, tenant.caller)
        (delivery,) = await until_tried(house, webhook, 1)
        assert "no connection" in delivery.reason.say()
        listener = await asyncio.start_server(receiver.speak, "127.0.0.1", receiver.port)
        async with listener:
            clock.turn(PAUSES[0])
            (delivery,) = await until_tried(house, webhook, 2)
    assert delivery.status is DeliveryStatus.DELIVERED


async def test_what_was_put_off_by_a_clock_that_was_ahead_is_sent(tmp_path: Path, open_house: OpenHouse) -> None:
    """My server was off while the clock was a year ahead: put right again, what waits is not sent in a year but at the next round."""
    clock = TurnedClock()
    async with open_receiver() as receiver:
        pass
    async with open_house(tmp_path, clock=clock, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        clock.turn(timedelta(days=365))
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1)
        clock.turn(timedelta(days=-365))
        listener = await asyncio.start_server(receiver.speak, "127.0.0.1", receiver.port)
        async with listener:
            await house.appliance.webhook_deliveries.forget_old()
            (delivery,) = await until_tried(house, webhook, 2)
    assert delivery.status is DeliveryStatus.DELIVERED


async def test_an_answer_without_end_is_taken_at_its_word_and_read_no_further(tmp_path: Path, open_house: OpenHouse) -> None:
    """A receiver says 200 and talks for ever: that is a yes, and a few hundred letters of it are kept."""
    async with open_receiver(hook=pour) as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url("/hook"))
        await happen(house, tenant.caller)
        (delivery,) = await until_tried(house, webhook, 1)
    assert (delivery.status, len(delivery.answer)) == (DeliveryStatus.DELIVERED, MOST_ANSWER_CHARS)


@pytest.mark.parametrize(
    ("manner", "kept"),
    [
        (answer(b"\x8b\x00\x80", headers={"Content-Encoding": "br"}), ""),
        (answer(b"", status="204 No Content"), ""),
        (answer("c\u2019est re\u00e7u\n".encode(), status="202 Accepted"), "c\u2019est re\u00e7u"),
        (answer(b"\xff\x00ok"), "\ufffdok"),
    ],
    ids=["packed unasked", "204", "202", "no text"],
)
async def test_any_2xx_is_a_yes_whatever_comes_with_it(tmp_path: Path, open_house: OpenHouse, manner: Manner, kept: str) -> None:
    """Nobody fails by the body of a yes: what can't be read of it is left out."""
    async with open_receiver(hook=manner) as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url("/hook"))
        await happen(house, tenant.caller)
        (delivery,) = await until_tried(house, webhook, 1)
    assert (delivery.status, delivery.answer) == (DeliveryStatus.DELIVERED, kept)


@pytest.mark.needs("openssl")
async def test_a_server_that_cannot_prove_its_name_gets_nothing(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its certificate is of its own making: not a byte of what happened is sent there."""
    _, tls = certificate_for("hook.example", tmp_path)
    monkeypatch.setattr("outhost.appliance.outside.Names", lambda: Resolver(names={"hook.example": [["127.0.0.1"]]}))
    async with open_receiver(tls=tls) as receiver, open_house(tmp_path / "house", **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url(host="hook.example"))
        await happen(house, tenant.caller)
        (delivery,) = await until_tried(house, webhook, 1)
    assert "cannot prove" in delivery.reason.say()
    assert receiver.posts == []


@pytest.mark.needs("openssl")
async def test_a_certificate_that_the_machine_trusts_is_trusted(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over https, to the name that I gave, at the address that was checked."""
    certificate, tls = certificate_for("hook.example", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr("outhost.appliance.outside.Names", lambda: Resolver(names={"hook.example": [["127.0.0.1"]]}))
    async with open_receiver(tls=tls) as receiver, open_house(tmp_path / "house", **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url(host="hook.example"))
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1)
    assert [post.headers["host"] for post in receiver.posts] == [f"hook.example:{receiver.port}"]


async def test_a_name_that_moves_into_the_private_network_after_it_was_checked_leads_nowhere(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name was public when the webhook was made, and is 127.0.0.1 when something is to be sent: nobody is connected to."""
    names = Resolver(names={"hook.example": [["93.184.216.34"], ["127.0.0.1"]]})
    monkeypatch.setattr("outhost.appliance.outside.Names", lambda: names)
    clock = TurnedClock()
    async with open_receiver() as receiver, open_house(tmp_path, clock=clock) as house:
        tenant = await house.move_in()
        added = await tenant.house.appliance.webhooks.add(
            _owner(tenant), NewWebhook(events=EVERYTHING, url=f"https://hook.example:{receiver.port}/")
        )
        clock.turn(timedelta(minutes=2))  # what a name says is remembered for one
        await happen(house, tenant.caller)
        (delivery,) = await until_tried(house, added.webhook, 1)
    assert "webhook_allow_private" in delivery.reason.say()
    assert (names.asked, receiver.connections) == (["hook.example"] * 2, 0)


async def test_a_name_server_that_answers_nothing_takes_ten_seconds_and_no_more(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ten seconds are for all of it: who looks a name up in vain is broken off, when a webhook is made as well."""
    names = Silent()
    monkeypatch.setattr("outhost.appliance.outside.Names", lambda: names)
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, "https://hook.example/")
        await happen(house, tenant.caller)
        await until(lambda: names.asked == 1)
        adding = asyncio.create_task(
            house.appliance.webhooks.add(_owner(tenant), NewWebhook(events=EVERYTHING, url="https://other.example/"))
        )
        await until(lambda: names.asked == 2)
        clock.turn(TEN_SECONDS)
        (delivery,) = await until_tried(house, webhook, 1)
        assert "longer than 10 seconds" in delivery.reason.say()
        with pytest.raises(WebhookTargetRefused, match=r"other\.example: it took longer than 10 seconds"):
            await adding


async def test_ten_slow_receivers_hold_up_nobody_else(tmp_path: Path, open_house: OpenHouse) -> None:
    """Ten servers of others take everything and answer nothing; mine has its news while not a second passes."""
    async with open_receiver(slow=hang) as receiver, open_house(tmp_path, clock=TurnedClock(), **LAN) as house:
        for _ in range(2):
            others = await house.move_in()
            for _ in range(5):
                await hook(others, receiver.url("/slow"))
            await happen(house, others.caller)
        await until(lambda: len(receiver.at("/slow")) == 10)
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url("/quick"))
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1)
        assert (len(receiver.at("/quick")), len(receiver.under_way)) == (1, 10)


async def test_a_webhook_is_sent_one_thing_after_another(tmp_path: Path, open_house: OpenHouse) -> None:
    """Three things happen while my server is busy: it gets the second when it has answered the first."""
    gates = [asyncio.Event() for _ in range(3)]

    async def slowly(writer: asyncio.StreamWriter) -> None:
        await gates[len(receiver.posts) - 1].wait()
        writer.write(answer(b"ok"))
        await writer.drain()

    async with open_receiver(hook=slowly) as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url("/hook"))
        told = [await happen(house, tenant.caller, number=number) for number in range(3)]
        for number, gate in enumerate(gates, start=1):
            await until(lambda number=number: len(receiver.posts) == number)
            await _idle(house)
            assert len(receiver.posts) == number
            gate.set()
        await until_tried(house, webhook, 1, 1, 1)
    assert [json.loads(post.body)["id"] for post in receiver.posts] == [news.public_id for news in told]


async def test_a_death_between_sending_and_noting_sends_it_twice_and_never_not_at_all(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """My server has it and we die before we know: after the start it comes once more, and the id tells that it is the same."""
    clock = TurnedClock()
    async with open_receiver() as receiver:
        async with open_house(tmp_path, clock=clock, **LAN) as house:
            tenant = await house.move_in()
            webhook = await hook(tenant, receiver.url())
            with monkeypatch.context() as dying:
                dying.setattr("outhost.operations.webhook_deliveries._note", _die)
                await happen(house, tenant.caller)
                await until(lambda: len(receiver.posts) == 1)
                await _idle(house)
            (delivery,) = await deliveries_of(house, webhook)
            assert (delivery.status, delivery.tries) == (DeliveryStatus.PENDING, 0)
        async with open_house(tmp_path, clock=clock, **LAN) as house:
            (delivery,) = await until_tried(house, webhook, 1)
    assert delivery.status is DeliveryStatus.DELIVERED
    assert [post.id for post in receiver.posts] == [delivery.public_id] * 2
    assert receiver.posts[0].body == receiver.posts[1].body


async def test_after_five_dead_deliveries_in_a_row_a_webhook_is_disabled(tmp_path: Path, open_house: OpenHouse) -> None:
    """Nobody has been there for days: no more is sent until I enable it, and then what still waited is."""
    clock = TurnedClock()
    async with open_receiver(hook=answer(status="503 Service Unavailable")) as receiver, open_house(tmp_path, clock=clock, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url("/hook"))
        for _ in range(MOST_DEAD_IN_A_ROW):
            await happen(house, tenant.caller)
        for tries, pause in enumerate(PAUSES, start=1):
            await until_tried(house, webhook, *([tries] * MOST_DEAD_IN_A_ROW))
            clock.turn(pause if pause is not PAUSES[-1] else timedelta())
        late = await happen(house, tenant.caller, Happening.JOB_FAILED)
        await until_tried(house, webhook, *([len(PAUSES)] * MOST_DEAD_IN_A_ROW), 1)
        clock.turn(PAUSES[-1])
        await until_tried(house, webhook, *([len(PAUSES) + 1] * MOST_DEAD_IN_A_ROW), 2)
        disabled = await _find(house, webhook)
        assert (disabled.is_active, disabled.dead_in_a_row) == (False, MOST_DEAD_IN_A_ROW)
        (letter,) = await house.letters_to(tenant.email)
        assert (letter["Subject"], receiver.url("/hook") in str(letter)) == (f"Webhook {webhook.id} was disabled", False)
        sent = len(receiver.posts)
        await happen(house, tenant.caller)  # while it is disabled: told to whoever asks, not to it
        clock.turn(timedelta(days=1))
        await _idle(house)
        assert len(receiver.posts) == sent
        receiver.manners.clear()
        await house.appliance.webhooks.change(_owner(tenant), webhook.id, WebhookChange(is_active=True))
        await until(lambda: len(receiver.posts) == sent + 1)
        assert json.loads(receiver.posts[-1].body)["id"] == late.public_id
        assert (await _find(house, webhook)).dead_in_a_row == 0
        happened = await house.appliance.read(lambda tx: tx.events.page(tenant.workspace_id, name=None, actor=None, limit=99, offset=0))
    assert [(event.actor, event.subject) for event in happened if event.name == "webhook.disabled"] == [("messenger", str(webhook.id))]


async def test_a_delivery_that_arrives_begins_the_count_anew(tmp_path: Path, open_house: OpenHouse) -> None:
    """Four died, one arrived, four died: that is no reason to give me up."""
    async with open_receiver() as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        await house.appliance.store.write(lambda tx: tx.webhooks.set_dead_in_a_row(webhook.id, MOST_DEAD_IN_A_ROW - 1))
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1)
        assert (await _find(house, webhook)).dead_in_a_row == 0


async def test_a_deleted_webhook_is_sent_nothing_any_more(tmp_path: Path, open_house: OpenHouse) -> None:
    """I delete it while something waits to be tried again, and while something is under way: from then on nobody knocks there."""
    clock = TurnedClock()
    async with open_receiver(hook=answer(status="500 No"), slow=hang) as receiver, open_house(tmp_path, clock=clock, **LAN) as house:
        tenant = await house.move_in()
        waiting, under_way = await hook(tenant, receiver.url("/hook")), await hook(tenant, receiver.url("/slow"))
        await happen(house, tenant.caller)
        await until_tried(house, waiting, 1)
        await until(lambda: len(receiver.at("/slow")) == 1)
        for webhook in (waiting, under_way):
            await house.appliance.webhooks.delete(_owner(tenant), webhook.id)
        clock.turn(TEN_SECONDS)
        await happen(house, tenant.caller)
        clock.turn(timedelta(days=2))
        await _idle(house)
        assert len(receiver.posts) == 2
        await house.appliance.webhook_deliveries.forget_old()
        assert await deliveries_of(house, waiting) == await deliveries_of(house, under_way) == []


async def test_after_a_rotation_both_secrets_sign_for_a_day(tmp_path: Path, open_house: OpenHouse) -> None:
    """I change the secret on our side first; my server has a day to follow, and checks either signature meanwhile."""
    clock = TurnedClock()
    async with open_receiver() as receiver, open_house(tmp_path, clock=clock, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        rotated = await house.appliance.webhooks.rotate(_owner(tenant), webhook.id)
        clock.turn(timedelta(hours=24) - MICROSECOND)
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1)
        clock.turn(MICROSECOND)
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1, 1)
        await house.appliance.webhook_deliveries.forget_old()
        row = await house.appliance.read(lambda tx: tx.one("SELECT previous_secret FROM webhooks"))
    during, after = receiver.posts
    assert during.is_signed_by(rotated.secret)
    assert during.is_signed_by(SECRET, "x-outsend-signature-previous")
    assert after.is_signed_by(rotated.secret)
    assert "x-outsend-signature-previous" not in after.headers
    assert row["previous_secret"] is None


async def test_who_rotates_to_the_same_secret_again_keeps_the_overlap(tmp_path: Path, open_house: OpenHouse) -> None:
    """The answer got lost, and my script sends its secret once more: the one before still signs, and nothing else happened."""
    async with open_receiver() as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        first, again = [await house.appliance.webhooks.rotate(_owner(tenant), webhook.id, "another secret of the tests") for _ in range(2)]
        await happen(house, tenant.caller)
        await until_tried(house, webhook, 1)
        rotations = await house.appliance.read(lambda tx: tx.all("SELECT 1 FROM events WHERE name = 'webhook.rotated'"))
    (post,) = receiver.posts
    assert post.is_signed_by("another secret of the tests")
    assert post.is_signed_by(SECRET, "x-outsend-signature-previous")
    assert again == first
    assert len(rotations) == 1


async def test_ten_who_ask_for_the_same_again_get_it_once(tmp_path: Path, open_house: OpenHouse) -> None:
    """Everybody in the office presses the button at once: my server gets it once more, not ten times."""
    async with open_receiver() as receiver, open_house(tmp_path, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        await happen(house, tenant.caller)
        (delivery,) = await until_tried(house, webhook, 1)
        resend = house.appliance.webhook_deliveries.resend
        await asyncio.gather(*(resend(_owner(tenant), webhook.id, delivery.public_id) for _ in range(10)))
        await until(lambda: len(receiver.posts) == 2)
        (again,) = await until_tried(house, webhook, 1)
        await _idle(house)
    assert [post.id for post in receiver.posts] == [delivery.public_id] * 2
    assert again.status is DeliveryStatus.DELIVERED


async def test_a_fault_of_ours_ends_no_messenger(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The database can't be read for a moment: the log says so, and a minute later what waits is sent."""
    clock = TurnedClock()
    async with open_receiver() as receiver, open_house(tmp_path, clock=clock, **LAN) as house:
        tenant = await house.move_in()
        webhook = await hook(tenant, receiver.url())
        with monkeypatch.context() as broken:
            broken.setattr(type(house.appliance.webhook_deliveries), "waiting", _fail)
            await happen(house, tenant.caller)
            await until(lambda: "Deliveries could not be looked up" in caplog.text)
        assert house.appliance.tasks.is_well
        clock.turn(timedelta(minutes=1))
        await until_tried(house, webhook, 1)
    assert len(receiver.posts) == 1


def _by_openssl(body: bytes) -> str:
    """Compute the signature of a body by another implementation than ours."""
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{SECRET.encode().hex()}", "-r"]
    return subprocess.run(command, input=body, capture_output=True, check=True).stdout.decode().split(" ")[0]


def _owner(tenant: Tenant) -> Caller:
    return Caller(workspace_id=tenant.workspace_id, actor="somebody", role=Role.OWNER)


async def _find(house: House, webhook: Webhook) -> Webhook:
    found = await house.appliance.read(lambda tx: tx.webhooks.find(webhook.workspace_id, webhook.id))
    assert found is not None
    return found


async def _idle(house: House) -> None:
    """Let the messenger look at what there is to do, some times over."""
    for _ in range(20):
        await house.appliance.webhook_deliveries.waiting(1)


def _die(*_: object) -> None:
    raise RuntimeError("we died")


async def _fail(*_: object) -> None:
    raise RuntimeError("broken for a moment")
