"""Where a word may be broken, held against another implementation of the same algorithm."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from uniseg.linebreak import line_break_units

from outhost.render.breaks import pieces

LETTERS = "aZé19-–/.,;:!?()[]%$€&@#日本テー。、「」한국กาअनुעבריتعマ…👍🏽\u00a0\u2060"


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=LETTERS, min_size=1, max_size=6))
def test_a_word_breaks_where_another_implementation_breaks_it(word: str) -> None:
    """The Unicode algorithm, by a library that is far too slow to be used for every lead."""
    # The two follow different editions where a sign stands between punctuation and digits, as in no name.
    assume(not any(one in "%$€" and other in ".,:;!?/([「" for pair in pairwise(word) for one, other in (pair, pair[::-1])))
    assert pieces(word) == list(line_break_units(word))


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("Maximiliane", ["Maximiliane"]),
        ("Jean-Paul", ["Jean-", "Paul"]),
        ("L’Oréal", ["L’Oréal"]),
        ("12,5%", ["12,5%"]),
        ("日本語。「はい」", ["日", "本", "語。", "「は", "い」"]),
        ("स्थिति", ["स्थिति"]),
        ("🇫🇷🇩🇪", ["🇫🇷", "🇩🇪"]),
        ("👍🏽👍🏽", ["👍🏽", "👍🏽"]),
        ("«bonjour»", ["«bonjour»"]),
        ("", [""]),
    ],
)
def test_words_that_occur(word: str, cut: list[str]) -> None:
    """Punctuation stays with what it belongs to, and letters that make one sign stay together."""
    assert pieces(word) == cut
