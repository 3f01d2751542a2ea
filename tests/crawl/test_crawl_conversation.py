"""Conversations with mail hosts, of which anything may come."""

import asyncio

import pytest
from clocks import TurnedClock
from hypothesis import given
from hypothesis import strategies as st

from outhost.crawl.conversation import Conversation, Reply
from outhost.domain.errors import FetchFailed

LINES = st.lists(
    st.sampled_from([b"250 OK", b"250-more", b"550", b"4", b"999 x", b"-", b"\xff", b"220 \x1b[0m", b"\r", b"x" * 5000]), max_size=90
)


def heard(wire: bytes) -> Reply | None:
    """Give what is heard of these bytes and an end; None where they make no sense."""

    async def hear() -> Reply | None:
        reader = asyncio.StreamReader(limit=4096)
        reader.feed_data(wire)
        reader.feed_eof()
        talk = Conversation("mx.example", reader, None, TurnedClock())  # type: ignore[arg-type]  # nothing is said
        try:
            return await talk.hear()
        except FetchFailed:
            return None

    return asyncio.run(hear())


@given(st.binary(max_size=10_000) | LINES.map(b"\r\n".join) | LINES.map(lambda lines: b"\n".join(lines) + b"\n"))
def test_whatever_a_host_says_is_an_answer_or_none(wire: bytes) -> None:
    """A code of three digits and a line of words, or that it made no sense; never more than was bargained for."""
    reply = heard(wire)
    assert reply is None or (200 <= reply.code <= 599 and len(reply.text) <= 500 and all(map(str.isprintable, reply.text)))


@pytest.mark.parametrize(
    ("wire", "reply"),
    [
        (b"250 OK\r\n", Reply(250, "OK")),
        (b"250\n", Reply(250, "")),
        (b"250-a\r\n250-b\r\n250 c\r\n250 d\r\n", Reply(250, "a b c")),
        (b"250-a\r\n550 no\r\n", Reply(550, "a no")),
        (b"250 OK", None),
        (b"", None),
        (b"250-a\r\n" * 61, None),
        (b"150 what\r\n", None),
        (b"2500 OK\r\n", None),
    ],
)
def test_an_answer_ends_with_the_line_that_says_so(wire: bytes, reply: Reply | None) -> None:
    """However many lines it has, up to sixty."""
    assert heard(wire) == reply
