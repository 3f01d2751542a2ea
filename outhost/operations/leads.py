"""What can be done with leads."""

import asyncio
import uuid
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from outhost.domain.clock import Clock
from outhost.domain.credits import LEAD_COST
from outhost.domain.errors import InsufficientCredits, InvalidInput, LeadNotFound, ListNotFound, ListTypeNotSupported, Refusal
from outhost.domain.events import Happening
from outhost.domain.leads import Lead, SortedVariables, make_tracking_id, sort_variables
from outhost.domain.links import ImageAddress
from outhost.domain.lists import LeadList, ListId, ListType
from outhost.domain.reviews import first_status
from outhost.domain.workspaces import Caller
from outhost.files.images import Images
from outhost.operations.credits import charge_lead
from outhost.operations.drawings import Drawings
from outhost.operations.replies import AlreadyAnswered, KeptReply, kept
from outhost.operations.suppressions import refuse_suppressed
from outhost.store.leads import Span, csv_lines, value_rows
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_AHEAD = 48
"""Drawings under way at once when many leads are added: enough that no drawing process waits for the commit of others."""
_ROWS_A_COMMIT = 64
_ORPHAN_AGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLead:
    """A lead that was added: the lead itself, how its variables were sorted, and the balance after it was charged."""

    lead: Lead
    variables: SortedVariables
    credits_remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLeads:
    """Leads that were added, in order, and what kept the next one from being added: None when there was none left."""

    leads: tuple[AddedLead, ...]
    fault: Exception | None


@dataclass(frozen=True, slots=True)
class DrawnLead:
    """A lead whose image is safely on disk, and which is not added yet."""

    lead: Lead
    variables: SortedVariables
    given: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPage:
    """Leads to be exported: up to `limit` from the place `offset` on (counted from 0, oldest first), as the list was when it was read."""

    lead_list: LeadList
    offset: int
    limit: int


