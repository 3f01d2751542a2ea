"""What is kept of jobs for veilles, in rows."""

from outhost.domain.jobs import Job, JobKey
from outhost.domain.veilles import VeilleKey
from outhost.store.contract import Connection
from outhost.store.jobs import job_of


class VeilleKeeps:
    """The table `veille_keeps`: jobs whose inputs and file, or whose rows too, outlive them for a veille."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put(self, veille: VeilleKey, job: JobKey, *, with_rows: bool) -> None:
        """Keep something of a job for a veille; what is kept of it already stays."""
        self._tx.run(
            "INSERT INTO veille_keeps (veille_id, job_id, with_rows) VALUES (:veille, :job, :with_rows)"
            " ON CONFLICT DO UPDATE SET with_rows = max(with_rows, excluded.with_rows)",
            veille=veille, job=job, with_rows=int(with_rows),
        )  # fmt: skip

    def let_go_of_rows(self, veille: VeilleKey, job: JobKey) -> None:
        """Keep the rows of a job no longer for a veille."""
        self._tx.run("UPDATE veille_keeps SET with_rows = 0 WHERE veille_id = :veille AND job_id = :job", veille=veille, job=job)
        self._reopen(job)

    def delete(self, veille: VeilleKey, job: JobKey) -> None:
        """Keep nothing of a job any longer for a veille."""
        self._tx.run("DELETE FROM veille_keeps WHERE veille_id = :veille AND job_id = :job", veille=veille, job=job)
        self._reopen(job)

    def delete_all(self, veille: VeilleKey) -> int:
        """Keep nothing any longer for a veille; tell how many jobs are let go of."""
        jobs = [JobKey(row["job_id"]) for row in self._tx.all("SELECT job_id FROM veille_keeps WHERE veille_id = :veille", veille=veille)]
        for job in jobs:
            self.delete(veille, job)
        return len(jobs)

    def has(self, job: JobKey, *, with_rows: bool) -> bool:
        """Tell whether some veille keeps something of a job, or `with_rows` its rows."""
        row = self._tx.one(
            "SELECT 1 FROM veille_keeps WHERE job_id = :job AND with_rows >= :with_rows LIMIT 1", job=job, with_rows=int(with_rows)
        )
        return row is not None

    def find_job(self, veille_id: str, public_id: str) -> Job | None:
        """Find a job whose rows a veille keeps, by their public ids; one that has expired or was deleted too."""
        row = self._tx.one(
            "SELECT j.* FROM jobs j JOIN veille_keeps k ON k.job_id = j.id AND k.with_rows = 1 JOIN veilles v ON v.id = k.veille_id"
            " WHERE j.public_id = :public_id AND v.public_id = :veille_id",
            public_id=public_id, veille_id=veille_id,
        )  # fmt: skip
        return job_of(row) if row else None

    def has_for(self, veille_id: str, job: JobKey) -> bool:
        """Tell whether a veille, by its public id, keeps something of a job."""
        row = self._tx.one(
            "SELECT 1 FROM veille_keeps k JOIN veilles v ON v.id = k.veille_id WHERE k.job_id = :job AND v.public_id = :veille_id",
            job=job, veille_id=veille_id,
        )  # fmt: skip
        return row is not None

    def _reopen(self, job: JobKey) -> None:
        """Have the janitor look again at a job that is gone: there may be more to remove of it."""
        self._tx.run("UPDATE jobs SET is_purged = 0 WHERE id = :job AND (is_deleted = 1 OR status = 'expired')", job=job)
