"""Feeds of veilles, for programs that read news and can't log in: whoever has the signed link may read, all others find nothing."""

import hashlib
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound

from outhost.exports.feeds import JSON_TYPE, RSS_TYPE, json_feed, rss
from outhost.operations.veille_feeds import PATH
from outhost.web.request import appliance_of, tags_of

_FORMS: Final = {"rss": (rss, RSS_TYPE), "json": (json_feed, JSON_TYPE)}


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give feeds their route."""
    app.add_route(_show, f"{PATH}/<name>", methods=["GET", "HEAD"], name="veille-feed", strict_slashes=True)


async def _show(request: Request, name: str) -> HTTPResponse:
    public_id, _, form = name.rpartition(".")
    signature = request.args.get("signature", "")
    feed = await appliance_of(request).veille_feeds.read(public_id, signature, form) if form in _FORMS else None
    if feed is None:
        raise NotFound
    write, content_type = _FORMS[form]
    body = write(feed)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"etag": etag, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}
    if etag in tags_of(request):
        return HTTPResponse(status=304, headers=headers)
    return HTTPResponse(body, headers=headers, content_type=content_type)
