"""`verify_emails`: whether mail to an address is likely to arrive, by grammar, lists, DNS, and its server where that is wanted."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from publicsuffixlist import PublicSuffixList
from pydantic import ConfigDict

from outhost.jobtypes import (
    Category,
    Context,
    Found,
    GiveUp,
    JobType,
    Lane,
    MailboxAnswer,
    MailboxKind,
    NoSuchName,
    Params,
    Reception,
    Retry,
    Row,
    Text,
    is_shared,
    kind_of,
    mail_hosts,
    param,
)

_MOST_CHARS: Final = 1000
"""Of a cell that are looked at: an address has 254 at most."""

_COINED: Final = ("gmail", "googlemail", "hotmail", "icloud", "outlook", "protonmail", "wanadoo", "yahoo")
"""Names that nobody else has: a domain one slip of the finger away from them is no other firm's."""
_BIG: Final = frozenset(
    f"{name}.{end}"
    for names, ends in (
        ("gmail googlemail icloud me mac msn ymail rocketmail fastmail gmx aol protonmail tutanota mail yandex", "com"),
        ("hotmail live outlook yahoo", "com"),
        ("hotmail outlook yahoo live", "fr be de it es co.uk ca ch nl at ie pt"),
        ("hotmail outlook yahoo live", "com.br com.au com.ar com.mx co.in co.jp"),
        ("orange wanadoo voila free aliceadsl libertysurf sfr neuf club-internet numericable noos bbox gmx aol cegetel", "fr"),
        ("laposte gmx cegetel comcast verizon att sbcglobal talktalk posteo", "net"),
        ("gmx web t-online freenet posteo", "de"),
        ("skynet telenet proximus", "be"),
        ("bluewin hispeed sunrise gmx", "ch"),
        ("videotron sympatico", "ca"),
        ("libero virgilio tin alice", "it"),
        ("proton pm", "me"),
        ("btinternet virginmedia sky qq 163 126", "com"),
        ("mail yandex", "ru"),
    )
    for name, end in product(names.split(), ends.split())
)
"""Where people have mailboxes of their own, and where servers say nothing of them to a stranger who asks."""

_MACHINES: Final = re.compile(r"postmaster|hostmaster|abuse|noc|spam|test(?:er|ing)?\d*|exemple|example")
"""Mailboxes of machines, and made-up ones, beside those that `kind_of` knows to be nobody's."""

_GRAMMAR: Final = Text(en="It is not written as an address is.", fr="Elle n’est pas écrite comme une adresse.")
_THROWAWAY: Final = Text(en="{domain} gives out throwaway addresses.", fr="{domain} distribue des adresses jetables.")
_PROVIDER: Final = Text(
    en="{domain} is a large provider, whose servers tell nobody which mailboxes there are.",
    fr="{domain} est un grand fournisseur, dont les serveurs ne disent à personne quelles boîtes existent.",
)
_NOBODY: Final = Text(en="There is no domain {domain}.", fr="Le domaine {domain} n’existe pas.")
_NO_MAIL: Final = Text(en="{domain} says that it takes no mail.", fr="{domain} déclare ne pas recevoir de courrier.")
_NO_MX: Final = Text(en="{domain} names no mail server.", fr="{domain} n’indique aucun serveur de courrier.")
_ONLY_WEB: Final = Text(
    en="{domain} names no mail server; mail may reach its website’s machine.",
    fr="{domain} n’indique aucun serveur de courrier ; le courrier atteint peut-être la machine de son site.",
)
_UNASKED: Final = Text(
    en="{domain} takes mail; whether this mailbox is there was not asked.",
    fr="{domain} reçoit du courrier ; l’existence de cette boîte n’a pas été demandée.",
)
_SLIP: Final = Text(en="{domain} looks like a slip for {meant}.", fr="{domain} ressemble à une faute de frappe pour {meant}.")
_UNREAD_BOX: Final = Text(en="{local}@ is hardly read by anybody.", fr="{local}@ n’est sans doute lue par personne.")
_ROLE: Final = Text(en="{local}@ is a shared mailbox.", fr="{local}@ est une boîte partagée.")
_TROUBLE: Final = Text(en="It could not be found out: {reason}", fr="Impossible de le savoir : {reason}")
_SAID: Final[Mapping[Reception, Text]] = {
    Reception.TAKEN: Text(en="The server takes mail for it.", fr="Le serveur accepte le courrier pour elle."),
    Reception.UNKNOWN: Text(en="The server knows no such mailbox.", fr="Le serveur ne connaît pas cette boîte."),
    Reception.FULL: Text(en="The mailbox is there, and full.", fr="La boîte existe, mais elle est pleine."),
    Reception.LATER: Text(en="The server wants to be asked again later.", fr="Le serveur demande de revenir plus tard."),
    Reception.UNWELCOME: Text(en="The server does not answer strangers.", fr="Le serveur ne répond pas aux inconnus."),
}
_CATCHES: Final = Text(
    en="The server takes mail for any name at this domain.", fr="Le serveur accepte le courrier pour n’importe quel nom de ce domaine."
)
_MAY_CATCH: Final = Text(
    en="The server takes mail for it, and perhaps for any name.", fr="Le serveur accepte le courrier pour elle, et peut-être pour tout nom."
)
_STATUS_BY_RECEPTION: Final = {
    Reception.UNKNOWN: "invalid", Reception.FULL: "risky", Reception.LATER: "unknown", Reception.UNWELCOME: "unknown",
}  # fmt: skip


