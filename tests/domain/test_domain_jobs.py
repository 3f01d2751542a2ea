"""Jobs as numbers: public ids, keys of units and rows, and when a unit is tried again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.jobs import (
    MOST_PARTS,
    MOST_RETRY_SECONDS,
    MOST_UNITS,
    JobKey,
    JobStatus,
    job_of_row,
    job_of_unit,
    make_job_id,
    retry_after,
    row_key,
    rows_span,
    unit_key,
    unit_of,
    units_span,
)

MOST_JOBS = 1 << 25
"""As the table has it; then the key of the last row still is a number of SQLite's."""

jobs = st.integers(1, MOST_JOBS - 1).map(JobKey)
units = st.integers(0, MOST_UNITS - 1)
parts = st.integers(0, MOST_PARTS - 1)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@given(earlier=moments, later=moments)
def test_public_ids_sort_as_time_does(earlier: datetime, later: datetime) -> None:
    """A job that was made a millisecond later stands behind."""
    if later - earlier >= timedelta(milliseconds=1):
        assert make_job_id(earlier) < make_job_id(later)


def test_a_public_id_is_a_ulid() -> None:
    """The time of the specification's own example gives its own first letters, and no two ids are alike."""
    moment = datetime.fromtimestamp(1469918176.385, UTC)
    made = {make_job_id(moment) for _ in range(1000)}
    assert {one[:12] for one in made} == {"j_01ARYZ6S41"}
    assert {len(one) for one in made} == {28}
    assert len(made) == 1000
    assert set("".join(one[2:] for one in made)) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@given(job=jobs, unit=units, part=parts)
def test_keys_tell_whose_they_are(job: JobKey, unit: int, part: int) -> None:
    """The key of a unit or a row gives back its job, lies in that job's span, and fits into SQLite."""
    key, row = unit_key(job, unit), row_key(job, unit, part)
    assert (job_of_unit(key), unit_of(key), job_of_row(row)) == (job, unit, job)
    assert units_span(job)[0] <= key < units_span(job)[1]
    assert rows_span(job)[0] <= row < rows_span(job)[1]
    assert row < 1 << 63


@given(one=st.tuples(jobs, units, parts), other=st.tuples(jobs, units, parts))
def test_keys_sort_by_job_unit_and_part(one: tuple[JobKey, int, int], other: tuple[JobKey, int, int]) -> None:
    """So a job's rows lie side by side in the order of its units, and no two have the same key."""
    assert (row_key(*one) < row_key(*other)) == (one < other)
    assert (row_key(*one) == row_key(*other)) == (one == other)


@given(job=jobs)
def test_spans_touch_and_do_not_overlap(job: JobKey) -> None:
    """The first key that a job can't have is the first of the next."""
    following = JobKey(job + 1)
    assert units_span(job)[1] == units_span(following)[0]
    assert rows_span(job)[1] == rows_span(following)[0]


@given(attempt=st.integers(1, 8), chance=st.floats(0, 1))
def test_each_try_waits_longer(attempt: int, chance: float) -> None:
    """Four times as long as before, somewhere in the upper half, a quarter of an hour at most."""
    longest = 4.0 ** (attempt - 1)
    waited = retry_after(attempt, None, chance).total_seconds()
    assert min(longest / 2, MOST_RETRY_SECONDS) <= waited <= min(longest, MOST_RETRY_SECONDS)


@given(asked=st.floats(0, 1e9), chance=st.floats(0, 1))
def test_retry_after_is_obeyed(asked: float, chance: float) -> None:
    """Never sooner than a server asked for, unless that is longer than anybody waits."""
    waited = retry_after(1, asked, chance).total_seconds()
    assert waited >= min(asked, MOST_RETRY_SECONDS) - 1e-6
    assert waited <= max(min(asked, MOST_RETRY_SECONDS), 1.0) + 1e-6


def test_two_states_are_live() -> None:
    """Waiting and running; from all the others nothing comes any more."""
    assert {status for status in JobStatus if status.is_live} == {JobStatus.PENDING, JobStatus.RUNNING}
