"""What can be done with announcements: made and taken back, by administrators."""

from dataclasses import dataclass
from datetime import datetime

from outhost.domain.announcements import Announcement, AnnouncementId, Level, check_until, checked_words
from outhost.domain.errors import NotVisible
from outhost.domain.events import Happening
from outhost.domain.sessions import Visit
from outhost.domain.users import User, actor_of
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnnouncement:
    """What is to be announced; without `fr`, everybody reads the English."""

    level: Level
    en: str
    fr: str | None = None
    until: datetime | None = None


class Announcements:
    """Announcements, by the administrators: `user` is the one who acts, None at the command line."""

    def __init__(self, store: Store) -> None:
        """Keep them in `store`."""
        self._store = store

    async def make(
        self, visit: Visit, user: User | None, new: NewAnnouncement, reply: KeptReply[Announcement] | None = None
    ) -> Announcement:
        """Announce something to everybody.

        Raises:
            InvalidInput
        """
        return await self._store.write(_make, visit, user, new, reply)

    async def take_back(self, visit: Visit, user: User | None, announcement_id: int) -> None:
        """Have an announcement read no longer.

        Raises:
            NotVisible
        """
        await self._store.write(_take_back, visit, user, AnnouncementId(announcement_id))


def _make(tx: Tx, visit: Visit, user: User | None, new: NewAnnouncement, reply: KeptReply[Announcement] | None) -> Announcement:
    return _made(tx, visit, user, new) if user is None else kept(tx, user, reply, lambda: _made(tx, visit, user, new))


def _made(tx: Tx, visit: Visit, user: User | None, new: NewAnnouncement) -> Announcement:
    en, fr = checked_words(new.en, new.fr)
    check_until(new.until, tx.now)
    made = tx.announcements.insert(new.level, en=en, fr=fr, until=new.until)
    tx.events.insert_without_workspace(actor_of(user), Happening.ANNOUNCEMENT_MADE, str(made.id), visit, level=made.level)
    return made


def _take_back(tx: Tx, visit: Visit, user: User | None, announcement_id: AnnouncementId) -> None:
    if not tx.announcements.delete(announcement_id):
        raise NotVisible
    tx.events.insert_without_workspace(actor_of(user), Happening.ANNOUNCEMENT_TAKEN_BACK, str(announcement_id), visit)
