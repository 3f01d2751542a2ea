"""Workspaces and their members in rows."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.users import UserId
from outhost.domain.workspaces import Membership, Role, Workspace, WorkspaceId
from outhost.store.contract import Connection, Row


class Workspaces:
    """The tables `workspaces` and `members`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, *, name: str, founder_id: UserId) -> WorkspaceId:
        """Remember a new workspace, with its founder as owner and no credits."""
        row = self._tx.one(
            "INSERT INTO workspaces (name, founder_id, created_at) VALUES (:name, :founder_id, :now) RETURNING id",
            name=name, founder_id=founder_id, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        self.add_member(WorkspaceId(row["id"]), founder_id, Role.OWNER)
        return WorkspaceId(row["id"])

    def find(self, workspace_id: WorkspaceId) -> Workspace | None:
        """Find a workspace by number."""
        row = self._tx.one("SELECT * FROM workspaces WHERE id = :workspace_id", workspace_id=workspace_id)
        return _workspace(row) if row else None

    def find_by_founder(self, founder_id: UserId) -> Workspace | None:
        """Find the first workspace that a user founded."""
        row = self._tx.one("SELECT * FROM workspaces WHERE founder_id = :founder_id ORDER BY id LIMIT 1", founder_id=founder_id)
        return _workspace(row) if row else None

    def memberships(self, user_id: UserId) -> list[Membership]:
        """Give the workspaces that a user is a member of, in the order in which they joined."""
        rows = self._tx.all(
            "SELECT w.id, w.name, m.role FROM members m JOIN workspaces w ON w.id = m.workspace_id WHERE m.user_id = :user_id"
            " ORDER BY m.created_at, w.id",
            user_id=user_id,
        )  # fmt: skip
        return [Membership(workspace_id=WorkspaceId(row["id"]), name=row["name"], role=Role(row["role"])) for row in rows]

    def find_role(self, workspace_id: WorkspaceId, user_id: UserId) -> Role | None:
        """Find what a user is in a workspace."""
        row = self._tx.one(
            "SELECT role FROM members WHERE workspace_id = :workspace_id AND user_id = :user_id", workspace_id=workspace_id, user_id=user_id
        )
        return Role(row["role"]) if row else None

    def add_member(self, workspace_id: WorkspaceId, user_id: UserId, role: Role) -> None:
        """Make a user a member of a workspace."""
        self._tx.run(
            "INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (:workspace_id, :user_id, :role, :now)",
            workspace_id=workspace_id, user_id=user_id, role=role, now=to_text(self._tx.now),
        )  # fmt: skip

    def find_only(self) -> Workspace | None:
        """Find the only workspace there is; None where there are several, or none."""
        rows = self._tx.all("SELECT * FROM workspaces LIMIT 2")
        return _workspace(rows[0]) if len(rows) == 1 else None


def _workspace(row: Row) -> Workspace:
    return Workspace(
        id=WorkspaceId(row["id"]), name=row["name"], founder_id=UserId(row["founder_id"]), credits=row["credits"],
        created_at=from_text(row["created_at"]),
    )  # fmt: skip
