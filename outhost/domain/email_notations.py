"""E-mail addresses in a text, plainly written or disguised from robots: `info [at] acme [dot] com`, `info arobase acme point fr`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN: Final = "text"
SPELT: Final = "at-dot"

_BEFORE: Final = 160
"""Characters before an `@` among which its first half, or what says whose it is, may stand."""
_AFTER: Final = 260
_MOST_SIGNS: Final = 4000
"""Of `@` and what stands for it in one text; a page with more is a list of something else."""

_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff"))
_SIGN: Final = re.compile(
    r"(?P<plain>@)"
    r"|(?P<marked>\s{0,3}[\[({<]\s{0,2}(?:at|arobase|arobas|arrobase|aro|@)\s{0,2}[\])}>]\s{0,3})"
    r"|(?P<tight>(?<=\w)(?:[\[({]a[\])}]|[\[({]chez[\])}]|[-_*~|]{1,2}(?:at|arobase)[-_*~|]{1,2})(?=\w))"
    r"|(?P<word>\s{1,3}(?:arobase|arobas|arrobase)\s{1,3})"
    r"|(?P<bare>(?<=\w)\s{1,3}at\s{1,3}(?=\w))",
    re.IGNORECASE,
)
"""An `@`, or what people write in its place."""
_MARKED_DOT: Final = re.compile(r"\s{0,2}[\[({<]\s{0,2}(?:dot|point|pt|\.)\s{0,2}[\])}>]\s{0,2}", re.IGNORECASE)
_WORD_DOT: Final = re.compile(r"\s{1,2}(?:dot|point)\s{1,2}", re.IGNORECASE)
_FIRST_WORD_DOT: Final = re.compile(r"[\w-]{1,63}\s{1,2}(?:dot|point)\s", re.IGNORECASE)
_LOOSE_DOT: Final = re.compile(r"\s\.\s")
_LOCAL: Final = re.compile(r"[A-Za-z0-9._%+'&-]{1,64}$")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿœ.-]{3,253}")
_LABEL: Final = re.compile(r"[a-z0-9à-öø-ÿœ](?:[a-z0-9à-öø-ÿœ-]{0,61}[a-z0-9à-öø-ÿœ])?")
_GLUED: Final = re.compile(r"[a-z]{2,12}(?=[A-ZÀ-Þ])")
"""The end of a domain with a word of the page behind it: `frTél`."""
_LOGIN: Final = re.compile(r"://[^\s\"'<>,;()/]{0,60}$")
_PHONE_IN_FRONT: Final = re.compile(r"(?:\d{2}[ .-]?){4}\d{2}([A-Za-z][A-Za-z0-9._+-]{0,63})$")
_WORD_IN_FRONT: Final = re.compile(r"(?:E-?mail|Mail|Courriel|Mél)(?=[a-z])")
_NAMED: Final = re.compile(
    r"(?:mail|courriel|mél|mel|e-m|adresse|contact|ecri\w*|écri\w*|write)[^\n@]{0,25}$|@\s{0,2}:\s{0,3}$", re.IGNORECASE
)
"""What says that an address follows."""
_LABELLED: Final = re.compile(r"(?:mail|courriel|mél|mel|e-m|adresse|address|contact)\s{0,2}:\s{0,3}$", re.IGNORECASE)
_NO_SPAM: Final = re.compile(r"[\[({]?[-_.]?(?:NO-?SPAM|ANTI-?SPAM|REMOVE-?THIS|REMOVE-?ME|ENLEVEZ-?MOI|SANS-?SPAM)[-_.]?[\])}]?")
_HASH: Final = re.compile(r"[0-9a-f]{20,64}")
_NO_MAILBOX: Final = _words("""
    and are based be find her here him is it located look looking me meet online open or them us you
""")
"""Words before a bare `at` that are no mailbox: `find us at acme.com`."""

_COUNTRIES: Final = _words("""
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck
    cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq
    gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr
    ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf
    pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th
    tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
