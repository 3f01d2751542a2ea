"""A set of digests that stays small."""

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.digests import Digests, digest_of


@given(st.lists(st.lists(st.integers(1, 2**64 - 1) | st.integers(1, 40).map(lambda n: n * 1024), max_size=40), max_size=60))
def test_what_was_put_in_is_in_and_nothing_else(batches: list[list[int]]) -> None:
    """As in any set, also where many would like to have the same place."""
    digests, known = Digests(), set[int]()
    for batch in batches:
        assert all((digest in digests) == (digest in known) for digest in batch)
        digests.update(batch)
        known |= set(batch)
        assert all(digest in digests for digest in batch)
    assert len(digests) == len(known)


def test_a_hundred_thousand_take_two_megabytes_at_most() -> None:
    """Twenty bytes each, however many there are."""
    digests = Digests()
    digests.update(map(digest_of, map(str, range(100_000))))
    assert len(digests) == 100_000
    assert digests._places.itemsize * len(digests._places) <= 2_100_000


@given(st.text())
def test_a_text_has_one_digest(text: str) -> None:
    """Whatever stands in it, half characters too."""
    assert 0 < digest_of(text) == digest_of(text) < 2**64
