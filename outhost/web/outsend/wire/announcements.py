"""The shapes of announcements: what administrators have everybody read."""

from pydantic import Field

from outhost.domain.announcements import TEXT_LIMIT, Announcement, Level
from outhost.operations.announcements import NewAnnouncement
from outhost.web.outsend.wire.form import In, Moment, Out, moment_or_none


class WordsIn(In):
    """What is announced; without `fr`, everybody reads the English."""

    en: str = Field(description=f"1 to {TEXT_LIMIT} characters.")
    fr: str | None = Field(None, description=f"1 to {TEXT_LIMIT} characters.")


class AnnounceIn(In):
    """An announcement; without `until` it stays until it is taken back."""

    text: WordsIn
    level: Level = Field(Level.INFO, strict=False)
    until: Moment | None = None

    def new(self) -> NewAnnouncement:
        """Give what is to be announced."""
        return NewAnnouncement(level=self.level, en=self.text.en, fr=self.text.fr, until=self.until)


class WordsOut(Out):
    """What is announced, in both languages."""

    en: str
    fr: str


class AnnouncementOut(Out):
    """An announcement; without `until` it stays until it is taken back."""

    id: int
    level: Level
    text: WordsOut
    until: str | None

    @classmethod
    def of(cls, made: Announcement) -> "AnnouncementOut":
        """Shape an announcement."""
        return cls(id=made.id, level=made.level, text=WordsOut(en=made.en, fr=made.fr), until=moment_or_none(made.until))


class AnnouncementsOut(Out):
    """What is announced now, newest first."""

    items: list[AnnouncementOut]
