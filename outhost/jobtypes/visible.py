"""The text of a page that a reader sees, walked without recursion."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_UNSEEN: Final = frozenset({
    "script", "style", "template", "noscript", "svg", "math", "head", "title", "select", "datalist", "object", "audio", "video", "canvas",
    "iframe", "noframes", "-comment",
})  # fmt: skip
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "br", "button", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li",
    "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "textarea", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_SHELL_CHARS: Final = 100
"""Of text that a page has at most which waits for a script."""
_CELLS: Final = frozenset({"td", "th"})
_HIDING: Final = re.compile(r"(?:display:none|visibility:hidden|font-size:0(?![.\d])|(?:left|top|text-indent):-\d{3})")
_INVISIBLE: Final = {
    0x00AD: "", 0x2010: "-", 0x2011: "-", 0xFEFF: "",
    **dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)], ""),
}  # fmt: skip
"""What stands between letters and shows nothing: people paste it along with numbers and addresses."""


def visible_text(tree: LexborHTMLParser) -> str:
    """Give what a reader sees, a line a block or a row of a table; of a page that a script fills, what it says to those without script."""
    start = tree.body or tree.root
    if start is None:
        return ""
    hidden = _hidden_in(tree)
    text = _lines_of(_pieces(start, hidden, _UNSEEN))
    return text if len(text) > _SHELL_CHARS else _lines_of(_pieces(start, hidden, _UNSEEN - {"noscript"}))


def _lines_of(pieces: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(pieces).translate(_INVISIBLE).split("\n"))
    return "\n".join(line for line in lines if line)


def _hidden_in(tree: LexborHTMLParser) -> frozenset[int]:
    hidden = {node.mem_id for node in tree.css("[hidden]")}
    for node in tree.css("[style]"):
        style = "".join((node.attributes.get("style") or "")[:1000].lower().split())
        if _HIDING.search(style):
            hidden.add(node.mem_id)
    return frozenset(hidden)


def _pieces(start: LexborNode, hidden: frozenset[int], unseen: frozenset[str]) -> list[str]:
    """Walk down and up again; a stack of our own in place of recursion, for pages nest as deep as they like."""
    pieces: list[str] = []
    above: list[str] = []
    node: LexborNode | None = start
    while node is not None:
        tag = node.tag or ""
        below = _entered(node, tag, hidden, unseen, pieces)
        if below is not None:
            above.append(tag)
            node = below
            continue
        _leave(tag, pieces)
        while above and node.next is None:
            node = node.parent
            if node is None:
                return pieces
            _leave(above.pop(), pieces)
        node = node.next if above else None
    return pieces


def _entered(node: LexborNode, tag: str, hidden: frozenset[int], unseen: frozenset[str], pieces: list[str]) -> LexborNode | None:
    """Note what stands at a node, and give the first one below it that is to be read."""
    if tag == "-text":
        pieces.append((node.text_content or "").replace("\n", " "))
        return None
    if tag in unseen or (hidden and node.mem_id in hidden):
        return None
    if tag in _BLOCKS:
        pieces.append("\n")
    elif tag == "a" and pieces and not pieces[-1][-1:].isspace():
        _part_links(node, pieces)
    return node.first_child


def _part_links(node: LexborNode, pieces: list[str]) -> None:
    """Keep links apart that follow each other: a style does it for the eye."""
    before = node.prev
    if before is not None and before.tag == "a":
        pieces.append(" ")


def _leave(tag: str, pieces: list[str]) -> None:
    if tag in _BLOCKS:
        pieces.append("\n")
    elif tag in _CELLS:
        pieces.append(" ")
