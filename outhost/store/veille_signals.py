"""What runs of veilles found, in rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from outhost.domain.rows import unpacked
from outhost.domain.subjects import Names, texts_in
from outhost.domain.veilles import RunKey, VeilleKey
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_PAGE = (
    "SELECT s.*, b.cells AS before_cells, a.cells AS after_cells,"
    " (SELECT columns FROM veille_runs WHERE veille_id = s.veille_id AND number = b.from_run) AS before_columns,"
    " (SELECT columns FROM veille_runs WHERE veille_id = s.veille_id AND number = a.from_run) AS after_columns"
    " FROM veille_signals s LEFT JOIN veille_rows b ON b.id = s.before_id LEFT JOIN veille_rows a ON a.id = s.after_id"
)
_WANTED = "s.run_id = :run AND (:category IS NULL OR s.category = :category) AND (:min_score IS NULL OR s.score >= :min_score)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignal:
    """A signal to be remembered; `changes` is JSON, `before` and `after` are the numbers of versions."""

    identity: bytes
    category: str
    score: float | None
    changes: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSignal:
    """A signal as it lies there: `changes` as kept, `before` and `after` the rows with all columns of their runs."""

    id: int
    run_key: RunKey
    identity: bytes
    category: str
    score: float | None
    changes: list[dict[str, Any]]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    rating: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalGroup:
    """Signals of one category and one score, which stand beside each other."""

    category: str
    score: float | None


class VeilleSignals:
    """The table `veille_signals`. Those of a run come by score, downwards; then what is new, then what is closed."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, veille: VeilleKey, run: RunKey, signals: Sequence[NewSignal]) -> None:
        """Remember signals."""
        self._tx.run_many(
            "INSERT INTO veille_signals (veille_id, run_id, identity, category, score, changes, before_id, after_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(veille, run, one.identity, one.category, one.score, one.changes, one.before, one.after) for one in signals],
        )  # fmt: skip

    def page(
        self, run: RunKey, *, category: str | None = None, min_score: float | None = None, limit: int, offset: int
    ) -> list[KeptSignal]:  # fmt: skip
        """Give signals of a run in their order."""
        rows = self._tx.all(
            f"{_PAGE} WHERE {_WANTED} ORDER BY s.score DESC, s.category DESC, s.identity LIMIT :limit OFFSET :offset",
            run=run, category=category, min_score=min_score, limit=limit, offset=offset,
        )  # fmt: skip
        return [_signal_of(row) for row in rows]

    def count(self, run: RunKey, *, category: str | None = None, min_score: float | None = None) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            f"SELECT count(*) AS n FROM veille_signals s WHERE {_WANTED}",  # noqa: S608 - a constant
            run=run, category=category, min_score=min_score,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def groups(self, run: RunKey, *, category: str | None = None, min_score: float | None = None) -> list[SignalGroup]:
        """Give the groups of what `page` gives, in their order: a thousand and three at most."""
        rows = self._tx.all(
            f"SELECT DISTINCT s.score, s.category FROM veille_signals s WHERE {_WANTED} ORDER BY s.score DESC, s.category DESC",  # noqa: S608 - a constant
            run=run, category=category, min_score=min_score,
        )  # fmt: skip
        return [SignalGroup(category=row["category"], score=row["score"]) for row in rows]

    def after(self, run: RunKey, group: SignalGroup, identity: bytes, *, limit: int) -> list[KeptSignal]:
        """Give the next signals of a group, behind an identity."""
        rows = self._tx.all(
            f"{_PAGE} WHERE s.run_id = :run AND s.score IS :score AND s.category = :category AND s.identity > :identity"
            " ORDER BY s.identity LIMIT :limit",
            run=run, score=group.score, category=group.category, identity=identity, limit=limit,
        )  # fmt: skip
        return [_signal_of(row) for row in rows]

    def find(self, run: RunKey, signal_id: int) -> KeptSignal | None:
        """Find a signal of a run."""
        row = self._tx.one(f"{_PAGE} WHERE s.run_id = :run AND s.id = :signal_id", run=run, signal_id=signal_id)
        return _signal_of(row) if row else None

    def put_rating(self, signal_id: int, rating: int | None) -> None:
        """Remember what somebody thinks of a signal."""
        self._tx.run("UPDATE veille_signals SET rating = :rating WHERE id = :signal_id", signal_id=signal_id, rating=rating)

    def delete_some(self, veille: VeilleKey, limit: int) -> int:
        """Remove some signals of a veille; tell how many."""
        return self._tx.run(
            "DELETE FROM veille_signals WHERE id IN (SELECT id FROM veille_signals WHERE veille_id = :veille LIMIT :limit)",
            veille=veille, limit=limit,
        )  # fmt: skip

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give what changed, of a workspace's signals."""
        rows = self._tx.all(
            "SELECT s.id, s.changes FROM veille_signals s WHERE s.id > :after"
            " AND EXISTS (SELECT 1 FROM veilles v WHERE v.id = s.veille_id AND v.workspace_id = :workspace_id) ORDER BY s.id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], list(texts_in(json.loads(row["changes"])))) for row in rows]

    def erase(self, workspace_id: WorkspaceId, signal_id: int, names: Names) -> bool:
        """Remove a signal that names a person; tell whether it did."""
        row = self._tx.one(
            "SELECT s.changes FROM veille_signals s JOIN veilles v ON v.id = s.veille_id"
            " WHERE s.id = :signal_id AND v.workspace_id = :workspace_id",
            signal_id=signal_id, workspace_id=workspace_id,
        )  # fmt: skip
        if row is None or not any(map(names, texts_in(json.loads(row["changes"])))):
            return False
        self._tx.run("DELETE FROM veille_signals WHERE id = :signal_id", signal_id=signal_id)
        return True


def _signal_of(row: Row) -> KeptSignal:
    return KeptSignal(
        id=row["id"], run_key=RunKey(row["run_id"]), identity=row["identity"], category=row["category"], score=row["score"],
        changes=json.loads(row["changes"]),
        before=_row_of(row["before_columns"], row["before_cells"]), after=_row_of(row["after_columns"], row["after_cells"]),
        rating=row["rating"],
    )  # fmt: skip


def _row_of(columns: str | None, cells: str | None) -> dict[str, Any] | None:
    if columns is None or cells is None:
        return None
    names = json.loads(columns)
    return dict(zip(names, unpacked(cells, len(names)), strict=True))
