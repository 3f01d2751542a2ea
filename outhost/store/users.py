"""Users in rows."""

from collections.abc import Collection

from outhost.domain.clock import from_text, to_text
from outhost.domain.users import User, UserId
from outhost.store.contract import Connection, Row


class Users:
    """The table `users`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(
        self, *, public_id: str, email: str, full_name: str, password_digest: str, is_admin: bool, is_verified: bool, locale: str = "en"
    ) -> User:
        """Remember a new person; the address must not be taken."""
        now = to_text(self._tx.now)
        row = self._tx.one(
            "INSERT INTO users (public_id, email, full_name, password_digest, is_admin, email_verified_at, locale, created_at)"
            " VALUES (:public_id, :email, :full_name, :password_digest, :is_admin, :verified_at, :locale, :now) RETURNING *",
            public_id=public_id, email=email, full_name=full_name, password_digest=password_digest, is_admin=is_admin,
            verified_at=now if is_verified else None, locale=locale, now=now,
        )  # fmt: skip
        assert row is not None
        return _user(row)

    def is_empty(self) -> bool:
        """Tell whether nobody is here yet."""
        return self._tx.one("SELECT 1 FROM users LIMIT 1") is None

    def find(self, user_id: UserId) -> User | None:
        """Find a person by number."""
        row = self._tx.one("SELECT * FROM users WHERE id = :user_id", user_id=user_id)
        return _user(row) if row else None

    def find_by_email(self, email: str) -> User | None:
        """Find a person by normalised address."""
        row = self._tx.one("SELECT * FROM users WHERE email = :email", email=email)
        return _user(row) if row else None

    def all(self) -> list[User]:
        """Give everybody, in the order in which they came."""
        return [_user(row) for row in self._tx.all("SELECT * FROM users ORDER BY id")]

    def page(self, *, limit: int, offset: int) -> list[User]:
        """Give people, newest first."""
        rows = self._tx.all("SELECT * FROM users ORDER BY id DESC LIMIT :limit OFFSET :offset", limit=limit, offset=offset)
        return [_user(row) for row in rows]

    def count(self) -> int:
        """Count everybody."""
        row = self._tx.one("SELECT count(*) AS n FROM users")
        return int(row["n"]) if row else 0

    def emails(self, user_ids: Collection[UserId]) -> dict[UserId, str]:
        """Give the addresses of those of these people who are still here."""
        return {user_id: user.email for user_id in user_ids if (user := self.find(user_id))}

    def count_active_administrators(self) -> int:
        """Count the administrators who may log in."""
        row = self._tx.one("SELECT count(*) AS n FROM users WHERE is_admin = 1 AND is_active = 1")
        return int(row["n"]) if row else 0

    def all_active_administrators(self) -> list[User]:
        """Give the administrators who may log in, in the order in which they came."""
        return [_user(row) for row in self._tx.all("SELECT * FROM users WHERE is_admin = 1 AND is_active = 1 ORDER BY id")]

    def set_active(self, user_id: UserId, *, is_active: bool) -> None:
        """Let a person in or keep them out."""
        self._tx.run("UPDATE users SET is_active = :is_active WHERE id = :user_id", is_active=is_active, user_id=user_id)

    def set_password(self, user_id: UserId, password_digest: str) -> None:
        """Replace a password's digest."""
        self._tx.run("UPDATE users SET password_digest = :digest WHERE id = :user_id", digest=password_digest, user_id=user_id)

    def password_digest(self, user_id: UserId) -> str | None:
        """Give the digest of a person's password; None where there is no such person."""
        row = self._tx.one("SELECT password_digest FROM users WHERE id = :user_id", user_id=user_id)
        return str(row["password_digest"]) if row else None

    def set_verified(self, user_id: UserId) -> None:
        """Remember that a person reads what is sent to their address."""
        self._tx.run("UPDATE users SET email_verified_at = :now WHERE id = :user_id", user_id=user_id, now=to_text(self._tx.now))

    def set_profile(self, user_id: UserId, *, full_name: str, locale: str) -> None:
        """Set a person's name and language."""
        self._tx.run(
            "UPDATE users SET full_name = :full_name, locale = :locale WHERE id = :user_id",
            user_id=user_id, full_name=full_name, locale=locale,
        )  # fmt: skip

    def find_caretaker(self, *, besides: UserId) -> UserId | None:
        """Find somebody who may stand in for another: an administrator where there is one, the one who came first."""
        row = self._tx.one("SELECT id FROM users WHERE id <> :besides ORDER BY is_admin DESC, id LIMIT 1", besides=besides)
        return UserId(row["id"]) if row else None

    def delete(self, user_id: UserId) -> None:
        """Forget a person, with their sessions, links by mail and recovery codes; they must be member and founder of nothing."""
        self._tx.run("DELETE FROM users WHERE id = :user_id", user_id=user_id)

    def set_admin(self, user_id: UserId, *, is_admin: bool) -> None:
        """Make a person an administrator of the installation, or none."""
        self._tx.run("UPDATE users SET is_admin = :is_admin WHERE id = :user_id", is_admin=is_admin, user_id=user_id)


def _user(row: Row) -> User:
    return User(
        id=UserId(row["id"]), public_id=row["public_id"], email=row["email"], full_name=row["full_name"],
        is_active=bool(row["is_active"]), is_admin=bool(row["is_admin"]), is_verified=row["email_verified_at"] is not None,
        has_totp=row["totp_confirmed_at"] is not None, locale=row["locale"], created_at=from_text(row["created_at"]),
    )  # fmt: skip
