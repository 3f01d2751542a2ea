"""Veilles, as `/api` takes and shows them."""

from functools import partial

from sanic import HTTPResponse

from outhost.domain.veilles import Veille
from outhost.domain.workspaces import Caller
from outhost.operations.veilles import veille_named
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.veille_runs import RunOut
from outhost.web.outsend.wire.veilles import VeilleChangeIn, VeilleIn, VeilleOut, VeillesOut


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists the active and paused veilles of your workspace, newest first."""
    window = window_of(call.request)
    veilles, total = await call.appliance.read(_page, call.caller, window)
    return as_json(VeillesOut(items=list(map(VeilleOut.of, veilles)), total=total, limit=window.limit, offset=window.offset))


async def create(call: Call[Caller]) -> HTTPResponse:
    """Makes a veille over a done job or pipeline of yours: it runs again every so many days, and you are told what changed.

    It keeps what it was made from, params, rows and definition, so that whatever becomes of the source changes nothing. The first run is
    compared with the source's own rows.
    """
    body = await body_of(call.request, VeilleIn)
    new = body.wanted(call.visit.locale)
    return await once(call.request, call.appliance, call.caller, partial(call.appliance.veilles.create, call.caller, new), VeilleOut.of)


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns one veille."""
    return as_json(VeilleOut.of(await veille_of(call)))


async def change(call: Call[Caller]) -> HTTPResponse:
    """Changes a veille's name, how often it runs, whether it does so by itself, or whether its maker gets digests.

    Whatever is left out stays. What became due in a pause is passed over: after it, the next whole period counts.
    """
    await veille_of(call)
    body = await body_of(call.request, VeilleChangeIn)
    return as_json(VeilleOut.of(await call.appliance.veilles.change(call.caller, call.params["veille_id"], body.wanted())))


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Deletes a veille, with all that it knows; a run that is under way ends, and its feed is closed."""
    await call.appliance.veilles.delete(call.caller, call.params["veille_id"])
    return done()


async def run(call: Call[Caller]) -> HTTPResponse:
    """Runs a veille now, in a pause too; when it runs next by itself stays as it was. There is one run of a veille at a time."""
    veille = await veille_of(call)
    return await once(
        call.request,
        call.appliance,
        call.caller,
        partial(call.appliance.veilles.run_now, call.caller, veille.public_id),
        lambda begun: RunOut.of(begun, veille.public_id),
    )


async def veille_of(call: Call[Caller]) -> Veille:
    """Find the veille that the path names.

    Raises:
        NotVisible
    """
    return await call.appliance.read(veille_named, call.caller, call.params["veille_id"])


def _page(tx: Tx, caller: Caller, window: Window) -> tuple[list[Veille], int]:
    return tx.veilles.page(caller.workspace_id, limit=window.limit, offset=window.offset), tx.veilles.count(caller.workspace_id)
