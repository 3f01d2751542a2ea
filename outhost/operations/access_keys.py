"""What can be done with access keys, the keys of `/api`."""

from outhost.domain.access_keys import AccessKey
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class AccessKeys:
    """Keys: made, used, revoked."""

    def __init__(self, store: Store) -> None:
        """Keep digests in `store`."""
        self._store = store

    async def note_use(self, key: AccessKey) -> None:
        """Remember that a key was used now."""
        await self._store.write(_note_use, key)


def _note_use(tx: Tx, key: AccessKey) -> None:
    tx.access_keys.note_use(key.id)
