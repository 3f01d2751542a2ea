"""What people can do with their own account: sign up, verify, change and recover it."""

import uuid
from dataclasses import dataclass

from outhost.credentials.passwords import Passwords
from outhost.domain.errors import (
    AlreadyVerified,
    AwaitsSetup,
    EmailTaken,
    InvalidInput,
    InvitationInvalid,
    Issue,
    TokenInvalid,
)
from outhost.domain.events import Happening
from outhost.domain.letters import reset_letter, verification_letter
from outhost.domain.quotas import Quota
from outhost.domain.sessions import Visit
from outhost.domain.tokens import Purpose, digest_of_token, make_token
from outhost.domain.users import User, UserId, check_password, checked_email, checked_full_name
from outhost.domain.words import Text
from outhost.operations.invitations import find_invitation, use_invitation
from outhost.operations.proofs import Proofs, accept_proof
from outhost.operations.quotas import Quotas
from outhost.operations.sessions import OpenedSession, open_session
from outhost.operations.workspaces import found_workspace
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_NEEDS_CODE = Text(en="is required: sign-up is by invitation here", fr="est requis : l’inscription se fait ici sur invitation")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """What somebody who signs up brings."""

    email: str
    password: str
    full_name: str
    invitation_code: str | None


class Accounts:
    """Accounts, by the people whose they are. Whatever changes who may come in ends the sessions that it should end."""

    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        quotas: Quotas,
        proofs: Proofs,
        address: str,
        initial_credits: int,
        *,
        is_signup_open: bool,
    ) -> None:
        """Keep people in `store`; links in letters begin with `address`, never with what a request calls this server."""
        self._store = store
        self._passwords = passwords
        self._quotas = quotas
        self._proofs = proofs
        self._address = address
        self._initial_credits = initial_credits
        self._is_signup_open = is_signup_open

    async def sign_up(self, visit: Visit, new: SignUp) -> OpenedSession:
        """Add a person, who founds a workspace or joins the inviting one, write to them, and open a session.

        Raises:
            InvalidInput: the address, the password or the name won't do, or there is no code where one is needed.
            TooManyAttempts
            AwaitsSetup: the first account is made by the set-up link, or by command.
            InvitationInvalid, EmailTaken
        """
        email, full_name = checked_email(new.email), checked_full_name(new.full_name)
        check_password(new.password, "password")
        if new.invitation_code is None and not self._is_signup_open:
            raise InvalidInput(Issue("invitation_code", _NEEDS_CODE.filled()))
        await self._quotas.spend(Quota.SIGNUP, visit.address)
        digest = await self._passwords.aside(self._passwords.digest, new.password)
        return await self._store.write(self._sign_up, visit, email, full_name, digest, new.invitation_code)

    async def verify(self, visit: Visit, token: str) -> User:
        """Take the token of a verification letter; it works once, for 48 hours.

        Raises:
            TokenInvalid, AlreadyVerified
        """
        return await self._store.write(_verify, visit, token)

    async def resend_verification(self, visit: Visit, user: User) -> None:
        """Write a verification letter anew; earlier links stop working.

        Raises:
            TooManyAttempts, AlreadyVerified
        """
        await self._quotas.spend(Quota.VERIFICATION_RESEND, user.id)
        await self._store.write(self._resend_verification, visit, user)

    async def forget_password(self, visit: Visit, email: str) -> None:
        """Write to a person how to choose a new password; says nothing of whether there is one.

        Raises:
            TooManyAttempts
        """
        address = checked_email(email)
        await self._quotas.spend(Quota.PASSWORD_FORGOT, visit.address, address)
        await self._store.write(self._write_reset, visit, address)

    async def reset_password(self, visit: Visit, token: str, password: str) -> None:
        """Set a new password by the token of a letter, which works once, for an hour; ends all sessions.

        Raises:
            InvalidInput, TokenInvalid
        """
        check_password(password, "new_password")
        if await self._store.read(_owner_of, token) is None:
            raise TokenInvalid
        digest = await self._passwords.aside(self._passwords.digest, password)
        await self._store.write(_reset, visit, token, digest)

    async def change_password(self, visit: Visit, user: User, current: str, new: str) -> OpenedSession:
        """Set a new password; ends all sessions and opens a fresh one.

        Raises:
            InvalidInput, TooManyAttempts, WrongPassword
        """
        check_password(new, "new_password")
        proof = await self._proofs.prove(user, current)
        fresh = await self._passwords.aside(self._passwords.digest, new)
        return await self._store.write(_change, visit, user, proof, fresh)

    async def update(self, visit: Visit, user: User, *, full_name: str | None, locale: str | None) -> User:
        """Set a person's name or language; None leaves it.

        Raises:
            InvalidInput
        """
        name = user.full_name if full_name is None else checked_full_name(full_name)
        return await self._store.write(_update, visit, user, name, locale or user.locale)

    def _sign_up(self, tx: Tx, visit: Visit, email: str, full_name: str, digest: str, code: str | None) -> OpenedSession:
        if tx.users.is_empty():
            raise AwaitsSetup
        invitation = find_invitation(tx, code, email) if code is not None else None
        if code is not None and invitation is None:
            raise InvitationInvalid
        if tx.users.find_by_email(email):
            raise EmailTaken(email=email)
        user = tx.users.insert(
            public_id=str(uuid.uuid4()), email=email, full_name=full_name, password_digest=digest, is_admin=False, is_verified=False,
            locale=visit.locale,
        )  # fmt: skip
        tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_SIGNED_UP, user.public_id, visit)
        if invitation:
            use_invitation(tx, visit, user, invitation, self._initial_credits)
        else:
            found_workspace(tx, visit, user, user.short_name, self._initial_credits)
        self._write_verification(tx, user, visit.locale)
        session, token = open_session(tx, visit, user.id)
        return OpenedSession(user=user, session=session, token=token)

    def _resend_verification(self, tx: Tx, visit: Visit, user: User) -> None:
        if _again(tx, user.id).is_verified:
            raise AlreadyVerified
        self._write_verification(tx, user, visit.locale)
        tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_VERIFICATION_ASKED, user.public_id, visit)

    def _write_verification(self, tx: Tx, user: User, locale: str) -> None:
        link = f"{self._address}/verify-email?token={_new_token(tx, user, Purpose.VERIFY_EMAIL)}"
        tx.letters.insert(verification_letter(user.email, link, locale))

    def _write_reset(self, tx: Tx, visit: Visit, email: str) -> None:
        user = tx.users.find_by_email(email)
        if user is None or not user.is_active:
            return
        link = f"{self._address}/reset-password?token={_new_token(tx, user, Purpose.RESET_PASSWORD)}"
        tx.letters.insert(reset_letter(user.email, link, visit.locale))
        tx.events.insert_without_workspace("anybody", Happening.USER_RESET_ASKED, user.public_id, visit)


