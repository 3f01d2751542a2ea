"""Second factors in rows: the secret of an authenticator app, and recovery codes by digest."""

from collections.abc import Iterable

from outhost.domain.clock import to_text
from outhost.domain.second_factors import SecondFactor
from outhost.domain.users import UserId
from outhost.store.contract import Connection


class SecondFactors:
    """The columns `totp_…` of `users`, and the table `recovery_codes`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def find(self, user_id: UserId) -> SecondFactor | None:
        """Find a person's second factor, confirmed or not."""
        row = self._tx.one("SELECT totp_secret, totp_confirmed_at, totp_last_step FROM users WHERE id = :user_id", user_id=user_id)
        if row is None or row["totp_secret"] is None:
            return None
        return SecondFactor(secret=row["totp_secret"], is_confirmed=row["totp_confirmed_at"] is not None, last_step=row["totp_last_step"])

    def put(self, user_id: UserId, secret: str) -> None:
        """Begin a second factor, which counts once it is confirmed."""
        self.clear(user_id)
        self._tx.run("UPDATE users SET totp_secret = :secret WHERE id = :user_id", user_id=user_id, secret=secret)

    def confirm(self, user_id: UserId, step: int, recovery_digests: Iterable[bytes]) -> None:
        """Let a second factor count from now on; the code of `step` was used for it."""
        self._tx.run(
            "UPDATE users SET totp_confirmed_at = :now, totp_last_step = :step WHERE id = :user_id",
            user_id=user_id, now=to_text(self._tx.now), step=step,
        )  # fmt: skip
        for digest in recovery_digests:
            self._tx.run("INSERT INTO recovery_codes (user_id, digest) VALUES (:user_id, :digest)", user_id=user_id, digest=digest)

    def use_step(self, user_id: UserId, step: int) -> bool:
        """Take the code of a step, and tell whether it, and none after it, was not taken yet."""
        changed = self._tx.run(
            "UPDATE users SET totp_last_step = :step WHERE id = :user_id AND totp_last_step < :step", user_id=user_id, step=step
        )
        return changed == 1

    def use_recovery_code(self, user_id: UserId, digest: bytes) -> bool:
        """Take a recovery code, and tell whether there was such a one; each works once."""
        changed = self._tx.run("DELETE FROM recovery_codes WHERE user_id = :user_id AND digest = :digest", user_id=user_id, digest=digest)
        return changed == 1

    def clear(self, user_id: UserId) -> None:
        """Forget a second factor and its recovery codes."""
        self._tx.run(
            "UPDATE users SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = 0 WHERE id = :user_id", user_id=user_id
        )
        self._tx.run("DELETE FROM recovery_codes WHERE user_id = :user_id", user_id=user_id)
