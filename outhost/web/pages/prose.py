"""Markdown of ours as HTML."""

import re
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from outhost.web.pages.markup import Markup

_APART: Final = re.compile("(?<=«) | (?=[:;?!»])")
"""Spaces that French has beside a sign, and at which no line may end."""
_UNBROKEN: Final = "\u00a0"


def prose_html(text: str) -> Markup:
    """Convert a document; each heading gets an id, so that it can be linked to."""
    converter = _converter()
    tokens = converter.parse(text)
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(content.content))
        if opening.type == "table_open":
            opening.attrSet("class", "facts")
    _keep_together(tokens)
    return Markup(converter.renderer.render(tokens, converter.options, {}))


def phrase_html(text: str) -> Markup:
    """Convert a phrase, for where no paragraph may stand."""
    return Markup(_converter().renderInline(text))


def anchor(heading: str) -> str:
    """Give the id of a heading: `Safe retries` is found at `safe-retries`."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in heading.lower()).split())


def _keep_together(tokens: list[Token]) -> None:
    """Keep signs on the line of the word before them; code stays as it is."""
    for part in (part for token in tokens for part in token.children or [] if part.type == "text"):
        part.content = _APART.sub(_UNBROKEN, part.content)


def _converter() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
