"""Markdown of ours as HTML."""

from itertools import pairwise

from markdown_it import MarkdownIt

from outhost.web.pages.markup import Markup


def prose_html(text: str) -> Markup:
    """Convert a document; each heading gets an id, so that it can be linked to."""
    converter = _converter()
    tokens = converter.parse(text)
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(content.content))
        if opening.type == "table_open":
            opening.attrSet("class", "facts")
    return Markup(converter.renderer.render(tokens, converter.options, {}))


def phrase_html(text: str) -> Markup:
    """Convert a phrase, for where no paragraph may stand."""
    return Markup(_converter().renderInline(text))


def anchor(heading: str) -> str:
    """Give the id of a heading: `Safe retries` is found at `safe-retries`."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in heading.lower()).split())


def _converter() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
