"""A company's name as people say it: without its legal form, and not shouted."""

# ruff: noqa: RUF001, RUF002 - the letters that look Latin are Greek and Cyrillic, and meant

import re
import unicodedata
from typing import Final

_FORMS: Final = frozenset(
    (  # noqa: SIM905 - as words they can be read
        "gmbh ggmbh mbh ag kg kgaa ohg gbr ug haftungsbeschränkt ev eg ek se sas sasu sarl eurl sa snc sci scop scp scea selarl sprl srl"
        " srls spa sarls bv nv vof cv bvba ltd limited privatelimited inc incorporated llc llp lp plc corp corporation co pllc pty pte pvt"
        " kk ab hb kb aps as asa ans oy oyj ehf sl slu sau slp sadecv sderldecv sapidecv lda ltda eireli doo ad ood eood spzoo spk spj sro"
        " spolsro vos zrt kft bt nyrt oü ou uab sia gie aş ltdşti sanvetic sanayiveticaret limitedşirketi anonimşirketi"
        " ооо зао оао пао ао тов тоо одо оод еоод ад еад доо αε οε επε εε ικε αβεε בעמ شمم شمع شمك ذمم شذمم"
    ).split(" ")
)
"""Spelled without dots, blanks and accents on the `a`, in small letters."""

_WORDLIKE: Final = frozenset({"spa", "as", "ans", "se", "ev", "bt", "sau", "sia", "ad", "ou"})
"""Forms that are words or names as well: only capitals, inner dots or a capital further in (`SpA`) make them forms."""

_IN_FRONT: Final = frozenset({"sarl", "eurl", "sasu", "selarl", "ооо", "зао", "оао", "пао", "тов", "тоо", "одо", "uab"})
"""Forms that are written in front of the name, and are nothing else."""
_IN_FRONT_IN_CAPITALS: Final = frozenset({"sci", "scop", "scea", "pt", "ао", "ип", "чп", "фоп"})
"""Those that are words or names as well unless they are capitals."""
_IN_FRONT_OF_SHOUTING: Final = frozenset({"sa", "sas", "snc", "scp", "gie"})
"""Those that begin names of their own (`SAS Institute`, `SA Mobile`): forms only where a register shouts (`SAS DUPONT ET FILS`) or
with their dots (`S.A.S. Dupont`)."""

_UNSPACED: Final = re.compile(
    r"\A(?:株式会社|有限会社|合同会社|[(（][株有][)）]|㈱|㈲|주식회사|유한회사|[(（]주[)）]|㈜)\s*(?=\S)"
    r"|(?<=\S)\s*(?:株式会社|有限会社|合同会社|[(（][株有][)）]|㈱|㈲|주식회사|유한회사|[(（]주[)）]|㈜|(?:股份|责任|責任)?有限公司)\Z"
)
"""Forms of scripts that write without blanks."""

_JOINERS: Final = frozenset({"&", "+", "und", "and", "et", "y", "e", "ve", "og", "och"})
_PARTICLES: Final = frozenset(
    (  # noqa: SIM905 - as words they can be read
        "de du des la le les et aux of the and und zu zum van von den der ter ten op di da del della do dos das y e i el los las og och ve"
    ).split(" ")
)
_LONGEST_SPELLING: Final = 4
"""Words of the longest spelled-out form: `s. à r. l.`"""
_LONGEST_INITIALS: Final = 3
"""Letters up to which a word in capitals, or a piece of a spelled-out form, is taken for initials."""
_LONG_PIECES: Final = frozenset({"privatelimited", "spolsro", "sanayiveticaret", "limitedşirketi", "anonimşirketi"})
"""Forms of several words that are no initials."""
_VOWELS: Final = frozenset("aeiouyäöüéèàåøæаеёиоуыэюяіїαεηιουω")


def without_legal_form(name: str) -> str:
    """Drop the legal forms at the ends of a name (`GmbH & Co. KG`, `S. A.`, `Inc.`, `SARL …`, `ООО «…»`, `株式会社…`).

    A name that is nothing but a form stays. Where a form may as well begin the name itself, the name stays too.
    """
    return _unquoted(_spoken(name))


