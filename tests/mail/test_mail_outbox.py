"""Letters kept as files."""

import logging
import random
import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from clocks import TurnedClock

from outhost.domain.letters import Letter, invitation_letter, reset_letter, verification_letter
from outhost.files.whole import write_whole
from outhost.mail.contract import MailFailed
from outhost.mail.outbox import Outbox, forget_letters

LINK = "http://localhost/verify-email?token=abc"


def letter(recipient: str = "zoe@example.com") -> Letter:
    """Write a letter."""
    return verification_letter(recipient, LINK, "en")


def outbox(folder: Path) -> Outbox:
    """Open an outbox by a clock that stands still."""
    return Outbox(folder, write_whole, "outhost@localhost", TurnedClock())


def names(folder: Path) -> list[str]:
    """Name the files in the order of their names."""
    return sorted(path.name for path in folder.iterdir())


def test_a_letter_lies_in_the_outbox_and_its_link_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Offline, I open the .eml in any mail program, or take the link from the log; nobody else on this machine can."""
    folder = tmp_path / "outbox"
    with caplog.at_level(logging.INFO):
        outbox(folder).send(letter())
    assert names(folder) == ["20260510T190000999999-zoe@example.com.eml"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    message = message_from_bytes((folder / names(folder)[0]).read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("zoe@example.com", "Verify your e-mail address")
    (record,) = caplog.records
    assert vars(record)["link"] == LINK


def test_a_letter_draws_nothing_from_the_chance_of_others(tmp_path: Path) -> None:
    """Whoever seeds `random` gets the same whether or not a letter goes out, and two letters are two all the same."""
    kept, marks = outbox(tmp_path), set()
    for _ in range(2):
        random.seed(1)
        before = random.getstate()
        kept.send(letter())
        assert random.getstate() == before
    for name in names(tmp_path):
        message = message_from_bytes((tmp_path / name).read_bytes(), policy=policy.default)
        marks |= {message["Message-ID"], message.get_boundary()}
    assert len(marks) == 4


def test_no_letter_takes_the_place_of_another(tmp_path: Path) -> None:
    """Two letters to one person at the same moment are two files, in the order in which they were sent."""
    kept = outbox(tmp_path)
    kept.send(letter())
    kept.send(reset_letter("zoe@example.com", LINK, "en"))
    subjects = [message_from_bytes((tmp_path / name).read_bytes(), policy=policy.default)["Subject"] for name in names(tmp_path)]
    assert subjects == ["Verify your e-mail address", "Choose a new password"]


@pytest.mark.parametrize(
    "place",
    [
        "=?utf-8?q?Acme=0D=0ABcc:_spy@example.com?=",
        "=?utf-8?b?QWNtZQ0KQmNjOiBzcHlAZXhhbXBsZS5jb20=?= and friends",
        "Acme =?utf-8?q?=0D=0A=0D=0A<h1>Pay_here</h1>?=",
        "Acme\x00\x1b[31m\x7f",
    ],
)
def test_the_name_of_a_workspace_is_a_name_and_no_header(tmp_path: Path, place: str) -> None:
    """Whoever invites me may call their workspace anything: nobody gets a copy by it, and it says no more than a subject."""
    plain = invitation_letter("zoe@example.com", LINK, "en", place="Acme")
    outbox(tmp_path / "plain").send(plain)
    outbox(tmp_path / "odd").send(invitation_letter("zoe@example.com", LINK, "en", place=place))
    expected, found = (
        message_from_bytes(next((tmp_path / name).iterdir()).read_bytes(), policy=policy.default) for name in ("plain", "odd")
    )
    assert found.keys() == expected.keys()
    assert str(found["Subject"]).startswith("You are invited to")
    assert not {"\x00", "\x1b", "\x7f"} & set(str(found["Subject"]))
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "recipient", ["a" * 64 + "@" + "b" * 180 + ".example", "é" * 60 + "@exemple.fr", "a/b@example.com", "../x@y.example"]
)
def test_every_address_can_be_a_file(tmp_path: Path, recipient: str) -> None:
    """A long address, one with accents, one with a slash: the letter lies in the outbox and nowhere else."""
    folder = tmp_path / "outbox"
    outbox(folder).send(letter(recipient))
    assert len(names(folder)) == 1
    assert names(tmp_path) == ["outbox"]


def test_a_disk_that_refuses_keeps_no_half_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: no file with half a letter stays, and the letter is tried again."""

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", fail)
        with pytest.raises(MailFailed, match="No space left") as failed:
            outbox(tmp_path).send(letter())
    assert not failed.value.is_final
    assert names(tmp_path) == []


def test_letters_to_one_person_are_forgotten_and_no_others(tmp_path: Path) -> None:
    """Somebody is erased: what lies in the outbox for them goes, however their address is written there."""
    kept = outbox(tmp_path)
    for recipient in ("zoe@exämple.com", "zoe@exämple.com", "zoé@exemple.fr", "zo@exämple.com"):
        kept.send(letter(recipient))
    (tmp_path / "notes.txt").write_text("To: zoe@exämple.com")
    assert forget_letters(tmp_path, "zoe@exämple.com") == 2
    assert forget_letters(tmp_path, "zoé@exemple.fr") == 1
    assert forget_letters(tmp_path, "nobody@example.com") == 0
    assert forget_letters(tmp_path / "absent", "zoe@exämple.com") == 0
    assert [name[22:] for name in names(tmp_path) if name.endswith(".eml")] == ["zo@exämple.com.eml"]
