"""Columns that say where the values of others come from."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed_rows import PackedTable, tables

from outhost.domain.rows import Cell, packed, unpacked
from outhost.exports.provenance import FACTS, Provenance

FOUND = {"source": "https://dupont.fr/contact", "method": "mailto", "at": "2026-05-10T12:00:00Z", "snippet": 'Écrivez à "Zoé"\n'}


def test_each_column_that_was_found_has_four_that_say_how() -> None:
    """Where, how, when and in which words; nothing where nothing is known."""
    provenance = Provenance(["nom", "email", "mobile"], ["email", "mobile"])
    assert provenance.columns == [
        "nom", "email", "mobile",
        "email__source", "email__method", "email__at", "email__snippet",
        "mobile__source", "mobile__method", "mobile__at", "mobile__snippet",
    ]  # fmt: skip
    texts = [packed(["Dupont", "a@dupont.fr", None]), packed(["Durand", "b@durand.fr", "06"]), packed(["Petit"])]
    known = [json.dumps({"email": FOUND}), json.dumps({"mobile": {"source": "upload"}, "fax": FOUND}), None]
    rows = [unpacked(text, 11) for text in provenance.beside(texts, known)]
    assert rows == [
        ["Dupont", "a@dupont.fr", None, *FOUND.values(), None, None, None, None],
        ["Durand", "b@durand.fr", "06", None, None, None, None, "upload", None, None, None],
        ["Petit"] + [None] * 10,
    ]


def test_a_table_that_has_such_a_column_keeps_it() -> None:
    """A table that was exported with provenance and imported again may be worked on and exported again."""
    columns = ["email", "email__source", "email__source_2"]
    assert Provenance(columns, ["email"]).columns == [*columns, "email__source_3", "email__method", "email__at", "email__snippet"]


def test_who_asks_for_no_column_gets_the_rows_as_they_are() -> None:
    """Nothing is read for nothing."""
    provenance = Provenance(["a"], [])
    assert provenance.columns == ["a"]
    assert not provenance.is_asked_for
    assert provenance.beside(["[1]", "not even a row"], ["nor this", None]) == ["[1]", "not even a row"]


@given(tables(), st.sampled_from([None, FOUND]))
def test_the_cells_beside_stay_as_they_were(table: PackedTable, found: dict[str, Cell] | None) -> None:
    """Short rows are filled up first, so that what is added stands under its name."""
    provenance = Provenance(table.columns, table.columns[-1:])
    known = found and json.dumps({table.columns[-1]: found})
    texts = provenance.beside(table.texts, [known] * len(table.texts))
    width = len(table.columns) + len(FACTS)
    added = [found[fact] for fact in FACTS] if found else [None] * len(FACTS)
    assert [unpacked(text, width) for text in texts] == [[*row, *added] for row in table.rows]
    assert all(len(unpacked(text, 0)) == 0 and len(json.loads(text)) == width for text in texts)


@pytest.mark.parametrize("row", [[], ["a", "b", "c"]], ids=["no cells", "more cells than columns"])
def test_a_row_of_another_width_is_fitted(row: list[Cell]) -> None:
    """What is added never slips under another name."""
    (text,) = Provenance(["a", "b"], ["b"]).beside([packed(row)], [None])
    assert json.loads(text) == [*[*row, None, None][:2], None, None, None, None]
