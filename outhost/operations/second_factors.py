"""What can be done with second factors: begun, confirmed, asked for, ended."""

from dataclasses import dataclass
from typing import Final

from outhost.credentials.totp import make_secret, provisioning_url, step_of
from outhost.domain.errors import TotpAlreadyOn, TotpNotSetUp, TotpRequired, WrongTotp
from outhost.domain.events import Happening
from outhost.domain.second_factors import digest_of_recovery_code, make_recovery_codes
from outhost.domain.sessions import Visit
from outhost.domain.users import User, UserId
from outhost.operations.proofs import Proofs, accept_proof
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_ISSUER: Final = "outhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunFactor:
    """What an authenticator app needs; shown this once."""

    secret: str
    otpauth_url: str


class SecondFactors:
    """Second factors; one counts from when a code of it was sent back."""

    def __init__(self, store: Store, proofs: Proofs) -> None:
        """Keep secrets in `store`; ending one takes a password, checked by `proofs`."""
        self._store = store
        self._proofs = proofs

    async def begin(self, visit: Visit, user: User) -> BegunFactor:
        """Make a secret, in place of one that was never confirmed.

        Raises:
            TotpAlreadyOn
        """
        secret = make_secret()
        await self._store.write(_begin, visit, user, secret)
        return BegunFactor(secret=secret, otpauth_url=provisioning_url(secret, account=user.email, issuer=_ISSUER))

    async def confirm(self, visit: Visit, user: User, code: str) -> list[str]:
        """Let the second factor count; gives ten recovery codes, shown this once.

        Raises:
            TotpNotSetUp, TotpAlreadyOn, WrongTotp
        """
        codes = make_recovery_codes()
        await self._store.write(_confirm, visit, user, code, codes)
        return codes

    async def disable(self, visit: Visit, user: User, password: str) -> None:
        """End the second factor; nothing happens where there is none.

        Raises:
            TooManyAttempts, WrongPassword
        """
        proof = await self._proofs.prove(user, password)
        await self._store.write(_disable, visit, user, proof)


def check_second_factor(tx: Tx, user_id: UserId, code: str | None) -> None:
    """Do nothing where there is no second factor, or the code is its current one or a recovery code; either works once.

    Raises:
        TotpRequired
    """
    factor = tx.second_factors.find(user_id)
    if factor is None or not factor.is_confirmed:
        return
    if not code:
        raise TotpRequired
    step = step_of(factor.secret, code, tx.now)
    if step is not None and tx.second_factors.use_step(user_id, step):
        return
    if not tx.second_factors.use_recovery_code(user_id, digest_of_recovery_code(code)):
        raise TotpRequired


def _begin(tx: Tx, visit: Visit, user: User, secret: str) -> None:
    factor = tx.second_factors.find(user.id)
    if factor is not None and factor.is_confirmed:
        raise TotpAlreadyOn
    tx.second_factors.put(user.id, secret)
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_TOTP_BEGUN, user.public_id, visit)


def _confirm(tx: Tx, visit: Visit, user: User, code: str, codes: list[str]) -> None:
    factor = tx.second_factors.find(user.id)
    if factor is None:
        raise TotpNotSetUp
    if factor.is_confirmed:
        raise TotpAlreadyOn
    step = step_of(factor.secret, code, tx.now)
    if step is None:
        raise WrongTotp
    tx.second_factors.confirm(user.id, step, map(digest_of_recovery_code, codes))
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_TOTP_ENABLED, user.public_id, visit)


def _disable(tx: Tx, visit: Visit, user: User, proof: str) -> None:
    accept_proof(tx, user.id, proof)
    if tx.second_factors.find(user.id) is not None:
        tx.second_factors.clear(user.id)
        tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_TOTP_DISABLED, user.public_id, visit)
