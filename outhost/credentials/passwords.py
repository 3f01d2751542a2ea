"""Passwords: argon2id digests, made and checked."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Digests and checks passwords; each call takes about a tenth of a second of CPU, so never on the event loop."""

    def __init__(self) -> None:
        """Use argon2id with the library's current parameters."""
        self._hasher = PasswordHasher()
        self._nobodys = ""

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
