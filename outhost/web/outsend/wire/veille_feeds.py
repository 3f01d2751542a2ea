"""The shapes of feeds of veilles."""

from outhost.operations.veille_feeds import FeedLink
from outhost.web.outsend.wire.form import Out, moment_or_none


class FeedOut(Out):
    """The link of a feed, for programs that read news; whoever has it may read, without logging in. Null while the feed is closed."""

    rss_url: str | None
    json_url: str | None
    opened_at: str | None

    @classmethod
    def of(cls, link: FeedLink) -> "FeedOut":
        """Shape a link."""
        return cls(rss_url=link.rss, json_url=link.json, opened_at=moment_or_none(link.opened_at))

    @classmethod
    def again(cls, link: FeedLink) -> "FeedOut":
        """Shape a link that was shown before."""
        return cls(rss_url=None, json_url=None, opened_at=moment_or_none(link.opened_at))
