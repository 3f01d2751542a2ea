"""Invitations: codes that let somebody sign up, and join the workspace that they came from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NewType

from outhost.domain.users import UserId
from outhost.domain.workspaces import Role, WorkspaceId

InvitationId = NewType("InvitationId", int)

LASTS: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation that nobody has used. Without a `workspace_id` an administrator made it, and who uses it founds a workspace.

    With an `email` it is for that address alone.
    """

    id: InvitationId
    workspace_id: WorkspaceId | None
    role: Role
    email: str | None
    invited_by: UserId | None
    created_at: datetime
    expires_at: datetime
