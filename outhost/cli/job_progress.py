"""How a job gets on, on standard error: a bar on a terminal, plain lines where it is piped."""

import sys
import time
from collections.abc import Mapping
from typing import Any, Final

import click

from outhost.cli.terminal import shown

_WIDTH: Final = 30
_PAUSE_SECONDS: Final = 2.0
"""Between two plain lines."""
_TOLD: Final = frozenset({"warn", "error"})
_CLEAR: Final = "\r\x1b[2K"


class Progress:
    """Tells how one job gets on."""

    def __init__(self, said: set[str] | None = None) -> None:
        """Begin without a word; what was `said` of jobs before this one is not said again, and what is said of this one is added."""
        self._said = set() if said is None else said
        self._before = frozenset(self._said)
        self._is_terminal = sys.stderr.isatty()
        self._told_at = time.monotonic()
        self._held: list[str] = []

    def tell(self, news: Mapping[str, Any]) -> None:
        """Tell what is new: the lines of its log that matter, and how far it is."""
        job = news["job"]
        self._say_held()
        new = [line for line in news["log"] if line["level"] in _TOLD and line["message"] not in self._before]
        self._said.update(line["message"] for line in new)
        self._held = [f"{job['job_type']}: {line['level']}: {line['message']}" for line in new]
        if self._is_terminal:
            click.echo(f"{_CLEAR}{_bar(job)}", err=True, nl=False)
        elif time.monotonic() - self._told_at > _PAUSE_SECONDS:
            self._told_at = time.monotonic()
            self._say(_figures(job))

    def end(self, job: Mapping[str, Any]) -> None:
        """Tell how it ended; why it failed is for whoever followed it to say, and is not said twice."""
        reason = job["error_message"]
        self._held = [line for line in self._held if not (reason and reason in line)]
        self._say_held()
        if reason:
            return
        failed = f", {job['error_count']} failed (why: outhost jobs show {job['id']})" if job["error_count"] else ""
        self._say(f"{job['job_type']} {job['id']}: {job['status']}, {_rows(job)}{failed}")

    def clear(self) -> None:
        """Take the bar away."""
        if self._is_terminal:
            click.echo(_CLEAR, err=True, nl=False)

    def _say_held(self) -> None:
        """Say the lines that came last; they are held until it is known whether the job ended with them."""
        for line in self._held:
            self._say(line)
        self._held = []

    def _say(self, line: str) -> None:
        self.clear()
        click.echo(shown(line), err=True)


def _bar(job: Mapping[str, Any]) -> str:
    planned, done = job["grid_points_count"], job["processed_points"]
    filled = _WIDTH * done // planned if planned else 0
    return f"{job['job_type']}  [{'#' * filled}{'-' * (_WIDTH - filled)}]  {_count(job)}"


def _figures(job: Mapping[str, Any]) -> str:
    return f"{job['job_type']} {job['id']}: {job['status']}, {_count(job)}"


def _count(job: Mapping[str, Any]) -> str:
    if job["grid_points_count"] > 1:
        return f"{job['processed_points']} of {job['grid_points_count']}"
    return _rows(job) if job["results_count"] else str(job["status"])


def _rows(job: Mapping[str, Any]) -> str:
    return f"{job['results_count']} row{'' if job['results_count'] == 1 else 's'}"
