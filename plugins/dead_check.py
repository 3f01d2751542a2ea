"""`dead_check`: whether the website of a business is alive: open, closed or uncertain, and by which words."""

import re
from typing import Final
from urllib.parse import urlsplit

from outhost.jobtypes import (
    Category,
    Context,
    Found,
    GiveUp,
    JobType,
    Lane,
    NoSuchName,
    Page,
    Params,
    Retry,
    Row,
    Text,
    Trouble,
    TroubleKind,
    host_of,
)

OPEN, CLOSED, UNCERTAIN = "open", "closed", "uncertain"

_GONE: Final = frozenset({404, 410})
_BARE_CHARS, _SHORT_CHARS, _PAGE_CHARS = 40, 700, 2500
"""Of text: a page that says nothing, one that says one thing, one of some size."""
_EMPTY: Final = "empty"
_MOST_PAGES: Final = 3
_MOST_HTML: Final = 200_000
_PARKING_HOSTS: Final = re.compile(
    r"(?:.+\.)?(?:sedo|sedoparking|dan|afternic|hugedomains|bodis|parkingcrew|above|undeveloped|domainmarket|namebright|parklogic|domainnamesales"
    r"|buydomains|brandbucket|squadhelp|atom|skenzo|uniregistry|voodoo|domain-for-sale)\.(?:com|net|co|de|fr)|ww\d{1,2}\..+"
)
_PROVIDERS: Final = re.compile(
    r"(?:ovh|ovhcloud|ionos|1and1|gandi|wix|godaddy|wordpress|squarespace|shopify|jimdo|weebly|webador|one|hostinger|o2switch|lws|amen"
    r"|facebook|instagram|google|linkedin)\.(?:com|net|fr|org)"
)
"""Their own front pages; the names below theirs are those of customers."""
_PARKED_MARKUP: Final = (
    "sedoparking.com", "parkingcrew.net", "cdn.bodis.com", "parklogic.com", "wsimg.com/parking-lander", "d38psrni17bvxu.cloudfront",
    "window.park =", "window.park=", "domain_profile.cfm", "/cgi-sys/suspendedpage", "skenzo.com",
    "dan.com/buy-domain", "afternic.com/forsale",
)  # fmt: skip
_FOR_SALE: Final = re.compile(
    r"(?:this|the) (?:web ?site |internet )?domain(?: name)?\b[^!?\n]{0,80}(?:for sale|parked|expired|available|has been registered)"
    r"|(?:ce|votre) domaine (?:est|a|[^.!?\n]{1,30} est) (?:[àa] vendre|en vente|parqu[ée]|expir[ée]|[ée]t[ée] enregistr[ée])"
    r"|nom de domaine\b[^!?\n]{0,80}(?:[àa] vendre|en vente|parqu[ée]|expir[ée]|disponible|a [ée]t[ée] (?:enregistr|r[ée]serv)[ée])"
    r"|(?:buy|get) this domain|achete[rz] ce (?:nom de )?domaine|domain(?: name)? (?:is )?(?:for sale|parking|expired)"
    r"|make an offer on this domain|faire une offre pour ce (?:nom de )?domaine",
    re.IGNORECASE,
)
_SUSPENDED: Final = re.compile(
    r"(?:account|website|site|hosting) (?:has been |is (?:currently )?|was )?(?:suspended|deactivated|disabled|expired)"
    r"|(?:compte|site(?: (?:web|internet))?|h[ée]bergement|abonnement) (?:a [ée]t[ée] |est (?:actuellement )?|a )?"
    r"(?:suspendu|d[ée]sactiv[ée]|expir[ée]|r[ée]sili[ée])|(?:site|page) (?:web |internet )?n[’']existe plus"
    r"|(?:site|website|shop|page) no longer exists?|contact your (?:hosting|billing)|isn[’']t connected to a website"
    r"|n[’']est (?:pas|plus) (?:connect[ée]|reli[ée]) [àa] un site",
    re.IGNORECASE,
)
_OVER: Final = re.compile(
    r"d[ée]finitivement (?:ferm[ée]|cess[ée])|ferm[ée]e?s? d[ée]finitivement|fermeture d[ée]finitive"
    r"|cessation (?:d[ée]finitive )?d[’']activit[ée]"
    r"|a (?:d[ée]finitivement )?(?:ferm[ée] ses portes|cess[ée] (?:son|toute) activit[ée]|baiss[ée] (?:le|son) rideau)"
    r"|avons (?:d[ée]finitivement )?(?:ferm[ée] nos portes|cess[ée] (?:notre|toute) activit[ée])|n[’']est plus en activit[ée]"
    r"|soci[ée]t[ée] en liquidation|plac[ée]e? en liquidation|permanently closed|closed permanently|closed (?:our|its|their) doors"
    r"|closed for good|ceased (?:trading|operations|all activity)|(?:gone|now) out of business|has (?:shut|closed) down"
    r"|no longer (?:trading|in business|in operation)",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"nouvelle adresse|nouveaux? (?:magasin|local|locaux|cabinet|site)|d[ée]m[ée]nag|retrouvez[- ]nous|transf[ée]r[ée]"
    r"|(?<!ne )vous accueill|ancien(?:ne)?s? (?:adresse|boutique|magasin|local|locaux|site|cabinet|atelier|agence|restaurant|bureau)"
    r"|(?:our|the) (?:old|former|previous|other) (?:address|location|premises|shop|store|site|branch|office)|welcome you (?:at|to)"
    r"|repris par|rouvr|r[ée]ouvr|moved to|new (?:address|location|premises|shop|site)|relocat|find us (?:now )?at|taken over by|reopen",
    re.IGNORECASE,
)
"""What says that a door was closed, and another opened."""
_NOT_YET: Final = re.compile(
    r"(?:\bsite|\bpage|\bboutique|\bespace)\b[^.!\n]{0,40}\ben (?:cours de )?(?:construction|maintenance|travaux|cr[ée]ation|refonte)"
    r"|^(?:actuellement )?en (?:cours de )?(?:construction|maintenance|travaux)|under (?:construction|maintenance)|maintenance mode"
    r"|mode maintenance|^coming soon\W{0,4}$|(?:site|page|online)\b[^.!\n]{0,40}(?:coming|launching) soon"
    r"|bient[ôo]t (?:en ligne|de retour)|\bsite\b[^.!\n]{0,60}(?:prochainement|bient[ôo]t)"
    r"|be (?:right )?back (?:soon|shortly)|revenons (?:tr[èe]s )?(?:vite|bient[ôo]t)"
    r"|(?:site|page|shop|boutique)\b[^.!\n]{0,40}"
    r"(?:(?:temporarily|currently) (?:unavailable|down)|(?:momentan[ée]ment|actuellement) indisponible)",
    re.IGNORECASE | re.MULTILINE,
)
_DEFAULT: Final = re.compile(
    r"\bit works!|welcome to nginx|apache2? (?:\w+ )?default page|test page for|index of /|default (?:web ?site|web ?page|page)|plesk"
    r"|f[ée]licitations ?! (?:votre|le) (?:domaine|site)|site not installed|hello world ?!|just another wordpress site|cpanel"
    r"|iis windows server"
    r"|votre (?:site|h[ée]bergement) (?:est|a [ée]t[ée]) (?:bien )?(?:cr[ée][ée]|install|activ)|future home of"
    r"|congratulations! your (?:site|domain)",
    re.IGNORECASE,
)
_WALL: Final = re.compile(
    r"just a moment|checking your browser|enable javascript|activer javascript|attention required|access denied|acc[èe]s refus[ée]"
    r"|are you (?:a )?(?:human|robot)|\bforbidden\b|error 5\d\d|internal server error|bad gateway|service unavailable|fatal error"
    r"|error establishing a database|erreur lors de la connexion [àa] la base|page (?:not found|introuvable|non trouv[ée]e)|404 not found",
    re.IGNORECASE,
)
_SIGNS: Final[tuple[tuple[str, str, re.Pattern[str], int], ...]] = (
    (CLOSED, "parked", _FOR_SALE, _PAGE_CHARS),
    (CLOSED, "suspended", _SUSPENDED, _SHORT_CHARS),
    (CLOSED, "closed_words", _OVER, _PAGE_CHARS),
    (UNCERTAIN, "default_page", _DEFAULT, _SHORT_CHARS),
    (UNCERTAIN, "not_ready", _NOT_YET, _SHORT_CHARS),
    (UNCERTAIN, "no_page", _WALL, _SHORT_CHARS),
)
"""What words make of a page of at most so many characters, by which method."""


