"""A source of a test's own, whose rows are known beforehand: its script says what each unit gives, and what befalls it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from engines import HEAD

Unit = Mapping[str, Any]

SPELLINGS: Final[Mapping[str, int]] = {
    "04 72 00 00 01": 1, "+33 4 72 00 00 01": 1, "0033-472-000-001": 1, "04.72.00.00.01": 1,
    "+33472000002": 2, "(0)472000002": 2, "0472000002": 2,
    "0472000003": 3,
}  # fmt: skip
"""Telephone numbers, as people write them, and whose each is."""

MINED: Final = (
    HEAD
    + '''
from outhost.jobtypes import param


class MinedParams(Params):
    script: list[dict] = param(default_factory=list, label=Text(en="Script", fr="Scénario"))
    queries: list[str] = param(default_factory=list, label=Text(en="Queries", fr="Requêtes"))
    zones: list[str] = param(default_factory=list, label=Text(en="Zones", fr="Zones"))
    stop_at: int | None = param(None, label=Text(en="Rows", fr="Lignes"))
    max_per_phone: int | None = param(None, label=Text(en="Rows a number", fr="Lignes par numéro"))


def is_first(path):
    """Tell whether nobody was here before, and leave a mark."""
    if not path or os.path.exists(path):
        return False
    open(path, "x").close()
    return True


async def plan(params, job):
    for unit in params.script:
        yield unit


async def run(unit, params, job):
    """Give the rows of a unit; the first time, it may end in the middle."""
    rows = unit["rows"] * unit.get("times", 1)
    for query in params.queries:
        job.tally("query", query, tiles=1)
    if unit.get("is_flagged"):
        job.flag()
        job.flag()
    seen = set()
    middle = unit.get("at", len(rows) // 2)
    for number, row in enumerate([*rows, None]):
        if number == middle and is_first(unit.get("die")):
            os.kill(os.getpid(), 9)
        if number == middle and is_first(unit.get("retry")):
            raise Retry("not now", after_seconds=0.01)
        if number == middle and unit.get("give_up"):
            raise GiveUp("never")
        if number == middle and is_first(unit.get("wait")):
            job.log("It waits.")
            await asyncio.sleep(3600)
        if row is None:
            return
        if unit.get("pause"):
            await asyncio.sleep(unit["pause"])
        if row["query"] not in seen:
            seen.add(row["query"])
            job.tally("query", row["query"], with_results=1)
        yield row


job_type = SourceJobType(slug="mined", run=run, plan=plan, params=MinedParams, counts_by=("query", "zone"), most_rows="stop_at",
                         most_alike={"telephone": "max_per_phone"}, attempts=3, **SAID)
'''
)


@dataclass(kw_only=True)
class Mine:
    """What a job should have when it is over: the first rows in their order for which there is room, and what is counted of them."""

    stop_at: int | None = None
    max_per_phone: int | None = None
    queries: Sequence[str] = ("dentiste", "coiffeur")
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    left_out: int = 0
    units: int = 0
    phones: Counter[int] = field(default_factory=Counter)
    tiles: Counter[str] = field(default_factory=Counter)
    with_results: Counter[str] = field(default_factory=Counter)

    @property
    def is_full(self) -> bool:
        """Tell whether it has all that it may have."""
        return self.stop_at is not None and len(self.rows) >= self.stop_at

    def dig(self, script: Sequence[Unit]) -> "Mine":
        """Go through units in their order; one that would give up counts where there is enough before it can."""
        for unit in script:
            if self.is_full:
                break
            self.units += 1
            if unit.get("give_up") and not self._is_enough_with(unit):
                continue
            self.tiles.update(self.queries)
            self.with_results.update({row["query"] for row in unit["rows"]})
            for row in unit["rows"] * unit.get("times", 1):
                if not self.is_full:
                    self._take(row)
        return self

    @property
    def breakdown(self) -> dict[str, Counter[str]]:
        """Count the rows by query and by zone."""
        return {column: Counter(row[column] for row in self.rows if row[column]) for column in ("query", "zone")}

    def _is_enough_with(self, unit: Unit) -> bool:
        trial = deepcopy(self)
        for row in unit["rows"] * unit.get("times", 1):
            trial._take(row)
        return trial.is_full

    def _take(self, row: Mapping[str, Any]) -> None:
        whose = SPELLINGS.get(row["telephone"])
        if whose is not None and self.max_per_phone is not None and self.phones[whose] >= self.max_per_phone:
            self.left_out += 1
            return
        if whose is not None:
            self.phones[whose] += 1
        self.rows.append(row)


def row(number: int, telephone: str = "", query: str = "dentiste", zone: str = "69001") -> dict[str, Any]:
    """Make a row."""
    return {"nom": f"No. {number}", "telephone": telephone, "query": query, "zone": zone}
