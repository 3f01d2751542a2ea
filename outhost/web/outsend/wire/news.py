"""The shapes of news."""

from typing import Any

from pydantic import Field

from outhost.domain.news import News
from outhost.web.outsend.wire.form import Out


class NewsItemOut(Out):
    """Something that happened; the same document as the body of a webhook."""

    id: str
    type: str
    created_at: str
    data: dict[str, Any] = Field(description="What it happened to.")

    @classmethod
    def of(cls, news: News) -> "NewsItemOut":
        """Shape an event."""
        return cls(**news.as_document())


class NewsOut(Out):
    """A page of news, oldest first."""

    items: list[NewsItemOut]
    next: str | None = Field(description="What to send as `after` the next time; null while nothing has happened yet.")
