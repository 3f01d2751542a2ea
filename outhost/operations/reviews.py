"""What can be done with images that are held for review."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from outhost.domain.errors import InvalidInput, Issue, LeadNotFound, ListNotFound, NotInReview
from outhost.domain.events import Happening
from outhost.domain.leads import Lead
from outhost.domain.lists import LeadList
from outhost.domain.reviews import ReviewStatus, Verdict
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

BATCH: Final = 200
"""Leads decided in one transaction: a few milliseconds of the writer's time."""

MOST_AT_ONCE: Final = 500
"""Leads that may be named in one verdict, which is one transaction."""

_HAPPENING: Final = {Verdict.APPROVE: Happening.LEAD_APPROVED, Verdict.REJECT: Happening.LEAD_REJECTED}
_TOO_MANY: Final = Text(
    en="names {count} leads, and {most} are the most at once", fr="nomme {count} leads, et {most} à la fois est le maximum"
)


class Reviews:
    """Verdicts on held images. A verdict gives no credit back; an approved image is shown from the commit on."""

    def __init__(self, store: Store) -> None:
        """Keep verdicts in `store`."""
        self._store = store

    async def decide(self, caller: Caller, public_id: str, leads: Sequence[str], verdict: Verdict) -> list[Lead]:
        """Approve or reject leads of a list, named by lead id or tracking id: all of them, or none where one is refused.

        A lead that stands there already stays so, without another event. Gives the leads as they stand now, each once.

        Raises:
            ListNotFound, LeadNotFound
            NotInReview: an image was never held.
            InvalidInput: more than 500 leads are named.
        """
        if len(leads) > MOST_AT_ONCE:
            raise InvalidInput(Issue("leads", _TOO_MANY.filled(count=len(leads), most=MOST_AT_ONCE)))
        return await self._store.write(_decide, caller, public_id, leads, verdict)

    async def decide_all(self, caller: Caller, public_id: str, verdict: Verdict) -> int:
        """Approve or reject all leads of a list that wait now, in batches; tell how many. Those that come meanwhile wait on.

        Raises:
            ListNotFound
        """
        until = await self._store.read(_find, caller, public_id)
        decided = 0
        while count := await self._store.write(_decide_batch, caller, until, verdict):
            decided += count
        return decided


def _decide(tx: Tx, caller: Caller, public_id: str, leads: Sequence[str], verdict: Verdict) -> list[Lead]:
    lead_list = _find(tx, caller, public_id)
    decided: dict[str, Lead] = {}
    for name in leads:
        lead = tx.leads.find_named(lead_list.id, name)
        if lead is None:
            raise LeadNotFound
        if lead.review_status is ReviewStatus.CLEAR:
            raise NotInReview(tracking_id=lead.tracking_id)
        decided[lead.lead_id] = lead
    return [_set(tx, caller, lead, verdict) for lead in decided.values()]


def _decide_batch(tx: Tx, caller: Caller, until: LeadList, verdict: Verdict) -> int:
    """Decide the oldest that wait, of those that were in the list when `until` was read."""
    lead_list = _find(tx, caller, until.public_id)
    waiting = tx.leads.page_in_review(replace(lead_list, next_ordinal=until.next_ordinal), limit=BATCH, offset=0)
    return len([_set(tx, caller, lead, verdict) for lead in waiting])


def _find(tx: Tx, caller: Caller, public_id: str) -> LeadList:
    lead_list = tx.lists.find(caller.workspace_id, public_id)
    if lead_list is None:
        raise ListNotFound
    return lead_list


def _set(tx: Tx, caller: Caller, lead: Lead, verdict: Verdict) -> Lead:
    if lead.review_status is verdict.status:
        return lead
    tx.leads.set_review_status(lead.list_id, lead.lead_id, verdict.status)
    tx.events.insert(caller, _HAPPENING[verdict], lead.lead_id)
    return replace(lead, review_status=verdict.status)
