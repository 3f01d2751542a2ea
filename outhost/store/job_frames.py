"""What was told of jobs, in rows: lines of their logs, and their ends."""

from collections.abc import Sequence

from outhost.domain.clock import from_text, to_text
from outhost.domain.jobs import Frame, FrameKind, JobKey, JobStatus, Level, LogLine
from outhost.domain.subjects import Names, words_in
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts


def told(workspace_id: WorkspaceId) -> str:
    """Name the topic that rings when something was told of a workspace's jobs, or one of them went on."""
    return f"jobs of {workspace_id}"


class JobFrames:
    """The table `job_frames`, and the number of the last one in `workspaces`.

    Left to itself, SQLite would look for the frames of one job among all of the workspace.
    """

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert_log(self, workspace_id: WorkspaceId, job: JobKey, lines: Sequence[LogLine]) -> None:
        """Write lines into a job's log."""
        self._insert(workspace_id, job, FrameKind.LOG, lines)

    def insert_done(self, workspace_id: WorkspaceId, job: JobKey, outcome: JobStatus) -> None:
        """Tell that a job is over, and how it ended, which its row forgets when it expires."""
        self._insert(workspace_id, job, FrameKind.DONE, [LogLine(Level.INFO, outcome)])

    def last_number(self, workspace_id: WorkspaceId) -> int:
        """Give the number of the last frame of a workspace; 0 before the first."""
        row = self._tx.one("SELECT last_frame FROM workspaces WHERE id = :workspace_id", workspace_id=workspace_id)
        return int(row["last_frame"]) if row else 0

    def end_number(self, workspace_id: WorkspaceId, job: JobKey) -> int | None:
        """Give the number of the frame that tells the end of a job; None before it."""
        row = self._tx.one(
            "SELECT number FROM job_frames INDEXED BY job_frames_by_job WHERE workspace_id = :workspace_id AND job_id = :job"
            " AND kind = 'done' ORDER BY number DESC LIMIT 1",
            workspace_id=workspace_id, job=job,
        )  # fmt: skip
        return int(row["number"]) if row else None

    def after(self, workspace_id: WorkspaceId, number: int, *, limit: int) -> list[Frame]:
        """Give frames of a workspace from the one after `number` on."""
        rows = self._tx.all(
            "SELECT * FROM job_frames WHERE workspace_id = :workspace_id AND number > :number ORDER BY number LIMIT :limit",
            workspace_id=workspace_id, number=number, limit=limit,
        )  # fmt: skip
        return [_frame(row) for row in rows]

    def of_job_after(self, workspace_id: WorkspaceId, job: JobKey, number: int, *, limit: int) -> list[Frame]:
        """Give frames of one job from the one after `number` on."""
        rows = self._tx.all(
            "SELECT * FROM job_frames INDEXED BY job_frames_by_job WHERE workspace_id = :workspace_id AND job_id = :job"
            " AND number > :number ORDER BY number LIMIT :limit",
            workspace_id=workspace_id, job=job, number=number, limit=limit,
        )  # fmt: skip
        return [_frame(row) for row in rows]

    def last_of_log(self, workspace_id: WorkspaceId, job: JobKey, limit: int) -> list[Frame]:
        """Give the last lines of a job's log, oldest first."""
        rows = self._tx.all(
            "SELECT * FROM job_frames INDEXED BY job_frames_by_job WHERE workspace_id = :workspace_id AND job_id = :job AND kind = 'log'"
            " ORDER BY number DESC LIMIT :limit",
            workspace_id=workspace_id, job=job, limit=limit,
        )  # fmt: skip
        return [_frame(row) for row in reversed(rows)]

    def purge_some(self, job: JobKey, limit: int) -> bool:
        """Remove some of what was told of a job; tell whether there may be more."""
        gone = self._tx.run(
            "DELETE FROM job_frames WHERE (workspace_id, number) IN"
            " (SELECT workspace_id, number FROM job_frames WHERE job_id = :job LIMIT :limit)",
            job=job, limit=limit,
        )  # fmt: skip
        return bool(gone)

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the lines of a workspace's logs."""
        return [(frame.number, words_in(frame.message)) for frame in self.after(workspace_id, after or 0, limit=limit)]

    def erase(self, workspace_id: WorkspaceId, number: int, names: Names) -> bool:
        """Empty a line that names a person; tell whether it did."""
        row = self._tx.one(
            "SELECT message FROM job_frames WHERE workspace_id = :workspace_id AND number = :number",
            workspace_id=workspace_id, number=number,
        )  # fmt: skip
        if row is None or not any(map(names, words_in(row["message"]))):
            return False
        self._tx.run(
            "UPDATE job_frames SET message = '' WHERE workspace_id = :workspace_id AND number = :number",
            workspace_id=workspace_id, number=number,
        )  # fmt: skip
        return True

    def _insert(self, workspace_id: WorkspaceId, job: JobKey, kind: FrameKind, lines: Sequence[LogLine]) -> None:
        if not lines:
            return
        row = self._tx.one(
            "UPDATE workspaces SET last_frame = last_frame + :count WHERE id = :workspace_id RETURNING last_frame",
            workspace_id=workspace_id, count=len(lines),
        )  # fmt: skip
        assert row is not None
        first, now = row["last_frame"] - len(lines) + 1, to_text(self._tx.now)
        self._tx.run_many(
            "INSERT INTO job_frames (workspace_id, number, job_id, kind, level, message, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(workspace_id, first + place, job, kind, line.level, line.message, now) for place, line in enumerate(lines)],
        )
        self._tx.ring(told(workspace_id))


def _frame(row: Row) -> Frame:
    return Frame(
        number=row["number"], job_key=JobKey(row["job_id"]), kind=FrameKind(row["kind"]), level=Level(row["level"]),
        message=row["message"], created_at=from_text(row["created_at"]),
    )  # fmt: skip
