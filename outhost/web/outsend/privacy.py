"""Data protection, as `/api/privacy` takes and shows it."""

from typing import Final

from sanic import HTTPResponse

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.subjects import Suppression
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.privacy import (
    EraseIn,
    ErasureOut,
    KeptDataOut,
    LiftSuppressionIn,
    SubjectIn,
    SuppressionOut,
    SuppressionsOut,
)
from outhost.web.request import image_address_of

_ONE_OF_TWO: Final = Text(en="give either this or id", fr="donnez soit ceci, soit id")


async def erase(call: Call[Caller]) -> HTTPResponse:
    """Erases one person everywhere in the workspace: leads with their images, kept answers, letters, invitations, names of things.

    The person is found wherever a value, as a whole, is the address, the number or the tracking id, however it is written there. Events
    and lines of the ledger stay, without the person. What is deleted is overwritten in the database's files. Copies of the database in
    `backups/` are yours to delete; `remaining` names them. To send it again does no harm.
    """
    body = await body_of(call.request, EraseIn)
    erasure = await call.appliance.privacy.erase(call.caller, body.subject, is_suppressed=body.suppress)
    return as_json(ErasureOut.of(erasure, call.visit.locale))


async def export(call: Call[Caller]) -> HTTPResponse:
    """Returns everything that the workspace keeps about one person, as one document; nothing is erased."""
    body = await body_of(call.request, SubjectIn)
    kept = await call.appliance.privacy.export(call.caller, body.subject)
    return as_json(KeptDataOut.of(kept, image_address_of(call.request)))


async def list_suppressions(call: Call[Caller]) -> HTTPResponse:
    """Lists the people who are not collected again, newest first, by digest: whom you suppressed can't be read here."""
    window = window_of(call.request)
    suppressions, total = await call.appliance.read(_suppressions, call.caller, window)
    items = [SuppressionOut.of(suppression) for suppression in suppressions]
    return as_json(SuppressionsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def suppress(call: Call[Caller]) -> HTTPResponse:
    """Keeps one person from being collected again: a lead that names them is refused, and nothing is charged. Erases nothing."""
    body = await body_of(call.request, SubjectIn)
    suppressions = call.appliance.suppressions
    return await once(
        call.request, call.appliance, call.caller, lambda reply: suppressions.add(call.caller, body.subject, reply), SuppressionOut.of
    )


async def lift_suppression(call: Call[Caller]) -> HTTPResponse:
    """Lets one person be collected again: the one with this `subject`, or the suppression with this `id`."""
    body = await body_of(call.request, LiftSuppressionIn)
    suppressions = call.appliance.suppressions
    if (body.subject is None) == (body.id is None):
        raise InvalidInput(Issue("subject", _ONE_OF_TWO.filled()))
    if body.subject is not None:
        await suppressions.lift(call.caller, body.subject)
    elif body.id is not None:
        await suppressions.lift_numbered(call.caller, body.id)
    return done()


def _suppressions(tx: Tx, caller: Caller, window: Window) -> tuple[list[Suppression], int]:
    page = tx.suppressions.page(caller.workspace_id, limit=window.limit, offset=window.offset)
    return page, tx.suppressions.count(caller.workspace_id)
