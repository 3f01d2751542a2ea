"""`phones_extra`: the other telephone numbers of a business, beside the one that is known: a second line, a mobile, a fax."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import phonenumbers
from phonenumbers import PhoneNumberFormat
from phonenumbers import PhoneNumberType as Type

from outhost.jobtypes import Category, Context, Found, JobType, Lane, Page, Params, Row, Text, folded, host_of, param

_COLUMNS: Final = ("phone_secondary", "mobile", "fax")
_KINDS: Final = ("contact", "legal", "about")
_MOST_PAGES: Final = 5
_MOST_LINES, _LONGEST_LINE, _MOST_LINKS = 5000, 1000, 300

_NUMBER: Final = re.compile(
    r"""(?<![\w+/.,-])(?:
        (?:\+|00)\s?\d{1,3}\)?[\s.-]{0,2}(?:\(\s?0\s?\)[\s.-]?)?\(?\d{1,4}\)?(?:[\s./-]{0,3}\d{1,4}){2,6}   # with a country's code
        | 0[1-9](?:[\s./–·-]{1,3}\d\d){4}                                                               # 04 72 00 11 22
        | 0[1-9]\d{8}                                                                                   # 0472001122
        | 0[1-9]\d\d[\s.-]\d{2,3}(?:[\s.-]\d{2,3}){1,2}                                                 # 0472 00 11 22, 0472 001 122
        | 0\s[1-9]\d\d(?:[\s.-]\d{2,3}){2,3}                                                            # 0 472 00 11 22
        | 0[1-9]\s\d{4}\s\d{4}                                                                          # 04 7200 1122
        | \(?0\d{1,4}\)?[\s/-]{1,3}\d{2,8}(?:[\s.-]\d{2,4}){0,3} | 0\d{10}                              # (020) 7946 0018, 01632 960123
        | \(?[2-9]\d\d\)?[\s.-]{1,2}\d{3}[\s.-]\d{4}                                                    # (415) 555-0132
    )(?![\w]|[.,]\d|\s?(?:€|EUR|euros|%|m²|km))""", re.VERBOSE
)  # fmt: skip
_AMERICAN: Final = re.compile(r"(?:1[\s.-])?\(?[2-9]\d\d\)?[\s.-]{1,2}[2-9]\d\d[\s.-]\d{4}")  # of North America alone
_DATE: Final = re.compile(r"(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?!\d)")
_LABELS: Final = (
    ("fax", re.compile(r"\bfax\b|t[ée]l[ée]copie|📠|🖷|\bf\s?[:.]\s?$", re.IGNORECASE)),
    ("mobile", re.compile(
        r"\bport(?:able)?\b\.?|\bmob(?:ile)?\b|\bgsm\b|\bcell(?:ulaire|phone)?\b|whats ?app|\bsms\b|📱|\bm\s?[:.]\s?$", re.IGNORECASE)),
    ("phone", re.compile(
        r"\bt[ée]l\b|t[ée]l[ée]phon|\bphone|\bcall\b|\bappel|\bstandard\b|\baccueil\b|secr[ée]tariat|joindre|\bfixe\b|landline|\boffice\b|\bbureau\b|☎|📞|\b[tp]\s?[:.]\s?$",
        re.IGNORECASE)),
)  # fmt: skip
_BOTH: Final = re.compile(r"(?:t[ée]l\.?(?:[ée]phone)?|phone)\s{0,2}(?:/|&|et|and|\+|-)\s{0,2}fax", re.IGNORECASE)
_NO_NUMBER: Final = re.compile(
    r"\bsiret\b|\bsiren\b|\brcs\b|\br\.c\.s|\btva\b|\bvat\b|\biban\b|\bbic\b|\brib\b|\bape\b|\bnaf\b|\borias\b|\brpps\b|\badeli\b|\bfiness\b"
    r"|\bcapital\b|immatricul|\bn° ?(?:de )?(?:police|carte|agr|contrat|licence|dossier|client)|\bcpi\b|licen[cs]e"
    r"|company (?:no|number|reg)"
    r"|registered|registration|\br[ée]f(?:[ée]rence)?\b\.?|\bisbn\b|\bean\b|\blat(?:itude)?\b|\blo?ng(?:itude)?\b|\bgps\b|\bid\b"
    r"|\bp\.? ?iva|\bc\.f\.|\bp\.i\.|\bust\b|steuernummer|\bhrb\b|\bkvk\b|\bbtw\b|\bnif\b|\bcif\b",
    re.IGNORECASE,
)  # what stands before a number that is no telephone's
_OTHERS: Final = re.compile(
    r"h[ée]bergeur|h[ée]berg(?:[ée]e?|ement) (?:du site|par\b|web|internet)|\bhost(?:ing|ed)\b|\bcnil\b|information commissioner|ombudsman"
    r"|agence web|web ?agency|webdesign|webmaster|(?:r[ée]alisation|conception|cr[ée]ation)\s{0,2}(?::|du site|site|web|par\b)"
    r"|site (?:internet )?(?:r[ée]alis[ée]|cr[ée][ée]|con[çc]u)|(?:designed|built|made|powered) by|website by|\bovh|\bionos\b|\b1&1\b"
    r"|\bgandi\b|o2switch|infomaniak|hostinger|planethoster|scaleway|online sas|anti-?poison|\bsamu\b|pompiers|gendarmerie|bloctel|dgccrf"
    r"|(?:nos|our) (?:partenaires|partners)|(?:partenaires?|partners?)\s?:|\bmairie\b|town hall|tourist office|council|police"
    r"|union des|auprès d|composez le|\bgarde d[ée]partementale|(?:m[ée]decin|pharmacie) de garde",
    re.IGNORECASE,
)  # whose numbers stand on sites beside the business's own
_OTHERS_IN_NOTICES: Final = re.compile(
    r"h[ée]bergement|m[ée]diat(?:eur|rice|ion)|\bico\b|conception|r[ée]alisation|\bwix\b|\blws\b|squarespace|amazon|google|assur(?:eur|ance)"
    r"|insur|garantie financi|\bordre (?:des|national)|chambre (?:des|de|nationale|syndicale)|pr[ée]fecture|office (?:de|du) tourisme"
    r"|protection des donn[ée]es|data protection|litige|dispute|consommation|cabinet comptable|photograph|cr[ée]dit",
    re.IGNORECASE,
)
"""The same in legal notices alone: elsewhere it may be the trade of the business."""
_NOTICE: Final = re.compile(r"mention|l[eé]gal|\bcg[uv]|condition|terms|privacy|confidential|imprint|impressum|rgpd|gdpr", re.IGNORECASE)
_SHORT_NAME, _SHORT_LINE, _MOST_BARE = 3, 40, 3
_PUBLISHER: Final = re.compile(
    r"(?im)^[ée]diteur du site|^publisher$|(?:directeur|directrice|responsable) de (?:la )?publication|publication director"
)  # words of a legal notice, wherever it stands
_OURS: Final = re.compile(
    r"[ée]diteur|[ée]dit[ée] par|publi[ée]|propri[ée]taire|si[èe]ge|nous (?:contacter|joindre|appeler)|contactez|coordonn[ée]es|publisher"
    r"|published|head office|contact us|our (?:office|shop)|responsable de (?:la )?publication|directeur|directrice",
    re.IGNORECASE,
)
_LINES_OF_OTHERS, _LINES_IN_NOTICES = 2, 8
_PLACEHOLDER: Final = re.compile(r"\+33(?:123456789|102030405|612345678|[67]00000000)|\+\d{1,3}(\d)\1{6,}|\+\d{1,4}0?123456789")
_BY_END: Final = {"uk": "GB", "edu": "US", "gov": "US", "mil": "US"}  # ends of names that are not what a country is called
_NO_COUNTRYS: Final = re.compile("a[ci]|cc|co|fm|gg|i[mo]|l[ay]|me|s[ht]|t[ov]|vc|ws")  # and those that anybody takes
_OTHER_LETTERS: Final = re.compile(r"[\u0370-\u1fff\u2e80-\uffdc]{3}")  # a word of neither French nor English
_FRENCH: Final = re.compile(
    r"0[1-9](?:[\s./–·-]{1,3}\d\d){4}|0[1-9]\d{8}|0[1-9]\d\d(?:(?:[\s.]\d\d){3}|(?:[\s.]\d{3}){2})"
    r"|0\s[1-9]\d\d(?:[\s.-]\d{2,3}){2,3}|0[1-9]\s\d{4}\s\d{4}"
)
_BY_NAME: Final = {
    "france": "FR", "belgique": "BE", "belgium": "BE", "suisse": "CH", "switzerland": "CH", "luxembourg": "LU", "monaco": "MC",
    "unitedkingdom": "GB", "uk": "GB", "england": "GB", "royaumeuni": "GB", "ireland": "IE", "irlande": "IE", "canada": "CA", "usa": "US",
    "etatsunis": "US", "unitedstates": "US", "allemagne": "DE", "germany": "DE", "espagne": "ES", "spain": "ES", "italie": "IT",
}  # fmt: skip
_CALLS: Final = ", ".join(
    f"a[href{sign}]" for sign in ('^="tel:" i', '^="callto:" i', '^="fax:" i', '^="sms:" i', '*="wa.me/"', '*="whatsapp.com/send"')
)
_NAMES_IN_STATE: Final = {
    **dict.fromkeys(("telephone", "phone", "phoneNumber", "phone_number", "tel", "secondary", "phone2", "telephone2"), "phone"),
    **dict.fromkeys(("mobile", "mobilePhone", "cell", "portable", "gsm", "whatsapp"), "mobile"),
    **dict.fromkeys(("fax", "faxNumber"), "fax"),
}  # fmt: skip
_KINDS_OF_LINES: Final = {
    Type.FIXED_LINE: "fixed", Type.VOIP: "fixed", Type.MOBILE: "mobile", Type.TOLL_FREE: "free", Type.FIXED_LINE_OR_MOBILE: "either",
}  # fmt: skip
_MOBILE_STARTS: Final = ("+336", "+337", "+447")
"""Ranges that are opened faster than the library learns of them."""
_FIXED_STARTS: Final = tuple(f"+33{digit}" for digit in "123459")


class PhonesParams(Params):
    """Where the numbers are from."""

    country: str = param(
        "FR", pattern="^[A-Z]{2}$", label=Text(en="Country", fr="Pays"),
        help=Text(en="Two letters (ISO 3166): whose numbers they are where neither the number nor the site says.",
                  fr="Deux lettres (ISO 3166) : le pays des numéros quand ni le numéro ni le site ne le disent."),
    )  # fmt: skip


@dataclass(kw_only=True)
class Sighting:
    """A number that a site shows: how often it was said to be what, and proof of the first time."""

    e164: str
    found: Found
    labels: set[str] = field(default_factory=set)
    weight: float = 0.0

    @property
    def column(self) -> str:
        """Tell what it is: by its label a fax, by its range a mobile, else a line."""
        kind = _kind_of(self.e164)
        if kind == "mobile" or "fax" in self.labels:
            return "mobile" if kind == "mobile" else "fax"
        if kind == "either" and "mobile" in self.labels:
            return "mobile"
        return "phone_secondary" if kind in {"fixed", "either"} or (kind == "free" and "phone" in self.labels) else ""


async def run(row: Row, params: PhonesParams, job: Context) -> Row:
    """Give the surest number of each kind that is not the known one."""
    site = await job.site(str(row["site_web"] or ""))
    name, regions = folded(str(row.get("nom") or "")), list[str]()
    seen: dict[str, Sighting] = {}
    async for page in site.pages(*_KINDS, most=_MOST_PAGES):
        regions = regions or _regions_of(row, page, params.country)
        for number, raw, label, method, weight in _shown_on(page, regions, name):
            one = seen.setdefault(number, Sighting(e164=number, found=page.found(number, method, raw)))
            one.labels.add(label)
            one.weight += weight
    known = set(numbers_in(str(row.get("telephone") or ""), regions or [params.country]))
    return _chosen([one for one in seen.values() if one.e164 not in known])


def _chosen(several: list[Sighting]) -> Row:
    """Give the surest of each kind: the first seen of two that weigh the same, and a free line where there is no other."""
    row: Row = dict.fromkeys(_COLUMNS, "")
    said = [one for one in several if one.labels != {""}]
    sure = several if len(several) - len(said) <= _MOST_BARE else said  # many without a label are a list, of whomever
    for one in sorted(sure, key=lambda one: (_kind_of(one.e164) == "free", -one.weight)):
        if one.column and not row[one.column]:
            row[one.column] = one.found
    return row


Shown = tuple[str, str, str, str, float]
"""A number, how it stands there, its label, how it was read, and how sure it is."""


def _shown_on(page: Page, regions: list[str], name: str) -> Iterator[Shown]:
    yield from _linked(page, regions)
    yield from _in_data(page, regions)
    for raw, label, weight in said_in(page.text, name, is_notice=bool(_NOTICE.search(f"{urlsplit(page.url).path} {page.title}"))):
        if number := e164_of(raw, regions, is_said=bool(label)):
            yield number, raw, label, "text", weight


def _linked(page: Page, regions: list[str]) -> Iterator[Shown]:
    for node in page.tree.css(_CALLS)[:_MOST_LINKS]:
        href = unquote(node.attributes.get("href") or "")[:200]
        words = " ".join(node.text(separator=" ").split())[:100]
        shown = next((found[0] for found in _NUMBER.finditer(words)), "")
        called = next(iter(re.findall(r"[+\d][\d\s().-]{5,25}", href)), "")
        number = e164_of(shown, regions, is_said=True) or e164_of(called, regions, is_said=True)
        if number and not _is_others(node):
            label = _label_of(f"{href[:4].replace('tel:', '')} {_signs_of(node)} {words}") or "phone"
            yield number, shown or words or href, label, "link", 3.0


def _in_data(page: Page, regions: list[str]) -> Iterator[Shown]:
    for one in page.own_data:
        for name, label in (("telephone", "phone"), ("faxNumber", "fax"), ("mobile", "mobile")):
            for raw in _texts_of(one.get(name)):
                if number := e164_of(raw.removeprefix("tel:"), regions, is_said=True):
                    yield number, raw, label, "data", 3.0
    for raw, label in _in_state(page):
        if number := e164_of(raw, regions, is_said=True):
            yield number, raw, label, "script", 1.0


def _in_state(page: Page) -> Iterator[tuple[str, str]]:
    """Go through what a script would show: numbers by their names, and pairs of a label and a value."""
    for one in page.state:
        yield from ((raw, label) for name, label in _NAMES_IN_STATE.items() for raw in _texts_of(one.get(name)))
        if isinstance(words := one.get("label"), str) and isinstance(value := one.get("value"), str) and (label := _label_of(words[:40])):
            yield value[:60], label


def said_in(text: str, name: str, *, is_notice: bool) -> Iterator[tuple[str, str, float]]:
    """Go through what looks like numbers of a business of this (folded) name, each with its label (`phone`, `mobile`, `fax` or none)."""
    lines = [line[:_LONGEST_LINE] for line in text.split("\n")[:_MOST_LINES]]
    published = _PUBLISHER.search(text)
    notice_from = 0 if is_notice else text.count("\n", 0, published.start()) if published else _MOST_LINES
    for place, line in enumerate(lines):
        end = 0
        for found in _NUMBER.finditer(line):
            if not end and _is_about_others(lines, place, name, is_notice=place >= notice_from):
                break
            words = (line[end : found.start()] if end or found.start() else _label_above(lines, place))[-60:]
            label = _label_of(words) or _label_of(line[found.end() :][:14].partition(",")[0] if "(" in line[found.end() :][:3] else "")
            end = found.end()
            if not _is_no_number(words, label) and _is_whole(found[0], label):
                yield found[0], label, 2.0 if label else 1.0


def numbers_in(text: str, regions: list[str]) -> list[str]:
    """Give the numbers of a cell, however they are written."""
    raws = [found[0] for found in _NUMBER.finditer(text[:_LONGEST_LINE])] or [text[:40]]
    forms = (form for raw in raws for form in ((raw, f"0{raw}") if raw[:1] in "123456789" else (raw,)))  # workbooks drop the 0
    return [number for form in forms if (number := e164_of(form, regions, is_said=True))]


def e164_of(raw: str, regions: list[str], *, is_said: bool) -> str:
    """Give a number as E.164; empty where it is none. One that is said to be a number need but look like one of its country."""
    raw = " ".join(raw.split())
    if _AMERICAN.fullmatch(raw):
        regions = [region for region in regions if region in {"US", "CA"}] or ["US"]
    for region in regions:
        for text in _forms_of(raw, region):
            number = _parsed(text, region)
            if number is not None and phonenumbers.is_valid_number(number):
                return _plain(number)
    likely = (_plain(number) for one in regions if is_said and (number := _parsed(raw, one)) and phonenumbers.is_possible_number(number))
    return next((text for text in likely if text.startswith(_MOBILE_STARTS + _FIXED_STARTS) and _kind_of(text)), "")


def _plain(number: phonenumbers.PhoneNumber) -> str:
    text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return "" if _PLACEHOLDER.fullmatch(text) else text


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(re.sub(r"\(\s?0\s?\)", "", text) if "+" in text or text.startswith("00") else text, region)
    except phonenumbers.NumberParseException:
        return None


def _forms_of(raw: str, region: str) -> Iterator[str]:
    """Give what may be meant by a number: as people of its country write it, with the country's code made one, without what follows it."""
    digits = re.sub(r"\D", "", raw)
    is_whole = raw.startswith(("+", "00")) or phonenumbers.ndd_prefix_for_region(region, True) != "0" or digits.startswith("0")
    if is_whole and (region != "FR" or raw.startswith(("+", "00")) or _FRENCH.fullmatch(raw)):
        yield raw
    if digits.startswith(str(phonenumbers.country_code_for_region(region))) and not raw.startswith(("+", "0")):
        yield f"+{digits}"
    if raw.startswith(("+", "00")):
        parts = re.split(r"(?<=\d)[\s./-]+(?=\d)", raw)
        yield from (" ".join(parts[:-less]) for less in (1, 2, 3) if len(parts) > less + 2)


