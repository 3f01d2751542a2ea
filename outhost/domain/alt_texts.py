"""Alt texts: what stands for a picture where it can't be seen."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.placeholders import MalformedTemplate, parse_template
from outhost.domain.render_spec import DrawnValues, RenderSpec, drawn_values
from outhost.domain.words import Text, is_whole_text

LIMIT: Final = 500
"""Characters of a list's alt text, and of what it becomes for a lead."""
WORDS_LIMIT: Final = 250
"""Characters of an alt text that is made of the picture's own words: as much as anybody listens to."""
_PATH: Final = "alt_text"
_BAD_LENGTH: Final = Text(
    en="must be 1–{most} whole characters; without one, the words in the picture are used",
    fr="doit compter de 1 à {most} caractères entiers ; sans lui, ce sont les mots de l’image qui servent",
)
_UNKNOWN: Final = Text(
    en="names '{name}', which is no variable of the list; it has {known}",
    fr="nomme « {name} », qui n’est pas une variable de la liste ; variables de la liste : {known}",
)
_NO_VARIABLE: Final = Text(en="none", fr="aucune")
_ENDS_A_SENTENCE: Final = re.compile(r"[.!?…:;,–—。！？、]\Z")  # noqa: RUF001 - sentences of other scripts end too


def check_alt_text(text: str, variables: Sequence[str]) -> str:
    """Check a list's alt text against the variables that its spec declares, and give it trimmed.

    Raises:
        InvalidInput: it is blank or too long, a placeholder is malformed or names what is not declared; the path is `alt_text`.
    """
    trimmed = text.strip()
    if not 1 <= len(trimmed) <= LIMIT or not is_whole_text(trimmed):
        raise InvalidInput(Issue(_PATH, _BAD_LENGTH.filled(most=LIMIT)))
    try:
        gaps = parse_template(trimmed).placeholders
    except MalformedTemplate as fault:
        raise InvalidInput(Issue(_PATH, fault.phrase)) from None
    unknown = dict.fromkeys(gap.name for gap in gaps if gap.name not in variables)
    if unknown:
        known = ", ".join(variables) or _NO_VARIABLE.filled()
        raise InvalidInput(*(Issue(_PATH, _UNKNOWN.filled(name=name, known=known)) for name in unknown))
    return trimmed


def alt_text_of(spec: RenderSpec, alt_text: str | None, variables: Mapping[str, str | None]) -> str:
    """Say what stands for one lead's picture: the list's alt text, filled as the picture is; without one the picture's own words.

    It is one line of plain text, for the caller to escape; empty only where a picture has no words.
    """
    values = drawn_values(spec, variables)
    if alt_text is not None:
        return _shortened(_tidied(parse_template(alt_text).fill(values.texts)), LIMIT)
    return _shortened(_joined(dict.fromkeys(_words(spec, values))), WORDS_LIMIT)


def _words(spec: RenderSpec, values: DrawnValues) -> Iterator[str]:
    """Give the texts that the picture shows, in painting order."""
    for _, layer in spec.text_layers():
        if values.shows(layer.when) and (text := _tidied(values.text_of(layer))):
            yield text


def _joined(texts: Mapping[str, None]) -> str:
    """Write texts after each other so that a voice pauses between them."""
    *before, last = texts or [""]
    return "".join(f"{text} " if _ENDS_A_SENTENCE.search(text) else f"{text}. " for text in before) + last


def _tidied(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _shortened(text: str, limit: int) -> str:
    """Cut a text after a whole word, where it has one."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    return f"{head[: head.rfind(' ') if ' ' in head else limit - 1].rstrip(' ,.;:–—')}…"
