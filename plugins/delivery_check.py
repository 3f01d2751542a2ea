"""`delivery_check`: who takes a domain's mail, and whether the domain says who may send in its name."""

import asyncio
import functools
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from outhost.jobtypes import Category, Context, Found, GiveUp, JobType, Lane, NoSuchName, Params, Retry, Row, Text, mail_hosts

_PROVIDERS: Final = (
    ("Gmail", "gmail-smtp-in.l.google.com"),
    ("Google Workspace", "google.com googlemail.com"),
    ("Outlook.com", "olc.protection.outlook.com"),
    ("Microsoft 365", "mail.protection.outlook.com mx.microsoft"),
    ("OVHcloud", "ovh.net ovh.com ovh.ca"),
    ("Gandi", "gandi.net"),
    ("IONOS", "ionos.fr ionos.com ionos.de ionos.co.uk ionos.es ionos.it kundenserver.de 1and1.com 1and1.fr"),
    ("Infomaniak", "infomaniak.ch infomaniak.com"),
    ("Zoho Mail", "zoho.com zoho.eu zoho.in zohomail.com zohomail.eu"),
    ("Proton Mail", "protonmail.ch proton.me"),
    ("Orange", "orange.fr orange-business.com wanadoo.fr"),
    ("Free", "free.fr"),
    ("SFR", "sfr.fr sfr-business.com"),
    ("Bouygues Telecom", "bbox.fr"),
    ("La Poste", "laposte.net"),
    ("Yahoo", "yahoodns.net"),
    ("iCloud Mail", "mail.icloud.com"),
    ("o2switch", "o2switch.net"),
    ("LWS", "lws.fr lws-hosting.com lwspanel.com"),
    ("Scaleway", "online.net scaleway.com"),
    ("Hostinger", "hostinger.com hostinger.fr"),
    ("Titan", "titan.email"),
    ("one.com", "one.com"),
    ("GoDaddy", "secureserver.net"),
    ("STRATO", "rzone.de strato.de"),
    ("Aruba", "aruba.it"),
    ("GMX", "gmx.net gmx.com"),
    ("Fastmail", "messagingengine.com"),
    ("Migadu", "migadu.com"),
    ("Rackspace", "emailsrvr.com"),
    ("Cloudflare Email Routing", "mx.cloudflare.net"),
    ("ImprovMX", "improvmx.com"),
    ("Mailgun", "mailgun.org"),
    ("SendGrid", "sendgrid.net"),
    ("Amazon SES", "amazonaws.com"),
    ("Mimecast", "mimecast.com"),
    ("Proofpoint", "pphosted.com ppe-hosted.com"),
    ("Barracuda", "barracudanetworks.com"),
    ("Broadcom", "messagelabs.com"),
    ("Mailinblack", "mailinblack.com"),
    ("Vade", "vadesecure.com"),
    ("Alinto", "alinto.net alinto.com alinto.eu"),
    ("Yandex", "yandex.net yandex.ru"),
    ("Mail.ru", "mail.ru"),
)
"""Who takes mail at hosts whose names end so; the first that fits."""
_ADDED: Final = ("mx_provider", "has_spf", "has_dmarc", "accepts_mail")
_HOST: Final = re.compile(r"[^\s/@:?#<>\"'(),;]{1,253}")
_SPF: Final = re.compile(r"\"?v=spf1(?:\s|\"|$)", re.IGNORECASE)
_DMARC: Final = re.compile(r"\"?\s*v\s*=\s*dmarc1\s*(?:;|\"|$)", re.IGNORECASE)
_MOST_SHOWN: Final = 300
_NO_DOMAIN: Final = Text(en="No domain can be read in {written}.", fr="Aucun domaine ne se lit dans {written}.")
_TROUBLE: Final = Text(en="{domain} could not be looked up: {reason}", fr="{domain} n’a pas pu être cherché : {reason}")

Answer = tuple[str, ...] | None
"""The records of a name; None where nobody answered."""


