"""Places from a map server, as a provider finds them: the plugin and what asks for it, with a server on loopback."""

import asyncio
import math
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

from clocks import TurnedClock
from corpora import real_map
from overpass_server import Element, OverpassServer, open_overpass_server
from pbf import elements

from outhost.crawl.names import Names
from outhost.crawl.overpass import Overpass
from outhost.domain.categories import Search, Thoroughness
from outhost.domain.errors import AskedTooMuch
from outhost.domain.places import Sighting
from outhost.domain.tiles import Tile, tile_of
from outhost.domain.words import Text
from outhost.files.pages import Pages
from outhost.jobtypes.contract import PlaceProvider, TooMuch
from outhost.jobtypes.loader import load
from outhost.jobtypes.map_answers import answer_in
from outhost.resources import shipped_plugins

T = TypeVar("T")

HERE: Final = (60.17, 24.94)
TILE: Final = tile_of(*HERE)
_HOW: Final = Text(en="", fr="").filled()


@cache
def plugin() -> ModuleType:
    """Give the plugin's module."""
    (provider,) = load(shipped_plugins() / "overpass.py")
    assert isinstance(provider, PlaceProvider)
    return sys.modules[provider.find.__module__]


def inner(edge: float) -> float:
    """Give the first place on a border, or behind it, that a map can write: it has seven digits."""
    return math.ceil(edge * 10**7) / 10**7


def search(*labels: str, words: Sequence[str] = (), names: Sequence[str] = ()) -> Search:
    """Make a search."""
    return Search(query="q", labels=labels, words=tuple(words), names=tuple(names), how=_HOW)


def node(number: int, lat: float = HERE[0], lon: float = HERE[1], **tags: str) -> Element:
    """Draw a point."""
    return Element(kind="node", number=number, points=[(lat, lon)], tags={key.replace("__", ":"): value for key, value in tags.items()})


@dataclass(kw_only=True)
class Unit:
    """What a provider is given of its unit, with the test in the place of desk and worker process; nothing else is stood in for."""

    overpass_: Overpass
    options: Mapping[str, Any]
    logged: list[str] = field(default_factory=list)
    is_flagged: bool = False

    async def overpass(self, query: str) -> Mapping[str, Any]:
        """Ask the server."""
        try:
            path = await self.overpass_.ask(query)
        except AskedTooMuch as refusal:
            raise TooMuch(refusal.say()) from None
        return await asyncio.to_thread(answer_in, path)

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Run what blocks."""
        return await asyncio.to_thread(work, *args)

    def log(self, message: Text, level: str = "info", **gaps: object) -> None:
        """Note a line of the log, in both languages."""
        self.logged += [f"{level}: {message.say('en', **gaps)}", f"{level}: {message.say('fr', **gaps)}"]

    def flag(self) -> None:
        """Mark the tile as incomplete."""
        self.is_flagged = True


@dataclass(kw_only=True)
class Survey:
    """A server with some elements, and a unit that asks it."""

    server: OverpassServer
    unit: Unit

    async def find(
        self, *searches: Search, thoroughness: Thoroughness = Thoroughness.FAST, tile: Tile = TILE
    ) -> list[tuple[int, Sighting]]:
        """Find places."""
        found = plugin().provider.find(tile, searches, thoroughness, self.unit)
        return [finding async for finding in found]

    async def ids(self, *searches: Search, thoroughness: Thoroughness = Thoroughness.FAST, tile: Tile = TILE) -> list[str]:
        """Give the ids of what is found, without their prefix."""
        return [one.place.place_id.removeprefix("osm:") for _, one in await self.find(*searches, thoroughness=thoroughness, tile=tile)]


@asynccontextmanager
async def surveying(folder: Path, *drawn: Element, **chosen: Any) -> AsyncIterator[Survey]:
    """Open a server with these elements."""
    async with open_overpass_server(OverpassServer(elements=drawn, **chosen)) as server:
        overpass = Overpass(server.url, Names().look_up, Pages(folder / "pages"), TurnedClock(), pause_seconds=0)
        yield Survey(server=server, unit=Unit(overpass_=overpass, options={"url": server.url}))
        await overpass.close()


@cache
def helsinki() -> tuple[Element, ...]:
    """Give the real map as a server has it: each element with tags, and where it is; a relation by its ways that are whole."""
    drawn = list(elements(real_map()))
    points = {one.id: (one.lat, one.lon) for one in drawn if one.kind == "node"}
    ways = {one.id: [points[ref] for ref in one.refs if ref in points] for one in drawn if one.kind == "way"}
    whole = {one.id for one in drawn if one.kind == "way" and all(ref in points for ref in one.refs)}
    of_kind = {
        "node": lambda ref: [points[ref]] if ref in points else [],
        "way": lambda ref: ways[ref] if ref in whole else [],
        "relation": lambda _ref: [],
    }
    known = []
    for one in drawn:
        match one.kind:
            case "node":
                place = [points[one.id]]
            case "way":
                place = ways[one.id]
            case _:
                place = [point for kind, ref, _ in one.members for point in of_kind[kind](ref)]
        if one.tags and place:
            known.append(Element(kind=one.kind, number=one.id, points=place, tags=one.tags))
    return tuple(known)
