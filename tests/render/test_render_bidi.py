"""The order in which a line is seen, held against another implementation of the same algorithm."""

from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from outhost.render.bidi import is_plain, levels, visual_order, without_controls

ALPHABET = "abcאבגدعم123٤٥ .,-+()[]/%$:!«»é"


@settings(max_examples=1500, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=24))
def test_a_line_is_seen_as_another_implementation_sees_it(text: str) -> None:
    """The Unicode algorithm, by a crate in Rust that shares nothing with ours."""
    assert "".join(text[place] for place in visual_order(levels(text))) == get_display(text)


def test_a_line_takes_the_direction_of_its_first_strong_letter() -> None:
    """Numbers and signs do not decide; letters do."""
    assert levels("12 שלום abc")[-1] == 2
    assert levels("12 abc שלום")[0] == 0
    assert levels("") == []


def test_marks_that_would_steer_the_order_are_taken_out() -> None:
    """A name can't turn the sentence around it."""
    assert without_controls("a\u202eb\u2067c\u200fd") == "abcd"


def test_most_texts_need_no_ordering() -> None:
    """What has no letter that is read to the left is plain."""
    assert is_plain("Zoë & Жанна, 12 %")
    assert not is_plain("Zoë שלום")
    assert not is_plain("٤٥")
