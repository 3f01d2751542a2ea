"""What those who follow jobs are told: read from the rows, from any frame on."""

from collections.abc import Sequence
from typing import Final

from outhost.domain.errors import NotVisible
from outhost.domain.job_news import Page, Progress, Scene, Told
from outhost.domain.jobs import Frame, JobKey
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_PAGE: Final = 500
"""Frames that are read at once."""


class Following:
    """Reads what is told of jobs. Nothing that is told is kept for anybody: who comes back reads on from where they were."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store

    async def scene(self, caller: Caller, public_id: str | None) -> Scene:
        """Tell how things stand: with a job of the caller's workspace, or without `public_id` with all that are live.

        Raises:
            NotVisible: there is no such job.
        """
        return await self._store.read(_scene, caller.workspace_id, public_id)

    async def page(self, workspace_id: WorkspaceId, job: JobKey | None, after: int) -> Page:
        """Give what was told after a frame, of one job or of all."""
        return await self._store.read(_page, workspace_id, job, after)

    async def round(self, workspace_id: WorkspaceId, after: int) -> tuple[Page, Sequence[Progress]]:
        """Give what was told after a frame, and how far every live job is by then."""
        return await self._store.read(_round, workspace_id, after)

    async def last_number(self, workspace_id: WorkspaceId) -> int:
        """Give the number of the last frame of a workspace."""
        return await self._store.read(_last_number, workspace_id)


def _scene(tx: Tx, workspace_id: WorkspaceId, public_id: str | None) -> Scene:
    last_number = tx.job_frames.last_number(workspace_id)
    if public_id is None:
        return Scene(progress=tx.jobs.all_progress_of_live(workspace_id), last_number=last_number)
    progress = tx.jobs.find_progress(workspace_id, public_id)
    if progress is None:
        raise NotVisible
    end_number = None if progress.status.is_live else tx.job_frames.end_number(workspace_id, progress.key) or last_number
    return Scene(progress=[progress], last_number=last_number, end_number=end_number)


def _page(tx: Tx, workspace_id: WorkspaceId, job: JobKey | None, after: int) -> Page:
    if job is None:
        frames = tx.job_frames.after(workspace_id, after, limit=_PAGE)
    else:
        frames = tx.job_frames.of_job_after(workspace_id, job, after, limit=_PAGE)
    is_full = len(frames) == _PAGE
    number = frames[-1].number if is_full else max(after, tx.job_frames.last_number(workspace_id))
    return Page(told=_told(tx, workspace_id, frames), number=number, is_full=is_full)


def _round(tx: Tx, workspace_id: WorkspaceId, after: int) -> tuple[Page, Sequence[Progress]]:
    return _page(tx, workspace_id, None, after), tx.jobs.all_progress_of_live(workspace_id)


def _last_number(tx: Tx, workspace_id: WorkspaceId) -> int:
    return tx.job_frames.last_number(workspace_id)


def _told(tx: Tx, workspace_id: WorkspaceId, frames: Sequence[Frame]) -> list[Told]:
    """Put frames together with their jobs; what was told of a job that was deleted since is told no more."""
    progress = tx.jobs.all_progress(workspace_id, {frame.job_key for frame in frames}) if frames else {}
    return [Told(frame, progress[frame.job_key]) for frame in frames if frame.job_key in progress]
