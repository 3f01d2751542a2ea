"""The endpoints of an account as a whole."""

from typing import Final

from outhost.domain.errors import LastAdministrator, LastOwner, TooManyAttempts, WrongPassword
from outhost.web.endpoint import Example
from outhost.web.outsend import account
from outhost.web.outsend.endpoints.refusals import BODY, SESSION
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.account import AccountOut
from outhost.web.outsend.wire.auth import PasswordIn
from outhost.web.outsend.wire.form import OkOut

_GROUP: Final = "Authentication"

ENDPOINTS = (
    ApiEndpoint(
        method="GET",
        path="/api/auth/account/export",
        handler=account.export,
        title="Export your account",
        group=_GROUP,
        audience=Audience.PERSON,
        is_session_only=True,
        answer=AccountOut,
        refusals=SESSION,
        example=Example(
            answer={
                "exported_at": "2026-05-11T08:12:09Z",
                "profile": {
                    "id": 42,
                    "email": "alex@example.com",
                    "full_name": "Alex Cohen",
                    "email_verified": True,
                    "is_active": True,
                    "is_admin": False,
                    "locale": "en",
                    "created_at": "2026-04-15T11:23:42Z",
                    "workspace_id": 7,
                    "workspaces": [{"id": 7, "name": "Alex Cohen", "role": "owner"}],
                    "user_id": "8d1d20c0-5b7e-4d2c-8a3f-0e8b6f1c3a02",
                    "has_totp": False,
                },
                "sessions": [],
                "invitations": [],
                "api_keys": [],
                "votes": [],
                "feedback": [],
                "veilles": [],
                "events": [
                    {
                        "id": 311,
                        "name": "user.logged_in",
                        "subject": "8d1d20c0-5b7e-4d2c-8a3f-0e8b6f1c3a02",
                        "actor": "user:42",
                        "address": "203.0.113.9",
                        "data": {},
                        "created_at": "2026-05-11T08:12:09Z",
                    }
                ],
            }
        ),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/auth/account",
        handler=account.erase,
        title="Erase your account",
        group=_GROUP,
        audience=Audience.PERSON,
        is_session_only=True,
        body=PasswordIn,
        answer=OkOut,
        refusals=(
            *SESSION,
            *BODY,
            (TooManyAttempts, "5 tries an hour to give the password, for whatever needs it; a success clears the counter."),
            (WrongPassword, "The password is wrong."),
            (LastAdministrator, "You are the last active administrator."),
            (LastOwner, "You are the last owner of a workspace that has other members."),
        ),
        example=Example(body={"password": "correct horse 1"}, answer={"ok": True}),
    ),
)
