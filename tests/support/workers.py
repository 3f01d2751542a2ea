"""Job types at work: the plugins as they lie there, run in real worker processes, with the test in the server's place."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from outhost.atlas.reader import Atlas
from outhost.domain.columns import Row, columns_of, map_canonical
from outhost.domain.modules import Shape
from outhost.jobtypes.context import Bench, Threads, Tools
from outhost.jobtypes.loader import plugin_files
from outhost.jobtypes.places import Maps
from outhost.jobtypes.pool import Pool
from outhost.resources import shipped_plugins
from outhost.tables.records import read_records

Answer = Callable[[Mapping[str, Any]], Any]
"""What the server answers to something that a unit asks for; a `Declined` is a no."""

ABSENT = "/nowhere/atlas.db"
_ROWS_A_PAGE = 3
"""Of the input of a whole table, so that even a small one comes in several pieces."""


@dataclass(frozen=True)
class Declined(Exception):
    """A no to what a unit asks for."""

    kind: str
    reason: str


@dataclass(kw_only=True)
class Outcome:
    """What became of a job: its rows in order of their units, where values came from, its log, and the units that failed, with why."""

    rows: list[Row] = field(default_factory=list)
    found: list[Any] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    failed: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """Give the warnings of the log."""
        return [message for level, message in self.log if level == "warn"]


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """A pool of worker processes, and the way to have a job done in one."""

    pool: Pool

    async def run(
        self, slug: str, rows: Sequence[Row] = (), params: Mapping[str, Any] | None = None, *, upload: Path | None = None,
        locale: str = "en", answers: Mapping[str, Answer] | None = None,
    ) -> Outcome:  # fmt: skip
        """Check the params, then run a whole job on these rows."""
        checked = await self.pool.check(slug, params or {}, has_upload=upload is not None)
        census = await self.pool.census()
        module = census.modules[slug]
        units = list(enumerate(rows)) if module.shape is Shape.ROW else [(0, {})]
        answers = {"input": _pages(rows)} | dict(answers or {})
        outcome = Outcome()
        async with self.pool.worker() as worker:
            mapping = map_canonical(columns_of(rows), module.produces)
            path = str(census.files[slug].path)
            worker.say({
                "do": "open", "slug": slug, "path": path, "params": checked, "mapping": mapping, "locale": locale,
                "upload": str(upload) if upload else None, "providers": list(census.providers_for(module).items()),
            })  # fmt: skip
            worker.say({"do": "run", "units": units})
            done: dict[int, list[Row]] = {unit: [] for unit, _ in units}
            left = set(done)
            while left:
                for message in await worker.hear():
                    match message["is"]:
                        case "rows" | "done":
                            done[message["unit"]] += message["rows"]
                            outcome.found += message["found"]
                            left -= {message["unit"]} if message["is"] == "done" else set()
                        case "failed":
                            outcome.failed.append(message)
                            left.discard(message["unit"])
                        case "log":
                            outcome.log.append((message["level"], message["message"]))
                        case "ask":
                            worker.say({"do": "answer", "ask": message["ask"]} | _answered(answers[message["what"]], message["about"]))
            outcome.rows = [row for unit in sorted(done) for row in done[unit]]
        return outcome


@asynccontextmanager
async def open_workshop(
    own: Path | None = None, *, bundled: Path | None = None, load_seconds: float = 30.0, atlas: Path | None = None
) -> AsyncIterator[Workshop]:
    """Open a pool on the plugins that come with outhost, or those in `bundled`, and those in `own`, beside an atlas."""
    pool = Pool(lambda: plugin_files(bundled or shipped_plugins(), own), {}, tools_of(atlas or Path(ABSENT)), load_seconds)
    try:
        yield Workshop(pool=pool)
    finally:
        await pool.close()


def tools_of(atlas: Path) -> Tools:
    """Give what worker processes are handed."""
    return Tools(read_table=read_records, open_atlas=partial(Atlas, atlas))


def bench_of(atlas: Path = Path(ABSENT)) -> Bench:
    """Give what the units of a job work at, for those that run in the test's own process."""
    tools = tools_of(atlas)
    return Bench(read_table=tools.read_table, maps=Maps(tools.open_atlas, {}, _no_provider), threads=Threads())


def _no_provider(slug: str, _path: Path) -> Any:
    raise AssertionError(slug)


def _answered(answer: Answer, about: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"value": answer(about)}
    except Declined as no:
        return {"declined": {"kind": no.kind, "reason": no.reason}}


def _pages(rows: Sequence[Row]) -> Answer:
    """Hand rows out a few at a time, as the server does; `after` is the place of the last that was given."""

    def page(about: Mapping[str, Any]) -> dict[str, Any]:
        start = about["after"] + 1
        some = list(rows[start : start + _ROWS_A_PAGE])
        return {"rows": some, "after": start + len(some) - 1 if start + len(some) < len(rows) else None}

    return page
