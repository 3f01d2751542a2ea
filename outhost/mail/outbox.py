"""Letters kept as files, for an installation without a mail server."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from pathlib import Path
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.letters import Letter
from outhost.domain.workspaces import WorkspaceId
from outhost.mail.contract import MailFailed
from outhost.mail.message import WORKSPACE, message_of, postal_address

log = logging.getLogger(__name__)

KeepFile = Callable[[Path, bytes], None]
"""How a file is kept whole or not at all; makes its folder, raises OSError."""

_LETTER, _UNFINISHED = ".eml", ".unfinished"
_TICK: Final = timedelta(microseconds=1)
_NAMED_BYTES: Final = 150
"""How much of an address stands in a file's name, which may have 255 bytes."""


class Outbox:
    """A folder of `.eml` files, each written whole; the link of each letter goes to the log, since nobody else will bring it."""

    def __init__(self, folder: Path, keep_file: KeepFile, sender: str, clock: Clock) -> None:
        """Keep letters in `folder` by `keep_file`."""
        self._folder = folder
        self._keep_file = keep_file
        self._sender = sender
        self._clock = clock

    def send(self, letter: Letter) -> None:
        """Write a letter into the folder, and its link to the log.

        Raises:
            MailFailed: the disk would not take it, or it can't be written as a message.
        """
        now = self._clock.now()
        data = message_of(letter, sender=self._sender, now=now).as_bytes()
        try:
            self._keep_file(self._free_path(now, letter.recipient), data)
        except OSError as fault:
            raise MailFailed(f"the outbox would not take it: {fault}") from fault
        log.info("A letter was put into the outbox.", extra={"to": letter.recipient, "subject": letter.subject, "link": letter.link})

    def _free_path(self, now: datetime, recipient: str) -> Path:
        """Name a file after a letter's moment, or the next that no other letter has, so that names sort as letters were sent."""
        named = recipient.replace("/", "_").encode()[:_NAMED_BYTES].decode(errors="ignore")
        while (path := self._folder / f"{now:%Y%m%dT%H%M%S%f}-{named}{_LETTER}").exists():
            now += _TICK
        return path


def forget_letters(folder: Path, recipient: str) -> int:
    """Remove what lies in an outbox for an address; tell how many letters. Blocks."""
    try:
        address = postal_address(recipient)
    except UnicodeError:  # nothing was ever sent there
        return 0
    found = [path for path in _letters(folder) if _heads_of(path)[0] == address]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def kept_letters(folder: Path, *workspace_ids: WorkspaceId | None) -> list[tuple[Path, str]]:
    """Give the file of each letter in an outbox that was written for one of these, and its address, as people write it. Blocks.

    None stands for no workspace.
    """
    wanted = {"" if one is None else str(one) for one in workspace_ids}
    found = [(path, *_heads_of(path)) for path in _letters(folder)]
    return [(path, _own_letters(to)) for path, to, workspace in found if workspace in wanted]


def remove_letters(paths: Iterable[Path]) -> int:
    """Remove letters; tell how many were still there. Blocks."""
    removed = 0
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()
            removed += 1
    return removed


def _own_letters(address: str) -> str:
    """Give an address with its domain in its own letters, the reverse of `postal_address`."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address


def _letters(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.suffix in {_LETTER, _UNFINISHED})


def _heads_of(path: Path) -> tuple[str, str]:
    """Read whom a letter goes to, and for which workspace it was written."""
    try:
        with path.open("rb") as file:
            heads = BytesHeaderParser(policy=policy.default).parse(file)
    except FileNotFoundError:
        return "", ""
    return parseaddr(str(heads["To"]))[1], str(heads[WORKSPACE] or "")
