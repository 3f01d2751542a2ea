"""Gaps: any page of a list is found at once, whatever was erased from it, held against a plain model."""

import random
from bisect import bisect_left, bisect_right
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st
from rows import WORKSPACE, Scratch, make_lead, make_list

from outhost.domain.lists import ListId
from outhost.operations.leads import erase_lead
from outhost.store.gaps import Gaps
from outhost.store.leads import Span
from outhost.store.transactions import Tx

MOVES = st.lists(st.tuples(st.sampled_from(["add", "erase", "erase a run"]), st.integers(0, 2**16)), max_size=60)
"""A run is what a clean-up after an import leaves: many neighbours gone at once."""


@given(bits=st.integers(1, 3), moves=MOVES)
def test_every_place_is_found_in_blocks_of_any_size(scratch: Scratch, bits: int, moves: list[tuple[str, int]]) -> None:
    """I add and erase leads in any order; whichever place I ask for, I get the lead that stands there."""
    with scratch() as tx:
        list_id = make_list(tx, WORKSPACE).id
        gaps = Gaps(tx, bits)
        alive, given_ordinals = _play(gaps, list_id, moves)
        assert alive == sorted(set(alive))
        assert set(alive) <= set(range(given_ordinals))
        for place, ordinal in enumerate(alive):
            first, skip = gaps.find(list_id, place)
            assert first <= ordinal
            assert skip < 1 << bits
            assert [one for one in alive if one >= first][skip] == ordinal


def test_every_place_is_found_when_one_lead_in_a_hundred_is_erased(scratch: Scratch) -> None:
    """People ask to be erased here and there in a long list, which spans blocks of every size."""
    chance = random.Random(8)
    erased = sorted(chance.sample(range(3 << 12), 3 << 12 >> 6))
    alive = sorted(set(range(3 << 12)) - set(erased))
    with scratch() as tx:
        list_id = make_list(tx, WORKSPACE).id
        gaps = Gaps(tx, bits=4)
        for ordinal in erased:
            gaps.add(list_id, ordinal)
        for place, ordinal in enumerate(alive):
            first, skip = gaps.find(list_id, place)
            assert skip < 1 << 4
            assert alive[bisect_left(alive, first) + skip] == ordinal


@settings(max_examples=40)
@given(
    runs=st.lists(st.tuples(st.integers(0, 2**27), st.integers(1, 2 << 16)), max_size=4),
    places=st.lists(st.integers(0, 2**27), min_size=1, max_size=20),
)
def test_places_beyond_sixteen_million_are_found(scratch: Scratch, runs: list[tuple[int, int]], places: list[int]) -> None:
    """My list has a hundred million leads and whole stretches of it are gone; deep pages are right all the same."""
    erased = _disjoint(runs)
    with scratch() as tx:
        list_id = make_list(tx, WORKSPACE).id
        for start, end in erased:
            _insert_run(tx, list_id, start, end)
        for place in places:
            first, skip = Gaps(tx).find(list_id, place)
            assert skip < 256
            assert _alive_before(erased, first) + skip == place


@given(moves=MOVES, size=st.integers(1, 9))
def test_pages_are_a_partition_while_leads_are_erased(scratch: Scratch, moves: list[tuple[str, int]], size: int) -> None:
    """Walking the pages of a list gives each living lead once, oldest first, and the count agrees."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        alive: list[str] = []
        for move, number in moves:
            if move == "add":
                alive += [make_lead(tx, made.id, {"first_name": str(number)}).lead_id for _ in range(1 + number % 4)]
            elif alive:
                erase_lead(tx, made.id, alive.pop(number % len(alive)))
        now = tx.lists.find(WORKSPACE, made.public_id)
        assert now is not None
        assert now.lead_count == len(alive)
        walked = []
        for place in range(0, now.lead_count, size):
            walked += _in_span(tx, tx.leads.span(now, tx.gaps.find(made.id, place), size))
        assert walked == alive


@given(erasures=st.lists(st.integers(0, 50), max_size=20))
def test_an_ordinal_is_never_given_twice(scratch: Scratch, erasures: list[int]) -> None:
    """What is erased leaves a gap for ever: a new lead stands after all that were ever there."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        given_ordinals = []
        alive = []
        for number in erasures:
            lead = make_lead(tx, made.id, {"first_name": None})
            given_ordinals.append(tx.leads.ordinal_of(lead.lead_id))
            alive.append(lead.lead_id)
            if number % 2:
                erase_lead(tx, made.id, alive.pop(number % len(alive)))
        assert given_ordinals == list(range(len(erasures)))


def _in_span(tx: Tx, span: Span) -> list[str]:
    rows = tx.all(
        "SELECT lead_id FROM leads WHERE id >= :first AND id < :end ORDER BY id LIMIT :limit OFFSET :skip",
        first=span.first, end=span.end, limit=span.limit, skip=span.skip,
    )  # fmt: skip
    return [row["lead_id"] for row in rows]


def _play(gaps: Gaps, list_id: ListId, moves: list[tuple[str, int]]) -> tuple[list[int], int]:
    """Give the ordinals that live after the moves, and how many were given."""
    alive: list[int] = []
    given_ordinals = 0
    for move, number in moves:
        if move == "add":
            count = 1 + number % 20
            alive += range(given_ordinals, given_ordinals + count)
            given_ordinals += count
        elif alive:
            start = number % len(alive)
            length = 1 if move == "erase" else 1 + number % 40
            for ordinal in alive[start : start + length]:
                gaps.add(list_id, ordinal)
            del alive[start : start + length]
    return alive, given_ordinals


def _disjoint(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join runs, given as start and length, that overlap or touch; each becomes start and end."""
    joined: list[tuple[int, int]] = []
    for start, length in sorted(runs):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], start + length)
        else:
            joined.append((start, start + length))
    return joined


def _insert_run(tx: Tx, list_id: ListId, start: int, end: int) -> None:
    """Count the erasure of every ordinal from `start` to before `end`, as `Gaps.add` would one by one."""
    for level in (1, 2, 3):
        size = 256**level
        for block in range(start // size, (end - 1) // size + 1):
            tx.run(
                "INSERT INTO lead_gaps (list_id, level, block, erased) VALUES (:list_id, :level, :block, :erased)"
                " ON CONFLICT DO UPDATE SET erased = erased + excluded.erased",
                list_id=list_id,
                level=level,
                block=block,
                erased=min(end, (block + 1) * size) - max(start, block * size),
            )


def _alive_before(erased: list[tuple[int, int]], ordinal: int) -> int:
    starts = [start for start, _ in erased]
    gone = list(accumulate((end - start for start, end in erased), initial=0))
    index = bisect_right(starts, ordinal)
    overhang = max(0, erased[index - 1][1] - ordinal) if index else 0
    return ordinal - gone[index] + overhang
