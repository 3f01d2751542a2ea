"""The shapes of `/api/auth`: people, their sessions and their second factor."""

from typing import Literal

from pydantic import Field

from outhost.domain.sessions import Session
from outhost.domain.users import User
from outhost.domain.workspaces import Membership, WorkspaceId
from outhost.web.outsend.wire.form import In, Out, moment

_PASSWORD = "8–128 characters, a letter among them and a digit or symbol."  # noqa: S105 - a rule, not a password


class SignUpIn(In):
    """Somebody who signs up."""

    email: str
    password: str = Field(description=_PASSWORD)
    invitation_code: str | None = Field(None, min_length=1, max_length=64, description="Needed unless `open_signup` is on.")
    accept_responsibility: Literal[True] = Field(description="Must be true: you answer for what you do with other people's data.")
    full_name: str | None = None


class LogInIn(In):
    """Somebody who logs in."""

    email: str
    password: str
    totp: str | None = Field(None, description="The second factor's current code, or a recovery code.")


class UpdateMeIn(In):
    """What somebody changes about themselves."""

    full_name: str | None = None
    locale: Literal["en", "fr"] | None = None


class ChangePasswordIn(In):
    """A new password, by the current one."""

    current_password: str
    new_password: str = Field(description=_PASSWORD)


class ForgotPasswordIn(In):
    """An address whose password is forgotten."""

    email: str


class ResetPasswordIn(In):
    """A new password, by the token of a letter."""

    token: str
    new_password: str = Field(description=_PASSWORD)


class TokenIn(In):
    """The token of a letter."""

    token: str


class CodeIn(In):
    """The current code of an authenticator app."""

    code: str


class PasswordIn(In):
    """The password, for what can't be undone lightly."""

    password: str


class MembershipOut(Out):
    """A workspace, as one of its members sees it."""

    id: int
    name: str
    role: str

    @classmethod
    def of(cls, membership: Membership) -> "MembershipOut":
        """Shape a workspace of somebody's."""
        return cls(id=membership.workspace_id, name=membership.name, role=membership.role)


class UserOut(Out):
    """A person, as they see themselves; `workspace_id` is where they act."""

    id: int
    email: str
    full_name: str
    email_verified: bool
    is_active: bool
    is_admin: bool
    locale: str
    created_at: str
    workspace_id: int | None
    workspaces: list[MembershipOut]

    @classmethod
    def of(cls, user: User, workspace_id: WorkspaceId | None, memberships: list[Membership]) -> "UserOut":
        """Shape a person."""
        return cls(
            id=user.id,
            email=user.email,
            full_name=user.full_name,
            email_verified=user.is_verified,
            is_active=user.is_active,
            is_admin=user.is_admin,
            locale=user.locale,
            created_at=moment(user.created_at),
            workspace_id=workspace_id,
            workspaces=[MembershipOut.of(one) for one in memberships],
        )


class UserAnswerOut(Out):
    """It is done, and this is who it was about."""

    ok: bool = True
    user: UserOut


class LimitsOut(Out):
    """What one person may use at once."""

    concurrent_jobs: int
    ef_per_job: float


class MeOut(UserAnswerOut):
    """Who calls, and how they came in."""

    auth: Literal["session", "api_key"]
    limits: LimitsOut


class SessionOut(Out):
    """A browser that is logged in; `is_current` tells whether it is the one that asks."""

    id: int
    address: str
    user_agent: str
    created_at: str
    last_seen_at: str
    expires_at: str
    is_current: bool

    @classmethod
    def of(cls, session: Session, current: Session | None) -> "SessionOut":
        """Shape a session."""
        return cls(
            id=session.id,
            address=session.address,
            user_agent=session.user_agent,
            created_at=moment(session.created_at),
            last_seen_at=moment(session.last_seen_at),
            expires_at=moment(session.expires_at),
            is_current=current is not None and session.id == current.id,
        )


class SessionsOut(Out):
    """A page of sessions."""

    items: list[SessionOut]
    total: int
    limit: int
    offset: int


class TotpSetupOut(Out):
    """What an authenticator app needs; shown this once."""

    secret: str
    otpauth_url: str


class RecoveryCodesOut(Out):
    """Ten codes, each good once in place of a code; shown this once."""

    recovery_codes: list[str]
