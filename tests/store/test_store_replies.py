"""Replies to idempotent requests: kept for a day, by slot."""

from datetime import timedelta

import pytest
from rows import NOON, WORKSPACE, Scratch

from outhost.domain.replies import KEPT_FOR, Reply, Slot
from outhost.domain.users import UserId

SLOT = Slot(method="POST", path="/v1/lists/1/leads", key="k", body_digest=b"b")
OTHERS = {
    "key": Slot(method="POST", path="/v1/lists/1/leads", key="K", body_digest=b"b"),
    "path": Slot(method="POST", path="/v1/lists/2/leads", key="k", body_digest=b"b"),
    "method": Slot(method="PATCH", path="/v1/lists/1/leads", key="k", body_digest=b"b"),
}


def test_a_reply_is_given_again_for_a_day(scratch: Scratch) -> None:
    """A retry within 24 hours finds the first answer; a later one does not."""
    with scratch() as tx:
        tx.replies.put(WORKSPACE, SLOT, b"first")
        tx.now = NOON + KEPT_FOR - timedelta(microseconds=1)
        assert tx.replies.find(WORKSPACE, SLOT) == Reply(body_digest=b"b", answer=b"first")
        tx.now = NOON + KEPT_FOR
        assert tx.replies.find(WORKSPACE, SLOT) is None
        tx.replies.put(WORKSPACE, SLOT, b"second")
        assert tx.replies.find(WORKSPACE, SLOT) == Reply(body_digest=b"b", answer=b"second")


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_reply_belongs_to_its_slot_alone(scratch: Scratch, other: Slot) -> None:
    """The same key on another path is another request."""
    with scratch() as tx:
        tx.replies.put(WORKSPACE, SLOT, b"first")
        assert tx.replies.find(WORKSPACE, other) is None


def test_a_reply_is_a_workspace_s_or_a_person_s(scratch: Scratch) -> None:
    """What I asked for myself is not found by the workspace that I act in, nor by anybody else in it."""
    with scratch() as tx:
        me, other = tx.users.all()[0].id, UserId(99)
        tx.replies.put(None, SLOT, b"mine", me)
        tx.replies.put(WORKSPACE, SLOT, b"ours")
        assert tx.replies.find(None, SLOT, me) == Reply(body_digest=b"b", answer=b"mine")
        assert tx.replies.find(WORKSPACE, SLOT) == Reply(body_digest=b"b", answer=b"ours")
        assert tx.replies.find(None, SLOT, other) is None
        assert tx.replies.find(None, SLOT) is None
        tx.replies.put(None, SLOT, b"again", me)
        assert tx.replies.find(None, SLOT, me) == Reply(body_digest=b"b", answer=b"again")
        assert tx.one("SELECT count(*) AS n FROM replies")["n"] == 2


def test_expired_replies_go_in_batches(scratch: Scratch) -> None:
    """The sweep takes the old ones and no others."""
    with scratch() as tx:
        for number in range(5):
            tx.now = NOON + timedelta(hours=number)
            tx.replies.put(WORKSPACE, Slot(method="POST", path="/", key=str(number), body_digest=b""), b"")
        tx.now = NOON + KEPT_FOR + timedelta(hours=3)
        assert tx.replies.delete_expired(3) == 3
        assert tx.replies.delete_expired(3) == 1
        assert tx.replies.delete_expired(3) == 0
        assert [row["key"] for row in tx.all("SELECT key FROM replies")] == ["4"]
