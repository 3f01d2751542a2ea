"""Jobs in rows."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.job_bounds import Bounds
from outhost.domain.job_news import Progress
from outhost.domain.job_tallies import Tallies
from outhost.domain.jobs import LEASE, Job, JobKey, JobStatus, Lease, Plan
from outhost.domain.modules import Lane, Shape
from outhost.domain.subjects import ERASED, Names, cells_of, without_cells, words_in
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_LIVE: Final = "status IN ('pending', 'running')"
_PROGRESS: Final = (
    "SELECT id, public_id, pipeline_id, veille_id, status, points_planned, points_done, results_count, error_count, started_at,"
    " completed_at, tallies FROM jobs"
    " WHERE workspace_id = :workspace_id AND is_deleted = 0 AND "
)
_JSON: Final = ("params", "mapping", "inputs", "columns", "bounds", "tallies")


class Jobs:
    """The table `jobs`. A job that is deleted is nobody's from then on; what belongs to it is removed a little later."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, values: Mapping[str, Any]) -> Job:
        """Remember a new job; `values` by column, those of JSON as they are."""
        row = {name: _dumped(value) if name in _JSON else value for name, value in values.items()}
        made = self._tx.one(
            f"INSERT INTO jobs ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)}) RETURNING *",  # noqa: S608 - names of ours
            **row,
        )
        assert made is not None
        return job_of(made)

    def find(self, workspace_id: WorkspaceId, public_id: str) -> Job | None:
        """Find a job of a workspace by its public id."""
        row = self._tx.one(
            "SELECT * FROM jobs WHERE public_id = :public_id AND workspace_id = :workspace_id AND is_deleted = 0",
            workspace_id=workspace_id, public_id=public_id,
        )  # fmt: skip
        return job_of(row) if row else None

    def find_of_any_workspace(self, key: JobKey) -> Job | None:
        """Find a job by its number."""
        row = self._tx.one("SELECT * FROM jobs WHERE id = :key", key=key)
        return job_of(row) if row else None

    def held(self, lease: Lease) -> Job | None:
        """Find a job that is running under a lease; None when that was lost."""
        row = self._tx.one("SELECT * FROM jobs WHERE id = :key AND lease_holder = :holder", key=lease.key, holder=lease.holder)
        return job_of(row) if row else None

    def all_progress_of_live(self, workspace_id: WorkspaceId) -> list[Progress]:
        """Tell how far each live job of a workspace is, the oldest first."""
        return [_progress(row) for row in self._tx.all(f"{_PROGRESS}{_LIVE} ORDER BY id", workspace_id=workspace_id)]

    def all_progress(self, workspace_id: WorkspaceId, keys: Collection[JobKey]) -> dict[JobKey, Progress]:
        """Tell how far jobs are, by their numbers; of those that were deleted nothing."""
        rows = self._tx.all(
            f"{_PROGRESS}id IN (SELECT value FROM json_each(:keys))",  # noqa: S608 - a constant
            workspace_id=workspace_id,
            keys=json.dumps(sorted(keys)),
        )
        return {JobKey(row["id"]): _progress(row) for row in rows}

    def find_progress(self, workspace_id: WorkspaceId, public_id: str) -> Progress | None:
        """Tell how far a job is."""
        row = self._tx.one(f"{_PROGRESS}public_id = :public_id", workspace_id=workspace_id, public_id=public_id)
        return _progress(row) if row else None

    def page(
        self, workspace_id: WorkspaceId, *, status: str | None, job_type: str | None, pipeline_id: str | None, limit: int, offset: int
    ) -> list[Job]:  # fmt: skip
        """Give jobs of a workspace, newest first."""
        rows = self._tx.all(
            "SELECT * FROM jobs INDEXED BY jobs_shown WHERE workspace_id = :workspace_id AND is_deleted = 0"
            " AND (:status IS NULL OR status = :status)"
            " AND (:job_type IS NULL OR job_type = :job_type) AND (:pipeline_id IS NULL OR pipeline_id = :pipeline_id)"
            " ORDER BY id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, status=status, job_type=job_type, pipeline_id=pipeline_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [job_of(row) for row in rows]

    def count(self, workspace_id: WorkspaceId, *, status: str | None, job_type: str | None, pipeline_id: str | None) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM jobs INDEXED BY jobs_shown WHERE workspace_id = :workspace_id AND is_deleted = 0"
            " AND (:status IS NULL OR status = :status)"
            " AND (:job_type IS NULL OR job_type = :job_type) AND (:pipeline_id IS NULL OR pipeline_id = :pipeline_id)",
            workspace_id=workspace_id, status=status, job_type=job_type, pipeline_id=pipeline_id,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def count_by_status(self, workspace_id: WorkspaceId) -> dict[str, int]:
        """Count the jobs of a workspace in each state in which there is one, from the index alone."""
        rows = self._tx.all(
            "SELECT status, count(*) AS n FROM jobs INDEXED BY jobs_shown WHERE workspace_id = :workspace_id AND is_deleted = 0"
            " GROUP BY status",
            workspace_id=workspace_id,
        )  # fmt: skip
        return {row["status"]: row["n"] for row in rows}

    def count_live_of_user(self, user_id: UserId) -> int:
        """Count the live jobs that count against somebody, in all their workspaces: their own, and spawned ones while they run."""
        row = self._tx.one(
            f"SELECT count(*) AS n FROM jobs WHERE user_id = :user_id AND {_LIVE} AND (is_spawned = 0 OR status = 'running')",  # noqa: S608 - a constant
            user_id=user_id,
        )
        return int(row["n"]) if row else 0

    def find_reader(self, key: JobKey) -> str | None:
        """Find a live job that reads from another."""
        row = self._tx.one(
            f"SELECT public_id FROM jobs WHERE plan_job = :key AND {_LIVE} LIMIT 1",  # noqa: S608 - a constant
            key=key,
        )
        return str(row["public_id"]) if row else None

    def has_done_on(self, workspace_id: WorkspaceId, source_id: str, job_type: str, param: str, value: str) -> bool:
        """Tell whether a workspace has a done job of a type on a source, in which a param has a value."""
        row = self._tx.one(
            "SELECT 1 FROM jobs WHERE workspace_id = :workspace_id AND is_deleted = 0 AND source_job_id = :source_id AND status = 'done'"
            " AND job_type = :job_type AND json_extract(params, '$.' || :param) = :value LIMIT 1",
            workspace_id=workspace_id, source_id=source_id, job_type=job_type, param=param, value=value,
        )  # fmt: skip
        return row is not None

    def is_upload_wanted(self, upload: str) -> bool:
        """Tell whether a job that is not removed, or is kept for a veille, came with a file."""
        row = self._tx.one(
            "SELECT 1 FROM jobs j INDEXED BY jobs_by_upload WHERE upload = :upload"
            " AND (is_purged = 0 OR EXISTS (SELECT 1 FROM veille_keeps k WHERE k.job_id = j.id)) LIMIT 1",
            upload=upload,
        )  # fmt: skip
        return row is not None

    def last_key_of_any_workspace(self) -> JobKey:
        """Give the number of the newest job; 0 where there is none."""
        row = self._tx.one("SELECT ifnull(max(id), 0) AS key FROM jobs")
        return JobKey(row["key"] if row else 0)

    def all_idle_uploads(self, workspace_id: WorkspaceId) -> list[str]:
        """Name the files that came with a workspace's jobs, all of which have ended."""
        rows = self._tx.all(
            "SELECT upload FROM jobs WHERE workspace_id = :workspace_id AND upload IS NOT NULL GROUP BY upload"  # noqa: S608 - constants
            f" HAVING NOT max({_LIVE})",
            workspace_id=workspace_id,
        )  # fmt: skip
        return [str(row["upload"]) for row in rows]

    def find_named_of_any_workspace(self, public_id: str) -> Job | None:
        """Find a job by its public id."""
        row = self._tx.one("SELECT * FROM jobs WHERE public_id = :public_id AND is_deleted = 0", public_id=public_id)
        return job_of(row) if row else None

    def find_next_of_any_workspace(self, lane: Lane, after: JobKey) -> Job | None:
        """Find the job that a lane should run next: of the workspace with the fewest running there, then the longest waiting.

        None that is older than the one with the number `after` counts. In the extraction lane whoever has one running waits; a job of
        nobody in particular counts as its workspace's.
        """
        row = self._tx.one(
            "SELECT * FROM jobs WHERE id = (SELECT p.first FROM (SELECT workspace_id, user_id, min(id) AS first"
            "  FROM jobs INDEXED BY jobs_waiting_by_user WHERE status = 'pending' AND lane = :lane AND is_deleted = 0 AND id > :after"
            "  GROUP BY workspace_id, user_id) p"
            " WHERE NOT (:lane = 'extraction' AND EXISTS (SELECT 1 FROM jobs r WHERE r.status = 'running' AND r.lane = :lane"
            "   AND ifnull(r.user_id, -r.workspace_id) = ifnull(p.user_id, -p.workspace_id)))"
            " ORDER BY (SELECT count(*) FROM jobs r WHERE r.status = 'running' AND r.lane = :lane AND r.workspace_id = p.workspace_id),"
            " p.first LIMIT 1)",
            lane=lane, after=after,
        )  # fmt: skip
        return job_of(row) if row else None

    def claim(self, key: JobKey, holder: str, until: datetime) -> bool:
        """Take a pending job; tell whether it was still there to be taken."""
        return bool(
            self._tx.run(
                "UPDATE jobs SET status = 'running', lease_holder = :holder, lease_until = :until,"
                " started_at = coalesce(started_at, :now) WHERE id = :key AND status = 'pending'",
                key=key, holder=holder, until=to_text(until), now=to_text(self._tx.now),
            )
        )  # fmt: skip

    def renew(self, lease: Lease, until: datetime) -> bool:
        """Hold a lease for longer; tell whether it was still held."""
        return bool(
            self._tx.run(
                "UPDATE jobs SET lease_until = :until WHERE id = :key AND lease_holder = :holder",
                key=lease.key, holder=lease.holder, until=to_text(until),
            )
        )  # fmt: skip

    def give_back(self, lease: Lease) -> bool:
        """Let go of a job that is to be run on later; tell whether it was still held."""
        return bool(
            self._tx.run(
                "UPDATE jobs SET status = 'pending', lease_holder = NULL, lease_until = NULL WHERE id = :key AND lease_holder = :holder",
                key=lease.key, holder=lease.holder,
            )
        )  # fmt: skip

    def all_abandoned_of_any_workspace(self, holder: str, *, is_start: bool) -> list[Job]:
        """Give running jobs whose lease ran out; at the start, all that another holder has.

        One that lasts longer than any is given was given before the clock was set back, and says nothing any more.
        """
        now = self._tx.now
        rows = self._tx.all(
            "SELECT * FROM jobs WHERE status = 'running'"
            " AND ((:is_start AND lease_holder <> :holder) OR lease_until < :now OR lease_until > :latest)",
            holder=holder, is_start=is_start, now=to_text(now), latest=to_text(now + LEASE),
        )  # fmt: skip
        return [job_of(row) for row in rows]

    def recover(self, key: JobKey) -> None:
        """Put a job whose holder died back into its lane."""
        self._tx.run(
            "UPDATE jobs SET status = 'pending', lease_holder = NULL, lease_until = NULL, recoveries = recoveries + 1"
            " WHERE id = :key AND status = 'running'",
            key=key,
        )

    def add(self, key: JobKey, **deltas: int) -> None:
        """Add to counters, by column."""
        sums = ", ".join(f"{name} = {name} + :{name}" for name in deltas)
        self._tx.run(f"UPDATE jobs SET {sums} WHERE id = :key", key=key, **deltas)  # noqa: S608 - names of ours

    def put(self, key: JobKey, **values: Any) -> None:
        """Set columns."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        row = {name: _dumped(value) if name in _JSON else value for name, value in values.items()}
        self._tx.run(f"UPDATE jobs SET {sets} WHERE id = :key", key=key, **row)  # noqa: S608 - names of ours

    def end(self, key: JobKey, status: JobStatus, error_message: str | None, retention: timedelta) -> None:
        """Bring a live job to its end."""
        self._tx.run(
            f"UPDATE jobs SET status = :status, error_message = :error_message, completed_at = :now, expires_at = :expires_at,"  # noqa: S608 - a constant
            f" lease_holder = NULL, lease_until = NULL, is_cancelling = 0 WHERE id = :key AND {_LIVE}",
            key=key, status=status, error_message=error_message, now=to_text(self._tx.now),
            expires_at=to_text(self._tx.now + retention),
        )  # fmt: skip

    def all_cancelling_of_any_workspace(self, holder: str) -> list[JobKey]:
        """Give the jobs of a holder that are to be cancelled."""
        rows = self._tx.all("SELECT id FROM jobs WHERE status = 'running' AND is_cancelling = 1 AND lease_holder = :holder", holder=holder)
        return [JobKey(row["id"]) for row in rows]

    def expire_some_of_any_workspace(self, limit: int) -> int:
        """End the retention of jobs whose time is over and that nobody reads from; tell how many."""
        return self._tx.run(
            "UPDATE jobs SET status = 'expired' WHERE id IN"
            " (SELECT id FROM jobs j WHERE status IN ('done', 'failed', 'cancelled') AND expires_at <= :now AND NOT EXISTS"
            "  (SELECT 1 FROM jobs WHERE plan_job = j.id AND status IN ('pending', 'running')) LIMIT :limit)",
            now=to_text(self._tx.now), limit=limit,
        )  # fmt: skip

    def next_to_purge_of_any_workspace(self) -> Job | None:
        """Find a job that expired or was deleted and of which something is left that no veille wants, or may be."""
        row = self._tx.one(
            "SELECT * FROM jobs j INDEXED BY jobs_to_purge WHERE (is_deleted = 1 OR status = 'expired') AND is_purged = 0"
            " AND NOT EXISTS (SELECT 1 FROM veille_keeps k WHERE k.job_id = j.id AND k.with_rows = 1) ORDER BY id LIMIT 1"
        )
        return job_of(row) if row else None

    def mark_some_deleted(self, workspace_id: WorkspaceId, limit: int) -> None:
        """Delete up to `limit` live jobs of a workspace, and as many others; what runs loses its lease."""
        self._tx.run(
            "UPDATE jobs SET is_deleted = 1, is_purged = 0, lease_holder = NULL, lease_until = NULL,"
            " status = CASE WHEN status IN ('pending', 'running') THEN 'cancelled' ELSE status END WHERE id IN"
            " (SELECT id FROM (SELECT id FROM jobs WHERE workspace_id = :workspace_id AND status IN ('pending', 'running')"
            "   AND is_deleted = 0 LIMIT :limit)"
            "  UNION ALL SELECT id FROM (SELECT id FROM jobs WHERE workspace_id = :workspace_id AND is_deleted = 0 LIMIT :limit))",
            workspace_id=workspace_id, limit=limit,
        )  # fmt: skip

    def delete(self, key: JobKey) -> None:
        """Forget a job, of which nothing is left."""
        self._tx.run("DELETE FROM jobs WHERE id = :key", key=key)

    def texts(self, workspace_id: WorkspaceId, after: JobKey | None, limit: int) -> list[Texts]:
        """Give what stands in the params of a workspace's jobs, and why they failed."""
        rows = self._tx.all(
            "SELECT id, params, inputs, columns, tallies, error_message FROM jobs WHERE workspace_id = :workspace_id AND id > :after"
            " ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], _texts_of(row)) for row in rows]

    def erase(self, workspace_id: WorkspaceId, key: JobKey, names: Names) -> bool:
        """Take a person out of a job's params, its columns, its tallies, and the reason why it failed; tell whether it named them."""
        row = self._tx.one(
            "SELECT params, mapping, inputs, columns, bounds, tallies, error_message FROM jobs"
            " WHERE id = :key AND workspace_id = :workspace_id",
            key=key, workspace_id=workspace_id,
        )  # fmt: skip
        if row is None:
            return False
        before = {name: json.loads(row[name]) for name in _JSON} | {"error_message": row["error_message"]}
        after = before | _renamed(before, [column for column in _columns_in(row) if names(column)])
        after["params"] = without_cells(before["params"], names)
        after["tallies"] = Tallies.of(before["tallies"]).without(names).as_list()
        if any(map(names, words_in(row["error_message"] or ""))):
            after["error_message"] = ERASED
        if after == before:
            return False
        self.put(key, **after)
        return True


def job_from(tx: Connection, workspace_id: WorkspaceId, first: JobKey) -> JobKey | None:
    """Find the workspace's job of this number, else its next one: whose rows are whose is said by their job alone."""
    row = tx.one(
        "SELECT id FROM jobs WHERE workspace_id = :workspace_id AND id >= :first ORDER BY id LIMIT 1",
        workspace_id=workspace_id, first=first,
    )  # fmt: skip
    return JobKey(row["id"]) if row else None


def job_of(row: Row) -> Job:
    """Read a job off a row."""
    return Job(
        key=JobKey(row["id"]), public_id=row["public_id"], workspace_id=WorkspaceId(row["workspace_id"]),
        user_id=None if row["user_id"] is None else UserId(row["user_id"]), actor=row["actor"], job_type=row["job_type"],
        shape=Shape(row["shape"]), lane=Lane(row["lane"]), status=JobStatus(row["status"]), locale=row["locale"],
        is_spawned=bool(row["is_spawned"]), params=json.loads(row["params"]), mapping=json.loads(row["mapping"]),
        inputs=json.loads(row["inputs"]), columns=json.loads(row["columns"]), upload=row["upload"], source_job_id=row["source_job_id"],
        pipeline_id=row["pipeline_id"], veille_id=row["veille_id"], list_id=row["list_id"], plan=Plan(row["plan"]) if row["plan"] else None,
        plan_job=None if row["plan_job"] is None else JobKey(row["plan_job"]), plan_after=row["plan_after"],
        units_planned=row["units_planned"], points_planned=row["points_planned"], points_done=row["points_done"],
        results_count=row["results_count"], error_count=row["error_count"], attempts_count=row["attempts_count"],
        has_provenance=bool(row["has_provenance"]), recoveries=row["recoveries"], is_cancelling=bool(row["is_cancelling"]),
        is_deleted=bool(row["is_deleted"]),
        error_message=row["error_message"], created_at=from_text(row["created_at"]), started_at=from_text_or_none(row["started_at"]),
        completed_at=from_text_or_none(row["completed_at"]), expires_at=from_text(row["expires_at"]),
        bounds=Bounds.read(json.loads(row["bounds"])), tallies=Tallies.of(json.loads(row["tallies"])),
    )  # fmt: skip


def _progress(row: Row) -> Progress:
    return Progress(
        key=JobKey(row["id"]), public_id=row["public_id"], pipeline_id=row["pipeline_id"], veille_id=row["veille_id"],
        status=JobStatus(row["status"]), points_planned=row["points_planned"], points_done=row["points_done"],
        results_count=row["results_count"], error_count=row["error_count"], started_at=from_text_or_none(row["started_at"]),
        completed_at=from_text_or_none(row["completed_at"]), tallies=Tallies.of(json.loads(row["tallies"])),
    )  # fmt: skip


def _dumped(value: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _texts_of(row: Row) -> list[str]:
    tallies = Tallies.of(json.loads(row["tallies"]))
    return [*cells_of(json.loads(row["params"])), *_columns_in(row), *tallies.texts(), *words_in(row["error_message"] or "")]


def _columns_in(row: Row) -> list[str]:
    """Give the columns of a job's items and of its rows, each once."""
    return list(dict.fromkeys([*json.loads(row["inputs"]), *json.loads(row["columns"])]))


def _renamed(values: Mapping[str, Any], erased: Sequence[str]) -> dict[str, Any]:
    """Give the columns of a job, and which of them stand for what, with names in place of erased ones that nobody has."""
    taken = {*values["inputs"], *values["columns"]}
    free = (name for number in count(1) if (name := f"{ERASED} {number}") not in taken)
    names = dict(zip(erased, free, strict=False))
    lists = {field: [names.get(column, column) for column in values[field]] for field in ("inputs", "columns")}
    return lists | {"mapping": {name: names.get(column, column) for name, column in values["mapping"].items()}}
