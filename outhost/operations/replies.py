"""Idempotency: the same request with the same key within a day gets the first answer, and is charged once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.replies import Slot
from outhost.domain.users import User, UserId
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_OTHER_BODY = Issue(
    "Idempotency-Key",
    Text(
        en="was used within the last 24 hours with another body; send a new key",
        fr="a servi dans les dernières 24 heures avec un autre corps ; envoyez une autre clé",
    ).filled(),
)
T = TypeVar("T")
Asker = Caller | User
"""Whose a reply is: a workspace's, or a person's where the request is about no workspace that is there yet."""

_BATCH = 500
_Owner = tuple[WorkspaceId | None, UserId | None]
_Place = tuple[_Owner, str, str, str]


class AlreadyAnswered(Exception):
    """The request was answered while this work was under way, by a twin whose client hung up before its commit."""

    def __init__(self, answer: bytes) -> None:
        """Carry the answer."""
        super().__init__("The request was answered meanwhile.")
        self.answer = answer


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply(Generic[T]):
    """Where the answer to an idempotent request is kept, and how it is said."""

    slot: Slot
    say: Callable[[T], bytes]


class _Turn:
    """A lock, and how many hold it or wait for it."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.takers = 0


class Replies:
    """Answers kept by slot. They are written by the operation itself, in its own transaction (`tx.replies.put`)."""

    def __init__(self, store: Store) -> None:
        """Keep answers in `store`."""
        self._store = store
        self._under_way: dict[_Place, _Turn] = {}

    @asynccontextmanager
    async def turn(self, asker: Asker, slot: Slot | None) -> AsyncIterator[bytes | None]:
        """Wait for a twin under way to finish, then give the answer that it left, or None; at once without a slot.

        A twin whose client hangs up gives its turn away while its commit may be still to come: see `answer_of`.

        Raises:
            InvalidInput: the key was used with another body.
        """
        if slot is None:
            yield None
            return
        place = (_owner(asker), slot.method, slot.path, slot.key)
        turn = self._under_way.setdefault(place, _Turn())
        turn.takers += 1
        try:
            async with turn.lock:
                yield await self._store.read(answer_of, asker, slot)
        finally:
            turn.takers -= 1
            if not turn.takers:
                del self._under_way[place]

    async def forget_expired(self) -> None:
        """Remove answers older than a day, in small batches."""
        while await self._store.write(_delete_expired) == _BATCH:
            pass


def answer_of(tx: Tx, asker: Asker, slot: Slot) -> bytes | None:
    """Find the answer that was given to a request; whoever keeps one asks again in that same transaction.

    Raises:
        InvalidInput: the key was used with another body.
    """
    workspace_id, user_id = _owner(asker)
    reply = tx.replies.find(workspace_id, slot, user_id)
    if reply is None:
        return None
    if reply.body_digest != slot.body_digest:
        raise InvalidInput(_OTHER_BODY)
    return reply.answer


def kept(tx: Tx, asker: Asker, reply: KeptReply[T] | None, make: Callable[[], T]) -> T:
    """Make something and keep the answer that tells of it, in one transaction.

    Raises:
        AlreadyAnswered: there is a kept answer by now; nothing is made again.
        InvalidInput: the key was used with another body.
    """
    if reply is not None and (answer := answer_of(tx, asker, reply.slot)) is not None:
        raise AlreadyAnswered(answer)
    made = make()
    if reply is not None:
        workspace_id, user_id = _owner(asker)
        tx.replies.put(workspace_id, reply.slot, reply.say(made), user_id)
    return made


def _owner(asker: Asker) -> _Owner:
    return (None, asker.id) if isinstance(asker, User) else (asker.workspace_id, None)


def _delete_expired(tx: Tx) -> int:
    return tx.replies.delete_expired(_BATCH)
