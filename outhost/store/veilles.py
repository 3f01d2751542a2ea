"""Veilles in rows."""

from collections.abc import Mapping
from typing import Any, Final

from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.jobs import JobKey
from outhost.domain.subjects import ERASED, Names, words_in
from outhost.domain.users import UserId
from outhost.domain.veilles import Veille, VeilleKey, VeilleStatus
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_SLACK_DAYS: Final = 0.01
"""A quarter of an hour: clocks are put right by minutes all the time."""


class Veilles:
    """The table `veilles`. One that is deleted is nobody's from then on; what belongs to it is removed a little later."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, values: Mapping[str, Any]) -> Veille:
        """Remember a new veille; `values` by column."""
        made = self._tx.one(
            f"INSERT INTO veilles ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)}) RETURNING *",  # noqa: S608 - names of ours
            **values,
        )
        assert made is not None
        return _veille_of(made)

    def find(self, workspace_id: WorkspaceId, public_id: str) -> Veille | None:
        """Find a veille of a workspace by its public id."""
        row = self._tx.one(
            "SELECT * FROM veilles WHERE public_id = :public_id AND workspace_id = :workspace_id AND status <> 'deleted'",
            public_id=public_id, workspace_id=workspace_id,
        )  # fmt: skip
        return _veille_of(row) if row else None

    def find_of_any_workspace(self, key: VeilleKey) -> Veille | None:
        """Find a veille by its number, a deleted one too."""
        row = self._tx.one("SELECT * FROM veilles WHERE id = :key", key=key)
        return _veille_of(row) if row else None

    def find_named_of_any_workspace(self, public_id: str) -> Veille | None:
        """Find a veille by its public id, a deleted one too."""
        row = self._tx.one("SELECT * FROM veilles WHERE public_id = :public_id", public_id=public_id)
        return _veille_of(row) if row else None

    def page(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[Veille]:
        """Give the active and paused veilles of a workspace, newest first."""
        rows = self._tx.all(
            "SELECT * FROM veilles WHERE workspace_id = :workspace_id AND status <> 'deleted' ORDER BY id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [_veille_of(row) for row in rows]

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM veilles WHERE workspace_id = :workspace_id AND status <> 'deleted'", workspace_id=workspace_id
        )
        return int(row["n"]) if row else 0

    def count_by_status(self, workspace_id: WorkspaceId) -> dict[str, int]:
        """Count the active and paused veilles of a workspace, where there are any."""
        rows = self._tx.all(
            "SELECT status, count(*) AS n FROM veilles WHERE workspace_id = :workspace_id AND status <> 'deleted' GROUP BY status",
            workspace_id=workspace_id,
        )
        return {row["status"]: row["n"] for row in rows}

    def all_of_user(self, user_id: UserId) -> list[Veille]:
        """Give the active and paused veilles that somebody made, in any workspace, oldest first."""
        rows = self._tx.all("SELECT * FROM veilles WHERE user_id = :user_id AND status <> 'deleted' ORDER BY id", user_id=user_id)
        return [_veille_of(row) for row in rows]

    def find_due_of_any_workspace(self) -> Veille | None:
        """Find the veille that has been due for the longest, and of which no run is under way."""
        row = self._tx.one(
            "SELECT * FROM veilles WHERE status = 'active' AND is_live = 0 AND next_run_at <= :now ORDER BY next_run_at, id LIMIT 1",
            now=to_text(self._tx.now),
        )
        return _veille_of(row) if row else None

    def find_next_due_of_any_workspace(self) -> Veille | None:
        """Find the veille that is due next, of those of which no run is under way."""
        row = self._tx.one("SELECT * FROM veilles WHERE status = 'active' AND is_live = 0 ORDER BY next_run_at, id LIMIT 1")
        return _veille_of(row) if row else None

    def all_out_of_reach_of_any_workspace(self, limit: int) -> list[Veille]:
        """Give active veilles whose tick is more than a period away, as no clock that goes right can have it."""
        rows = self._tx.all(
            "SELECT * FROM veilles WHERE status = 'active' AND julianday(next_run_at) > julianday(:now) + frequency_days + :slack"
            " ORDER BY id LIMIT :limit",
            now=to_text(self._tx.now), slack=_SLACK_DAYS, limit=limit,
        )  # fmt: skip
        return [_veille_of(row) for row in rows]

    def find_deleted_of_any_workspace(self) -> Veille | None:
        """Find a veille that was deleted and is not gone yet."""
        row = self._tx.one("SELECT * FROM veilles WHERE status = 'deleted' ORDER BY id LIMIT 1")
        return _veille_of(row) if row else None

    def put(self, key: VeilleKey, **values: Any) -> None:
        """Set columns."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._tx.run(f"UPDATE veilles SET {sets} WHERE id = :key", key=key, **values)  # noqa: S608 - names of ours

    def mark_all_deleted(self, workspace_id: WorkspaceId) -> None:
        """Delete every veille of a workspace."""
        self._tx.run(
            "UPDATE veilles SET status = 'deleted', is_live = 0 WHERE workspace_id = :workspace_id AND status <> 'deleted'",
            workspace_id=workspace_id,
        )

    def delete(self, key: VeilleKey) -> None:
        """Forget a veille, of which nothing is left."""
        self._tx.run("DELETE FROM veilles WHERE id = :key", key=key)

    def texts(self, workspace_id: WorkspaceId, after: VeilleKey | None, limit: int) -> list[Texts]:
        """Give the names of a workspace's veilles."""
        rows = self._tx.all(
            "SELECT id, name FROM veilles WHERE workspace_id = :workspace_id AND id > :after ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], words_in(row["name"])) for row in rows]

    def erase(self, workspace_id: WorkspaceId, key: VeilleKey, names: Names) -> bool:
        """Take a person's address or number out of a veille's name; tell whether it was there."""
        row = self._tx.one("SELECT name FROM veilles WHERE id = :key AND workspace_id = :workspace_id", key=key, workspace_id=workspace_id)
        if row is None or not any(map(names, words_in(row["name"]))):
            return False
        self.put(key, name=ERASED)
        return True


def _veille_of(row: Row) -> Veille:
    return Veille(
        key=VeilleKey(row["id"]), public_id=row["public_id"], workspace_id=WorkspaceId(row["workspace_id"]),
        user_id=None if row["user_id"] is None else UserId(row["user_id"]), actor=row["actor"], locale=row["locale"], name=row["name"],
        source_job_id=row["source_job_id"], source_pipeline_id=row["source_pipeline_id"],
        job_key=None if row["job_id"] is None else JobKey(row["job_id"]), pipeline_id=row["pipeline_id"],
        frequency_days=row["frequency_days"], status=VeilleStatus(row["status"]), tick_at=from_text(row["next_run_at"]),
        last_run_at=from_text_or_none(row["last_run_at"]), last_run_job_id=row["last_run_job_id"],
        run_count=row["run_count"], last_number=row["last_number"], is_live=bool(row["is_live"]), created_at=from_text(row["created_at"]),
        has_digest=bool(row["has_digest"]), feed_secret=row["feed_secret"],
        feed_opened_at=from_text_or_none(row["feed_opened_at"]),
    )  # fmt: skip
