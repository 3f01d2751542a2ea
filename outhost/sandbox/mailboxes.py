"""How the mail of each domain is received: by whom, for which mailboxes, and with how much patience."""

from dataclasses import dataclass
from enum import StrEnum

from outhost.sandbox.chance import dealt, stream
from outhost.sandbox.contacts import WEBMAILS
from outhost.sandbox.firms import Firm
from outhost.sandbox.neighbours import NEIGHBOURS


class Habit(StrEnum):
    """What a domain's mail host does with a stranger who asks."""

    EXACT = "exact"  # 250 for mailboxes that exist, 550 for others
    CATCH_ALL = "catch-all"  # 250 for every name
    GREY = "grey"  # 451, try again later, for every name
    REFUSES = "refuses"  # 554 before any name is said
    FULL = "full"  # 452 for mailboxes that exist
    SLOW = "slow"  # exact, after a while
    NONE = "none"  # no mail host at all


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAnswer:
    """What a mail host says to RCPT TO, after `delay_seconds`."""

    code: int
    text: str
    delay_seconds: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The truth about a domain's mail. `provider` is own, google, microsoft, ovh, gandi, none or null (RFC 7505: takes no mail)."""

    domain: str
    provider: str
    exchanges: tuple[str, ...]
    """As MX answers: preference and host."""
    spf: str
    dmarc: str
    habit: Habit
    mailboxes: frozenset[str]

    @property
    def accepts(self) -> bool:
        """Whether the domain takes mail at all."""
        return bool(self.exchanges) and self.provider != "null"

    def answer(self, address: str) -> MailAnswer:
        """Answer RCPT TO for an address of this domain."""
        known = address.lower() in self.mailboxes
        match self.habit:
            case Habit.CATCH_ALL:
                return MailAnswer(code=250, text="2.1.5 Ok")
            case Habit.GREY:
                return MailAnswer(code=451, text="4.7.1 Greylisting in action, please come back later")
            case Habit.REFUSES | Habit.NONE:
                return MailAnswer(code=554, text="5.7.1 No SMTP service here")
            case Habit.FULL if known:
                return MailAnswer(code=452, text="4.2.2 Mailbox full")
            case Habit.EXACT | Habit.FULL | Habit.SLOW:
                delay = 4.0 if self.habit is Habit.SLOW else 0.0
                return (
                    MailAnswer(code=250, text="2.1.5 Ok", delay_seconds=delay)
                    if known
                    else MailAnswer(code=550, text="5.1.1 User unknown", delay_seconds=delay)
                )


_PROVIDERS = ("own",) * 9 + ("ovh",) * 6 + ("google",) * 4 + ("microsoft",) * 4 + ("gandi",) * 2 + ("none", "null")
_HABITS = (*(Habit.EXACT,) * 12, Habit.CATCH_ALL, Habit.CATCH_ALL, Habit.CATCH_ALL, Habit.GREY, Habit.REFUSES, Habit.FULL, Habit.SLOW)
_EXCHANGES = {
    "own": ("10 mail.{domain}",),
    "google": ("1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com", "5 alt2.aspmx.l.google.com"),
    "microsoft": ("0 {slug}.mail.protection.outlook.com",),
    "ovh": ("1 mx1.mail.ovh.net", "5 mx2.mail.ovh.net", "100 mx3.mail.ovh.net"),
    "gandi": ("10 spool.mail.gandi.net", "50 fb.mail.gandi.net"),
    "none": (),
    "null": ("0 .",),
}
_SPF = {
    "own": "v=spf1 mx a -all",
    "google": "v=spf1 include:_spf.google.com ~all",
    "microsoft": "v=spf1 include:spf.protection.outlook.com -all",
    "ovh": "v=spf1 include:mx.ovh.com ~all",
    "gandi": "v=spf1 include:_mailcust.gandi.net ?all",
    "none": "",
    "null": "v=spf1 -all",
}


def post(firm: Firm) -> Post:
    """Tell how the mail of a firm's domain is received; the mailbox that it may take later exists from the start."""
    rng = firm.stream("post")
    provider = dealt(firm.seed, "providers", _PROVIDERS, firm.number)
    habit = dealt(firm.seed, "habits", _HABITS, firm.number) if provider not in {"none", "null"} else Habit.NONE
    dead = {box.address for box in firm.boxes if rng.random() < 0.08}
    ours = {box.address for box in firm.boxes if box.address.endswith(f"@{firm.domain}")}
    fresh = {f"{part}@{firm.domain}" for part in ("welcome", "ecrire", "postmaster")}
    return Post(
        domain=firm.domain,
        provider=provider,
        exchanges=tuple(line.format(domain=firm.domain, slug=firm.domain.replace(".", "-")) for line in _EXCHANGES[provider]),
        spf=_SPF[provider] if rng.random() < 0.75 else "",
        dmarc=rng.choice(("v=DMARC1; p=none", "v=DMARC1; p=quarantine; rua=mailto:dmarc@{0}", "v=DMARC1; p=reject")).format(firm.domain)
        if rng.random() < 0.4
        else "",
        habit=habit,
        mailboxes=frozenset((ours - dead) | fresh),
    )


def webmail(seed: int, domain: str, firms: tuple[Firm, ...]) -> Post:
    """Tell how a provider of free mailboxes receives mail: exactly, for all those of the town."""
    rng = stream(seed, "webmail", domain)
    theirs = {box.address for firm in firms for box in firm.boxes if box.address.endswith(f"@{domain}")}
    return Post(
        domain=domain,
        provider="webmail",
        exchanges=(f"10 mx1.{domain}", f"20 mx2.{domain}"),
        spf="v=spf1 mx ~all",
        dmarc="v=DMARC1; p=quarantine",
        habit=Habit.GREY if rng.random() < 0.2 else Habit.EXACT,
        mailboxes=frozenset(address for address in sorted(theirs) if rng.random() < 0.92),
    )


def webmails(seed: int, firms: tuple[Firm, ...]) -> dict[str, Post]:
    """Give every provider of free mailboxes by its domain."""
    return {domain: webmail(seed, domain, firms) for domain in WEBMAILS}


def offices() -> dict[str, Post]:
    """Give how each agency and hosting company of the neighbourhood receives mail, by its domain."""
    return {
        who.domain: Post(
            domain=who.domain,
            provider="own",
            exchanges=(f"10 mail.{who.domain}",),
            spf="v=spf1 mx -all",
            dmarc="v=DMARC1; p=reject",
            habit=Habit.EXACT,
            mailboxes=frozenset({who.email, f"dpo@{who.domain}"}),
        )
        for who in NEIGHBOURS
    }
