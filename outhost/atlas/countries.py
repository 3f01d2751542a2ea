"""Countries, however a source writes them, as ISO 3166-1 alpha-3."""

from functools import lru_cache
from typing import Final

from outhost.domain.countries import country_named

FRANCE: Final = "FRA"
_LONGEST: Final = 60


@lru_cache(1024)
def alpha_3(country: str) -> str:
    """Read a country: its code of two or three letters, or its name in English, in French or at home; empty where it is unknown."""
    found = country_named(country[:_LONGEST])
    return found.code if found else ""
