"""Twins: places that are the same one, such as node and building of one shop, or the same shop in two sources.

A search over millions of places can't compare each with each, so the rule comes in steps. `keys_of` gives what a place shares with
whatever may be its twin; `Trace.of` takes what is compared from those that share a key; `pairs_among` compares them; `twins_of` decides,
by all pairs in their order. `twins_among` does it all in memory.
"""

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from outhost.domain.legal_forms import without_legal_form
from outhost.domain.places import Place
from outhost.domain.spelling import folded
from outhost.domain.tiles import EARTH_RADIUS_KM, tile_of

ON_TOP_METRES: Final = 10.0
"""Between two that one source drew in one manner: it says that they are two, unless they lie on each other, as what was brought in twice
does. Kiosks of one name stand 20 m apart in a railway station."""
DRAWN_METRES: Final = 60.0
"""Between a point and an outline of OpenStreetMap: from the entrance of a supermarket or hotel to the middle of its building."""
BRANCH_METRES: Final = 50.0
"""Between sources, of a brand: its next shop may be in the next street, and its name, website and telephone are no proof."""
SOURCES_METRES: Final = 100.0
"""Between sources, of one name: one has the point of the address, another the middle of the building, or of the plot."""
PROVEN_METRES: Final = 200.0
"""Of one name, and of one telephone or page: sources that place by the street alone miss by as much."""
CONTRADICTED_METRES: Final = 30.0
"""Of one name, but each with a telephone of its own: a switchboard and a shop, if they stand where the same door may be."""
REGISTERED_METRES: Final = 2000.0
"""Of one SIRET, which is one establishment; the register places some in the middle of their commune."""

_DIGITS_COMPARED: Final = 8
"""Of a telephone, from the end: prefixes of countries and trunks are written or not."""
_OTHERWISE_CALLED: Final = 1000.0
"""Metres by which another name counts as farther away: of two offices in a house, the one of the very name is nearer."""
_NO_DIGIT: Final = re.compile(r"\D")
_NUMBER: Final = re.compile(r"\d+")
_SEVERAL: Final = re.compile(r"[;,/]")
_LEAST_TELLING: Final = 4
"""Letters of a word that tells one street from another: what is shorter is its kind, or an article."""
_METRES_A_DEGREE: Final = EARTH_RADIUS_KM * 1000 * math.pi / 180
_FARTHEST_DEGREES: Final = REGISTERED_METRES / _METRES_A_DEGREE
_MOST_ALIKE: Final = 200
"""Of one name and one source, from south to north, with which a place is compared: those on top of it are the next ones."""
_SIRET_DIGITS: Final = 14
_MOST_TAGS: Final = 15
_KINDS: Final = ("shop", "amenity", "craft", "office", "healthcare", "tourism", "leisure", "club", "overture", "naf", "category")
"""Keys of labels that say what a place is, and not what it also has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What of a place is compared. `poverty` grows with what its source does not say; texts are folded, or empty."""

    number: int
    place_id: str
    lat: float
    lon: float
    poverty: int
    source: str
    manner: str
    name: str
    words: frozenset[str]
    kinds: frozenset[str]
    phone: str
    page: str
    siret: str
    house: str
    numbers: frozenset[str]
    street: frozenset[str]
    level: str
    is_branded: bool

    @classmethod
    def of(cls, number: int, place: Place) -> "Trace":
        """Take the trace of a place, which is known by a number."""
        spoken = _spoken(place.name)
        source, _, own = place.place_id.partition(":")
        return cls(
            number=number,
            place_id=place.place_id,
            lat=place.lat,
            lon=place.lon,
            poverty=_poverty(place),
            source=source,
            manner=own.partition("/")[0] if source == "osm" else "",
            name="".join(spoken),
            words=frozenset(spoken),
            kinds=frozenset(label for label in place.labels if label.partition("=")[0] in _KINDS),
            phone=_phone(place.telephone),
            page=_page(place.website),
            siret=_siret(place),
            house=_house(place.street),
            numbers=frozenset(_NUMBER.findall(place.street)),
            street=frozenset(word for word in folded(place.street).split() if len(word) >= _LEAST_TELLING),
            level=place.tags.get("level", ""),
            is_branded="brand" in place.tags or "brand:wikidata" in place.tags,
        )


class Pair(NamedTuple):
    """Two that are the same, the one that says less first; in the order of all fields, pairs are ready for `twins_of`."""

    poverty: int
    number: int
    other_poverty: int
    other: int
    apart: int
    """In tenths of a metre."""


