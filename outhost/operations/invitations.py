"""What can be done with invitations: made, taken back, accepted."""

from dataclasses import dataclass, replace

from outhost.domain.errors import AlreadyMember, InvitationInvalid, NotVisible
from outhost.domain.events import Happening
from outhost.domain.invitations import Invitation, InvitationId
from outhost.domain.letters import invitation_letter
from outhost.domain.sessions import Visit
from outhost.domain.tokens import digest_of_token, make_token
from outhost.domain.users import User, UserId, checked_email
from outhost.domain.workspaces import Caller, Membership, Role, WorkspaceId
from outhost.operations.members import check_role
from outhost.operations.replies import KeptReply, kept
from outhost.operations.workspaces import found_workspace, speaking_in
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_INSTALLATION = "outhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedInvitation:
    """An invitation with its code, which is shown this once, and the link that carries it."""

    invitation: Invitation
    code: str
    link: str


class Invitations:
    """Invitations: into a workspace by its admins, into the installation by its administrators. Each is good once, for 14 days."""

    def __init__(self, store: Store, address: str, initial_credits: int) -> None:
        """Keep invitations in `store`; links begin with `address`, and a workspace that is founded starts with this many credits."""
        self._store = store
        self._address = address
        self._initial_credits = initial_credits

    async def invite(
        self, caller: Caller, email: str | None, role: Role, locale: str, reply: KeptReply[IssuedInvitation] | None = None
    ) -> IssuedInvitation:
        """Invite somebody into the caller's workspace; with an address, the code is for it alone, and a letter is sent there.

        Raises:
            InvalidInput: it is no address.
            RoleTooLow: only an owner invites owners.
        """
        address = checked_email(email) if email is not None else None
        return await self._store.write(self._invite, caller, address, role, locale, reply)

    async def invite_to_found(
        self, visit: Visit, user: User, email: str | None, reply: KeptReply[IssuedInvitation] | None = None
    ) -> IssuedInvitation:
        """Invite somebody to the installation, where they found a workspace of their own.

        Raises:
            InvalidInput: it is no address.
        """
        address = checked_email(email) if email is not None else None
        return await self._store.write(self._invite_to_found, visit, user, address, reply)

    async def take_back(self, caller: Caller, invitation_id: int) -> None:
        """Take an invitation into the caller's workspace back: its code stops working.

        Raises:
            NotVisible: it is used or not there; another workspace's isn't either.
        """
        await self._store.write(_take_back, caller, InvitationId(invitation_id))

    async def take_back_founding(self, visit: Visit, user: User, invitation_id: int) -> None:
        """Take an administrator's invitation back.

        Raises:
            NotVisible
        """
        await self._store.write(_take_back_founding, visit, user, InvitationId(invitation_id))

    async def accept(self, visit: Visit, user: User, code: str, reply: KeptReply[Membership] | None = None) -> Membership:
        """Let somebody who has an account join the inviting workspace, or found one where an administrator invited them.

        Raises:
            InvitationInvalid: the code is unknown, used, expired or meant for another address.
            AlreadyMember: nothing happens, and the code stays good.
        """
        return await self._store.write(self._accept, visit, user, code, reply)

    def _invite(
        self, tx: Tx, caller: Caller, email: str | None, role: Role, locale: str, reply: KeptReply[IssuedInvitation] | None
    ) -> IssuedInvitation:
        return kept(tx, caller, reply, lambda: self._invite_member(tx, caller, email, role, locale))

    def _invite_member(self, tx: Tx, caller: Caller, email: str | None, role: Role, locale: str) -> IssuedInvitation:
        check_role(tx, caller, Role.OWNER if role is Role.OWNER else Role.ADMIN)
        workspace = tx.workspaces.find(caller.workspace_id)
        assert workspace is not None
        issued = self._issue(tx, workspace.id, caller.user_id, email, role)
        tx.events.insert(caller, Happening.INVITATION_CREATED, str(issued.invitation.id), role=role)
        _write(tx, issued, locale, workspace.name)
        return issued

    def _invite_to_found(
        self, tx: Tx, visit: Visit, user: User, email: str | None, reply: KeptReply[IssuedInvitation] | None
    ) -> IssuedInvitation:
        return kept(tx, user, reply, lambda: self._invite_founder(tx, visit, user, email))

    def _invite_founder(self, tx: Tx, visit: Visit, user: User, email: str | None) -> IssuedInvitation:
        issued = self._issue(tx, None, user.id, email, Role.OWNER)
        tx.events.insert_without_workspace(f"user:{user.id}", Happening.INVITATION_CREATED, str(issued.invitation.id), visit)
        _write(tx, issued, visit.locale, _INSTALLATION)
        return issued

    def _issue(
        self, tx: Tx, workspace_id: WorkspaceId | None, invited_by: UserId | None, email: str | None, role: Role
    ) -> IssuedInvitation:
        code = make_token()
        invitation = tx.invitations.insert(digest_of_token(code), workspace_id=workspace_id, role=role, email=email, invited_by=invited_by)
        return IssuedInvitation(invitation=invitation, code=code, link=f"{self._address}/invitation?code={code}")

    def _accept(self, tx: Tx, visit: Visit, user: User, code: str, reply: KeptReply[Membership] | None) -> Membership:
        return kept(tx, user, reply, lambda: use_invitation(tx, visit, user, _find(tx, user, code), self._initial_credits))


