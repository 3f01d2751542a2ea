"""What can be done with people and the workspaces that they found."""

import uuid
from dataclasses import dataclass, replace

from outhost.credentials.passwords import Passwords
from outhost.domain.errors import (
    AlreadySetUp,
    EmailTaken,
    InvalidInput,
    Issue,
    LastAdministrator,
    NotVisible,
    UserNotFound,
    WorkspaceNotFound,
)
from outhost.domain.events import Happening
from outhost.domain.sessions import NOWHERE, Visit
from outhost.domain.tokens import Purpose
from outhost.domain.users import User, UserId, check_password, checked_email, make_password
from outhost.domain.words import NOT_WHOLE, is_whole_text
from outhost.domain.workspaces import Caller, Workspace, WorkspaceId
from outhost.operations.api_keys import issue_key
from outhost.operations.credits import open_balance
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A person to be added, with the workspace that they found. Without a `password`, one is made; `credits` are its first balance."""

    email: str
    full_name: str
    workspace: str
    password: str | None
    credits: int
    is_admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedUser:
    """What was made; `api_key`, and `password` where it was made here, are shown this once."""

    user_id: str
    email: str
    workspace_id: WorkspaceId
    api_key: str
    password: str | None
    credits: int


class Users:
    """People: added, let in, kept out, given new passwords."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        """Keep people in `store`, and only digests of their passwords."""
        self._store = store
        self._passwords = passwords

    async def set_up(self, new: NewUser, visit: Visit = NOWHERE) -> AddedUser:
        """Add the first person, an administrator; by command, or by a browser's visit.

        Raises:
            AlreadySetUp: somebody is here already.
            InvalidInput: the address, the password or a name won't do.
        """
        return await self._add(new, visit, actor="setup", is_first=True)

    async def add(self, new: NewUser) -> AddedUser:
        """Add a person and their workspace, with its key.

        Raises:
            EmailTaken: the address has an account.
            InvalidInput: the address, the password or a name won't do.
        """
        return await self._add(new, NOWHERE, actor="command_line", is_first=False)

    async def deactivate(self, email: str) -> User:
        """Keep a person out: their sessions and the keys of the workspaces that they founded stop working.

        Raises:
            UserNotFound, LastAdministrator
        """
        return await self._store.write(_set_active, email, is_active=False)

    async def reactivate(self, email: str) -> User:
        """Let a person in again.

        Raises:
            UserNotFound
        """
        return await self._store.write(_set_active, email, is_active=True)

    async def change_rights(self, visit: Visit, actor: User, user_id: int, *, is_active: bool | None, is_admin: bool | None) -> User:
        """Let a person in or keep them out, make them an administrator or none; None leaves it as it is.

        Raises:
            NotVisible, LastAdministrator
        """
        return await self._store.write(_change_rights, visit, f"user:{actor.id}", UserId(user_id), is_active=is_active, is_admin=is_admin)

    async def reset_password(self, email: str, password: str | None) -> str | None:
        """Give a person a new password, and end all their sessions; make one, and give it back, where none is given.

        Raises:
            UserNotFound, InvalidInput
        """
        chosen = _checked_password(password)
        digest = await self._passwords.aside(self._passwords.digest, chosen)
        await self._store.write(_set_password, email, digest)
        return chosen if password is None else None

    async def reset_totp(self, email: str) -> None:
        """Forget a person's second factor.

        Raises:
            UserNotFound
        """
        await self._store.write(_clear_totp, email)

    async def founder_caller(self, *, email: str | None, workspace_id: int | None, actor: str) -> Caller:
        """Speak for the workspace that a person founded, or for the one with this number, or for the only one there is.

        Raises:
            UserNotFound, WorkspaceNotFound
        """
        workspace = await self._store.read(_workspace_of, email, workspace_id)
        return Caller(workspace_id=workspace.id, actor=actor)

    async def _add(self, new: NewUser, visit: Visit, *, actor: str, is_first: bool) -> AddedUser:
        email = checked_email(new.email)
        for field, text in (("full_name", new.full_name), ("workspace", new.workspace)):
            if not is_whole_text(text):
                raise InvalidInput(Issue(field, NOT_WHOLE.filled()))
        password = _checked_password(new.password)
        digest = await self._passwords.aside(self._passwords.digest, password)
        made = password if new.password is None else None
        return await self._store.write(_insert, replace(new, email=email), digest, made, actor, visit, is_first=is_first)


def _checked_password(password: str | None) -> str:
    if password is not None:
        check_password(password, "password")
    return password or make_password()


def _insert(tx: Tx, new: NewUser, digest: str, made_password: str | None, actor: str, visit: Visit, *, is_first: bool) -> AddedUser:
    if is_first and not tx.users.is_empty():
        raise AlreadySetUp
    if tx.users.find_by_email(new.email):
        raise EmailTaken(email=new.email)
    public_id = str(uuid.uuid4())
    user = tx.users.insert(
        public_id=public_id, email=new.email, full_name=new.full_name.strip(), password_digest=digest, is_admin=new.is_admin,
        is_verified=True,
    )  # fmt: skip
    workspace_id = tx.workspaces.insert(name=new.workspace.strip() or new.email, founder_id=user.id)
    issued = issue_key(tx, workspace_id)
    open_balance(tx, workspace_id, new.credits, actor)
    caller = Caller(workspace_id=workspace_id, actor=actor, address=visit.address, request_id=visit.request_id)
    tx.events.insert(caller, Happening.USER_ADDED, public_id)
    tx.events.insert(caller, Happening.WORKSPACE_CREATED, str(workspace_id))
    return AddedUser(
        user_id=public_id, email=new.email, workspace_id=workspace_id, api_key=issued.key, password=made_password, credits=new.credits
    )


def _set_active(tx: Tx, email: str, *, is_active: bool) -> User:
    return _set_rights(tx, NOWHERE, "command_line", _by_email(tx, email), is_active=is_active, is_admin=None)


def _change_rights(tx: Tx, visit: Visit, actor: str, user_id: UserId, *, is_active: bool | None, is_admin: bool | None) -> User:
    user = tx.users.find(user_id)
    if user is None:
        raise NotVisible
    return _set_rights(tx, visit, actor, user, is_active=is_active, is_admin=is_admin)


def _set_rights(tx: Tx, visit: Visit, actor: str, user: User, *, is_active: bool | None, is_admin: bool | None) -> User:
    active = user.is_active if is_active is None else is_active
    admin = user.is_admin if is_admin is None else is_admin
    is_lost = user.is_active and user.is_admin and not (active and admin)
    if is_lost and tx.users.count_active_administrators() == 1:
        raise LastAdministrator(email=user.email)
    if active is not user.is_active:
        tx.users.set_active(user.id, is_active=active)
        happening = Happening.USER_REACTIVATED if active else Happening.USER_DEACTIVATED
        tx.events.insert_without_workspace(actor, happening, user.public_id, visit)
    if admin is not user.is_admin:
        tx.users.set_admin(user.id, is_admin=admin)
        happening = Happening.USER_ADMIN_GRANTED if admin else Happening.USER_ADMIN_REVOKED
        tx.events.insert_without_workspace(actor, happening, user.public_id, visit)
    return replace(user, is_active=active, is_admin=admin)


def _set_password(tx: Tx, email: str, digest: str) -> None:
    user = _by_email(tx, email)
    tx.users.set_password(user.id, digest)
    tx.sessions.delete_all(user.id)
    tx.mail_tokens.delete_all(user.id, Purpose.RESET_PASSWORD)
    tx.events.insert_without_workspace("command_line", Happening.USER_PASSWORD_RESET, user.public_id)


def _clear_totp(tx: Tx, email: str) -> None:
    user = _by_email(tx, email)
    tx.second_factors.clear(user.id)
    tx.events.insert_without_workspace("command_line", Happening.USER_TOTP_RESET, user.public_id)


def _workspace_of(tx: Tx, email: str | None, workspace_id: int | None) -> Workspace:
    if workspace_id is not None:
        workspace = tx.workspaces.find(WorkspaceId(workspace_id))
        whose = f"the number {workspace_id}"
    elif email is not None:
        workspace = tx.workspaces.find_by_founder(_by_email(tx, email).id)
        whose = email
    else:
        workspace = tx.workspaces.find_only()
        whose = "this command; say which with --email or --workspace"
    if workspace is None:
        raise WorkspaceNotFound(whose=whose)
    return workspace


def _by_email(tx: Tx, email: str) -> User:
    user = tx.users.find_by_email(email.strip().lower())
    if user is None:
        raise UserNotFound(email=email)
    return user
