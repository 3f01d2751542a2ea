"""What can be done with the key of a workspace."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.api_keys import ApiKey, IssuedKey, digest_of, make_key
from outhost.domain.clock import Clock
from outhost.domain.events import Happening
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

USE_IS_KEPT_AFTER: Final = timedelta(minutes=1)
"""How long a use stays in memory only: a call of `/v1` must not wait for the disk to say that it was made."""


class ApiKeys:
    """Rotation, and when each key was last used."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep digests in `store`."""
        self._store = store
        self._clock = clock
        self._uses: dict[bytes, datetime] = {}

    async def show(self, caller: Caller) -> ApiKey:
        """Tell when the caller's workspace got its key, and when that was last used."""
        return await self._store.read(self._show, caller)

    async def rotate(self, caller: Caller, reply: KeptReply[IssuedKey] | None = None) -> IssuedKey:
        """Give the caller's workspace a fresh key; the old one stops working with the commit."""
        return await self._store.write(_rotate, caller, reply)

    def note_use(self, digest: bytes) -> None:
        """Remember that a key was used now; costs one look at the clock, for the disk hears of it later."""
        self._uses[digest] = self._clock.now()

    async def keep_uses(self) -> None:
        """Write down the uses that were noted since the last time, in one transaction."""
        uses = dict(self._uses)
        if uses:
            await self._store.write(_keep_uses, uses)
        self._uses = {digest: used_at for digest, used_at in self._uses.items() if uses.get(digest) != used_at}

    def _show(self, tx: Tx, caller: Caller) -> ApiKey:
        found = tx.api_keys.find(caller.workspace_id)
        assert found is not None
        digest, key = found
        return replace(key, last_used_at=self._uses.get(digest, key.last_used_at))


def issue_key(tx: Tx, workspace_id: WorkspaceId) -> IssuedKey:
    """Make a key for a workspace, in place of the one that it had."""
    key = make_key()
    digest = digest_of(key)
    assert digest is not None
    tx.api_keys.put(workspace_id, digest)
    return IssuedKey(key=key, issued_at=tx.now)


def _rotate(tx: Tx, caller: Caller, reply: KeptReply[IssuedKey] | None) -> IssuedKey:
    return kept(tx, caller, reply, lambda: _replace(tx, caller))


def _replace(tx: Tx, caller: Caller) -> IssuedKey:
    issued = issue_key(tx, caller.workspace_id)
    tx.events.insert(caller, Happening.API_KEY_ROTATED, str(caller.workspace_id))
    return issued


def _keep_uses(tx: Tx, uses: dict[bytes, datetime]) -> None:
    for digest, used_at in uses.items():
        tx.api_keys.note_use(digest, used_at)
