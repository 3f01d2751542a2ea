"""Providers: where places are found, beside the atlas."""

from dataclasses import dataclass
from typing import Final

from outhost.domain.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider of places, as data: nothing here is a plugin's own code. `missing` says what keeps it from being used here."""

    slug: str
    label: Text
    description: Text
    uses: tuple[str, ...] = ()
    missing: Text | None = None


ATLAS: Final = Provider(
    slug="atlas",
    label=Text(en="The atlas", fr="L’atlas"),
    description=Text(
        en="The open data on this machine’s own disk: `outhost atlas load FILE`.",
        fr="Les données ouvertes sur le disque de cette machine : `outhost atlas load FICHIER`.",
    ),
    missing=Text(
        en="the atlas is empty; load a map with `outhost atlas load FILE`",
        fr="l’atlas est vide ; chargez une carte avec `outhost atlas load FICHIER`",
    ),
)
"""The first one, as long as nothing is loaded."""
