"""A company's name as people say it: without its legal form, and not shouted."""

# ruff: noqa: RUF001, RUF002 - the letters that look Latin are Greek and Cyrillic, and meant

import re
from typing import Final

_FORMS: Final = frozenset(
    (  # noqa: SIM905 - as words they can be read
        "gmbh ggmbh mbh ag kg kgaa ohg gbr ug ev eg se sas sasu sarl eurl sa snc sci scop scp selarl sprl srl spa sarls bv nv vof cv bvba "
        "ltd limited inc incorporated llc llp lp plc corp corporation co pllc pty pte pvt ab hb aps as asa ans oy oyj "
        "sl slu sau slp lda ltda eireli doo ad ood eood spzoo sro vos zrt kft bt nyrt oü ou uab sia gie "
        "ооо зао оао пао ип тов αε επε εε ικε"
    ).split(" ")
)
_LEADING_FORMS: Final = frozenset({"ооо", "зао", "оао", "пао", "ао", "ип", "тов", "uab", "pt"})
"""Forms that stand in front of the name where they come from."""
_JOINERS: Final = frozenset({"&", "+", "und", "and", "et", "y", "e"})
_PARTICLES: Final = frozenset({"de", "du", "des", "la", "le", "les", "et", "of", "the", "and", "und", "van", "von", "di", "da", "del", "y"})
_LONGEST_SPELLING: Final = 4
"""Words of the longest spelled-out form: `s. à r. l.`"""
_LONGEST_INITIALS: Final = 3
"""Letters up to which a word in capitals, or a piece of a spelled-out form, is taken for initials."""
_VOWELS: Final = frozenset("aeiouyäöüéèàåøæаеёиоуыэюяіїαεηιουω")


def without_legal_form(name: str) -> str:
    """Drop the legal forms at the ends of a name (`GmbH & Co. KG`, `S. A.`, `Inc.`, `ООО «…»`); a name that is nothing but a form stays."""
    words = name.split()
    while kept := _shorter(words):
        words = kept
    return _unquoted(" ".join(words).rstrip(","))


def has_legal_form(name: str) -> bool:
    """Tell whether a name carries a legal form."""
    return _shorter(name.split()) is not None


def calm(name: str) -> str:
    """Lower a name that is all capitals, but for words up to three letters, which may be initials (`IBM`), and words without a vowel
    (`SNCF`). A name that holds a small letter, or nothing that long, stays as it is.
    """  # noqa: D205 - one sentence says it
    if not name.isupper() or not any(map(_is_shouted, re.findall(r"\w+", name))):
        return name
    first, *rest = name.split()
    return " ".join([_calm_word(first), *(word.lower() if word.lower() in _PARTICLES else _calm_word(word) for word in rest)])


def _shorter(words: list[str]) -> list[str] | None:
    for length in range(min(_LONGEST_SPELLING, len(words) - 1), 0, -1):
        form = words[-length:]
        if _spelling("".join(form)) in _FORMS and (length == 1 or all(len(_spelling(word)) <= _LONGEST_INITIALS for word in form)):
            return _without_joiner(words[:-length])
    return words[1:] if len(words) > 1 and _spelling(words[0]) in _LEADING_FORMS else None


def _without_joiner(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1].casefold() in _JOINERS:
        words = words[:-1]
    return words


def _spelling(form: str) -> str:
    return re.sub(r"[.,/()]", "", form).casefold().replace("à", "a")


def _unquoted(name: str) -> str:
    return name[1:-1] if re.fullmatch(r'["«“„][^"«»“”„]+["»”“]', name) else name


def _is_shouted(word: str) -> bool:
    return len(word) > _LONGEST_INITIALS and not _VOWELS.isdisjoint(word.casefold())


def _calm_word(word: str) -> str:
    return re.sub(r"\w+", lambda part: part[0].capitalize() if _is_shouted(part[0]) or part[0].lower() in _PARTICLES else part[0], word)
