"""What can be done with opens: they are counted, where the owner asks for it."""

import logging
import secrets
from datetime import date

from outhost.domain.clock import Clock
from outhost.domain.opens import Reader, reader_of, visitor_of
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)


class Opens:
    """Counts fetches of images. The salt of a day lives in memory alone, so that no address can be found out afterwards."""

    def __init__(self, store: Store, clock: Clock, *, is_on: bool) -> None:
        """Keep rows in `store` if the setting `track_opens` is on, else nothing."""
        self._store = store
        self._clock = clock
        self._is_on = is_on
        self._salt: tuple[date, bytes] | None = None

    async def note(self, tracking_id: str, address: str, user_agent: str) -> None:
        """Remember that a lead's image was fetched, if opens are counted."""
        if not self._is_on:
            return
        day = self._clock.now().date()
        if self._salt is None or self._salt[0] != day:
            self._salt = day, secrets.token_bytes(32)
        try:
            await self._store.write(_insert, tracking_id, visitor_of(address, self._salt[1], day), reader_of(user_agent))
        except Exception:
            log.exception("An open was not counted; the image is shown all the same.")


def _insert(tx: Tx, tracking_id: str, visitor: bytes, reader: Reader) -> None:
    tx.opens.insert(tracking_id, visitor, reader)
