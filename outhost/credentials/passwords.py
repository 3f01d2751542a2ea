"""Passwords: argon2id digests, made and checked."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Digests and checks passwords; each call takes about a tenth of a second of CPU, so never on the event loop."""

    def __init__(self) -> None:
        """Use argon2id with the library's current parameters."""
        self._hasher = PasswordHasher()

    def digest(self, password: str) -> str:
        """Give the digest to keep."""
        return self._hasher.hash(password)

    def is_right(self, digest: str, password: str) -> bool:
        """Tell whether a password is the one that was digested."""
        try:
            return self._hasher.verify(digest, password)
        except (VerificationError, InvalidHashError):
            return False
