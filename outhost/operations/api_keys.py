"""What can be done with the key of a workspace."""

from outhost.domain.api_keys import IssuedKey, digest_of, make_key
from outhost.domain.events import Happening
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class ApiKeys:
    """Rotation."""

    def __init__(self, store: Store) -> None:
        """Keep digests in `store`."""
        self._store = store

    async def rotate(self, caller: Caller) -> IssuedKey:
        """Give the caller's workspace a fresh key; the old one stops working with the commit."""
        return await self._store.write(_rotate, caller)


def issue_key(tx: Tx, workspace_id: WorkspaceId) -> IssuedKey:
    """Make a key for a workspace, in place of the one that it had."""
    key = make_key()
    digest = digest_of(key)
    assert digest is not None
    tx.api_keys.put(workspace_id, digest)
    return IssuedKey(key=key, issued_at=tx.now)


def _rotate(tx: Tx, caller: Caller) -> IssuedKey:
    issued = issue_key(tx, caller.workspace_id)
    tx.events.insert(caller, Happening.API_KEY_ROTATED, str(caller.workspace_id))
    return issued
