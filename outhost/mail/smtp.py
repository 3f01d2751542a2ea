"""Letters handed to a mail server (SMTP, RFC 5321)."""

import smtplib
import ssl
from urllib.parse import SplitResult, unquote, urlsplit

from outhost.domain.clock import Clock
from outhost.domain.letters import Letter
from outhost.mail.contract import MailFailed
from outhost.mail.message import message_of

_SECONDS = 20.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_FOR_GOOD = 500
"""Replies from here on say that trying again is no use (RFC 5321, 4.2.1)."""


class Smtp:
    """A mail server: `smtp://`, `smtp+starttls://` or `smtps://`, with `user:password@` where it asks for them."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        """Send through the server at `url`; one connection a letter."""
        self._url = urlsplit(url)
        self._sender = sender
        self._clock = clock

    def send(self, letter: Letter) -> None:
        """Hand a letter to the server.

        Raises:
            MailFailed: it can't be reached, or would not take the letter.
        """
        message = message_of(letter, sender=self._sender, now=self._clock.now())
        try:
            with _connected(self._url) as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, reason = next(iter(refused.recipients.values()))
            raise MailFailed(f"the server refused the recipient: {code} {_text(reason)}", is_final=code >= _FOR_GOOD) from refused
        except smtplib.SMTPResponseException as refused:
            # A refused login may be mended in the settings, so that only what it says of the letter itself is final.
            is_final = isinstance(refused, smtplib.SMTPDataError) and refused.smtp_code >= _FOR_GOOD
            raise MailFailed(f"the server refused: {refused.smtp_code} {_text(refused.smtp_error)}", is_final=is_final) from refused
        except (OSError, smtplib.SMTPException) as fault:
            raise MailFailed(f"the server cannot be reached: {fault}") from fault


def _connected(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
