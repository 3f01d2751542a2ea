"""The endpoints for administrators of the installation: people, invitations, workspaces, credits."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import BalanceTooLow, InvalidInput, LastAdministrator, NotVisible
from outhost.web.endpoint import Example
from outhost.web.outsend import administration, invitations
from outhost.web.outsend.endpoints.refusals import ADMINISTRATOR, BODY, KEPT, PAGE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.administration import BookCreditsIn, BookedCreditsOut, ChangeUserIn, ListingsOut, PeopleOut, PersonOut
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.invitations import InvitationsOut, InviteFounderIn, IssuedInvitationOut

_GROUP: Final = "Administration"
_PERSON: Final = MappingProxyType[str, Any]({
    "id": 43,
    "email": "kim@example.com",
    "full_name": "Kim Park",
    "email_verified": True,
    "is_active": True,
    "is_admin": False,
    "has_totp": False,
    "locale": "en",
    "created_at": "2026-05-10T19:00:00Z",
    "workspaces": [{"id": 8, "name": "Kim Park", "role": "owner"}],
})  # fmt: skip
_INVITATION: Final = MappingProxyType[str, Any]({
    "id": 6,
    "email": None,
    "role": "owner",
    "invited_by": 42,
    "created_at": "2026-05-10T19:00:00Z",
    "expires_at": "2026-05-24T19:00:00Z",
})  # fmt: skip
_CODE: Final = "q3Zt0mZ6mG0b0T5v1xq0cN8yqk1m7m2r9dXb3yPzJfE"
_NOBODY: Final = (NotVisible, "Nobody has this id.")

ENDPOINTS = (
    ApiEndpoint(
        method="GET",
        path="/api/admin/users",
        handler=administration.list_users,
        title="List people",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        query=PAGED,
        answer=PeopleOut,
        refusals=(*ADMINISTRATOR, PAGE),
        example=Example(answer={"items": [dict(_PERSON)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/admin/users/<user_id>",
        handler=administration.show_user,
        title="Get a person",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        answer=PersonOut,
        refusals=(*ADMINISTRATOR, _NOBODY),
        example=Example(answer=dict(_PERSON)),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/admin/users/<user_id>",
        handler=administration.change_user,
        title="Let a person in, keep them out, or make them an administrator",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        body=ChangeUserIn,
        answer=PersonOut,
        refusals=(*ADMINISTRATOR, _NOBODY, *BODY, (LastAdministrator, "They are the last administrator who may log in.")),
        example=Example(body={"is_active": True, "is_admin": False}, answer=dict(_PERSON)),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/admin/invitations",
        handler=invitations.list_founding,
        title="List administrators' invitations",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        query=PAGED,
        answer=InvitationsOut,
        refusals=(*ADMINISTRATOR, PAGE),
        example=Example(answer={"items": [dict(_INVITATION)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/admin/invitations",
        handler=invitations.invite_to_found,
        title="Invite somebody to this installation",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        is_kept=True,
        body=InviteFounderIn,
        answer=IssuedInvitationOut,
        refusals=(*ADMINISTRATOR, *BODY, (InvalidInput, "`email` is no address."), KEPT),
        example=Example(body={}, answer={**_INVITATION, "code": _CODE, "link": f"{{{{base}}}}/invitation?code={_CODE}"}),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/admin/invitations/<invitation_id>",
        handler=invitations.take_back_founding,
        title="Take an administrator's invitation back",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        answer=OkOut,
        refusals=(*ADMINISTRATOR, (NotVisible, "No invitation by administrators waits under this id.")),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/admin/workspaces",
        handler=administration.list_workspaces,
        title="List all workspaces",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        query=PAGED,
        answer=ListingsOut,
        refusals=(*ADMINISTRATOR, PAGE),
        example=Example(
            answer={
                "items": [
                    {
                        "id": 8,
                        "name": "Kim Park",
                        "founder_id": 43,
                        "founder_email": "kim@example.com",
                        "members": 1,
                        "credits": 1000,
                        "created_at": "2026-05-10T19:00:00Z",
                    }
                ],
                "total": 1,
                "limit": 50,
                "offset": 0,
            }
        ),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/admin/workspaces/<workspace_id>/credits",
        handler=administration.book_credits,
        title="Grant credits, or take them back",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        is_kept=True,
        body=BookCreditsIn,
        answer=BookedCreditsOut,
        refusals=(
            *ADMINISTRATOR,
            (NotVisible, "No workspace has this id."),
            *BODY,
            (InvalidInput, "`amount` is 0 or beyond a thousand million."),
            KEPT,
            (BalanceTooLow, "The workspace has fewer than are to be taken back; nothing is taken."),
        ),
        example=Example(body={"amount": 500, "reason": "Spring offer"}, answer={"workspace_id": 8, "amount": 500, "credits": 1500}),
    ),
)
