"""Tokens of links by mail in rows."""

from outhost.domain.clock import to_text
from outhost.domain.tokens import LASTS, Purpose
from outhost.domain.users import UserId
from outhost.store.contract import Connection


class MailTokens:
    """The table `mail_tokens`; a token that was taken is no longer there."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, digest: bytes, user_id: UserId, purpose: Purpose) -> None:
        """Remember a token for as long as its purpose allows."""
        self._tx.run(
            "INSERT INTO mail_tokens (digest, user_id, purpose, created_at, expires_at)"
            " VALUES (:digest, :user_id, :purpose, :now, :expires_at)",
            digest=digest, user_id=user_id, purpose=purpose, now=to_text(self._tx.now),
            expires_at=to_text(self._tx.now + LASTS[purpose]),
        )  # fmt: skip

    def find(self, digest: bytes, purpose: Purpose) -> UserId | None:
        """Find whose token this is, if it is still good."""
        row = self._tx.one(
            "SELECT user_id FROM mail_tokens WHERE digest = :digest AND purpose = :purpose AND expires_at > :now",
            digest=digest, purpose=purpose, now=to_text(self._tx.now),
        )  # fmt: skip
        return UserId(row["user_id"]) if row else None

    def delete_all(self, user_id: UserId, purpose: Purpose) -> None:
        """Let no token of a user serve a purpose any longer."""
        self._tx.run("DELETE FROM mail_tokens WHERE user_id = :user_id AND purpose = :purpose", user_id=user_id, purpose=purpose)

    def delete_expired(self, limit: int) -> int:
        """Forget up to `limit` tokens whose time is over; tell how many."""
        return self._tx.run(
            "DELETE FROM mail_tokens WHERE digest IN (SELECT digest FROM mail_tokens WHERE expires_at <= :now LIMIT :limit)",
            now=to_text(self._tx.now), limit=limit,
        )  # fmt: skip
