"""What can be tried, and how often."""

import hashlib
import math

from outhost.domain.errors import TooManyAttempts
from outhost.domain.quotas import LIMITS, LONGEST, Quota, household_of
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_BATCH = 500


class Quotas:
    """Counts of attempts, which outlive a restart. Of whoever tried only a digest is kept."""

    def __init__(self, store: Store) -> None:
        """Count in `store`."""
        self._store = store

    async def spend(self, quota: Quota, *subject: object) -> None:
        """Count an attempt before it is made, so that two at once are two.

        Raises:
            TooManyAttempts: there were as many as may be; this one is not counted, and says after how many seconds the next may be made.
        """
        await self._store.write(_spend, quota, subject_of(*subject))

    async def forget_old(self) -> None:
        """Remove attempts that no limit counts any longer, in small batches."""
        while await self._store.write(_delete_old) == _BATCH:
            pass


def clear_attempts(tx: Tx, quota: Quota, *subject: object) -> None:
    """Begin to count anew, since an attempt succeeded."""
    tx.attempts.clear(quota, subject_of(*subject))


def subject_of(*subject: object) -> bytes:
    """Give the digest of who tries; an address in IPv6 counts as the household that may change it at will."""
    return hashlib.sha256("\n".join(household_of(str(part)) for part in subject).encode()).digest()


def _spend(tx: Tx, quota: Quota, subject: bytes) -> None:
    limit = LIMITS[quota]
    first = tx.attempts.find_latest(quota, subject, limit.most)
    if first is not None and (left := first + limit.window - tx.now).total_seconds() > 0:
        raise TooManyAttempts(seconds=math.ceil(left.total_seconds()))
    tx.attempts.insert(quota, subject)


def _delete_old(tx: Tx) -> int:
    return tx.attempts.delete_before(tx.now - LONGEST, _BATCH)
