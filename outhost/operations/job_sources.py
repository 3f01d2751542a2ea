"""Jobs that others are made from: whether one may be read from, and whether it was run as it must have been."""

from outhost.domain.errors import EarlierRunNeeded, JobExpired, JobNotDone, JobNotFound
from outhost.domain.job_words import STANDING
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.modules import Earlier, Module
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx


def done_source(tx: Tx, caller: Caller, public_id: str) -> Job:
    """Find a job whose rows can be read.

    Raises:
        JobNotFound, JobExpired, JobNotDone
    """
    source = tx.jobs.find(caller.workspace_id, public_id)
    if source is None:
        raise JobNotFound
    if source.status is JobStatus.EXPIRED:
        raise JobExpired
    if source.status is not JobStatus.DONE:
        raise JobNotDone(status=STANDING[source.status].filled())
    return source


def require_earlier(tx: Tx, caller: Caller, module: Module, source_id: str | None, earlier: Earlier) -> None:
    """Do nothing where a source is the run that another of its module goes on from, or what such a run has read.

    Raises:
        EarlierRunNeeded
    """
    source = tx.jobs.find(caller.workspace_id, source_id) if source_id is not None else None
    if source is not None and _is_run(source, module, earlier):
        return
    if source is None or not tx.jobs.has_done_on(caller.workspace_id, source.public_id, module.slug, earlier.param, earlier.needed):
        raise EarlierRunNeeded(slug=module.slug, param=earlier.param, value=earlier.value, needed=earlier.needed)


def _is_run(job: Job, module: Module, earlier: Earlier) -> bool:
    return job.job_type == module.slug and job.status is JobStatus.DONE and job.params.get(earlier.param) == earlier.needed
