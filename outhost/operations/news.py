"""News as they are made: the event, and all who are to hear of it, in the transaction that it tells of."""

from collections.abc import Mapping
from typing import Any

from outhost.domain.events import Happening
from outhost.domain.news import News
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx


def tell(tx: Tx, caller: Caller, happening: Happening, subject: str, data: Mapping[str, Any]) -> News:
    """Remember an event that the world may hear of; `data` is what it is told, as JSON takes it."""
    event_id = tx.events.insert(caller, happening, subject, **data)
    return News(event_id=event_id, type=happening, created_at=tx.now, data=data)
