"""Modules: the kinds of work that a job can be, as the registry shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from outhost.domain.words import Phrase, Text


class Category(StrEnum):
    """Which shelf of the registry a module stands on, in the order of the shelves."""

    SOURCES = "sources"
    ENRICH = "enrich"
    SIGNALS = "signals"
    OUTREACH = "outreach"
    TOOLS = "tools"


class Lane(StrEnum):
    """Which queue jobs wait in: extraction goes one at a time for each user, the parallel lane has a few slots for everybody."""

    EXTRACTION = "extraction"
    PARALLEL = "parallel"


class Shape(StrEnum):
    """What a unit of a job is: one row, the whole table, or whatever a source has planned."""

    ROW = "row"
    TABLE = "table"
    SOURCE = "source"


class ModuleState(StrEnum):
    """Whether a module can be run, is made for those who ask, or is still to come."""

    ACTIVE = "active"
    ON_DEMAND = "on_demand"
    COMING_SOON = "coming_soon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module, as data: nothing here is a plugin's own code.

    `needs` are canonical columns without which a row can't be worked on: all of them, or with `needs_any` one of them. `produces` are
    the columns that it adds. `contains` is what must stand in a needed column's cell, and of rows alike in the columns of `distinct`,
    whatever their case, the first alone is worked on. `config_schema` is the JSON Schema of its params. `missing` says what keeps it
    from running here, `limits` what it does not do, or not always. `counts_by` are columns by whose values rows are counted, `most_rows`
    is the param that says how many rows a job may have, `most_alike` by column the one that says how many may be alike in it.
    """

    slug: str
    category: Category
    label: Text
    description: Text
    state: ModuleState
    shape: Shape = Shape.ROW
    lane: Lane = Lane.PARALLEL
    needs: tuple[str, ...] = ()
    needs_any: bool = False
    contains: Mapping[str, str] = field(default_factory=dict)
    distinct: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    config_schema: Mapping[str, Any] = field(default_factory=dict)
    is_pipelinable: bool = True
    missing: Text | None = None
    limits: Text | None = None
    seconds: float = 60.0
    at_once: int = 8
    attempts: int = 3
    uses: tuple[str, ...] = ()
    has_plan: bool = False
    counts_by: tuple[str, ...] = ()
    most_rows: str = ""
    most_alike: Mapping[str, str] = field(default_factory=dict)
    has_estimate: bool = False
    is_own: bool = False

    @property
    def takes_file(self) -> bool:
        """Tell whether a file may come with a job of it: it is a source that plans nothing."""
        return self.shape is Shape.SOURCE and not self.has_plan

    def earlier(self, params: Mapping[str, Any]) -> "Earlier | None":
        """Tell which run must have come before one with these params, by `x-after` of the schema; None where none must."""
        for name, about in self.config_schema.get("properties", {}).items():
            value = params.get(name)
            if isinstance(value, str) and value in (after := about.get("x-after", {})):
                return Earlier(param=name, value=value, needed=after[value])
        return None

    def lacks(self, mapping: Mapping[str, str]) -> bool:
        """Tell whether a table with this mapping of canonical columns has not the columns that are needed."""
        found = [name in mapping for name in self.needs]
        return bool(found) and not (any(found) if self.needs_any else all(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """That a run in which a param has a `value` goes on where one ended in which it had the `needed` one."""

    param: str
    value: str
    needed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """That somebody would like to have a module, and since when."""

    slug: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPlugin:
    """A plugin that was left out, and why."""

    file: str
    reason: Phrase
