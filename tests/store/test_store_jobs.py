"""Jobs in rows: what is asked of them again and again, however many there have been."""

from collections.abc import Callable

import pytest
from rows import Scratch

from outhost.store.transactions import Tx


def _purge(tx: Tx) -> None:
    tx.jobs.next_to_purge_of_any_workspace()


def _want(tx: Tx) -> None:
    tx.jobs.is_upload_wanted("some-file")


@pytest.mark.parametrize(("ask", "index"), [(_purge, "jobs_to_purge"), (_want, "jobs_by_upload (upload=?)")])
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