async def run(row: Row, _params: Params, job: Context) -> Row:
    """Say of the domain of the row's address, or else of its website, what its records say of mail."""
    domain = domain_of(row.get("email"), row.get("site_web"))
    if not domain:
        job.log(_NO_DOMAIN, "warn", written=str(row.get("email") or row.get("site_web"))[:100])
        return dict.fromkeys(_ADDED, "")
    mx, own, dmarc = await asyncio.gather(_records(domain, "MX", job), _records(domain, "TXT", job), _policy(domain, job))
    return {
        "mx_provider": _found(provider_of(mx), domain, "MX", mx) if mx and mail_hosts(mx) else "",
        "has_spf": _found(_says(own, _SPF), domain, "TXT", _fitting(own, _SPF)),
        "has_dmarc": _found(_says(dmarc, _DMARC), f"_dmarc.{domain}", "TXT", _fitting(dmarc, _DMARC)),
        "accepts_mail": _found("unknown" if mx is None else "yes" if mail_hosts(mx) else "no", domain, "MX", mx),
    }


def domain_of(email: Any, site: Any) -> str:
    """Give the domain that is asked about: an address's, else a website's without `www.`; empty where neither has one."""
    found = _HOST.fullmatch(str(email or "").strip().lower().rpartition("@")[2]) if "@" in str(email or "") else None
    domain = (found[0] if found else _host_in(str(site or "").strip().lower())).strip(".")
    return domain if "." in domain and not domain.replace(".", "").isdigit() else ""


def provider_of(records: Sequence[str]) -> str:
    """Name whoever takes mail at the first of some hosts; one that is not known, by its domain."""
    first = mail_hosts(records)[0].name
    for name, ends in _PROVIDERS:
        if any(first == end or first.endswith(f".{end}") for end in ends.split()):
            return name
    return _ends().privatesuffix(first) or first


def _host_in(site: str) -> str:
    try:
        host = urlsplit(site if "//" in site else f"//{site}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if _HOST.fullmatch(host) else ""


async def _policy(domain: str, job: Context) -> Answer:
    """Give the policy of a domain, or of the one that it belongs to, which speaks for it (RFC 7489, 6.6.3)."""
    found = await _records(f"_dmarc.{domain}", "TXT", job)
    above = _ends().privatesuffix(domain)
    if found is None or _fitting(found, _DMARC) or above is None or above == domain:
        return found
    return await _records(f"_dmarc.{above}", "TXT", job)


async def _records(name: str, kind: str, job: Context) -> Answer:
    """Ask for records; a name that nobody has has none."""
    try:
        return await job.dns(name, kind)
    except NoSuchName:
        return ()
    except (GiveUp, Retry) as fault:
        job.log(_TROUBLE, "warn", domain=name, reason=fault)
        return None


def _fitting(records: Answer, pattern: re.Pattern[str]) -> Answer:
    return None if records is None else tuple(record for record in records if pattern.match(record))


def _says(records: Answer, pattern: re.Pattern[str]) -> str:
    fitting = _fitting(records, pattern)
    return "unknown" if fitting is None else "yes" if fitting else "no"


def _found(value: str, name: str, kind: str, records: Answer) -> Found:
    return Found(value, f"dns:{name} {kind}", kind.lower(), "; ".join(sorted(records or ()))[:_MOST_SHOWN])


@functools.cache
def _ends() -> PublicSuffixList:
    """Read the list of ends of domains, which takes a moment, once."""
    return PublicSuffixList()


job_type = JobType(
    slug="delivery_check",
    category=Category.ENRICH,
    label=Text(en="Check mail set-up", fr="Vérifier la messagerie"),
    description=Text(
        en="Who takes each business’s mail, whether its domain names who may send for it (SPF, DMARC), and whether it takes mail at all.",
        fr="Qui reçoit le courrier de chaque entreprise, si son domaine dit qui peut envoyer pour lui (SPF, DMARC), et s’il en reçoit.",
    ),
    limits=Text(
        en="Reads the records of the address’s domain, else of the website’s; unknown where no server of names answers. Sends nothing.",
        fr="Lit les enregistrements du domaine de l’adresse, sinon du site ; unknown si aucun serveur de noms ne répond. N’envoie rien.",
    ),
    run=run,
    needs=("email", "site_web"),
    needs_any=True,
    produces=_ADDED,
    lane=Lane.PARALLEL,
    seconds=60.0,
    at_once=128,
    uses=frozenset({"dns"}),
)
