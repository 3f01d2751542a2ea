"""The shapes of workspaces and their members."""

from typing import Literal

from pydantic import Field

from outhost.domain.workspaces import Member
from outhost.web.outsend.wire.auth import MembershipOut
from outhost.web.outsend.wire.form import In, Out, moment

RoleName = Literal["owner", "admin", "member", "viewer"]


class WorkspaceIn(In):
    """A workspace to be founded, or what one is to be called."""

    name: str = Field(description="1–120 characters after trimming.")


class ChangeRoleIn(In):
    """What a member is to be."""

    role: RoleName


class WorkspacesOut(Out):
    """A page of workspaces."""

    items: list[MembershipOut]
    total: int
    limit: int
    offset: int


class MemberOut(Out):
    """A member, as the others see them."""

    user_id: int
    email: str
    full_name: str
    role: str
    joined_at: str

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        """Shape a member."""
        return cls(
            user_id=member.user_id,
            email=member.email,
            full_name=member.full_name,
            role=member.role,
            joined_at=moment(member.joined_at),
        )


class MembersOut(Out):
    """A page of members."""

    items: list[MemberOut]
    total: int
    limit: int
    offset: int
