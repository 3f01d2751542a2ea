"""How a pipeline gets on, on standard error: a bar on a terminal, plain lines where it is piped."""

import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

import click

from outhost.cli.terminal import shown

_WIDTH: Final = 30
_PAUSE_SECONDS: Final = 2.0
"""Between two plain lines."""
_TOLD: Final = frozenset({"warn", "error"})
_CLEAR: Final = "\r\x1b[2K"
_ENDED: Final = frozenset({"done", "failed", "cancelled", "skipped"})


class PipelineProgress:
    """Tells how one run of a pipeline gets on: each node as it ends, and what its log has that matters."""

    def __init__(self, begun: Mapping[str, Any]) -> None:
        """Begin without a word; nodes that had ended when the run was begun are no news."""
        self._is_terminal = sys.stderr.isatty()
        self._told_at = time.monotonic()
        self._ended = {node["node_id"] for node in begun["nodes"] if node["status"] in _ENDED}
        self._said: set[str] = set()

    def tell(self, news: Mapping[str, Any]) -> None:
        """Tell what is new."""
        pipeline = news["pipeline"]
        for node in pipeline["nodes"]:
            self._tell_lines(line for line in news["log"] if line["node_id"] == node["node_id"])
            self._tell_end(node)
        if self._is_terminal:
            click.echo(f"{_CLEAR}{_bar(pipeline)}", err=True, nl=False)
        elif time.monotonic() - self._told_at > _PAUSE_SECONDS:
            self._told_at = time.monotonic()
            self._say(f"{pipeline['name']}: {_count(pipeline)}")

    def end(self, pipeline: Mapping[str, Any]) -> None:
        """Tell how it ended."""
        self._say(f"{pipeline['name']} {pipeline['id']}: {pipeline['status']}, {_count(pipeline)}")

    def clear(self) -> None:
        """Take the bar away."""
        if self._is_terminal:
            click.echo(_CLEAR, err=True, nl=False)

    def _tell_lines(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Tell what matters of a node's log; what one node says of its rows, others may say again."""
        for line in lines:
            if line["level"] in _TOLD and line["message"] not in self._said:
                self._said.add(line["message"])
                self._say(f"{line['node_id']}: {line['level']}: {line['message']}")

    def _tell_end(self, node: Mapping[str, Any]) -> None:
        """Tell how a node ended, once."""
        name = node["node_id"]
        if node["status"] in _ENDED and name not in self._ended:
            self._ended.add(name)
            self._say(f"{name}: {_end(node)}")

    def _say(self, line: str) -> None:
        self.clear()
        click.echo(shown(line), err=True)


def _end(node: Mapping[str, Any]) -> str:
    if node["error_message"]:
        return f"{node['status']}: {node['error_message']}"
    count = node["results_count"]
    return f"{node['status']}, {count} row{'' if count == 1 else 's'}" if node["job_id"] else str(node["status"])


def _bar(pipeline: Mapping[str, Any]) -> str:
    filled = int(_WIDTH * pipeline["progress"]["pct"] / 100)
    at_work = ", ".join(node["node_id"] for node in pipeline["nodes"] if node["status"] == "running")
    return f"{pipeline['name']}  [{'#' * filled}{'-' * (_WIDTH - filled)}]  {_count(pipeline)}{f': {at_work}' if at_work else ''}"


def _count(pipeline: Mapping[str, Any]) -> str:
    return f"{pipeline['progress']['nodes_done']} of {pipeline['progress']['nodes_total']} nodes"