def _kind_of(e164: str) -> str:
    """Tell what a number leads to, as its range says: `fixed`, `mobile`, `either`, `free`, or nothing that is wanted."""
    number = _parsed(e164, "ZZ")
    if (kind := phonenumbers.number_type(number) if number else Type.UNKNOWN) == Type.UNKNOWN:
        return "mobile" if e164.startswith(_MOBILE_STARTS) else "fixed" if e164.startswith(_FIXED_STARTS) else ""
    return _KINDS_OF_LINES.get(kind, "")


def _label_of(words: str) -> str:
    """Give the label that stands last."""
    if _BOTH.search(words):
        return "fax"
    ends = [(max((found.end() for found in pattern.finditer(words)), default=-1), label) for label, pattern in _LABELS]
    end, label = max(ends)
    return label if end >= 0 else ""


def _is_no_number(words: str, label: str) -> bool:
    """Tell whether the words before a number say that it is something else, and no label of a telephone comes after them."""
    last = max((found.end() for found in _NO_NUMBER.finditer(words)), default=-1)
    labelled = max((found.end() for _, pattern in _LABELS for found in pattern.finditer(words)), default=-1) if label else -1
    return last > labelled


def _is_whole(raw: str, label: str) -> bool:
    """Tell whether digits belong together: hours and dates mix their separators, telephone numbers seldom do."""
    if _DATE.search(raw):
        return False
    first, *others = [part.strip() for part in re.findall(r"(?<=\d)[\s./–·-]+(?=\d)", raw)] or [""]
    return len({first, *others} if first != "/" else set(others)) < 2 or (bool(label) and "/" not in others)  # noqa: PLR2004 - two kinds


