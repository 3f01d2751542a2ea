"""Workspaces, which own everything, and callers, who speak for one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.users import UserId
from outhost.domain.words import Text, is_whole_text

WorkspaceId = NewType("WorkspaceId", int)

NAME_LIMIT: Final = 120
_NO_NAME: Final = Text(en="must be 1–{most} characters after trimming", fr="doit compter de 1 à {most} caractères une fois rogné")


class Role(StrEnum):
    """What a member may do in a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"

    def covers(self, needed: "Role") -> bool:
        """Tell whether who has this role may do what asks for another: each may do all that those after it may."""
        ranks = list(Role)
        return ranks.index(self) <= ranks.index(needed)


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
    """Who asks for an operation: a workspace, who speaks for it, and with what rights.

    `actor` is `api_key` (that of `/v1`), `command_line`, `setup`, `user:42` or `access_key:7`; `address` the client's IP, empty where there
    is none. `user_id` is None where no person speaks; whoever holds the machine, or the key of `/v1`, speaks as an owner would.
    """

    workspace_id: WorkspaceId
    actor: str
    address: str = ""
    request_id: str = ""
    user_id: UserId | None = None
    role: Role = Role.OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A workspace that a user is a member of, as the user sees it."""

    workspace_id: WorkspaceId
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a workspace, as the workspace sees it."""

    user_id: UserId
    email: str
    full_name: str
    role: Role
    joined_at: datetime

    @property
    def is_owner(self) -> bool:
        """Tell whether they own the workspace."""
        return self.role is Role.OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A workspace as administrators of the installation see it."""

    workspace: Workspace
    founder_email: str
    member_count: int


def checked_name(text: str) -> str:
    """Give a name trimmed.

    Raises:
        InvalidInput: it is empty or too long, or no whole text.
    """
    name = text.strip()
    if not 1 <= len(name) <= NAME_LIMIT or not is_whole_text(name):
        raise InvalidInput(Issue("name", _NO_NAME.filled(most=NAME_LIMIT)))
    return name
