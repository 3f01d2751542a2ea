"""What the gaps in the paths of `/api` stand for: one name, one meaning, in every path."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from outhost.web.table import PathParameter

_NUMBER: Final = MappingProxyType[str, Any]({"type": "integer", "format": "int64", "minimum": 1})

_SLUG: Final = MappingProxyType[str, Any]({"type": "string", "pattern": "^[a-z][a-z0-9_-]{1,39}$"})
_SHA256: Final = MappingProxyType[str, Any]({"type": "string", "pattern": "^[0-9a-f]{64}$"})
_UUID: Final = MappingProxyType[str, Any]({"type": "string", "format": "uuid"})
_NODE_ID: Final = MappingProxyType[str, Any]({"type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}$"})

PATH_PARAMETERS: Final[Mapping[str, PathParameter]] = MappingProxyType({
    "announcement_id": PathParameter(meaning="Number of an announcement; `GET /api/announcements` names them.", schema=_NUMBER),
    "asset_id": PathParameter(meaning="Id of a picture: the SHA-256 of its bytes, in hex.", schema=_SHA256),
    "delivery_id": PathParameter(
        meaning="Id of a delivery; `GET /api/webhooks/{webhook_id}/deliveries` names them.", schema={"type": "string"}
    ),
    "invitation_id": PathParameter(meaning="Number of an invitation that waits to be used.", schema=_NUMBER),
    "job_id": PathParameter(
        meaning="Id of a job of the workspace; `GET /api/jobs` names them. To make one, the slug of its module instead, such as `filter`.",
        schema={"type": "string"},
    ),
    "key_id": PathParameter(meaning="Number of an API key of the workspace; `GET /api/api-keys` names them.", schema=_NUMBER),
    "lead_id": PathParameter(meaning="Id of a lead; `GET /api/lists/{list_id}/leads` names them.", schema=_UUID),
    "list_id": PathParameter(meaning="Id of a list of the workspace; `GET /api/lists` names them.", schema=_UUID),
    "node_id": PathParameter(meaning="Id of a node in the definition of the pipeline.", schema=_NODE_ID),
    "pipeline_id": PathParameter(meaning="Id of a pipeline of the workspace; `GET /api/pipelines` names them.", schema=_UUID),
    "run_id": PathParameter(
        meaning="Id of a run of a veille; `GET /api/veille/{veille_id}/runs` names them, and `latest` is the last that was compared.",
        schema={"type": "string", "anyOf": [{"format": "uuid"}, {"const": "latest"}]},
    ),
    "session_id": PathParameter(meaning="Number of one of your sessions; `GET /api/auth/sessions` names them.", schema=_NUMBER),
    "signal_id": PathParameter(
        meaning="Number of a signal; `GET /api/veille/{veille_id}/runs/{run_id}/signals` has them.", schema=_NUMBER
    ),
    "slug": PathParameter(meaning="Name of a module; `GET /api/modules-registry` has them.", schema=_SLUG),
    "template_id": PathParameter(meaning="Number of a template; `GET /api/templates` names those that you see.", schema=_NUMBER),
    "thread_id": PathParameter(meaning="Number of a thread; `GET /api/feedback` names yours.", schema=_NUMBER),
    "user_id": PathParameter(meaning="Number of a person.", schema=_NUMBER),
    "veille_id": PathParameter(meaning="Id of a veille of the workspace; `GET /api/veille` names them.", schema=_UUID),
    "webhook_id": PathParameter(meaning="Number of a webhook of the workspace; `GET /api/webhooks` names them.", schema=_NUMBER),
    "workspace_id": PathParameter(meaning="Number of a workspace; `GET /api/workspaces` names yours.", schema=_NUMBER),
})  # fmt: skip
