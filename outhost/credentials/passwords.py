"""Passwords: argon2id digests, made and checked."""

import asyncio
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

P = ParamSpec("P")
T = TypeVar("T")

_AT_ONCE: Final = 2
"""Digests made at once, each with 64 MB: whoever floods the login keeps neither memory nor the threads that read images."""


class Passwords:
    """Digests and checks passwords; each call takes about a tenth of a second of CPU, so never on the event loop: see `aside`."""

    def __init__(self) -> None:
        """Use argon2id with the library's current parameters."""
        self._hasher = PasswordHasher()
        self._nobodys = ""
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do one of the below on a thread, a few at once; the others wait without one."""
        async with self._turns:
            return await asyncio.to_thread(work, *args, **kwargs)

    def digest(self, password: str) -> str:
        """Give the digest to keep."""
        return self._hasher.hash(password)

    def is_right(self, digest: str | None, password: str) -> bool:
        """Tell whether a password is the one that was digested; without a digest it takes as long to say no."""
        self._nobodys = self._nobodys or self.digest("\0")  # made once, whoever comes first, so that its making tells nothing
        try:
            self._hasher.verify(digest or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return False
        return digest is not None

    def renewed(self, digest: str, password: str) -> str | None:
        """Give a new digest of a right password where the kept one was made with weaker parameters than today's; else None."""
        return self.digest(password) if self._hasher.check_needs_rehash(digest) else None
