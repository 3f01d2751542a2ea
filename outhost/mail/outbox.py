"""Letters kept as files, for an installation without a mail server."""

import logging
from pathlib import Path

from outhost.domain.clock import Clock
from outhost.domain.letters import Letter
from outhost.mail.contract import MailFailed
from outhost.mail.message import message_of

log = logging.getLogger(__name__)


class Outbox:
    """A folder of `.eml` files, each written whole; the link of each letter goes to the log, since nobody else will bring it."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        """Keep letters in `folder`."""
        self._folder = folder
        self._sender = sender
        self._clock = clock

    def send(self, letter: Letter) -> None:
        """Write a letter into the folder, and its link to the log.

        Raises:
            MailFailed: the disk would not take it.
        """
        now = self._clock.now()
        path = self._folder / f"{now:%Y%m%dT%H%M%S%f}-{letter.recipient.replace('/', '_')}.eml"
        unfinished = path.with_suffix(".unfinished")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            unfinished.write_bytes(message_of(letter, sender=self._sender, now=now).as_bytes())
            unfinished.rename(path)
        except OSError as fault:
            unfinished.unlink(missing_ok=True)
            raise MailFailed(f"the outbox would not take it: {fault}") from fault
        log.info("A letter was put into the outbox.", extra={"to": letter.recipient, "subject": letter.subject, "link": letter.link})