def keys_of(place: Place) -> tuple[str, ...]:
    """Give the keys of a place: whatever may be its twin has one of them too."""
    spoken, phone, siret = _spoken(place.name), _phone(place.telephone), _siret(place)
    named = ["".join(spoken) or f"={place.place_id}"]
    proofs = [f"+{phone}" if phone else "", _house(place.street)] if spoken else []
    near = [f"{number}:{key}" for number in _tiles_near(place.lat, place.lon) for key in (*named, *filter(None, proofs))]
    return (*near, f"siret:{siret}") if siret else tuple(near)


def pairs_among(traces: Iterable[Trace]) -> Iterator[Pair]:
    """Compare those that share a key, from south to north; a pair that shares several is given for each.

    Of one source only those are compared that are called alike, or have the same SIRET: some houses are the seat of ten thousand companies;
    and of those only so many that lie side by side: a file may say one thing a hundred thousand times.
    """
    of_source: defaultdict[str, deque[Trace]] = defaultdict(deque)
    alike: defaultdict[tuple[str, str], deque[Trace]] = defaultdict(partial(deque, maxlen=_MOST_ALIKE))
    for trace in sorted(traces, key=attrgetter("lat", "number")):
        marks = [(trace.source, mark) for mark in {trace.name, trace.siret or trace.name}]
        others = [queue for source, queue in of_source.items() if source != trace.source]
        for queue in (*others, *(alike[mark] for mark in marks)):
            while queue and queue[0].lat < trace.lat - _FARTHEST_DEGREES:
                queue.popleft()
            yield from (_pair(trace, other) for other in queue if are_same(trace, other))
        for queue in (of_source[trace.source], *(alike[mark] for mark in marks)):
            queue.append(trace)


def are_same(one: Trace, other: Trace) -> bool:
    """Tell whether two are the same place, whichever comes first."""
    return one.place_id == other.place_id or _metres(one, other) <= _reach(one, other)


def twins_of(pairs: Iterable[Pair]) -> Iterator[tuple[int, int]]:
    """Decide by all pairs, in their order: give each twin, with the place that stands for it.

    From the one that says most to the one that says least (of equal ones, the one of the lower number first), each becomes the twin of the
    nearest that is no twin itself, if it is the same as every twin that this one has already: so two branches in a street, which are not
    the same, never meet in a third place between them. Of each twin two numbers are remembered.
    """
    stands_for: dict[int, int] = {}
    sizes: Counter[int] = Counter()
    for number, group in groupby(pairs, key=attrgetter("number")):
        met = {pair.other: pair for pair in group}
        shared = Counter(stands_for[other] for other in met if other in stands_for)
        for other in sorted(met, key=lambda other: (met[other].apart, met[other])):
            if other not in stands_for and shared[other] == sizes[other]:
                stands_for[number] = other
                sizes[other] += 1
                yield number, other
                break


def twins_among(places: Iterable[tuple[int, Place]]) -> Mapping[int, int]:
    """Give, of numbered places, the twins, each with the place that stands for it."""
    by_key: defaultdict[str, list[Trace]] = defaultdict(list)
    for number, place in places:
        trace = Trace.of(number, place)
        for key in keys_of(place):
            by_key[key].append(trace)
    return dict(twins_of(sorted({pair for group in by_key.values() for pair in pairs_among(group)})))


def _reach(one: Trace, other: Trace) -> float:
    """Tell how far apart two may be, in metres, to be the same; -1 where they are not, however near."""
    if one.siret and other.siret:
        return REGISTERED_METRES if one.siret == other.siret else -1
    if _are_two_houses(one, other):
        return -1
    if one.source == other.source:
        return _reach_within_source(one, other)
    return _reach_between_sources(one, other)


def _reach_within_source(one: Trace, other: Trace) -> float:
    is_alike = not one.kinds.isdisjoint(other.kinds) or one.kinds == other.kinds
    if not one.name or one.name != other.name or one.level != other.level or not is_alike:
        return -1
    if one.manner == other.manner:
        return ON_TOP_METRES
    return _reach_of_one_name(one, other, DRAWN_METRES)


def _reach_between_sources(one: Trace, other: Trace) -> float:
    if one.name and one.name == other.name:
        return _reach_of_one_name(one, other, BRANCH_METRES if one.is_branded or other.is_branded else SOURCES_METRES)
    if not _is_within(one.words, other.words):
        return -1
    if _are_one_house(one, other):
        return SOURCES_METRES
    return DRAWN_METRES if one.phone and one.phone == other.phone else -1