async def run(row: Row, _params: Params, job: Context) -> Row:
    """Tell from the home page, or from why there is none."""
    site = await job.site(str(row["site_web"] or ""))
    home = await site.home()
    if home is None:
        assert site.trouble is not None
        name = site.host or site.address[:253]
        is_nobodys = site.trouble.kind is TroubleKind.NO_SUCH_NAME and await _is_nobodys(name, job)
        return {"site_alive": said_of(site.trouble, name, is_nobodys=is_nobodys)}
    found = seen_of(home)
    if found.method == _EMPTY:  # what lies behind a door may tell more
        behind = [seen_of(page) async for page in site.pages(most=_MOST_PAGES) if page is not home]
        found = next((one for one in behind if one.method != _EMPTY), found)
    return {"site_alive": found}


def said_of(trouble: Trouble, name: str, *, is_nobodys: bool) -> Found:
    """Tell from trouble: a name that is gone, a home page that is, or a host that says so closes a site; all else may pass."""
    if is_nobodys:
        return Found(CLOSED, source=f"dns:{name} A", method="dns", snippet=trouble.reason)
    if trouble.kind is TroubleKind.HTTP and any(pattern.search(trouble.reason) for pattern in (_SUSPENDED, _FOR_SALE, _OVER)):
        return Found(CLOSED, source=trouble.url, method="suspended", snippet=trouble.reason[:300])
    is_gone = trouble.kind is TroubleKind.HTTP and trouble.status in _GONE and urlsplit(trouble.url).path in {"", "/"}
    return Found(CLOSED if is_gone else UNCERTAIN, source=trouble.url, method=str(trouble.kind), snippet=trouble.reason[:300])


