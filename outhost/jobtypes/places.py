"""Places, as units of a job find them in a worker process: in the atlas, which is read here, or by the code of a provider."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from outhost.domain.categories import Search, Thoroughness
from outhost.domain.errors import Refusal
from outhost.domain.places import Source
from outhost.domain.providers import ATLAS
from outhost.domain.tiles import Tile
from outhost.domain.words import Text
from outhost.domain.zones import Unresolved, Zone
from outhost.jobtypes.contract import Context, Finding, GiveUp, PlaceProvider, Places

T = TypeVar("T")

_FOUND_A_HOP: Final = 200
_MOST_KNOWN: Final = 8
"""Sets of zones that a job remembers; it has one."""
_NO_PROVIDER: Final = Text(
    en="There are no places to look in: load a map with `outhost atlas load FILE`.",
    fr="Il n’y a pas de lieux où chercher : chargez une carte avec `outhost atlas load FICHIER`.",
)
_UNKNOWN: Final = Text(
    en="{provider} gives no places here; these do: {known}.", fr="{provider} ne fournit pas de lieux ici ; en fournissent : {known}."
)

_UNDECLARED: Final = Text(
    en="The module asked for places, which it did not declare.", fr="Le module a demandé des lieux, ce qu’il n’a pas déclaré."
)

InThread = Callable[..., Awaitable[Any]]
"""Runs what blocks in a thread."""


class AtlasReader(Protocol):
    """The atlas, open for reading. All of it blocks."""

    def renew(self) -> None:
        """Go on with the file that lies there now, where another one took its place."""
        ...

    def sources(self) -> Sequence[Source]:
        """Tell where its places come from; none where nothing was loaded."""
        ...

    def resolve(self, text: str, country: str) -> Zone | Unresolved:
        """Say where a zone is."""
        ...

    def find(self, tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness) -> Iterable[Finding]:
        """Give the places of a tile that fit, each once, in the order of their ids."""
        ...

    def count(self, zones: Sequence[Zone], searches: Sequence[Search], thoroughness: Thoroughness) -> int:
        """Count the places in all tiles of the zones that lie in one of them and fit."""
        ...


AtlasOpener = Callable[[], AtlasReader]
"""Opens the atlas of this installation; it must be a value that can be sent to another process."""
LoadProvider = Callable[[str, Path], tuple[PlaceProvider, Mapping[str, Any]]]
"""Loads the plugin that has a provider, and gives that with its options."""


def undeclared() -> AtlasReader:
    """Open nothing, for a module that does not declare that it finds places.

    Raises:
        GiveUp
    """
    raise GiveUp(_UNDECLARED)


class Maps:
    """Where the units of one job may look for places."""

    def __init__(self, open_atlas: AtlasOpener, providers: Mapping[str, Path], load_provider: LoadProvider) -> None:
        """Look in the atlas, and ask `providers`: by slug the file of each that can be used, in their order."""
        self._open_atlas = open_atlas
        self._providers = providers
        self._load_provider = load_provider
        self._atlas: AtlasReader | None = None
        self._zones: dict[tuple[str, tuple[str, ...]], Sequence[Zone | Unresolved]] = {}

    async def places(self, provider: str, in_thread: InThread, as_of: Callable[[Mapping[str, Any]], Context]) -> Places:
        """Give the places of a provider, else of the first; `as_of` gives the unit's context with other options.

        Raises:
            GiveUp: it is unknown, or there is none.
        """
        try:
            atlas = await in_thread(self._opened)
        except Refusal as refusal:
            raise GiveUp(Text.of_pair((refusal.say("en"), refusal.say("fr")))) from None
        sources: Sequence[Source] = await in_thread(atlas.sources)
        usable = [*([ATLAS.slug] if sources else []), *self._providers]
        if not usable:
            raise GiveUp(_NO_PROVIDER)
        chosen = provider or usable[0]
        if chosen not in usable:
            raise GiveUp(_UNKNOWN, provider=provider, known=", ".join(usable))
        if chosen == ATLAS.slug:
            return _AtlasPlaces(self, atlas, in_thread)
        plugin, options = self._load_provider(chosen, self._providers[chosen])
        return _PluginPlaces(self, atlas, in_thread, plugin, as_of(options))

    async def zones(self, atlas: AtlasReader, in_thread: InThread, names: Sequence[str], country: str) -> Sequence[Zone | Unresolved]:
        """Say where zones are; a job asks this with each of its units, and is answered once."""
        key = (country, tuple(names))
        if key not in self._zones:
            found = await in_thread(_resolved, atlas, names, country)
            while len(self._zones) >= _MOST_KNOWN:
                self._zones.pop(next(iter(self._zones)))
            self._zones[key] = found
        return self._zones[key]

    def _opened(self) -> AtlasReader:
        if self._atlas is None:
            self._atlas = self._open_atlas()
            self._atlas.renew()
        return self._atlas


class _AtlasPlaces:
    """Places of the atlas."""

    provider = ATLAS.slug

    def __init__(self, maps: Maps, atlas: AtlasReader, in_thread: InThread) -> None:
        self._maps = maps
        self._atlas = atlas
        self._in_thread = in_thread

    async def sources(self) -> Sequence[Source]:
        sources: Sequence[Source] = await self._in_thread(self._atlas.sources)
        return sources

    async def zones(self, names: Sequence[str], country: str) -> Sequence[Zone | Unresolved]:
        return await self._maps.zones(self._atlas, self._in_thread, names, country)

    async def count(self, zones: Sequence[Zone], searches: Sequence[Search], thoroughness: Thoroughness) -> int | None:
        count: int = await self._in_thread(self._atlas.count, zones, searches, thoroughness)
        return count

    async def find(self, tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness) -> AsyncGenerator[Finding, None]:
        found = iter(self._atlas.find(tile, searches, thoroughness))
        while some := await self._in_thread(_some, found):
            for finding in some:
                yield finding


class _PluginPlaces:
    """Places of a plugin; what it gives twice or from another tile is passed over, and the rest put in order."""

    def __init__(self, maps: Maps, atlas: AtlasReader, in_thread: InThread, plugin: PlaceProvider, context: Context) -> None:
        self.provider = plugin.slug
        self._maps = maps
        self._atlas = atlas
        self._in_thread = in_thread
        self._plugin = plugin
        self._context = context

    async def sources(self) -> Sequence[Source]:
        return ()

    async def zones(self, names: Sequence[str], country: str) -> Sequence[Zone | Unresolved]:
        return await self._maps.zones(self._atlas, self._in_thread, names, country)

    async def count(self, _zones: Sequence[Zone], _searches: Sequence[Search], _thoroughness: Thoroughness) -> int | None:
        return None

    async def find(self, tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness) -> AsyncGenerator[Finding, None]:
        found: dict[str, Finding] = {}
        async with aclosing(self._plugin.find(tile, searches, thoroughness, self._context)) as given:  # type: ignore[type-var]  # a generator
            async for finding in given:
                if finding[1].place.tile == tile:
                    found.setdefault(finding[1].place.place_id, finding)
        for place_id in sorted(found):
            yield found[place_id]


def _resolved(atlas: AtlasReader, names: Sequence[str], country: str) -> Sequence[Zone | Unresolved]:
    return [atlas.resolve(name, country) for name in names]


def _some(found: Iterator[T]) -> list[T]:
    return list(islice(found, _FOUND_A_HOP))
