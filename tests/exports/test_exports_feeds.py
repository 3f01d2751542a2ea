"""Feeds as files that any reader takes, whatever people write into names."""

import json
from datetime import UTC, datetime
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.feeds import Entry, Feed
from outhost.exports.feeds import json_feed, rss

MOMENT = datetime(2026, 5, 10, 19, 0, 0, tzinfo=UTC)
HOSTILE = ["</title><script>alert(1)</script>", "]]>", "<!--", "&amp;&lt;", "\x00\x08\x1b", "\ud800", "\ufffe", 'L\'Œuf "d’Été" & Fils', ""]


def feed_of(text: str) -> Feed:
    """Make a feed that says a text everywhere."""
    entry = Entry(entry_id="signal-1", title=text, text=text, link="https://acme.example/?a=1&b=2", moment=MOMENT, categories=["modified"])
    plain = Entry(entry_id="signal-2", title="Plain", text="Plain.", link="", moment=MOMENT)
    return Feed(
        title=text, description=text, home="https://outhost.example/", address="https://outhost.example/feeds/veille/x.rss?signature=y&z",
        locale="fr", moment=MOMENT, entries=[entry, plain],
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_stays_a_name_in_rss(text: str) -> None:
    """It comes out as the text that it is, but for characters that XML can't say, and adds no element."""
    channel = ET.fromstring(rss(feed_of(text))).find("channel")
    assert channel is not None
    said = "".join(char if char.isprintable() and char not in "\ufffe\ud800" else "\ufffd" for char in text)
    first, second = channel.findall("item")
    assert {channel.findtext("title") or "", first.findtext("title") or "", unescape(first.findtext("description") or "")} == {said}
    assert "<" not in (first.findtext("description") or ""), "readers show it as HTML"
    assert [child.tag for child in first] == ["title", "link", "description", "guid", "pubDate", "category"]
    assert [child.tag for child in second] == ["title", "description", "guid", "pubDate"]


def test_rss_has_what_readers_look_for() -> None:
    """Moments as RFC 822 has them, ids that are no links, its own address."""
    document = rss(feed_of("x")).decode()
    assert document.startswith("<?xml version='1.0' encoding='utf-8'?>\n<rss ")
    assert 'version="2.0"' in document
    assert "<pubDate>Sun, 10 May 2026 19:00:00 +0000</pubDate>" in document
    assert '<guid isPermaLink="false">signal-1</guid>' in document
    assert '<atom:link href="https://outhost.example/feeds/veille/x.rss?signature=y&amp;z" rel="self"' in document
    assert "<link>https://acme.example/?a=1&amp;b=2</link>" in document


@given(text=st.text())
def test_any_text_makes_a_feed_that_can_be_read(text: str) -> None:
    """In both forms."""
    ET.fromstring(rss(feed_of(text)))
    assert json.loads(json_feed(feed_of(text)))["items"][0]["title"] == text


def test_a_json_feed_has_what_readers_look_for() -> None:
    """By the names of its version 1.1."""
    document = json.loads(json_feed(feed_of("x")))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["items"] == [
        {
            "id": "signal-1", "url": "https://acme.example/?a=1&b=2", "title": "x", "content_text": "x",
            "date_published": "2026-05-10T19:00:00Z", "tags": ["modified"],
        },
        {"id": "signal-2", "title": "Plain", "content_text": "Plain.", "date_published": "2026-05-10T19:00:00Z", "tags": []},
    ]  # fmt: skip


def test_half_a_character_does_not_break_a_json_feed() -> None:
    """It becomes a question mark."""
    assert json.loads(json_feed(feed_of("\ud800")))["title"] == "?"
