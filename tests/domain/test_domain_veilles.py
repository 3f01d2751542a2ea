"""When veilles are due, by what rows are known, and what of a pipeline they run."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.pipelines import Definition, Edge, Node, On
from outhost.domain.veille_definitions import without_nodes
from outhost.domain.veilles import MOST_DAYS, digest_of, mark_of, next_tick, tick_in_reach

NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)


@given(days=st.integers(1, MOST_DAYS), late=st.timedeltas(timedelta(days=-400), timedelta(days=4000)))
def test_the_next_tick_is_the_first_of_the_schedule_to_come(days: int, late: timedelta) -> None:
    """However late a run begins, the next is a whole number of periods after its tick, still to come, and none lies between."""
    now = NOON + late
    tick, period = next_tick(NOON, days, now), timedelta(days=days)
    assert (tick - NOON) % period == timedelta(0)
    assert tick > NOON
    assert tick > now
    assert tick - period <= max(now, NOON)


@given(days=st.integers(1, MOST_DAYS), ahead=st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_a_tick_that_was_put_off_too_far_comes_back_by_whole_periods(days: int, ahead: timedelta) -> None:
    """It is at the same hour as ever, not past, and less than a period away."""
    tick, period = tick_in_reach(NOON + ahead, days, NOON), timedelta(days=days)
    assert NOON <= tick < NOON + period
    assert (NOON + ahead - tick) % period == timedelta(0)


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=2), max_size=2)))
def test_a_row_says_the_same_in_any_order(row: dict[str, object]) -> None:
    """The order of columns, empty ones, and when its source was read change nothing of what a row says; anything else does."""
    turned = dict(reversed(row.items()))
    assert digest_of(row) == digest_of({**turned, "empty": None, "source_date": "2026-05-10"})
    assert digest_of(row) != digest_of({**row, "another": "x"})


def test_identities_of_any_length_have_marks_of_one() -> None:
    """A mark is as long as any other, and another identity has another one; half characters, which no UTF-8 can say, break nothing."""
    marks = {mark_of(identity) for identity in ("", "place:1", "place:2", "called:" + "x" * 190, "called:\ud800")}
    assert len(marks) == 5
    assert {len(mark) for mark in marks} == {16}


def test_a_node_that_is_left_out_hands_on_what_it_would_get() -> None:
    """Those after it take the rows of the one before it, by that one's edge; what waited for its fault goes with all that follows."""
    nodes = [Node(id=name, type="sort", config={}) for name in ("a", "draw", "again", "b", "never", "nor")]
    edges = [
        Edge(source="a", target="draw", on=On.SUCCESS), Edge(source="draw", target="again"), Edge(source="again", target="b"),
        Edge(source="draw", target="never", on=On.ERROR), Edge(source="never", target="nor"),
    ]  # fmt: skip
    left = without_nodes(Definition(nodes=nodes, edges=edges), ["draw", "again"])
    assert [node.id for node in left.nodes] == ["a", "b"]
    assert [(edge.source, edge.target, edge.on) for edge in left.edges] == [("a", "b", On.SUCCESS)]


def test_nothing_left_out_leaves_all() -> None:
    """A definition without such nodes is what it was."""
    definition = Definition(
        nodes=[Node(id="a", type="import", config={}), Node(id="b", type="sort", config={})], edges=[Edge(source="a", target="b")]
    )
    assert without_nodes(definition, []) == definition
