"""Creating once: a POST with an `Idempotency-Key` gets its first answer again for a day."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel
from sanic import HTTPResponse, Request

from outhost.appliance import Appliance
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.replies import Slot, is_key, slot_of
from outhost.domain.words import Text
from outhost.operations.replies import AlreadyAnswered, Asker, KeptReply
from outhost.web.body import bytes_of
from outhost.web.outsend.answers import as_json, as_json_bytes

_MALFORMED = Text(en="must be 1–255 visible ASCII characters", fr="doit compter de 1 à 255 caractères ASCII visibles")

T = TypeVar("T")
Create = Callable[[KeptReply[T] | None], Awaitable[T]]
"""Does the work; keeps the reply in the transaction of the work itself."""


async def once(
    request: Request,
    appliance: Appliance,
    asker: Asker,
    create: Create[T],
    shape: Callable[[T], BaseModel],
    shape_again: Callable[[T], BaseModel] | None = None,
    body_digest: bytes | None = None,
) -> HTTPResponse:
    """Create something and answer with its `shape`; a replay gets the same bytes, or `shape_again` where the first showed a secret.

    A body that nobody has read counts too; of one that was streamed, the caller gives the SHA-256.

    Raises:
        InvalidInput: the key is malformed, or was used with another body.
        BodyTooLarge
    """
    slot = await _slot_of(request, body_digest)
    reply: KeptReply[T] | None = None
    if slot is not None:
        reply = KeptReply(slot=slot, say=lambda made: (shape_again or shape)(made).model_dump_json().encode())
    async with appliance.replies.turn(asker, slot) as earlier:
        if earlier is not None:
            return as_json_bytes(earlier)
        try:
            return as_json(shape(await create(reply)))
        except AlreadyAnswered as twin:
            return as_json_bytes(twin.answer)


async def _slot_of(request: Request, body_digest: bytes | None) -> Slot | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not is_key(key):
        raise InvalidInput(Issue("Idempotency-Key", _MALFORMED.filled()))
    if body_digest is None:
        await bytes_of(request)  # of a call that wants none too: with another body it is another call
    slot = slot_of(request.method, request.path, key, request.body)
    return slot if body_digest is None else replace(slot, body_digest=body_digest)
