"""What can be done to find leads: pages of a list, and searches in it."""

from dataclasses import dataclass
from typing import Final

from outhost.domain.errors import LeadNotFound, ListNotFound
from outhost.domain.leads import Lead
from outhost.domain.lists import LeadList, ListId
from outhost.domain.searches import Search
from outhost.domain.workspaces import Caller
from outhost.store.searches import Backlog, find_leads
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_BATCH: Final = 1000
"""Leads that are indexed in one transaction: some ten milliseconds of the writer's time."""
_MOST_UNINDEXED: Final = 5000
"""Leads that a search may read one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A page of leads, newest first, the list as it was when they were read, and how many there are in all."""

    lead_list: LeadList
    leads: list[Lead]
    total: int


class Searches:
    """Finds leads, and keeps the index of their words."""

    def __init__(self, store: Store) -> None:
        """Look in `store`."""
        self._store = store

    async def page(self, caller: Caller, public_id: str, search: Search, *, limit: int, offset: int) -> Finding:
        """Give a page of what a search finds in a list, newest first.

        Everything is found at once, at any offset; words and review states are looked for on a connection of their own.

        Raises:
            ListNotFound
        """
        if search.is_for_everything:
            return await self._store.read(_page, caller, public_id, limit, offset)
        lead_list = await self._store.read(_find_list, caller, public_id)
        if search.words is not None and await self._store.read(_backlog_of, lead_list.id) > _MOST_UNINDEXED:
            await self._index(lead_list.id)
        async with self._store.private() as connection:
            leads, total = await find_leads(connection, lead_list, search, limit=limit, offset=offset)
        return Finding(lead_list=lead_list, leads=leads, total=total)

    async def index_all(self) -> None:
        """Bring every lead that is not in the index yet into it, in batches."""
        while (backlog := await self._store.read(_backlog)) is not None:
            await self._index(backlog.list_id)

    async def scrub(self) -> None:
        """Remove from the index every trace of words whose leads are gone, for when somebody is to be forgotten; it is made anew later."""
        await self._store.write(_begin_anew)

    async def _index(self, list_id: ListId) -> None:
        for _ in range(0, await self._store.read(_backlog_of, list_id), _BATCH):
            await self._store.write(_index_some, list_id)


def find_lead(tx: Tx, caller: Caller, public_id: str, lead_id: str) -> tuple[LeadList, Lead]:
    """Find a lead of a list of the caller's.

    Raises:
        ListNotFound, LeadNotFound
    """
    lead_list = _find_list(tx, caller, public_id)
    lead = tx.leads.find(lead_list.id, lead_id)
    if lead is None:
        raise LeadNotFound
    return lead_list, lead


def _page(tx: Tx, caller: Caller, public_id: str, limit: int, offset: int) -> Finding:
    """Read a page from behind: places are counted from the oldest lead on."""
    lead_list = _find_list(tx, caller, public_id)
    end = max(0, lead_list.lead_count - offset)
    start = max(0, end - limit)
    leads = tx.leads.page(lead_list, tx.gaps.find(lead_list.id, start), end - start) if end > start else []
    return Finding(lead_list=lead_list, leads=leads, total=lead_list.lead_count)


def _find_list(tx: Tx, caller: Caller, public_id: str) -> LeadList:
    lead_list = tx.lists.find(caller.workspace_id, public_id)
    if lead_list is None:
        raise ListNotFound
    return lead_list


def _backlog(tx: Tx) -> Backlog | None:
    return tx.searches.find_backlog_of_any_workspace()


def _backlog_of(tx: Tx, list_id: ListId) -> int:
    return tx.searches.backlog_of(list_id)


def _index_some(tx: Tx, list_id: ListId) -> None:
    tx.searches.index_some(list_id, _BATCH)


def _begin_anew(tx: Tx) -> None:
    tx.searches.begin_anew()
