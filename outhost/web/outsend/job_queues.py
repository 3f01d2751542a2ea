"""The queues of jobs, as administrators of the installation see them."""

from datetime import datetime

from sanic import HTTPResponse

from outhost.domain.errors import NotVisible
from outhost.domain.job_queues import LaneLoad, QueuedJob
from outhost.domain.jobs import Job, JobStatus
from outhost.operations.workspaces import speaking_in
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.choices import choice_of
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.job_queues import LaneOut, QueuedJobOut, QueuedJobsOut, QueueOut
from outhost.web.outsend.wire.jobs import JobOut


async def queue(call: Call[Login]) -> HTTPResponse:
    """Shows how much there is to do in each lane, and the live jobs of all workspaces.

    Those that run come first, each with its lease; then those that wait, in the order in which they will run: of a lane's jobs that of the
    workspace with the fewest running there, then the one that waits longest.
    """
    window = window_of(call.request)
    loads, jobs, total, now = await call.appliance.read(_queue, window)
    items = [QueuedJobOut.of(job) for job in jobs]
    lanes = [LaneOut.of(load, now) for load in loads]
    return as_json(QueueOut(lanes=lanes, items=items, total=total, limit=window.limit, offset=window.offset))


async def list_jobs(call: Call[Login]) -> HTTPResponse:
    """Lists the jobs of all workspaces, newest first."""
    window, status = window_of(call.request), choice_of(call.request, "status", JobStatus)
    jobs, total = await call.appliance.read(_jobs, window, status)
    items = [QueuedJobOut.of(job) for job in jobs]
    return as_json(QueuedJobsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def cancel_job(call: Call[Login]) -> HTTPResponse:
    """Cancels a job of any workspace, as its owner could."""
    job = await call.appliance.read(_find, call.params["job_id"])
    if job is None:
        raise NotVisible
    caller = speaking_in(job.workspace_id, call.caller.user, call.visit)
    return as_json(JobOut.of(await call.appliance.jobs.cancel(caller, job.public_id)))


def _queue(tx: Tx, window: Window) -> tuple[list[LaneLoad], list[QueuedJob], int, datetime]:
    jobs = tx.job_queues.live_of_any_workspace(limit=window.limit, offset=window.offset)
    return tx.job_queues.loads_of_any_workspace(), jobs, tx.job_queues.count_live_of_any_workspace(), tx.now


def _jobs(tx: Tx, window: Window, status: str | None) -> tuple[list[QueuedJob], int]:
    jobs = tx.job_queues.page_of_any_workspace(status=status, limit=window.limit, offset=window.offset)
    return jobs, tx.job_queues.count_of_any_workspace(status=status)


def _find(tx: Tx, public_id: str) -> Job | None:
    return tx.jobs.find_named_of_any_workspace(public_id)
