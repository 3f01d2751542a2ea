"""Gaps that erased leads leave among the ordinals of a list, counted by block so that any page is found at once.

Ordinals are never given twice nor changed, so the lead that stands at place `k` of a list (counted from 0, oldest first) has the
ordinal `k` plus the number of ordinals erased before it. Those are counted per block of 256, 256² and 256³ ordinals, and only blocks
that have gaps have a row: adding a lead costs nothing here, and a page is found by reading at most 256 small rows a level.
"""

from outhost.domain.lists import ListId
from outhost.store.contract import Connection

_LEVELS = (3, 2, 1)


class Gaps:
    """The table `lead_gaps`."""

    def __init__(self, tx: Connection, bits: int = 8) -> None:
        """Speak inside `tx`; a block of level `n` holds 2 ** (`bits` * n) ordinals, and the rows are good for one number of bits alone."""
        self._tx = tx
        self._bits = bits

    def add(self, list_id: ListId, ordinal: int) -> None:
        """Count one erased lead."""
        for level in _LEVELS:
            self._tx.run(
                "INSERT INTO lead_gaps (list_id, level, block, erased) VALUES (:list_id, :level, :block, 1)"
                " ON CONFLICT (list_id, level, block) DO UPDATE SET erased = erased + 1",
                list_id=list_id, level=level, block=ordinal >> self._bits * level,
            )  # fmt: skip

    def find(self, list_id: ListId, place: int) -> tuple[int, int]:
        """Find the lead at `place`: an ordinal not after it, and how many leads from there on are to be skipped (under 2 ** `bits`)."""
        start, left = 0, place
        for level in _LEVELS:
            start, left, is_dense = self._descend(list_id, level, start, left)
            if is_dense:
                return start + left, 0
        return start, left

    def _descend(self, list_id: ListId, level: int, start: int, left: int) -> tuple[int, int, bool]:
        """Go from ordinal `start` to the block of this level that holds the lead `left` places on; tell if no gap lies between."""
        size = 1 << self._bits * level
        parent_end = (start >> self._bits * (level + 1)) + 1 if level < _LEVELS[0] else 1 << 32 >> self._bits * (level + 1)
        blocks = self._tx.all(
            "SELECT block, erased FROM lead_gaps WHERE list_id = :list_id AND level = :level AND block >= :first AND block < :end"
            " ORDER BY block",
            list_id=list_id, level=level, first=start >> self._bits * level, end=parent_end << self._bits,
        )  # fmt: skip
        for row in blocks:
            block_start = row["block"] * size
            whole = block_start - start
            if left < whole:
                break
            alive = size - row["erased"]
            if left < whole + alive:
                return block_start, left - whole, False
            start, left = block_start + size, left - whole - alive
        return start, left, True
