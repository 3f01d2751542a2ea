"""How the host of a site answers a request: its pages, robots.txt, pictures, and whatever has become of it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import MappingProxyType
from xml.sax.saxutils import escape

from outhost.sandbox.answers import Answer, Manner
from outhost.sandbox.behaviours import Behaviour, behaviour, home_host, readable
from outhost.sandbox.draft import Page
from outhost.sandbox.packing import deflated, gzipped
from outhost.sandbox.remains import remains
from outhost.sandbox.sites import Site

_PICTURES = (".gif", ".jpg", ".png", ".webp", ".ico", ".svg")
_ASSETS = {
    ".css": ("text/css", b"body{margin:0}\n"),
    ".js": ("text/javascript", b"/* jquery@3.7.1 */\n"),
    ".pdf": (
        "application/pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    ),
}
_FIRST_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
_LAST_WEEK_OF_DATES = 52_000
_SLOW_SECONDS = 2.0
_DRIP_SECONDS = 5.0
_LONGEST_ASSET = 200
_ROBOTS = "/robots.txt"
_HTML = "text/html; charset=utf-8"
_INSIDE = (
    "http://127.0.0.1/",
    "http://[::1]:8080/admin",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:10.0.0.1]/",
    "http://2130706433/",
    "http://localhost/",
)


def door(site: Site, host: str, path: str, headers: Mapping[str, str]) -> Answer:
    """Answer a request for a path, with its query, of one of the hosts of a site."""
    bare = path.partition("?")[0].partition("#")[0] or "/"
    if not site.season.stands:
        return remains(site, bare)
    return (
        _misbehaved(site, path)
        or _elsewhere(site, host, path)
        or _well_behaved(site, bare, {name.lower(): value for name, value in headers.items()})
    )


def _misbehaved(site: Site, path: str) -> Answer | None:
    """Answer as a host does that lets nobody read; None for the others."""
    if readable(site.firm, site.season.week):
        return None
    return _MISBEHAVIOURS.get(behaviour(site.firm), _busy)(site, path)


def _busy(site: Site, path: str) -> Answer:
    return Answer(status=503, headers={"Content-Type": _HTML, "Retry-After": "120"}, body=b"<h1>503 Service Unavailable</h1>")


def _broken(site: Site, path: str) -> Answer:
    return Answer(
        status=500, headers={"Content-Type": _HTML}, body=b"<h1>500 Internal Server Error</h1><p>Contact webmaster@localhost.example.</p>"
    )


def _forbidding(site: Site, path: str) -> Answer:
    return _missing(site) if path == _ROBOTS else Answer(status=403, headers={"Content-Type": _HTML}, body=b"<h1>403 Forbidden</h1>")


def _loop(site: Site, path: str) -> Answer:
    return _missing(site) if path == _ROBOTS else Answer(status=302, headers={"Location": "/" if "?" in path else "/?again=1"})


def _inward(site: Site, path: str) -> Answer:
    return _missing(site) if path == _ROBOTS else Answer(status=302, headers={"Location": site.firm.stream("inward").choice(_INSIDE)})


def _drip(site: Site, path: str) -> Answer:
    answer = Answer(status=200, headers={"Content-Type": _HTML}, body=site.pages["/"].body, manner=Manner.DRIP, delay_seconds=_DRIP_SECONDS)
    return _missing(site) if path == _ROBOTS else answer


def _endless(site: Site, path: str) -> Answer:
    answer = Answer(status=200, headers={"Content-Type": _HTML}, body=site.pages["/"].body, manner=Manner.ENDLESS)
    return _missing(site) if path == _ROBOTS else answer


def _cut(site: Site, path: str) -> Answer:
    body = site.pages["/"].body
    head = {"Content-Type": _HTML, "Content-Length": str(len(body) + 4000)}
    return _missing(site) if path == _ROBOTS else Answer(status=200, headers=head, body=body[: len(body) // 2], manner=Manner.CUT)


def _reset(site: Site, path: str) -> Answer:
    return Answer(status=200, manner=Manner.RESET)


def _silent(site: Site, path: str) -> Answer:
    return Answer(status=200, manner=Manner.SILENT)


_MISBEHAVIOURS: Mapping[Behaviour, Callable[[Site, str], Answer]] = MappingProxyType(
    {
        Behaviour.BROKEN: _broken,
        Behaviour.FORBIDDING: _forbidding,
        Behaviour.LOOP: _loop,
        Behaviour.INWARD: _inward,
        Behaviour.DRIP: _drip,
        Behaviour.ENDLESS: _endless,
        Behaviour.CUT: _cut,
        Behaviour.RESET: _reset,
        Behaviour.SILENT: _silent,
    }
)


def _elsewhere(site: Site, host: str, path: str) -> Answer | None:
    """Send those who ask another host of the firm to the one that has the pages."""
    home = home_host(site.firm)
    if host == home:
        return None
    if behaviour(site.firm) is Behaviour.CHAIN and path == "/":
        return Answer(status=302, headers={"Location": "/accueil"})
    if behaviour(site.firm) is Behaviour.CHAIN and path == "/accueil":
        return Answer(status=307, headers={"Location": f"http://{host}/index.php"})
    return Answer(status=301, headers={"Location": f"http://{home}{'/' if path == '/index.php' else path}", "Content-Type": _HTML})


def _well_behaved(site: Site, path: str, headers: Mapping[str, str]) -> Answer:
    answer = _plain(site, path)
    match behaviour(site.firm):
        case Behaviour.SLOW:
            return replace(answer, manner=Manner.SLOW, delay_seconds=_SLOW_SECONDS)
        case Behaviour.GZIP if "gzip" in headers.get("accept-encoding", ""):
            return replace(
                answer, headers={**answer.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}, body=gzipped(answer.body)
            )
        case Behaviour.DEFLATE if "deflate" in headers.get("accept-encoding", ""):
            return replace(
                answer, headers={**answer.headers, "Content-Encoding": "deflate", "Vary": "Accept-Encoding"}, body=deflated(answer.body)
            )
        case Behaviour.ETAG if answer.status == 200:
            return _unless_known(answer, "ETag", f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"', headers.get("if-none-match"))
        case Behaviour.LAST_MODIFIED if answer.status == 200:
            return _unless_known(answer, "Last-Modified", _monday(site.season.week), headers.get("if-modified-since"))
        case _:
            return answer


def _unless_known(answer: Answer, name: str, value: str, known: str | None) -> Answer:
    if known == value:
        return Answer(status=304, headers={name: value})
    return replace(answer, headers={**answer.headers, name: value})


def _monday(week: int) -> str:
    return format_datetime(_FIRST_MONDAY + timedelta(weeks=min(week, _LAST_WEEK_OF_DATES)), usegmt=True)


def _plain(site: Site, path: str) -> Answer:
    if path == _ROBOTS:
        text = site.robots.text.replace("{host}", home_host(site.firm))
        return Answer(status=site.robots.status, headers={"Content-Type": site.robots.media_type}, body=text.encode())
    if path == "/sitemap.xml":
        return _sitemap(site)
    page = site.pages.get(path)
    return _page(site, page) if page else _asset(path) or _missing(site)


def _page(site: Site, page: Page) -> Answer:
    if site.breaks(page):
        return Answer(
            status=500, headers={"Content-Type": _HTML}, body=b"<b>Fatal error</b>: Uncaught Error in /var/www/contact.php on line 12"
        )
    return Answer(status=200, headers={"Content-Type": page.media_type}, body=page.body)


def _sitemap(site: Site) -> Answer:
    rows = "".join(f"<url><loc>http://{home_host(site.firm)}{escape(path)}</loc></url>\n" for path in site.pages)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    return Answer(status=200, headers={"Content-Type": "application/xml"}, body=text.encode())


def _asset(path: str) -> Answer | None:
    """Give a picture, script or paper: one stands for all of a kind, and pictures differ in their colours."""
    if len(path) > _LONGEST_ASSET:
        return None
    if path.lower().endswith(_PICTURES):
        return Answer(status=200, headers={"Content-Type": "image/svg+xml", "Cache-Control": "max-age=86400"}, body=_picture(path))
    for ending, (media_type, body) in _ASSETS.items():
        if path.lower().endswith(ending):
            return Answer(status=200, headers={"Content-Type": media_type, "Cache-Control": "max-age=86400"}, body=body)
    return None


def _picture(path: str) -> bytes:
    """Draw hills under a sky, in colours that depend on the path."""
    hue, height = hashlib.sha256(path.encode("utf-8", "replace")).digest()[:2]
    sky, near, far = f"hsl({hue},45%,82%)", f"hsl({(hue + 90) % 256},30%,45%)", f"hsl({(hue + 60) % 256},28%,62%)"
    hills = f'<path fill="{far}" d="M0 {60 + height // 8}Q60 20 120 70T240 50V160H0z"/><path fill="{near}" d="M0 120Q80 {60 + height // 6} 140 115T240 100V160H0z"/>'
    sun = f'<circle cx="{30 + height // 2}" cy="36" r="14" fill="#fff" opacity=".8"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 160" preserveAspectRatio="xMidYMid slice"><rect width="240" height="160" fill="{sky}"/>{sun}{hills}</svg>'.encode()


def _missing(site: Site) -> Answer:
    words = "Page not found" if site.firm.language == "en" else "Page introuvable"
    text = f'<!DOCTYPE html><title>{words}</title><h1>{words}</h1><p><a href="/">{site.firm.host}</a></p>'
    return Answer(status=200 if behaviour(site.firm) is Behaviour.SOFT_404 else 404, headers={"Content-Type": _HTML}, body=text.encode())
