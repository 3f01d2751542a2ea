"""What many endpoints of `/api` may answer, with when they do."""

from typing import Final

from outhost.domain.errors import (
    AccountDeactivated,
    BodyTooLarge,
    ForeignOrigin,
    InvalidInput,
    MalformedBody,
    NotAdministrator,
    NotLoggedIn,
    NotVisible,
    NoWorkspace,
    Refusal,
    RoleTooLow,
    ScopeTooNarrow,
    SessionOnly,
)

Refusals = tuple[tuple[type[Refusal], str], ...]

BODY: Final[Refusals] = (
    (BodyTooLarge, "The body is over 10 MB, or over 1 MB where no login is needed."),
    (MalformedBody, "The body is no JSON in UTF-8."),
    (InvalidInput, "A field is missing, or of the wrong type."),
)
ANYBODY: Final[Refusals] = ((ForeignOrigin, "The call came from a page of another site."),)
LOGIN: Final[Refusals] = (
    (NotLoggedIn, "No session and no key, or none that is good."),
    (AccountDeactivated, "The account was deactivated."),
    (ForeignOrigin, "The call came from a page of another site."),
    (ScopeTooNarrow, "The API key lacks the scope `read` or `write`."),
)
SESSION_ONLY: Final[tuple[type[Refusal], str]] = (SessionOnly, "An API key may not do this.")
SESSION: Final[Refusals] = (*LOGIN, SESSION_ONLY)
ADMINISTRATOR: Final[Refusals] = (*SESSION, (NotAdministrator, "You are no administrator of this installation."))
PAGE: Final[tuple[type[Refusal], str]] = (InvalidInput, "`limit` not in 1..500, or `offset` below 0.")
KEPT: Final[tuple[type[Refusal], str]] = (InvalidInput, "The `Idempotency-Key` is malformed, or was used with another body.")
_ROLE: Final[tuple[type[Refusal], str]] = (RoleTooLow, "Your role in the workspace does not allow it.")
NAMED_WORKSPACE: Final[Refusals] = (*LOGIN, (NotVisible, "You are a member of no workspace of this id."), _ROLE)
WORKSPACE: Final[Refusals] = (
    *LOGIN,
    (NoWorkspace, "You are a member of no workspace."),
    _ROLE,
)
