"""A real mail server on loopback, in the tests' own event loop, that takes letters or has its reasons not to."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

NAME, PASSWORD = "post@example.com", "p@ss/word 1"


@dataclass(kw_only=True)
class MailServer:
    """What a server took, and what it answers: a reply by recipient, or to every letter, in place of taking it."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    reply_to_data: str = "250 OK"
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802 - the library's name
        """Take a recipient, or refuse them."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take a letter, or refuse it."""
        if self.reply_to_data.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
            self.recipients += envelope.rcpt_tos
        return self.reply_to_data

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        """Let in who knows the password."""
        assert isinstance(data, LoginPassword), mechanism
        self.logins.append((data.login, data.password))
        return AuthResult(success=(data.login, data.password) == (NAME.encode(), PASSWORD.encode()), handled=False)


@asynccontextmanager
async def open_mail_server(
    server: MailServer | None = None,
    *,
    asks_for_login: bool = False,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[MailServer]:
    """Listen on the server's port, or on a free one."""
    server = server or MailServer()

    def speak() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of passwords in the clear, which go to loopback here
            return SMTP(
                server, hostname="localhost", enable_SMTPUTF8=True, auth_required=asks_for_login, auth_require_tls=False,
                authenticator=server.authenticate, tls_context=starttls, require_starttls=starttls is not None,
                loop=asyncio.get_running_loop(),
            )  # fmt: skip

    listener = await asyncio.get_running_loop().create_server(speak, "127.0.0.1", server.port, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await listener.wait_closed()
