"""Markup as it came: its bytes read as browsers read them, and kept from being more work to parse than any honest page is."""

import re
from typing import Final

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META: Final = re.compile(rb"""<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})""", re.IGNORECASE)
_XML: Final = re.compile(rb"""<\?xml[^>]{0,100}encoding\s{0,9}=\s{0,9}["']([\w:.-]{1,40})""", re.IGNORECASE)
_HEAD_BYTES: Final = 4096
"""How far into a page its charset may be declared; the standard says 1024, and not everybody keeps to it."""
_CODECS: Final = {
    **dict.fromkeys(("iso88591", "latin1", "usascii", "ascii", "windows1252", "cp1252", "ansi", "l1", "iso88591windows"), "cp1252"),
    **{f"iso8859{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"{maker}{page}": f"cp{page}" for maker in ("windows", "cp") for page in (866, 874, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    "iso88599": "cp1254", "latin9": "iso8859-15", "macintosh": "mac-roman", "koi8r": "koi8-r", "koi8u": "koi8-u",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "shiftjis": "cp932", "sjis": "cp932",
    "eucjp": "euc_jp", "iso2022jp": "iso2022_jp", "euckr": "cp949", "utf16": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be",
}  # fmt: skip
"""What browsers take labels for, without their punctuation. No other codec of Python's: some take for ever, and none is a page's."""
_STRAY: Final = re.compile("[\udc80-\udcff]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f\udc80-\udcff]")
_STRAYS: Final = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}

_MOST_TAGS, _LAST_TAGS = 20_000, 5_000
"""Of a page that has more, the beginning and the end are read: each tag may look at all that are open."""
_TAG: Final = re.compile(r"""<[a-zA-Z](?:[^=>]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+""")
"""A tag up to its end; quotes count behind an equals sign."""
_LONG_TAG: Final = 1000
_QUOTED: Final = re.compile("""=\\s*+(?:"[^"]*+"|'[^']*+')""")
_MOST_ATTRIBUTES: Final = 1500
"""Of one tag: each is compared with all others."""
_MOST_WORDS: Final = 5000
"""Of one tag, also where they seem to stand between quotes: it may be read otherwise."""
_STYLING: Final = re.compile(r"<(/?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)
_MAYBE_STYLING: Final = re.compile(r"<[bceinstuBCEINSTU](?:[\s/>]|ig|IG|o|O|m[\s/>]|M[\s/>]|mall|MALL|tr|TR|t|T)")
"""What may be one of those, in a tenth of the time."""
_MOST_STYLING: Final = 1_000_000
"""Tags that style, times all tags: one that is not closed is opened anew in each block that follows."""


def decoded(body: bytes, charset: str | None) -> str:
    """Read bytes by their byte order mark, as UTF-8 wherever they are that, by the header, the page's own word, else as windows-1252."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    labels = [charset or "", *(found[1].decode("ascii", "replace") for found in _declared(body))]
    codecs = [_CODECS.get(re.sub(r"[\W_]", "", label.lower()[:40]), "") for label in labels]
    if codecs[0].startswith("utf-16") or codecs[0] == "iso2022_jp":  # UTF-8 would take it for ASCII
        return body.decode(codecs[0], "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _torn(body) or body.decode(
            next((codec for codec in codecs if codec and not codec.startswith("utf-16")), "cp1252"), "replace"
        )


def calmed(html: str) -> str:
    """Give markup whose parsing takes time and memory in proportion to its length, whatever it was made for."""
    tags = html.count("<")
    if tags > _MOST_TAGS:
        html = _ends_of(html)
    html = _without_crowds(html)
    if len(_MAYBE_STYLING.findall(html)) * min(tags, _MOST_TAGS) > _MOST_STYLING:
        html = _STYLING.sub(r"<\1span", html)
    return html


def _torn(body: bytes) -> str:
    """Read UTF-8 with a torn or foreign letter here and there; empty where most letters are foreign."""
    text = body.decode("utf-8", "surrogateescape")
    return text.translate(_STRAYS) if len(_STRAY.findall(text)) <= len(_NOT_ASCII.findall(text)) else ""


def _declared(body: bytes) -> list[re.Match[bytes]]:
    found = (pattern.search(body[:_HEAD_BYTES]) for pattern in (_META, _XML))
    return [one for one in found if one]


def _ends_of(html: str) -> str:
    """Give the first tags, and the last: what a business says of itself stands at the top and at the bottom."""
    start = _nth(html, _MOST_TAGS - _LAST_TAGS)
    end = len(html)
    for _ in range(_LAST_TAGS):
        end = html.rfind("<", 0, end)
    return html[:start] + html[max(end, start) :]


def _nth(html: str, number: int) -> int:
    place = -1
    for _ in range(number):
        place = html.find("<", place + 1)
    return place


def _without_crowds(html: str) -> str:
    """Leave tags out that have more attributes than anybody writes."""
    if not any(len(tag) > _LONG_TAG for tag in _TAG.findall(html)):
        return html
    kept, start = [], 0
    for tag in _TAG.finditer(html):
        if tag.end() - tag.start() > _LONG_TAG and _is_crowd(tag[0]):
            kept.append(html[start : tag.start()])
            start = tag.end()
    return "".join([*kept, html[start:]])


def _is_crowd(tag: str) -> bool:
    words = tag.replace("/", " ")
    return len(_QUOTED.sub("= ", words).split()) > _MOST_ATTRIBUTES or len(words.split()) > _MOST_WORDS
