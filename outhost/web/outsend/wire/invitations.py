"""The shapes of invitations."""

from pydantic import Field

from outhost.domain.invitations import Invitation
from outhost.operations.invitations import IssuedInvitation
from outhost.web.outsend.wire.form import In, Out, moment
from outhost.web.outsend.wire.workspaces import RoleName

_EMAIL = "The code is then for this address alone, and a letter is sent there."


class InviteIn(In):
    """Somebody to invite into a workspace."""

    email: str | None = Field(None, description=_EMAIL)
    role: RoleName


class InviteFounderIn(In):
    """Somebody to invite to this installation, where they found a workspace of their own."""

    email: str | None = Field(None, description=_EMAIL)


class AcceptIn(In):
    """The code of an invitation."""

    code: str = Field(min_length=1, max_length=64)


class InvitationOut(Out):
    """An invitation that waits to be used; `invited_by` is the number of a user."""

    id: int
    email: str | None
    role: str
    invited_by: int | None
    created_at: str
    expires_at: str

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationOut":
        """Shape an invitation."""
        return cls(
            id=invitation.id,
            email=invitation.email,
            role=invitation.role,
            invited_by=invitation.invited_by,
            created_at=moment(invitation.created_at),
            expires_at=moment(invitation.expires_at),
        )


class IssuedInvitationOut(InvitationOut):
    """An invitation that was made; its code and link are shown this once, null when the answer is given again."""

    code: str | None
    link: str | None

    @classmethod
    def shown(cls, issued: IssuedInvitation) -> "IssuedInvitationOut":
        """Shape it with its code."""
        return cls(**InvitationOut.of(issued.invitation).model_dump(), code=issued.code, link=issued.link)

    @classmethod
    def hidden(cls, issued: IssuedInvitation) -> "IssuedInvitationOut":
        """Shape it without its code."""
        return cls(**InvitationOut.of(issued.invitation).model_dump(), code=None, link=None)


class InvitationsOut(Out):
    """A page of invitations."""

    items: list[InvitationOut]
    total: int
    limit: int
    offset: int
