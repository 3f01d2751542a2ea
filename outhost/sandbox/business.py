"""A business as the directory lists it, with the truth about its site: what extractors are measured against, and never see."""

from collections.abc import Mapping
from dataclasses import dataclass

from outhost.sandbox.firms import Firm
from outhost.sandbox.mailboxes import Post, post
from outhost.sandbox.seasons import Alive
from outhost.sandbox.sites import Site, site


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueEmail:
    """An address of the business that a careful reader can know: `kind` is `personal` (named after somebody) or `role`."""

    address: str
    kind: str
    path: str
    """The first page that shows it, in the order home, contact, legal, about, team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePhones:
    """Numbers on the site beside the one in the directory, in E.164; empty where none is shown."""

    secondary: str = ""
    mobile: str = ""
    fax: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a careful and polite reader of the site can know in one week."""

    week: int
    emails: tuple[TrueEmail, ...]
    telephone: str
    phones: TruePhones
    socials: Mapping[str, str]
    alive: Alive


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business: what a directory would list, and the truth of week 0; `at` gives that of another week."""

    firm: Firm
    number: int
    name: str
    trade: str
    category: str
    street: str
    postcode: str
    city: str
    language: str
    host: str
    url: str
    style: str
    telephone: str
    emails: tuple[TrueEmail, ...]
    phones: TruePhones
    socials: Mapping[str, str]
    mail: Post

    def at(self, week: int) -> Truth:
        """Give the truth of a week. Writes the site anew: about a millisecond."""
        return truth(site(self.firm, week))

    def alive(self, week: int) -> Alive:
        """Tell what a careful reader would say of the site that week."""
        return self.at(week).alive


def business(firm: Firm) -> Business:
    """List a firm."""
    first = site(firm, 0)
    known = truth(first)
    return Business(
        firm=firm,
        number=firm.number,
        name=firm.name,
        trade=firm.trade.slug,
        category=firm.trade.label,
        street=firm.place.street,
        postcode=firm.place.postcode,
        city=firm.place.city,
        language=firm.language,
        host=firm.host,
        url=f"http://{firm.host}/",
        style=first.style,
        telephone=known.telephone,
        emails=known.emails,
        phones=known.phones,
        socials=known.socials,
        mail=post(firm),
    )


def truth(shown: Site) -> Truth:
    """Tell what a careful and polite reader of a site can know."""
    numbers = {line.role: line.number for line in reversed(shown.lines()) if line.number != shown.season.telephone}
    return Truth(
        week=shown.season.week,
        emails=tuple(
            TrueEmail(address=box.address, kind="personal" if box.who else "role", path=path) for box, path in shown.boxes().items()
        ),
        telephone=shown.season.telephone,
        phones=TruePhones(secondary=numbers.get("secondary", ""), mobile=numbers.get("mobile", ""), fax=numbers.get("fax", "")),
        socials={network: shown.firm.profiles[network] for network in shown.networks()},
        alive=Alive.UNCERTAIN if shown.season.stands and not shown.greets else shown.season.alive,
    )
