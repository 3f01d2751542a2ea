"""The links of feeds: signed, and leading nowhere but to the web."""

import pytest

from outhost.domain.feeds import is_signed, make_secret, signature_of, web_link


def test_a_link_is_good_for_what_it_was_signed_for() -> None:
    """With another secret, for another id, or changed by a letter, it is none."""
    secret = make_secret()
    signature = signature_of(secret, "a")
    assert is_signed(secret, "a", signature)
    assert not is_signed(secret, "b", signature)
    assert not is_signed(make_secret(), "a", signature)
    assert not is_signed(secret, "a", signature[:-1] + ("A" if signature[-1] != "A" else "B"))
    assert not is_signed(secret, "a", "é\ud800")


def test_where_there_is_no_secret_nothing_is_signed() -> None:
    """Not even what would be with a secret of zeros."""
    assert not is_signed(None, "a", signature_of(bytes(32), "a"))


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://www.acme.fr/x?a=1", "https://www.acme.fr/x?a=1"),
        (" acme.fr ", "https://acme.fr"),
        ("http://café.fr/é", "http://caf%C3%A9.fr/%C3%A9"),
        ("javascript:alert(1)", ""),
        ("javascript://acme.fr/%0aalert(1)", ""),
        ("https://acme.fr/a b", ""),
        ("https://localhost", ""),
        ("http://[::1", ""),
        ("not a link", ""),
        ("", ""),
        (None, ""),
        (42, ""),
    ],
)
def test_only_addresses_of_the_web_are_links(address: object, link: str) -> None:
    """Whatever stands in a cell."""
    assert web_link(address) == link
