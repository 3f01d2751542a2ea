"""What can be done with workspaces: founded, renamed, entered."""

from outhost.domain.errors import NotLoggedIn
from outhost.domain.events import Happening
from outhost.domain.sessions import Visit
from outhost.domain.tokens import digest_of_token
from outhost.domain.users import User
from outhost.domain.workspaces import Caller, Membership, Role, Workspace, WorkspaceId, checked_name
from outhost.operations.api_keys import issue_key
from outhost.operations.credits import open_balance
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Workspaces:
    """Workspaces, by their members."""

    def __init__(self, store: Store, initial_credits: int) -> None:
        """Keep workspaces in `store`; a new one starts with this many credits."""
        self._store = store
        self._initial_credits = initial_credits

    async def found(self, visit: Visit, user: User, name: str, reply: KeptReply[Membership] | None = None) -> Membership:
        """Make a workspace that a user owns, with a key for `/v1` that nobody sees.

        Raises:
            InvalidInput: the name is empty or too long.
        """
        return await self._store.write(self._found, visit, user, checked_name(name), reply)

    async def rename(self, caller: Caller, name: str) -> Workspace:
        """Give the caller's workspace another name.

        Raises:
            InvalidInput: the name is empty or too long.
        """
        return await self._store.write(_rename, caller, checked_name(name))

    async def enter(self, caller: Caller, token: str) -> None:
        """Let the session of a token act in the caller's workspace from now on.

        Raises:
            NotLoggedIn: the session ended meanwhile.
        """
        await self._store.write(_enter, caller, token)

    def _found(self, tx: Tx, visit: Visit, user: User, name: str, reply: KeptReply[Membership] | None) -> Membership:
        return kept(tx, user, reply, lambda: found_workspace(tx, visit, user, name, self._initial_credits))


def found_workspace(tx: Tx, visit: Visit, user: User, name: str, initial_credits: int) -> Membership:
    """Make a workspace with a user as its owner; a session of theirs that acts nowhere acts there."""
    workspace_id = tx.workspaces.insert(name=name, founder_id=user.id)
    issue_key(tx, workspace_id)  # nobody sees it: Settings shows a key by rotating it
    caller = speaking_in(workspace_id, user, visit)
    open_balance(tx, workspace_id, initial_credits, caller.actor)
    tx.sessions.settle(user.id, workspace_id)
    tx.events.insert(caller, Happening.WORKSPACE_CREATED, str(workspace_id), name=name)
    return Membership(workspace_id=workspace_id, name=name, role=Role.OWNER)


def speaking_in(workspace_id: WorkspaceId, user: User, visit: Visit) -> Caller:
    """Let a person speak in a workspace that they have just come to, or that they look after as an administrator."""
    return Caller(workspace_id=workspace_id, actor=f"user:{user.id}", address=visit.address, request_id=visit.request_id, user_id=user.id)


def _rename(tx: Tx, caller: Caller, name: str) -> Workspace:
    tx.workspaces.rename(caller.workspace_id, name)
    tx.events.insert(caller, Happening.WORKSPACE_RENAMED, str(caller.workspace_id), name=name)
    workspace = tx.workspaces.find(caller.workspace_id)
    assert workspace is not None
    return workspace


def _enter(tx: Tx, caller: Caller, token: str) -> None:
    session = tx.sessions.find(digest_of_token(token))
    if session is None:
        raise NotLoggedIn
    tx.sessions.switch(session.id, caller.workspace_id)
    tx.events.insert(caller, Happening.SESSION_SWITCHED, str(session.id))
