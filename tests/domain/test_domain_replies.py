"""Idempotency keys and the slots in which answers are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.replies import is_key, slot_of

PARTS = st.tuples(st.sampled_from(["POST", "PUT"]), st.text(max_size=5), st.text(max_size=5), st.binary(max_size=5))


@given(PARTS, PARTS)
def test_a_slot_tells_method_path_key_and_body_apart(one: tuple[str, str, str, bytes], other: tuple[str, str, str, bytes]) -> None:
    """Two requests share a slot and its body only if they are the same in all four."""
    assert (slot_of(*one) == slot_of(*other)) == (one == other)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=255))
def test_visible_ascii_is_a_key(text: str) -> None:
    """1 to 255 visible ASCII characters are a key."""
    assert is_key(text)


@pytest.mark.parametrize("text", ["", " ", "a b", "a\n", "\ta", "é", "\x7f", "\x00", "x" * 256, "ａ"])
def test_anything_else_is_no_key(text: str) -> None:
    """A blank, a control character, a letter beyond ASCII, or too much."""
    assert not is_key(text)
