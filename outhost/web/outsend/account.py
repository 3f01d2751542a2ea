"""An account as a whole: copied and erased."""

import asyncio
from dataclasses import dataclass

from sanic import HTTPResponse

from outhost.domain.access_keys import AccessKey
from outhost.domain.events import Event
from outhost.domain.invitations import Invitation
from outhost.domain.modules import Vote
from outhost.domain.sessions import Session
from outhost.domain.users import User, UserId
from outhost.domain.veilles import Veille
from outhost.domain.workspaces import Membership
from outhost.operations.feedback import Correspondence, correspondences_of_user
from outhost.store.transactions import Tx
from outhost.web.cookie import close_cookie
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.wire.account import AccountOut, OwnEventOut, OwnInvitationOut, OwnKeyOut, OwnVeilleOut, OwnVoteOut, ProfileOut
from outhost.web.outsend.wire.auth import PasswordIn, SessionOut, UserOut
from outhost.web.outsend.wire.feedback import CorrespondenceOut
from outhost.web.outsend.wire.form import moment

_FILE = {"content-disposition": 'attachment; filename="outhost-account.json"'}
_ALL = 1_000_000
_EVENTS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Possessions:
    """What a person has, besides what they made happen."""

    memberships: list[Membership]
    sessions: list[Session]
    invitations: list[Invitation]
    access_keys: list[AccessKey]
    votes: list[Vote]
    feedback: list[Correspondence]
    veilles: list[Veille]


async def export(call: Call[Login]) -> HTTPResponse:
    """Returns everything about you as one JSON document, to be kept as a file.

    Your profile and memberships, sessions, open invitations that you made, API keys without their secrets, votes for modules, feedback
    with its answers, veilles that you made, and the events that you or those keys caused, oldest first. What a workspace owns is not yours
    alone: its lists have exports of their own.
    """
    user, session = call.caller.user, call.caller.session
    found = await call.appliance.read(_possessions, user.id)
    shown = UserOut.of(user, session.workspace_id if session else None, found.memberships)
    events = [event for actor in _actors(user, found.access_keys) for event in await _events(call, actor)]
    copy = AccountOut(
        exported_at=moment(call.appliance.clock.now()),
        profile=ProfileOut(**shown.model_dump(), user_id=user.public_id, has_totp=user.has_totp),
        sessions=[SessionOut.of(one, session) for one in found.sessions],
        invitations=[OwnInvitationOut.of(invitation) for invitation in found.invitations],
        api_keys=[OwnKeyOut.of(key) for key in found.access_keys],
        votes=[OwnVoteOut.of(vote) for vote in found.votes],
        feedback=[CorrespondenceOut.of_whole(one) for one in found.feedback],
        veilles=[OwnVeilleOut.of(veille) for veille in found.veilles],
        events=await asyncio.to_thread(_shaped, events),  # who decided on a million images has a million
    )
    return as_json(copy, _FILE)


async def erase(call: Call[Login]) -> HTTPResponse:
    """Erases your account at once; takes the password. This can't be undone.

    A workspace whose only member you are goes with you, with its lists, images, templates, pictures, credits and keys; nobody sees it from
    now on, and its rows and files are removed within moments. A workspace that goes on gets its longest-standing owner as founder.
    """
    body = await body_of(call.request, PasswordIn)
    await call.appliance.departures.erase(call.visit, call.caller.user, body.password)
    response = done()
    close_cookie(call.request, response)
    return response


async def _events(call: Call[Login], actor: str) -> list[Event]:
    found: list[Event] = []
    while batch := await call.appliance.read(_event_page, actor, found[-1].id if found else 0):
        found += batch
    return found


def _shaped(events: list[Event]) -> list[OwnEventOut]:
    return [OwnEventOut.of(event) for event in sorted(events, key=lambda event: event.id)]


def _actors(user: User, keys: list[AccessKey]) -> list[str]:
    return [f"user:{user.id}", *(f"access_key:{key.id}" for key in keys)]


def _possessions(tx: Tx, user_id: UserId) -> _Possessions:
    return _Possessions(
        memberships=tx.workspaces.memberships(user_id),
        sessions=tx.sessions.page(user_id, limit=_ALL, offset=0),
        invitations=tx.invitations.all_made_by(user_id),
        access_keys=tx.access_keys.all_of_user(user_id),
        votes=tx.votes.all_of_user(user_id),
        feedback=correspondences_of_user(tx, user_id, _ALL),
        veilles=tx.veilles.all_of_user(user_id),
    )


def _event_page(tx: Tx, actor: str, after: int) -> list[Event]:
    return tx.events.page_of_actor(actor, after=after, limit=_EVENTS_AT_ONCE)
