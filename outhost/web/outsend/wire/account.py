"""The shapes of an account as a whole: the copy of everything about a person."""

import json
from typing import Any

from outhost.domain.access_keys import AccessKey
from outhost.domain.events import Event
from outhost.domain.invitations import Invitation
from outhost.domain.modules import Vote
from outhost.domain.veilles import Veille
from outhost.web.outsend.wire.auth import SessionOut, UserOut
from outhost.web.outsend.wire.feedback import CorrespondenceOut
from outhost.web.outsend.wire.form import Out, moment, moment_or_none


class ProfileOut(UserOut):
    """A person, as they see themselves, with what else is kept of them; `user_id` is the UUID that `/v1/me` shows."""

    user_id: str
    has_totp: bool


class OwnKeyOut(Out):
    """A key that acts as the person; the key itself is not kept."""

    id: int
    workspace_id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: str
    last_used_at: str | None
    expires_at: str | None

    @classmethod
    def of(cls, key: AccessKey) -> "OwnKeyOut":
        """Shape a key."""
        return cls(
            id=key.id,
            workspace_id=key.workspace_id,
            name=key.name,
            prefix=key.prefix,
            scopes=sorted(key.scopes),
            created_at=moment(key.created_at),
            last_used_at=moment_or_none(key.last_used_at),
            expires_at=moment_or_none(key.expires_at),
        )


class OwnInvitationOut(Out):
    """An invitation that the person made and nobody has used; its code is not kept."""

    id: int
    workspace_id: int | None
    role: str
    email: str | None
    created_at: str
    expires_at: str

    @classmethod
    def of(cls, invitation: Invitation) -> "OwnInvitationOut":
        """Shape an invitation."""
        return cls(
            id=invitation.id,
            workspace_id=invitation.workspace_id,
            role=invitation.role,
            email=invitation.email,
            created_at=moment(invitation.created_at),
            expires_at=moment(invitation.expires_at),
        )


class OwnVoteOut(Out):
    """A module that the person would like to have."""

    slug: str
    created_at: str

    @classmethod
    def of(cls, vote: Vote) -> "OwnVoteOut":
        """Shape a vote."""
        return cls(slug=vote.slug, created_at=moment(vote.created_at))


class OwnVeilleOut(Out):
    """A veille that the person made; with `digest` they are written to when it found something."""

    id: str
    workspace_id: int
    name: str
    frequency_days: int
    status: str
    digest: bool
    created_at: str

    @classmethod
    def of(cls, veille: Veille) -> "OwnVeilleOut":
        """Shape a veille."""
        return cls(
            id=veille.public_id,
            workspace_id=veille.workspace_id,
            name=veille.name,
            frequency_days=veille.frequency_days,
            status=veille.status,
            digest=veille.has_digest,
            created_at=moment(veille.created_at),
        )


class OwnEventOut(Out):
    """Something that the person, or a key of theirs, made happen."""

    id: int
    name: str
    subject: str
    actor: str
    address: str
    data: dict[str, Any]
    created_at: str

    @classmethod
    def of(cls, event: Event) -> "OwnEventOut":
        """Shape an event."""
        return cls(
            id=event.id,
            name=event.name,
            subject=event.subject,
            actor=event.actor,
            address=event.address,
            data=json.loads(event.data),
            created_at=moment(event.created_at),
        )


class AccountOut(Out):
    """Everything about a person."""

    exported_at: str
    profile: ProfileOut
    sessions: list[SessionOut]
    invitations: list[OwnInvitationOut]
    api_keys: list[OwnKeyOut]
    votes: list[OwnVoteOut]
    feedback: list[CorrespondenceOut]
    veilles: list[OwnVeilleOut]
    events: list[OwnEventOut]
