"""What the gaps in the paths of `/api` stand for: one name, one meaning, in every path."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from outhost.web.table import PathParameter

_NUMBER: Final = MappingProxyType[str, Any]({"type": "integer", "format": "int64", "minimum": 1})

PATH_PARAMETERS: Final[Mapping[str, PathParameter]] = MappingProxyType({
    "invitation_id": PathParameter(meaning="Number of an invitation that waits to be used.", schema=_NUMBER),
    "key_id": PathParameter(meaning="Number of an API key of the workspace; `GET /api/api-keys` names them.", schema=_NUMBER),
    "session_id": PathParameter(meaning="Number of one of your sessions; `GET /api/auth/sessions` names them.", schema=_NUMBER),
    "user_id": PathParameter(meaning="Number of a person.", schema=_NUMBER),
    "workspace_id": PathParameter(meaning="Number of a workspace; `GET /api/workspaces` names yours.", schema=_NUMBER),
})  # fmt: skip
