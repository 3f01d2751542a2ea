"""A site while it is written: whatever is placed on a page is noted, so that the truth about a site is what its pages show."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from outhost.sandbox.behaviours import home_host
from outhost.sandbox.contacts import Box, Kind, Line
from outhost.sandbox.firms import Firm, elided
from outhost.sandbox.neighbours import Neighbour, agency, hoster
from outhost.sandbox.phones import USUAL, written
from outhost.sandbox.seasons import Season
from outhost.sandbox.spellings import SPELLINGS, drawn

_TOP = re.compile(r"<body\b[^>]*>|<div><h1>", re.IGNORECASE)
_IMAGE_ONLY_SHARE = 0.03
_PLAIN_SHARE, _SPLIT_SHARE, _BUTTON_SHARE = 0.52, 0.04, 0.05
_LABELS = {
    ("telephone", "fr"): ("Tél. :", "Téléphone :", "Tél :", "Tel.", "T :", "☎"),
    ("secondary", "fr"): ("Tél. 2 :", "Bureau :", "Ligne fixe :", "Standard :"),
    ("mobile", "fr"): ("Port. :", "Portable :", "Mobile :", "GSM :"),
    ("fax", "fr"): ("Fax :", "Télécopie :", "Fax."),
    ("telephone", "en"): ("Tel:", "Phone:", "Telephone:", "Call us:"),
    ("secondary", "en"): ("Office:", "Landline:", "Tel 2:"),
    ("mobile", "en"): ("Mobile:", "Mob:", "Cell:"),
    ("fax", "en"): ("Fax:",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it is served, and what of its firm it shows: mailboxes, lines and networks."""

    path: str
    kinds: frozenset[Kind]
    media_type: str
    body: bytes
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    networks: tuple[str, ...] = ()


class Draft:
    """The site of a firm in one week. Text from it is ready for HTML."""

    def __init__(self, firm: Firm, season: Season) -> None:
        self.firm = firm
        self.season = season
        self.pages: dict[str, Page] = {}
        self.language = firm.language
        self.name = escape(firm.name)
        self.label = escape(firm.trade.label)
        self.slogan = escape(firm.trade.slogan)
        self.street, self.postcode, self.city = firm.place.street, firm.place.postcode, firm.place.city
        self.host = home_host(firm)
        self.origin = f"http://{self.host}"
        self.notice = ""
        self.agency: Neighbour = agency(firm.seed, firm.number)
        self.hoster: Neighbour = hoster(firm.seed, firm.number)

    def rng(self, *names: object) -> random.Random:
        """Give a stream for one decision: the same every week."""
        return self.firm.stream("site", *names)

    def pick(self, what: str, *choices: str) -> str:
        """Choose once and for all."""
        return self.rng("pick", what).choice(choices)

    def t(self, french: str, english: str) -> str:
        """Say it in the language of the firm."""
        return english if self.language == "en" else french

    def says(self) -> list[str]:
        """What the firm says of itself, a paragraph each."""
        gaps = {"name": self.firm.name, "town": self.city, "since": self.firm.since}
        return [
            escape(elided(text.format(**gaps)) if self.language == "fr" else text.format(**gaps), quote=False)
            for text in self.firm.trade.says
        ]

    def goods(self) -> list[tuple[str, str]]:
        """What it sells, and each price this week."""
        return [(escape(what, quote=False), self._price(euros)) for what, euros in self.firm.trade.sells]

    def _price(self, euros: int) -> str:
        cents = euros * self.season.price_percent
        whole = f"{cents // 100:,}".replace(",", "," if self.language == "en" else "\u202f")
        if euros >= 1000 or cents % 100 == 0:
            return f"€{whole}" if self.language == "en" else f"{whole}\u00a0€"
        return f"€{whole}.{cents % 100:02d}" if self.language == "en" else f"{whole},{cents % 100:02d}\u00a0€"

    def hours(self) -> list[tuple[str, str]]:
        """Opening hours this week."""
        early, late = (
            ("8h30", "9h00", "9h30", "10h00", "7h00")[self.season.hours],
            ("18h00", "18h30", "19h00", "19h30", "20h00")[self.season.hours],
        )
        if self.language == "en":
            return [
                ("Tuesday to Friday", f"{early.replace('h', ':')} – {late.replace('h', ':')}"),
                ("Saturday", "10:00 – 16:00"),
                ("Sunday, Monday", "closed"),
            ]
        return [("Mardi au vendredi", f"{early} – 12h30, 14h00 – {late}"), ("Samedi", f"{early} – 17h00"), ("Dimanche et lundi", "fermé")]

    def stars(self) -> str:
        """The mean of its ratings this week."""
        text = f"{self.season.rating / 10:.1f}"
        return text if self.language == "en" else text.replace(".", ",")

    def pen(self, path: str, *kinds: Kind) -> "Pen":
        """Begin a page that serves as all those kinds."""
        return Pen(self, path, frozenset(kinds))

    def add(self, pen: "Pen", markup: str, *, charset: str = "utf-8", media_type: str | None = None) -> None:
        """Put a page into the site; a letter that the charset lacks becomes an entity."""
        body = self._noticed(pen, markup).encode(charset, "xmlcharrefreplace")
        head = f"text/html; charset={charset}" if media_type is None else media_type
        self.pages[pen.path] = Page(
            path=pen.path,
            kinds=pen.kinds,
            media_type=head,
            body=body,
            boxes=tuple(pen.boxes),
            lines=tuple(pen.lines),
            networks=tuple(pen.networks),
        )

    def _noticed(self, pen: "Pen", markup: str) -> str:
        """Put what visitors must know above a home page: where its body begins, or its first heading."""
        if not self.notice or Kind.HOME not in pen.kinds:
            return markup
        return _TOP.sub(
            lambda top: f"{top[0]}{self.notice}" if top[0].lower().startswith("<body") else f"{self.notice}{top[0]}", markup, count=1
        )


