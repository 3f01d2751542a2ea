"""Moments as text, and the machine's clock."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.clock import SystemClock, from_text, to_text, whole_seconds

MOMENTS = st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
OFFSETS = st.integers(min_value=-14 * 60, max_value=14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(MOMENTS, OFFSETS)
def test_a_moment_comes_back_from_its_text(moment: datetime, offset: timezone) -> None:
    """Kept and read again, a moment is the same to the microsecond, from whatever zone it came."""
    assert from_text(to_text(moment.astimezone(offset))) == moment


@given(MOMENTS, MOMENTS)
def test_texts_sort_as_time_does(first: datetime, second: datetime) -> None:
    """The store may compare texts."""
    assert (to_text(first) < to_text(second)) == (first < second)
    assert len(to_text(first)) == 27


@given(MOMENTS, OFFSETS)
def test_the_api_shows_whole_seconds_of_utc(moment: datetime, offset: timezone) -> None:
    """What is shown is the second that had begun, in UTC, as the published examples have it."""
    shown = whole_seconds(moment.astimezone(offset))
    assert datetime.strptime(shown, "%Y-%m-%dT%H:%M:%S%z") == moment.replace(microsecond=0)
    assert len(shown) == len("2026-05-10T19:00:00Z")
    assert shown.endswith("Z")


def test_a_moment_without_an_offset_is_utc() -> None:
    """What an operator types without a zone is UTC; a date alone is its midnight."""
    assert from_text("2026-06-01T00:00:00") == from_text("2026-06-01") == datetime(2026, 6, 1, tzinfo=UTC)
    assert from_text("2026-06-01T02:00:00+02:00") == datetime(2026, 6, 1, tzinfo=UTC)


async def test_the_machine_s_clock_goes_on_and_wakes_nobody_early() -> None:
    """Whoever sleeps until a moment wakes when it has come; until a past one, at once."""
    clock = SystemClock()
    moment = clock.now() + timedelta(milliseconds=5)
    await clock.sleep_until(moment)
    assert clock.now() >= moment
    await clock.sleep_until(moment - timedelta(days=1))
    assert clock.now() - moment < timedelta(minutes=1)
