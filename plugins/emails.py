"""`emails`: the best address to write to a business, from its own website."""

import re
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import Final, Literal
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from outhost.jobtypes import (
    Category,
    Context,
    Found,
    JobType,
    Lane,
    MailboxKind,
    Page,
    Params,
    Row,
    Site,
    Text,
    Written,
    has_value,
    host_of,
    is_shared,
    kind_of,
    param,
    people_in,
    unaccented,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MOST_NORMAL: Final = 6
_MOST_DEEP: Final = 25
_KINDS: Final = ("contact", "team", "about", "legal")
_FEW_CHARS: Final = 1500
"""Of the text of a page that is parked."""
_MOST_ADDRESSES: Final = 100
"""Of one page."""
_LETTERS: Final = 6
"""Of a name that is no other's by chance."""
_COLUMNS: Final = ("email", "email_personal", "email_source_url")
_NONE: Final = Text(en="No address stands on the pages read of {url} ({count}).",
                    fr="Aucune adresse sur les pages lues de {url} ({count}).")  # fmt: skip

_FREE: Final = _words("""
    126.com 163.com 9business.fr 9online.fr aliceadsl.fr aol.com aol.fr att.net bbox.fr bellsouth.net bk.ru bluewin.ch
    blueyonder.co.uk btconnect.com btinternet.com btopenworld.com caramail.com cegetel.net club-internet.fr comcast.net cox.net
    dartybox.com earthlink.net eir.ie eircom.net fastmail.com free.fr gmail.com gmx.com gmx.de gmx.fr gmx.net googlemail.com
    hispeed.ch hotmail.be hotmail.co.uk hotmail.com hotmail.fr icloud.com inbox.ru interia.pl laposte.net libero.it libertysurf.fr
    list.ru live.be live.co.uk live.com live.fr mac.com mail.fr mail.ru mailo.com me.com msn.com naver.com netcourrier.com neuf.fr
    noos.fr nordnet.fr ntlworld.com numericable.com numericable.fr o2.pl onet.pl orange.fr outlook.be outlook.com outlook.fr ozone.net
    plus.com plusnet.com pm.me proton.me protonmail.com proximus.be qq.com rambler.ru rocketmail.com sbcglobal.net scarlet.be
    seznam.cz sfr.fr sky.com skynet.be sunrise.ch t-online.de talk21.com talktalk.net tele2.fr telenet.be tiscali.co.uk tiscali.fr
    verizon.net videotron.ca virgin.net virginmedia.com voila.fr voo.be wanadoo.fr web.de wp.pl yahoo.co.uk yahoo.com yahoo.fr
    yahoo.ie yandex.ru ymail.com zaclys.net zoho.com
""")
"""Where people who have no domain have their mailbox; small businesses do."""
_PLATFORMS: Final = _words("""
    blogspot.com blogspot.fr business.site canalblog.com carrd.co doctolib.fr e-monsite.com eatbu.com facebook.com firebaseapp.com
    free.fr github.io godaddysites.com google.com hubside.fr instagram.com jimdo.com jimdofree.com jimdosite.com linktr.ee
    myshopify.com netlify.app notion.site odoo.com orange.fr over-blog.com pagesjaunes.fr pagesperso-orange.fr planity.com shopify.com
    simdif.com site123.me solocal.com square.site squarespace.com strikingly.com sumupstore.com tumblr.com ueniweb.com vercel.app
    web.app webador.fr webflow.io webnode.com webnode.fr weebly.com wix.com wixsite.com wordpress.com
""")
"""Whose domain stands above those of many businesses, and is none of theirs."""
_STRANGERS: Final = _words("""
    123-reg.co.uk 1and1.com 1and1.fr 1und1.de alwaysdata.com amazon.com amazonaws.com amen.fr anm-conso.com apple.com automattic.com
    bayard-mediation.fr bluehost.com brevo.com cloudflare.com cm2c.net cnil.fr cnpm-mediation-consommation.eu dataprotection.ie
    doctolib.fr e-monsite.com ec.europa.eu edps.europa.eu facebook.com facebookmail.com fasthosts.co.uk gandi.net godaddy.com
    google.com heartinternet.uk hetzner.com hostgator.com hostinger.com hostinger.fr hubspot.com ico.org.uk infomaniak.ch
    infomaniak.com ingest.sentry.io ionos.co.uk ionos.com ionos.fr jimdo.com krystal.uk linkeo.com lws-hosting.com lws.fr
    mailchimp.com mcpmediation.org mediateurfevad.fr mediation-net.com medicys.fr microsoft.com nuxit.com o2switch.fr online.net
    ovh.com ovh.fr ovh.net ovhcloud.com pagesjaunes.fr paypal.com planethoster.com planethoster.info planity.com prestashop.com
    pulseheberg.com sasmediationsolution-conso.fr scaleway.com sendinblue.com sentry-next.wixpress.com sentry.io shopify.com
    siteground.com solocal.com squarespace.com strato.de stripe.com thefork.com tripadvisor.com webador.com webflow.com weebly.com
    wix.com wixpress.com wordpress.com wordpress.org
""")
"""Hosts, platforms, offices and mediators that legal notices name."""
_SAMPLE: Final = re.compile(
    r"(?:[^@]{0,40})@(?:www\.)?(?:ex[ae]mples?|dom(?:ena|inio)|esempio|ejemplo|beispiel|voorbeeld|domaine?s?|(?:your|my|votre|mon|nom|ton|le)-?(?:de-?)?(?:domaine?|site|entreprise|societe|mail|"
    r"email|company|business|website|name)|domain-?name|company|entreprise|societe|courriel|adresse?|address|test|site|website|acme|"
    r"foo|xyz|abc|xxx+|placeholder|sample|provider|fai|fournisseur|mailprovider)\.[a-z.]{2,10}|[^@]{1,40}@e?-?mail\.(?:com|fr|net|org|tld|xx)"
)
_NOBODYS: Final = re.compile(
    r"(?:votre|vos|your|my|mon|ton)[-_.]?(?:e?-?mail|adresse|nom|name|address|courriel|prenom)?|(?:pre)?nom[._-]?(?:pre|de)?[._-]?nom|nom|prenom|"
    r"(?:first|last)[-_.]?name[._-]?(?:last[-_.]?name)?|first[._-]?last|name|user-?name|user|exemple|example|sample|xxx+|"
    r"(?:nome|cognome)[._-](?:nome|cognome)|(?:john|joe)[._-]?(?:doe|smith)|jane[._-]?(?:doe|smith)|someone|quelquun|foo|identifiant|toto|vous|you"
)
"""What forms and instructions write where an address would stand."""
_SAMPLE_BEFORE: Final = re.compile(r"(?:\bex\b\.?|exemple|example|e\.g\.?|par ex\.?|format)[ :\"'(«“]{0,4}$", re.IGNORECASE)
_OTHERS_WORDS: Final = re.compile(
    r"heberg|\bhost(?:ed|ing)?\b|realis(?:e|ation)|concepti?on|\bconcu\b|creation (?:du |de |web|graph)|site (?:cree|fait|par)|develop|"
    r"\bcredits?\b|design|(?:built|made|powered|site) by|webmaster|agence (?:web|de com|digit|conseil)|graphi|integration|"
    r"photo(?:s\b|graph)|mediat|\bcnil\b|delegue a la protection|\bdpo\b|data protection officer|registrar|enregistrement|prestataire|"
    r"partenaire|plateforme|sous-traitant|ombudsman|information commissioner"
)
"""Words after which an address is somebody else's: who made the site, who keeps it, who settles disputes."""
_OWNERS_WORDS: Final = re.compile(
    r"editeur|edite par|proprietaire|(?:directeur|directrice|responsable) de (?:la )?publication|responsable du traitement|gerante?\b|"
    r"exploitant|publish|\bowner|nous contacter|contactez|contact us|ecrivez|nous ecrire|reach us|get in touch|data controller"
)
_MAKERS: Final = re.compile(
    r"web|agence|agency|digital|studio|communication|\bcom\b|media|design|graphi|host|heberg|pixel|creati|seo|mediat|rgpd|dpo"
)
"""Parts of the domains of those who make websites."""
_HEADS: Final = re.compile(r"gerant|directeur|directrice|dirigeant|fondat|president|patron|\bowner|founder|manager|\bceo\b|associe")
_PARKED: Final = re.compile(
    r"(?:domaine?|hebergement|hosting|account|compte|site)(?:\s[\w.-]{1,60}){0,3}\s(?:expired?|suspend(?:u|ed)|for sale|a vendre|parked)\b|"
    r"(?:buy|acheter) (?:this|the|ce) (?:nom de )?domain|parked (?:free|by)|hebergement expire"
)
"""What stands on the page of a domain that has no site: its only address is the registrar's."""
_CONTACT: Final = re.compile(r"contact|coordonnees|joindre|ecrire|trouver|reach|find-?us|touch")
_GENERAL: Final = _words("""
    accueil agence bienvenue bonjour bureau cabinet contact courriel customerservice email enquiries hello hola info infos kontakt
    mail office secretariat service
""")
_BY_OWNER: Final = frozenset({"json-ld", "microdata"})
_IN_DATA: Final = "state"
_LEADS_ON: Final = re.compile(
    r"mail|courriel|\bmel\b|contact|ecri|adress|joindre|\btel|phone|portable|mobile|reach|write|\d\d[ .-]?\d\d[ .-]?\d\d"
)
"""What stands before an address that is the business's, where visitors leave words too."""
_VISITORS: Final = re.compile(
    r"blog|actu|\bnews|article|forum|thread|topic|avis\b|review|comment|livre-d|guestbook|temoign|testimon|question|produit|product|annonce"
)
"""Parts of the addresses of pages on which visitors write."""


class Tie(IntEnum):
    """How an address belongs to a site; the lower, the closer."""

    OWN = 1
    FREE = 2
    OTHER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page says that matters here, so that the page itself need not be kept: a site may have many, and large ones."""

    url: str
    is_contact: bool
    is_visitors: bool
    is_parked: bool
    people: frozenset[str]
    addresses: Sequence[tuple[Written, Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be the business's, and where it was first seen."""

    written: Written
    proof: Found
    place: int
    tie: Tie
    kind: MailboxKind
    is_head: bool = False
    is_named: bool = False

    @property
    def address(self) -> str:
        """The address."""
        return self.written.address

    @property
    def rank(self) -> tuple[int, ...]:
        """What it is compared by, the lowest being the best: a person's, at the site's own domain, of whoever leads; then one for all."""
        local = self.address.partition("@")[0]
        is_general = local in _GENERAL or self.kind is not MailboxKind.ROLE
        is_hidden = self.written.method == _IN_DATA
        return (self.tie == Tie.OTHER, self.kind, self.tie, is_hidden, not self.is_head, not self.is_named, not is_general, self.place)


class EmailsParams(Params):
    """How far to look."""

    mode: Literal["normal", "deep"] = param(
        "normal",
        label=Text(en="How far to look", fr="Profondeur de recherche"),
        help=Text(en="Deep reads up to 25 pages a site; its source is a done job of this module in normal mode, or what that one read.",
                  fr="La recherche approfondie lit jusqu’à 25 pages par site ; sa source est un job terminé de ce module en mode normal,"
                     " ou celle de ce job."),
        options={
            "normal": Text(en="Home, contact, legal and team pages", fr="Pages d’accueil, de contact, légales et de l’équipe"),
            "deep": Text(en="Deep: all pages that may name somebody", fr="Approfondie : toutes les pages où quelqu’un peut être cité"),
        },
        json_schema_extra={"x-after": {"deep": "normal"}},
    )  # fmt: skip


async def run(row: Row, params: EmailsParams, job: Context) -> Row:
    """Give the best address that the site names, and the best of a person; what an earlier run found stays where this one finds nothing."""
    site = await job.site(str(row["site_web"]))
    pages = _deep_pages(site) if params.mode == "deep" else site.pages("contact", "legal", "team", "about", most=_MOST_NORMAL)
    seen = [await job.in_thread(_reading_of, page) async for page in pages]
    found = await job.in_thread(_best_of, seen, {host_of(site.address if "://" in site.address else f"//{site.address}")})
    if seen and not found["email"]:
        job.log(_NONE, url=site.address, count=len(seen))
    return found if params.mode == "normal" else found | _kept(row, found)


def _reading_of(page: Page) -> Reading:
    path, title = unaccented(urlsplit(page.url).path), unaccented(page.title[:100])
    return Reading(
        url=page.url,
        is_contact=bool(_CONTACT.search(path) or _CONTACT.search(title)),
        is_visitors=bool(_VISITORS.search(unaccented(page.url))),
        is_parked=len(page.text) < _FEW_CHARS and bool(_PARKED.search(unaccented(page.text))),
        people=people_in(page.text),
        addresses=[(one, page.found(one.address, one.method, one.near)) for one in page.emails[:_MOST_ADDRESSES]],
    )


def _best_of(seen: Sequence[Reading], hosts: set[str]) -> Row:
    """Choose among the addresses of a site's pages; `hosts` are its names beside those of the pages."""
    candidates = sorted(_candidates(seen, hosts | {host_of(page.url) for page in seen}), key=lambda one: one.rank)
    found: Row = dict.fromkeys(_COLUMNS, "")
    if candidates:
        best = candidates[0]
        person = next((one for one in candidates if one.kind is MailboxKind.PERSONAL and one.tie <= max(best.tie, Tie.FREE)), None)
        found["email"] = best.proof
        found["email_source_url"] = replace(best.proof, value=best.proof.source)
        found["email_personal"] = person.proof if person else ""
    return found


def _kept(row: Row, found: Row) -> Row:
    """Give what an earlier run found where this one found nothing; where it stood is known with the row."""
    if not row.get("email_source_url"):  # these columns are no earlier run's
        return {}
    return {name: row[name] for name in _COLUMNS if has_value(row.get(name)) and not found[name]}


async def _deep_pages(site: Site) -> AsyncIterator[Page]:
    """Go through the pages that may name somebody: those of such kinds wherever they are linked, then those nearest to the home page."""
    seen: set[str] = set()
    named: list[str] = []
    near: set[str] = set()
    async for page in site.pages(*_KINDS, most=_MOST_DEEP):
        seen.add(page.url)
        named += _links(site, page, *_KINDS)
        near |= {link.url for link in site.own_links(page)}
        yield page
    waiting = [*named, *sorted(near, key=lambda url: (urlsplit(url).path.count("/"), len(url), url))]
    asked = set(seen)
    while len(seen) < _MOST_DEEP and len(asked) < 2 * _MOST_DEEP and (waiting := [url for url in waiting if url not in asked]):
        url = waiting.pop(0)
        asked.add(url)
        one = await site.page(url)
        if one is not None and one.url not in seen and host_of(one.url) == site.host:
            seen.add(one.url)
            waiting = [*_links(site, one, *_KINDS), *waiting]
            yield one


def _links(site: Site, page: Page, *kinds: str) -> list[str]:
    return [link.url for link in site.links_to(page, *kinds)]


def _candidates(seen: Sequence[Reading], hosts: set[str]) -> Iterable[Candidate]:
    """Give each address that can be the business's once, as it was first seen."""
    if any(page.is_parked for page in seen[:1]):
        return []
    people = frozenset().union(*(page.people for page in seen))
    business = frozenset(word for host in hosts for word in re.split(r"[.-]", host))
    is_alone = not any(page.is_contact for page in seen[1:])
    chosen: dict[str, Candidate] = {}
    for page in seen:
        is_contact = is_alone if page is seen[0] else page.is_contact
        for written, proof in page.addresses:
            local = written.address.partition("@")[0]
            kind = kind_of(local, business, people)
            is_named = _is_named(local, hosts, people)
            tie = _tie_of(written, hosts, is_likely=is_contact or is_named, is_ours=not page.is_visitors)
            is_head = bool(_HEADS.search(unaccented(written.before[-80:])))
            known = chosen.get(written.address)
            if tie is None or kind is MailboxKind.NOBODY or (known is not None and (known.is_head or not is_head)):
                continue
            place = known.place if known else len(chosen)
            chosen[written.address] = Candidate(
                written=written, proof=proof, place=place, tie=tie, kind=kind, is_head=is_head, is_named=is_named and tie is not Tie.OWN
            )
    return chosen.values()


def _tie_of(written: Written, hosts: set[str], *, is_likely: bool, is_ours: bool) -> Tie | None:
    """Tell how an address belongs to the site; None where it is somebody else's, or nobody's."""
    local, _, domain = written.address.partition("@")
    is_own = any(_is_kin(domain, host) for host in hosts)
    if _NOBODYS.fullmatch(local.removeprefix("www.")) or (
        not is_own and (_SAMPLE.fullmatch(written.address) or _SAMPLE_BEFORE.search(written.before[-30:]))
    ):
        return None
    if is_own:
        return Tie.OWN
    if written.method == _IN_DATA or _is_others(written, domain):
        return None
    if domain in _FREE and local.isalpha() and is_shared(local):  # the provider's own: `support@gmail.com`
        return None
    if domain in _FREE:
        return Tie.FREE if is_likely or is_ours or _LEADS_ON.search(unaccented(written.before[-60:])) else None
    is_proven = written.method in _BY_OWNER or is_likely
    return Tie.OTHER if is_proven and not _MAKERS.search(domain.partition(".")[0]) else None


def _is_named(local: str, hosts: set[str], people: Collection[str]) -> bool:
    """Tell whether a mailbox has the business's name, or that of somebody whom the site names."""
    name = re.sub(r"[\W\d_]", "", local)
    names = {re.sub(r"[\W\d_]", "", registrable(host).partition(".")[0]) for host in hosts}
    return name in people or any(len(min(own, name, key=len)) >= _LETTERS and (name in own or own in name) for own in names)


def _is_others(written: Written, domain: str) -> bool:
    """Tell whether an address is the host's, the agency's or an office's: by its domain, or by the last telling words before it."""
    if {domain, registrable(domain)} & _STRANGERS:
        return True
    before = unaccented(written.before)
    others = max((found.end() for found in _OTHERS_WORDS.finditer(before)), default=-1)
    return others > max((found.end() for found in _OWNERS_WORDS.finditer(before)), default=-1)


def _is_kin(domain: str, host: str) -> bool:
    """Tell whether a domain is a site's own: the same, or of the same name under another end."""
    site, mail = registrable(host), registrable(domain)
    if site in _PLATFORMS or mail in _FREE or mail in _STRANGERS:
        return False
    one, other = (name.partition(".")[0].replace("-", "") for name in (site, mail))
    return site == mail or one == other


def registrable(host: str) -> str:
    """Give the part of a host name that somebody has registered, in ASCII."""
    try:
        plain = host.lower().encode("idna").decode("ascii")
    except UnicodeError:  # a label that no name has
        plain = host.lower()
    return _ends().privatesuffix(plain) or plain


@cache
def _ends() -> PublicSuffixList:
    """Give the ends of domains under which anybody may have one."""
    return PublicSuffixList()


job_type = JobType(
    slug="emails",
    category=Category.ENRICH,
    label=Text(en="E-mail addresses", fr="Adresses e-mail"),
    description=Text(
        en="The best address to write to, read on the business’s own website, with the page that it stood on: somebody’s own before info@."
           " Nothing is guessed.",
        fr="La meilleure adresse à qui écrire, lue sur le site de l’entreprise, avec la page où elle figurait : celle d’une personne avant"
           " info@. Rien n’est deviné.",
    ),
    limits=Text(
        en="Reads what a site shows and runs none of its scripts. An address at another domain than the site’s is left out, unless it is"
           " with a common provider, the business’s own words give it, or it bears its name. What robots.txt forbids is not read.",
        fr="Lit ce que le site montre, sans exécuter ses scripts. Une adresse d’un autre domaine que celui du site est écartée, sauf chez"
           " un fournisseur courant, ou si l’entreprise la donne elle-même, ou si elle porte son nom. Ce que robots.txt"
           " interdit n’est pas lu.",
    ),
    params=EmailsParams,
    run=run,
    needs=("site_web",),
    produces=_COLUMNS,
    lane=Lane.EXTRACTION,
    uses=frozenset({"site"}),
    seconds=300.0,
    at_once=64,
)  # fmt: skip
