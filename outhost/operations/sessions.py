"""What can be done with sessions: opened by a password, used, ended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from outhost.credentials.passwords import Passwords
from outhost.domain.clock import Clock
from outhost.domain.errors import AccountDeactivated, NotVisible, WrongCredentials
from outhost.domain.events import Happening
from outhost.domain.quotas import Quota
from outhost.domain.sessions import LASTS, SLIDES_AFTER, Session, SessionId, Visit
from outhost.domain.tokens import digest_of_token, make_token
from outhost.domain.users import User, UserId, checked_email
from outhost.operations.quotas import Quotas, clear_attempts
from outhost.operations.second_factors import check_second_factor
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_BATCH: Final = 500
_USER_AGENT_LIMIT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A session that was opened, and the token that opens it, which is shown this once."""

    user: User
    session: Session
    token: str


class Sessions:
    """Logins. A session ends at once by logout, revocation, a new password or the end of the account."""

    def __init__(self, store: Store, passwords: Passwords, quotas: Quotas, clock: Clock) -> None:
        """Keep sessions in `store`, check `passwords`, count tries in `quotas`."""
        self._store = store
        self._passwords = passwords
        self._quotas = quotas
        self._clock = clock

    async def log_in(self, visit: Visit, email: str, password: str, totp: str | None, earlier: str | None) -> OpenedSession:
        """Open a session; `earlier` is the token that the browser had, whose session ends.

        An unknown address takes the same work as a known one. A success clears the counter of tries.

        Raises:
            InvalidInput: the e-mail is no address; such a try is not counted.
            TooManyAttempts, WrongCredentials, TotpRequired, AccountDeactivated
        """
        address = checked_email(email)
        await self._quotas.spend(Quota.LOGIN, visit.address, address)
        user, digest = await self._store.read(_user_and_digest, address)
        is_right = await self._passwords.aside(self._passwords.is_right, digest, password)
        if user is None or digest is None or not is_right:
            raise WrongCredentials
        if not user.is_active:
            raise AccountDeactivated
        fresh = await self._passwords.aside(self._passwords.renewed, digest, password)
        return await self._store.write(_open_by_password, visit, user, digest, totp, earlier, fresh)

    async def slide(self, session: Session) -> bool:
        """Move the end of a session that is in use; tells whether it was moved, which it is at most once an hour."""
        if session.expires_at - self._clock.now() > LASTS - SLIDES_AFTER:
            return False
        await self._store.write(_slide, session)
        return True

    async def log_out(self, visit: Visit, token: str) -> None:
        """End the session of a token; nothing happens where there is none."""
        await self._store.write(_log_out, visit, token)

    async def revoke(self, visit: Visit, user: User, session_id: int) -> None:
        """End one session of a user.

        Raises:
            NotVisible
        """
        await self._store.write(_revoke, visit, user, SessionId(session_id))

    async def forget_expired(self) -> None:
        """Remove sessions, links by mail and invitations whose time is over, in small batches."""
        for delete in (_delete_sessions, _delete_mail_tokens, _delete_invitations):
            await self._all(delete)

    async def _all(self, delete: Callable[[Tx], int]) -> None:
        while await self._store.write(delete) == _BATCH:
            pass


def open_session(tx: Tx, visit: Visit, user_id: UserId) -> tuple[Session, str]:
    """Open a session in the workspace that a user joined first; give it and its token."""
    token = make_token()
    memberships = tx.workspaces.memberships(user_id)
    session = tx.sessions.insert(
        user_id,
        memberships[0].workspace_id if memberships else None,
        digest_of_token(token),
        address=visit.address,
        user_agent=visit.user_agent[:_USER_AGENT_LIMIT],
        expires_at=tx.now + LASTS,
    )
    return session, token


def _user_and_digest(tx: Tx, email: str) -> tuple[User | None, str | None]:
    user = tx.users.find_by_email(email)
    return user, tx.users.password_digest(user.id) if user else None


def _open_by_password(
    tx: Tx, visit: Visit, user: User, digest: str, totp: str | None, earlier: str | None, fresh: str | None
) -> OpenedSession:
    if tx.users.password_digest(user.id) != digest:  # it was changed while we checked, and all sessions were to end
        raise WrongCredentials
    check_second_factor(tx, user.id, totp)
    if fresh is not None:
        tx.users.set_password(user.id, fresh)
    if earlier and (old := tx.sessions.find(digest_of_token(earlier))):
        tx.sessions.delete(old.user_id, old.id)
    clear_attempts(tx, Quota.LOGIN, visit.address, user.email)
    session, token = open_session(tx, visit, user.id)
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_LOGGED_IN, user.public_id, visit)
    return OpenedSession(user=user, session=session, token=token)


def _slide(tx: Tx, session: Session) -> None:
    tx.sessions.slide(session.id, expires_at=tx.now + LASTS)


def _log_out(tx: Tx, visit: Visit, token: str) -> None:
    session = tx.sessions.find(digest_of_token(token))
    if session is None:
        return
    tx.sessions.delete(session.user_id, session.id)
    user = tx.users.find(session.user_id)
    assert user is not None
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_LOGGED_OUT, user.public_id, visit)


def _revoke(tx: Tx, visit: Visit, user: User, session_id: SessionId) -> None:
    if not tx.sessions.delete(user.id, session_id):
        raise NotVisible
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.SESSION_REVOKED, str(session_id), visit)


def _delete_sessions(tx: Tx) -> int:
    return tx.sessions.delete_expired(_BATCH)


def _delete_mail_tokens(tx: Tx) -> int:
    return tx.mail_tokens.delete_expired(_BATCH)


def _delete_invitations(tx: Tx) -> int:
    return tx.invitations.delete_expired(_BATCH)
