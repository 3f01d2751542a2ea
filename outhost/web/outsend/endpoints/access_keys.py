"""The endpoints of API keys: those of `/api`, and the one of `/v1`."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, NotVisible, TooManyKeys
from outhost.web.endpoint import Example
from outhost.web.outsend import access_keys
from outhost.web.outsend.endpoints.refusals import BODY, KEPT, PAGE, SESSION_ONLY, WORKSPACE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.access_keys import AccessKeyIn, AccessKeysOut, IssuedAccessKeyOut, OutwinkKeyOut, RotatedKeyOut
from outhost.web.outsend.wire.form import OkOut

_GROUP: Final = "API keys"
_KEY: Final = MappingProxyType[str, Any]({
    "id": 3,
    "name": "n8n",
    "prefix": "osk_x8Kq2T",
    "scopes": ["read", "write"],
    "user_id": 42,
    "created_at": "2026-05-10T19:00:00Z",
    "last_used_at": None,
    "expires_at": None,
})  # fmt: skip

ENDPOINTS = (
    ApiEndpoint(
        method="GET",
        path="/api/api-keys",
        handler=access_keys.list_all,
        title="List API keys",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_session_only=True,
        query=PAGED,
        answer=AccessKeysOut,
        refusals=(*WORKSPACE, SESSION_ONLY, PAGE),
        example=Example(answer={"items": [dict(_KEY)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/api-keys",
        handler=access_keys.add,
        title="Make an API key",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_session_only=True,
        is_kept=True,
        body=AccessKeyIn,
        answer=IssuedAccessKeyOut,
        refusals=(
            *WORKSPACE,
            SESSION_ONLY,
            *BODY,
            (InvalidInput, "`name` is not 1–120 characters after trimming, or `expires_at` is over."),
            KEPT,
            (TooManyKeys, "The workspace has 10 keys."),
        ),
        example=Example(
            body={"name": "n8n", "scopes": ["read", "write"]},
            answer={**_KEY, "key": "osk_x8Kq2TbV0a1JmZr5eYw9LcNd4HsGfP7uXoQi3kRt"},
        ),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/api-keys/<key_id>",
        handler=access_keys.revoke,
        title="Revoke an API key",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_session_only=True,
        answer=OkOut,
        refusals=(*WORKSPACE, SESSION_ONLY, (NotVisible, "The workspace has no key of this id.")),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/outwink-key",
        handler=access_keys.show_outwink,
        title="Look at the key of /v1",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_session_only=True,
        answer=OutwinkKeyOut,
        refusals=(*WORKSPACE, SESSION_ONLY),
        example=Example(answer={"created_at": "2026-04-15T11:23:42Z", "last_used_at": "2026-05-10T19:00:00Z"}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/outwink-key/rotate",
        handler=access_keys.rotate_outwink,
        title="Rotate the key of /v1",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_session_only=True,
        is_kept=True,
        answer=RotatedKeyOut,
        refusals=(*WORKSPACE, SESSION_ONLY, KEPT),
        consequence="The workspace's key for /v1 stops working at once. This can't be undone.",
        example=Example(answer={"api_key": "a3f8c2d1-7b4e-4c2a-9f8e-1d5b6c3a2e7f", "rotated_at": "2026-05-10T19:00:00Z"}),
    ),
)
