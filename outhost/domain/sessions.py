"""Sessions: a browser that is logged in, known by a token in its cookie."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NewType

from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId

SessionId = NewType("SessionId", int)

LASTS: Final = timedelta(days=7)
"""How long a session lives after it was last used."""
SLIDES_AFTER: Final = timedelta(hours=1)
"""How far a session must have run before its end is moved, so that not every request writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session; it acts in one workspace at a time, None where its user is a member of none."""

    id: SessionId
    user_id: UserId
    workspace_id: WorkspaceId | None
    address: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where a request comes from, whoever sends it: the client's IP, what it calls itself, its language, and the request's id."""

    address: str = ""
    user_agent: str = ""
    locale: str = "en"
    request_id: str = ""


NOWHERE: Final = Visit()
"""Where a command comes from."""
