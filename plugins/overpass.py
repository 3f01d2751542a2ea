"""Places straight from an Overpass API, the map server that the owner set with `overpass_url`: one question a tile."""

import math
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from outhost.jobtypes import (
    NAMES,
    Box,
    Context,
    Finding,
    Place,
    PlaceProvider,
    Search,
    Sighting,
    Source,
    Text,
    Thoroughness,
    Tile,
    TooMuch,
    accented_letters,
    country_named,
    fits,
    is_label,
    parts_of,
    place_of,
    spellings_of,
    twins_among,
)

TIMEOUT_SECONDS: Final = 30
MAXSIZE_BYTES: Final = 256 << 20
"""What the server may take for a question: the higher, the later it lets it in. A tile takes a second, as a rule."""
MARGIN_METRES: Final = 250.0
"""Around a piece: what stands for a place, or is its twin, may lie across the border, and the middle of an outline beside the outline."""
DEEPEST: Final = 3
"""Times that a tile is divided in four; its smallest pieces are a kilometre wide."""
MOST_GIVEN_UP: Final = 8
"""Questions that the server may give up for one tile before no more is divided: each takes it half a minute, and as long to rest."""
_METRES_A_DEGREE: Final = 111_195.0
_DIGITS: Final = 7
_SPECIAL: Final = frozenset(".[]{}()*+?^$|\\")
"""Characters that mean something in a POSIX expression."""
_ANY: Final = "*"
_TITLE_KEYS: Final = "^(name|brand)$"
_ALL_KEYS: Final = f"^({'|'.join(sorted(NAMES))}|description)(:|$)"
"""Where words are looked for, `fast` and else; what more comes is sorted out here."""

_INCOMPLETE: Final = Text(
    en="Tile {number} is incomplete: the map server gave up even on a small piece of it ({reason}).",
    fr="La tuile {number} est incomplète : le serveur de cartes a renoncé même pour un petit morceau ({reason}).",
)
_NO_URL: Final = Text(
    en="the address of an Overpass API in the setting overpass_url, such as http://maps.lan/api/interpreter",
    fr="l’adresse d’une API Overpass dans le réglage overpass_url, comme http://maps.lan/api/interpreter",
)


async def find(tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness, job: Context) -> AsyncIterator[Finding]:
    """Give the places of a tile that fit, in the order of their ids."""
    clauses = clauses_of(searches, thoroughness)
    if not clauses:
        return
    seen: dict[str, Sighting] = {}
    async for document in _answers(tile, clauses, job):
        seen |= await job.in_thread(_seen_in, document, str(job.options.get("url", "")))
    for finding in await job.in_thread(_findings, seen, tile, searches, thoroughness):
        yield finding


async def _answers(tile: Tile, clauses: Sequence[str], job: Context) -> AsyncIterator[Mapping[str, Any]]:
    """Ask for a tile, or piece by piece where that is too much; a tile of which a piece is missing is flagged."""
    pieces, given_up = [(tile.box, 0)], 0
    missing: TooMuch | None = None
    while pieces:
        box, depth = pieces.pop()
        try:
            answer = await job.overpass(query_of(box, clauses))
        except TooMuch as refusal:
            given_up += 1
            if depth < DEEPEST and given_up <= MOST_GIVEN_UP:
                pieces += [(quarter, depth + 1) for quarter in quarters(box)]
            else:
                missing = refusal
        else:
            yield answer
    if missing:
        job.log(_INCOMPLETE, "warn", number=tile.number, reason=missing.reason)
        job.flag()


def query_of(box: Box, clauses: Iterable[str]) -> str:
    """Write the question for a piece of the map, with what is around it."""
    settings = f"[out:json][timeout:{TIMEOUT_SECONDS}][maxsize:{MAXSIZE_BYTES}][bbox:{_bbox(box)}];"
    return "\n".join([settings, "(", *(f"  nwr{clause};" for clause in clauses), ");", "out tags center;"])


