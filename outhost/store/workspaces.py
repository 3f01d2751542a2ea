"""Workspaces and their members in rows."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.users import UserId
from outhost.domain.workspaces import Listing, Member, Membership, Role, Workspace, WorkspaceId
from outhost.store.contract import Connection, Row

_AN_ADMINISTRATOR_OWNS_IT = (
    "EXISTS (SELECT 1 FROM members JOIN users ON users.id = members.user_id"
    " WHERE members.workspace_id = :workspace_id AND members.role = 'owner' AND users.is_admin = 1)"
)
WITHIN_REACH = f"(workspace_id = :workspace_id OR (workspace_id IS NULL AND {_AN_ADMINISTRATOR_OWNS_IT}))"
"""What an erasure in a workspace reaches: its own rows, and those of no workspace where an administrator of the installation owns it."""


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
        row = self._tx.one("SELECT * FROM workspaces WHERE id = :workspace_id AND deleted_at IS NULL", workspace_id=workspace_id)
        return _workspace(row) if row else None

    def find_by_founder(self, founder_id: UserId) -> Workspace | None:
        """Find the first workspace that a user founded."""
        row = self._tx.one(
            "SELECT * FROM workspaces WHERE founder_id = :founder_id AND deleted_at IS NULL ORDER BY id LIMIT 1", founder_id=founder_id
        )
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

    def is_owned_by_an_administrator(self, workspace_id: WorkspaceId) -> bool:
        """Tell whether an administrator of the installation is among a workspace's owners."""
        row = self._tx.one(f"SELECT {_AN_ADMINISTRATOR_OWNS_IT} AS is_so", workspace_id=workspace_id)
        return row is not None and bool(row["is_so"])

    def rename(self, workspace_id: WorkspaceId, name: str) -> None:
        """Give a workspace another name."""
        self._tx.run("UPDATE workspaces SET name = :name WHERE id = :workspace_id", workspace_id=workspace_id, name=name)

    def page(self, *, limit: int, offset: int) -> list[Listing]:
        """Give workspaces of everybody, newest first, with their founder and how many members they have."""
        rows = self._tx.all(
            "SELECT w.*, u.email, (SELECT count(*) FROM members m WHERE m.workspace_id = w.id) AS member_count"
            " FROM workspaces w JOIN users u ON u.id = w.founder_id WHERE w.deleted_at IS NULL"
            " ORDER BY w.id DESC LIMIT :limit OFFSET :offset",
            limit=limit, offset=offset,
        )  # fmt: skip
        return [Listing(workspace=_workspace(row), founder_email=row["email"], member_count=row["member_count"]) for row in rows]

    def count(self) -> int:
        """Count the workspaces of everybody."""
        row = self._tx.one("SELECT count(*) AS n FROM workspaces WHERE deleted_at IS NULL")
        return int(row["n"]) if row else 0

    def members(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[Member]:
        """Give members of a workspace, newest first."""
        rows = self._tx.all(
            "SELECT m.role, m.created_at, u.id, u.email, u.full_name FROM members m JOIN users u ON u.id = m.user_id"
            " WHERE m.workspace_id = :workspace_id ORDER BY m.created_at DESC, u.id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [_member(row) for row in rows]

    def find_member(self, workspace_id: WorkspaceId, user_id: UserId) -> Member | None:
        """Find a member of a workspace."""
        row = self._tx.one(
            "SELECT m.role, m.created_at, u.id, u.email, u.full_name FROM members m JOIN users u ON u.id = m.user_id"
            " WHERE m.workspace_id = :workspace_id AND m.user_id = :user_id",
            workspace_id=workspace_id, user_id=user_id,
        )  # fmt: skip
        return _member(row) if row else None

    def find_first_owner(self, workspace_id: WorkspaceId) -> UserId | None:
        """Find who has owned a workspace longest of those who may log in, its founder before all others."""
        row = self._tx.one(
            "SELECT m.user_id FROM members m JOIN users u ON u.id = m.user_id JOIN workspaces w ON w.id = m.workspace_id"
            " WHERE m.workspace_id = :workspace_id AND m.role = 'owner' AND u.is_active = 1"
            " ORDER BY m.user_id = w.founder_id DESC, m.created_at, m.user_id LIMIT 1",
            workspace_id=workspace_id,
        )  # fmt: skip
        return UserId(row["user_id"]) if row else None

    def count_members(self, workspace_id: WorkspaceId) -> int:
        """Count the members of a workspace."""
        row = self._tx.one("SELECT count(*) AS n FROM members WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        return int(row["n"]) if row else 0

    def has_other_owner(self, workspace_id: WorkspaceId, user_id: UserId) -> bool:
        """Tell whether somebody else who may log in owns a workspace too."""
        row = self._tx.one(
            "SELECT 1 FROM members m JOIN users u ON u.id = m.user_id"
            " WHERE m.workspace_id = :workspace_id AND m.role = 'owner' AND m.user_id <> :user_id AND u.is_active = 1 LIMIT 1",
            workspace_id=workspace_id, user_id=user_id,
        )  # fmt: skip
        return row is not None

    def set_role(self, workspace_id: WorkspaceId, user_id: UserId, role: Role) -> None:
        """Set what a member is in a workspace."""
        self._tx.run(
            "UPDATE members SET role = :role WHERE workspace_id = :workspace_id AND user_id = :user_id",
            workspace_id=workspace_id, user_id=user_id, role=role,
        )  # fmt: skip

    def remove_member(self, workspace_id: WorkspaceId, user_id: UserId) -> None:
        """Let a member go; their access keys to the workspace go with them."""
        self._tx.run(
            "DELETE FROM members WHERE workspace_id = :workspace_id AND user_id = :user_id", workspace_id=workspace_id, user_id=user_id
        )

    def all_founded_by(self, founder_id: UserId) -> list[WorkspaceId]:
        """Give the workspaces that a user founded, also those that are being taken apart."""
        rows = self._tx.all("SELECT id FROM workspaces WHERE founder_id = :founder_id ORDER BY id", founder_id=founder_id)
        return [WorkspaceId(row["id"]) for row in rows]

    def is_last_member(self, workspace_id: WorkspaceId, user_id: UserId) -> bool:
        """Tell whether a workspace has no member but this user."""
        row = self._tx.one(
            "SELECT 1 FROM members WHERE workspace_id = :workspace_id AND user_id <> :user_id LIMIT 1",
            workspace_id=workspace_id, user_id=user_id,
        )  # fmt: skip
        return row is None

    def find_heir(self, workspace_id: WorkspaceId, *, besides: UserId) -> UserId | None:
        """Find who has owned a workspace for longest, besides a user; those who may log in come first, and owners before others."""
        row = self._tx.one(
            "SELECT m.user_id FROM members m JOIN users u ON u.id = m.user_id"
            " WHERE m.workspace_id = :workspace_id AND m.user_id <> :besides"
            " ORDER BY m.role = 'owner' DESC, u.is_active DESC, m.created_at, m.user_id LIMIT 1",
            workspace_id=workspace_id, besides=besides,
        )  # fmt: skip
        return UserId(row["user_id"]) if row else None

    def set_founder(self, workspace_id: WorkspaceId, founder_id: UserId) -> None:
        """Let another user stand as a workspace's founder."""
        self._tx.run(
            "UPDATE workspaces SET founder_id = :founder_id WHERE id = :workspace_id", workspace_id=workspace_id, founder_id=founder_id
        )

    def find_only(self) -> Workspace | None:
        """Find the only workspace there is; None where there are several, or none."""
        rows = self._tx.all("SELECT * FROM workspaces WHERE deleted_at IS NULL LIMIT 2")
        return _workspace(rows[0]) if len(rows) == 1 else None


def _workspace(row: Row) -> Workspace:
    return Workspace(
        id=WorkspaceId(row["id"]), name=row["name"], founder_id=UserId(row["founder_id"]), credits=row["credits"],
        created_at=from_text(row["created_at"]),
    )  # fmt: skip


def _member(row: Row) -> Member:
    return Member(
        user_id=UserId(row["id"]), email=row["email"], full_name=row["full_name"], role=Role(row["role"]),
        joined_at=from_text(row["created_at"]),
    )  # fmt: skip
