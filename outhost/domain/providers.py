"""Providers: where places are found, beside the atlas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
        en="a map in the atlas, which `outhost atlas load FILE` brings",
        fr="une carte dans l’atlas, que `outhost atlas load FICHIER` y met",
    ),
)
"""The first one, as long as nothing is loaded."""

FIRST: Final = ""
"""Asks for the first provider that can be used."""
_CHOICES: Final = ("x-choices", "providers")
"""What a param's schema says whose values are providers."""
_FIRST: Final = Text(en="The first that there is", fr="Le premier disponible")
_OR: Final = Text(en=", or ", fr=", ou ")


def params_that_choose(schema: Mapping[str, Any]) -> list[str]:
    """Name the params of a module whose values are providers."""
    name, value = _CHOICES
    return [param for param, about in schema.get("properties", {}).items() if about.get(name) == value]


def with_choices(schema: Mapping[str, Any], providers: Sequence[Provider]) -> Mapping[str, Any]:
    """Give a module's schema with the providers that there are, in words, where one is to be chosen."""
    choices = {FIRST: _pair(_FIRST)} | {one.slug: _pair(one.label) for one in providers}
    chosen = {name: {**schema["properties"][name], "x-options": choices} for name in params_that_choose(schema)}
    return {**schema, "properties": {**schema.get("properties", {}), **chosen}}


def lacking(providers: Sequence[Provider], wanted: str = FIRST) -> Text | None:
    """Say what keeps the provider that is wanted, or all of them, from being used; None where nothing does."""
    missing = [one.missing for one in providers if wanted in (FIRST, one.slug)]
    said = [text for text in missing if text is not None]
    if len(said) < len(missing):
        return None
    return Text.of_pair((_OR.en.join(text.say("en") for text in said), _OR.fr.join(text.say("fr") for text in said)))


def _pair(text: Text) -> dict[str, str]:
    return {"en": text.say("en"), "fr": text.say("fr")}