def _reach_of_one_name(one: Trace, other: Trace, reach: float) -> float:
    has_phones = bool(one.phone and other.phone)
    if has_phones and one.phone != other.phone:
        return CONTRADICTED_METRES
    is_proven = has_phones or (one.page != "" and one.page == other.page)
    return PROVEN_METRES if is_proven and not (one.is_branded or other.is_branded) else reach


def _are_two_houses(one: Trace, other: Trace) -> bool:
    """Tell whether each has a house number that the other lacks; on two streets it may be one house at their corner, but for branches."""
    are_numbered_apart = bool(one.numbers - other.numbers and other.numbers - one.numbers)
    are_on_two_streets = bool(one.street and other.street) and one.street.isdisjoint(other.street)
    return are_numbered_apart and (not are_on_two_streets or one.is_branded or other.is_branded)


def _are_one_house(one: Trace, other: Trace) -> bool:
    return one.house != "" and one.house == other.house


def _is_within(words: frozenset[str], others: frozenset[str]) -> bool:
    return bool(words and others) and (words <= others or others <= words)


def _pair(one: Trace, other: Trace) -> Pair:
    rich, poor = sorted((one, other), key=attrgetter("poverty", "number"))
    is_certain = one.place_id == other.place_id or (one.siret != "" and one.siret == other.siret)
    apart = 0.0 if is_certain else _metres(one, other) + (0.0 if one.name == other.name else _OTHERWISE_CALLED)
    return Pair(poor.poverty, poor.number, rich.poverty, rich.number, round(apart * 10))


def _metres(one: Trace, other: Trace) -> float:
    """Measure how far apart two are: on a plane, which is exact enough for a few kilometres."""
    east = math.remainder(one.lon - other.lon, 360.0) * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(one.lat - other.lat, east) * _METRES_A_DEGREE


def _tiles_near(lat: float, lon: float) -> Sequence[int]:
    """Give the tiles that a square about a point touches; the squares of two that are in each other's reach have one in common."""
    half = PROVEN_METRES / 2 / _METRES_A_DEGREE * 1.01
    wide = half / max(math.cos(math.radians(min(abs(lat) + 3 * half, 90.0))), 1e-6)
    south, north = max(lat - half, -90.0), min(lat + half, 90.0)
    west, east = math.remainder(lon - wide, 360.0), math.remainder(lon + wide, 360.0)
    corners = {tile_of(south, west).number, tile_of(north, east).number}
    if len(corners) > 1:
        corners |= {tile_of(south, east).number, tile_of(north, west).number}
    return sorted(corners)


@lru_cache(1 << 14)
def _spoken(name: str) -> tuple[str, ...]:
    return tuple(folded(without_legal_form(name)).split())


def _poverty(place: Place) -> int:
    told = (place.name, place.telephone, place.website, place.email, place.street, place.postcode, place.city, place.labels)
    return -(16 * sum(map(bool, told)) + min(len(place.tags), _MOST_TAGS))


def _house(street: str) -> str:
    """Give a house number with the last word of its street, which is the one that all spellings have; empty where either lacks."""
    numbers, words = _NUMBER.findall(street), [word for word in folded(street).split() if len(word) >= _LEAST_TELLING and word.isalpha()]
    if not numbers or not words:
        return ""
    return f"{numbers[0] if street.lstrip()[:1].isdigit() else numbers[-1]} {words[-1]}"


def _phone(telephone: str) -> str:
    """Give the last digits of a telephone, the first one where there are several; empty where that is none."""
    digits = _NO_DIGIT.sub("", _SEVERAL.split(telephone, maxsplit=1)[0])
    return digits[-_DIGITS_COMPARED:] if len(digits) >= _DIGITS_COMPARED else ""


def _page(website: str) -> str:
    """Give an address without what is written or not: scheme, `www.`, the last slash, the query."""
    try:
        address = urlsplit(website.strip().lower())
    except ValueError:
        return ""
    return (address.netloc + address.path).removeprefix("www.").rstrip("/")


def _siret(place: Place) -> str:
    text = place.place_id.removeprefix("siret:") if place.place_id.startswith("siret:") else place.tags.get("ref:FR:SIRET", "")
    digits = "".join(text.split())
    return digits if len(digits) == _SIRET_DIGITS and digits.isdecimal() else ""
