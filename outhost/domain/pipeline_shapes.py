"""The form of a pipeline's definition: what each of its parts may be, whatever the others are."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from outhost.domain.errors import Issue
from outhost.domain.faults import issues_of
from outhost.domain.pipeline_ports import MOST_NODES, SCHEMA_VERSION, slug_of, type_of
from outhost.domain.words import NOT_WHOLE, Text, Unfit, is_whole_text

MOST_DEFINITION_CHARS: Final = 250_000
"""Of a definition as JSON: it is read with its pipeline at every turn."""
MOST_EDGES: Final = 400
"""That are looked at; a definition that is right has one fewer than nodes at most."""
LONGEST_ID: Final = 64

DEFINITION: Final = "definition"
_ID: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]*")
_FARTHEST: Final = 1e9
_LONG: Final = Text(
    en="has {count} characters, and {most} is the limit; bring a long table as an `import` job, and take its rows by its id",
    fr="compte {count} caractères, et la limite est de {most} ; apportez un long tableau par un job `import`, et prenez ses lignes par"
    " son identifiant",
)
_OTHER_VERSION: Final = Text(en="must be {known}", fr="doit être {known}")
_INFINITE: Final = Text(en="has a number that is too large", fr="contient un nombre trop grand")
_MALFORMED_ID: Final = Text(
    en="may have letters, digits, `_`, `-`, `.` and `:`, and begins with one of the first three",
    fr="peut avoir des lettres, des chiffres, `_`, `-`, `.` et `:`, et commence par l’un des trois premiers",
)


def _plain_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise Unfit(_MALFORMED_ID.filled())
    return value


def _whole(value: str) -> str:
    if not is_whole_text(value):
        raise Unfit(NOT_WHOLE.filled())
    return value


def _storable(value: dict[str, Any]) -> dict[str, Any]:
    try:
        _whole(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except Unfit:
        raise
    except ValueError:
        raise Unfit(_INFINITE.filled()) from None
    return value


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


_Place = Annotated[float, Field(ge=-_FARTHEST, le=_FARTHEST, allow_inf_nan=False)]


class NodeForm(_Part):
    """A node: what its work is called here, which block it is of, and the params of that block."""

    id: Annotated[str, Field(min_length=1, max_length=LONGEST_ID), AfterValidator(_plain_id)]
    type: Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
    config: Annotated[dict[str, Any], AfterValidator(_storable)] = Field(default_factory=dict)
    on_error: Literal["stop", "skip", "branch"] | None = None
    x: _Place | None = None
    y: _Place | None = None


class EdgeForm(_Part):
    """From which node rows go on to which."""

    id: Annotated[str, Field(max_length=LONGEST_ID), AfterValidator(_whole)] | None = None
    source: Annotated[str, Field(alias="from")]
    to: str
    on: Literal["success", "error"] | None = None


class DefinitionForm(_Part):
    """What a pipeline is made of. Each node but a root has one edge that leads to it."""

    nodes: Annotated[list[NodeForm], Field(min_length=1, max_length=MOST_NODES)]
    edges: Annotated[list[EdgeForm], Field(max_length=MOST_EDGES)] = Field(default_factory=list)


def version_faults(version: object) -> list[Issue]:
    """Give what is wrong with the version that a definition says its form is of; it need not say one."""
    return [] if version in (None, SCHEMA_VERSION) else [Issue("schema_version", _OTHER_VERSION.filled(known=SCHEMA_VERSION))]


def shape_faults(document: object) -> list[Issue]:
    """Give what is wrong with the form of a definition, each part for itself."""
    try:
        DefinitionForm.model_validate(document)
    except ValidationError as faults:
        issues = issues_of(map(_said, faults.errors(include_url=False, include_input=False)))
        return [Issue(DEFINITION if issue.path == "body" else f"{DEFINITION}.{issue.path}", issue.message) for issue in issues]
    length = len(json.dumps(document, ensure_ascii=False))
    return [Issue(DEFINITION, _LONG.filled(count=length, most=MOST_DEFINITION_CHARS))] if length > MOST_DEFINITION_CHARS else []


def _said(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give an error of pydantic's with the words of ours that it carries, if it does."""
    reason = error.get("ctx", {}).get("error")
    if not isinstance(reason, Unfit):
        return error
    return {"type": "said", "loc": error["loc"], "ctx": {"en": reason.phrase.say("en"), "fr": reason.phrase.say("fr")}}


def parts_of(document: object, name: str, most: int) -> list[Mapping[str, Any]]:
    """Give the nodes or the edges of a definition that may be of any form: those that are none are empty."""
    parts = document.get(name) if isinstance(document, Mapping) else None
    return [part if isinstance(part, Mapping) else {} for part in parts[:most]] if isinstance(parts, list) else []


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a definition that is right with the types of its nodes as they are stored: each has one name."""
    return {**document, "nodes": [{**node, "type": type_of(slug_of(node["type"]))} for node in document["nodes"]]}


def nodes_of(document: object) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Give place, type and config of the nodes of a definition that have a type, and a config that can be read."""
    nodes = enumerate(parts_of(document, "nodes", MOST_NODES))
    return [
        (place, node_type, config)
        for place, node in nodes
        if (node_type := text_of(node, "type")) is not None and isinstance(config := node.get("config", {}), Mapping)
    ]


def has_list(document: object, name: str) -> bool:
    """Tell whether the nodes or the edges of a definition are a list, or left out."""
    return isinstance(document, Mapping) and isinstance(document.get(name, []), list)


def text_of(part: Mapping[str, Any], name: str) -> str | None:
    """Give a text of a part that may be of any form."""
    value = part.get(name)
    return value if isinstance(value, str) else None
