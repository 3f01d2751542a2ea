"""What can be done with members of a workspace: given another role, removed."""

from outhost.domain.errors import LastOwner, NotVisible, RoleTooLow
from outhost.domain.events import Happening
from outhost.domain.users import UserId
from outhost.domain.workspaces import Caller, Member, Role, WorkspaceId
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Members:
    """Members. An admin handles them, but only an owner makes, changes or removes owners; anybody may leave, except the last owner."""

    def __init__(self, store: Store) -> None:
        """Keep members in `store`."""
        self._store = store

    async def change_role(self, caller: Caller, user_id: int, role: Role) -> Member:
        """Give a member another role.

        Raises:
            NotVisible, RoleTooLow, LastOwner
        """
        return await self._store.write(_change_role, caller, UserId(user_id), role)

    async def remove(self, caller: Caller, user_id: int) -> None:
        """Remove a member, or leave: their access keys to the workspace die, and their sessions in it act elsewhere, or nowhere.

        Raises:
            NotVisible, RoleTooLow, LastOwner
        """
        await self._store.write(_remove, caller, UserId(user_id))


def check_role(tx: Tx, caller: Caller, needed: Role) -> None:
    """Do nothing if a caller has a role, or a higher one, by now: it may have been taken from them since they were let in.

    Raises:
        RoleTooLow
    """
    role = caller.role if caller.user_id is None else tx.workspaces.find_role(caller.workspace_id, caller.user_id)
    if role is None or not role.covers(needed):
        raise RoleTooLow(needed=needed, role=role or "-")


def leave_workspace(tx: Tx, workspace_id: WorkspaceId, user_id: UserId) -> None:
    """Take a member out of a workspace, with the codes by which they could let themselves in again."""
    tx.workspaces.remove_member(workspace_id, user_id)
    tx.invitations.delete_by(workspace_id, user_id)
    others = tx.workspaces.memberships(user_id)
    tx.sessions.leave(user_id, workspace_id, instead=others[0].workspace_id if others else None)


def _change_role(tx: Tx, caller: Caller, user_id: UserId, role: Role) -> Member:
    check_role(tx, caller, Role.ADMIN)
    member = _find(tx, caller, user_id)
    if member.is_owner or role is Role.OWNER:
        check_role(tx, caller, Role.OWNER)
    if member.is_owner and role is not Role.OWNER:
        _check_other_owner(tx, caller.workspace_id, user_id)
    if role is not member.role:
        tx.workspaces.set_role(caller.workspace_id, user_id, role)
        if not role.covers(member.role):
            tx.invitations.delete_by(caller.workspace_id, user_id)
        tx.events.insert(caller, Happening.MEMBER_ROLE_CHANGED, str(user_id), role=role, earlier=member.role)
    return _find(tx, caller, user_id)


def _remove(tx: Tx, caller: Caller, user_id: UserId) -> None:
    member = _find(tx, caller, user_id)
    if user_id != caller.user_id:
        check_role(tx, caller, Role.ADMIN)
    if member.is_owner:
        check_role(tx, caller, Role.OWNER)
        _check_other_owner(tx, caller.workspace_id, user_id)
    leave_workspace(tx, caller.workspace_id, user_id)
    tx.events.insert(caller, Happening.MEMBER_REMOVED, str(user_id), role=member.role)


def _find(tx: Tx, caller: Caller, user_id: UserId) -> Member:
    member = tx.workspaces.find_member(caller.workspace_id, user_id)
    if member is None:
        raise NotVisible
    return member


def _check_other_owner(tx: Tx, workspace_id: WorkspaceId, user_id: UserId) -> None:
    if not tx.workspaces.has_other_owner(workspace_id, user_id):
        workspace = tx.workspaces.find(workspace_id)
        assert workspace is not None
        raise LastOwner(workspace=workspace.name)