def _label_above(lines: list[str], place: int) -> str:
    """Give the line above, if it may be a label that stands alone."""
    above = lines[place - 1] if place else ""
    return above if len(above) < _SHORT_LINE and not _NUMBER.search(above) else ""


def _is_about_others(lines: list[str], place: int, name: str, *, is_notice: bool) -> bool:
    """Tell whether a line speaks of somebody else: by its own words, or by the last words before it that say of whom."""
    for line in reversed(lines[max(place - (_LINES_IN_NOTICES if is_notice else _LINES_OF_OTHERS) + 1, 0) : place + 1]):
        if len(name) > _SHORT_NAME and name in folded(line):
            return False
        if _OTHERS.search(line) or (is_notice and _OTHERS_IN_NOTICES.search(line)):
            return True
        if _OURS.search(line):
            return False
    return False


def _is_others(node: Any) -> bool:
    """Tell whether a link stands in a line about somebody else."""
    above = node.parent
    for _ in range(2):
        if above is None or above.tag in {"body", "footer", "html", "header", "nav", "main"}:
            return False
        words = above.text(separator=" ")[:400]
        if len(words) < 250 and _OTHERS.search(words):  # noqa: PLR2004 - a larger part of a page is about more than them
            return True
        above = above.parent
    return False


def _signs_of(node: Any) -> str:
    """Give what a link's icon, its title and the words before it say."""
    before = node.prev
    words = before.text()[-40:] if before is not None and before.tag != "a" else ""
    shown = (node, node.css_first("i[class], svg[class], img[alt], span[class]"))
    signs = [one.attributes.get(name) or "" for one in shown if one is not None for name in ("class", "title", "aria-label", "alt")]
    return re.sub(r"[_-]", " ", f"{words} {' '.join(signs)}")[:300]


