"""The kinds of trouble there may be with a page; they stand alone, so that a refusal which names one loads no clock."""

from enum import StrEnum


class TroubleKind(StrEnum):
    """Why there is no page."""

    NO_SUCH_NAME = "no_such_name"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    REFUSED = "refused"
    """The guard lets nobody go there."""
    ROBOTS = "robots"
    PACE = "pace"
    """Its host asks for more patience than there is."""
    HTTP = "http"
    """The server answered with a status that is no success."""
    TOO_LARGE = "too_large"
    NOT_A_PAGE = "not_a_page"
    BROKEN = "broken"
