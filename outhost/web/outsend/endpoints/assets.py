"""The endpoints of assets."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import AssetInUse, BodyTooLarge, BuiltInUnchangeable, DiskFull, InvalidInput, MalformedForm, NotVisible
from outhost.web.endpoint import Example
from outhost.web.outsend import assets
from outhost.web.outsend.endpoints.refusals import WORKSPACE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.assets import AssetsOut, UploadedAssetOut
from outhost.web.outsend.wire.form import OkOut

_GROUP: Final = "Assets"
_ASSET: Final = MappingProxyType[str, Any](
    {
        "asset_id": "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4",
        "width": 800,
        "height": 600,
        "frames": 1,
    }
)

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/assets",
        handler=assets.upload,
        title="Upload a picture",
        group=_GROUP,
        audience=Audience.MEMBER,
        is_kept=True,
        is_multipart=True,
        answer=UploadedAssetOut,
        refusals=(
            *WORKSPACE,
            (BodyTooLarge, "The body is over 10 MB."),
            (MalformedForm, "The body is no form, or is cut off."),
            (InvalidInput, "`file` is missing or comes twice, is no PNG, JPEG, GIF or WebP, is too large, or is damaged."),
            (DiskFull, "The disk of the server is nearly full."),
        ),
        example=Example(answer=dict(_ASSET)),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/assets",
        handler=assets.page,
        title="List your pictures",
        group=_GROUP,
        audience=Audience.VIEWER,
        query=PAGED,
        answer=AssetsOut,
        refusals=(*WORKSPACE, (InvalidInput, "`limit` not in 1..500, or `offset` below 0.")),
        example=Example(
            answer={
                "items": [{**_ASSET, "size_bytes": 48213, "created_at": "2026-05-10T19:00:00Z"}],
                "total": 1,
                "limit": 50,
                "offset": 0,
            }
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/assets/<asset_id>",
        handler=assets.show,
        title="Get a picture",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer_type="image/png",
        other_types=("image/jpeg", "image/gif", "image/webp"),
        refusals=(*WORKSPACE, (NotVisible, "You have no picture of this id.")),
        example=Example(answer="(the bytes of the picture)"),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/assets/<asset_id>",
        handler=assets.delete,
        title="Delete a picture",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(
            *WORKSPACE,
            (NotVisible, "You have no picture of this id."),
            (AssetInUse, "A list or a template of yours uses it."),
            (BuiltInUnchangeable, "It comes with outhost."),
        ),
        example=Example(answer={"ok": True}),
    ),
)
