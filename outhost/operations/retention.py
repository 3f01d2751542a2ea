"""What can be done about how long lists keep their leads."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from outhost.domain.errors import InvalidInput, Issue, ListNotFound
from outhost.domain.events import Happening
from outhost.domain.leads import Lead
from outhost.domain.lists import MOST_RETENTION_DAYS, LeadList, ListId
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.images import Images
from outhost.operations.leads import erase_lead
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)

BATCH: Final = 100
"""Leads removed in one transaction: a few milliseconds of the writer's time."""

_OUT_OF_RANGE: Final = Text(en="must be a whole number of days, 1 to {most}", fr="doit être un nombre entier de jours, de 1 à {most}")


class Retention:
    """Leads that lists keep for a time only."""

    def __init__(self, store: Store, images: Images) -> None:
        """Keep rows in `store`; `images` go with their lead."""
        self._store = store
        self._images = images

    async def put(self, caller: Caller, public_id: str, days: int | None) -> LeadList:
        """Say for how many days a list keeps its leads; None keeps them until somebody deletes them. The janitor removes older ones.

        Raises:
            ListNotFound
            InvalidInput: not 1–3650 days.
        """
        return await self._store.write(put_retention, caller, public_id, days)

    async def remove_expired(self) -> int:
        """Remove the leads that are older than their lists keep them, with their images, in small batches; tell how many.

        Looks at the oldest of a list only, for they are in the order in which they were added.
        """
        removed = 0
        for lead_list in await self._store.read(_lists):
            while gone := await self._store.write(_remove_batch, lead_list.id):
                await asyncio.to_thread(self._images.sweep, {name for lead in gone for name in (lead.tracking_id, lead.image_name)})
                removed += len(gone)
        if removed:
            log.info("Leads older than their lists keep them were removed.", extra={"leads": removed})
        return removed


def put_retention(tx: Tx, caller: Caller, public_id: str, days: int | None) -> LeadList:
    """Say for how many days a list keeps its leads.

    Raises:
        ListNotFound
        InvalidInput: not 1–3650 days.
    """
    if tx.lists.find(caller.workspace_id, public_id) is None:
        raise ListNotFound
    if days is not None and not 1 <= days <= MOST_RETENTION_DAYS:
        raise InvalidInput(Issue("retention_days", _OUT_OF_RANGE.filled(most=MOST_RETENTION_DAYS)))
    made = tx.lists.set_retention(caller.workspace_id, public_id, days)
    assert made is not None
    tx.events.insert(caller, Happening.LIST_RETENTION_SET, public_id, days=days)
    return made


def _lists(tx: Tx) -> list[LeadList]:
    return tx.lists.with_retention_of_any_workspace()


def _remove_batch(tx: Tx, list_id: ListId) -> list[Lead]:
    """Remove the expired among the oldest leads of a list, as its retention is by now; give them."""
    lead_list = next((one for one in tx.lists.with_retention_of_any_workspace() if one.id == list_id), None)
    if lead_list is None or lead_list.retention_days is None:
        return []
    latest = tx.now - timedelta(days=lead_list.retention_days)
    expired = [lead_id for lead_id, created_at in tx.leads.oldest(lead_list.id, BATCH) if created_at <= latest]
    erased = [lead for lead_id in expired if (lead := erase_lead(tx, lead_list.id, lead_id))]
    if erased:
        janitor = Caller(workspace_id=lead_list.workspace_id, actor="janitor")
        tx.events.insert(janitor, Happening.LEADS_EXPIRED, lead_list.public_id, leads=len(erased))
    return erased
