"""Definitions that travel from one workspace to another: without what belongs to the first, and with what the second puts in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from outhost.domain.errors import Issue
from outhost.domain.modules import Module
from outhost.domain.pipeline_ports import slug_of
from outhost.domain.pipeline_shapes import parts_of, text_of
from outhost.domain.words import Text

_REFERENCE: Final = "x-reference"
_NO_NODE: Final = Text(en="must be the id of a node of the definition", fr="doit être l’identifiant d’un nœud de la définition")
_MOST_NODES: Final = 100


@dataclass(frozen=True, slots=True)
class Need:
    """A param that names something of the workspace's (`reference`: `list`, `job`), and is to be given anew where the definition goes."""

    node_id: str
    field: str
    reference: str
    label: Text


@dataclass(frozen=True, slots=True)
class Portable:
    """A definition without what belongs to its workspace, and what has to be put in there."""

    document: dict[str, Any]
    needs: Sequence[Need]


def portable(document: Mapping[str, Any], modules: Mapping[str, Module]) -> Portable:
    """Leave out of a definition what names things of its workspace."""
    nodes, needs = [], []
    for node in document["nodes"]:
        module = modules.get(slug_of(node["type"]))
        wanted = _needs_of(node["id"], node["config"], module) if module else []
        left_out = {need.field for need in wanted}
        nodes.append({**node, "config": {name: value for name, value in node["config"].items() if name not in left_out}})
        needs += wanted
    return Portable({**document, "nodes": nodes}, needs)


def filled(document: object, fill: Mapping[str, Mapping[str, Any]]) -> object:
    """Put params into a definition of any form, by node and name."""
    if not isinstance(document, Mapping) or not isinstance(document.get("nodes"), list):
        return document
    return {**document, "nodes": [_filled_node(node, fill) for node in document["nodes"]]}


def fill_faults(document: object, fill: Mapping[str, Mapping[str, Any]]) -> list[Issue]:
    """Give what is wrong with params that are to be put in: a node that is not there."""
    known = {text_of(node, "id") for node in parts_of(document, "nodes", _MOST_NODES)}
    return [Issue(f"fill.{node_id}", _NO_NODE.filled()) for node_id in fill if node_id not in known]


def _needs_of(node_id: str, config: Mapping[str, Any], module: Module) -> list[Need]:
    fields: Mapping[str, Mapping[str, Any]] = module.config_schema.get("properties", {})
    return [
        Need(node_id, name, about[_REFERENCE], _label(name, about))
        for name, about in fields.items()
        if about.get(_REFERENCE) and config.get(name)
    ]


def _label(name: str, about: Mapping[str, Any]) -> Text:
    label = about.get("x-label") or {}
    return Text.of_pair((label.get("en", name), label.get("fr", name)))


def _filled_node(node: object, fill: Mapping[str, Mapping[str, Any]]) -> object:
    if not isinstance(node, Mapping):
        return node
    node_id, config = text_of(node, "id"), node.get("config", {})
    put = fill.get(node_id) if node_id is not None else None
    return {**node, "config": {**config, **put}} if put and isinstance(config, Mapping) else node