""")
_OTHERS: Final = _words("""
    aero agency alsace amsterdam apartments app archi art asia associates auction audio auto bar barcelona bayern beauty beer berlin
    best bet bike bio biz blog boutique brussels build builders business bzh cab cafe camp capital cards care cars cash cat catering
    center cheap church city cleaning clinic clothing cloud club coach coffee com community company computer construction consulting
    contact contractors cool coop corsica credit cymru dance dating dental dentist design dev diamonds digital direct doctor dog earth
    edu education email energy engineer engineering equipment estate events example exchange expert express family fashion film
    finance financial fish fit fitness florist flowers forsale foundation fun fund furniture gallery garden gent gift gifts glass
    global gmbh gold golf gov group guide guitars guru hair haus health healthcare help hockey holdings holiday homes horse hospital
    host hotel house how info ink institute insurance insure int international investments irish jetzt jewelry jobs kaufen kitchen
    koeln kyoto land law lawyer lease legal life lighting limited limo link live loans lol london ltd luxe luxury madrid maison
    management marketing mba media medical melbourne menu mil mobi moda mom money museum music name net network news ngo nyc one ong
    online org organic paris partners parts party pet pharmacy photo photography photos physio pictures pink pizza place plumbing plus
    post press pro productions properties property pub quebec racing realty recipes rehab rent rentals repair rest restaurant reviews
    rip rocks run salon sarl sas school schule science scot scotland services shiksha shoes shop shopping show site ski social
    software solar solutions space sport storage store studio style supplies supply support surf surgery swiss sydney systems tax taxi
    team tech technology tel tennis theater theatre tienda tips tirol today tokyo tools top tours town toys trade training travel
    university vacations vegas ventures vet viajes video villas vin vip vision vlaanderen voyage wales watch website wedding wien wiki
    win wine work works world wtf xyz yachts yoga zone
