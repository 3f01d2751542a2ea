"""What can be done with access keys, the keys of `/api`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from outhost.domain.access_keys import (
    BOTH_SCOPES,
    MOST_A_WORKSPACE,
    AccessKey,
    AccessKeyId,
    Scope,
    digest_of_access_key,
    make_access_key,
    prefix_of,
)
from outhost.domain.clock import Clock
from outhost.domain.errors import InvalidInput, Issue, NotVisible, TooManyKeys, WorkspaceNotFound
from outhost.domain.events import Happening
from outhost.domain.users import UserId
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller, Role, checked_name
from outhost.operations.members import check_role
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_PAST = Text(en="must be in the future", fr="doit être dans le futur")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccessKey:
    """A key to be made; without `scopes` it may do both, without `expires_at` it lasts until it is revoked."""

    name: str
    scopes: Collection[Scope] = BOTH_SCOPES
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedAccessKey:
    """A key that was made, in the clear, which is shown this once."""

    access_key: AccessKey
    key: str


class AccessKeys:
    """Keys: made, used, revoked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep digests in `store`."""
        self._store = store
        self._clock = clock

    async def add(self, caller: Caller, new: NewAccessKey, reply: KeptReply[IssuedAccessKey] | None = None) -> IssuedAccessKey:
        """Make a key that acts as the caller; where no person speaks, as who has owned the workspace longest.

        Raises:
            InvalidInput: the name is empty or too long, or the key's time is over already.
            TooManyKeys: the workspace has as many as it may.
            WorkspaceNotFound: nobody who may log in owns the workspace.
        """
        name = checked_name(new.name)
        if new.expires_at is not None and new.expires_at <= self._clock.now():
            raise InvalidInput(Issue("expires_at", _PAST.filled()))
        return await self._store.write(_add, caller, name, frozenset(new.scopes), new.expires_at, reply)

    async def revoke(self, caller: Caller, key_id: int) -> None:
        """Take a key of the caller's workspace away; it stops working with the commit.

        Raises:
            NotVisible
        """
        await self._store.write(_revoke, caller, AccessKeyId(key_id))

    async def note_use(self, key: AccessKey) -> None:
        """Remember that a key was used now."""
        await self._store.write(_note_use, key)


def _add(
    tx: Tx, caller: Caller, name: str, scopes: frozenset[Scope], expires_at: datetime | None, reply: KeptReply[IssuedAccessKey] | None
) -> IssuedAccessKey:
    return kept(tx, caller, reply, lambda: _insert(tx, caller, name, scopes, expires_at))


def _insert(tx: Tx, caller: Caller, name: str, scopes: frozenset[Scope], expires_at: datetime | None) -> IssuedAccessKey:
    check_role(tx, caller, Role.ADMIN)
    if tx.access_keys.count(caller.workspace_id) >= MOST_A_WORKSPACE:
        raise TooManyKeys(most=MOST_A_WORKSPACE)
    key = make_access_key()
    digest = digest_of_access_key(key)
    assert digest is not None
    made = tx.access_keys.insert(
        caller.workspace_id,
        _whose(tx, caller),
        name=name,
        prefix=prefix_of(key),
        digest=digest,
        scopes=scopes,
        expires_at=expires_at,
    )
    tx.events.insert(caller, Happening.ACCESS_KEY_CREATED, str(made.id), name=name, scopes=sorted(scopes))
    return IssuedAccessKey(access_key=made, key=key)


def _whose(tx: Tx, caller: Caller) -> UserId:
    user_id = caller.user_id or tx.workspaces.find_first_owner(caller.workspace_id)
    if user_id is None:
        raise WorkspaceNotFound(whose=f"a key: nobody who may log in owns number {caller.workspace_id}")
    return user_id


def _revoke(tx: Tx, caller: Caller, key_id: AccessKeyId) -> None:
    check_role(tx, caller, Role.ADMIN)
    if not tx.access_keys.delete(caller.workspace_id, key_id):
        raise NotVisible
    tx.events.insert(caller, Happening.ACCESS_KEY_REVOKED, str(key_id))


def _note_use(tx: Tx, key: AccessKey) -> None:
    tx.access_keys.note_use(key.id)
