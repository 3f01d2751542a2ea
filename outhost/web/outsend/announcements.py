"""Announcements, as `/api` shows them to everybody and takes them from administrators."""

from sanic import HTTPResponse

from outhost.domain.announcements import Announcement
from outhost.domain.sessions import Visit
from outhost.operations.replies import KeptReply
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.once import once
from outhost.web.outsend.wire.announcements import AnnounceIn, AnnouncementOut, AnnouncementsOut


async def list_all(call: Call[Visit]) -> HTTPResponse:
    """Lists what the administrators of this installation announce, newest first; it takes no login."""
    announced = await call.appliance.read(lambda tx: tx.announcements.all())
    return as_json(AnnouncementsOut(items=[AnnouncementOut.of(one) for one in announced]))


async def make(call: Call[Login]) -> HTTPResponse:
    """Announces something to everybody who comes here, logged in or not: until a moment, or until it is taken back."""
    user, body = call.caller.user, await body_of(call.request, AnnounceIn)

    async def made(reply: KeptReply[Announcement] | None) -> Announcement:
        return await call.appliance.announcements.make(call.visit, user, body.new(), reply)

    return await once(call.request, call.appliance, user, made, AnnouncementOut.of)


async def take_back(call: Call[Login]) -> HTTPResponse:
    """Takes an announcement back: nobody reads it any longer."""
    await call.appliance.announcements.take_back(call.visit, call.caller.user, call.number("announcement_id"))
    return done()
