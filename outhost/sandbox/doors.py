"""How the host of a site answers a request: its pages, robots.txt, pictures, and whatever has become of it."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from outhost.sandbox.answers import Answer
from outhost.sandbox.remains import remains
from outhost.sandbox.seasons import State
from outhost.sandbox.sites import Site

_PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
_ASSETS = {
    ".gif": ("image/gif", _PIXEL),
    ".jpg": ("image/gif", _PIXEL),
    ".png": ("image/gif", _PIXEL),
    ".webp": ("image/gif", _PIXEL),
    ".ico": ("image/gif", _PIXEL),
    ".svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
    ".css": ("text/css", b"body{margin:0}\n"),
    ".js": ("text/javascript", b"/* jquery@3.7.1 */\n"),
    ".pdf": (
        "application/pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    ),
}


def door(site: Site, host: str, path: str, headers: Mapping[str, str]) -> Answer:
    """Answer a request for a path, with its query, of one of the hosts of a site."""
    if host != site.firm.host:
        return Answer(status=301, headers={"Location": f"http://{site.firm.host}{path}", "Content-Type": "text/html"})
    bare = path.partition("?")[0].partition("#")[0] or "/"
    if site.season.state is not State.OPEN:
        return remains(site, bare)
    if bare == "/robots.txt":
        return _robots(site)
    if bare == "/sitemap.xml":
        return _sitemap(site)
    return _page(site, bare)


def _robots(site: Site) -> Answer:
    text = site.robots.text.replace("{host}", site.firm.host)
    return Answer(status=site.robots.status, headers={"Content-Type": site.robots.media_type}, body=text.encode())


def _sitemap(site: Site) -> Answer:
    rows = "".join(f"<url><loc>http://{site.firm.host}{escape(path)}</loc></url>\n" for path in site.pages)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    return Answer(status=200, headers={"Content-Type": "application/xml"}, body=text.encode())


def _page(site: Site, path: str) -> Answer:
    page = site.pages.get(path)
    if page is not None:
        return Answer(status=200, headers={"Content-Type": page.media_type}, body=page.body)
    for ending, (media_type, body) in _ASSETS.items():
        if path.lower().endswith(ending) and len(path) < 200:
            return Answer(status=200, headers={"Content-Type": media_type, "Cache-Control": "max-age=86400"}, body=body)
    words = "Page not found" if site.firm.language == "en" else "Page introuvable"
    return Answer(
        status=404,
        headers={"Content-Type": "text/html; charset=utf-8"},
        body=f'<!DOCTYPE html><title>404</title><h1>{words}</h1><p><a href="/">{site.firm.host}</a></p>'.encode(),
    )
