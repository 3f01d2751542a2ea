"""The tally of a run: what came of units and is not recorded yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from outhost.domain.columns import Row
from outhost.domain.job_tallies import Tallies
from outhost.domain.job_words import TOO_MANY_ROWS, TOO_WIDE
from outhost.domain.jobs import MOST_NAME_CHARS, MOST_PARTS, MOST_RESULT_COLUMNS, Job, Level, LogLine, Outcome
from outhost.jobtypes.channel import Message

_LONGEST_LINE = 2000


class Waiting:
    """A unit that is not done: its number, its item, and how often it was tried."""

    __slots__ = ("attempts", "item", "number")

    def __init__(self, number: int, item: Any) -> None:
        """Begin untried."""
        self.number = number
        self.item = item
        self.attempts = 0

    def __lt__(self, other: "Waiting") -> bool:
        """Order by number, for two that are due at once."""
        return self.number < other.number


@dataclass(slots=True)
class Tally:
    """Outcomes, rows of units that are not done yet, lines of the log, and how far a whole-table step is."""

    columns: dict[str, None]
    """In their order; more are put behind."""
    outcomes: list[Outcome] = field(default_factory=list)
    staged: list[Outcome] = field(default_factory=list)
    lines: list[LogLine] = field(default_factory=list)
    points: int | None = None
    retried: list[int] = field(default_factory=list)
    parts: dict[int, int] = field(default_factory=dict)
    """How many rows came of each unit that is not recorded as done or failed."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to record."""
        return not (self.outcomes or self.staged or self.lines or self.points is not None)

    def widen(self, rows: Sequence[Row]) -> bool:
        """Put the columns of rows that are to be kept behind the others; tell whether a job may have as many as that."""
        added: dict[str, None] = {}
        for row in rows:
            if not row.keys() <= self.columns.keys():
                added.update(dict.fromkeys(row))
        if not added:
            return True
        columns = self.columns | added
        if len(columns) > MOST_RESULT_COLUMNS or sum(map(len, columns)) > MOST_NAME_CHARS:
            return False
        self.columns = columns
        return True

    def too_much(self, job: Job, message: Message) -> str | None:
        """Say why the rows of a unit can't be kept, if they can't: there are too many, or they have too many columns."""
        if self.parts.get(message["unit"], 0) + len(message["rows"]) > MOST_PARTS and job.units_planned > 1:
            return TOO_MANY_ROWS.say(job.locale, most=MOST_PARTS)
        fits = self.widen(message["rows"])
        return None if fits else TOO_WIDE.say(job.locale, most=MOST_RESULT_COLUMNS, chars=MOST_NAME_CHARS)

    def keep_done(self, unit: Waiting, message: Message) -> None:
        """Keep the last rows of a unit that is done."""
        self.outcomes.append(self._outcome(unit.number, message, attempts=unit.attempts + 1, is_done=True))

    def keep_rows(self, number: int, message: Message) -> None:
        """Keep some rows of a unit that goes on."""
        self.staged.append(self._outcome(number, message, attempts=0, is_done=False))

    def keep_failed(self, unit: Waiting, reason: str, line: str) -> None:
        """Keep why a unit failed for good."""
        self.staged = [one for one in self.staged if one.number != unit.number]
        self.outcomes.append(Outcome(number=unit.number, is_done=False, attempts=max(unit.attempts, 1), error=reason))
        self.say(Level.ERROR, line)

    def say(self, level: Level, line: str) -> None:
        """Write a line into the job's log."""
        self.lines.append(LogLine(level, line[:_LONGEST_LINE]))

    def taken(self) -> "Tally":
        """Take what is there, and begin anew; columns and parts go on."""
        taken = Tally(dict(self.columns), self.outcomes, self.staged, self.lines, self.points, self.retried, self.parts)
        self.outcomes, self.staged, self.lines, self.points, self.retried = [], [], [], None, []
        return taken

    def failed_with_rows(self) -> Sequence[int]:
        """Take the units that failed after some of their rows were set down."""
        failed = [one.number for one in self.outcomes if not one.is_done and self.parts.get(one.number)]
        for one in self.outcomes:
            self.parts.pop(one.number, None)
        return failed

    def _outcome(self, number: int, message: Message, *, attempts: int, is_done: bool) -> Outcome:
        rows = message["rows"]
        first = self.parts.get(number, 0)
        self.parts[number] = first + len(rows)
        return Outcome(
            number=number, is_done=is_done, attempts=attempts, rows=rows, found=message["found"], first_part=first,
            tallies=Tallies.of(message.get("tallies", ())),
        )  # fmt: skip
