"""What is looked up in the atlas by itself, as a `scrap` job would find it, without a job, a server or a workspace."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from outhost.atlas.reader import Atlas
from outhost.domain.categories import Search, Thoroughness, understood
from outhost.domain.countries import NO_COUNTRY, alpha_3
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.places import Sighting
from outhost.domain.words import Unfit
from outhost.domain.zones import Unresolved, Zone, cells_of
from outhost.files.data_folder import DataFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for, and where: without zones, everywhere. `country`, by code or name, is where the zones are, `most` of places."""

    query: str
    zones: Sequence[str]
    country: str
    thoroughness: Thoroughness
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a question was understood, how many places there are, and the first of them."""

    search: Search
    zones: Sequence[Zone]
    total: int
    found: Sequence[Sighting]


class AtlasSearches:
    """Looks places up; it reads the atlas's file alone."""

    def __init__(self, folder: DataFolder) -> None:
        """Look in the atlas of a data folder."""
        self._atlas = Atlas(folder.atlas_file)

    def answer(self, question: Question) -> Answer | None:
        """Find places, in the order in which a job gives them; None where the atlas is empty. Blocks.

        Raises:
            InvalidInput: there is no word in the query, or a zone is unknown or may mean several. AtlasUnreadable
        """
        search = _search(question.query)
        with closing(self._atlas) as atlas:
            atlas.renew()
            everywhere = atlas.everywhere()
            if everywhere is None:
                return None
            zones = _resolved(atlas, question)
            wanted = zones or [everywhere]
            total = atlas.count(wanted, [search], question.thoroughness)
            found = list(islice(_found(atlas, wanted, search, question.thoroughness), question.most))
            return Answer(search=search, zones=zones, total=total, found=found)


def _search(query: str) -> Search:
    try:
        return understood(query)
    except Unfit as fault:
        raise InvalidInput(Issue("query", fault.phrase)) from None


def _resolved(atlas: Atlas, question: Question) -> list[Zone]:
    country = alpha_3(question.country)
    if not country:
        raise InvalidInput(Issue("country", NO_COUNTRY.filled()))
    found = [atlas.resolve(text, country) for text in question.zones]
    unknown = [Issue(one.text.strip() or "zone", one.why) for one in found if isinstance(one, Unresolved)]
    if unknown:
        raise InvalidInput(*unknown)
    return [one for one in found if isinstance(one, Zone)]


def _found(atlas: Atlas, zones: Sequence[Zone], search: Search, thoroughness: Thoroughness) -> Iterator[Sighting]:
    for cell in cells_of(zones):
        for _, sighting in atlas.find(cell.tile, [search], thoroughness):
            if any(zones[index].shape.holds(sighting.place) for index in cell.zones):
                yield sighting
