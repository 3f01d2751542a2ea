"""Webhooks: what signs, and what may be chosen."""

import pytest

from outhost.domain.errors import InvalidInput
from outhost.domain.news import PUBLIC
from outhost.domain.webhooks import PAUSES, Secrets, checked_events, checked_secret, checked_url, make_webhook_secret, signature


def test_a_signature_is_that_of_the_standard() -> None:
    """Test case 2 of RFC 4231, and the same in letters beyond ASCII, whose UTF-8 is the key."""
    assert signature("Jefe", b"what do ya want for nothing?") == ("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    assert signature("é" * 16, b"") != signature("e" * 16, b"")


def test_tries_go_on_for_fifteen_hours() -> None:
    """One at once, and five more after pauses as they are promised."""
    assert [pause.total_seconds() / 60 for pause in PAUSES] == [1, 5, 30, 120, 720]


def test_a_secret_is_long_and_another_each_time_and_shown_by_no_repr() -> None:
    """What is made can't be guessed, may be chosen as well, and does not turn up in a log by accident."""
    one, other = make_webhook_secret(), make_webhook_secret()
    assert one != other
    assert checked_secret(one) == one
    assert one not in repr(Secrets(current=one, previous=one))


@pytest.mark.parametrize("secret", ["x" * 15, "x" * 129, "\ud800" * 20])
def test_a_secret_of_another_length_or_of_half_letters_is_refused(secret: str) -> None:
    """What can't be signed by is said at once."""
    with pytest.raises(InvalidInput):
        checked_secret(secret)


def test_events_are_each_named_once_in_their_order() -> None:
    """However I list them."""
    assert checked_events([*reversed(PUBLIC), "job.failed"]) == [str(name) for name in PUBLIC]


@pytest.mark.parametrize("url", ["https://example.com/" + "x" * 2000, "https://example.com/\udc80"])
def test_an_address_that_can_be_none_is_refused_before_it_is_looked_up(url: str) -> None:
    """Too long, or no whole text."""
    with pytest.raises(InvalidInput):
        checked_url(url)
