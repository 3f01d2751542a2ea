"""What can be done with first fetches of images: whoever has a picture may keep it, so that its link can't show another one."""

from itertools import islice
from typing import Final

from outhost.domain.leads import Lead
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

FETCHED: Final = "lead.fetched"
"""The topic at which the bookkeeper sleeps."""

_BATCH: Final = 500


class Fetches:
    """First fetches, noted at once and written a little later: showing an image waits for no commit."""

    def __init__(self, store: Store) -> None:
        """Keep them in `store`."""
        self._store = store
        self._noted: set[str] = set()

    def note(self, lead: Lead) -> None:
        """Remember that a lead's image was fetched."""
        if lead.fetched_at is None and lead.tracking_id not in self._noted:
            self._noted.add(lead.tracking_id)
            self._store.bell.ring([FETCHED])

    def is_noted(self, tracking_id: str) -> bool:
        """Tell whether a fetch waits to be written; from any thread."""
        return tracking_id in self._noted

    async def write(self) -> None:
        """Write what was noted; what can't be written stays for the next time."""
        while batch := list(islice(self._noted, _BATCH)):
            await self._store.write(_note, batch)
            self._noted.difference_update(batch)


def _note(tx: Tx, tracking_ids: list[str]) -> None:
    tx.leads.note_fetched(tracking_ids)
