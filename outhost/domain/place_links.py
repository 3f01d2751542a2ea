"""Links to places: where somebody can look one up that a source names, and a search for it on a map."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlencode

_SEARCH: Final = "https://www.google.com/maps/search/?"
"""As Google's "Maps URLs" has it (https://developers.google.com/maps/documentation/urls/get-started): it needs no key, and finds what a
person would who typed the query."""
_MOST_CHARS: Final = 2048
"""Of such a link, that Google reads."""
_PAGES: Final[Mapping[str, str]] = MappingProxyType({
    "osm": "https://www.openstreetmap.org/{id}",
    "siret": "https://annuaire-entreprises.data.gouv.fr/etablissement/{id}",
})  # fmt: skip
"""By the beginning of a place's id, where a page has it."""


def page_of(place_id: str) -> str:
    """Give the address at which a source shows a place, else the id itself, by which it is found there."""
    kind, _, rest = place_id.partition(":")
    return _PAGES[kind].format(id=quote(rest, safe="/")) if kind in _PAGES and rest else place_id


def maps_search(words: str) -> str:
    """Give the address of a search on Google's map: of a search, not of a place."""
    query = " ".join(words.split())
    while len(link := _SEARCH + urlencode({"api": 1, "query": query})) > _MOST_CHARS:
        query = query[: len(query) // 2]
    return link
