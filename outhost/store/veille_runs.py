"""Runs of veilles in rows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.jobs import JobKey
from outhost.domain.subjects import ERASED, Names, words_in
from outhost.domain.veilles import Counts, RunKey, RunStatus, Stage, VeilleKey, VeilleRun
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_COUNTED = ("new", "closed", "missing", "modified", "unchanged")


class VeilleRuns:
    """The table `veille_runs`. Number 0 of a veille is its baseline, which nobody is shown as a run."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, values: Mapping[str, Any]) -> VeilleRun:
        """Remember a new run; `values` by column."""
        row = {name: json.dumps(value, ensure_ascii=False) if name == "columns" else value for name, value in values.items()}
        made = self._tx.one(
            f"INSERT INTO veille_runs ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)}) RETURNING *",  # noqa: S608 - names of ours
            **row,
        )
        assert made is not None
        return _run_of(made)

    def find(self, veille: VeilleKey, public_id: str) -> VeilleRun | None:
        """Find a run of a veille by its public id."""
        row = self._tx.one(
            "SELECT * FROM veille_runs WHERE public_id = :public_id AND veille_id = :veille AND number > 0",
            public_id=public_id,
            veille=veille,
        )
        return _run_of(row) if row else None

    def find_numbered(self, veille: VeilleKey, number: int) -> VeilleRun | None:
        """Find a run of a veille by its number; 0 is the baseline."""
        row = self._tx.one("SELECT * FROM veille_runs WHERE veille_id = :veille AND number = :number", veille=veille, number=number)
        return _run_of(row) if row else None

    def find_by_key(self, key: RunKey) -> VeilleRun | None:
        """Find a run by its number among all."""
        row = self._tx.one("SELECT * FROM veille_runs WHERE id = :key", key=key)
        return _run_of(row) if row else None

    def find_live(self, veille: VeilleKey) -> VeilleRun | None:
        """Find the run of a veille that is under way."""
        row = self._tx.one(
            "SELECT * FROM veille_runs WHERE veille_id = :veille AND number > 0 AND status IN ('pending', 'running')"
            " ORDER BY number DESC LIMIT 1",
            veille=veille,
        )  # fmt: skip
        return _run_of(row) if row else None

    def find_compared_before(self, veille: VeilleKey, number: int) -> VeilleRun | None:
        """Find the last run before another whose rows were compared."""
        row = self._tx.one(
            "SELECT * FROM veille_runs WHERE veille_id = :veille AND number < :number AND status IN ('done', 'suspect')"
            " ORDER BY number DESC LIMIT 1",
            veille=veille, number=number,
        )  # fmt: skip
        return _run_of(row) if row else None

    def page(self, veille: VeilleKey, *, limit: int, offset: int) -> list[VeilleRun]:
        """Give the runs of a veille, newest first."""
        rows = self._tx.all(
            "SELECT * FROM veille_runs WHERE veille_id = :veille AND number > 0 ORDER BY number DESC LIMIT :limit OFFSET :offset",
            veille=veille, limit=limit, offset=offset,
        )  # fmt: skip
        return [_run_of(row) for row in rows]

    def count(self, veille: VeilleKey) -> int:
        """Count what `page` gives."""
        row = self._tx.one("SELECT count(*) AS n FROM veille_runs WHERE veille_id = :veille AND number > 0", veille=veille)
        return int(row["n"]) if row else 0

    def all_columns(self, veille: VeilleKey) -> list[str]:
        """Give the columns that the rows of a veille have or had, in the order in which they came up."""
        rows = self._tx.all(
            "SELECT columns FROM veille_runs WHERE veille_id = :veille GROUP BY columns ORDER BY min(number)", veille=veille
        )
        return list(dict.fromkeys(column for row in rows for column in json.loads(row["columns"])))

    def all_staged_of_any_workspace(self, limit: int) -> list[VeilleRun]:
        """Give runs whose rows are to be compared now, the oldest first: one a veille, for each goes on from the one before."""
        rows = self._tx.all(
            "SELECT r.* FROM veille_runs r JOIN veilles v ON v.id = r.veille_id WHERE r.stage IS NOT NULL AND v.status <> 'deleted'"
            " AND NOT EXISTS (SELECT 1 FROM veille_runs e INDEXED BY veille_runs_staged_of_one"
            "  WHERE e.veille_id = r.veille_id AND e.number < r.number AND e.stage IS NOT NULL)"
            " ORDER BY r.id LIMIT :limit",
            limit=limit,
        )  # fmt: skip
        return [_run_of(row) for row in rows]

    def columns_of(self, veille: VeilleKey, numbers: Sequence[int]) -> dict[int, list[str]]:
        """Give the columns of runs by their numbers."""
        rows = self._tx.all(
            "SELECT number, columns FROM veille_runs WHERE veille_id = :veille AND number IN (SELECT value FROM json_each(:numbers))",
            veille=veille, numbers=json.dumps(sorted(set(numbers))),
        )  # fmt: skip
        return {row["number"]: json.loads(row["columns"]) for row in rows}

    def begin(self, veille: VeilleKey) -> None:
        """Note that a waiting run has begun."""
        self._tx.run(
            "UPDATE veille_runs SET status = 'running', started_at = :now WHERE veille_id = :veille AND number > 0 AND status = 'pending'",
            veille=veille, now=to_text(self._tx.now),
        )  # fmt: skip

    def add(self, key: RunKey, counts: Counts) -> None:
        """Add to what was counted."""
        sums = ", ".join(f"{name}_count = {name}_count + :{name}" for name in _COUNTED)
        self._tx.run(
            f"UPDATE veille_runs SET {sums} WHERE id = :key", key=key, **{name: getattr(counts, name) for name in _COUNTED}  # noqa: S608 - names of ours
        )  # fmt: skip

    def put(self, key: RunKey, **values: Any) -> None:
        """Set columns."""
        row = {name: json.dumps(value, ensure_ascii=False) if name == "columns" else value for name, value in values.items()}
        sets = ", ".join(f"{name} = :{name}" for name in row)
        self._tx.run(f"UPDATE veille_runs SET {sets} WHERE id = :key", key=key, **row)  # noqa: S608 - names of ours

    def delete_some(self, veille: VeilleKey, limit: int) -> int:
        """Remove some runs of a veille; tell how many."""
        return self._tx.run(
            "DELETE FROM veille_runs WHERE id IN (SELECT id FROM veille_runs WHERE veille_id = :veille LIMIT :limit)",
            veille=veille, limit=limit,
        )  # fmt: skip

    def texts(self, workspace_id: WorkspaceId, after: RunKey | None, limit: int) -> list[Texts]:
        """Give the columns of runs, and why they failed."""
        rows = self._tx.all(
            "SELECT r.id, r.columns, r.error_message FROM veille_runs r WHERE r.id > :after"
            " AND EXISTS (SELECT 1 FROM veilles v WHERE v.id = r.veille_id AND v.workspace_id = :workspace_id) ORDER BY r.id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], _texts_of(row)) for row in rows]

    def erase(self, workspace_id: WorkspaceId, key: RunKey, names: Names) -> bool:
        """Take a person out of the columns of a run, and of the reason why it failed; tell whether it named them."""
        row = self._tx.one(
            "SELECT r.columns, r.error_message FROM veille_runs r JOIN veilles v ON v.id = r.veille_id"
            " WHERE r.id = :key AND v.workspace_id = :workspace_id",
            key=key, workspace_id=workspace_id,
        )  # fmt: skip
        if row is None or not any(map(names, _texts_of(row))):
            return False
        columns = [f"{ERASED} {place}" if names(column) else column for place, column in enumerate(json.loads(row["columns"]), start=1)]
        message = row["error_message"]
        self.put(key, columns=columns, error_message=ERASED if message and any(map(names, words_in(message))) else message)
        return True


def _run_of(row: Row) -> VeilleRun:
    return VeilleRun(
        key=RunKey(row["id"]), public_id=row["public_id"], veille_key=VeilleKey(row["veille_id"]), number=row["number"],
        status=RunStatus(row["status"]), stage=Stage(row["stage"]) if row["stage"] else None, job_id=row["job_id"],
        pipeline_id=row["pipeline_id"], read_from=None if row["read_from"] is None else JobKey(row["read_from"]),
        columns=json.loads(row["columns"]), read_to=row["read_to"], compared_to=row["compared_to"], is_suspect=bool(row["is_suspect"]),
        counts=Counts(**{name: row[f"{name}_count"] for name in _COUNTED}), error_message=row["error_message"],
        created_at=from_text(row["created_at"]), started_at=from_text_or_none(row["started_at"]),
        completed_at=from_text_or_none(row["completed_at"]),
    )  # fmt: skip


def _texts_of(row: Row) -> list[str]:
    return [*json.loads(row["columns"]), *words_in(row["error_message"] or "")]
