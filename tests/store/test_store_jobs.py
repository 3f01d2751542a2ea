"""Jobs in rows: what is asked of them again and again, however many there have been."""

from collections.abc import Callable

import pytest
from jobs import make_job
from rows import WORKSPACE, Scratch

from outhost.domain.jobs import JobStatus
from outhost.store.transactions import Tx


def _purge(tx: Tx) -> None:
    tx.jobs.next_to_purge_of_any_workspace()


def _want(tx: Tx) -> None:
    tx.jobs.is_upload_wanted("some-file")


def _list(tx: Tx) -> None:
    tx.jobs.page(WORKSPACE, status="failed", job_type=None, pipeline_id=None, limit=50, offset=0)


def _count(tx: Tx) -> None:
    tx.jobs.count(WORKSPACE, status=None, job_type="scrap", pipeline_id="p")


def _count_events(tx: Tx) -> None:
    tx.events.count(WORKSPACE, name=None, actor=None)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (_purge, "jobs_to_purge"),
        (_want, "jobs_by_upload (upload=?)"),
        (_list, "INDEX jobs_shown (workspace_id=?)"),
        (_count, "COVERING INDEX jobs_shown (workspace_id=?)"),
        (_count_events, "COVERING INDEX events_by_workspace (workspace_id=?)"),
    ],
)
def test_what_is_left_of_jobs_is_found_by_an_index(scratch: Scratch, ask: Callable[[Tx], None], index: str) -> None:
    """Veilles leave jobs by the hundred thousand, which stay listed after their rows are gone: removing one looks through none of them."""
    with scratch() as tx:
        asked: list[str] = []
        tx._connection.set_trace_callback(asked.append)
        ask(tx)
        tx._connection.set_trace_callback(None)
        steps = [step["detail"] for sql in asked for step in tx.all(f"EXPLAIN QUERY PLAN {sql}")]
        assert steps
        assert index in steps[0]


def test_the_jobs_of_a_workspace_that_is_given_up_go_in_batches_the_live_ones_first(scratch: Scratch) -> None:
    """Two hundred thousand at once would hold everybody else up for two seconds; what runs, or waits to, is stopped before all others."""
    with scratch() as tx:
        stands = (JobStatus.DONE, JobStatus.DONE, JobStatus.RUNNING, JobStatus.DONE, JobStatus.PENDING)
        made = [make_job(tx, WORKSPACE, status=status) for status in stands]

        def marked() -> list[int]:
            jobs = [tx.jobs.find_of_any_workspace(job.key) for job in made]
            return [place for place, job in enumerate(jobs) if job is not None and job.is_deleted]

        tx.jobs.mark_some_deleted(WORKSPACE, 2)
        assert marked() == [0, 1, 2, 4]
        tx.jobs.mark_some_deleted(WORKSPACE, 2)
        assert marked() == [0, 1, 2, 3, 4]
        stopped = tx.jobs.find_of_any_workspace(made[2].key)
        assert stopped is not None
        assert stopped.status is JobStatus.CANCELLED
