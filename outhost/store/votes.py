"""Votes for modules, in rows."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.modules import Vote
from outhost.domain.users import UserId
from outhost.store.contract import Connection


class Votes:
    """The table `module_votes`: one row a person and module."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, slug: str, user_id: UserId) -> bool:
        """Remember that a person would like to have a module; tell whether that is news."""
        changed = self._tx.run(
            "INSERT INTO module_votes (slug, user_id, created_at) VALUES (:slug, :user_id, :now) ON CONFLICT DO NOTHING",
            slug=slug, user_id=user_id, now=to_text(self._tx.now),
        )  # fmt: skip
        return changed == 1

    def count(self, slug: str) -> int:
        """Count the people who would like to have a module."""
        row = self._tx.one("SELECT count(*) AS n FROM module_votes WHERE slug = :slug", slug=slug)
        return int(row["n"]) if row else 0

    def all_of_user(self, user_id: UserId) -> list[Vote]:
        """Give what a person has voted for, oldest first."""
        rows = self._tx.all("SELECT * FROM module_votes WHERE user_id = :user_id ORDER BY created_at, slug", user_id=user_id)
        return [Vote(slug=row["slug"], created_at=from_text(row["created_at"])) for row in rows]

    def delete(self, slug: str, user_id: UserId) -> None:
        """Forget that a person would like to have a module."""
        self._tx.run("DELETE FROM module_votes WHERE slug = :slug AND user_id = :user_id", slug=slug, user_id=user_id)