class Leads:
    """Leads: added with their image, and swept up."""

    def __init__(self, store: Store, drawings: Drawings, images: Images, clock: Clock) -> None:
        """Draw by `drawings` into `images`, and keep rows in `store`."""
        self._store = store
        self._drawings = drawings
        self._images = images
        self._clock = clock

    async def target(self, caller: Caller, public_id: str) -> LeadList:
        """Find a list that takes leads.

        Raises:
            ListNotFound, ListTypeNotSupported
        """
        target = await self._store.read(_find, caller, public_id)
        if target is None:
            raise ListNotFound
        if target.list_type is not ListType.MEME:
            raise ListTypeNotSupported(list_type=target.list_type, supported=ListType.MEME)
        return target

    async def add(
        self, caller: Caller, target: LeadList, given: Mapping[str, object], reply: KeptReply[AddedLead] | None = None
    ) -> AddedLead:
        """Draw a lead's image and add the lead, for one credit.

        In this order: a first look at the disk and the balance, so that a hopeless request costs no drawing; the image, safely on
        disk; then one transaction with charge, lead, ledger line and kept reply. A crash anywhere leaves at most an image without a
        lead, which is swept up later; a refusal leaves nothing.

        Raises:
            InvalidInput: a value won't do, or names a suppressed person.
            InsufficientCredits, DiskFull, TextOverflows
            ListNotFound: the list was deleted meanwhile.
            AlreadyAnswered: there is a kept reply by now; nothing is charged again.
            DrawingFailed, DrawingTimedOut: faults; nothing is charged.
        """
        variables = sort_variables(target.variables, given)
        self._drawings.check_disk()
        if await self._store.read(_affordable_for, caller, given) < 1:
            raise InsufficientCredits(cost=LEAD_COST, available=await self._store.read(_balance, caller))
        drawn = await self._drawn(caller, target, variables, given)
        try:
            return await self._store.write(_insert_and_reply, caller, drawn, reply)
        except (Refusal, AlreadyAnswered):
            await asyncio.to_thread(self._images.delete, drawn.lead.tracking_id)
            raise

    async def add_many(self, caller: Caller, target: LeadList, people: Sequence[Mapping[str, object]]) -> AddedLeads:
        """Draw and add a lead for each of many people, in their order, many drawings at once and many leads a transaction.

        Each lead is whole: paid for, with its image safely on disk. The first that can't be added ends it, and is told beside those
        that were; nothing is drawn beyond what the credits cover.
        """
        covered = people[: await self._store.read(_affordable, caller)]
        added: list[AddedLead] = []
        fault: Exception | None = None
        async with aclosing(self._drawn_ahead(caller, target, covered)) as drawings:
            while fault is None and len(added) < len(covered):
                ready, fault = await _taken(drawings, _ROWS_A_COMMIT)
                made: list[AddedLead] = []
                try:
                    made, refusal = await self._store.write(_insert_many, caller, ready)
                    fault = refusal or fault
                except Exception as unexpected:  # noqa: BLE001 - whatever ended it is told beside what was done
                    fault = unexpected
                added += made
                await self.drop(ready[len(made) :])
                if len(made) < len(ready):
                    break
        if fault is None and len(added) < len(people):
            fault = InsufficientCredits(cost=LEAD_COST, available=await self._store.read(_balance, caller))
        return AddedLeads(leads=tuple(added), fault=fault)

    async def erase(self, caller: Caller, public_id: str, lead_id: str) -> None:
        """Remove one lead and its image, for good; the credit that it cost is not given back.

        Raises:
            ListNotFound, LeadNotFound
        """
        lead = await self._store.write(_erase, caller, public_id, lead_id)
        await asyncio.to_thread(self._images.sweep, {lead.tracking_id, lead.image_name})

    async def export_lines(self, page: ExportPage, images: ImageAddress) -> AsyncGenerator[tuple[int, str], None]:
        """Stream the CSV lines of a page, without their head, in chunks: how many, and their text; bytes exactly as stored.

        Reads on a connection of its own, so that a slow reader holds nobody up.
        """
        span = await self._store.read(_span, page)
        if span is None:
            return
        extension = page.lead_list.image_extension
        async with (
            self._store.private() as connection,
            aclosing(csv_lines(connection, span, before_id=images.prefix, after_id=f".{extension}")) as chunks,
        ):
            async for chunk in chunks:
                yield chunk

    async def export_rows(self, page: ExportPage, images: ImageAddress) -> AsyncGenerator[list[list[str | None]], None]:
        """Stream the rows of a page in chunks: the tracking id, the image's address, and every variable in declared order.

        Reads as `export_lines` does.
        """
        span = await self._store.read(_span, page)
        if span is None:
            return
        extension = page.lead_list.image_extension
        async with self._store.private() as connection, aclosing(value_rows(connection, span)) as chunks:
            async for leads in chunks:
                yield [[tracking_id, images.of(tracking_id, extension), *given.values()] for tracking_id, given in leads]

    async def sweep_orphans(self) -> int:
        """Remove images that have no lead and are older than an hour; tell how many."""
        swept = 0
        batches = self._images.older_than(self._clock.now() - _ORPHAN_AGE)
        while (found := await asyncio.to_thread(next, batches, None)) is not None:
            known = await self._store.read(_known, found)
            swept += await asyncio.to_thread(self._images.sweep, set(found) - known)
        return swept

    async def draw_for(self, caller: Caller, target: LeadList, given: Mapping[str, object], *, has_suppressions: bool = True) -> DrawnLead:
        """Draw a lead's image, which `insert_drawn` adds and `drop` takes away again.

        Raises:
            InvalidInput: a value won't do, or names a suppressed person.
            DiskFull, TextOverflows, DrawingFailed, DrawingTimedOut
        """
        self._drawings.check_disk()
        variables = sort_variables(target.variables, given)
        if has_suppressions:
            await self._store.read(refuse_suppressed, caller.workspace_id, given)
        return await self._drawn(caller, target, variables, given)

    async def sort_for(self, caller: Caller, target: LeadList, given: Mapping[str, object]) -> SortedVariables:
        """Sort the variables of a lead that is not to be drawn.

        Raises:
            InvalidInput: a value won't do, or names a suppressed person.
        """
        await self._store.read(refuse_suppressed, caller.workspace_id, given)
        return sort_variables(target.variables, given)

    async def _drawn(self, caller: Caller, target: LeadList, variables: SortedVariables, given: Mapping[str, object]) -> DrawnLead:
        tracking_id = make_tracking_id()
        picture = await self._drawings.draw(caller, target, variables.used, tracking_id)
        lead = Lead(
            list_id=target.id,
            lead_id=str(uuid.uuid4()),
            tracking_id=tracking_id,
            variables=variables.used,
            image_extension=picture.extension,
            image_digest=picture.digest,
            image_bytes=picture.size_bytes,
            warnings=picture.warnings,
            created_at=self._clock.now(),
            review_status=first_status(target.options.review, picture.warnings),
        )
        return DrawnLead(lead, variables, given)

    async def _drawn_ahead(
        self, caller: Caller, target: LeadList, people: Iterable[Mapping[str, object]]
    ) -> AsyncGenerator[DrawnLead, None]:
        """Give drawn leads in order, with many more under way; what was drawn and is not asked for is removed at the end."""
        waiting = iter(people)
        under_way: deque[asyncio.Task[DrawnLead]] = deque()
        has_suppressions = await self._store.read(_has_suppressions, caller)
        try:
            while True:
                for who in islice(waiting, _AHEAD - len(under_way)):
                    under_way.append(asyncio.create_task(self.draw_for(caller, target, who, has_suppressions=has_suppressions)))
                if not under_way:
                    return
                yield await under_way.popleft()
        finally:
            ended = await asyncio.gather(*under_way, return_exceptions=True)
            await self.drop([drawn for drawn in ended if isinstance(drawn, DrawnLead)])

    async def affordable(self, caller: Caller) -> int:
        """Tell how many leads the credits cover."""
        return await self._store.read(_affordable, caller)

    async def drop(self, unwanted: Sequence[DrawnLead]) -> None:
        """Remove the images of leads that were not added."""
        if unwanted:
            await asyncio.to_thread(self._images.sweep, [drawn.lead.tracking_id for drawn in unwanted])


