"""API keys, as `/api` takes and shows them: its own, and the one of `/v1`."""

from sanic import HTTPResponse

from outhost.domain.access_keys import AccessKey, Scope
from outhost.domain.workspaces import Caller
from outhost.operations.access_keys import NewAccessKey
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.access_keys import (
    AccessKeyIn,
    AccessKeyOut,
    AccessKeysOut,
    IssuedAccessKeyOut,
    OutwinkKeyOut,
    RotatedKeyOut,
)


async def list_all(call: Call[Caller]) -> HTTPResponse:
    """Lists the workspace's API keys, newest first, those that have expired among them."""
    window = window_of(call.request)
    keys, total = await call.appliance.read(_page, call.caller, window)
    return as_json(AccessKeysOut(items=[AccessKeyOut.of(key) for key in keys], total=total, limit=window.limit, offset=window.offset))


async def add(call: Call[Caller]) -> HTTPResponse:
    """Makes an API key that acts as you in this workspace, and goes when you leave it; the key itself is shown this once.

    It opens every route of `/api` that is not for a session alone, in `X-API-Key` or as `Authorization: Bearer`. The scope `read` is
    for GET, `write` for everything else. A workspace has at most 10 keys.
    """
    body = await body_of(call.request, AccessKeyIn)
    new = NewAccessKey(name=body.name, scopes={Scope(scope) for scope in body.scopes}, expires_at=body.expires_at)
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.access_keys.add(call.caller, new, reply),
        IssuedAccessKeyOut.shown, IssuedAccessKeyOut.hidden,
    )  # fmt: skip


async def revoke(call: Call[Caller]) -> HTTPResponse:
    """Takes an API key away; it stops working at once."""
    await call.appliance.access_keys.revoke(call.caller, call.number("key_id"))
    return done()


async def show_outwink(call: Call[Caller]) -> HTTPResponse:
    """Tells when the workspace got its key for `/v1`, and when that was last used, to the minute; only a digest of it is kept."""
    return as_json(OutwinkKeyOut.of(await call.appliance.api_keys.show(call.caller)))


async def rotate_outwink(call: Call[Caller]) -> HTTPResponse:
    """Gives the workspace a fresh key for `/v1`, shown this once; the old one stops working at once."""
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.api_keys.rotate(call.caller, reply),
        RotatedKeyOut.shown, RotatedKeyOut.hidden,
    )  # fmt: skip


def _page(tx: Tx, caller: Caller, window: Window) -> tuple[list[AccessKey], int]:
    keys = tx.access_keys.page(caller.workspace_id, limit=window.limit, offset=window.offset)
    return keys, tx.access_keys.count(caller.workspace_id)
