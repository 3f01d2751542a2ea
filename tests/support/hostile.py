"""Pages that nobody writes but to do harm: each repeats what costs a careless reader more than its length."""

from collections.abc import Iterable, Mapping
from typing import Final

_TOKENS: Final[Mapping[str, bytes]] = {
    "nested blocks": b"<div>", "nested links": b'<a href="/x"><div>', "links": b'<a href="/contact">', "lists": b"<ul><li>",
    "tables": b"<table><tr><td>", "formatting": b"<b><i><u><p>", "no breaks": b"<nobr><div>", "selects": b"<select><option>",
    "groups": b"<optgroup><option>", "templates": b"<template><div>", "drawings": b"<svg><g><text>", "formulas": b"<math><mi>",
    "comments": b"<!--", "declarations": b"<!x ", "tags begun": b"<", "tags ended": b"</p>", "headings": b"<h1>",
    "frames": b'<iframe src="/x">', "metas": b'<meta name="a" content="b">', "charsets": b"<meta charset=", "metas begun": b"<meta ",
    "references": b"&#64;", "references begun": b"&#x", "ampersands": b"&amp", "one letter": b"a", "spaces": b" ",
    "tabs and lines": b"\t\n", "zeros": b"\0", "no text at all": b"\xff\xfe", "soft hyphens": b"\xc2\xad", "at signs": b"@",
    "addresses begun": b"a@", "addresses": b"a@b.fr ", "addresses joined": b"a@b.c@", "dots": b"a.", "dashes": b"a-", "plus": b"a+.",
    "hosts": b"a@" + b"a-." * 40, "spoken": b"a (at) b (dot) ", "spoken begun": b"a [at] ", "spoken in French": b"a arobase b point ",
    "mailto": b'<a href="mailto:a@b.fr">', "mailto begun": b"mailto:", "escapes": b"%40", "veils": b'<a data-cfemail="1234',
    "slashes": b"/", "digits": b"1", "digits apart": b"1 ", "pairs of digits": b"01 23 45 67 89 ", "pairs with dots": b"01.",
    "plus and digits": b"+33", "brackets": b"(", "tel": b'<a href="tel:0123456789">', "fax": b"Fax ", "mobile": b"Mobile: ",
    "words": b"contact mentions legales ", "profiles": b'<a href="https://www.facebook.com/x">',
    "profiles in the text": b"https://facebook.com/", "shares": b"facebook.com/sharer?u=",
    "names of JSON": b'<script type="application/ld+json">{"@type":"Organization","sameAs":', "parked": b"This domain is for sale ",
    "closed": "définitivement fermé ".encode(), "quotes": b'"', "attributes": b' a="', "semicolons": b"a;", "equals": b"a=",
}  # fmt: skip


def hostile_pages(size: int) -> Iterable[tuple[str, bytes]]:
    """Make all of them, each of `size` bytes."""
    for name, token in _TOKENS.items():
        yield name, (token * (size // len(token) + 1))[:size]
    yield "one attribute", b'<p><a href="' + b"x" * size + b'">'
    yield "one link's words", b"<p><a href=/contact>" + b"a@" * (size // 2) + b"</a>"
    yield "many attributes", b"<a " + b" ".join(b"a%d=1" % number for number in range(size // 9)) + b">"
    yield "many links", b"".join(b'<a href="/%d">x</a>' % number for number in range(size // 22))
    yield "many hosts", b"".join(b'<a href="//h%d.example/contact">x</a>' % number for number in range(size // 40))
    yield "many addresses", b"".join(b"u%d@h%d.fr " % (number, number) for number in range(size // 16))
    yield "many numbers", b"".join(b"<p>+3314%08d " % number for number in range(size // 17))
    yield "objects in objects", _json(b'{"a":' * (size // 5))
    yield "objects closed", _json(b'{"a":' * (size // 6) + b"1" + b"}" * (size // 6))
    yield "lists in lists", _json(b"[" * size)
    yield "many objects", _json(b"[" + b'{"email":"a@b.fr"},' * (size // 19) + b"{}]")
    yield "one large number", _json(b'{"telephone":' + b"1" * size + b"}")
    yield "many scripts", _json(b"{}") * (size // 45)
    yield "escapes in JSON", _json(b'{"email":"' + b"\\u0040" * (size // 6) + b'"}')


def labels() -> tuple[str, ...]:
    """Give labels of charsets that a header may carry; some are no charset, some cost the square of what they decode."""
    return (
        "utf-8", "UTF8", "utf-16", "utf-32", "utf-7", "utf-8-sig", "latin-1", "windows-1252", "shift_jis", "gb18030", "iso-2022-jp", "hz",
        "punycode", "idna", "unicode_escape", "raw_unicode_escape", "rot13", "hex", "zlib", "base64", "bz2", "undefined", "mbcs", "charmap",
        "x-none", "", "\0", "é", "a" * 5000, "utf-8; q=1", '"utf-8"', "../../etc/passwd", "encodings.aliases",
    )  # fmt: skip


def _json(text: bytes) -> bytes:
    return b'<script type="application/ld+json">' + text + b"</script>"
