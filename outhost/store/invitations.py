"""Invitations in rows."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.invitations import LASTS, Invitation, InvitationId
from outhost.domain.subjects import Names
from outhost.domain.users import UserId
from outhost.domain.workspaces import Role, WorkspaceId
from outhost.store.contract import Connection, Row, Texts
from outhost.store.workspaces import WITHIN_REACH


class Invitations:
    """The table `invitations`; one that was used is no longer there, and one that has expired is there for nobody."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(
        self, digest: bytes, *, workspace_id: WorkspaceId | None, role: Role, email: str | None, invited_by: UserId | None
    ) -> Invitation:
        """Remember a new invitation."""
        row = self._tx.one(
            "INSERT INTO invitations (digest, workspace_id, role, email, invited_by, created_at, expires_at)"
            " VALUES (:digest, :workspace_id, :role, :email, :invited_by, :now, :expires_at) RETURNING *",
            digest=digest, workspace_id=workspace_id, role=role, email=email, invited_by=invited_by, now=to_text(self._tx.now),
            expires_at=to_text(self._tx.now + LASTS),
        )  # fmt: skip
        assert row is not None
        return _invitation(row)

    def find_of_any_workspace(self, digest: bytes) -> Invitation | None:
        """Find the invitation that a code stands for; the word of somebody who is kept out, or is no administrator any longer, is none."""
        row = self._tx.one(
            "SELECT i.* FROM invitations i LEFT JOIN users u ON u.id = i.invited_by WHERE i.digest = :digest AND i.expires_at > :now"
            " AND CASE WHEN i.workspace_id IS NULL THEN u.is_active = 1 AND u.is_admin = 1"
            " ELSE i.invited_by IS NULL OR u.is_active = 1 END",
            digest=digest, now=to_text(self._tx.now),
        )  # fmt: skip
        return _invitation(row) if row else None

    def page(self, workspace_id: WorkspaceId | None, *, limit: int, offset: int) -> list[Invitation]:
        """Give the invitations into a workspace that wait to be used, newest first; without one, those of administrators."""
        rows = self._tx.all(
            "SELECT * FROM invitations WHERE workspace_id IS :workspace_id AND expires_at > :now"
            " ORDER BY id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, now=to_text(self._tx.now), limit=limit, offset=offset,
        )  # fmt: skip
        return [_invitation(row) for row in rows]

    def all_made_by(self, user_id: UserId) -> list[Invitation]:
        """Give the invitations that a user made and nobody has used, oldest first."""
        rows = self._tx.all(
            "SELECT * FROM invitations WHERE invited_by = :user_id AND expires_at > :now ORDER BY id",
            user_id=user_id, now=to_text(self._tx.now),
        )  # fmt: skip
        return [_invitation(row) for row in rows]

    def delete_for(self, email: str) -> None:
        """Forget the invitations that are meant for an address."""
        self._tx.run("DELETE FROM invitations WHERE email = :email", email=email)

    def count(self, workspace_id: WorkspaceId | None) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM invitations WHERE workspace_id IS :workspace_id AND expires_at > :now",
            workspace_id=workspace_id, now=to_text(self._tx.now),
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def delete(self, invitation_id: InvitationId) -> None:
        """Forget an invitation that was used or taken back."""
        self._tx.run("DELETE FROM invitations WHERE id = :invitation_id", invitation_id=invitation_id)

    def delete_of(self, workspace_id: WorkspaceId | None, invitation_id: InvitationId) -> bool:
        """Forget an invitation into a workspace, or one of administrators; tell whether there was one."""
        changed = self._tx.run(
            "DELETE FROM invitations WHERE id = :invitation_id AND workspace_id IS :workspace_id AND expires_at > :now",
            invitation_id=invitation_id, workspace_id=workspace_id, now=to_text(self._tx.now),
        )  # fmt: skip
        return changed == 1

    def delete_by(self, workspace_id: WorkspaceId, user_id: UserId) -> int:
        """Forget what a member has invited others with; tell how many."""
        return self._tx.run(
            "DELETE FROM invitations WHERE workspace_id = :workspace_id AND invited_by = :user_id",
            workspace_id=workspace_id, user_id=user_id,
        )  # fmt: skip

    def delete_expired(self, limit: int) -> int:
        """Forget up to `limit` invitations whose time is over; tell how many."""
        return self._tx.run(
            "DELETE FROM invitations WHERE id IN (SELECT id FROM invitations WHERE expires_at <= :now LIMIT :limit)",
            now=to_text(self._tx.now), limit=limit,
        )  # fmt: skip

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the addresses that invitations within a workspace's reach are meant for."""
        rows = self._tx.all(
            f"SELECT id, email FROM invitations WHERE {WITHIN_REACH} AND id > :after AND email IS NOT NULL ORDER BY id LIMIT :limit",  # noqa: S608 - a condition of ours
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [row["email"]]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, invitation_id: int, names: Names) -> bool:
        """Forget an invitation of a person; tell whether it was one."""
        row = self._tx.one(f"SELECT email FROM invitations WHERE id = :id AND {WITHIN_REACH}", workspace_id=workspace_id, id=invitation_id)  # noqa: S608 - a condition of ours
        if row is None or row["email"] is None or not names(row["email"]):
            return False
        self.delete(InvitationId(invitation_id))
        return True


def _invitation(row: Row) -> Invitation:
    return Invitation(
        id=InvitationId(row["id"]), workspace_id=None if row["workspace_id"] is None else WorkspaceId(row["workspace_id"]),
        role=Role(row["role"]), email=row["email"], invited_by=None if row["invited_by"] is None else UserId(row["invited_by"]),
        created_at=from_text(row["created_at"]), expires_at=from_text(row["expires_at"]),
    )  # fmt: skip
