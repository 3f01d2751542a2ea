"""What jobs work on, in rows, and how each unit of it ended."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outhost.domain.jobs import JobKey, Unit, job_of_unit, unit_key, unit_of, units_span
from outhost.domain.subjects import Names, texts_in
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Texts
from outhost.store.job_rows import PackedRow
from outhost.store.jobs import job_from


class JobInputs:
    """The tables `job_inputs` and `job_units`. Their keys begin with the number of a job, and it has the owner."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, inputs: Sequence[tuple[int, str]]) -> None:
        """Remember what is to be worked on, by key."""
        self._tx.run_many("INSERT INTO job_inputs (key, item) VALUES (?, ?)", inputs)

    def insert_sourced(self, inputs: Sequence[PackedRow]) -> None:
        """Remember what is to be worked on, and where its values came from."""
        self._tx.run_many("INSERT INTO job_inputs (key, item, provenance) VALUES (?, ?, ?)", inputs)

    def provenance_of(self, job: JobKey, units: Iterable[int]) -> dict[int, str]:
        """Give where the values of units' items came from, by unit, where that is known."""
        rows = self._tx.all(
            "SELECT key, provenance FROM job_inputs WHERE key IN (SELECT value FROM json_each(:keys)) AND provenance IS NOT NULL",
            keys=json.dumps([unit_key(job, unit) for unit in units]),
        )
        return {unit_of(row["key"]): row["provenance"] for row in rows}

    def insert_outcomes(self, outcomes: Sequence[tuple[int, str, int, str | None]]) -> None:
        """Remember how units ended: key, status, attempts, error.

        Raises:
            sqlite3.IntegrityError: one of them has ended before. Nothing of the transaction is kept then.
        """
        self._tx.run_many("INSERT INTO job_units (key, status, attempts, error) VALUES (?, ?, ?, ?)", outcomes)

    def page(self, job: JobKey, *, after: int, limit: int) -> list[Unit]:
        """Give units, whatever came of them, from the one after `after` on; -1 begins with the first."""
        return self._units(job, "", after, limit)

    def unfinished(self, job: JobKey, *, after: int, limit: int) -> list[Unit]:
        """Give units that have no outcome, from the one after `after` on."""
        return self._units(job, "AND NOT EXISTS (SELECT 1 FROM job_units u WHERE u.key = i.key)", after, limit)

    def has_outcome(self, job: JobKey, unit: int) -> bool:
        """Tell whether a unit has ended."""
        return self._tx.one("SELECT 1 FROM job_units WHERE key = :key", key=unit_key(job, unit)) is not None

    def left_undone(self, job: JobKey, *, after: int, limit: int) -> list[Unit]:
        """Give units that are not done, failed ones among them, from the one after `after` on."""
        return self._units(job, "AND NOT EXISTS (SELECT 1 FROM job_units u WHERE u.key = i.key AND u.status = 'done')", after, limit)

    def count_left_undone(self, job: JobKey) -> int:
        """Count the units that are not done."""
        start, end = units_span(job)
        row = self._tx.one(  # not one count less the other: of a person who was erased only the input is gone
            "SELECT count(*) AS n FROM job_inputs i WHERE i.key >= :start AND i.key < :end"
            " AND NOT EXISTS (SELECT 1 FROM job_units u WHERE u.key = i.key AND u.status = 'done')",
            start=start, end=end,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def first_error(self, job: JobKey) -> str | None:
        """Give why the first unit failed that did."""
        start, end = units_span(job)
        row = self._tx.one(
            "SELECT error FROM job_units WHERE key >= :start AND key < :end AND status = 'failed' ORDER BY key LIMIT 1",
            start=start,
            end=end,
        )
        return row["error"] if row else None

    def last_unit(self, job: JobKey) -> int:
        """Give the number of the last unit that has an input; -1 where there is none."""
        start, end = units_span(job)
        row = self._tx.one("SELECT max(key) AS key FROM job_inputs WHERE key >= :start AND key < :end", start=start, end=end)
        return -1 if row is None or row["key"] is None else unit_of(row["key"])

    def purge_some(self, job: JobKey, limit: int) -> bool:
        """Remove some of what belongs to a job; tell whether there may be more."""
        start, end = units_span(job)
        for table in ("job_units", "job_inputs"):
            gone = self._tx.run(
                f"DELETE FROM {table} WHERE key IN (SELECT key FROM {table} WHERE key >= :start AND key < :end LIMIT :limit)",  # noqa: S608 - names of ours
                start=start, end=end, limit=limit,
            )  # fmt: skip
            if gone:
                return True
        return False

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give what a workspace's jobs work on."""
        last = after or 0
        first = job_of_unit(last)
        while (job := job_from(self._tx, workspace_id, first)) is not None:
            start, end = units_span(job)
            rows = self._tx.all(
                "SELECT key, item, provenance FROM job_inputs WHERE key > :after AND key < :end ORDER BY key LIMIT :limit",
                after=max(last, start - 1), end=end, limit=limit,
            )  # fmt: skip
            if rows:
                return [(row["key"], _texts_of(row)) for row in rows]
            first = JobKey(job + 1)
        return []

    def erase(self, workspace_id: WorkspaceId, key: int, names: Names) -> bool:
        """Remove an input that names a person, and what its unit failed of; tell whether it did."""
        job = job_of_unit(key)
        row = self._tx.one("SELECT item, provenance FROM job_inputs WHERE key = :key", key=key)
        if job_from(self._tx, workspace_id, job) != job or row is None or not any(map(names, _texts_of(row))):
            return False
        self._tx.run("UPDATE job_units SET error = NULL WHERE key = :key", key=key)
        self._tx.run("DELETE FROM job_inputs WHERE key = :key", key=key)
        return True

    def _units(self, job: JobKey, condition: str, after: int, limit: int) -> list[Unit]:
        _, end = units_span(job)
        rows = self._tx.all(
            "SELECT i.key, i.item, i.provenance FROM job_inputs i"  # noqa: S608 - constants
            f" WHERE i.key > :after AND i.key < :end {condition} ORDER BY i.key LIMIT :limit",
            after=unit_key(job, 0) + after, end=end, limit=limit,
        )  # fmt: skip
        return [Unit(unit_of(row["key"]), row["item"], row["provenance"]) for row in rows]


def _texts_of(row: Mapping[str, Any]) -> list[str]:
    return [*texts_in(json.loads(row["item"])), *texts_in(json.loads(row["provenance"] or "null"))]