class VerifyParams(Params):
    """How far it is gone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"smtp_probe": False}]})

    smtp_probe: bool = param(
        default=False,
        label=Text(en="Ask the mail servers", fr="Interroger les serveurs de courrier"),
        help=Text(
            en="Announces a letter that never comes, slowly and one at a time. It shows this machine to each server, needs port 25 and a "
               "real mail_from, and may get a home connection onto block lists.",
            fr="Annonce une lettre qui ne vient jamais, lentement et une à la fois. Montre cette machine à chaque serveur, demande le port "
               "25 et un vrai mail_from, et peut faire inscrire une connexion domestique sur des listes noires.",
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What is thought of an address, and by what: `source`, `method` and `snippet` are the proof."""

    status: str
    category: str
    reason: str
    source: str
    method: str
    snippet: str = ""
    smtp_code: int | None = None
    catch_all: str = "unknown"


async def run(row: Row, params: VerifyParams, job: Context) -> Row:
    """Give what is thought of the row's address, with the address in small letters in its place."""
    written = _written(row["email"])
    meant = suggestion(written)
    read = _read(written)
    if read is None:
        return _row(written, meant, _unwritten(written, job))
    address, domain = read.normalized.lower(), read.domain.lower()
    opinion = _by_lists(read, job) or await _by_asking(read, meant, params, job)
    local = read.local_part.lower()
    if opinion.status != "invalid" and is_shared(local) and not _is_unread(local):
        opinion = replace(opinion, reason=f"{opinion.reason} {job.say(_ROLE, local=local)}")
    return _row(address, meant if meant.rpartition("@")[2] != domain else "", opinion)


def suggestion(written: str) -> str:
    """Give the address that somebody meant, empty where what they wrote may well be right."""
    text = _mended(written)
    local, at, domain = text.rpartition("@")
    fixed = f"{local}@{_meant_domain(domain)}"
    return fixed if at and fixed != written and _read(fixed) else ""


def _written(cell: Any) -> str:
    """Give a cell's text as it is judged: without what nobody sees, in small letters."""
    text = str(cell[0] if isinstance(cell, list) and cell else cell)[:_MOST_CHARS]
    return re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff]", "", text.encode("utf-8", "replace").decode()).strip().lower()


def _read(text: str) -> ValidatedEmail | None:
    try:
        return validate_email(text, check_deliverability=False, strict=True)
    except (EmailNotValidError, ValueError):
        return None


def _unwritten(written: str, job: Context) -> Opinion:
    return Opinion(
        status="invalid", category="syntax", reason=job.say(_GRAMMAR), source="rfc:5321", method="email-validator", snippet=written[:200]
    )


def _by_lists(read: ValidatedEmail, job: Context) -> Opinion | None:
    """Judge by what is known beforehand: throwaway domains, and providers that answer no questions."""
    domain = read.ascii_domain.lower()
    above = [".".join(domain.split(".")[at:]) for at in range(domain.count("."))]
    if listed := next((one for one in above if one in blocklist), None):
        return Opinion(
            status="risky", category="disposable", reason=job.say(_THROWAWAY, domain=listed),
            source="list:disposable-email-domains", method="list", snippet=listed,
        )  # fmt: skip
    if domain in _BIG:
        return Opinion(
            status="valid", category="big_provider", reason=job.say(_PROVIDER, domain=domain),
            source="list:verify_emails.py", method="list", snippet=domain,
        )  # fmt: skip
    return None


