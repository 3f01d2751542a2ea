"""Feeds as files: RSS 2.0 and JSON Feed 1.1. What people write into names can neither end a tag nor make a file that is none."""

import json
import re
from email.utils import format_datetime
from html import escape
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from outhost.domain.clock import whole_seconds
from outhost.domain.feeds import Entry, Feed

RSS_TYPE: Final = "application/rss+xml; charset=utf-8"
JSON_TYPE: Final = "application/feed+json"

_JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_UNSAYABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, escaped or not."""

register_namespace("atom", _ATOM)


def rss(feed: Feed) -> bytes:
    """Write a feed as RSS 2.0."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    _say(channel, title=feed.title, link=feed.home, description=feed.description, language=feed.locale)
    _say(channel, lastBuildDate=format_datetime(feed.moment))
    SubElement(channel, f"{{{_ATOM}}}link", href=feed.address, rel="self", type="application/rss+xml")
    for entry in feed.entries:
        _add_item(channel, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def json_feed(feed: Feed) -> bytes:
    """Write a feed as JSON Feed 1.1."""
    document = {
        "version": _JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.description,
        "language": feed.locale,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False).encode(errors="replace")


def _add_item(channel: Element, entry: Entry) -> None:
    """Add an entry. Its description is HTML for whoever reads RSS, so that markup in a business's name is escaped once more there."""
    item = SubElement(channel, "item")
    _say(item, title=entry.title, **({"link": entry.link} if entry.link else {}), description=escape(entry.text, quote=False))
    guid = SubElement(item, "guid", isPermaLink="false")
    guid.text = _sayable(entry.entry_id)
    _say(item, pubDate=format_datetime(entry.moment))
    for category in entry.categories:
        _say(item, category=category)


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        **({"url": entry.link} if entry.link else {}),
        "title": entry.title,
        "content_text": entry.text,
        "date_published": whole_seconds(entry.moment),
        "tags": list(entry.categories),
    }


def _say(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = _sayable(text)


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub("\ufffd", text)
