"""Dry runs: what the nodes of a pipeline would make of a few rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from outhost.domain.columns import Row
from outhost.domain.jobs import LogLine
from outhost.domain.pipelines import Definition, NodeStatus

MOST_ROWS: Final = 20
"""That a node is given, and that are shown of what it makes of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is to be tried: a definition that was checked, rows in the place of those that its roots would find, and how many at most."""

    definition: Definition
    items: Sequence[Row] | None
    most_rows: int
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """Why nothing came of a row: its place among those that the node was given, None where the whole node failed or a tile of a map."""

    row: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What an image would be drawn of: the row's place, every variable of the list, and those for which nothing was found."""

    row: int
    variables: Mapping[str, str | None]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DryNode:
    """What a node made of the rows that it was given.

    Of its rows the first are shown, and `rows_count` says how many there were. One that is cancelled had no more time: those that follow it
    went on with what it had by then. One that waits had no time at all.
    """

    node_id: str
    type: str
    status: NodeStatus
    input_count: int = 0
    columns: Sequence[str] = ()
    rows: Sequence[Row] = ()
    rows_count: int = 0
    lines: Sequence[LogLine] = ()
    faults: Sequence[RowFault] = ()
    list_id: str | None = None
    sketches: Sequence[Sketch] = ()
    error_message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What all nodes made, in the order of the definition."""

    nodes: Sequence[DryNode]
    seconds: float

    @property
    def is_complete(self) -> bool:
        """Tell whether there was time for every node."""
        return not any(node.status in {NodeStatus.CANCELLED, NodeStatus.WAITING} for node in self.nodes)
