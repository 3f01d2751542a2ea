"""The queues of jobs, read from the table `jobs` for those who look after the whole installation."""

from typing import Final

from outhost.domain.clock import from_text, from_text_or_none
from outhost.domain.job_queues import LaneLoad, QueuedJob
from outhost.domain.modules import Lane
from outhost.store.contract import Connection, Row
from outhost.store.jobs import job_of

_FROM: Final = (
    "SELECT j.*, w.name AS workspace_name, u.email AS email FROM jobs j"
    " JOIN workspaces w ON w.id = j.workspace_id LEFT JOIN users u ON u.id = j.user_id"
)
_LIVE: Final = "j.status IN ('pending', 'running')"
_RUNNING: Final = "(SELECT count(*) FROM jobs r WHERE r.status = 'running' AND r.lane = j.lane AND {same})"
_OF_WORKSPACE: Final = _RUNNING.format(same="r.workspace_id = j.workspace_id")
_OF_PERSON: Final = _RUNNING.format(same="ifnull(r.user_id, -r.workspace_id) = ifnull(j.user_id, -j.workspace_id)")


class JobQueues:
    """Jobs of every workspace, in the order in which they are run. Nothing is written here."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def loads_of_any_workspace(self) -> list[LaneLoad]:
        """Tell for each lane how many jobs run and wait."""
        rows = self._tx.all(
            "SELECT lane, total(status = 'running') AS running, total(status = 'pending') AS pending,"  # noqa: S608 - constants
            " min(CASE WHEN status = 'pending' THEN created_at END) AS since"
            f" FROM jobs j WHERE {_LIVE} AND is_deleted = 0 GROUP BY lane"
        )
        found = {row["lane"]: row for row in rows}
        return [_load(lane, found.get(lane)) for lane in Lane]

    def live_of_any_workspace(self, *, limit: int, offset: int) -> list[QueuedJob]:
        """Give live jobs: those that run, then those that wait, as they will be run if none ends meanwhile.

        That is a lane after the other, in each the job of the workspace that will then have the fewest running there; in the extraction
        lane whoever has one running waits.
        """
        rows = self._tx.all(
            f"{_FROM} WHERE {_LIVE} AND j.is_deleted = 0 ORDER BY j.status = 'pending', j.lane,"
            f" j.status = 'pending' AND j.lane = 'extraction' AND {_OF_PERSON} > 0,"
            f" CASE WHEN j.status = 'pending' THEN {_OF_WORKSPACE}"
            "  + row_number() OVER (PARTITION BY j.lane, j.status, j.workspace_id ORDER BY j.id) ELSE 0 END, j.id"
            " LIMIT :limit OFFSET :offset",
            limit=limit, offset=offset,
        )  # fmt: skip
        return [_queued(row) for row in rows]

    def count_live_of_any_workspace(self) -> int:
        """Count what `live_of_any_workspace` gives."""
        row = self._tx.one(f"SELECT count(*) AS n FROM jobs j WHERE {_LIVE} AND is_deleted = 0")  # noqa: S608 - a constant
        return int(row["n"]) if row else 0

    def page_of_any_workspace(self, *, status: str | None, limit: int, offset: int) -> list[QueuedJob]:
        """Give jobs of every workspace, newest first."""
        rows = self._tx.all(
            f"{_FROM} WHERE j.is_deleted = 0 AND (:status IS NULL OR j.status = :status) ORDER BY j.id DESC LIMIT :limit OFFSET :offset",
            status=status, limit=limit, offset=offset,
        )  # fmt: skip
        return [_queued(row) for row in rows]

    def count_of_any_workspace(self, *, status: str | None) -> int:
        """Count what `page_of_any_workspace` gives."""
        row = self._tx.one("SELECT count(*) AS n FROM jobs WHERE is_deleted = 0 AND (:status IS NULL OR status = :status)", status=status)
        return int(row["n"]) if row else 0


def _load(lane: Lane, row: Row | None) -> LaneLoad:
    return LaneLoad(
        lane=lane,
        running=int(row["running"]) if row else 0,
        pending=int(row["pending"]) if row else 0,
        waits_since=from_text(row["since"]) if row and row["since"] else None,
    )


def _queued(row: Row) -> QueuedJob:
    return QueuedJob(
        job=job_of(row),
        workspace_name=row["workspace_name"],
        email=row["email"],
        holder=row["lease_holder"],
        held_until=from_text_or_none(row["lease_until"]),
    )