async def _is_nobodys(name: str, job: Context) -> bool:
    """Tell whether a server of names says that a name leads nowhere: without a network many machines say so of every name."""
    try:
        return not await job.dns(name, "A")
    except NoSuchName:
        return True
    except (GiveUp, Retry):
        return False


def seen_of(page: Page) -> Found:
    """Tell from a page: by where it came from, what it is made of, and what it says."""
    host = host_of(page.url)
    if _PARKING_HOSTS.fullmatch(host):
        return page.found(CLOSED, "parked", page.title or host)
    html = page.html[:_MOST_HTML].lower()
    if mark := next((one for one in _PARKED_MARKUP if one in html), ""):
        return page.found(CLOSED, "parked", page.title or mark)
    if _PROVIDERS.fullmatch(host):
        return page.found(UNCERTAIN, "provider", page.title or host)
    text = f"{page.title}\n{page.text}"
    for verdict, method, pattern, most in _SIGNS:
        sign = pattern.search(text if len(text) <= most else _headlines_of(page))
        if sign and not (pattern is _OVER and _GOES_ON.search(page.text)) and not (verdict == UNCERTAIN and _has_data(page)):
            return page.found(verdict, method, sign[0])
    if _is_bare(page):
        return page.found(UNCERTAIN, _EMPTY, page.text or page.title or page.url)
    return page.found(OPEN, "page", page.text[:200].rpartition(" ")[0] or page.text or page.title)


def _headlines_of(page: Page) -> str:
    """Give what a large page says in its title and its first heads: elsewhere such words are about something else."""
    heads = (" ".join(node.text(separator=" ").split())[:200] for node in page.tree.css("h1, h2")[:3])
    return "\n".join([page.title[:200], *heads])


def _is_bare(page: Page) -> bool:
    """Tell whether nothing is shown: a shell that a script would fill, without the data to fill it with."""
    if len(page.text) >= _BARE_CHARS or _has_data(page):
        return False
    return not (page.tree.css_first("img") and (page.links or "description" in page.meta))


def _has_data(page: Page) -> bool:
    """Tell whether a page says of itself to machines whose it is."""
    return bool(page.state) or any(one.get("name") for one in page.own_data)


job_type = JobType(
    slug="dead_check",
    category=Category.SIGNALS,
    label=Text(en="Is the site alive?", fr="Le site est-il en ligne ?"),
    description=Text(
        en="Whether a business’s website is open, closed (gone, for sale, suspended, or saying so) or uncertain, with the words that tell.",
        fr="Si le site d’une entreprise est ouvert, fermé (disparu, à vendre, suspendu, ou qui le dit) ou incertain, avec les mots qui le"
        " disent.",
    ),
    run=run,
    limits=Text(
        en="Reads the home page alone: a name that somebody else took over counts as open. "
        "What may pass, such as a fault of the server, is uncertain.",
        fr="Ne lit que la page d’accueil : un nom repris par un autre compte comme ouvert. "
        "Ce qui peut passer, comme une panne du serveur, est incertain.",
    ),
    needs=("site_web",),
    produces=("site_alive",),
    lane=Lane.EXTRACTION,
    uses=frozenset({"dns", "site"}),
    seconds=240.0,
    at_once=64,
)