def quarters(box: Box) -> Iterator[Box]:
    """Divide a box in four."""
    lat, lon = (box.south + box.north) / 2, (box.west + box.east) / 2
    for south, north in ((box.south, lat), (lat, box.north)):
        for west, east in ((box.west, lon), (lon, box.east)):
            yield Box(south=south, west=west, north=north, east=east)


def clauses_of(searches: Sequence[Search], thoroughness: Thoroughness) -> list[str]:
    """Write what to look for: each clause is a row of filters that must all hold. It finds all that fits, and a little more."""
    return list(dict.fromkeys(clause for search in searches for clause in _clauses(search, thoroughness)))


def _clauses(search: Search, thoroughness: Thoroughness) -> Iterator[str]:
    keys = _TITLE_KEYS if thoroughness is Thoroughness.FAST else _ALL_KEYS
    is_open = thoroughness is Thoroughness.ULTRA
    words = _says(search.words, keys, is_open=is_open)
    if not search.labels:
        if words:
            yield words
        return
    for label in _labels(search.labels):
        yield label + words
    if thoroughness is not Thoroughness.FAST:
        for name in search.names:
            yield _says([name], keys, is_open=is_open) + words


def _labels(labels: Sequence[str]) -> Iterator[str]:
    """Write filters for labels that a map has; those that are one tag each go together, by key."""
    single: defaultdict[str, list[str]] = defaultdict(list)
    for label in labels:
        parts = [part.partition("=")[::2] for part in parts_of(label)]
        if not all(is_label(key) for key, _ in parts):
            continue
        if len(parts) == 1:
            single[parts[0][0]].append(parts[0][1])
        else:
            yield "".join(_tag(key, [value]) for key, value in parts)
    for key, values in single.items():
        yield _tag(key, values)


def _tag(key: str, values: Sequence[str]) -> str:
    """Write a filter for values of a key, one of which a tag must have among its own, between semicolons."""
    if _ANY in values:
        return f"[{_quoted(key)}]"
    patterns = [f"{_escaped(value.removesuffix(_ANY))}{'.*' if value.endswith(_ANY) else ''}" for value in values]
    one_of = "|".join(patterns)
    return f"[{_quoted(key)}~{_quoted(f'(^|;) *({one_of}) *(;|$)')}]"


def _says(phrases: Iterable[str], keys: str, *, is_open: bool) -> str:
    """Write filters for all words of phrases, each of which may stand under any of some keys."""
    patterns = dict.fromkeys(pattern for phrase in phrases if phrase for pattern in _patterns(phrase, is_open=is_open))
    return "".join(f"[~{_quoted(keys)}~{_quoted(pattern)},i]" for pattern in patterns)


def _patterns(phrase: str, *, is_open: bool) -> Iterator[str]:
    """Write each word of a phrase, whole unless it `is_open`; of `dominos` the beginning of `Domino's` will do."""
    first = phrase.split()[:-1]
    last_ways = [way.split()[len(first)] for way in spellings_of(phrase)]
    end = "" if is_open else "([^a-z]|$)"
    for ways in (*([word] for word in first), last_ways):
        yield _word(ways, end, is_open=is_open)


def _word(ways: Sequence[str], end: str, *, is_open: bool) -> str:
    spelt = "|".join(dict.fromkeys(_spelt(word, is_open=is_open) for word in ways))
    return f"(^|[^a-z])({spelt}){end}" if len(ways) > 1 else f"(^|[^a-z]){spelt}{end}"


def _spelt(word: str, *, is_open: bool) -> str:
    """Write a folded word with whatever accents it may have had; servers know upper and lower case of plain letters alone.

    One that `is_open` may go on, and end in the middle of a letter: `stras` in `Straße`.
    """
    known, parts, place = accented_letters(), list[str](), 0
    while place < len(word):
        end = place + 1
        while end < len(word) and word[end - 1 : end + 1] in known:
            end += 1
        part, may_go_on = word[place:end], is_open and end == len(word)
        match len(part):
            case 1:
                parts.append(_letter(part, may_go_on=may_go_on))
            case 2:
                parts.append(f"({_letter(part[0])}{_letter(part[1], may_go_on=may_go_on)}|{'|'.join(known[part])})")
            case _:  # of `sss` nobody knows which two are one letter
                pairs = dict.fromkeys(char for index in range(len(part) - 1) for char in known[part[index : index + 2]])
                parts.append(f"({'|'.join([*map(_letter, dict.fromkeys(part)), *pairs])})+")
        place = end
    return "".join(parts)


