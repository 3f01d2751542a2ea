"""The endpoints of announcements: what everybody reads, and what administrators make."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, NotVisible
from outhost.web.endpoint import Example
from outhost.web.outsend import announcements
from outhost.web.outsend.endpoints.refusals import ADMINISTRATOR, ANYBODY, BODY, KEPT
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.announcements import AnnounceIn, AnnouncementOut, AnnouncementsOut
from outhost.web.outsend.wire.form import OkOut

_GROUP: Final = "Announcements"
_TEXT: Final = MappingProxyType[str, Any]({
    "en": "The server is updated tonight at nine.",
    "fr": "Le serveur est mis à jour ce soir à neuf heures.",
})  # fmt: skip
_ANNOUNCEMENT: Final = MappingProxyType[str, Any]({"id": 3, "level": "warning", "text": dict(_TEXT), "until": "2096-05-10T19:00:00Z"})

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/announcements",
        handler=announcements.list_all,
        title="Read what is announced",
        group=_GROUP,
        audience=Audience.PUBLIC,
        answer=AnnouncementsOut,
        refusals=ANYBODY,
        example=Example(answer={"items": [dict(_ANNOUNCEMENT)]}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/admin/announcements",
        handler=announcements.make,
        title="Announce something",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        is_kept=True,
        body=AnnounceIn,
        answer=AnnouncementOut,
        refusals=(
            *ADMINISTRATOR,
            *BODY,
            (InvalidInput, "A text is blank, too long, or has control characters, or `until` is over."),
            KEPT,
        ),
        consequence="Is read by everybody who comes to this installation.",
        example=Example(
            body={"level": "warning", "text": dict(_TEXT), "until": "2096-05-10T19:00:00Z"},
            answer=dict(_ANNOUNCEMENT),
        ),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/admin/announcements/<announcement_id>",
        handler=announcements.take_back,
        title="Take an announcement back",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        answer=OkOut,
        refusals=(*ADMINISTRATOR, (NotVisible, "No announcement has this id.")),
        example=Example(answer={"ok": True}),
    ),
)
