"""What is alike to what, and what is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.job_bounds import Bounds, likeness
from outhost.domain.job_tallies import QUERY, ROWS, SO_FAR, TILES, WITH_RESULTS, Tallies
from outhost.domain.subjects import ERASED, keys_in, subject_of


def are_alike(one: object, other: object) -> bool:
    """Tell whether a cell is alike to one that was noted before it."""
    return bool(set(likeness(other).sought) & set(likeness(one).noted))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("04 72 00 00 01", "+33 4 72 00 00 01", True),
        ("0033472000001", "(0)472-000-001", True),
        ("+33 (0)4 72 00 00 01", "33472000001", True),
        ("+33472000001", "+39472000001", False),
        ("0472000001", "0472000002", False),
        ("Standard", " standard ", True),
        ("Ada@Example.com", "ada@example.com", True),
        ("", "", False),
        (None, " ", False),
        (472000001, "472000001", True),
        ("x" * 400 + "a", "x" * 400 + "b", False),
    ],
)
def test_cells_are_alike_however_they_are_written(one: object, other: object, *, expected: bool) -> None:
    """A number is the same with and without its country code, in any notation; empty cells are alike to nothing, not even each other."""
    assert are_alike(one, other) is expected
    assert are_alike(other, one) is expected


NUMBERS = st.sampled_from(
    ["+33472000001", "0472000001", "0033 4 72 00 00 01", "+39472000001", "472000001", "+33 (0)472000001", "04720", "a@b.fr"]
)


@given(NUMBERS, NUMBERS)
def test_what_is_alike_names_the_same_person(one: str, other: str) -> None:
    """The rule is that of an erasure: what it would erase together is counted together."""
    subject = subject_of(one)
    if subject is not None:
        assert are_alike(one, other) is subject.is_named_by(other)


@given(NUMBERS)
def test_what_is_noted_of_a_person_is_found_again(text: str) -> None:
    """Whatever is noted of a number or an address names its owner, so that an erasure takes it out."""
    subject = subject_of(text)
    if subject is not None:
        assert all(set(keys_in(noted)) & set(subject.keys) for noted in likeness(text).noted)


def test_counters_add_up_and_know_their_order() -> None:
    """Sums of sums; names come in the order of the params."""
    tallies = Tallies().plus([((QUERY, "b", TILES), 2), ((QUERY, "a", TILES), 3)]).plus([((QUERY, "b", WITH_RESULTS), 1)])
    tallies = tallies.plus([((QUERY, "b", ROWS), 5)]).plus([((QUERY, "b", ROWS), 1)], -1)
    assert list(tallies.queries(["a", "b"])) == ["a", "b"]
    assert tallies.by_name(QUERY, ROWS) == {"b": 4}
    assert (tallies.queries()["b"].found_percent, tallies.queries()["a"].found_percent) == (50.0, 0.0)
    assert Tallies.of(tallies.as_list()) == tallies
    assert tallies.plus(tallies, -1) == Tallies()


def test_a_job_counts_a_thousand_names_and_no_more() -> None:
    """A module of somebody's own that counts every row by its name makes the job no larger than that; what it knew it goes on counting."""
    tallies = Tallies().plus((("nom", f"No. {n}", ROWS), 1) for n in range(5000)).plus([(("nom", "No. 1", ROWS), 1)])
    assert (len(tallies.counts), tallies.count("nom", "No. 1", ROWS), tallies.count("nom", "No. 2000", ROWS)) == (1000, 2, 0)


def test_a_person_is_counted_under_no_name() -> None:
    """Somebody looked for their own number: it is erased, and what was counted for it is counted still."""
    tallies = Tallies().plus([((QUERY, "0472000001", ROWS), 2), ((QUERY, "+33472000001", ROWS), 3), ((QUERY, "dentiste", ROWS), 1)])
    subject = subject_of("04 72 00 00 01")
    assert subject is not None
    assert tallies.without(subject.is_named_by).by_name(QUERY, ROWS) == {ERASED: 5, "dentiste": 1}


def test_what_was_left_out_counts_when_its_unit_is_done() -> None:
    """Until then it stands apart, and is forgotten where the unit is begun anew."""
    before = Tallies().plus([(("left_out", "telephone", ROWS), 1)])
    under_way = before.plus([(("left_out", "telephone", SO_FAR), 2)])
    assert under_way.settled(is_done=False) == before
    assert under_way.settled(is_done=True) == Tallies().plus([(("left_out", "telephone", ROWS), 3)])


def test_bounds_are_written_and_read() -> None:
    """A job keeps what bounds it as a document; one without bounds keeps nothing."""
    bounds = Bounds(counts_by=("query",), most_rows=3, most_alike={"telephone": 1})
    assert Bounds.read(bounds.as_document()) == bounds
    assert Bounds().as_document() == {}
    assert (bool(Bounds()), Bounds(counts_by=("a",)).is_capped, bounds.is_capped, bounds.is_reached(3), bounds.is_reached(2)) == (
        False, False, True, True, False,
    )  # fmt: skip
