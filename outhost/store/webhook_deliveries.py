"""Deliveries of webhooks in rows."""

import json
import re
from datetime import datetime, timedelta

from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.subjects import ERASED, Names, without_words, words_in, words_of
from outhost.domain.webhooks import (
    DELIVERIES_LAST,
    PAUSES,
    WAITING,
    Delivery,
    DeliveryKey,
    DeliveryStatus,
    Outcome,
    WebhookId,
    make_delivery_id,
)
from outhost.domain.words import Phrase, Text
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_SLACK = timedelta(minutes=15)
"""By so much clocks are put right all the time."""
_MARKUP = re.compile(r"[\"'<>{}\[\]=&|\r\n\t]+|, ")
"""What stands around values in the answers of servers, be they JSON, HTML or a form."""


class WebhookDeliveries:
    """The table `webhook_deliveries`. What is pending has a `due_at`, nothing else has."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, workspace_id: WorkspaceId, webhook_id: WebhookId, *, event: str, event_id: str, body: str) -> Delivery:
        """Have something sent once this is committed."""
        row = self._tx.one(
            "INSERT INTO webhook_deliveries (public_id, workspace_id, webhook_id, event, event_id, body, status, due_at, created_at)"
            " VALUES (:public_id, :workspace_id, :webhook_id, :event, :event_id, :body, :status, :now, :now) RETURNING *",
            public_id=make_delivery_id(self._tx.now), workspace_id=workspace_id, webhook_id=webhook_id, event=event, event_id=event_id,
            body=body, status=DeliveryStatus.PENDING, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        self._tx.ring(WAITING)
        return _delivery(row)

    def find(self, webhook_id: WebhookId, public_id: str) -> Delivery | None:
        """Find a delivery of a webhook."""
        row = self._tx.one(
            "SELECT * FROM webhook_deliveries WHERE public_id = :public_id AND webhook_id = :webhook_id",
            public_id=public_id, webhook_id=webhook_id,
        )  # fmt: skip
        return _delivery(row) if row else None

    def find_by_key(self, workspace_id: WorkspaceId, key: int) -> Delivery | None:
        """Find a delivery of a workspace."""
        row = self._tx.one(
            "SELECT * FROM webhook_deliveries WHERE id = :key AND workspace_id = :workspace_id", key=key, workspace_id=workspace_id
        )
        return _delivery(row) if row else None

    def find_due(self, webhook_id: WebhookId) -> Delivery | None:
        """Find the one that has been due longest."""
        row = self._tx.one(
            "SELECT * FROM webhook_deliveries WHERE webhook_id = :webhook_id AND due_at <= :now ORDER BY due_at, id LIMIT 1",
            webhook_id=webhook_id, now=to_text(self._tx.now),
        )  # fmt: skip
        return _delivery(row) if row else None

    def page(self, webhook_id: WebhookId, *, status: str | None, limit: int, offset: int) -> list[Delivery]:
        """Give a webhook's deliveries, newest first; `status` narrows them down."""
        rows = self._tx.all(
            "SELECT * FROM webhook_deliveries WHERE webhook_id = :webhook_id AND (:status IS NULL OR status = :status)"
            " ORDER BY id DESC LIMIT :limit OFFSET :offset",
            webhook_id=webhook_id, status=status, limit=limit, offset=offset,
        )  # fmt: skip
        return [_delivery(row) for row in rows]

    def count(self, webhook_id: WebhookId, *, status: str | None) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM webhook_deliveries WHERE webhook_id = :webhook_id AND (:status IS NULL OR status = :status)",
            webhook_id=webhook_id, status=status,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def record(self, key: DeliveryKey, outcome: Outcome, status: DeliveryStatus, due_at: datetime | None) -> None:
        """Remember what came of a try, and when the next one is, if there is one."""
        self._tx.run(
            "UPDATE webhook_deliveries SET status = :status, due_at = :due_at, tries = tries + 1, last_tried_at = :now, took_ms = :took_ms,"
            " answer_status = :answer_status, answer = :answer, reason = :reason WHERE id = :key",
            key=key, status=status, due_at=to_text(due_at) if due_at else None, now=to_text(self._tx.now), took_ms=outcome.took_ms,
            answer_status=outcome.status, answer=outcome.answer, reason=_pair(outcome.reason),
        )  # fmt: skip

    def begin_anew(self, key: DeliveryKey) -> None:
        """Send one again once this is committed, as often as it takes."""
        self._tx.run(
            "UPDATE webhook_deliveries SET status = :status, due_at = :now, tries = 0 WHERE id = :key",
            key=key, status=DeliveryStatus.PENDING, now=to_text(self._tx.now),
        )  # fmt: skip
        self._tx.ring(WAITING)

    def bring_back(self) -> int:
        """Have what is due later than any pause lasts sent now: it was put off while the clock was ahead. Tell how many."""
        count = self._tx.run(
            "UPDATE webhook_deliveries SET due_at = :now WHERE due_at > :latest",
            now=to_text(self._tx.now), latest=to_text(self._tx.now + PAUSES[-1] + _SLACK),
        )  # fmt: skip
        if count:
            self._tx.ring(WAITING)
        return count

    def delete_expired(self, limit: int) -> int:
        """Forget up to `limit` that are too old; tell how many."""
        return self._tx.run(
            "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE created_at < :before LIMIT :limit)",
            before=to_text(self._tx.now - DELIVERIES_LAST), limit=limit,
        )  # fmt: skip

    def delete_of_no_webhook(self, limit: int) -> int:
        """Forget up to `limit` whose webhook was deleted; tell how many."""
        return self._tx.run(
            "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE webhook_id IN"
            " (SELECT webhook_id FROM webhook_deliveries EXCEPT SELECT id FROM webhooks) LIMIT :limit)",
            limit=limit,
        )  # fmt: skip

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give what is sent to a workspace's webhooks, and what they answer, oldest first."""
        rows = self._tx.all(
            "SELECT id, body, answer, reason FROM webhook_deliveries WHERE workspace_id = :workspace_id AND id > :after"
            " ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [
            (row["id"], [*words_of(json.loads(row["body"])), *_words_in_answer(row["answer"]), *words_in(row["reason"])]) for row in rows
        ]

    def erase(self, workspace_id: WorkspaceId, key: int, names: Names) -> bool:
        """Take a person out of a message, which is signed as it then is, and out of its answer; tell whether they were named."""
        row = self._tx.one(
            "SELECT body, answer, reason FROM webhook_deliveries WHERE id = :key AND workspace_id = :workspace_id",
            key=key, workspace_id=workspace_id,
        )  # fmt: skip
        if row is None:
            return False
        document = json.loads(row["body"])
        body = without_words(document, names)
        answer = ERASED if any(map(names, _words_in_answer(row["answer"]))) else row["answer"]
        reason = "" if any(map(names, words_in(row["reason"]))) else row["reason"]
        if (body, answer, reason) == (document, row["answer"], row["reason"]):
            return False
        self._tx.run(
            "UPDATE webhook_deliveries SET body = :body, answer = :answer, reason = :reason WHERE id = :key",
            key=key, body=json.dumps(body, ensure_ascii=False, separators=(",", ":")), answer=answer, reason=reason,
        )  # fmt: skip
        return True


def _words_in_answer(answer: str) -> list[str]:
    return [word for piece in _MARKUP.split(answer) for word in words_in(piece)]


def _pair(reason: Phrase | None) -> str:
    """Write a reason in both languages."""
    return json.dumps([reason.say("en"), reason.say("fr")], ensure_ascii=False) if reason else ""


def _delivery(row: Row) -> Delivery:
    return Delivery(
        key=DeliveryKey(row["id"]), public_id=row["public_id"], workspace_id=WorkspaceId(row["workspace_id"]),
        webhook_id=WebhookId(row["webhook_id"]), event=row["event"], event_id=row["event_id"], body=row["body"],
        status=DeliveryStatus(row["status"]), tries=row["tries"], due_at=from_text_or_none(row["due_at"]),
        last_tried_at=from_text_or_none(row["last_tried_at"]), took_ms=row["took_ms"],
        answer_status=row["answer_status"], answer=row["answer"],
        reason=Text.of_pair(json.loads(row["reason"])).filled() if row["reason"] else None, created_at=from_text(row["created_at"]),
    )  # fmt: skip
