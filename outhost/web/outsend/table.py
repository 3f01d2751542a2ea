"""The table of `/api` as a whole, for whoever describes it."""

from typing import Final

from outhost.domain.errors import MalformedBody, MethodNotAllowed, MisdirectedRequest
from outhost.web.cookie import COOKIE
from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.endpoints.parameters import PATH_PARAMETERS
from outhost.web.outsend.envelope import status_and_code
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.errors import ErrorOut
from outhost.web.table import Table

_SESSION: Final = "session"
_KEYS: Final = ("access_key", "bearer")
_FOR: Final = {
    Audience.PUBLIC: "Open to anybody.",
    Audience.PERSON: "For whoever is logged in.",
    Audience.VIEWER: "For all members of the workspace.",
    Audience.MEMBER: "For members of the workspace, not for viewers.",
    Audience.ADMIN: "For admins and owners of the workspace.",
    Audience.OWNER: "For owners of the workspace.",
    Audience.ADMINISTRATOR: "For administrators of the installation.",
}


def ways_in(endpoint: ApiEndpoint) -> tuple[str, ...]:
    """Name the security schemes that open an endpoint."""
    if endpoint.audience is Audience.PUBLIC:
        return ()
    return (_SESSION,) if endpoint.is_closed_to_keys else (_SESSION, *_KEYS)


def rights(endpoint: ApiEndpoint) -> str:
    """Say whom an endpoint is for, and what an API key needs for it."""
    said = [_FOR[endpoint.audience]]
    if endpoint.audience is not Audience.PUBLIC:
        scope = "read" if endpoint.method == "GET" else "write"
        said.append("An API key may not call it." if endpoint.is_closed_to_keys else f"An API key needs the scope `{scope}`.")
    if endpoint.needs_verified:
        said.append("Your e-mail address must be verified.")
    return " ".join(said)


TABLE: Final = Table(
    name="Outsend",
    endpoints=ENDPOINTS,
    path_parameters=PATH_PARAMETERS,
    status_and_code=status_and_code,
    error=ErrorOut,
    has_codes=False,
    always=(
        (MalformedBody, "The request can't be read."),
        (MethodNotAllowed, "The path is known, but not with this method."),
        (MisdirectedRequest, "The `Host` header names another machine."),
    ),
    schemes={
        _SESSION: {
            "type": "apiKey", "in": "cookie", "name": COOKIE,
            "description": "What logging in sets. A write from a page of another site is refused.",
        },
        "access_key": {
            "type": "apiKey", "in": "header", "name": "X-API-Key",
            "description": "An API key that begins with `osk_`; it acts as the member who made it, in one workspace.",
        },
        "bearer": {"type": "http", "scheme": "bearer", "description": "The same API key as `Authorization: Bearer`."},
    },
    ways_in=ways_in,
    rights=rights,
)  # fmt: skip
