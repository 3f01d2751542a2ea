"""The images of leads, for mail clients: `/i/{tracking_id}.{png|gif}`, and the same name at the root for `image_base_url`."""

import asyncio
import base64
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from outhost.domain.leads import Lead
from outhost.store.transactions import Tx
from outhost.web.request import address_of, appliance_of, tags_of

_PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==")
_SANDBOX = "default-src 'none'; sandbox"


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give images their two routes."""
    app.add_route(_show, "/i/<name>", methods=["GET", "HEAD"], name="image", strict_slashes=True)
    app.add_route(_show, r"/<name:nai[0-9a-f]{15}\.(?:png|gif)>", methods=["GET", "HEAD"], name="image-at-root", strict_slashes=True)


async def _show(request: Request, name: str) -> HTTPResponse:
    tracking_id, _, extension = name.partition(".")
    lead = await appliance_of(request).read(_find, tracking_id)
    if lead is None or lead.image_extension != extension or not lead.review_status.is_open:
        return _not_found()
    etag = f'"{lead.image_digest}"'
    headers = {"cache-control": "public, max-age=31536000, immutable", "etag": etag, "content-security-policy": _SANDBOX}
    if request.method == "GET":
        appliance_of(request).fetches.note(lead)
    if {etag, "*"} & tags_of(request):
        return HTTPResponse(status=304, headers=headers)
    data = await _image(request, lead)
    if data is None:
        return _not_found()
    if request.method == "GET":
        await appliance_of(request).opens.note(tracking_id, address_of(request), request.headers.get("user-agent", ""))
    return HTTPResponse(data, headers=headers, content_type=f"image/{extension}")


async def _image(request: Request, lead: Lead) -> bytes | None:
    """Read an image; mail clients ask for the same one many times within minutes of each other."""
    appliance = appliance_of(request)
    data = appliance.recent_images.find(lead.image_digest)
    if data is None:
        data = await asyncio.to_thread(appliance.images.read, lead.image_name, lead.image_extension)
        if data is None and lead.redrawn_as:  # it moved to its place just now
            data = await asyncio.to_thread(appliance.images.read, lead.tracking_id, lead.image_extension)
        if data is not None:
            appliance.recent_images.keep(lead.image_digest, data)
    return data


def _find(tx: Tx, tracking_id: str) -> Lead | None:
    return tx.leads.find_image_of_any_workspace(tracking_id)


def _not_found() -> HTTPResponse:
    """Answer with a transparent pixel: a broken-image sign would stand in somebody's mail."""
    headers = {"cache-control": "no-store", "content-security-policy": _SANDBOX}
    return HTTPResponse(_PIXEL, status=404, headers=headers, content_type="image/png")
