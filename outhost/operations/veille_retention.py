"""What becomes of veilles that were deleted: all that they know goes, in small batches."""

from typing import Final

from outhost.domain.veilles import Veille
from outhost.operations.jobs import DELETED_JOBS
from outhost.operations.veille_starts import own_pipeline_of
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_BATCH: Final = 500


class VeilleRetention:
    """Removes veilles that were deleted."""

    def __init__(self, store: Store) -> None:
        """Remove from `store`."""
        self._store = store

    async def purge(self) -> None:
        """Remove what is left of deleted veilles; a crash leaves the rest to the next time."""
        while (veille := await self._store.read(_next)) is not None:
            while await self._store.write(_purge_some, veille):
                pass


def _next(tx: Tx) -> Veille | None:
    return tx.veilles.find_deleted_of_any_workspace()


def _purge_some(tx: Tx, veille: Veille) -> bool:
    """Remove some of what belongs to a veille, and itself at last; tell whether there may be more."""
    if (
        tx.veille_signals.delete_some(veille.key, _BATCH)
        or tx.veille_rows.delete_some(veille.key, _BATCH)
        or tx.veille_rows.forget_seen_of(veille.key, _BATCH)
        or tx.veille_runs.delete_some(veille.key, _BATCH)
    ):
        return True
    tx.veilles.put(veille.key, job_id=None)
    if tx.veille_keeps.delete_all(veille.key):
        tx.ring(DELETED_JOBS)
    pipeline = own_pipeline_of(tx, veille)
    if pipeline is not None:
        tx.pipelines.delete(pipeline.key)
    tx.veilles.delete(veille.key)
    return False
