"""Assets, as `/api` takes and shows them."""

import asyncio

from sanic import HTTPResponse

from outhost.domain.assets import Asset, media_type_of
from outhost.domain.errors import NotVisible
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.call import Call
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.upload import receive_file
from outhost.web.outsend.wire.assets import AssetOut, AssetsOut, UploadedAssetOut


async def upload(call: Call[Caller]) -> HTTPResponse:
    """Takes a picture (PNG, JPEG, GIF or WebP, at most 5 MB and 25 megapixels) as the field `file` of a form.

    `asset_id` is the SHA-256 of its bytes, by which render specs name it. A picture that you have already gives the same answer.
    """
    assets = call.appliance.assets
    with assets.incoming() as incoming:
        body_digest = await receive_file(call.request, incoming.write)
        return await once(
            call.request,
            call.appliance,
            call.caller,
            lambda reply: assets.add(call.caller, incoming, reply),
            UploadedAssetOut.of,
            body_digest=body_digest,
        )


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists the pictures that your workspace uploaded, newest first; those that come with outhost are not among them."""
    window = window_of(call.request)
    assets, total = await call.appliance.read(_page, call.caller, window)
    items = [AssetOut.of(asset) for asset in assets]
    return as_json(AssetsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns the bytes of a picture, exactly as they were uploaded; also of those that come with outhost."""
    asset_id, files = call.params["asset_id"], call.appliance.asset_files
    if not files.is_builtin(asset_id) and await call.appliance.read(_find, call.caller, asset_id) is None:
        raise NotVisible
    etag = f'"{asset_id}"'
    headers = {
        "cache-control": "private, max-age=31536000, immutable",
        "etag": etag,
        "content-security-policy": "default-src 'none'; sandbox",
    }
    if etag in (tag.strip().removeprefix("W/") for tag in call.request.headers.get("if-none-match", "").split(",")):
        return HTTPResponse(status=304, headers=headers)
    data = await asyncio.to_thread(files.read, asset_id)
    if data is None:
        raise NotVisible
    return HTTPResponse(data, headers=headers, content_type=media_type_of(data))


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Lets go of a picture. One that a list or a template of yours uses stays until that is deleted."""
    await call.appliance.assets.delete(call.caller, call.params["asset_id"])
    return done()


def _find(tx: Tx, caller: Caller, asset_id: str) -> Asset | None:
    return tx.assets.find(caller.workspace_id, asset_id)


def _page(tx: Tx, caller: Caller, window: Window) -> tuple[list[Asset], int]:
    return tx.assets.page(caller.workspace_id, limit=window.limit, offset=window.offset), tx.assets.count(caller.workspace_id)