""")
"""Ends of domains that a small business may have; what else there is are mostly brands, and names of files (`logo@2x.png`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An address as it was found in a text: how it was written, the words as they stand there, and those before them."""

    address: str
    method: str
    near: str
    before: str = ""


def legible(text: str) -> str:
    """Give a text without what no eye sees (soft hyphens, zero-width spaces), and with full-width signs as plain ones."""
    return unicodedata.normalize("NFKC", text).translate(_UNSEEN)


def written_in(text: str) -> Iterator[Written]:
    """Give the addresses in a text for people, disguised ones too; the text is `legible`."""
    for number, sign in enumerate(_SIGN.finditer(text)):
        if number >= _MOST_SIGNS:
            return
        kind = sign.lastgroup or ""
        found = _around(text, sign, kind)
        if found is not None and (kind != "bare" or _is_meant(found)):
            yield found


def plainly_in(text: str) -> Iterator[Written]:
    """Give the addresses that stand plainly in a text, such as the source of a script."""
    at = -1
    for _ in range(_MOST_SIGNS):
        at = text.find("@", at + 1)
        if at < 0:
            return
        if found := _halves(text, at, at + 1, PLAIN):
            yield found


def address_of(local: str, domain: str) -> str | None:
    """Put two halves together, as people write them; None where that is no address."""
    local, domain = local.strip(".'-&").lower(), _domain_at(domain) or ""
    if not (local and domain) or ".." in local or local.startswith("%") or not _LOCAL.fullmatch(local):
        return None
    return None if _HASH.fullmatch(local) else f"{local}@{domain}"


def whole_address(text: str) -> str | None:
    """Give the address that a text is, with nothing beside it; None where it is none."""
    local, sign, domain = text.strip().partition("@")
    address = address_of(local, domain) if sign else None
    return address if address is not None and len(address) == len(text.strip()) else None


def _around(text: str, sign: re.Match[str], kind: str) -> Written | None:
    start, end = sign.span()
    if kind == "plain" and (text[start - 1 : start].isspace() or text[end : end + 1].isspace()):
        return _spaced(text, start, end)
    return _halves(text, start, end, PLAIN if kind == "plain" else SPELT)


def _spaced(text: str, start: int, end: int) -> Written | None:
    """Read `info @ acme.com`, where something says that it is an address: a word before it, or a line of its own."""
    left = text[max(start - _BEFORE, 0) : start].rstrip(" \t\xa0")
    right = text[end : end + _AFTER]
    found = _halves(text, max(start - _BEFORE, 0) + len(left), end + len(right) - len(right.lstrip(" \t\xa0")), PLAIN)
    if found is None:
        return None
    line = text[text.rfind("\n", 0, start) + 1 : start + _AFTER].partition("\n")[0]
    before = left[: len(left) - len(found.near.partition("@")[0].rstrip())].rpartition("\n")[2]
    return found if line.strip() == found.near.strip() or _NAMED.search(before) else None


def _is_meant(found: Written) -> bool:
    """Tell whether `a at b.com` is an address: the dot is written out too, or something says so."""
    local = found.address.partition("@")[0]
    is_spelt = bool(_WORD_DOT.search(found.near) or _MARKED_DOT.search(found.near))
    return local not in _NO_MAILBOX and (is_spelt or bool(_LABELLED.search(found.before)))


def _halves(text: str, start: int, end: int, method: str) -> Written | None:
    """Read what stands on either side of an `@`, or of what stands for it."""
    first = max(start - _BEFORE, 0)
    left, right = _NO_SPAM.sub("", text[first:start]), _NO_SPAM.sub("", text[end : end + _AFTER])
    is_spelt = method == SPELT or bool(_MARKED_DOT.match(right.lstrip("abcdefghijklmnopqrstuvwxyz0123456789-")))
    local = _local_at(_spelt_left(left) if method == SPELT else left)
    address = address_of(local, _spelt_right(right) if is_spelt or _FIRST_WORD_DOT.match(right) else right) if local else None
    if address is None:
        return None
    begin = _begin_of(text, first, start, local or "")
    stop = _end_of(text, end, address.partition("@")[2])
    return Written(
        address=address,
        method=method if method == SPELT or not is_spelt else SPELT,
        near=text[begin:stop].strip(),
        before=text[max(begin - _BEFORE, 0) : begin],
    )


def _local_at(left: str) -> str | None:
    """Give the mailbox at the end of a text."""
    found = _LOCAL.search(left)
    if found is None:
        return None
    before = left[: found.start()]
    if before[-1:].isalpha() or _LOGIN.search(before[-80:]):  # an accent, which no mailbox has; or a login in an address
        return None
    phone = _PHONE_IN_FRONT.search(left) if found[0][:1].isdigit() else None
    return phone[1] if phone else _WORD_IN_FRONT.sub("", found[0], count=1)


def _spelt_left(left: str) -> str:
    plain = _MARKED_DOT.sub(".", left.rstrip())
    return re.sub(r"(?<=\w)\s{1,2}(?:dot|point)\s{1,2}(?=[\w.]{1,60}$)", ".", plain, flags=re.IGNORECASE)


def _spelt_right(right: str) -> str:
    plain = _MARKED_DOT.sub(".", right.lstrip())
    if _FIRST_WORD_DOT.match(plain):
        return _WORD_DOT.sub(".", plain, count=4)
    return _LOOSE_DOT.sub(".", plain, count=1) if re.match(r"[\w-]{1,63}\s\.\s", plain) else plain


def _domain_at(right: str) -> str | None:
    """Give the domain at the beginning of a text: as many labels as end in one that domains end in."""
    found = _DOMAIN.match(right.removeprefix("www."))
    if found is None:
        return None
    labels: list[str] = []
    best = None
    for label in found[0].split(".")[:7]:
        if best and label[:1].isupper() and not label.isupper():  # the next sentence
            break
        glued = _GLUED.match(label)
        plain = (glued[0] if glued and labels else label).lower()
        if not _LABEL.fullmatch(plain) or len(plain) > 63:  # noqa: PLR2004 - RFC 1035
            break
        labels.append(plain)
        if len(labels) > 1 and (plain in _COUNTRIES or plain in _OTHERS):
            best = ".".join(labels)
        if glued and len(labels) > 1:
            break
    return best


def _begin_of(text: str, first: int, start: int, local: str) -> int:
    """Find where an address begins in the text, disguised or not."""
    if text.endswith(local, first, start):
        return start - len(local)
    place = text.rfind(local.partition(".")[0], first, start)
    return place if place >= 0 else start


def _end_of(text: str, end: int, domain: str) -> int:
    """Find where an address ends in the text, disguised or not."""
    low = text[end : end + _AFTER].lower()
    if low.startswith(domain):
        return end + len(domain)
    *_, middle, last = domain.split(".")
    place = low.find(last, max(low.find(middle), 0) + len(middle))
    return end + place + len(last) if place >= 0 else end
