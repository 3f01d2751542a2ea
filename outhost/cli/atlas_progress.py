"""How the loading of a map gets on, on standard error: a bar on a terminal, plain lines where it is piped."""

import sys
import time
from typing import Final

import click

_WIDTH: Final = 30
_PAUSE_SECONDS: Final = 2.0
"""Before the first plain line, and between two; what is done sooner has nothing to tell."""
_REDRAWN_SECONDS: Final = 0.1
_CLEAR: Final = "\r\x1b[2K"


class AtlasProgress:
    """Tells at which step the work is, and how much of it is done."""

    def __init__(self) -> None:
        """Begin without a word."""
        self._is_terminal = sys.stderr.isatty()
        self._told_at = time.monotonic()

    def tell(self, step: str, done: int, total: int) -> None:
        """Tell how much of a step is done; of how much, where that is known."""
        now = time.monotonic()
        if now - self._told_at < (_REDRAWN_SECONDS if self._is_terminal else _PAUSE_SECONDS):
            return
        self._told_at = now
        if self._is_terminal:
            click.echo(f"{_CLEAR}{_bar(step, done, total)}", err=True, nl=False)
        else:
            click.echo(f"{step}{_share(done, total)}", err=True)

    def clear(self) -> None:
        """Take the bar away."""
        if self._is_terminal:
            click.echo(_CLEAR, err=True, nl=False)


def _bar(step: str, done: int, total: int) -> str:
    if not total:
        return f"{step}{_share(done, total)}"
    filled = min(_WIDTH * done // total, _WIDTH)
    return f"{step:8} [{'#' * filled}{'-' * (_WIDTH - filled)}] {_percent(done, total)}"


def _share(done: int, total: int) -> str:
    return f" {_percent(done, total)}" if total else f" {done:,}" if done else ""


def _percent(done: int, total: int) -> str:
    return f"{min(100 * done // total, 100)} %"
