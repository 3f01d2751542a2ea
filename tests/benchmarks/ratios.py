"""Two sides measured in turn, and the table of what came out. With BENCH_QUICK=1 in the environment, all sizes are a tenth."""

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from outhost.domain.clock import SystemClock

IS_QUICK = bool(os.environ.get("BENCH_QUICK"))
SCALE = 0.1 if IS_QUICK else 1.0
ROUNDS = 3 if IS_QUICK else 5


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a ratio should be; nothing fails where it is not."""

    limit: float
    is_floor: bool

    def __str__(self) -> str:
        return f"{'≥' if self.is_floor else '≤'} {self.limit:g}×"

    def is_met(self, ratio: float) -> bool:
        """Hold a ratio, as it is shown, against the goal."""
        return round(ratio, 2) >= self.limit if self.is_floor else round(ratio, 2) <= self.limit


def at_least(limit: float) -> Goal:
    """Set a goal that ours should be so many times the other side, or more."""
    return Goal(limit=limit, is_floor=True)


def at_most(limit: float) -> Goal:
    """Set a goal that ours should be so many times the other side, or less."""
    return Goal(limit=limit, is_floor=False)


def in_turn(*sides: Callable[[int], float], rounds: int = ROUNDS) -> list[list[float]]:
    """Measure the sides round by round, so that whatever else the machine does falls on all of them; each is told the round's number."""
    measured: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        order = range(len(sides)) if number % 2 == 0 else range(len(sides) - 1, -1, -1)
        for side in order:
            measured[side].append(sides[side](number))
    return measured


@dataclass(kw_only=True)
class Table:
    """The rows so far."""

    rows: list[str] = field(default_factory=list)

    def compare(
        self, name: str, ours: Sequence[float], other: Sequence[float], form: str, *, against: str, goal: Goal | None = None
    ) -> None:
        """Add a row: the medians of both sides, and the median of the rounds' ratios with their range."""
        ratios = [mine / theirs for mine, theirs in zip(ours, other, strict=True)]
        ratio = statistics.median(ratios)
        met = ("yes" if goal.is_met(ratio) else "**no**") if goal else ""
        self.rows.append(
            f"| {name} | {form.format(statistics.median(ours))} | {against}: {form.format(statistics.median(other))}"
            f" | {ratio:.2f}× ({min(ratios):.2f}–{max(ratios):.2f}) | {goal or ''} | {met} |"
        )

    def say(self, name: str, value: str) -> None:
        """Add a row that compares nothing."""
        self.rows.append(f"| {name} | {value} | | | | |")

    def markdown(self) -> str:
        """Write the table, with where and when it was measured."""
        head = ("| what | ours | the other side | ratio (range) | goal | met |", "| --- | --- | --- | --- | --- | --- |")
        return "\n".join((_circumstances(), "", *head, *self.rows)) + "\n"


def _circumstances() -> str:
    about = Path("/proc/cpuinfo")
    models = (
        [line.split(":")[1].strip() for line in about.read_text().splitlines() if line.startswith("model name")] if about.exists() else []
    )
    packages = ", ".join(f"{name} {version(name)}" for name in ("sanic", "uvloop", "pillow"))
    size = " A quick run, at a tenth of the sizes." if IS_QUICK else ""
    return (
        f"Measured {SystemClock().now():%Y-%m-%d} on {os.cpu_count()} × {models[0] if models else platform.machine()},"
        f" Python {platform.python_version()}, {packages}; both sides in one run, in turn, medians of {ROUNDS} rounds.{size}"
    )
