"""Events in rows."""

import json

from outhost.domain.clock import to_text
from outhost.domain.events import Happening
from outhost.domain.sessions import NOWHERE, Visit
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.contract import Connection


class Events:
    """The table `events`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, caller: Caller, happening: Happening, subject: str, **data: object) -> None:
        """Remember what a caller made happen to `subject`, a public id."""
        self._insert(caller.workspace_id, happening, subject, caller.actor, caller.address, caller.request_id, data)

    def insert_without_workspace(self, actor: str, happening: Happening, subject: str, visit: Visit = NOWHERE, **data: object) -> None:
        """Remember what happened to a person, or to the installation as a whole."""
        self._insert(None, happening, subject, actor, visit.address, visit.request_id, data)

    def _insert(
        self, workspace_id: WorkspaceId | None, happening: Happening, subject: str, actor: str, address: str, request_id: str,
        data: dict[str, object],
    ) -> None:  # fmt: skip
        self._tx.run(
            "INSERT INTO events (workspace_id, name, subject, actor, address, request_id, data, created_at)"
            " VALUES (:workspace_id, :name, :subject, :actor, :address, :request_id, :data, :now)",
            workspace_id=workspace_id, name=happening, subject=subject, actor=actor, address=address, request_id=request_id,
            data=json.dumps(data, ensure_ascii=False), now=to_text(self._tx.now),
        )  # fmt: skip
