"""A company's name as people say it: without its legal form, and not shouted."""

import re
from typing import Final

_FORMS: Final = frozenset(
    [
        "gmbh",
        "ggmbh",
        "mbh",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "gbr",
        "ug",
        "ev",
        "eg",
        "se",
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "sa",
        "snc",
        "sci",
        "scop",
        "scp",
        "selarl",
        "sprl",
        "srl",
        "spa",
        "sarls",
        "bv",
        "nv",
        "vof",
        "cv",
        "bvba",
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "llc",
        "llp",
        "lp",
        "plc",
        "corp",
        "corporation",
        "co",
        "pllc",
        "pty",
        "pte",
        "pvt",
        "ab",
        "hb",
        "aps",
        "as",
        "asa",
        "ans",
        "oy",
        "oyj",
        "sl",
        "slu",
        "sau",
        "slp",
        "lda",
        "ltda",
        "eireli",
        "doo",
        "ad",
        "ood",
        "eood",
        "spzoo",
        "sro",
        "vos",
        "zrt",
        "kft",
        "bt",
        "nyrt",
        "oü",
        "ou",
        "uab",
        "sia",
        "gie",
        "ооо",
        "зао",
        "оао",
        "пао",
        "ип",
        "тов",
        "αε",
        "επε",
        "εε",
        "ικε",
    ]
)
_JOINERS: Final = frozenset({"&", "+", "und", "and", "et", "y", "e"})
_PARTICLES: Final = frozenset(
    ["de", "du", "des", "la", "le", "les", "et", "of", "the", "and", "und", "der", "die", "das", "van", "von", "di", "da", "del", "el", "y"]
)
_LONGEST_SPELLING: Final = 4
"""Words of the longest spelled-out form: `s. à r. l.`"""


def without_legal_form(name: str) -> str:
    """Drop the legal forms that trail a name (`GmbH & Co. KG`, `S. A.`, `Inc.`); a name that is nothing but a form stays."""
    words = name.split()
    while kept := _shorter(words):
        words = kept
    return " ".join(words).rstrip(",") or name.strip()


def has_legal_form(name: str) -> bool:
    """Tell whether a name trails a legal form."""
    return _shorter(name.split()) is not None


def calm(name: str) -> str:
    """Lower a name that is all capitals, but for short words, which may be initials (`IBM`), and words without a vowel (`SNCF`)."""
    if not name.isupper() or not any(_is_shouted(word) for word in re.findall(r"\w+", name)):
        return name
    first, *rest = name.split()
    return " ".join([_calm_word(first), *(word.lower() if word.lower() in _PARTICLES else _calm_word(word) for word in rest)])


def _shorter(words: list[str]) -> list[str] | None:
    for length in range(min(_LONGEST_SPELLING, len(words) - 1), 0, -1):
        if _spelling("".join(words[-length:])) in _FORMS and (length == 1 or all(len(word) <= 3 for word in words[-length:])):
            return _without_joiner(words[:-length])
    return None


def _without_joiner(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1].casefold() in _JOINERS:
        words = words[:-1]
    return words


def _spelling(form: str) -> str:
    return re.sub(r"[.,/()]", "", form).casefold().replace("à", "a")


def _is_shouted(word: str) -> bool:
    return len(word) > 3 and any(vowel in word.casefold() for vowel in "aeiouyäöüéèàåøæаеёиоуыэюяіїαεηιουω")


def _calm_word(word: str) -> str:
    return re.sub(r"\w+", lambda part: part[0].capitalize() if _is_shouted(part[0]) or part[0].lower() in _PARTICLES else part[0], word)
