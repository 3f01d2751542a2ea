"""The courier, by a clock that is turned: nothing is lost, nothing is tried for ever."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from mail_servers import MailServer, open_mail_server
from waiting import until

from outhost.domain.letters import PAUSES, Letter, verification_letter
from outhost.mail.contract import MailFailed
from outhost.mail.smtp import Smtp
from outhost.store.transactions import Tx

LINK = "http://localhost/verify-email?token=abc"
MICROSECOND = timedelta(microseconds=1)


async def write(house: House, *recipients: str) -> None:
    """Write letters, in one transaction."""

    def insert(tx: Tx) -> None:
        for recipient in recipients:
            tx.letters.insert(verification_letter(recipient, LINK, "en"))

    await house.appliance.store.write(insert)


async def waiting(house: House) -> int:
    """Count the letters that wait."""
    return await house.appliance.read(lambda tx: tx.letters.count())


async def until_waiting(house: House, count: int) -> None:
    """Give way until so many letters wait."""
    while await waiting(house) != count:
        pass


async def tries(house: House) -> int:
    """Tell how often the letter that waits was tried; the most, where several wait."""
    row = await house.appliance.read(lambda tx: tx.one("SELECT max(tries) AS n FROM letters"))
    assert row is not None
    return int(row["n"])


async def until_tried(house: House, count: int) -> None:
    """Give way until every letter was tried so often."""
    while await house.appliance.read(lambda tx: tx.one("SELECT 1 FROM letters WHERE tries < :count", count=count)):
        pass


async def test_a_letter_is_carried_as_soon_as_it_is_committed(tmp_path: Path, open_house: OpenHouse) -> None:
    """I sign up, and the letter leaves by itself."""
    async with open_mail_server() as server, open_house(tmp_path, smtp_url=f"smtp://127.0.0.1:{server.port}") as house:
        await write(house, "a@example.com", "b@example.com")
        await until_waiting(house, 0)
        assert server.recipients == ["a@example.com", "b@example.com"]


async def test_a_letter_of_a_transaction_that_fails_is_never_sent(tmp_path: Path, open_house: OpenHouse) -> None:
    """What did not happen is told to nobody."""

    def insert_and_fail(tx: Tx) -> None:
        tx.letters.insert(verification_letter("a@example.com", LINK, "en"))
        raise ZeroDivisionError

    async with open_mail_server() as server, open_house(tmp_path, smtp_url=f"smtp://127.0.0.1:{server.port}") as house:
        with pytest.raises(ZeroDivisionError):
            await house.appliance.store.write(insert_and_fail)
        await write(house, "b@example.com")
        await until_waiting(house, 0)
        assert server.recipients == ["b@example.com"]


async def test_while_the_server_is_down_each_pause_is_longer_and_the_last_try_is_the_last(
    tmp_path: Path, open_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """The mail server is away: tries come after a minute, 5, 30, two hours and twelve; then the letter is given up, and the log says so."""
    async with open_mail_server() as server:
        pass
    clock = TurnedClock()
    with caplog.at_level(logging.WARNING):
        async with open_house(tmp_path, clock=clock, smtp_url=f"smtp://127.0.0.1:{server.port}") as house:
            await write(house, "a@example.com")
            for number, pause in enumerate(PAUSES):
                await until_tried(house, number + 1)
                clock.turn(pause - MICROSECOND)
                await house.appliance.letters.send_due()
                assert await tries(house) == number + 1
                clock.turn(MICROSECOND)
            await until_waiting(house, 0)
    assert _messages(caplog)[-1] == "A letter was given up."
    assert [vars(record)["tries"] for record in caplog.records if "tries" in vars(record)] == list(range(1, len(PAUSES) + 2))


async def test_a_server_that_comes_back_gets_every_letter(tmp_path: Path, open_house: OpenHouse) -> None:
    """The mail server was away for half an hour: then all that was written meanwhile arrives, each once."""
    async with open_mail_server() as server:
        pass
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock, smtp_url=f"smtp://127.0.0.1:{server.port}") as house:
        await write(house, "a@example.com", "b@example.com")
        await until_tried(house, 1)
        async with open_mail_server(server):
            clock.turn(PAUSES[0])
            await until_waiting(house, 0)
    assert sorted(server.recipients) == ["a@example.com", "b@example.com"]


async def test_a_refused_letter_keeps_no_other_waiting(tmp_path: Path, open_house: OpenHouse, caplog: pytest.LogCaptureFixture) -> None:
    """One recipient is unknown, another address can't be written to at all: both are given up, and the third letter arrives."""
    server = MailServer(refused={"a@example.com": "550 no such box"})
    async with open_mail_server(server), open_house(tmp_path, smtp_url=f"smtp://127.0.0.1:{server.port}") as house:
        with caplog.at_level(logging.ERROR):
            await write(house, "a@example.com", f"b@{'x' * 70}é.example", "c@example.com")
            await until_waiting(house, 0)
    assert server.recipients == ["c@example.com"]
    assert _messages(caplog) == ["A letter was given up."] * 2


async def test_nothing_is_lost_when_the_server_dies_between(tmp_path: Path, open_house: OpenHouse) -> None:
    """We stop after a letter was written and before it left: the next start carries it."""
    async with open_mail_server() as server:
        pass
    url = f"smtp://127.0.0.1:{server.port}"
    async with open_house(tmp_path, smtp_url=url) as house:
        await house.appliance.tasks.close()  # the courier is dead; nobody carries what is written now
        await write(house, "a@example.com")
        assert await waiting(house) == 1
    async with open_mail_server(server), open_house(tmp_path, smtp_url=url) as house:
        await until_waiting(house, 0)
    assert server.recipients == ["a@example.com"]


async def test_a_death_after_the_handing_over_sends_twice_and_never_not_at_all(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server has the letter and we die before we know: it goes once more after the restart."""
    async with open_mail_server() as server:
        url = f"smtp://127.0.0.1:{server.port}"
        send = Smtp.send

        def send_and_die(self: Smtp, letter: Letter) -> None:
            send(self, letter)
            raise MailFailed("we died")

        with monkeypatch.context() as dying:
            dying.setattr(Smtp, "send", send_and_die)
            clock = TurnedClock()
            async with open_house(tmp_path, clock=clock, smtp_url=url) as house:
                await write(house, "a@example.com")
                await until_tried(house, 1)
        clock.turn(PAUSES[0])
        async with open_house(tmp_path, clock=clock, smtp_url=url) as house:
            await until_waiting(house, 0)
    assert server.recipients == ["a@example.com"] * 2


async def test_an_outbox_that_takes_nothing_is_tried_again(tmp_path: Path, open_house: OpenHouse) -> None:
    """Something else lies where the outbox should be, as on a full disk: the letter waits, and is there once there is room."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        house.appliance.folder.outbox.write_text("in the way")
        await write(house, "a@example.com")
        await until_tried(house, 1)
        assert await waiting(house) == 1
        house.appliance.folder.outbox.unlink()
        clock.turn(PAUSES[0])
        assert len(await house.letters_to("a@example.com")) == 1


async def test_a_fault_of_ours_ends_no_courier(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The database can't be read for a moment: it is in the log, and a minute later letters leave again."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
            broken.setattr(type(house.appliance.letters), "send_due", _fail)
            await write(house, "a@example.com")
            await until(lambda: "Letters could not be carried" in caplog.text)
        assert house.appliance.tasks.is_well
        clock.turn(timedelta(minutes=1))
        assert len(await house.letters_to("a@example.com")) == 1


async def _fail(_self: object) -> None:
    raise RuntimeError("broken for a moment")


def _messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name.startswith("outhost")]
