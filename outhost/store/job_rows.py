"""What comes of jobs, in rows, side by side in the order of the units."""

import json
from collections.abc import Sequence

from outhost.domain.jobs import MOST_PARTS, PART_BITS, Job, JobKey, job_of_row, row_key, rows_span
from outhost.domain.rows import unpacked_rows
from outhost.domain.subjects import Names, texts_in
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Texts
from outhost.store.job_alike import JobAlike
from outhost.store.jobs import Jobs, job_from

PackedRow = tuple[int, str, str | None]
"""The key of a row, its packed cells, and its provenance as JSON."""


class JobRows:
    """The table `job_rows`. Its keys begin with the number of a job, and it has the owner."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, rows: Sequence[PackedRow]) -> None:
        """Remember results."""
        self._tx.run_many("INSERT INTO job_rows (key, cells, provenance) VALUES (?, ?, ?)", rows)

    def after(self, job: JobKey, key: int, *, limit: int) -> list[PackedRow]:
        """Give rows from the one after a key on; 0 begins with the first."""
        start, end = rows_span(job)
        rows = self._tx.all(
            "SELECT key, cells, provenance FROM job_rows WHERE key > :after AND key < :end ORDER BY key LIMIT :limit",
            after=max(key, start - 1), end=end, limit=limit,
        )  # fmt: skip
        return [(row["key"], row["cells"], row["provenance"]) for row in rows]

    def texts_after(self, job: JobKey, key: int, *, limit: int) -> tuple[list[str], int | None]:
        """Give the packed cells of rows from the one after a key on, and the key of the last, None if there are none; the fastest way."""
        start, end = rows_span(job)
        rows = self._tx.all(
            "SELECT key, cells FROM job_rows WHERE key > :after AND key < :end ORDER BY key LIMIT :limit",
            after=max(key, start - 1), end=end, limit=limit,
        )  # fmt: skip
        return [row["cells"] for row in rows], rows[-1]["key"] if rows else None

    def kept_after(self, job: JobKey, key: int, *, limit: int, is_only_unit: bool) -> list[PackedRow]:
        """Give rows as `after` does, without those of units that are not done: their rows come anew where the units are run again."""
        start, end = rows_span(job)
        its_unit = "i.key BETWEEN :first AND r.key >> :bits" if is_only_unit else "i.key = r.key >> :bits"
        rows = self._tx.all(
            "SELECT r.key, r.cells, r.provenance FROM job_rows r WHERE r.key > :after AND r.key < :end AND NOT EXISTS"  # noqa: S608 - constants
            f" (SELECT 1 FROM job_inputs i LEFT JOIN job_units u ON u.key = i.key AND u.status = 'done' WHERE u.key IS NULL AND {its_unit})"
            " ORDER BY r.key LIMIT :limit",
            after=max(key, start - 1), end=end, limit=limit, first=start >> PART_BITS, bits=PART_BITS,
        )  # fmt: skip
        return [(row["key"], row["cells"], row["provenance"]) for row in rows]

    def page(self, job: JobKey, *, limit: int, offset: int) -> list[PackedRow]:
        """Give rows in order; those that are skipped are counted and not read."""
        start, end = rows_span(job)
        rows = self._tx.all(
            "SELECT key, cells, provenance FROM job_rows WHERE key >= :start AND key < :end ORDER BY key LIMIT :limit OFFSET :offset",
            start=start, end=end, limit=limit, offset=offset,
        )  # fmt: skip
        return [(row["key"], row["cells"], row["provenance"]) for row in rows]

    def sourced(self, job: JobKey) -> set[str]:
        """Name the columns of whose values it is known where they came from; reads through all rows."""
        start, end = rows_span(job)
        rows = self._tx.all(
            "SELECT DISTINCT one.key AS name FROM job_rows, json_each(provenance) AS one"
            " WHERE job_rows.key >= :start AND job_rows.key < :end AND provenance IS NOT NULL",
            start=start, end=end,
        )  # fmt: skip
        return {row["name"] for row in rows}

    def is_begun(self, job: JobKey, unit: int) -> bool:
        """Tell whether a unit has rows."""
        start, end = row_key(job, unit, 0), row_key(job, unit, MOST_PARTS)
        return self._tx.one("SELECT 1 FROM job_rows WHERE key >= :start AND key < :end LIMIT 1", start=start, end=end) is not None

    def delete_some(self, job: Job, unit: int, limit: int) -> int:
        """Remove some rows of a unit, and count them no longer; tell how many."""
        is_only = job.units_planned <= 1
        start, end = row_key(job.key, unit, 0), rows_span(job.key)[1] if is_only else row_key(job.key, unit, MOST_PARTS)
        rows = self._tx.all(
            "DELETE FROM job_rows WHERE key IN (SELECT key FROM job_rows WHERE key >= :start AND key < :end LIMIT :limit) RETURNING cells",
            start=start, end=end, limit=limit,
        )  # fmt: skip
        self._discount(job, [row["cells"] for row in rows])
        return len(rows)

    def purge_some(self, job: JobKey, limit: int) -> bool:
        """Remove some rows of a job; tell whether there may be more."""
        return bool(self._delete(*rows_span(job), limit))

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the rows of a workspace's jobs, and where their values came from."""
        last = after or 0
        first = job_of_row(last)
        while (job := job_from(self._tx, workspace_id, first)) is not None:
            if rows := self.after(job, last, limit=limit):
                return [(key, [*texts_in(json.loads(cells)), *texts_in(json.loads(found or "null"))]) for key, cells, found in rows]
            first = JobKey(job + 1)
        return []

    def erase(self, workspace_id: WorkspaceId, key: int, names: Names) -> bool:
        """Remove a row that names a person; tell whether it did."""
        number = job_of_row(key)
        row = self._tx.one("SELECT cells, provenance FROM job_rows WHERE key = :key", key=key)
        job = Jobs(self._tx).find_of_any_workspace(number)
        if row is None or job is None or job.workspace_id != workspace_id:
            return False
        if not any(names(text) for part in (row["cells"], row["provenance"] or "null") for text in texts_in(json.loads(part))):
            return False
        self._tx.run("DELETE FROM job_rows WHERE key = :key", key=key)
        self._discount(job, [row["cells"]])
        return True

    def _discount(self, job: Job, cells: Sequence[str]) -> None:
        """Count rows no longer that are gone."""
        rows = unpacked_rows(job.columns, cells) if job.bounds else ()
        values = {"tallies": job.tallies.plus(job.bounds.counted(rows).items(), -1).as_list()} if rows else {}
        Jobs(self._tx).put(job.key, results_count=job.results_count - len(cells), **values)
        JobAlike(self._tx).take_back(job.key, job.bounds.noted(rows))

    def _delete(self, start: int, end: int, limit: int) -> int:
        return self._tx.run(
            "DELETE FROM job_rows WHERE key IN (SELECT key FROM job_rows WHERE key >= :start AND key < :end LIMIT :limit)",
            start=start, end=end, limit=limit,
        )  # fmt: skip
