"""`outhost mail test`: does a letter leave, and if not, why."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from mail_servers import NAME, PASSWORD, MailServer, open_mail_server
from programs import Answer, Program, Server

RunHere = Callable[..., Answer]


def mailing(program: Program, tmp_path: Path, url: str) -> Program:
    """Give a program its mail server in a file, as a container does with secrets."""
    secret = tmp_path / "smtp_url"
    secret.write_text(f"{url}\n")
    return replace(program, environment={**program.environment, "OUTHOST_SMTP_URL_FILE": str(secret)})


async def run(program: Program, *words: str) -> Answer:
    """Run a command while this loop goes on."""
    return await asyncio.to_thread(program.run, *words)


def test_without_a_mail_server_the_letter_lies_in_the_outbox(run_here: RunHere, installed: Program) -> None:
    """Offline, I am told where the letter lies."""
    answer = run_here(installed, "mail", "test", "--to", "Alex@Example.com")
    assert answer.status == 0, answer.err
    (letter,) = (installed.data_dir / "outbox").glob("*.eml")
    assert str(installed.data_dir / "outbox") in answer.out
    assert b"A letter from outhost" in letter.read_bytes()


def test_through_the_running_server(neighbour: Program, server: Server) -> None:
    """While a server holds the folder, it is the server that sends, for only it has the settings in force."""
    answer = neighbour.answer("mail", "test", "--to", "kim@example.com")
    assert answer == {"to": "kim@example.com", "by": "outbox", "outbox": str(neighbour.data_dir / "outbox")}
    assert any(b"kim@example.com" in letter.read_bytes() for letter in (neighbour.data_dir / "outbox").glob("*.eml"))


async def test_through_a_mail_server(installed: Program, tmp_path: Path) -> None:
    """The address of the mail server, password and all, comes from a file, and the letter arrives."""
    login = f"{quote(NAME, safe='')}:{quote(PASSWORD, safe='')}"
    async with open_mail_server(asks_for_login=True) as mail_server:
        program = mailing(installed, tmp_path, f"smtp://{login}@127.0.0.1:{mail_server.port}")
        answer = await run(program, "mail", "test", "--to", "alex@example.com")
        assert (answer.status, answer.out) == (0, "The mail server took a letter to alex@example.com.\n")
        assert mail_server.recipients == ["alex@example.com"]
        shown = (await run(program, "config", "show", "--json")).document["smtp_url"]
        assert shown == {"value": "**********", "from": "OUTHOST_SMTP_URL"}
    refused = await run(program, "mail", "test", "--to", "alex@example.com")
    assert refused.status == 1
    assert "cannot be reached" in refused.says
    assert PASSWORD not in refused.err
    assert quote(PASSWORD, safe="") not in refused.err


async def test_what_the_mail_server_says_is_told(installed: Program, tmp_path: Path) -> None:
    """The recipient is refused: status 1, and the server's own words."""
    async with open_mail_server(MailServer(refused={"alex@example.com": "550 no such box"})) as mail_server:
        program = mailing(installed, tmp_path, f"smtp://127.0.0.1:{mail_server.port}")
        answer = await run(program, "mail", "test", "--to", "alex@example.com")
    assert answer.status == 1
    assert "550 no such box" in answer.says


@pytest.mark.parametrize("to", ["", "alex", "a b@example.com"])
def test_what_is_no_address_is_refused(run_here: RunHere, installed: Program, to: str) -> None:
    """A typing error is told, and nothing is sent."""
    answer = run_here(installed, "mail", "test", "--to", to)
    assert (answer.status, answer.says) == (1, "outhost: to: must be an e-mail address")
    assert not (installed.data_dir / "outbox").exists()
