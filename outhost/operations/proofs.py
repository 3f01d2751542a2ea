"""Proofs: a password given once more, before something that can't be undone lightly."""

from outhost.credentials.passwords import Passwords
from outhost.domain.errors import WrongPassword
from outhost.domain.quotas import Quota
from outhost.domain.users import User, UserId
from outhost.operations.quotas import Quotas
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Proofs:
    """Passwords of people who are logged in; whoever has only their session may guess as seldom as it can be changed.

    What succeeds counts too: only a login begins its count anew.
    """

    def __init__(self, store: Store, passwords: Passwords, quotas: Quotas) -> None:
        """Check `passwords` kept in `store`, count tries in `quotas`."""
        self._store = store
        self._passwords = passwords
        self._quotas = quotas

    async def prove(self, user: User, password: str) -> str:
        """Check a person's password, and give the digest by which it is right; the transaction that relies on it calls `accept_proof`.

        Raises:
            TooManyAttempts, WrongPassword
        """
        await self._quotas.spend(Quota.PASSWORD_CHANGE, user.id)
        digest = await self._store.read(_digest, user.id)
        if digest is None or not await self._passwords.aside(self._passwords.is_right, digest, password):
            raise WrongPassword
        return digest


def accept_proof(tx: Tx, user_id: UserId, digest: str) -> None:
    """Do nothing if the password that was proved is still the one.

    Raises:
        WrongPassword: it was changed meanwhile.
    """
    if tx.users.password_digest(user_id) != digest:
        raise WrongPassword


def _digest(tx: Tx, user_id: UserId) -> str | None:
    return tx.users.password_digest(user_id)
