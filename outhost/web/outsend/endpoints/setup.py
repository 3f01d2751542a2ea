"""The endpoint that sets an installation up."""

from outhost.domain.errors import AlreadySetUp, InvalidInput, SetupLinkExpired
from outhost.web.endpoint import Example
from outhost.web.outsend import setup
from outhost.web.outsend.endpoints.refusals import ANYBODY, BODY
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.setup import SetUpIn, SetUpOut

ENDPOINTS = (
    ApiEndpoint(
        method="POST",
        path="/api/setup",
        handler=setup.set_up,
        title="Set the installation up",
        group="Administration",
        audience=Audience.PUBLIC,
        body=SetUpIn,
        answer=SetUpOut,
        refusals=(
            *ANYBODY,
            *BODY,
            (InvalidInput, "The address, the password or a name won't do."),
            (SetupLinkExpired, "The token is unknown, used or older than 30 minutes."),
            (AlreadySetUp, "Somebody is here already."),
        ),
        example=Example(
            body={
                "token": "{{setup_token}}",
                "email": "alex@example.com",
                "password": "correct horse 1",
                "full_name": "Alex Cohen",
                "workspace": "Acme",
            },
            answer={
                "ok": True,
                "user": {
                    "id": 1,
                    "email": "alex@example.com",
                    "full_name": "Alex Cohen",
                    "email_verified": True,
                    "is_active": True,
                    "is_admin": True,
                    "locale": "en",
                    "created_at": "2026-05-10T19:00:00Z",
                    "workspace_id": 1,
                    "workspaces": [{"id": 1, "name": "Acme", "role": "owner"}],
                },
                "api_key": "{{api_key}}",
            },
        ),
    ),
)
