"""The key itself."""

from sanic import HTTPResponse

from outhost.domain.clock import whole_seconds
from outhost.web.endpoint import Call
from outhost.web.outwink.answers import as_json
from outhost.web.outwink.wire import RotatedKeyOut


async def rotate(call: Call) -> HTTPResponse:
    """Generates a fresh API key and overwrites the old one in place.

    The old key stops authenticating immediately — no grace period — so update any stored credentials before invoking this.
    Authenticate with the current key.
    """
    issued = await call.appliance.api_keys.rotate(call.caller)
    return as_json(RotatedKeyOut(api_key=issued.key, rotated_at=whole_seconds(issued.issued_at)))
