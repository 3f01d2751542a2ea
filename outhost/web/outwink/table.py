"""The table of `/v1` as a whole, for whoever describes it."""

from typing import Final

from outhost.domain.errors import InvalidInput, MethodNotAllowed, MisdirectedRequest
from outhost.web.endpoint import Endpoint
from outhost.web.outwink.endpoints import ENDPOINTS, PATH_PARAMETERS
from outhost.web.outwink.envelope import status_and_code
from outhost.web.outwink.wire import ErrorOut
from outhost.web.table import Table

_KEY: Final = "outwink_key"


def _ways_in(_endpoint: Endpoint) -> tuple[str, ...]:
    return (_KEY,)


def _rights(_endpoint: Endpoint) -> str:
    return ""


TABLE: Final = Table(
    name="Outwink",
    endpoints=ENDPOINTS,
    path_parameters=PATH_PARAMETERS,
    status_and_code=status_and_code,
    error=ErrorOut,
    has_codes=True,
    always=(
        (InvalidInput, "The request can't be read."),
        (MisdirectedRequest, "The `Host` header names another machine."),
        (MethodNotAllowed, "The path is known, but not with this method."),
    ),
    schemes={
        _KEY: {
            "type": "apiKey", "in": "header", "name": "X-API-Key",
            "description": "The key of a workspace, a UUID; it opens `/v1` alone.",
        },
    },
    ways_in=_ways_in,
    rights=_rights,
)  # fmt: skip
