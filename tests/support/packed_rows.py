"""Tables of results as hypothesis makes them: rows with whatever a plugin may find, and what has fooled writers of tables before."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from outhost.domain.rows import Cell, packed

TRAPS = [
    "", " ", '"', '""', "\\", "\\\\", '\\"', ";", ",", ",\n", "\r\n", "\r", "\n", "\t", "[", "]", "{", "}", "]\r[", '"],["',
    "null", "true", "false", "0", "-1", "+33 6 12 34 56 78", "-1e-05", "=1+1", "@SUM(A1)", "+A1", "-2+3", "\t=1", "'",
    "<b>", "&amp;", "]]>", "_x0041_", "_x005F_", "%s", "{0}", "#N/A", "2026-05-10", " a ", "a | b",
    "\x00", "\x0b", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\uffff", "é", "€", "漢", "😀", "e\u0301",
]  # fmt: skip

NUMERIC_TRAPS = [
    0, -1, 2**53, 2**53 + 1, -(2**53) - 1, 10**15, 10**16, 10**30, 1.0, -0.0, 1e15, 1e16,
    1e-05, -1e-05, -1.5e-07, -1e300, 1e308, 5e-324, 0.1 + 0.2,
]  # fmt: skip

TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(TRAPS) | st.lists(st.sampled_from(TRAPS), max_size=4).map("".join)
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(NUMERIC_TRAPS)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
CELLS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=4)


@dataclass(frozen=True)
class PackedTable:
    """A table as the store keeps it, and the same as it should be read: `rows` are as wide as there are columns."""

    columns: Sequence[str]
    texts: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[Cell] = CELLS) -> PackedTable:
    """Make a table: plain rows and others in any order, some from before the last columns."""
    columns = draw(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4, unique=True))
    kept = draw(st.lists(st.lists(cells, max_size=len(columns)), max_size=6))
    return PackedTable(columns, [packed(row) for row in kept], [row + [None] * (len(columns) - len(row)) for row in kept])
