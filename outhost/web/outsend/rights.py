"""Whom an endpoint of `/api` is for, and how that is checked before its handler runs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from outhost.domain.errors import EmailUnverified, NotAdministrator, NotVisible, NoWorkspace, RoleTooLow, ScopeTooNarrow, SessionOnly
from outhost.domain.workspaces import Role
from outhost.web.endpoint import Endpoint

WORKSPACE: Final = "workspace_id"
"""What a workspace is called in a path."""


class Audience(StrEnum):
    """Whom an endpoint is for. What a handler is given as its caller follows from it: see `Call`."""

    PUBLIC = "public"
    PERSON = "person"
    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"
    ADMINISTRATOR = "administrator"

    @property
    def role(self) -> Role | None:
        """Give the role that is needed in the workspace, for audiences that act in one."""
        return Role(self.value) if self.value in set(Role) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiEndpoint(Endpoint):
    """An endpoint of `/api`: also whom it is for, and whether an access key may call it (`is_session_only`: none may).

    `needs_verified`: only people whose address was verified may call it, as for all that makes or starts a job.
    """

    audience: Audience
    is_session_only: bool = False
    needs_verified: bool = False

    @property
    def is_about_a_workspace(self) -> bool:
        """Tell whether its path names the workspace in which its audience's role is needed; else that is where the caller acts."""
        return self.audience.role is not None and f"<{WORKSPACE}>" in self.path

    @property
    def is_closed_to_keys(self) -> bool:
        """Tell whether no access key may call it, whatever its scopes."""
        return self.is_session_only or self.audience is Audience.ADMINISTRATOR


def check_key(endpoint: ApiEndpoint, scope: str, scopes: frozenset[str]) -> None:
    """Do nothing if an access key with these scopes may call.

    Raises:
        SessionOnly, ScopeTooNarrow
    """
    if endpoint.is_closed_to_keys:
        raise SessionOnly
    if scope not in scopes:
        raise ScopeTooNarrow(scope=scope)


def check_audience(endpoint: ApiEndpoint, role: Role | None, *, is_admin: bool) -> None:
    """Do nothing if somebody is of those whom an endpoint is for; `role` is None for a member of no workspace, or not of the one named.

    Raises:
        NotAdministrator, NoWorkspace, RoleTooLow
        NotVisible: a workspace that somebody is not a member of is none to them.
    """
    if endpoint.audience is Audience.ADMINISTRATOR and not is_admin:
        raise NotAdministrator
    needed = endpoint.audience.role
    if needed is None:
        return
    if role is None:
        raise NotVisible if endpoint.is_about_a_workspace else NoWorkspace
    if not role.covers(needed):
        raise RoleTooLow(needed=needed, role=role)


def check_verified(endpoint: ApiEndpoint, *, is_verified: bool) -> None:
    """Do nothing if the address of whoever calls was verified, or need not be.

    Raises:
        EmailUnverified
    """
    if endpoint.needs_verified and not is_verified:
        raise EmailUnverified
