"""The queues in which jobs of all workspaces wait, as administrators see them."""

from dataclasses import dataclass
from datetime import datetime

from outhost.domain.jobs import Job
from outhost.domain.modules import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    """A job, whose it is, and who works on it until when; `email` is None where nobody in particular made it, or has left."""

    job: Job
    workspace_name: str
    email: str | None
    holder: str | None
    held_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLoad:
    """How much there is to do in a lane, and since when the job waits that came first."""

    lane: Lane
    running: int
    pending: int
    waits_since: datetime | None
