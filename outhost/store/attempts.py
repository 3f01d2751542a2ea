"""Attempts in rows: what quotas count."""

from datetime import datetime

from outhost.domain.clock import from_text, to_text
from outhost.domain.quotas import Quota
from outhost.store.contract import Connection


class Attempts:
    """The table `attempts`; `subject` is a digest of whoever tried."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, quota: Quota, subject: bytes) -> None:
        """Remember an attempt."""
        self._tx.run(
            "INSERT INTO attempts (quota, subject, created_at) VALUES (:quota, :subject, :now)",
            quota=quota, subject=subject, now=to_text(self._tx.now),
        )  # fmt: skip

    def find_latest(self, quota: Quota, subject: bytes, place: int) -> datetime | None:
        """Find when the attempt at a place was made, counted from the latest, which is at 1."""
        row = self._tx.one(
            "SELECT created_at FROM attempts WHERE quota = :quota AND subject = :subject ORDER BY created_at DESC LIMIT 1 OFFSET :before",
            quota=quota, subject=subject, before=place - 1,
        )  # fmt: skip
        return from_text(row["created_at"]) if row else None

    def clear(self, quota: Quota, subject: bytes) -> None:
        """Forget what somebody tried."""
        self._tx.run("DELETE FROM attempts WHERE quota = :quota AND subject = :subject", quota=quota, subject=subject)

    def delete_before(self, moment: datetime, limit: int) -> int:
        """Forget up to `limit` attempts made before a moment; tell how many."""
        return self._tx.run(
            "DELETE FROM attempts WHERE id IN (SELECT id FROM attempts WHERE created_at < :moment LIMIT :limit)",
            moment=to_text(moment), limit=limit,
        )  # fmt: skip