def _texts_of(value: Any) -> list[str]:
    return [str(one)[:60] for one in (value if isinstance(value, list) else [value])[:20] if isinstance(one, str | int)]


def _regions_of(row: Row, page: Page, otherwise: str) -> list[str]:
    """Give whose numbers they may be, the likeliest first: by the row, the site's data, its name; only else by its language."""
    said = [str(row.get(name) or "") for name in ("pays", "country", "country_code", "Pays", "Country")] + list(_countries_in(page.data))
    node = page.tree.css_first("html[lang]")
    language, _, region = ((node.attributes.get("lang") or "") if node else "").strip().replace("_", "-").partition("-")
    known = _parsed(str(row.get("telephone") or "").strip(), "ZZ")
    its = phonenumbers.region_code_for_number(known) if known else ""
    if sure := _supported(*(_region_named(one) for one in said), _ending(page.url)):
        return _supported(its, *sure, region.upper())
    is_ours = language.lower() in {"", "en", "fr"} and not _OTHER_LETTERS.search(page.text[:_LONGEST_LINE])
    likely = ("GB" if language.lower() == "en" else "", otherwise, "FR") if is_ours else ()
    return _supported(its, region.upper(), *likely) or ["ZZ"]  # of no country: only numbers with its code can be read


def _supported(*regions: str | None) -> list[str]:
    return [one for one in dict.fromkeys(regions) if one and one in phonenumbers.SUPPORTED_REGIONS]