class Pen:
    """What writes one page and notes what it shows."""

    def __init__(self, site: Draft, path: str, kinds: frozenset[Kind]) -> None:
        self.site = site
        self.path = path
        self.kinds = kinds
        self.boxes: list[Box] = []
        self.lines: list[Line] = []
        self.networks: list[str] = []

    def email(self, box: Box, spelling: str | None = None) -> str:
        """Write an address in the spelling of this site, or in the one named."""
        rng = self.site.rng("spelling", box.address)
        if spelling is None and rng.random() < _IMAGE_ONLY_SHARE:
            return '<img src="/images/email.png" width="180" height="16" alt="e-mail">'
        self.boxes.append(box)
        return SPELLINGS[spelling or drawn(rng)][0](box.address, rng, self.site.language)

    def due_boxes(self) -> list[Box]:
        """Give the mailboxes that belong on a page like this."""
        return [box for box in self.site.season.boxes if box.kinds & self.kinds]

    def due_lines(self) -> list[Line]:
        """Give the lines that belong on a page like this."""
        return [line for line in self.site.season.lines if line.kinds & self.kinds]

    def emails(self, spelling: str | None = None) -> list[str]:
        """Write the addresses that belong on a page like this."""
        return [self.email(box, spelling) for box in self.due_boxes() if box.who is None or Kind.TEAM not in self.kinds]

    def phone(self, line: Line, notation: str | None = None) -> str:
        """Write a number in the notation of this site, or in the one named; now and then as a link that can be dialled."""
        self.lines.append(line)
        text = written(line.number, notation or self._notation(line))
        shape = self.site.rng("dial").random()
        if line.role == "fax" or shape < _PLAIN_SHARE:
            return text
        if shape < _PLAIN_SHARE + _SPLIT_SHARE:
            return "".join(f"<span>{part}</span> " for part in text.split(" ")).strip()
        target = line.number if self.site.rng("dial", line.role).random() < 0.7 else written(line.number, "joined")
        if shape > 1 - _BUTTON_SHARE:
            return f'<a class="btn" href="tel:{target}">{self.site.t("Appeler", "Call now")}</a>'
        return f'<a href="tel:{target}">{text}</a>'

    def _notation(self, line: Line) -> str:
        """Choose how this site writes numbers; one of the other country with that country's code, for it could not be dialled else."""
        rng = self.site.rng("notation")
        return (
            rng.choice(USUAL)
            if line.number.startswith("+44") == (self.site.firm.country == "gb")
            else rng.choice(("international", "with zero"))
        )

    def phone_plain(self, line: Line) -> str:
        """Write a number in the notation of this site, as text alone."""
        self.lines.append(line)
        return written(line.number, self._notation(line))

    def label(self, line: Line) -> str:
        """Say what kind of line it is."""
        return self.site.pick(f"label {line.role}", *_LABELS[line.role, self.site.language])

    def phones(self, notation: str | None = None) -> list[tuple[str, str]]:
        """Write the numbers that belong on a page like this, each with its label."""
        return [(self.label(line), self.phone(line, notation)) for line in self.due_lines()]

    def calls(self) -> list[tuple[str, str]]:
        """Write the numbers that belong on a page like this and can be called: without their labels, a fax could not be told."""
        return [(self.label(line), self.phone(line)) for line in self.due_lines() if line.role != "fax"]

    def profiles(self) -> list[tuple[str, str]]:
        """Give the profiles of the firm as this site links them: network and address."""
        found = []
        for network, url in self.site.firm.profiles.items():
            self.networks.append(network)
            found.append((network, _as_linked(url, self.site.rng("profile", network))))
        return found

    def json_ld(self, kind: str, *, boxes: Sequence[Box] = (), lines: Sequence[Line] = (), profiles: bool = False) -> str:
        """Describe the firm in JSON-LD, with these of its contacts."""
        site = self.site
        data: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": kind,
            "name": site.firm.name,
            "url": f"{site.origin}/",
            "image": f"{site.origin}/images/logo@2x.png",
        }
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": site.street,
            "postalCode": site.postcode,
            "addressLocality": site.city,
            "addressCountry": "FR",
        }
        for line in lines:
            self.lines.append(line)
            data["faxNumber" if line.role == "fax" else "telephone"] = line.number
        for box in boxes:
            self.boxes.append(box)
            data["email"] = site.pick("json mail", box.address, box.address, f"mailto:{box.address}")
        if profiles:
            data["sameAs"] = [url for _, url in self.profiles()]
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": f"{site.season.rating / 10:.1f}",
            "reviewCount": str(site.rng("reviews").randint(8, 320)),
        }
        text = json.dumps(data, ensure_ascii=site.rng("json").random() < 0.5)
        return f'<script type="application/ld+json">{text}</script>'


def _as_linked(url: str, rng: random.Random) -> str:
    """Write a profile's address as people paste it."""
    if "?" in url:
        return escape(url)
    ways = (
        url,
        url,
        url,
        f"{url}/",
        url.replace("https://", "http://"),
        url.replace("https:", ""),
        f"{url}/?ref=page_internal" if "facebook" in url else f"{url}?hl=fr" if "instagram" in url else url,
    )
    return rng.choice(ways)
