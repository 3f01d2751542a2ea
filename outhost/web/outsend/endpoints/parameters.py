"""What the gaps in the paths of `/api` stand for: one name, one meaning, in every path."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from outhost.web.table import PathParameter

_NUMBER: Final = MappingProxyType[str, Any]({"type": "integer", "format": "int64", "minimum": 1})

PATH_PARAMETERS: Final[Mapping[str, PathParameter]] = MappingProxyType({
    "session_id": PathParameter(meaning="Number of one of your sessions; `GET /api/auth/sessions` names them.", schema=_NUMBER),
})  # fmt: skip
