"""Which links of a site lead to the pages where a business says who it is and how it is reached."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final
from urllib.parse import urlsplit

from outhost.domain.columns import folded
from outhost.jobtypes.page import Link, host_of

_WORDS: Final[Mapping[str, Mapping[str, float]]] = {
    "contact": {
        "contact": 3, "contacts": 3, "contactus": 3, "contactez": 2.5, "contactezmoi": 3, "contacteznous": 3, "nouscontacter": 3,
        "mecontacter": 3, "noustrouver": 2, "nousjoindre": 2.5, "coordonnees": 2.5, "ecriveznous": 2.5, "getintouch": 3, "reachus": 2.5,
        "findus": 2, "acces": 1.5, "plandacces": 1.5, "venir": 1, "kontakt": 3, "devis": 1, "reservation": 0.5,
    },
    "legal": {
        "mentionslegales": 3, "mentionlegale": 3, "informationslegales": 3, "infoslegales": 3, "legalnotice": 3, "legalmentions": 3,
        "imprint": 3, "impressum": 3, "legal": 2, "legales": 2, "mentions": 2, "cgv": 1.5, "cgu": 1.5, "conditionsgenerales": 1.5,
        "terms": 1.5, "termsandconditions": 1.5, "privacy": 1, "confidentialite": 1, "politiquedeconfidentialite": 1,
        "donneespersonnelles": 1, "rgpd": 1,
    },
    "about": {
        "apropos": 3, "aproposdenous": 3, "quisommesnous": 3, "quisuisje": 3, "about": 3, "aboutus": 3, "notreequipe": 3, "equipe": 2.5,
        "lequipe": 2.5, "team": 2.5, "ourteam": 3, "meettheteam": 3, "lecabinet": 2, "lasociete": 2, "lentreprise": 2, "notrehistoire": 2,
        "histoire": 1.5, "lamaison": 1.5, "presentation": 1.5, "whoweare": 3, "ourstory": 2, "staff": 2,
    },
    "team": {"notreequipe": 3, "equipe": 3, "lequipe": 3, "team": 3, "ourteam": 3, "meettheteam": 3, "staff": 2.5, "collaborateurs": 2},
}  # fmt: skip
"""Words by which links to pages of a kind are known, folded, and how sure they are."""
_FILE: Final = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|svg|docx?|xlsx?|pptx?|odt|zip|rar|mp[34]|avi|ics|vcf|xml|rss|css|js)$", re.IGNORECASE
)
_MACHINERY: Final = re.compile(r"/(?:cdn-cgi|wp-json|wp-admin|wp-login\.php|xmlrpc\.php)(?:/|$)", re.IGNORECASE)
"""Where links lead that are no pages: scripts put up what they hide, or only the owner comes in."""
_ARTICLE: Final = re.compile(r"/(?:blog|actualites?|news|articles?|produits?|products?|shop|boutique|tag|category|20\d\d)/", re.IGNORECASE)
_MOST_WORDS: Final = 60
"""Of a link that names a page; a longer one begins an article."""


def key_of(url: str) -> str:
    """Give an address without what makes no other page of it: the scheme, `www.`, a slash at the end."""
    parts = urlsplit(url)
    return f"{host_of(url)}{parts.path.rstrip('/')}?{parts.query}"


def own_links(links: Iterable[Link], host: str) -> list[Link]:
    """Give the links that lead to other pages of a host, each page once."""
    own: dict[str, Link] = {}
    for link in links:
        path = urlsplit(link.url).path
        if host_of(link.url) == host and not _FILE.search(path) and not _MACHINERY.match(path):
            own.setdefault(key_of(link.url), link)
    return list(own.values())


def best_of(links: Sequence[Link], kinds: Sequence[str]) -> list[Link]:
    """Give the links to pages of these kinds: the surest of each kind, then the second of each, and so on."""
    named = [(link, _names_of(link)) for link in links]
    ranked = [_ranked(named, _WORDS[kind]) for kind in kinds]
    found = {link.url: link for row in zip_longest(*ranked) for link in row if link is not None}
    return list(found.values())


def _ranked(named: Sequence[tuple[Link, Sequence[str]]], words: Mapping[str, float]) -> list[Link]:
    weights = [(_weight(link, names, words), link) for link, names in named]
    return [link for weight, link in sorted(weights, key=lambda one: -one[0]) if weight > 0]


def _weight(link: Link, names: Sequence[str], words: Mapping[str, float]) -> float:
    """Weigh what the words of a link and the end of its path say, each whole or in part."""
    said = sum(max((_sureness(name, word) * weight for word, weight in words.items()), default=0.0) for name in names)
    if not said:
        return 0.0
    path = urlsplit(link.url).path
    return said / (1 + 2 * bool(_ARTICLE.search(path))) - 0.05 * path.count("/")


def _sureness(name: str, word: str) -> float:
    if name == word:
        return 1.0
    if len(word) < 4 or word not in name:  # noqa: PLR2004 - short words stand within others
        return 0.0
    return 0.7 if name.startswith(word) else 0.4


def _names_of(link: Link) -> list[str]:
    return list(_names(link))


def _names(link: Link) -> Iterator[str]:
    text = link.text if len(link.text) <= _MOST_WORDS else ""
    last = urlsplit(link.url).path.rstrip("/").rpartition("/")[2].partition(".")[0][:80]
    for words in (text, link.title[:_MOST_WORDS] if link.title != link.text else "", last):
        if words:
            yield folded(words)