def _letter(letter: str, *, may_go_on: bool = False) -> str:
    others = accented_letters().get(letter, ())
    if may_go_on:
        others += tuple(char for pair, chars in accented_letters().items() if pair != letter and pair.startswith(letter) for char in chars)
    return f"({'|'.join([letter, *others])})" if others else _escaped(letter)


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in text)


def _quoted(text: str) -> str:
    """Write a string of Overpass QL."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{plain}"'


def _bbox(box: Box) -> str:
    high = MARGIN_METRES / _METRES_A_DEGREE
    furthest = max(abs(box.south), abs(box.north))
    wide = high / max(math.cos(math.radians(min(furthest + high, 90.0))), 1e-6)
    edges = (max(box.south - high, -90.0), max(box.west - wide, -180.0), min(box.north + high, 90.0), min(box.east + wide, 180.0))
    return ",".join(f"{edge:.{_DIGITS}f}" for edge in edges)


def _seen_in(document: Mapping[str, Any], url: str) -> dict[str, Sighting]:
    """Give the places of an answer by their ids; what is none is passed over."""
    source = _source(document, url)
    places = (_place_in(element) for element in document["elements"])
    return {place.place_id: Sighting(place=place, source=source) for place in places if place}


def _place_in(element: Any) -> Place | None:
    try:
        kind, number, tags = str(element["type"]), int(element["id"]), element["tags"]
        point = element if kind == "node" else element["center"]
        lat, lon = float(point["lat"]), float(point["lon"])
        said = {str(key): str(value) for key, value in tags.items()}
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):  # without tags, or without a place, or nothing of a map's
        return None
    if kind not in {"node", "way", "relation"} or not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - degrees
        return None
    country = country_named(said.get("addr:country", ""))
    return place_of(kind, number, lat, lon, said, country.code if country else "")


def _source(document: Mapping[str, Any], url: str) -> Source:
    about = document.get("osm3s")
    date = str(about.get("timestamp_osm_base", "")) if isinstance(about, dict) else ""
    return Source(
        name="overpass",
        kind="overpass",
        licence="ODbL-1.0",
        attribution="© OpenStreetMap contributors",
        date=date,
        file=url,
        loaded_at=date,
    )


def _findings(seen: Mapping[str, Sighting], tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness) -> list[Finding]:
    """Give those that lie in a tile and fit, each by the first search that means it, with its twins; a twin is none by itself."""
    numbered = sorted(seen.values(), key=lambda one: (one.place.tile.number, one.place.place_id))
    twins = twins_among((number, one.place) for number, one in enumerate(numbered))
    of_each: defaultdict[int, list[Sighting]] = defaultdict(list)
    for number in sorted(twins):
        of_each[twins[number]].append(numbered[number])
    found = []
    for number, one in enumerate(numbered):
        if number in twins or one.place.tile != tile:
            continue
        first = next((index for index, search in enumerate(searches) if fits(one.place, search, thoroughness)), None)
        if first is not None:
            found.append((first, Sighting(place=one.place, source=one.source, twins=tuple(of_each[number]))))
    return found


def missing(options: Mapping[str, Any]) -> Text | None:
    """Say what keeps it from running: no map server is set."""
    return None if options.get("url") else _NO_URL


provider = PlaceProvider(
    slug="overpass",
    label=Text(en="A map server (Overpass)", fr="Un serveur de cartes (Overpass)"),
    description=Text(
        en="OpenStreetMap as it is now, from the Overpass API that overpass_url names: asked politely, tile by tile, kept for a day.",
        fr="OpenStreetMap tel qu’il est, par l’API Overpass que nomme overpass_url : interrogée poliment, tuile par tuile, gardée un jour.",
    ),
    find=find,
    uses=frozenset({"overpass"}),
    missing=missing,
)
