"""How many rows of jobs are alike, in rows."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from outhost.domain.job_bounds import Alike
from outhost.domain.jobs import JobKey
from outhost.domain.subjects import Names
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Texts
from outhost.store.jobs import job_from


class JobAlike:
    """The table `job_alike`. Its keys begin with the number of a job, and it has the owner."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def counts(self, job: JobKey, wanted: Iterable[Alike]) -> Counter[Alike]:
        """Tell how many rows are noted under texts of columns."""
        found: Counter[Alike] = Counter()
        for column, texts in _by_column(wanted).items():
            rows = self._tx.all(
                "SELECT text, count FROM job_alike WHERE job_id = :job AND column_name = :column"
                " AND text IN (SELECT value FROM json_each(:texts))",
                job=job, column=column, texts=json.dumps(sorted(texts)),
            )  # fmt: skip
            found.update({(column, row["text"]): row["count"] for row in rows})
        return found

    def add(self, job: JobKey, noted: Mapping[Alike, int]) -> None:
        """Note rows under texts of columns."""
        self._tx.run_many(
            "INSERT INTO job_alike (job_id, column_name, text, count) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET count = count + excluded.count",
            [(job, column, text, count) for (column, text), count in noted.items()],
        )

    def take_back(self, job: JobKey, noted: Mapping[Alike, int]) -> None:
        """Note rows no longer, which are gone."""
        self._tx.run_many(
            "UPDATE job_alike SET count = max(count - ?, 0) WHERE job_id = ? AND column_name = ? AND text = ?",
            [(count, job, column, text) for (column, text), count in noted.items()],
        )

    def purge_some(self, job: JobKey, limit: int) -> bool:
        """Remove some of what belongs to a job; tell whether there may be more."""
        return bool(
            self._tx.run(
                "DELETE FROM job_alike WHERE (job_id, column_name, text) IN"
                " (SELECT job_id, column_name, text FROM job_alike WHERE job_id = :job LIMIT :limit)",
                job=job, limit=limit,
            )
        )  # fmt: skip

    def texts(self, workspace_id: WorkspaceId, after: tuple[JobKey, str, str] | None, limit: int) -> list[Texts]:
        """Give what rows of a workspace's jobs are noted under."""
        last = after or (JobKey(0), "", "")
        first = last[0]
        while (job := job_from(self._tx, workspace_id, first)) is not None:
            _, column, text = last if job == last[0] else (job, "", "")
            rows = self._tx.all(
                "SELECT column_name, text FROM job_alike WHERE job_id = :job AND (column_name, text) > (:column, :text)"
                " ORDER BY column_name, text LIMIT :limit",
                job=job, column=column, text=text, limit=limit,
            )  # fmt: skip
            if rows:
                return [((job, row["column_name"], row["text"]), [row["text"]]) for row in rows]
            first = JobKey(job + 1)
        return []

    def erase(self, workspace_id: WorkspaceId, key: tuple[JobKey, str, str], names: Names) -> bool:
        """Forget that rows are alike in an address or a number of a person's; tell whether it was one."""
        job, column, text = key
        if not names(text) or job_from(self._tx, workspace_id, job) != job:
            return False
        return bool(
            self._tx.run(
                "DELETE FROM job_alike WHERE job_id = :job AND column_name = :column AND text = :text", job=job, column=column, text=text
            )
        )


def _by_column(wanted: Iterable[Alike]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for column, text in wanted:
        found.setdefault(column, set()).add(text)
    return found
