"""The endpoints of the registry of modules."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import NotVisible
from outhost.web.endpoint import Example
from outhost.web.outsend import modules
from outhost.web.outsend.endpoints.refusals import ANYBODY, KEPT, LOGIN
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.modules import ModulesOut, VoteOut

_GROUP: Final = "Modules"
_MODULE: Final = MappingProxyType[str, Any]({
    "slug": "sort",
    "category": "tools",
    "label": {"fr": "Trier les lignes", "en": "Sort rows"},
    "description": {"fr": "Placez d’abord les lignes prometteuses.", "en": "Put the most promising rows first."},
    "needs": [],
    "produces": [],
    "pipelinable": True,
    "is_on_demand": False,
    "coming_soon": False,
    "alpha_unavailable": False,
    "api_endpoint": "/api/jobs/sort",
    "config_schema": {
        "type": "object",
        "properties": {
            "direction": {
                "type": "string",
                "enum": ["desc", "asc"],
                "default": "desc",
                "title": "Direction",
                "x-label": {"en": "Direction", "fr": "Sens"},
                "x-options": {"desc": {"en": "Highest first", "fr": "Décroissant"}, "asc": {"en": "Lowest first", "fr": "Croissant"}},
            },
        },
    },
    "lane": "parallel",
})  # fmt: skip

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/modules-registry",
        handler=modules.list_all,
        title="List the modules",
        group=_GROUP,
        audience=Audience.PUBLIC,
        answer=ModulesOut,
        refusals=ANYBODY,
        example=Example(answer=[dict(_MODULE)], answer_headers={"Cache-Control": "public, max-age=60", "ETag": '"9c1e…"'}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/modules-registry/<slug>/vote",
        handler=modules.vote,
        title="Vote for a module",
        group=_GROUP,
        audience=Audience.PERSON,
        is_kept=True,
        answer=VoteOut,
        refusals=(*LOGIN, (NotVisible, "No announced module has this slug: there is none, or it is here already."), KEPT),
        consequence="A second vote takes the first back.",
        example=Example(answer={"slug": "hiring", "votes": 12, "voted": True}),
    ),
)
