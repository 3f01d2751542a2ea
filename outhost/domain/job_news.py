"""What is told of jobs to those who follow them: how far each is, and what was said of it, frame by frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from outhost.domain.job_tallies import Tallies
from outhost.domain.jobs import Frame, FrameKind, JobKey, JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is: a snapshot."""

    key: JobKey
    public_id: str
    pipeline_id: str | None
    veille_id: str | None
    status: JobStatus
    points_planned: int
    points_done: int
    results_count: int
    error_count: int
    started_at: datetime | None
    completed_at: datetime | None
    tallies: Tallies

    @property
    def is_download_available(self) -> bool:
        """Tell whether its rows can be downloaded, as `Job` has it."""
        return self.results_count > 0 and not self.status.is_live and self.status is not JobStatus.EXPIRED

    @property
    def duration_seconds(self) -> float:
        """Tell how long it ran."""
        return (self.completed_at - self.started_at).total_seconds() if self.completed_at and self.started_at else 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """A frame, and how far its job was when the frame was read."""

    frame: Frame
    progress: Progress

    @property
    def is_end(self) -> bool:
        """Tell whether this is the last that is told of its job."""
        return self.frame.kind is FrameKind.DONE

    @property
    def outcome(self) -> JobStatus:
        """Tell how a job ended, also after its retention did."""
        return JobStatus(self.frame.message or self.progress.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is told at once: frames in order, then how far jobs are by now; with it, all up to the frame `number` has been told."""

    told: Sequence[Told] = ()
    progress: Sequence[Progress] = ()
    number: int

    def __bool__(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self.told or self.progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was read of a workspace's news: `told` up to the frame `number`, which is the last there is unless `is_full`."""

    told: Sequence[Told]
    number: int
    is_full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """How things stand when somebody begins to follow: the last frame of the workspace, and of the job its last word, if that was said."""

    progress: Sequence[Progress]
    last_number: int
    end_number: int | None = None
