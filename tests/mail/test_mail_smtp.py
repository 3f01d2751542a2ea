"""Letters handed to a real mail server."""

import asyncio
import ssl
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from clocks import TurnedClock
from mail_servers import NAME, PASSWORD, MailServer, open_mail_server

from outhost.domain.letters import Letter, verification_letter
from outhost.mail.contract import MailFailed
from outhost.mail.smtp import Smtp

SENDER = "Acmé <hello@acme.example>"
SELF_SIGNED = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
)


def letter(recipient: str = "zoe@example.com") -> Letter:
    """Write a letter in French."""
    return verification_letter(recipient, "https://outhost.example/verify-email?token=abc", "fr")


async def send(url: str, written: Letter | None = None) -> None:
    """Hand a letter over, as the courier does."""
    await asyncio.to_thread(Smtp(url, SENDER, TurnedClock()).send, written or letter())


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for localhost that this test trusts."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run([*SELF_SIGNED.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_letter_arrives_whole() -> None:
    """What arrives has sender, subject, date and link, as plain text and as HTML, and no program answers it."""
    async with open_mail_server() as server:
        await send(f"smtp://127.0.0.1:{server.port}")
    (message,) = server.taken
    assert message["From"] == SENDER
    assert message["To"] == "zoe@example.com"
    assert message["Subject"] == "Vérifiez votre adresse e-mail"
    assert message["Date"] == "Sun, 10 May 2026 19:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@acme.example>")
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert "https://outhost.example/verify-email?token=abc" in body.get_content()


@pytest.mark.parametrize(
    ("recipient", "arrives_for"),
    [("zoé@exemple.fr", "zoé@exemple.fr"), ("zoe@exämple.com", "zoe@xn--exmple-cua.com"), ("o'neil+x@example.com", "o'neil+x@example.com")],
)
async def test_addresses_of_every_kind_are_reached(recipient: str, arrives_for: str) -> None:
    """My address has an accent before or after the @: the letter reaches me all the same."""
    async with open_mail_server() as server:
        await send(f"smtp://127.0.0.1:{server.port}", letter(recipient))
    assert server.recipients == [arrives_for]


async def test_the_server_is_told_who_we_are() -> None:
    """Name and password stand in the address, percent-encoded where they must be."""
    url = f"smtp://{quote(NAME, safe='')}:{quote(PASSWORD, safe='')}@127.0.0.1"
    async with open_mail_server(asks_for_login=True) as server:
        await send(f"{url}:{server.port}")
    assert server.logins == [(NAME.encode(), PASSWORD.encode())]
    assert len(server.taken) == 1


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
async def test_a_letter_goes_by_tls(trusted: ssl.SSLContext, scheme: str) -> None:
    """With smtp+starttls:// or smtps:// nothing is said in the clear."""
    contexts = {"smtps": {"tls": trusted}, "smtp+starttls": {"starttls": trusted}}
    async with open_mail_server(**contexts[scheme]) as server:
        await send(f"{scheme}://localhost:{server.port}")
    assert len(server.taken) == 1


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
async def test_a_server_that_nobody_vouches_for_gets_no_letter(
    trusted: ssl.SSLContext, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody in between shows a certificate of their own: the letter stays here, and is tried again."""
    monkeypatch.delenv("SSL_CERT_FILE")
    contexts = {"smtps": {"tls": trusted}, "smtp+starttls": {"starttls": trusted}}
    async with open_mail_server(**contexts[scheme]) as server:
        with pytest.raises(MailFailed, match="certificate") as failed:
            await send(f"{scheme}://localhost:{server.port}")
    assert not failed.value.is_final
    assert server.taken == []


@pytest.mark.parametrize(
    ("server", "says", "is_final"),
    [
        pytest.param(MailServer(refused={"zoe@example.com": "550 no such box"}), "550 no such box", True, id="unknown recipient"),
        pytest.param(MailServer(refused={"zoe@example.com": "450 busy"}), "450 busy", False, id="busy recipient"),
        pytest.param(MailServer(reply_to_data="554 spam"), "554 spam", True, id="letter refused"),
        pytest.param(MailServer(reply_to_data="451 later"), "451 later", False, id="letter put off"),
    ],
)
async def test_what_the_server_refuses_for_good_is_not_tried_again(server: MailServer, says: str, is_final: bool) -> None:  # noqa: FBT001 - a column of the table
    """A 5xx about the letter is the last word, a 4xx is not."""
    async with open_mail_server(server):
        with pytest.raises(MailFailed, match=says) as failed:
            await send(f"smtp://127.0.0.1:{server.port}")
    assert failed.value.is_final is is_final
    assert server.taken == []


async def test_a_refused_login_may_be_mended() -> None:
    """The password in the settings is wrong: no letter is given up for that."""
    async with open_mail_server(asks_for_login=True) as server:
        with pytest.raises(MailFailed, match="535") as failed:
            await send(f"smtp://post:wrong@127.0.0.1:{server.port}")
    assert not failed.value.is_final
    assert "wrong" not in str(failed.value)


async def test_a_server_that_is_down_is_tried_again() -> None:
    """Nobody listens: that is not the letter's fault."""
    async with open_mail_server() as server:
        pass
    with pytest.raises(MailFailed, match="cannot be reached") as failed:
        await send(f"smtp://127.0.0.1:{server.port}")
    assert not failed.value.is_final


async def test_an_address_that_nothing_can_be_sent_to_is_given_up() -> None:
    """A domain that has no name on the network keeps no other letter waiting."""
    async with open_mail_server() as server:
        with pytest.raises(MailFailed, match="cannot be written") as failed:
            await send(f"smtp://127.0.0.1:{server.port}", letter(f"zoe@{'x' * 70}é.example"))
    assert failed.value.is_final
