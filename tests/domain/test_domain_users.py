"""Addresses and passwords of people."""

import pytest

from outhost.domain.users import is_strong_password, make_password, normalise_email


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("alex@example.com", "alex@example.com"),
        ("  Alex.Cohen+test@Example.COM \n", "alex.cohen+test@example.com"),
        ("root@localhost", "root@localhost"),
        ("zoé@exemple.fr", "zoé@exemple.fr"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_is_kept_trimmed_and_in_small_letters(typed: str, kept: str) -> None:
    """I log in however I write my address."""
    assert normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", " ", "alex", "@example.com", "alex@", "alex@@example.com", "a b@example.com", "alex@exam ple.com", "alex@.com", "alex@example.",
     "alex@example..com", "alex\x00@example.com", "alex@exa\nmple.com", "a" * 65 + "@example.com", "a@" + "b" * 260 + ".com",
     "a\udcff@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    """A typing error is told before an account is made."""
    assert normalise_email(typed) is None


@pytest.mark.parametrize("password", ["correct1", "a2345678", "abcdefg!", "zoé-zoé-zoé", "p" * 127 + "1", "mot de passe 1"])
def test_a_password_with_a_letter_and_a_digit_or_symbol_will_do(password: str) -> None:
    """Eight characters, a letter, a digit or symbol."""
    assert is_strong_password(password)


@pytest.mark.parametrize(
    "password",
    ["", "short1!", "12345678", "abcdefgh", "a" * 127 + "12", "abc defgh", "        1", "!!!!!!!!1", "correct1\ud800"],
)
def test_a_weak_password_will_not_do(password: str) -> None:
    """Too short, too long, or of one kind of character."""
    assert not is_strong_password(password)


def test_a_made_password_is_strong_and_no_two_are_alike() -> None:
    """What is made for me satisfies the rule that I would have to satisfy."""
    made = {make_password() for _ in range(200)}
    assert len(made) == 200
    assert all(is_strong_password(password) for password in made)
