"""Passwords: kept as digests that cost an attacker dear."""

import pytest

from outhost.credentials.passwords import Passwords


@pytest.mark.parametrize("password", ["correct horse 1", "mot de passe é", "密码" * 20, "a\0b", " " * 12])
def test_the_right_password_is_right_and_any_other_is_not(password: str) -> None:
    """I log in with my password, to the letter."""
    passwords = Passwords()
    digest = passwords.digest(password)
    assert passwords.is_right(digest, password)
    assert not passwords.is_right(digest, password + " ")
    assert not passwords.is_right(digest, "")


def test_a_digest_tells_nothing_and_is_never_the_same_twice() -> None:
    """Whoever steals the database reads no password, nor who shares one."""
    passwords = Passwords()
    first, second = passwords.digest("correct horse 1"), passwords.digest("correct horse 1")
    assert first.startswith("$argon2id$")
    assert "horse" not in first
    assert first != second


@pytest.mark.parametrize("digest", ["", "nonsense", "$argon2id$v=19$m=8,t=1,p=1$", "\0"])
def test_a_broken_digest_lets_nobody_in(digest: str) -> None:
    """A damaged row is a closed door, not a fault."""
    assert not Passwords().is_right(digest, "correct horse 1")
