"""Letters that wait to be sent, in rows."""

from datetime import datetime

from outhost.domain.clock import from_text, to_text
from outhost.domain.letters import WRITTEN, Letter, WaitingLetter
from outhost.domain.subjects import Names
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts
from outhost.store.workspaces import WITHIN_REACH


class Letters:
    """The table `letters`; one that was sent is no longer there."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, letter: Letter) -> None:
        """Have a letter sent once this is committed."""
        self._tx.run(
            "INSERT INTO letters (workspace_id, recipient, subject, plain, html, link, created_at, due_at)"
            " VALUES (:workspace_id, :recipient, :subject, :plain, :html, :link, :now, :now)",
            workspace_id=letter.workspace_id, recipient=letter.recipient, subject=letter.subject, plain=letter.plain, html=letter.html,
            link=letter.link, now=to_text(self._tx.now),
        )  # fmt: skip
        self._tx.ring(WRITTEN)

    def find_due(self) -> WaitingLetter | None:
        """Find the letter that has waited longest of those whose time has come."""
        row = self._tx.one("SELECT * FROM letters WHERE due_at <= :now ORDER BY due_at, id LIMIT 1", now=to_text(self._tx.now))
        return _waiting(row) if row else None

    def find_next_due_at(self) -> datetime | None:
        """Find when the next letter's time comes."""
        row = self._tx.one("SELECT min(due_at) AS due_at FROM letters")
        return from_text(row["due_at"]) if row and row["due_at"] else None

    def count(self) -> int:
        """Count the letters that wait."""
        row = self._tx.one("SELECT count(*) AS n FROM letters")
        return int(row["n"]) if row else 0

    def postpone(self, letter_id: int, due_at: datetime) -> None:
        """Try a letter again later."""
        self._tx.run("UPDATE letters SET tries = tries + 1, due_at = :due_at WHERE id = :id", id=letter_id, due_at=to_text(due_at))

    def delete(self, letter_id: int) -> None:
        """Forget a letter that was sent, or given up."""
        self._tx.run("DELETE FROM letters WHERE id = :id", id=letter_id)

    def delete_to(self, recipient: str) -> int:
        """Forget all that was to be sent to an address; tell how many."""
        return self._tx.run("DELETE FROM letters WHERE recipient = :recipient", recipient=recipient)

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the recipients of letters within a workspace's reach that have no account here: those of accounts go with them."""
        rows = self._tx.all(
            f"SELECT id, recipient FROM letters WHERE {WITHIN_REACH} AND id > :after"  # noqa: S608 - a condition of ours
            " AND NOT EXISTS (SELECT 1 FROM users WHERE email = recipient) ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [row["recipient"]]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, letter_id: int, names: Names) -> bool:
        """Forget a letter to a person; tell whether it was one."""
        row = self._tx.one(f"SELECT recipient FROM letters WHERE id = :id AND {WITHIN_REACH}", id=letter_id, workspace_id=workspace_id)  # noqa: S608 - a condition of ours
        if row is None or not names(row["recipient"]):
            return False
        self.delete(letter_id)
        return True

    def find_by_key(self, letter_id: int) -> WaitingLetter | None:
        """Find a letter."""
        row = self._tx.one("SELECT * FROM letters WHERE id = :id", id=letter_id)
        return _waiting(row) if row else None


def _waiting(row: Row) -> WaitingLetter:
    letter = Letter(
        recipient=row["recipient"], subject=row["subject"], plain=row["plain"], html=row["html"], link=row["link"],
        workspace_id=None if row["workspace_id"] is None else WorkspaceId(row["workspace_id"]),
    )  # fmt: skip
    return WaitingLetter(id=row["id"], letter=letter, tries=row["tries"], created_at=from_text(row["created_at"]))
