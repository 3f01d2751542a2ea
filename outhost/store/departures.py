"""Departures in rows: what is still to be forgotten of people whose account was erased, and of workspaces that went with them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from outhost.domain.clock import to_text
from outhost.domain.events import Happening
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection

OWNED: Final[Mapping[str, str]] = MappingProxyType({
    "events": "id",
    "feedback_threads": "id",
    "credit_entries": "id",
    "replies": "id",
    "templates": "id",
    "pipelines": "id",
    "invitations": "id",
    "letters": "id",
    "webhooks": "id",
    "webhook_deliveries": "id",
    "access_keys": "id",
    "suppressions": "id",
    "tombstones": "id",
    "subscriptions": "workspace_id, plan_name",
    "api_keys": "workspace_id",
    "members": "workspace_id, user_id",
})  # fmt: skip
"""Tables whose rows a workspace owns, with their keys. Lists go with their leads and images, assets with their files, jobs with
their rows, veilles with all that they know, threads of feedback with their messages."""

_DELETE: Final = tuple(
    f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE workspace_id = :workspace_id LIMIT :limit)"  # noqa: S608 - names of ours
    for table, key in OWNED.items()
)


class Departures:
    """The table `departed_actors`, and workspaces that are marked as deleted."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, actors: Iterable[str]) -> None:
        """Remember whose traces in the events are to be forgotten."""
        for actor in actors:
            self._tx.run("INSERT INTO departed_actors (actor) VALUES (:actor) ON CONFLICT DO NOTHING", actor=actor)

    def find_actor(self) -> str | None:
        """Find somebody whose traces are not forgotten yet."""
        row = self._tx.one("SELECT actor FROM departed_actors LIMIT 1")
        return str(row["actor"]) if row else None

    def forget_some(self, actor: str, limit: int) -> None:
        """Go through the next events of somebody, and be done after the last.

        What touched no workspace is deleted, all else loses the address.
        """
        row = self._tx.one(
            "SELECT max(id) AS last, count(*) AS n FROM (SELECT e.id FROM departed_actors d JOIN events e"
            " ON e.actor = d.actor AND e.id > d.done_to WHERE d.actor = :actor ORDER BY e.id LIMIT :limit)",
            actor=actor, limit=limit,
        )  # fmt: skip
        assert row is not None
        gone_through = "actor = :actor AND id > (SELECT done_to FROM departed_actors WHERE actor = :actor) AND id <= :last"
        self._tx.run(
            f"DELETE FROM events WHERE {gone_through} AND workspace_id IS NULL AND name NOT IN (:erased, :given_up)",  # noqa: S608 - a condition of ours
            actor=actor, last=row["last"], erased=Happening.USER_ERASED, given_up=Happening.WORKSPACE_ERASED,
        )  # fmt: skip
        self._tx.run(f"UPDATE events SET address = '' WHERE {gone_through}", actor=actor, last=row["last"])  # noqa: S608 - as above
        if row["n"] < limit:
            self._tx.run("DELETE FROM departed_actors WHERE actor = :actor", actor=actor)
        else:
            self._tx.run("UPDATE departed_actors SET done_to = :last WHERE actor = :actor", actor=actor, last=row["last"])

    def mark_workspace(self, workspace_id: WorkspaceId, *, caretaker_id: UserId) -> None:
        """Take a workspace and all that is in it out of everybody's sight; a caretaker stands in for its founder until it is gone."""
        now = to_text(self._tx.now)
        self._tx.run(
            "UPDATE workspaces SET deleted_at = :now, founder_id = :caretaker_id WHERE id = :workspace_id",
            workspace_id=workspace_id, caretaker_id=caretaker_id, now=now,
        )  # fmt: skip
        self._tx.run("DELETE FROM api_keys WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        self._tx.run("DELETE FROM webhooks WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        self._tx.run("DELETE FROM members WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        self.mark_lists(workspace_id)

    def mark_lists(self, workspace_id: WorkspaceId) -> None:
        """Mark the lists of a workspace as deleted."""
        self._tx.run(
            "UPDATE lists SET deleted_at = :now WHERE workspace_id = :workspace_id AND deleted_at IS NULL",
            workspace_id=workspace_id, now=to_text(self._tx.now),
        )  # fmt: skip

    def find_workspace(self) -> WorkspaceId | None:
        """Find a workspace that is marked as deleted and not gone yet."""
        row = self._tx.one("SELECT id FROM workspaces WHERE deleted_at IS NOT NULL LIMIT 1")
        return WorkspaceId(row["id"]) if row else None

    def delete_assets(self, workspace_id: WorkspaceId, limit: int) -> list[str]:
        """Forget up to `limit` assets of a workspace; give those that no other workspace has."""
        rows = self._tx.all(
            "DELETE FROM assets WHERE workspace_id = :workspace_id AND asset_id IN"
            " (SELECT asset_id FROM assets WHERE workspace_id = :workspace_id LIMIT :limit) RETURNING asset_id",
            workspace_id=workspace_id, limit=limit,
        )  # fmt: skip
        gone = [str(row["asset_id"]) for row in rows]
        return [asset_id for asset_id in gone if not self._tx.one("SELECT 1 FROM assets WHERE asset_id = :asset_id", asset_id=asset_id)]

    def delete_some(self, workspace_id: WorkspaceId, limit: int) -> bool:
        """Forget up to `limit` rows of each table that a workspace owns, and at last the workspace; tell whether it is gone."""
        gone = [self._tx.run(sql, workspace_id=workspace_id, limit=limit) for sql in _DELETE]
        left = self._tx.one(
            "SELECT EXISTS (SELECT 1 FROM lists WHERE workspace_id = :workspace_id)"
            " OR EXISTS (SELECT 1 FROM jobs WHERE workspace_id = :workspace_id)"
            " OR EXISTS (SELECT 1 FROM veilles WHERE workspace_id = :workspace_id)"
            " OR EXISTS (SELECT 1 FROM assets WHERE workspace_id = :workspace_id) AS is_left",
            workspace_id=workspace_id,
        )  # fmt: skip
        if max(gone) == limit or left is None or left["is_left"]:
            return False
        self._tx.run("DELETE FROM workspaces WHERE id = :workspace_id AND deleted_at IS NOT NULL", workspace_id=workspace_id)
        return True
