"""Pipelines as commands show them, with the fields that `/api/pipelines` has, and as files bring them."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from outhost.cli.declined import Declined
from outhost.cli.job_params import params_of
from outhost.domain.clock import whole_seconds, whole_seconds_or_none
from outhost.domain.pipeline_ports import SCHEMA_VERSION
from outhost.domain.pipelines import NAME_LIMIT, UNNAMED, Pipeline
from outhost.domain.words import is_whole_text

_STANDARD_INPUT: Final = Path("-")
_HINT: Final = "--set"


def pipeline_document(pipeline: Pipeline) -> dict[str, Any]:
    """Write all that is known of a pipeline."""
    return {
        "id": pipeline.public_id,
        "name": pipeline.name,
        "schema_version": pipeline.schema_version,
        "status": pipeline.status,
        "definition": pipeline.definition.as_document(),
        "nodes": [
            {
                "node_id": step.node_id,
                "type": step.type,
                "status": step.shown_status,
                "job_id": step.job_id,
                "results_count": step.results_count,
                "error_message": step.error_message,
            }
            for step in pipeline.steps
        ],
        "progress": {"nodes_total": len(pipeline.steps), "nodes_done": pipeline.nodes_done, "pct": pipeline.percent},
        "initial_job_ids": pipeline.initial_job_ids,
        "output_job_id": pipeline.output_job_id,
        "ef_cost": pipeline.ef_cost,
        "run_count": pipeline.run_count,
        "created_at": whole_seconds(pipeline.created_at),
        "started_at": whole_seconds_or_none(pipeline.started_at),
        "completed_at": whole_seconds_or_none(pipeline.completed_at),
        "error_message": pipeline.error_message,
        "workspace_id": pipeline.workspace_id,
        "veille_id": pipeline.veille_id,
    }


def brought(file: Path) -> dict[str, Any]:
    """Read a pipeline from a file, or from what is piped in: an export, or a definition alone; give its name and definition.

    Raises:
        Declined: it is no JSON object, or of a form that is not known here.
    """
    shown = shown_name(file)
    try:
        text = sys.stdin.buffer.read() if file == _STANDARD_INPUT else file.read_bytes()
        document = json.loads(text)
    except OSError as fault:
        raise Declined(f"{shown} can't be read: {fault.strerror}.") from None
    except (ValueError, RecursionError) as fault:
        raise Declined(f"{shown} is no JSON in UTF-8: {fault}.") from None
    if not isinstance(document, dict):
        raise Declined(f"{shown} has no JSON object in it: give a definition with nodes and edges, or an export.")
    if "definition" not in document:
        return {"name": UNNAMED, "definition": document}
    if (version := document.get("schema_version")) not in (None, SCHEMA_VERSION):
        raise Declined(f"{shown} has the schema version {version}, and this outhost reads {SCHEMA_VERSION}; bring outhost up to date.")
    return {"name": name_of(document.get("name") or UNNAMED), "definition": document["definition"]}


def shown_name(file: Path) -> str:
    """Give what a file is called where something is said of it."""
    return "What is piped in" if file == _STANDARD_INPUT else str(file)


def name_of(name: object) -> str:
    """Give what a pipeline may be called, trimmed.

    Raises:
        Declined
    """
    trimmed = name.strip() if isinstance(name, str) else ""
    if not (1 <= len(trimmed) <= NAME_LIMIT and is_whole_text(trimmed)):
        raise Declined(f"A pipeline's name has 1 to {NAME_LIMIT} characters.")
    return trimmed


def fill_of(pairs: Sequence[str], definition: object, schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Read `--set NODE.KEY=VALUE` by what the module of each node takes; `schemas` are by node type.

    Raises:
        click.BadParameter
    """
    nodes = definition.get("nodes") if isinstance(definition, Mapping) else None
    types = {
        str(node["id"]): str(node.get("type")) for node in nodes or () if isinstance(node, Mapping) and "id" in node
    } if isinstance(nodes, list) else {}  # fmt: skip
    by_node: dict[str, list[str]] = {}
    for pair in pairs:
        node_id = max((one for one in types if pair.startswith(f"{one}.")), key=len, default=None)
        if node_id is None:
            raise click.BadParameter(f"{pair!r} names no node: write NODE.KEY=VALUE; nodes are {', '.join(types)}", param_hint=_HINT)
        by_node.setdefault(node_id, []).append(pair.removeprefix(f"{node_id}."))
    return {node_id: params_of(own, schemas.get(types[node_id].replace("-", "_"), {})) for node_id, own in by_node.items()}