async def _by_asking(read: ValidatedEmail, meant: str, params: VerifyParams, job: Context) -> Opinion:
    """Judge by the domain's records, then by what only looks odd, then by its server."""
    domain = read.ascii_domain.lower()
    try:
        records = await job.dns(domain, "MX")
        if not mail_hosts(records):
            return await _without_host(domain, records, job)
    except NoSuchName:
        return _no_mx("invalid", job.say(_NOBODY, domain=domain), domain, "NXDOMAIN")
    except (GiveUp, Retry) as fault:
        return _trouble(fault, f"dns:{domain} MX", job)
    answered = "; ".join(sorted(records))[:200]
    if odd := _oddity(read, meant, job):
        return odd
    if params.smtp_probe:
        return await _by_server(read, job)
    return Opinion(
        status="valid", category="smtp", reason=job.say(_UNASKED, domain=domain), source=f"dns:{domain} MX", method="mx", snippet=answered
    )


async def _without_host(domain: str, records: tuple[str, ...], job: Context) -> Opinion:
    """Judge a domain that names no host for its mail: it may say so, or mail goes to its own address (RFC 5321, 5.1)."""
    if records:
        return _no_mx("invalid", job.say(_NO_MAIL, domain=domain), domain, "; ".join(records)[:200])
    for kind in ("A", "AAAA"):
        if addresses := await job.dns(domain, kind):
            return _no_mx("risky", job.say(_ONLY_WEB, domain=domain), domain, addresses[0], kind)
    return _no_mx("invalid", job.say(_NO_MX, domain=domain), domain, "")


def _oddity(read: ValidatedEmail, meant: str, job: Context) -> Opinion | None:
    local, domain = read.local_part.lower(), read.domain.lower()
    if meant and meant.rpartition("@")[2] != domain:
        reason = job.say(_SLIP, domain=domain, meant=meant.rpartition("@")[2])
        return Opinion(status="risky", category="suspect", reason=reason, source="list:verify_emails.py", method="typo", snippet=domain)
    if _is_unread(local):
        reason = job.say(_UNREAD_BOX, local=local)
        return Opinion(status="risky", category="suspect", reason=reason, source="list:verify_emails.py", method="role", snippet=local)
    return None


def _is_unread(local: str) -> bool:
    return kind_of(local) is MailboxKind.NOBODY or _MACHINES.fullmatch(local) is not None


async def _by_server(read: ValidatedEmail, job: Context) -> Opinion:
    """Judge by what the server says when a letter is announced."""
    domain = read.ascii_domain.lower()
    try:
        answer = await job.mailbox(f"{read.local_part}@{domain}")
    except (GiveUp, Retry) as fault:
        return _trouble(fault, f"smtp:{domain}", job)
    status, reason = _said(answer)
    return Opinion(
        status=status, category="smtp", reason=job.say(reason), source=f"smtp:{answer.host}", method="RCPT TO", snippet=answer.text[:200],
        smtp_code=answer.code, catch_all={True: "yes", False: "no", None: "unknown"}[answer.catch_all],
    )  # fmt: skip


def _said(answer: MailboxAnswer) -> tuple[str, Text]:
    if answer.reception is not Reception.TAKEN:
        return _STATUS_BY_RECEPTION[answer.reception], _SAID[answer.reception]
    if answer.catch_all is False:
        return "valid", _SAID[Reception.TAKEN]
    return "risky", _CATCHES if answer.catch_all else _MAY_CATCH


def _no_mx(status: str, reason: str, domain: str, snippet: str, kind: str = "MX") -> Opinion:
    return Opinion(status=status, category="no_mx", reason=reason, source=f"dns:{domain} {kind}", method=kind.lower(), snippet=snippet)


def _trouble(fault: GiveUp | Retry, source: str, job: Context) -> Opinion:
    words = job.say(_TROUBLE, reason=fault)
    job.log(words, "warn")
    return Opinion(status="unknown", category="error", reason=words, source=source, method="asked", snippet="")


def _row(address: str, meant: str, opinion: Opinion) -> Row:
    def found(value: Any) -> Any:
        return Found(value, opinion.source, opinion.method, opinion.snippet)

    return {
        "email": Found(address, "row:email", "lower case", address[:200]),
        "status": found(opinion.status),
        "category": found(opinion.category),
        "reason": found(opinion.reason),
        "suggested_fix": Found(meant, "list:verify_emails.py", "typo", address[:200]) if meant else "",
        "smtp_code": "" if opinion.smtp_code is None else found(opinion.smtp_code),
        "catch_all": found(opinion.catch_all),
    }


