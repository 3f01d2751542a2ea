"""Events in rows."""

import json
from typing import Final

from outhost.domain.clock import from_text, to_text
from outhost.domain.events import Event, Happening
from outhost.domain.news import KEPT_FOR, PUBLIC, News, Place
from outhost.domain.sessions import NOWHERE, Visit
from outhost.domain.subjects import Names, without, without_words, words_of
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_NEWS: Final = ", ".join(f"'{name}'" for name in PUBLIC)
"""As the index of news has them, by which they are found among all other events."""


class Events:
    """The table `events`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, caller: Caller, happening: Happening, subject: str, **data: object) -> int:
        """Remember what a caller made happen to `subject`, a public id; give the number of the event."""
        return self._insert(caller.workspace_id, happening, subject, caller.actor, caller.address, caller.request_id, data)

    def insert_without_workspace(self, actor: str, happening: Happening, subject: str, visit: Visit = NOWHERE, **data: object) -> None:
        """Remember what happened to a person, or to the installation as a whole."""
        self._insert(None, happening, subject, actor, visit.address, visit.request_id, data)

    def page(
        self, workspace_id: WorkspaceId | None, *, name: str | None, actor: str | None, limit: int, offset: int
    ) -> list[Event]:  # fmt: skip
        """Give events of a workspace, or those of none, newest first; `name` and `actor` narrow them down."""
        rows = self._tx.all(
            f"SELECT * FROM events INDEXED BY events_by_workspace WHERE workspace_id IS :workspace_id {_narrowed(name, actor)}"  # noqa: S608 - conditions of ours
            " ORDER BY id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, name=name, actor=actor, limit=limit, offset=offset,
        )  # fmt: skip
        return [_event(row) for row in rows]

    def count(self, workspace_id: WorkspaceId | None, *, name: str | None, actor: str | None) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            f"SELECT count(*) AS n FROM events INDEXED BY events_by_workspace WHERE workspace_id IS :workspace_id {_narrowed(name, actor)}",  # noqa: S608 - conditions of ours
            workspace_id=workspace_id, name=name, actor=actor,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def page_of_actor(self, actor: str, *, after: int, limit: int) -> list[Event]:
        """Give events that somebody caused, in any workspace and in none, oldest first, from the one after `after`."""
        rows = self._tx.all(
            "SELECT * FROM events WHERE actor = :actor AND id > :after ORDER BY id LIMIT :limit", actor=actor, after=after, limit=limit
        )
        return [_event(row) for row in rows]

    def page_of_news(self, workspace_id: WorkspaceId, after: Place, *, name: str | None, limit: int) -> list[News]:
        """Give a workspace's news of the last while, oldest first, from after a place on; where that is not known here, by its moment."""
        last = self.find_by_key(workspace_id, after.event_id)
        is_known = last is not None and after.is_at(last.created_at)
        rows = self._tx.all(
            f"SELECT * FROM events INDEXED BY {'events_of_news_by_name' if name else 'events_of_news'}"  # noqa: S608 - names of ours
            f" WHERE workspace_id = :workspace_id AND name IN ({_NEWS}) {'AND name = :name' if name else ''}"
            " AND id > :after AND created_at > :since ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, name=name, limit=limit, after=after.event_id if is_known else 0,
            since=to_text(self._tx.now - KEPT_FOR if is_known else max(self._tx.now - KEPT_FOR, after.moment)),
        )  # fmt: skip
        return [
            News(event_id=row["id"], type=row["name"], created_at=from_text(row["created_at"]), data=json.loads(row["data"]))
            for row in rows
        ]

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the subjects and the data of a workspace's events, oldest first."""
        rows = self._tx.all(
            "SELECT id, subject, data FROM events WHERE workspace_id = :workspace_id AND id > :after ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [row["subject"], *words_of(json.loads(row["data"]))]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, event_id: int, names: Names) -> bool:
        """Take a person out of an event, which itself stays; tell whether it named them."""
        row = self._tx.one(
            "SELECT subject, data FROM events WHERE id = :id AND workspace_id = :workspace_id", workspace_id=workspace_id, id=event_id
        )
        if row is None:
            return False
        document = json.loads(row["data"])
        subject, data = without(row["subject"], names), without_words(document, names)
        if (subject, data) == (row["subject"], document):
            return False
        self._tx.run(
            "UPDATE events SET subject = :subject, data = :data WHERE id = :id AND workspace_id = :workspace_id",
            workspace_id=workspace_id, id=event_id, subject=subject, data=json.dumps(data, ensure_ascii=False),
        )  # fmt: skip
        return True

    def find_by_key(self, workspace_id: WorkspaceId, event_id: int) -> Event | None:
        """Find an event of a workspace."""
        row = self._tx.one("SELECT * FROM events WHERE id = :id AND workspace_id = :workspace_id", workspace_id=workspace_id, id=event_id)
        return _event(row) if row else None

    def _insert(
        self, workspace_id: WorkspaceId | None, happening: Happening, subject: str, actor: str, address: str, request_id: str,
        data: dict[str, object],
    ) -> int:  # fmt: skip
        row = self._tx.one(
            "INSERT INTO events (workspace_id, name, subject, actor, address, request_id, data, created_at)"
            " VALUES (:workspace_id, :name, :subject, :actor, :address, :request_id, :data, :now) RETURNING id",
            workspace_id=workspace_id, name=happening, subject=subject, actor=actor, address=address, request_id=request_id,
            data=json.dumps(data, ensure_ascii=False), now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        return int(row["id"])


def _narrowed(name: str | None, actor: str | None) -> str:
    """Give the conditions that there are: where there is none, all are counted without one being read."""
    return ("AND name = :name " if name is not None else "") + ("AND actor = :actor" if actor is not None else "")


def _event(row: Row) -> Event:
    return Event(
        id=row["id"], workspace_id=None if row["workspace_id"] is None else WorkspaceId(row["workspace_id"]), name=row["name"],
        subject=row["subject"], actor=row["actor"], address=row["address"], request_id=row["request_id"], data=row["data"],
        created_at=from_text(row["created_at"]),
    )  # fmt: skip
