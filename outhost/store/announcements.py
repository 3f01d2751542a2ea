"""Announcements in rows."""

from datetime import datetime

from outhost.domain.announcements import Announcement, AnnouncementId, Level
from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.store.contract import Connection, Row


class Announcements:
    """The table `announcements`; one whose time is over is there for nobody."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, level: Level, *, en: str, fr: str, until: datetime | None) -> Announcement:
        """Remember a new announcement, and forget those whose time is over."""
        self._tx.run("DELETE FROM announcements WHERE until <= :now", now=to_text(self._tx.now))
        row = self._tx.one(
            "INSERT INTO announcements (level, text_en, text_fr, until, created_at) VALUES (:level, :en, :fr, :until, :now) RETURNING *",
            level=level, en=en, fr=fr, until=to_text(until) if until else None, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        return _announcement(row)

    def all(self) -> list[Announcement]:
        """Give what is announced now, newest first."""
        rows = self._tx.all(
            "SELECT * FROM announcements WHERE until IS NULL OR until > :now ORDER BY id DESC", now=to_text(self._tx.now)
        )  # fmt: skip
        return [_announcement(row) for row in rows]

    def delete(self, announcement_id: AnnouncementId) -> bool:
        """Forget an announcement; tell whether it was there."""
        return self._tx.run("DELETE FROM announcements WHERE id = :id", id=announcement_id) == 1


def _announcement(row: Row) -> Announcement:
    return Announcement(
        id=row["id"], level=Level(row["level"]), en=row["text_en"], fr=row["text_fr"], until=from_text_or_none(row["until"]),
        created_at=from_text(row["created_at"]),
    )  # fmt: skip
