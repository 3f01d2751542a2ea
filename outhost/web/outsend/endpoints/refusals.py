"""What many endpoints of `/api` may answer, with when they do."""

from typing import Final

from outhost.domain.errors import (
    AccountDeactivated,
    BodyTooLarge,
    ForeignOrigin,
    InvalidInput,
    MalformedBody,
    NotLoggedIn,
    NoWorkspace,
    Refusal,
    RoleTooLow,
    ScopeTooNarrow,
    SessionOnly,
)

Refusals = tuple[tuple[type[Refusal], str], ...]

BODY: Final[Refusals] = (
    (BodyTooLarge, "The body is over 10 MB."),
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
SESSION: Final[Refusals] = (*LOGIN, (SessionOnly, "An API key may not do this."))
WORKSPACE: Final[Refusals] = (
    *LOGIN,
    (NoWorkspace, "You are a member of no workspace."),
    (RoleTooLow, "Your role in the workspace does not allow it."),
)
