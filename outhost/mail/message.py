"""A letter as an internet message (RFC 5322): plain text and HTML side by side."""

import secrets
import unicodedata
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Final

from outhost.domain.letters import Letter
from outhost.mail.contract import MailFailed

WORKSPACE: Final = "X-Outhost-Workspace"
"""The header that says for which workspace a letter was written."""


def message_of(letter: Letter, *, sender: str, now: datetime) -> EmailMessage:
    """Write the message; `sender` is an address, or a name with one in angle brackets.

    Raises:
        MailFailed: no message can be sent to such an address, now or later.
    """
    try:
        message = _message(letter, sender, now)
        message.as_bytes()
    except (ValueError, MessageError) as fault:
        raise MailFailed(f"it cannot be written as a message: {fault}", is_final=True) from fault
    return message


def postal_address(recipient: str) -> str:
    """Give an address as mail servers know it, a domain in other letters by its ASCII name (RFC 3490).

    Raises:
        UnicodeError: the domain can't be named so.
    """
    name, _, domain = recipient.rpartition("@")
    return f"{name}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def _message(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SMTP if letter.recipient.rpartition("@")[0].isascii() else SMTPUTF8)  # RFC 6531
    message["From"] = Address(display_name=name, addr_spec=address)
    username, _, domain = postal_address(letter.recipient).rpartition("@")
    message["To"] = Address(username=username, domain=domain)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(now)
    # Not the library's: it draws from the process's one `random`, which gives the same again to whoever seeds it.
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{address.rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.workspace_id is not None:
        message[WORKSPACE] = str(letter.workspace_id)
    message.set_content(letter.plain)
    message.add_alternative(letter.html, subtype="html")
    message.set_boundary(f"=_{secrets.token_hex(16)}")
    return message


def _one_line(subject: str) -> str:
    """Give a subject that nothing can be hidden in.

    A name in it may read `=?utf-8?q?…=0D=0ABcc:…?=`, which the library would decode, and then write out as headers of its own.
    """
    return "".join(" " if unicodedata.category(char) == "Cc" else char for char in subject).replace("=?", "= ?")
