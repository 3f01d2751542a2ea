"""Workspaces, which own everything, and callers, who speak for one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from outhost.domain.users import UserId

WorkspaceId = NewType("WorkspaceId", int)


class Role(StrEnum):
    """What a member may do in a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An owner of lists, leads, keys and credits; its founder is the user that `/v1/me` shows."""

    id: WorkspaceId
    name: str
    founder_id: UserId
    credits: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks for an operation: a workspace, and who speaks for it.

    `actor` is `api_key`, `command_line` or `setup`; `address` the client's IP, empty where there is none.
    """

    workspace_id: WorkspaceId
    actor: str
    address: str = ""
    request_id: str = ""