def _mended(text: str) -> str:
    """Take off what came along when an address was copied, and mend what no address has."""
    if framed := re.search(r"<([^<>\s]*@[^<>\s]*)>", text):
        text = framed[1]
    pieces = [piece for piece in re.split(r"[;,|/\s]+", text) if "@" in piece.strip("@")]
    if text.count("@") > 1 and len(pieces) > 1:
        text = pieces[0]
    text = re.sub(r"\s+", "", text.removeprefix("mailto:").partition("?")[0]).strip(".,;:<>()[]{}\"'")
    local, at, domain = re.sub(r"@{2,}", "@", text).rpartition("@")
    return f"{re.sub(r'[.]{2,}', '.', local).strip('.')}{at}{re.sub(r'[.,;]+', '.', domain).strip('.-')}"


def _meant_domain(domain: str) -> str:
    """Give the domain that was meant: an end that there is, the dot that is missing, a large provider's for a slip of the finger."""
    if domain in _BIG:
        return domain
    if "." not in domain:
        return next((big for big in sorted(_BIG) if big.replace(".", "") == domain and big.startswith(_COINED)), domain)
    name, _, end = domain.partition(".")
    end = _meant_end(name, end)
    for coined in _COINED:
        if f"{coined}.{end}" in _BIG and (name == coined or is_one_slip(name, coined)):
            return f"{coined}.{end}"
    return f"{name}.{end}"


def _meant_end(name: str, end: str) -> str:
    first, dot, last = end.rpartition(".")
    is_coined = any(name == coined or is_one_slip(name, coined) for coined in _COINED)
    if is_coined and end in {"co", "cm", "om", "comm", "cim"}:
        return "com"
    if not _ends().privatesuffix(f"x.{last}", accept_unknown=False):
        last = next((known for known in ("com", "fr", "org", "net", "eu", "be", "ch") if is_one_slip(last, known)), last)
    return f"{first}{dot}{last}"


@functools.cache
def _ends() -> PublicSuffixList:
    """Read the list of ends of domains, which takes a moment, once."""
    return PublicSuffixList()


def is_one_slip(written: str, meant: str) -> bool:
    """Tell whether one slip of the finger lies between two words: a letter left out, doubled or too many, two swapped, or a key beside."""
    start = next((at for at, (one, other) in enumerate(zip(written, meant, strict=False)) if one != other), min(len(written), len(meant)))
    one, other = written[start:], meant[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if start == 0 and len(one) != len(other):  # who leaves out the first letter wrote another word: `mail`
        return False
    if len(one) == len(other) == 2:  # noqa: PLR2004 - a pair
        return one == other[::-1]
    if len(one) == len(other) == 1:
        return start > 0 and any(abs(row.find(one) - row.find(other)) == 1 for row in _KEYS if one in row and other in row)
    return len(one) + len(other) == 1


_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
"""The rows of the keyboards of both languages."""

job_type = JobType(
    slug="verify_emails",
    category=Category.ENRICH,
    label=Text(en="Verify e-mail addresses", fr="Vérifier les adresses e-mail"),
    description=Text(
        en="Tells which addresses mail will reach, finds misspelt ones and what was meant, and throwaway ones.",
        fr="Dit quelles adresses recevront le courrier, trouve les fautes de frappe et ce qui était voulu, et les jetables.",
    ),
    limits=Text(
        en="Without smtp_probe, valid means that the address is well written and its domain takes mail, not that the mailbox is there. "
           "Large providers are never asked. Rows without an @, and addresses that came before, are left out.",
        fr="Sans smtp_probe, valid veut dire que l’adresse est bien écrite et que son domaine reçoit du courrier, non que la boîte existe. "
           "Les grands fournisseurs ne sont jamais interrogés. Les lignes sans @ et les adresses déjà vues sont écartées.",
    ),
    params=VerifyParams,
    run=run,
    needs=("email",),
    contains={"email": "@"},
    distinct=("email",),
    produces=("email", "status", "category", "reason", "suggested_fix", "smtp_code", "catch_all"),
    lane=Lane.PARALLEL,
    seconds=180.0,
    at_once=64,
    uses=frozenset({"dns", "mailbox"}),
)  # fmt: skip
