"""Lists in rows: pages, counts and what a delete hides."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from rows import NOON, WORKSPACE, Scratch, make_lead, make_list

from outhost.domain.lists import ListId


@given(ages=st.lists(st.integers(0, 3), max_size=25), size=st.integers(1, 7))
def test_pages_of_lists_are_a_partition_newest_first(scratch: Scratch, ages: list[int], size: int) -> None:
    """I walk the pages and meet each of my lists once, newest first; of two made at one moment the later made comes first."""
    with scratch() as tx:
        made = []
        for age in ages:
            tx.now = NOON - timedelta(days=age)
            made.append(make_list(tx, WORKSPACE))
        expected = sorted(made, key=lambda one: (one.created_at, one.id), reverse=True)
        walked = [one for start in range(0, len(ages) + size, size) for one in tx.lists.page(WORKSPACE, limit=size, offset=start)]
        assert [one.id for one in walked] == [one.id for one in expected]
        assert tx.lists.count(WORKSPACE) == len(ages)


def test_a_deleted_list_is_gone_for_everybody_at_once(scratch: Scratch) -> None:
    """I delete a list: it is in no page, can't be found, renamed, filled or deleted again, and its images are closed."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        lead = make_lead(tx, made.id, {"first_name": "Sam"})
        assert tx.leads.find_image_of_any_workspace(lead.tracking_id) is not None
        assert tx.lists.mark_deleted(WORKSPACE, made.public_id) == made.id
        assert tx.lists.mark_deleted(WORKSPACE, made.public_id) is None
        assert tx.lists.find(WORKSPACE, made.public_id) is None
        assert tx.lists.page(WORKSPACE, limit=10, offset=0) == []
        assert tx.lists.count(WORKSPACE) == 0
        assert not tx.lists.rename(WORKSPACE, made.public_id, "Q3")
        assert tx.lists.take_ordinal(made.id, 1) is None
        assert tx.leads.find_image_of_any_workspace(lead.tracking_id) is None


def test_the_counts_of_a_list_are_kept_with_each_lead(scratch: Scratch) -> None:
    """A list knows how many leads it has and what their images weigh, without counting them."""
    with scratch() as tx:
        made = make_list(tx, WORKSPACE)
        for _ in range(3):
            make_lead(tx, made.id, {"first_name": None})
        now = tx.lists.find(WORKSPACE, made.public_id)
        assert now is not None
        assert (now.lead_count, now.next_ordinal, now.image_bytes) == (3, 3, 30)


def test_nobody_reaches_a_list_of_another_workspace(scratch: Scratch) -> None:
    """Somebody who knows my list's id still can't see, rename or delete it."""
    with scratch() as tx:
        founder = tx.users.insert(public_id="v", email="b@example.com", full_name="", password_digest="", is_admin=False, is_verified=True)
        stranger = tx.workspaces.insert(name="B", founder_id=founder.id)
        made = make_list(tx, WORKSPACE)
        assert tx.lists.find(stranger, made.public_id) is None
        assert not tx.lists.rename(stranger, made.public_id, "mine")
        assert tx.lists.mark_deleted(stranger, made.public_id) is None
        assert tx.lists.find(WORKSPACE, made.public_id) == made


def test_a_page_of_lists_and_their_count_are_read_off_an_index(scratch: Scratch) -> None:
    """My workspace has lists by the million, and a page of them comes as fast as of ten."""
    with scratch() as tx:
        asked: list[str] = []
        tx._connection.set_trace_callback(asked.append)
        tx.lists.page(WORKSPACE, limit=50, offset=0)
        tx.lists.count(WORKSPACE)
        tx.lists.find_deleted_of_any_workspace()
        tx._connection.set_trace_callback(None)
        steps = [step["detail"] for sql in asked for step in tx.all(f"EXPLAIN QUERY PLAN {sql}")]
        assert len(asked) == 3
        assert len([step for step in steps if "INDEX lists_" in step]) == 3
        assert [step for step in steps if "INDEX lists_" not in step] == [
            "CORRELATED SCALAR SUBQUERY 1",
            "SEARCH jobs USING INDEX jobs_into_list (list_id=?)",
        ]


def test_a_list_is_forgotten_without_looking_through_the_leads_of_others(scratch: Scratch) -> None:
    """Deleting a small list is quick beside one of ten million leads: every foreign key is checked by an index."""
    with scratch() as tx:
        for child, column in [("leads", "list_id"), ("lead_gaps", "list_id"), ("opens", "lead_key")]:
            plan = tx.all(f"EXPLAIN QUERY PLAN SELECT 1 FROM {child} WHERE {column} = :key", key=1)
            assert ["SEARCH" in step["detail"] for step in plan] == [True]


def test_the_leads_of_a_deleted_list_go_in_batches(scratch: Scratch) -> None:
    """A batch takes so many leads of the deleted list and none of its neighbours."""
    with scratch() as tx:
        before, made, after = (make_list(tx, WORKSPACE) for _ in range(3))
        for one in (before, made, after):
            for _ in range(5):
                make_lead(tx, one.id, {"first_name": None})
        assert len(tx.leads.delete_some(made.id, 3)) == 3
        assert len(tx.leads.delete_some(made.id, 3)) == 2
        assert tx.leads.delete_some(made.id, 3) == []
        tx.lists.mark_deleted(WORKSPACE, made.public_id)
        tx.lists.delete_row(made.id)
        rows = tx.all("SELECT list_id, count(*) AS n FROM leads GROUP BY list_id")
        assert {row["list_id"]: row["n"] for row in rows} == {before.id: 5, after.id: 5}
        assert tx.lists.find_deleted_of_any_workspace() is None
        tx.lists.delete_row(ListId(after.id))  # not deleted: stays
        assert tx.lists.find(WORKSPACE, after.public_id) is not None