def _ending(url: str) -> str:
    """Give the country that the end of a site's name stands for, if it is one's."""
    end = host_of(url).rpartition(".")[2]
    return _BY_END.get(end, "" if _NO_COUNTRYS.fullmatch(end) else end.upper())


def _region_named(name: str) -> str:
    return name.strip().upper() if re.fullmatch(r"\s*[A-Za-z]{2}\s*", name) and folded(name) != "uk" else _BY_NAME.get(folded(name), "")


def _countries_in(data: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in data:
        country = one.get("addressCountry")
        yield str(country.get("name") or "") if isinstance(country, Mapping) else str(country or "")[:40]


job_type = JobType(
    slug="phones_extra",
    category=Category.ENRICH,
    label=Text(en="More telephone numbers", fr="Autres numéros de téléphone"),
    description=Text(
        en="The business’s other numbers, from its own website: a second line, a mobile and a fax, in international form.",
        fr="Les autres numéros de l’entreprise, lus sur son site : une seconde ligne, un mobile et un fax, au format international.",
    ),
    params=PhonesParams,
    run=run,
    limits=Text(
        en="Reads five pages at most. No premium numbers, nor hosts’ or agencies’. If the row has no telephone, the first is the second.",
        fr="Lit cinq pages au plus. Ni numéros surtaxés, ni d’hébergeurs ou d’agences. Sans téléphone, le premier est le second.",
    ),
    needs=("site_web",),
    produces=_COLUMNS,
    lane=Lane.EXTRACTION,
    uses=frozenset({"site"}),
    seconds=240.0,
    at_once=64,
)
