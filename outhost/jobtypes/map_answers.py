"""Answers of a map server, as they lie in the archive."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from outhost.domain.pages import unpacked
from outhost.domain.words import Text
from outhost.jobtypes.contract import TooMuch

BROKEN: Final = Text(en="The map server’s answer is broken.", fr="La réponse du serveur de cartes est abîmée.")
_TOO_MUCH: Final = Text(en="The map server gave up: {remark}", fr="Le serveur de cartes a renoncé : {remark}")
_MOST_CHARS: Final = 300


def answer_in(path: Path) -> Mapping[str, Any]:
    """Read the document of an answer, which has a list of `elements`. Blocks.

    Raises:
        TooMuch: it says that the server gave up. ValueError: it is broken. OSError: it was erased a moment ago.
    """
    try:
        document = json.loads(unpacked(path.read_bytes())[1])
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(document, dict) or not isinstance(document.get("elements"), list):
        raise ValueError("no elements")  # noqa: TRY004 - whoever reads it is told in one way that it is broken
    remark = document.get("remark")
    if isinstance(remark, str) and "runtime error" in remark:
        raise TooMuch(_TOO_MUCH, remark=remark[:_MOST_CHARS])
    return document