def _new_token(tx: Tx, user: User, purpose: Purpose) -> str:
    tx.mail_tokens.delete_all(user.id, purpose)
    token = make_token()
    tx.mail_tokens.insert(digest_of_token(token), user.id, purpose)
    return token


def _verify(tx: Tx, visit: Visit, token: str) -> User:
    user_id = tx.mail_tokens.find(digest_of_token(token), Purpose.VERIFY_EMAIL)
    user = tx.users.find(user_id) if user_id else None
    if user is None:
        raise TokenInvalid
    if user.is_verified:
        raise AlreadyVerified
    tx.mail_tokens.delete_all(user.id, Purpose.VERIFY_EMAIL)
    tx.users.set_verified(user.id)
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_EMAIL_VERIFIED, user.public_id, visit)
    return _again(tx, user.id)


def _owner_of(tx: Tx, token: str) -> UserId | None:
    return tx.mail_tokens.find(digest_of_token(token), Purpose.RESET_PASSWORD)


def _reset(tx: Tx, visit: Visit, token: str, digest: str) -> None:
    user_id = _owner_of(tx, token)
    if user_id is None:
        raise TokenInvalid
    user = _again(tx, user_id)
    tx.mail_tokens.delete_all(user_id, Purpose.RESET_PASSWORD)
    tx.users.set_password(user_id, digest)
    tx.sessions.delete_all(user_id)
    tx.events.insert_without_workspace(f"user:{user_id}", Happening.USER_PASSWORD_CHANGED, user.public_id, visit)


def _change(tx: Tx, visit: Visit, user: User, proof: str, digest: str) -> OpenedSession:
    accept_proof(tx, user.id, proof)
    tx.users.set_password(user.id, digest)
    tx.sessions.delete_all(user.id)
    tx.mail_tokens.delete_all(user.id, Purpose.RESET_PASSWORD)
    session, token = open_session(tx, visit, user.id)
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_PASSWORD_CHANGED, user.public_id, visit)
    return OpenedSession(user=user, session=session, token=token)


def _update(tx: Tx, visit: Visit, user: User, full_name: str, locale: str) -> User:
    tx.users.set_profile(user.id, full_name=full_name, locale=locale)
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.USER_UPDATED, user.public_id, visit)
    return _again(tx, user.id)


def _again(tx: Tx, user_id: UserId) -> User:
    user = tx.users.find(user_id)
    assert user is not None
    return user
