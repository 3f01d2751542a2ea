"""What can be done with letters: sent once they are due, tried again, given up."""

import asyncio
import logging
from datetime import datetime

from outhost.domain.clock import whole_seconds
from outhost.domain.errors import MailNotSent
from outhost.domain.events import Happening
from outhost.domain.letters import PAUSES, WaitingLetter, trial_letter
from outhost.domain.sessions import Visit
from outhost.domain.users import checked_email
from outhost.mail.contract import Mail, MailFailed
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)


class Letters:
    """Letters, written in the transactions that they tell of. One that was handed over is forgotten, so that no token of a link stays.

    A crash between the handing over and the forgetting sends a letter twice, never not at all.
    """

    def __init__(self, store: Store, mail: Mail, address: str) -> None:
        """Take letters from `store` and hand them to `mail`."""
        self._store = store
        self._mail = mail
        self._address = address

    async def send_due(self) -> None:
        """Hand over every letter whose time has come, one after the other; what fails is tried again later, and at last given up."""
        while (waiting := await self._store.read(_due)) is not None:
            try:
                await asyncio.to_thread(self._mail.send, waiting.letter)
            except MailFailed as fault:
                await self._fail(waiting, fault)
            else:
                await self._store.write(_forget, waiting)

    async def next_due_at(self) -> datetime | None:
        """Tell when the next letter is due; None while none waits."""
        return await self._store.read(_next_due_at)

    async def send_trial(self, actor: str, visit: Visit, to: str, now: datetime) -> None:
        """Hand one letter over at once, to see whether mail works.

        Raises:
            InvalidInput: it is no address.
            MailNotSent: the mail server, or the outbox, would not take it.
        """
        letter = trial_letter(checked_email(to, "to"), self._address, visit.locale, moment=whole_seconds(now))
        try:
            await asyncio.to_thread(self._mail.send, letter)
        except MailFailed as fault:
            raise MailNotSent(reason=str(fault).rstrip(".")) from fault
        await self._store.write(_note_trial, actor, visit)

    async def _fail(self, waiting: WaitingLetter, fault: MailFailed) -> None:
        about = {"to": waiting.letter.recipient, "subject": waiting.letter.subject, "tries": waiting.tries + 1, "reason": str(fault)}
        if fault.is_final or waiting.tries >= len(PAUSES):
            log.error("A letter was given up.", extra=about)
            await self._store.write(_forget, waiting)
        else:
            log.warning("A letter could not be sent; it is tried again.", extra=about)
            await self._store.write(_postpone, waiting)


def _due(tx: Tx) -> WaitingLetter | None:
    return tx.letters.find_due()


def _next_due_at(tx: Tx) -> datetime | None:
    return tx.letters.find_next_due_at()


def _forget(tx: Tx, waiting: WaitingLetter) -> None:
    tx.letters.delete(waiting.id)


def _postpone(tx: Tx, waiting: WaitingLetter) -> None:
    tx.letters.postpone(waiting.id, tx.now + PAUSES[waiting.tries])


def _note_trial(tx: Tx, actor: str, visit: Visit) -> None:
    tx.events.insert_without_workspace(actor, Happening.MAIL_TESTED, "mail", visit)
