"""How the hosts of the town behave: most well, some slowly, a few as the worst of the web do."""

from enum import StrEnum

from outhost.sandbox.chance import dealt
from outhost.sandbox.firms import Firm


class Behaviour(StrEnum):
    """What a host does to those who ask."""

    PLAIN = "plain"
    GZIP = "gzip"  # compresses for those who accept it
    DEFLATE = "deflate"  # the same, in zlib's format
    ETAG = "etag"  # answers 304 to those who know the page
    LAST_MODIFIED = "last-modified"  # the same, by the date
    OTHER_NAME = "other-name"  # its listed name redirects to the one with or without www
    OTHER_HOST = "other-host"  # its listed name redirects to another host of its own
    CHAIN = "chain"  # three redirects before the home page
    SOFT_404 = "soft-404"  # says 200 where it has no page
    NO_CONTACT = "no-contact"  # its contact page always breaks
    SLOW = "slow"  # two seconds for every answer
    FLAKY = "flaky"  # 503 with Retry-After in every second week
    BUSY = "busy"  # 503 with Retry-After, always
    BROKEN = "broken"  # 500, always
    FORBIDDING = "forbidding"  # 403, always
    LOOP = "loop"  # redirects in a circle
    INWARD = "inward"  # redirects to addresses inside the reader's own network
    DRIP = "drip"
    ENDLESS = "endless"
    CUT = "cut"
    RESET = "reset"
    SILENT = "silent"


_DECK = (
    *(Behaviour.PLAIN,) * 54,
    *(Behaviour.GZIP,) * 8,
    *(Behaviour.DEFLATE,) * 2,
    *(Behaviour.ETAG,) * 5,
    *(Behaviour.LAST_MODIFIED,) * 3,
    *(Behaviour.OTHER_NAME,) * 5,
    *(Behaviour.OTHER_HOST,) * 2,
    *(Behaviour.CHAIN,) * 2,
    *(Behaviour.SOFT_404,) * 3,
    *(Behaviour.SLOW,) * 2,
    Behaviour.NO_CONTACT,
    Behaviour.FLAKY,
    Behaviour.BUSY,
    Behaviour.BROKEN,
    Behaviour.FORBIDDING,
    Behaviour.LOOP,
    Behaviour.INWARD,
    Behaviour.DRIP,
    Behaviour.ENDLESS,
    Behaviour.CUT,
    Behaviour.RESET,
    Behaviour.SILENT,
)
_UNREADABLE = frozenset(
    {
        Behaviour.BUSY,
        Behaviour.BROKEN,
        Behaviour.FORBIDDING,
        Behaviour.LOOP,
        Behaviour.INWARD,
        Behaviour.DRIP,
        Behaviour.ENDLESS,
        Behaviour.CUT,
        Behaviour.RESET,
        Behaviour.SILENT,
    }
)


def behaviour(firm: Firm) -> Behaviour:
    """Tell how the host of a firm behaves."""
    return dealt(firm.seed, "behaviours", _DECK, firm.number)


def readable(firm: Firm, week: int) -> bool:
    """Tell whether anybody gets a page from a firm's host in that week."""
    found = behaviour(firm)
    return found not in _UNREADABLE and not (found is Behaviour.FLAKY and week % 2)


def home_host(firm: Firm) -> str:
    """Give the host that has the pages; the listed one may only redirect to it."""
    match behaviour(firm):
        case Behaviour.OTHER_NAME | Behaviour.CHAIN:
            return firm.domain if firm.host.startswith("www.") else f"www.{firm.domain}"
        case Behaviour.OTHER_HOST:
            return f"{firm.stream('home host').choice(('site', 'fr', 'boutique', 'web'))}.{firm.domain}"
        case _:
            return firm.host


def hosts(firm: Firm) -> tuple[str, ...]:
    """Give every name of a firm at which a web server answers."""
    return tuple(dict.fromkeys((firm.domain, f"www.{firm.domain}", home_host(firm))))
