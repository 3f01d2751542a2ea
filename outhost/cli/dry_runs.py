"""`outhost pipelines dry-run`: what each node of a pipeline would make of a few rows, before anything is made."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import open_desk
from outhost.cli.pipeline_documents import brought
from outhost.cli.pipeline_runs import filling, sets
from outhost.cli.terminal import EXISTING_FILE, Terminal, on_terminal, table, whose
from outhost.domain.dry_runs import MOST_ROWS, DryNode, Trial
from outhost.domain.words import Unfit
from outhost.tables.records import read_records

_LOCALE: Final = "en"
_TOLD: Final = frozenset({"warn", "error"})


@click.command("dry-run")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@sets
@click.option("--input", "rows", type=EXISTING_FILE, metavar="FILE", help="A table whose first rows stand for what the roots would find.")
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=MOST_ROWS, show_default=True, help="Rows that a node is given at most.")
@whose
@on_terminal
def command(terminal: Terminal, *, file: Path, pairs: Sequence[str], rows: Path | None, limit: int, **owner: Any) -> None:
    """Say what each node of a definition or an export would make of up to 20 rows; nothing is made, charged or kept.

    The modules themselves run, within 45 seconds; only pages that they read stay for a while.
    """
    definition = brought(file)["definition"]
    items = None if rows is None else _first_rows(rows, limit)
    with open_desk(terminal.data_dir) as desk:
        fill = filling(desk, pairs, definition)
        tried = desk.do(dry_run, definition=definition, fill=fill, items=items, limit=limit, **owner)
    terminal.answer(tried, _lines(tried))


async def dry_run(
    appliance: Appliance,
    *,
    definition: Any,
    fill: Mapping[str, Mapping[str, Any]],
    items: list[dict[str, Any]] | None,
    limit: int,
    email: str | None,
    workspace_id: int | None,
) -> dict[str, Any]:
    """Try a pipeline."""
    caller = await caller_of(appliance, email, workspace_id)
    read = await appliance.pipeline_checks.read_filled(definition, fill)
    tried = await appliance.dry_runs.run(caller, Trial(definition=read, items=items, most_rows=limit, locale=_LOCALE))
    return {
        "is_complete": tried.is_complete, "duration_seconds": round(tried.seconds, 3), "nodes": [_document(node) for node in tried.nodes],
    }  # fmt: skip


def _first_rows(file: Path, limit: int) -> list[dict[str, Any]]:
    try:
        _, rows = read_records(file)
        return list(islice(rows, limit))
    except Unfit as unfit:
        raise Declined(f"The table {file} {unfit.phrase.say()}.") from None


def _document(node: DryNode) -> dict[str, Any]:
    """Write what a node made, with the fields that `/api` has."""
    return {
        "node_id": node.node_id,
        "type": node.type,
        "status": node.status,
        "input_count": node.input_count,
        "columns": list(node.columns),
        "rows": list(node.rows),
        "rows_count": node.rows_count,
        "logs": [{"level": line.level, "message": line.message} for line in node.lines],
        "faults": [{"row": fault.row, "message": fault.reason} for fault in node.faults],
        "images": [
            {"row": sketch.row, "variables": dict(sketch.variables), "missing_variables": list(sketch.missing)} for sketch in node.sketches
        ],
        "error_message": node.error_message,
    }


def _lines(tried: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        [node["node_id"], node["type"], node["status"], node["input_count"], node["rows_count"], len(node["faults"]), len(node["images"])]
        for node in tried["nodes"]
    ]
    yield from table(["NODE", "TYPE", "STATUS", "GIVEN", "ROWS", "FAULTS", "IMAGES"], rows)
    for node in tried["nodes"]:
        if node["error_message"]:
            yield f"{node['node_id']}: {node['error_message']}"
        for line in node["logs"]:
            if line["level"] in _TOLD:
                yield f"{node['node_id']}: {line['level']}: {line['message']}"
    if not tried["is_complete"]:
        yield "There was not time for every node; try fewer rows with --limit."