async def _taken(drawings: AsyncIterator[DrawnLead], count: int) -> tuple[list[DrawnLead], Exception | None]:
    """Take up to so many, or what there is until one fails."""
    taken: list[DrawnLead] = []
    try:
        while len(taken) < count:
            taken.append(await anext(drawings))
    except StopAsyncIteration:
        return taken, None
    except Exception as fault:  # noqa: BLE001 - as above
        return taken, fault
    return taken, None


def erase_lead(tx: Tx, list_id: ListId, lead_id: str) -> Lead | None:
    """Remove a lead's row and keep the list's counts true; its ordinal is never given again."""
    ordinal = tx.leads.ordinal_of(lead_id)
    lead = tx.leads.erase(list_id, lead_id)
    if lead is not None and ordinal is not None:
        tx.gaps.add(list_id, ordinal)
        tx.lists.discount(list_id, lead.image_bytes)
    return lead


def _erase(tx: Tx, caller: Caller, public_id: str, lead_id: str) -> Lead:
    lead_list = _find(tx, caller, public_id)
    if lead_list is None:
        raise ListNotFound
    lead = erase_lead(tx, lead_list.id, lead_id)
    if lead is None:
        raise LeadNotFound
    tx.events.insert(caller, Happening.LEAD_ERASED, lead_id)
    return lead


def _find(tx: Tx, caller: Caller, public_id: str) -> LeadList | None:
    return tx.lists.find(caller.workspace_id, public_id)


def _affordable(tx: Tx, caller: Caller) -> int:
    return tx.credits.balance(caller.workspace_id) // LEAD_COST


def _affordable_for(tx: Tx, caller: Caller, given: Mapping[str, object]) -> int:
    """Tell how many leads the credits cover, unless this one names a suppressed person."""
    refuse_suppressed(tx, caller.workspace_id, given)
    return _affordable(tx, caller)


def _has_suppressions(tx: Tx, caller: Caller) -> bool:
    return tx.suppressions.is_any(caller.workspace_id)


def _balance(tx: Tx, caller: Caller) -> int:
    return tx.credits.balance(caller.workspace_id)


def _known(tx: Tx, tracking_ids: list[str]) -> set[str]:
    return tx.leads.known_image_names(tracking_ids)


def _span(tx: Tx, page: ExportPage) -> Span | None:
    """Name the leads of a page; None past the end, where there is nothing to look for."""
    if page.offset >= page.lead_list.lead_count:
        return None
    return tx.leads.span(page.lead_list, tx.gaps.find(page.lead_list.id, page.offset), page.limit)


def _insert_many(tx: Tx, caller: Caller, leads: Sequence[DrawnLead]) -> tuple[list[AddedLead], InvalidInput | None]:
    """Add as many leads, from the first on, as the credits cover, up to one who was suppressed meanwhile."""
    added: list[AddedLead] = []
    for drawn in leads[: _affordable(tx, caller)]:
        try:
            added.append(insert_drawn(tx, caller, drawn))
        except InvalidInput as refusal:
            return added, refusal
    return added, None


def _insert_and_reply(tx: Tx, caller: Caller, drawn: DrawnLead, reply: KeptReply[AddedLead] | None) -> AddedLead:
    return kept(tx, caller, reply, lambda: insert_drawn(tx, caller, drawn))


def insert_drawn(tx: Tx, caller: Caller, drawn: DrawnLead) -> AddedLead:
    """Add a lead whose image is safely on disk, and charge for it.

    Raises:
        InvalidInput: it names somebody who was suppressed meanwhile.
        ListNotFound, InsufficientCredits
    """
    lead = drawn.lead
    refuse_suppressed(tx, caller.workspace_id, drawn.given)  # once more: who was suppressed while the picture was drawn
    ordinal = tx.lists.take_ordinal(lead.list_id, lead.image_bytes)
    if ordinal is None:
        raise ListNotFound
    key = tx.leads.insert(lead, ordinal)
    return AddedLead(lead=lead, variables=drawn.variables, credits_remaining=charge_lead(tx, caller, key))
