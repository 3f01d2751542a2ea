"""Bodies that a surface reads itself, once it knows who calls: at most 10 MB unless it says otherwise."""

from sanic import Request
from sanic.exceptions import PayloadTooLarge

from outhost.domain.errors import BodyTooLarge
from outhost.web.request import read_out

BODY_LIMIT_BYTES = 10 << 20
STRANGERS_LIMIT_BYTES = 1 << 20
"""Of whoever has not logged in: to read ten megabytes of small values takes a second, in which nobody else is answered."""
_MB = 1 << 20


async def bytes_of(request: Request, limit: int = BODY_LIMIT_BYTES) -> bytes:
    """Read the body, which nobody has read before: whoever may not call is refused without it.

    Raises:
        BodyTooLarge
    """
    assert request.stream is not None
    request.stream.request_max_size = limit
    try:
        await request.receive_body()  # type: ignore[no-untyped-call]  # Sanic leaves it without types
    except PayloadTooLarge:
        await read_out(request)
        raise BodyTooLarge(most_mb=limit // _MB) from None
    return request.body
