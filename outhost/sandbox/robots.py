"""The robots.txt of each site: what it answers, and which of its paths a polite reader leaves alone."""

import re
from dataclasses import dataclass

from outhost.sandbox.chance import dealt


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A robots.txt. `closed` are patterns of paths that every polite reader leaves alone."""

    status: int = 200
    text: str = ""
    media_type: str = "text/plain; charset=utf-8"
    closed: tuple[str, ...] = ()
    crawl_delay_seconds: float = 0

    def allows(self, path: str) -> bool:
        """Tell whether a polite reader may ask for a path."""
        return not any(re.match(pattern, path) for pattern in self.closed)


_ABSENT = Robots(status=404, text="<h1>Not Found</h1>", media_type="text/html")
_OPEN = Robots(text="User-agent: *\nDisallow:\n")
_PRESS = Robots(
    text="User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: http://{host}/sitemap.xml\n",
    closed=("/wp-admin/",),
)
_DELAY = Robots(text="User-agent: *\nCrawl-delay: 1\nDisallow: /panier\n", closed=("/panier",), crawl_delay_seconds=1)
_OTHERS = Robots(text="User-agent: GPTBot\nDisallow: /\n\nUser-agent: AhrefsBot\nUser-agent: SemrushBot\nDisallow: /\n")
_PRIVATE = Robots(text="# espace membres\nUser-agent: *\nDisallow: /prive\nDisallow: /admin/ # non\n", closed=("/prive", "/admin/"))
_NO_CONTACT = Robots(
    text="User-agent: *\nDisallow: /contact\nDisallow: /nous-contacter\nDisallow: /pages/contact\n",
    closed=("/contact", "/nous-contacter", "/pages/contact"),
)
_WILD = Robots(
    text="User-agent: *\nDisallow: /*?s=\nDisallow: /*.pdf$\nDisallow: /recherche/*/page\n",
    closed=(r"/.*\?s=", r"/.*\.pdf$", "/recherche/.*/page"),
)
_SHUT = Robots(text="User-agent: *\nDisallow: /\n", closed=("/",))
_BROKEN = Robots(status=503, text="Service Unavailable", closed=("/",))
_MARKUP = Robots(
    text="<!DOCTYPE html><html><head><title>Accueil</title></head><body><h1>Page introuvable</h1></body></html>",
    media_type="text/html; charset=utf-8",
)
_SITEMAP = Robots(text="Sitemap: http://{host}/sitemap.xml\n")
_SHOUTED = Robots(text="\ufeffUSER-AGENT: *\r\nDISALLOW: /cgi-bin/\r\nALLOW: /\r\n", closed=("/cgi-bin/",))
_LEGAL_SHUT = Robots(text="User-agent: *\nAllow: /\nDisallow: /mentions\nDisallow: /legal\n", closed=("/mentions", "/legal"))

_DECK = (
    *(_ABSENT,) * 14,
    *(_OPEN,) * 13,
    *(_PRESS,) * 12,
    *(_DELAY,) * 2,
    *(_OTHERS,) * 3,
    *(_PRIVATE,) * 3,
    _NO_CONTACT,
    _WILD,
    _WILD,
    _SHUT,
    _BROKEN,
    _MARKUP,
    _SITEMAP,
    _SITEMAP,
    _SHOUTED,
    _LEGAL_SHUT,
)


def robots(seed: int, number: int) -> Robots:
    """Give the robots.txt of the site of firm `number`."""
    return dealt(seed, "robots", _DECK, number)
