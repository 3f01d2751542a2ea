"""News: ids that say when and which, and sort as events happened."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.news import News, news_id, place_of

moments = st.integers(0, 200 * 365 * 86_400_000_000).map(lambda span: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=span))
numbers = st.integers(min_value=1, max_value=(1 << 63) - 1)


@given(moments, numbers)
def test_an_id_says_which_event_it_is_and_when_it_happened(moment: datetime, number: int) -> None:
    """Whatever the moment, to the microsecond: the place is found again, and is that of no other millisecond."""
    place = place_of(news_id(number, moment))
    assert place is not None
    assert place.event_id == number
    assert place.is_at(moment)
    assert not place.is_at(moment + timedelta(milliseconds=1))
    assert not place.is_at(moment - timedelta(milliseconds=1))


@given(st.lists(st.tuples(moments, numbers), min_size=2, max_size=2))
def test_ids_sort_as_events_happened(two: list[tuple[datetime, int]]) -> None:
    """Of two events of different milliseconds the earlier has the lesser id, whatever their numbers."""
    (first, one), (second, other) = sorted(two)
    if second - first >= timedelta(milliseconds=1):
        assert news_id(one, first) < news_id(other, second)


@pytest.mark.parametrize(
    "text", ["", "evt_", "evt_1", "j_01JZ8Q4M6T0000000000001A2B", f"evt_{'Z' * 26}", f"evt_{'U' * 26}", f"evt_{'7' * 27}"]
)
def test_what_is_no_id_is_no_place(text: str) -> None:
    """A slip, or an id of something else, leads nowhere rather than to the beginning."""
    assert place_of(text) is None


def test_what_is_told_has_four_fields_and_a_moment_in_whole_seconds() -> None:
    """The document is what the contract says, and no more."""
    moment = datetime(2026, 5, 10, 19, 0, 0, 999_999, tzinfo=UTC)
    document = News(event_id=7, type="job.completed", created_at=moment, data={"id": "j_1"}).as_document()
    assert document == {"id": news_id(7, moment), "type": "job.completed", "created_at": "2026-05-10T19:00:00Z", "data": {"id": "j_1"}}
