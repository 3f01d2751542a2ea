"""The endpoints of workspaces, their members and invitations."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import AlreadyMember, InvalidInput, InvitationInvalid, LastOwner, NotVisible, RoleTooLow
from outhost.web.endpoint import Example
from outhost.web.outsend import invitations, members, workspaces
from outhost.web.outsend.endpoints.refusals import BODY, KEPT, LOGIN, NAMED_WORKSPACE, PAGE, SESSION, SESSION_ONLY
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.auth import MembershipOut
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.invitations import AcceptIn, InvitationsOut, InviteIn, IssuedInvitationOut
from outhost.web.outsend.wire.workspaces import ChangeRoleIn, MemberOut, MembersOut, WorkspaceIn, WorkspacesOut

_GROUP: Final = "Workspaces"
_WORKSPACE: Final = MappingProxyType[str, Any]({"id": 7, "name": "Northwind", "role": "owner"})
_MEMBER: Final = MappingProxyType[str, Any]({
    "user_id": 43,
    "email": "kim@example.com",
    "full_name": "Kim Park",
    "role": "member",
    "joined_at": "2026-05-10T19:00:00Z",
})  # fmt: skip
_INVITATION: Final = MappingProxyType[str, Any]({
    "id": 5,
    "email": "kim@example.com",
    "role": "member",
    "invited_by": 42,
    "created_at": "2026-05-10T19:00:00Z",
    "expires_at": "2026-05-24T19:00:00Z",
})  # fmt: skip
_OK: Final = MappingProxyType[str, Any]({"ok": True})
_CODE: Final = "q3Zt0mZ6mG0b0T5v1xq0cN8yqk1m7m2r9dXb3yPzJfE"
_NAME: Final = (InvalidInput, "`name` is not 1–120 characters after trimming.")
_NO_MEMBER: Final = (NotVisible, "The workspace has no such member.")
_LAST_OWNER: Final = (LastOwner, "They are the last owner who may log in.")

ENDPOINTS = (
    ApiEndpoint(
        method="GET",
        path="/api/workspaces",
        handler=workspaces.list_all,
        title="List your workspaces",
        group=_GROUP,
        audience=Audience.PERSON,
        query=PAGED,
        answer=WorkspacesOut,
        refusals=(*LOGIN, PAGE),
        example=Example(answer={"items": [dict(_WORKSPACE)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/workspaces",
        handler=workspaces.found,
        title="Make a workspace",
        group=_GROUP,
        audience=Audience.PERSON,
        is_session_only=True,
        is_kept=True,
        body=WorkspaceIn,
        answer=MembershipOut,
        refusals=(*SESSION, *BODY, _NAME, KEPT),
        example=Example(body={"name": "Northwind"}, answer=dict(_WORKSPACE)),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/workspaces/<workspace_id>",
        handler=workspaces.rename,
        title="Rename a workspace",
        group=_GROUP,
        audience=Audience.OWNER,
        body=WorkspaceIn,
        answer=MembershipOut,
        refusals=(*NAMED_WORKSPACE, *BODY, _NAME),
        example=Example(body={"name": "Northwind"}, answer=dict(_WORKSPACE)),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/workspaces/<workspace_id>/switch",
        handler=workspaces.switch,
        title="Act in a workspace",
        group=_GROUP,
        audience=Audience.VIEWER,
        is_session_only=True,
        answer=MembershipOut,
        refusals=(*NAMED_WORKSPACE, SESSION_ONLY),
        example=Example(answer=dict(_WORKSPACE)),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/workspaces/<workspace_id>/members",
        handler=members.list_all,
        title="List members",
        group=_GROUP,
        audience=Audience.VIEWER,
        query=PAGED,
        answer=MembersOut,
        refusals=(*NAMED_WORKSPACE, PAGE),
        example=Example(answer={"items": [dict(_MEMBER)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/workspaces/<workspace_id>/members/<user_id>",
        handler=members.change,
        title="Change a member's role",
        group=_GROUP,
        audience=Audience.ADMIN,
        body=ChangeRoleIn,
        answer=MemberOut,
        refusals=(*NAMED_WORKSPACE, _NO_MEMBER, *BODY, (RoleTooLow, "Only an owner makes or changes owners."), _LAST_OWNER),
        example=Example(body={"role": "member"}, answer=dict(_MEMBER)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/workspaces/<workspace_id>/members/<user_id>",
        handler=members.remove,
        title="Remove a member, or leave",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer=OkOut,
        refusals=(
            *NAMED_WORKSPACE,
            _NO_MEMBER,
            (RoleTooLow, "Somebody else is removed by an admin; an owner, by an owner."),
            _LAST_OWNER,
        ),
        example=Example(answer=dict(_OK)),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/workspaces/<workspace_id>/invitations",
        handler=invitations.list_all,
        title="List invitations",
        group=_GROUP,
        audience=Audience.ADMIN,
        query=PAGED,
        answer=InvitationsOut,
        refusals=(*NAMED_WORKSPACE, PAGE),
        example=Example(answer={"items": [dict(_INVITATION)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/workspaces/<workspace_id>/invitations",
        handler=invitations.invite,
        title="Invite somebody",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_kept=True,
        body=InviteIn,
        answer=IssuedInvitationOut,
        refusals=(*NAMED_WORKSPACE, *BODY, (InvalidInput, "`email` is no address."), KEPT),
        example=Example(
            body={"email": "kim@example.com", "role": "member"},
            answer={**_INVITATION, "code": _CODE, "link": f"{{{{base}}}}/invitation?code={_CODE}"},
        ),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/workspaces/<workspace_id>/invitations/<invitation_id>",
        handler=invitations.take_back,
        title="Take an invitation back",
        group=_GROUP,
        audience=Audience.ADMIN,
        answer=OkOut,
        refusals=(*NAMED_WORKSPACE, (NotVisible, "No invitation into this workspace waits under this id.")),
        example=Example(answer=dict(_OK)),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/invitations/accept",
        handler=invitations.accept,
        title="Accept an invitation",
        group=_GROUP,
        audience=Audience.PERSON,
        is_session_only=True,
        is_kept=True,
        body=AcceptIn,
        answer=MembershipOut,
        refusals=(
            *SESSION,
            *BODY,
            KEPT,
            (InvitationInvalid, "The code is unknown, used, expired or meant for another address."),
            (AlreadyMember, "You are a member of the workspace; the code stays good."),
        ),
        example=Example(body={"code": "{{invitation_code}}"}, answer={**_WORKSPACE, "role": "member"}),
    ),
)
