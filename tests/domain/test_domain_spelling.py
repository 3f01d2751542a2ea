"""Spelling: two ways to write one name are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.spelling import folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L'Œuf d’Été", "l oeuf d ete"),
        ("BOULANGERIE-Pâtisserie", "boulangerie patisserie"),
        ("  A&B_c.  ", "a b c"),
        ("Café №1", "cafe no1"),
        ("Straße, Smørrebrød", "strasse smorrebrod"),
        ("Ｆｕｌｌ ﬁsh", "full fish"),
        ("ΤΑΒΕΡΝΑ Ταβέρνα", "ταβερνα ταβερνα"),
        ("…!?", ""),
    ],
)
def test_a_name_loses_what_people_leave_out(text: str, plain: str) -> None:
    """I type what I hear, and not the accents."""
    assert folded(text) == plain


@given(st.text(max_size=40))
def test_folding_is_done_once(text: str) -> None:
    """What is folded stays as it is, in whichever case it came."""
    assert folded(folded(text)) == folded(text)
    assert '"' not in folded(text)
