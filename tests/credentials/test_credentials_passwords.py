"""Passwords: kept as digests that cost an attacker dear."""

import asyncio
import threading

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


async def test_a_flood_of_logins_takes_two_threads() -> None:
    """However many passwords are to be checked, two are at once, and a thread is left for whatever else there is to do."""
    passwords, at_once, most = Passwords(), 0, 0
    turn = threading.Lock()
    both_here = threading.Barrier(2, timeout=120)

    def check() -> None:
        nonlocal at_once, most
        with turn:
            at_once += 1
            most = max(most, at_once)
        both_here.wait()
        with turn:
            at_once -= 1

    await asyncio.gather(*(passwords.aside(check) for _ in range(20)))
    assert most == 2