def has_legal_form(name: str) -> bool:
    """Tell whether a name carries a legal form."""
    return _unspaced(name) != name or _spoken_words(words := name.split()) != words


def calm(name: str) -> str:
    """Lower a name that is all capitals, but for words up to three letters, which may be initials (`IBM`), and words without a vowel
    (`SNCF`) or with a digit. A name that holds a small letter, or nothing that long, stays as it is.
    """  # noqa: D205 - one sentence says it
    if not is_shouted(name):
        return name
    first, *rest = name.split()
    return " ".join([_calm_word(first), *(word.lower() if word.lower() in _PARTICLES else _calm_word(word) for word in rest)])


def is_shouted(name: str) -> bool:
    """Tell whether a name is all capitals, and more than initials."""
    return name.isupper() and any(map(_is_shouted_word, re.findall(r"\w+", name)))


def _spoken(name: str) -> str:
    return " ".join(_spoken_words(_unspaced(" ".join(name.split())).split())).rstrip(", ")


def _spoken_words(words: list[str]) -> list[str]:
    """Take the forms off the end, then the one at the front. A name has its form at one end: what is `… INC` is no `SAS …`."""
    spoken = words
    while kept := _without_last_form(spoken):
        spoken = kept
    while _says_something(spoken[1:]) and _is_form_in_front(spoken, is_only_form=spoken == words):
        spoken = spoken[1:]
    return spoken


def _unspaced(name: str) -> str:
    return _UNSPACED.sub("", name)


def _without_last_form(words: list[str]) -> list[str] | None:
    """Take one form off the end; None where there is none, or where nothing but an article would be left."""
    for length in range(min(_LONGEST_SPELLING, len(words) - 1), 0, -1):
        if _is_form(words[-length:]) and _says_something(kept := _without_joiner(words[:-length])):
            return kept
    return None


def _is_form(words: list[str]) -> bool:
    spelled = _spelling("".join(words))
    if spelled not in _FORMS:
        return False
    if len(words) > 1:
        return spelled in _LONG_PIECES or all(len(_spelling(word)) <= _LONGEST_INITIALS for word in words)
    return spelled not in _WORDLIKE or _looks_like_a_form(words[0])


def _is_form_in_front(words: list[str], *, is_only_form: bool) -> bool:
    form, spelled = words[0], _spelling(words[0])
    if spelled in _IN_FRONT:
        return True
    if spelled in _IN_FRONT_IN_CAPITALS:
        return form.isupper()
    return spelled in _IN_FRONT_OF_SHOUTING and (_has_inner_dots(form) or (is_only_form and is_shouted(" ".join(words))))


def _looks_like_a_form(word: str) -> bool:
    return word.isupper() or _has_inner_dots(word) or any(letter.isupper() for letter in word[1:])


def _has_inner_dots(word: str) -> bool:
    return re.search(r"\w[./]\w", word) is not None


def _says_something(words: list[str]) -> bool:
    return any(word.casefold() not in _PARTICLES and re.search(r"\w", word) for word in words)


def _without_joiner(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1].casefold() in _JOINERS:
        words = words[:-1]
    return words


def _spelling(form: str) -> str:
    plain = re.sub(r"[.,/()\"'’״׳]", "", form).casefold().replace("à", "a")
    return unicodedata.normalize("NFC", plain.replace("i\N{COMBINING DOT ABOVE}", "i"))


def _unquoted(name: str) -> str:
    return name[1:-1] if re.fullmatch(r'["«“„][^"«»“”„]+["»”“]', name) else name


def _is_shouted_word(word: str) -> bool:
    return len(word) > _LONGEST_INITIALS and not _VOWELS.isdisjoint(word.casefold()) and not any(map(str.isdigit, word))


def _calm_word(word: str) -> str:
    return re.sub(r"\w+", lambda part: part[0].capitalize() if _is_calmed(part[0]) else part[0], word)


def _is_calmed(word: str) -> bool:
    return _is_shouted_word(word) or word.lower() in _PARTICLES
