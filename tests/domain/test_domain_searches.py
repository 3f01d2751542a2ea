"""What is looked for in the rows of a job."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed_rows import PackedTable, tables

from outhost.domain.rows import unpacked
from outhost.domain.searches import RowSearch


@given(tables(), st.text(max_size=12))
def test_what_may_be_looked_at_without_reading_cells_hides_nothing(table: PackedTable, query: str) -> None:
    """Whatever the cells hold: a row that has the words is never passed over."""
    search = RowSearch(query)
    for text in table.texts:
        assert search.may_find(text) or not search.finds(unpacked(text, len(table.columns)))


@given(tables(), st.data())
def test_a_word_finds_the_row_it_stands_in_by_each_of_its_beginnings(table: PackedTable, data: st.DataObject) -> None:
    """I type what I see, in capitals or not, and need not type all of it."""
    for row in table.rows:
        for cell in row:
            if isinstance(cell, str) and (words := [word for word in cell.split() if word.isascii() and word.isalnum()]):
                word = data.draw(st.sampled_from(words))
                typed = word[: data.draw(st.integers(min_value=1, max_value=len(word)))]
                assert RowSearch(typed.swapcase()).finds(row)


@pytest.mark.parametrize("query", ["", "  ", "-–!", "\0", "_"])
def test_a_query_without_a_word_is_for_everything(query: str) -> None:
    """Blanks and punctuation look for nothing."""
    assert RowSearch(query).is_for_everything
    assert RowSearch(query).finds([])


@pytest.mark.parametrize(
    ("query", "cell"), [("STRASSE", "Straße"), ("ﬁn", "fin"), ("istanbul", "İstanbul"), ("é", "e\u0301"), ("½", "1⁄2")]
)
def test_what_looks_alike_is_alike(query: str, cell: str) -> None:
    """However a letter is written."""
    assert RowSearch(query).finds([cell])


def test_no_mark_of_any_alphabet_hides_a_letter() -> None:
    """Marks are taken off wherever they come from."""
    marks = [chr(code) for code in range(sys.maxunicode) if unicodedata.combining(chr(code))]
    assert [mark for mark in marks if not RowSearch("ab").finds([f"A{mark}B"])] == []
