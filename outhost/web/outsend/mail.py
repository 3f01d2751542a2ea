"""Mail, as administrators try it."""

from sanic import HTTPResponse

from outhost.web.outsend.answers import done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.wire.mail import MailTestIn


async def test(call: Call[Login]) -> HTTPResponse:
    """Sends one letter at once, to see whether mail works: through the mail server, or into the outbox folder where none is set."""
    body = await body_of(call.request, MailTestIn)
    await call.appliance.letters.send_trial(f"user:{call.caller.user.id}", call.visit, body.to, call.appliance.clock.now())
    return done()
