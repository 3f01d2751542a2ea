"""The endpoint that tries the mail."""

from outhost.domain.errors import InvalidInput, MailNotSent
from outhost.web.endpoint import Example
from outhost.web.outsend import mail
from outhost.web.outsend.endpoints.refusals import ADMINISTRATOR, BODY
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.mail import MailTestIn

ENDPOINTS = (
    ApiEndpoint(
        method="POST",
        path="/api/admin/mail-test",
        handler=mail.test,
        title="Try the mail",
        group="Administration",
        audience=Audience.ADMINISTRATOR,
        body=MailTestIn,
        answer=OkOut,
        refusals=(
            *ADMINISTRATOR,
            *BODY,
            (InvalidInput, "`to` is no address."),
            (MailNotSent, "The mail server, or the outbox, would not take the letter; `detail` says why."),
        ),
        example=Example(body={"to": "alex@example.com"}, answer={"ok": True}),
    ),
)
