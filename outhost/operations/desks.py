"""Desks: one a job under way, each with what all of them share."""

from pathlib import Path

from outhost.domain.jobs import Job
from outhost.domain.modules import Module
from outhost.operations.desk import Desk
from outhost.operations.job_runs import JobRuns
from outhost.operations.leads import Leads


class Desks:
    """Makes desks."""

    def __init__(self, leads: Leads, uploads: Path, *, image_base_url: str, base_url: str) -> None:
        """Draw through `leads`; files that came with jobs lie in `uploads`."""
        self._leads = leads
        self._uploads = uploads
        self._links = (image_base_url, base_url)

    def desk(self, runs: JobRuns, job: Job, module: Module | None) -> Desk:
        """Make the desk of a job that was claimed."""
        return Desk(runs, self._leads, runs.lease_of(job), job, module.uses if module else (), self._links)

    def upload(self, job: Job) -> str | None:
        """Give the file that came with a job."""
        return str(self._uploads / job.upload) if job.upload else None
