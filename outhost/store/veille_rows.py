"""The rows that veilles know, in all their versions, and those that a run has seen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from outhost.domain.subjects import Names, texts_in
from outhost.domain.veilles import RunKey, VeilleKey, VeilleRun, Version
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Texts

SeenRow = tuple[bytes, int, bytes]
"""The identity of a row that a run has seen, its key among the rows of the run's job, and the digest of what it says."""

_IS_KNOWN = "k.veille_id = :veille AND k.to_run IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A row of a run beside the known version of it, which it may not have; the cells are packed, None once they are erased."""

    identity: bytes
    digest: bytes
    cells: str | None
    known: int | None
    known_from: int
    known_digest: bytes
    known_cells: str
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A known row that a run has not."""

    known: int
    identity: bytes
    is_missing: bool


class VeilleRows:
    """The tables `veille_rows` and `veille_seen`. A known row is the version that nothing has ended."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def see(self, run: RunKey, rows: Sequence[SeenRow]) -> None:
        """Remember what a run has seen; of rows with the same identity the first."""
        self._tx.run_many(
            "INSERT INTO veille_seen (run_id, identity, row_key, digest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(run, *row) for row in sorted(rows, key=lambda row: (row[0], row[1]))],
        )

    def count_known(self, veille: VeilleKey) -> int:
        """Count the known rows; takes a while where there are many."""
        row = self._tx.one(f"SELECT count(*) AS n FROM veille_rows k WHERE {_IS_KNOWN}", veille=veille)  # noqa: S608 - a constant
        return int(row["n"]) if row else 0

    def count_absent(self, veille: VeilleKey, run: RunKey) -> int:
        """Count the known rows that a run has not seen; takes a while where there are many."""
        row = self._tx.one(
            f"SELECT count(*) AS n FROM veille_rows k WHERE {_IS_KNOWN}"  # noqa: S608 - a constant
            " AND NOT EXISTS (SELECT 1 FROM veille_seen s WHERE s.run_id = :run AND s.identity = k.identity)",
            veille=veille, run=run,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def seen_up_to(self, run: RunKey, after: bytes, *, limit: int) -> bytes | None:
        """Look over the next rows that a run has seen: the last identity, None past the end."""
        row = self._tx.one(
            "SELECT max(identity) AS last FROM (SELECT identity FROM veille_seen"
            " WHERE run_id = :run AND identity > :after ORDER BY identity LIMIT :limit)",
            run=run, after=after, limit=limit,
        )  # fmt: skip
        return row["last"] if row else None

    def count_seen(self, run: RunKey, after: bytes, until: bytes) -> int:
        """Count the rows that a run has seen, in a span of identities."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM veille_seen WHERE run_id = :run AND identity > :after AND identity <= :until",
            run=run, after=after, until=until,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def known_up_to(self, veille: VeilleKey, after: bytes, *, limit: int) -> bytes | None:
        """Look over the next known rows: the last identity, None past the end."""
        row = self._tx.one(
            f"SELECT max(identity) AS last FROM (SELECT identity FROM veille_rows k WHERE {_IS_KNOWN}"  # noqa: S608 - a constant
            " AND identity > :after ORDER BY identity LIMIT :limit)",
            veille=veille, after=after, limit=limit,
        )  # fmt: skip
        return row["last"] if row else None

    def meetings(self, run: VeilleRun, after: bytes, until: bytes, *, limit: int) -> list[Meeting]:
        """Give the rows of a run that are new, differ from what is known, or were missing, in a span of identities."""
        rows = self._tx.all(
            "SELECT s.identity, s.digest, r.cells, k.id, k.from_run, k.digest AS known_digest, k.cells AS known_cells, k.is_missing"
            " FROM veille_seen s LEFT JOIN veille_rows k INDEXED BY veille_rows_known"
            "  ON k.veille_id = :veille AND k.to_run IS NULL AND k.identity = s.identity"
            " LEFT JOIN job_rows r ON r.key = s.row_key"
            " WHERE s.run_id = :run AND s.identity > :after AND s.identity <= :until"
            " AND (k.id IS NULL OR k.digest <> s.digest OR k.is_missing = 1) ORDER BY s.identity LIMIT :limit",
            veille=run.veille_key, run=run.key, after=after, until=until, limit=limit,
        )  # fmt: skip
        return [
            Meeting(
                identity=row["identity"], digest=row["digest"], cells=row["cells"], known=row["id"], known_from=row["from_run"] or 0,
                known_digest=row["known_digest"] or b"", known_cells=row["known_cells"] or "[]", is_missing=bool(row["is_missing"]),
            )
            for row in rows
        ]  # fmt: skip

    def absent(self, run: VeilleRun, after: bytes, until: bytes, *, limit: int) -> list[Absent]:
        """Give the known rows that a run has not seen, in a span of identities."""
        rows = self._tx.all(
            f"SELECT k.id, k.identity, k.is_missing FROM veille_rows k WHERE {_IS_KNOWN} AND k.identity > :after AND k.identity <= :until"  # noqa: S608 - a constant
            " AND NOT EXISTS (SELECT 1 FROM veille_seen s WHERE s.run_id = :run AND s.identity = k.identity) ORDER BY k.identity"
            " LIMIT :limit",
            veille=run.veille_key, run=run.key, after=after, until=until, limit=limit,
        )  # fmt: skip
        return [Absent(known=row["id"], identity=row["identity"], is_missing=bool(row["is_missing"])) for row in rows]

    def insert(self, veille: VeilleKey, number: int, identity: bytes, digest: bytes, cells: str) -> int:
        """Remember a version of a row, from the run of that number on; give its own number."""
        row = self._tx.one(
            "INSERT INTO veille_rows (veille_id, identity, from_run, digest, cells) VALUES (:veille, :identity, :number, :digest, :cells)"
            " RETURNING id",
            veille=veille, identity=identity, number=number, digest=digest, cells=cells,
        )  # fmt: skip
        assert row is not None
        return int(row["id"])

    def end(self, known: int, number: int) -> None:
        """Have a version hold no longer from the run of that number on."""
        self._tx.run("UPDATE veille_rows SET to_run = :number, is_missing = 0 WHERE id = :known", known=known, number=number)

    def mark_missing(self, known: Sequence[int], *, is_missing: bool) -> None:
        """Note of known rows whether they were absent from the last run."""
        self._tx.run_many("UPDATE veille_rows SET is_missing = ? WHERE id = ?", [(int(is_missing), one) for one in known])

    def differing(self, veille: VeilleKey, first: int, last: int, *, after: tuple[bytes, int] = (b"", -1), limit: int) -> list[Version]:
        """Give the versions that held after the run `first` or after the run `last`, and not at both, by identity and then by age.

        What is the same at both is not read. `after` goes on behind a version: its identity and `from_run`.
        """
        rows = self._tx.all(
            "SELECT k.identity, k.from_run, k.to_run, k.cells, r.columns FROM veille_rows k"
            " JOIN veille_runs r ON r.veille_id = k.veille_id AND r.number = k.from_run"
            " WHERE k.veille_id = :veille AND (k.identity, k.from_run) > (:identity, :from_run)"
            " AND (k.from_run <= :first AND ifnull(k.to_run, :last + 1) > :first)"
            " <> (k.from_run <= :last AND ifnull(k.to_run, :last + 1) > :last)"
            " ORDER BY k.identity, k.from_run LIMIT :limit",
            veille=veille, first=first, last=last, identity=after[0], from_run=after[1], limit=limit,
        )  # fmt: skip
        return [Version(row["identity"], row["from_run"], row["to_run"], json.loads(row["columns"]), row["cells"]) for row in rows]

    def forget_seen(self, run: RunKey, limit: int) -> int:
        """Forget some of what a run has seen; tell how many."""
        return self._tx.run(
            "DELETE FROM veille_seen WHERE run_id = :run AND identity IN"
            " (SELECT identity FROM veille_seen WHERE run_id = :run ORDER BY identity LIMIT :limit)",
            run=run, limit=limit,
        )  # fmt: skip

    def forget_seen_of(self, veille: VeilleKey, limit: int) -> int:
        """Forget some of what any run of a veille has seen; tell how many."""
        rows = self._tx.all(
            "SELECT id FROM veille_runs r WHERE veille_id = :veille AND EXISTS (SELECT 1 FROM veille_seen s WHERE s.run_id = r.id) LIMIT 1",
            veille=veille,
        )
        return self.forget_seen(RunKey(rows[0]["id"]), limit) if rows else 0

    def delete_some(self, veille: VeilleKey, limit: int) -> int:
        """Remove some versions of a veille's rows; tell how many."""
        return self._tx.run(
            "DELETE FROM veille_rows WHERE id IN (SELECT id FROM veille_rows WHERE veille_id = :veille LIMIT :limit)",
            veille=veille, limit=limit,
        )  # fmt: skip

    def texts(self, workspace_id: WorkspaceId, after: tuple[int, bytes, int] | None, limit: int) -> list[Texts]:
        """Give the versions of a workspace's rows."""
        veille, identity, from_run = after or (0, b"", -1)
        while (found := self._veille_from(workspace_id, veille)) is not None:
            if found > veille:
                veille, identity, from_run = found, b"", -1
            rows = self._tx.all(
                "SELECT identity, from_run, cells FROM veille_rows WHERE veille_id = :veille"
                " AND (identity, from_run) > (:identity, :from_run) ORDER BY identity, from_run LIMIT :limit",
                veille=veille, identity=identity, from_run=from_run, limit=limit,
            )  # fmt: skip
            if rows:
                return [((veille, row["identity"], row["from_run"]), list(texts_in(json.loads(row["cells"])))) for row in rows]
            veille, identity, from_run = VeilleKey(veille + 1), b"", -1
        return []

    def erase(self, workspace_id: WorkspaceId, key: tuple[int, bytes, int], names: Names) -> bool:
        """Remove a version that names a person, and the signals that show it; tell whether it did."""
        veille, identity, from_run = key
        row = self._tx.one(
            "SELECT k.id, k.cells FROM veille_rows k JOIN veilles v ON v.id = k.veille_id"
            " WHERE k.veille_id = :veille AND k.identity = :identity AND k.from_run = :from_run AND v.workspace_id = :workspace_id",
            veille=veille, identity=identity, from_run=from_run, workspace_id=workspace_id,
        )  # fmt: skip
        if row is None or not any(map(names, texts_in(json.loads(row["cells"])))):
            return False
        self._tx.run(
            "DELETE FROM veille_signals WHERE veille_id = :veille AND identity = :identity AND :id IN (before_id, after_id)",
            veille=veille, identity=identity, id=row["id"],
        )  # fmt: skip
        self._tx.run("DELETE FROM veille_rows WHERE id = :id", id=row["id"])
        return True

    def _veille_from(self, workspace_id: WorkspaceId, first: int) -> VeilleKey | None:
        row = self._tx.one(
            "SELECT id FROM veilles WHERE workspace_id = :workspace_id AND id >= :first ORDER BY id LIMIT 1",
            workspace_id=workspace_id, first=first,
        )  # fmt: skip
        return VeilleKey(row["id"]) if row else None
