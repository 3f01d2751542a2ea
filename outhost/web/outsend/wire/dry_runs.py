"""The shapes of dry runs."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from outhost.domain.dry_runs import MOST_ROWS, DryNode, DryRun, RowFault, Sketch
from outhost.domain.jobs import LogLine
from outhost.web.outsend.wire.form import In, Out

MOST_PREVIEW_CHARS = 40
"""Of a value in the address of a preview, as `/preview` takes it."""


class DryRunIn(In):
    """A pipeline to be tried."""

    definition: Any = Field(description="Nodes and edges, as `POST /api/pipelines` takes them.")
    items: list[dict[str, Any]] | None = Field(
        None,
        min_length=1,
        max_length=MOST_ROWS,
        description="Rows, 1 to 20, that stand for what the roots would find; without them, the roots find some.",
    )
    limit: int = Field(MOST_ROWS, ge=1, le=MOST_ROWS, description="Rows that each node is given at most.")


class DryLogLineOut(Out):
    """A line of the log that the node's job would have."""

    level: str = Field(description="`debug`, `info`, `warn` or `error`.")
    message: str

    @classmethod
    def of(cls, line: LogLine) -> "DryLogLineOut":
        """Shape a line."""
        return cls(level=line.level.value, message=line.message)


class RowFaultOut(Out):
    """Why nothing came of a row."""

    row: int | None = Field(description="Its place among the rows that the node was given, from 0; null where the fault is of no row.")
    message: str

    @classmethod
    def of(cls, fault: RowFault) -> "RowFaultOut":
        """Shape a fault."""
        return cls(row=fault.row, message=fault.reason)


class SketchOut(Out):
    """What an image would be drawn of."""

    row: int = Field(description="The row's place among those that the node was given, from 0.")
    variables: dict[str, str | None] = Field(description="Every variable of the list, null where nothing was found for it.")
    missing_variables: list[str]
    preview_url: str | None = Field(
        description="Draws it for a look, free and kept nowhere; null unless the list is drawn as a built-in template is."
    )

    @classmethod
    def of(cls, sketch: Sketch, preview: str | None) -> "SketchOut":
        """Shape it; `preview` is the address at which its template is drawn."""
        given = {name: value for name, value in sketch.variables.items() if value is not None}
        is_short = all(len(value) <= MOST_PREVIEW_CHARS for value in given.values())
        return cls(
            row=sketch.row,
            variables=dict(sketch.variables),
            missing_variables=list(sketch.missing),
            preview_url=f"{preview}?{urlencode(given)}" if preview and is_short else None,
        )


class DryNodeOut(Out):
    """What a node made of the rows that it was given."""

    node_id: str
    type: str
    status: str = Field(
        description="`done`, `failed` or `skipped` as in a run; `cancelled` where its time was up before it was through, `waiting` where"
        " there was none for it."
    )
    input_count: int = Field(description="Rows that it was given; 0 for a root.")
    columns: list[str]
    rows: list[dict[str, Any]] = Field(description="The first rows that it made; those that follow it were given these.")
    rows_count: int = Field(description="How many it made.")
    logs: list[DryLogLineOut]
    faults: list[RowFaultOut]
    images: list[SketchOut] = Field(description="What would be drawn, and cost a credit each.")
    error_message: str | None

    @classmethod
    def of(cls, node: DryNode, previews: Mapping[str, str]) -> "DryNodeOut":
        """Shape a node; `previews` are the addresses at which lists' templates are drawn."""
        preview = previews.get(node.list_id or "")
        return cls(
            node_id=node.node_id,
            type=node.type,
            status=node.status.value,
            input_count=node.input_count,
            columns=list(node.columns),
            rows=list(node.rows),
            rows_count=node.rows_count,
            logs=[DryLogLineOut.of(line) for line in node.lines],
            faults=[RowFaultOut.of(fault) for fault in node.faults],
            images=[SketchOut.of(sketch, preview) for sketch in node.sketches],
            error_message=node.error_message,
        )


class DryRunOut(Out):
    """What all nodes made, in the order of the definition."""

    is_complete: bool = Field(description="Whether there was time for every node to be through.")
    duration_seconds: float
    nodes: list[DryNodeOut]

    @classmethod
    def of(cls, dry_run: DryRun, previews: Mapping[str, str]) -> "DryRunOut":
        """Shape a dry run."""
        return cls(
            is_complete=dry_run.is_complete,
            duration_seconds=round(dry_run.seconds, 3),
            nodes=[DryNodeOut.of(node, previews) for node in dry_run.nodes],
        )
