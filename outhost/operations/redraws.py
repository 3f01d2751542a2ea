"""What can be done with an image that shows a name wrongly: it is drawn again."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from outhost.domain.events import Happening
from outhost.domain.leads import Lead, correct_variables, make_tracking_id
from outhost.domain.reviews import first_status
from outhost.domain.workspaces import Caller
from outhost.files.images import Images
from outhost.operations.drawings import Drawings
from outhost.operations.fetches import Fetches
from outhost.operations.searches import find_lead
from outhost.operations.suppressions import refuse_suppressed
from outhost.render.picture import KeptPicture
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Redraws:
    """Corrections of leads, free of charge.

    An image that nobody fetched keeps its link. One that was fetched may be kept for a year by whoever has it, so that the lead gets a
    new link and the old one goes.
    """

    def __init__(self, store: Store, drawings: Drawings, images: Images, fetches: Fetches) -> None:
        """Draw by `drawings` into `images`, keep rows in `store`; `fetches` know which image somebody has."""
        self._store = store
        self._drawings = drawings
        self._images = images
        self._fetches = fetches
        self._settling = asyncio.Lock()

    async def redraw(self, caller: Caller, public_id: str, lead_id: str, given: Mapping[str, object]) -> Lead:
        """Draw a lead anew with other values; what is left out of `given` stays. Gives the lead as it is now.

        The new image is safely on disk, under a name of its own, before the commit; after it, it takes the place of the earlier one. A
        crash in between leaves a lead that names the file it lies in, which `settle_all` brings to its place.

        Raises:
            ListNotFound, LeadNotFound, InvalidInput, DiskFull, TextOverflows
            DrawingFailed, DrawingTimedOut: faults; everything is as before.
        """
        lead_list, lead = await self._store.read(find_lead, caller, public_id, lead_id)
        variables = correct_variables(lead_list.variables, lead.variables, given)
        await self._store.read(refuse_suppressed, caller.workspace_id, variables)
        self._drawings.check_disk()
        name = make_tracking_id()
        picture = await self._drawings.draw(caller, lead_list, variables, name)
        try:
            before, after = await self._store.write(_put, caller, public_id, lead_id, variables, picture, name, self._fetches)
        except BaseException:
            await asyncio.to_thread(self._images.delete, name)
            raise
        await self._settle(before, after)
        return replace(after, redrawn_as=None)

    async def settle_all(self) -> None:
        """Finish what a crash interrupted."""
        while (lead := await self._store.read(_unsettled)) is not None:
            await self._settle(lead, lead)

    async def _settle(self, before: Lead, after: Lead) -> None:
        """Bring a redrawn image to its place, and remove those that it replaces. One after the other, so that the latest is the last."""
        async with self._settling:
            current = await self._store.read(_current, after)
            if current is not None and current.redrawn_as is not None:
                await asyncio.to_thread(self._images.rename, current.redrawn_as, current.tracking_id, current.image_extension)
                await self._store.write(_settled, current)
            replaced = {before.tracking_id, before.image_name, after.image_name}
            kept = {current.tracking_id, current.image_name} if current else set[str]()
            await asyncio.to_thread(self._images.sweep, replaced - kept)


def _put(
    tx: Tx, caller: Caller, public_id: str, lead_id: str, variables: Mapping[str, str | None], picture: KeptPicture, name: str,
    fetches: Fetches,
) -> tuple[Lead, Lead]:  # fmt: skip
    """Put a picture in the place of the earlier one; give the lead as it was and as it is."""
    lead_list, before = find_lead(tx, caller, public_id, lead_id)
    refuse_suppressed(tx, caller.workspace_id, variables)
    is_out = before.fetched_at is not None or fetches.is_noted(before.tracking_id)
    after = replace(
        before,
        tracking_id=name if is_out else before.tracking_id,
        redrawn_as=None if is_out else name,
        fetched_at=None,
        variables=variables,
        image_digest=picture.digest,
        image_bytes=picture.size_bytes,
        warnings=picture.warnings,
        review_status=first_status(lead_list.options.review, picture.warnings),
    )
    tx.leads.put_picture(before, after)
    tx.lists.reweigh(lead_list.id, after.image_bytes - before.image_bytes)
    tx.events.insert(caller, Happening.LEAD_REDRAWN, lead_id, tracking_id=after.tracking_id)
    return before, after


def _unsettled(tx: Tx) -> Lead | None:
    return tx.leads.find_unsettled_of_any_workspace()


def _current(tx: Tx, lead: Lead) -> Lead | None:
    return tx.leads.find(lead.list_id, lead.lead_id)


def _settled(tx: Tx, lead: Lead) -> None:
    tx.leads.settle(lead)
