"""Feeds of veilles: their links, as `/api` gives and takes them away."""

from functools import partial

from sanic import HTTPResponse

from outhost.domain.workspaces import Caller
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.call import Call
from outhost.web.outsend.once import once
from outhost.web.outsend.veilles import veille_of
from outhost.web.outsend.wire.veille_feeds import FeedOut


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns the link under which a feed reader finds what the veille found, as RSS 2.0 and as JSON Feed 1.1; nulls while it is closed."""
    return as_json(FeedOut.of(await call.appliance.veille_feeds.show(call.caller, call.params["veille_id"])))


async def open_feed(call: Call[Caller]) -> HTTPResponse:
    """Opens the feed of a veille; of one that is open the link becomes another, and the former one leads nowhere.

    The link is signed, needs no login, and dies with the veille. The feed has the hundred newest signals, in the language of the veille.
    """
    veille = await veille_of(call)
    return await once(
        call.request,
        call.appliance,
        call.caller,
        partial(call.appliance.veille_feeds.open, call.caller, veille.public_id),
        FeedOut.of,
        FeedOut.again,
    )


async def close_feed(call: Call[Caller]) -> HTTPResponse:
    """Closes the feed of a veille: its link leads nowhere any longer."""
    await call.appliance.veille_feeds.close(call.caller, call.params["veille_id"])
    return done()
