"""The census: what the plugins are, as a worker process said it of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from outhost.domain.modules import BrokenPlugin, Module
from outhost.domain.providers import ATLAS, Provider
from outhost.domain.words import Phrase, Text
from outhost.jobtypes.loader import PluginFile

_PLACES: Final = "places"
_TAKEN: Final = Text(
    en="has the slug {slug}, which another plugin has: {other}", fr="a le slug {slug}, qu’un autre plugin a déjà : {other}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """What the plugins are: modules by slug, the plugin of each, and those that were left out; providers of places likewise."""

    modules: Mapping[str, Module]
    files: Mapping[str, PluginFile]
    broken: Sequence[BrokenPlugin]
    providers: Mapping[str, Provider]
    provider_files: Mapping[str, PluginFile]

    def providers_for(self, module: Module | None) -> Mapping[str, str]:
        """Give the files of the providers that can be used, by slug and in their order, for a module that finds places."""
        if module is None or _PLACES not in module.uses:
            return {}
        return {slug: str(self.provider_files[slug].path) for slug, one in self.providers.items() if one.missing is None}

    def abilities_of(self, module: Module | None) -> frozenset[str]:
        """Give what a module may ask the server for; where it finds places, also what any provider of them may."""
        own = frozenset(module.uses) if module else frozenset[str]()
        return own.union(*(one.uses for one in self.providers.values())) if _PLACES in own else own

    @classmethod
    def of(cls, answers: Sequence[tuple[PluginFile, Sequence[Module | Provider] | Phrase]]) -> "Census":
        """Put together what was said of each file: what it declares, or why it is left out. Of two that declare a slug the first has it."""
        modules: dict[str, tuple[Module, PluginFile]] = {}
        providers: dict[str, tuple[Provider, PluginFile]] = {}
        broken: list[BrokenPlugin] = []
        for file, said in answers:
            fault = said if isinstance(said, Phrase) else None
            for one in () if isinstance(said, Phrase) else said:
                taken = providers.get(one.slug) if isinstance(one, Provider) else modules.get(one.slug)
                if taken is not None or (isinstance(one, Provider) and one.slug == ATLAS.slug):
                    fault = _TAKEN.filled(slug=one.slug, other=taken[1].path.name if taken else ATLAS.slug)
                elif isinstance(one, Provider):
                    providers[one.slug] = one, file
                else:
                    modules[one.slug] = one, file
            if fault is not None:
                broken.append(BrokenPlugin(file=file.path.name, reason=fault))
        return cls(
            modules={slug: module for slug, (module, _) in modules.items()},
            files={slug: file for slug, (_, file) in modules.items()},
            broken=tuple(broken),
            providers={slug: provider for slug, (provider, _) in providers.items()},
            provider_files={slug: file for slug, (_, file) in providers.items()},
        )
