"""What pages are dressed in and moved by: our own style sheets, scripts and icon under `/assets/`, read once at start."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from outhost.resources import shipped
from outhost.web.request import tags_of

_FOLDERS = ("style", "script", "front", "docs", "setup")
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is served; `version` changes with its bytes."""

    data: bytes
    content_type: str
    version: str


class Shelf:
    """The files that pages may load, in memory: a path that is not among them leads nowhere."""

    def __init__(self, root: Path) -> None:
        """Read the style sheets, scripts and icons of `root`'s folders."""
        self._assets = dict(_read(root))

    def find(self, path: str) -> Asset | None:
        """Find a file by its path under the root."""
        return self._assets.get(path)

    def url(self, path: str) -> str:
        """Give the address of a file that may be kept for ever, for it names these bytes."""
        return f"/assets/{path}?v={self._assets[path].version}"


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give assets their route; to be mounted before the pages that use them."""
    app.ctx.shelf = Shelf(shipped())
    app.add_route(_show, "/assets/<path:path>", methods=["GET", "HEAD"], name="asset")


def shelf_of(request: Request) -> Shelf:
    """Give the shelf that this server's pages take their files from."""
    shelf: Shelf = request.app.ctx.shelf
    return shelf


async def _show(request: Request, path: str) -> HTTPResponse:
    asset = shelf_of(request).find(path)
    if asset is None:
        return json({"detail": "There is no such file."}, status=404)
    etag = f'"{asset.version}"'
    is_named = request.args.get("v") == asset.version
    headers = {"etag": etag, "cache-control": _FOR_EVER if is_named else "no-cache", "content-security-policy": "default-src 'none'"}
    if {etag, "*"} & tags_of(request):
        return HTTPResponse(status=304, headers=headers)
    return HTTPResponse(asset.data, headers=headers, content_type=asset.content_type)


def _read(root: Path) -> Iterator[tuple[str, Asset]]:
    for path in (path for folder in _FOLDERS for path in sorted((root / folder).rglob("*"))):
        if content_type := _TYPES.get(path.suffix):
            data = path.read_bytes()
            version = hashlib.sha256(data).hexdigest()[:16]
            yield path.relative_to(root).as_posix(), Asset(data=data, content_type=content_type, version=version)
