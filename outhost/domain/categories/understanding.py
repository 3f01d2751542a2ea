"""Understanding: from what somebody typed to what is looked for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from outhost.domain.categories.index import index, keys_of, named, near, telling
from outhost.domain.categories.searches import AND, ANY, Search
from outhost.domain.categories.stems import stem
from outhost.domain.categories.table import Category
from outhost.domain.osm_tags import KINDS
from outhost.domain.spelling import folded
from outhost.domain.words import NOT_WHOLE, Phrase, Text, Unfit, is_whole_text

_ENGLISH: Final = (
    "agency", "business", "company", "emergency", "firm", "independent", "local", "me", "professional", "service", "shop", "specialist",
    "store", "the",
)  # fmt: skip
_FRENCH: Final = (
    "agence", "artisan", "boutique", "cabinet", "commerce", "depannage", "emporter", "entreprise", "independant", "magasin",
    "professionnel", "salon", "societe", "urgence",
)  # fmt: skip
FILLERS: Final = frozenset(map(stem, _ENGLISH + _FRENCH))
"""Words that a category swallows: a `magasin de chaussures` need not have `magasin` in its name."""

_POSSESSIVE: Final = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)
"""As in `Domino's`, which is looked for as `dominos`; see `spellings_of`."""
_IN_QUOTES: Final = re.compile('"([^"]*)"|“([^”]*)”|«([^»]*)»')
_TAG: Final = re.compile(r"[a-z][a-z0-9_:-]*=[^\s=&\"]+(?:&[a-z][a-z0-9_:-]*=[^\s=&\"]+)*", re.IGNORECASE)
_CODE: Final = re.compile(r"(\d\d)\.?(\d\d?)?([A-Z])?", re.IGNORECASE)
_BARE_CODE: Final = re.compile(r"\s*(\d\d\.?\d\d[A-Z])\s*", re.IGNORECASE)

_NO_WORDS: Final = Text(
    en="must have a word in it: a category, a name or a tag", fr="doit contenir un mot : une catégorie, un nom ou un tag"
)
_IS: Final = Text(en="“{said}” is the category {name}: {labels}", fr="« {said} » est la catégorie {name} : {labels}")
_TAGS: Final = Text(en="the tags {labels}", fr="les tags {labels}")
_STANDS: Final = Text(en="the name must have {words}", fr="le nom doit contenir {words}")
_NO_CATEGORY: Final = Text(en="no category is called so; {rest}", fr="aucune catégorie ne porte ce nom ; {rest}")
_NEAR: Final = Text(en="{rest}; did you mean “{near}”?", fr="{rest} ; vouliez-vous dire « {near} » ?")
_BOTH: Final = Text(en="{one}; {other}", fr="{one} ; {other}")
_QUOTED: Final = Text(en="“{word}”", fr="« {word} »")
_AND: Final = Text(en="{one} and {other}", fr="{one} et {other}")


@dataclass(slots=True)
class _Reading:
    """What has been read of a query so far."""

    labels: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    said: list[Phrase] = field(default_factory=list)


def understood(query: str) -> Search:
    """Understand a query: tags as such, then categories, the longest names first, then words that must stand in a place's texts.

    What stands in quotes is no category: `"Boulanger"` is a name.

    Raises:
        Unfit: there is no word in it, or it is broken.
    """
    if not is_whole_text(query):
        raise Unfit(NOT_WHOLE.filled())
    reading = _Reading()
    quoted = [word for parts in _IN_QUOTES.findall(query) for word in _words_of(" ".join(parts))]
    text = _without_tags(_IN_QUOTES.sub(" ", query), reading)
    words = _words_of(text)
    if not words and not quoted and not reading.labels:
        raise Unfit(_NO_WORDS.filled())
    left = _without_categories(words, text.strip(), reading)
    if left and not reading.labels and not quoted:
        reading.said.append(_about_no_category(left))
    elif left or quoted:
        reading.said.append(_about_words([*left, *quoted]))
    return Search(
        query=query,
        labels=_each_once(reading.labels),
        names=_each_once(reading.names),
        words=_each_once([*left, *quoted]),
        how=_joined(reading.said, _BOTH),
    )


def category_of(labels: Sequence[str], locale: str = "en") -> str:
    """Say in a language what a place with these labels is; where no category fits, what its label says in its own words."""
    category = named(labels)
    if category:
        return category.name.say(locale)
    key, _, value = next((label for label in labels if label.partition("=")[0] in KINDS), labels[0] if labels else "").partition("=")
    return (key if value == "yes" else value).replace("_", " ")


def _words_of(text: str) -> list[str]:
    return folded(_POSSESSIVE.sub("s", text)).split()


def _without_tags(query: str, reading: _Reading) -> str:
    """Read the tags of a query, and give the rest of it."""
    bare = _BARE_CODE.fullmatch(query)
    text = f"naf={bare[1]}" if bare else re.sub(r"\s*&\s*", "&", query)
    labels = [_label(tag) for tag in _TAG.findall(text)]
    if labels:
        reading.labels += labels
        reading.said.append(_TAGS.filled(labels=", ".join(labels)))
    return _TAG.sub(" ", text)


def _label(tag: str) -> str:
    return AND.join(_part(part) for part in tag.lower().split("&"))


def _part(part: str) -> str:
    key, _, value = part.partition("=")
    code = _CODE.fullmatch(value) if key == "naf" else None
    if not code:
        return part
    division, group, letter = code.groups("")
    return f"naf={division}.{group}{letter.upper() or ANY}"


def _without_categories(words: Sequence[str], text: str, reading: _Reading) -> list[str]:
    """Read the categories of a text with these words, and give the words that are of none."""
    telling_words = set(telling(words))
    places = [place for place, word in enumerate(words) if word in telling_words]
    taken: dict[int, None] = {}
    for first, last in _spans(places):
        span = places[first:last]
        found = [] if any(place in taken for place in span) else _named_so([words[place] for place in span])
        if found:
            taken |= dict.fromkeys(span)
            said = " ".join(words[span[0] : span[-1] + 1])
            reading.names.append(said)
            _take(reading, text if len(span) == len(places) else said, found)
    left = [words[place] for place in places if place not in taken]
    return [word for word in left if stem(word) not in FILLERS] if taken else left


def _spans(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give what may be a name among so many words: the longest first, from left to right."""
    for length in range(min(index().longest, len(places)), 0, -1):
        for first in range(len(places) - length + 1):
            yield first, first + length


def _named_so(words: Sequence[str]) -> Sequence[Category]:
    by_key = index().by_key
    return next((by_key[key] for key in keys_of(words) if key in by_key), ())


def _take(reading: _Reading, said: str, found: Sequence[Category]) -> None:
    for category in found:
        reading.labels += category.labels
        reading.names += [folded(category.english[0]), folded(category.french[0])]
        reading.said.append(_IS.filled(said=said, name=category.name.filled(), labels=", ".join(category.labels)))


def _about_no_category(left: Sequence[str]) -> Phrase:
    about = _NO_CATEGORY.filled(rest=_about_words(left))
    nearest = near(left)
    return _NEAR.filled(rest=about, near=nearest) if nearest else about


def _about_words(words: Sequence[str]) -> Phrase:
    return _STANDS.filled(words=_joined([_QUOTED.filled(word=word) for word in words], _AND))


def _joined(phrases: Sequence[Phrase], between: Text) -> Phrase:
    first, *others = phrases
    for other in others:
        first = between.filled(one=first, other=other)
    return first


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
