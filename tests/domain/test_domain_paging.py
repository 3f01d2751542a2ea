"""Pages part a collection."""

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.paging import Page

TOTALS = st.integers(min_value=0, max_value=300)
SIZES = st.integers(min_value=1, max_value=40)


@given(TOTALS, SIZES)
def test_pages_part_a_collection(total: int, size: int) -> None:
    """Every row is on exactly one page, and every page but the last is full."""
    rows = list(range(total))
    last = Page(1, size).last(total)
    pages = [rows[page.offset : page.offset + size] for page in (Page(number, size) for number in range(1, last + 1))]
    assert [row for page in pages for row in page] == rows
    assert all(len(page) == size for page in pages[:-1])
    assert last == 1 or pages[-1]


@given(TOTALS, SIZES)
def test_past_the_last_page_there_is_nothing(total: int, size: int) -> None:
    """The page after the last one begins past the end."""
    last = Page(1, size).last(total)
    assert Page(last + 1, size).offset >= total


def test_an_empty_collection_has_one_page() -> None:
    """Nothing is one page with nothing on it."""
    assert Page(1, 50).last(0) == 1


@given(TOTALS, SIZES, st.integers(min_value=1, max_value=2_147_483_647))
def test_the_last_page_is_the_same_from_everywhere(total: int, size: int, number: int) -> None:
    """Which page one is on does not change how many there are."""
    assert Page(number, size).last(total) == Page(1, size).last(total)