def find_invitation(tx: Tx, code: str, email: str) -> Invitation | None:
    """Find the invitation that a code stands for, where it is for this address or for anybody."""
    invitation = tx.invitations.find_of_any_workspace(digest_of_token(code))
    return invitation if invitation is not None and invitation.email in {None, email} else None


def use_invitation(tx: Tx, visit: Visit, user: User, invitation: Invitation, initial_credits: int) -> Membership:
    """Use an invitation up: the user joins the workspace that it came from, or founds one.

    Raises:
        AlreadyMember
    """
    if invitation.workspace_id is not None and tx.workspaces.find_role(invitation.workspace_id, user.id):
        raise AlreadyMember
    tx.invitations.delete(invitation.id)
    if invitation.workspace_id is None:
        return found_workspace(tx, visit, user, user.short_name, initial_credits)
    return _join(tx, visit, user, invitation.workspace_id, invitation)


def _join(tx: Tx, visit: Visit, user: User, workspace_id: WorkspaceId, invitation: Invitation) -> Membership:
    workspace = tx.workspaces.find(workspace_id)
    assert workspace is not None
    tx.workspaces.add_member(workspace_id, user.id, invitation.role)
    tx.sessions.settle(user.id, workspace_id)
    caller = speaking_in(workspace_id, user, visit)
    tx.events.insert(caller, Happening.MEMBER_JOINED, str(user.id), role=invitation.role, invitation=invitation.id)
    return Membership(workspace_id=workspace_id, name=workspace.name, role=invitation.role)


def _find(tx: Tx, user: User, code: str) -> Invitation:
    invitation = find_invitation(tx, code, user.email)
    if invitation is None:
        raise InvitationInvalid(field="code")
    return invitation


def _take_back(tx: Tx, caller: Caller, invitation_id: InvitationId) -> None:
    check_role(tx, caller, Role.ADMIN)
    if not tx.invitations.delete_of(caller.workspace_id, invitation_id):
        raise NotVisible
    tx.events.insert(caller, Happening.INVITATION_TAKEN_BACK, str(invitation_id))


def _take_back_founding(tx: Tx, visit: Visit, user: User, invitation_id: InvitationId) -> None:
    if not tx.invitations.delete_of(None, invitation_id):
        raise NotVisible
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.INVITATION_TAKEN_BACK, str(invitation_id), visit)


def _write(tx: Tx, issued: IssuedInvitation, locale: str, place: str) -> None:
    """Send the letter, in the language of whoever gets it where that is known."""
    email = issued.invitation.email
    if email is not None:
        invited = tx.users.find_by_email(email)
        letter = invitation_letter(email, issued.link, invited.locale if invited else locale, place=place)
        tx.letters.insert(replace(letter, workspace_id=issued.invitation.workspace_id))
