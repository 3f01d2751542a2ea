"""The contract of a plugin: what a job type says of itself, and what its work is given."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from outhost.domain.categories import Search, Thoroughness
from outhost.domain.columns import Row
from outhost.domain.estimates import Estimate
from outhost.domain.mailboxes import MailboxAnswer
from outhost.domain.modules import Category, Lane, ModuleState, Shape
from outhost.domain.places import Sighting, Source
from outhost.domain.records import RecordKind
from outhost.domain.tiles import Tile
from outhost.domain.words import Phrase, Text
from outhost.domain.zones import Unresolved, Zone
from outhost.jobtypes.site import Site

T = TypeVar("T")


class Params(BaseModel):
    """What a user may set for a job; unknown keys are ignored. Its JSON Schema checks the API, makes the forms and is the docs."""

    model_config = ConfigDict(extra="ignore")


def param(
    default: Any = ...,
    *,
    label: Text,
    help: Text | None = None,  # noqa: A002 - as click calls it
    options: Mapping[str, Text] | None = None,
    **constraints: Any,
) -> Any:
    """Declare a field of `Params`: its label and help in both languages, and what pydantic's `Field` takes (`ge`, `max_length`, …).

    `options` says in words what each value of a `Literal` is, for whoever picks one in a form.
    """
    words: dict[str, Any] = {"x-label": _pair(label)} | ({"x-help": _pair(help)} if help else {})
    if options:
        words["x-options"] = {value: _pair(text) for value, text in options.items()}
    extra = {**words, **constraints.pop("json_schema_extra", {})}
    return Field(default, title=label.en, description=help.en if help else None, json_schema_extra=extra, **constraints)


class GiveUp(Exception):
    """This unit can't be done, for a reason that its owner should read; it is not tried again."""

    def __init__(self, reason: Text | str, **gaps: object) -> None:
        """Give the reason; `gaps` fill a text's."""
        self.reason = reason.filled(**gaps) if isinstance(reason, Text) else reason
        super().__init__(self.reason.say() if isinstance(self.reason, Phrase) else reason)


class TooMuch(GiveUp):
    """A map server has more of what it was asked for than it gives at once; ask for less."""


class NoSuchName(GiveUp):
    """Nobody has the name that was asked about: its own servers say so."""


class Retry(Exception):
    """This unit can't be done now; it is tried again, not before `after_seconds` where that is said (a `Retry-After`)."""

    def __init__(self, reason: Text | str, after_seconds: float | None = None, **gaps: object) -> None:
        """Give the reason; `gaps` fill a text's."""
        self.reason = reason.filled(**gaps) if isinstance(reason, Text) else reason
        super().__init__(self.reason.say() if isinstance(self.reason, Phrase) else reason)
        self.after_seconds = after_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered: the body lies in a file until the unit ends."""

    url: str
    status: int
    media_type: str
    charset: str | None
    path: Path


class Pictures(Protocol):
    """The list that a job fills (it declares `uses={"pictures"}` and has a param `list_id`)."""

    async def add(self, variables: Mapping[str, Any]) -> Row:
        """Draw a lead's image and give `tracking_id`, `image_url`, `missing_variables`; added and paid for when the unit is recorded."""
        ...


class Held(Protocol):
    """Rows that were put aside on the disk, to be gone through as often as need be, in any order."""

    @property
    def columns(self) -> Sequence[str]:
        """Every column that any of the rows has, in the order in which they first appear."""
        ...

    def __len__(self) -> int:
        """Tell how many rows there are."""
        ...

    def __aiter__(self) -> AsyncIterator[Row]:
        """Go through all rows as they came."""
        ...

    def picked(self, places: Iterable[int]) -> AsyncIterator[Row]:
        """Go through the rows at these places, the first of which is 0, in the order of the places."""
        ...


Finding = tuple[int, Sighting]
"""A place that was found, and by which of the searches: the first that it fits."""


class Places(Protocol):
    """Places to find, from one provider: the atlas, or what a plugin has (see `PlaceProvider`)."""

    provider: str
    """Its slug; `atlas` is the atlas."""

    async def sources(self) -> Sequence[Source]:
        """Tell where its places come from; a plugin that has its own says so in each place only."""
        ...

    async def zones(self, names: Sequence[str], country: str) -> Sequence[Zone | Unresolved]:
        """Say where each name is, in a country (ISO 3166-1 alpha-3), by the atlas, and by the gazetteer where the atlas is silent."""
        ...

    async def count(self, zones: Sequence[Zone], searches: Sequence[Search], thoroughness: Thoroughness) -> int | None:
        """Count the places that `find` gives in all cells of the zones; None where the provider can't without finding them."""
        ...

    def find(self, tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness) -> AsyncGenerator[Finding, None]:
        """Give the places of a tile that fit, each once, in the order of their ids."""
        ...


class Context(Protocol):
    """What the work of a unit may use beside its row."""

    options: Mapping[str, Any]
    """The plugin's own table in `outhost.toml`: `[modules.<slug>]`."""
    locale: str
    """The language of the job's owner: `fr`, or any other for English."""
    pictures: Pictures

    def log(self, message: Text | str, level: str = "info", **gaps: object) -> None:
        """Write a line into the job's log; `level` is `debug`, `info`, `warn` or `error`."""
        ...

    def say(self, text: Text, **gaps: object) -> str:
        """Give a text in the language of the job's owner, for a cell that has words in it."""
        ...

    def progress(self, done: int) -> None:
        """Tell how many rows a whole-table step has worked through."""
        ...

    def tally(self, kind: str, name: str = "", **counts: int) -> None:
        """Add to what is counted of the job, under a kind and a name: `job.tally("query", "dentiste", tiles=1)`.

        It is counted once, when this unit is recorded as done: what one says that fails, or is begun anew, counts nothing. Say it before
        you give the rows it is about: where a job has all the rows it may have, a unit ends in the middle. Of `query`, `tiles` are the
        units that asked for it and `with_results` those that found something.

        Raises:
            ValueError: the unit counts too much. TypeError: a count is no whole number.
        """
        ...

    def flag(self) -> None:
        """Mark what this unit gives as incomplete: whoever was asked gave a part of it. Once or often, the unit is counted once."""
        ...

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Run what blocks without holding the other units up."""
        ...

    async def hold(self, rows: AsyncIterator[Row]) -> Held:
        """Put the rows of a whole table aside, for work that has to see all of them before it can give the first; memory stays flat."""
        ...

    async def fetch(self, url: str, *, accept: str = "*/*", limit_bytes: int = 50 << 20) -> Fetched:
        """Get an address through the guard, which lets nobody into the private network; declare `uses={"fetch"}`.

        Raises:
            GiveUp: the address is refused. Retry: it can't be reached now.
        """
        ...

    async def site(self, address: str) -> Site:
        """Give the website at an address, to be read page by page; declare `uses={"site"}`.

        Robots' rules, pace and the archive are seen to: a page that another module read today is not fetched again.
        """
        ...

    async def dns(self, name: str, kind: RecordKind | str) -> tuple[str, ...]:
        """Give the records of a kind (`A AAAA MX TXT NS`) that a name has, none where it has others only; declare `uses={"dns"}`.

        `domain/records.py` says how they are written; answers are remembered for as long as their owners say.

        Raises:
            NoSuchName: nobody has this name. Retry: nobody who knows it answers now.
        """
        ...

    async def mailbox(self, address: str) -> MailboxAnswer:
        """Say what the server of an address answers when mail for it is announced, which never comes; declare `uses={"mailbox"}`.

        It shows this machine to servers of others, slowly and one connection at a time: ask only where a user wants it.

        Raises:
            NoSuchName: nobody has the domain. GiveUp: it takes no mail, or leads into a private network. Retry: nobody answers now.
        """
        ...

    async def places(self, provider: str = "") -> Places:
        """Give places to find: those of a provider, else of the first that there is, the atlas before others; declare `uses={"places"}`.

        The atlas is read here, in a thread; a process goes on with the file that its job began with, should another take its place.

        Raises:
            GiveUp: there is no such provider, or none at all.
        """
        ...

    async def overpass(self, query: str) -> Mapping[str, Any]:
        """Give what the map server that the owner set (`overpass_url`) answers to a query in Overpass QL with `[out:json]`: the document.

        Declare `uses={"overpass"}`. An answer is kept for a day; one request is under way at a time, and a busy server is waited for.

        Raises:
            TooMuch: the server gave up, or there are more than 16 MB. GiveUp: it refuses, or none is set. Retry: it does not answer now.
        """
        ...

    def upload(self) -> Path | None:
        """Give the file that came with the job, if one did."""
        ...

    def source_rows(self) -> AsyncIterator[Row]:
        """Read the rows of the job that this one has as its source."""
        ...

    def table(self, source: Path | bytes) -> AsyncIterator[Row]:
        """Read a table (CSV, XLSX, JSON), a file or its bytes, row by row, off the loop; the log tells how it is written.

        Raises:
            GiveUp: it is no table.
        """
        ...


def _pair(text: Text) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr}


RunRow = Callable[[Row, Any, Context], Awaitable[Mapping[str, Any] | Sequence[Mapping[str, Any]] | None]]
RunTable = Callable[[AsyncIterator[Row], Any, Context], AsyncIterator[Row]]
RunUnit = Callable[[dict[str, Any], Any, Context], AsyncIterator[Row]]
Plan = Callable[[Any, Context], AsyncIterator[dict[str, Any]]]
EstimateJob = Callable[[Any, Context], Awaitable[Estimate]]
CountRows = Callable[[Any, Context], Awaitable[int | None]]
FindPlaces = Callable[[Tile, Sequence[Search], Thoroughness, Context], AsyncIterator[Finding]]


@dataclass(frozen=True, kw_only=True)
class JobType:
    """Work on one row at a time: `run(row, params, job)` gives the columns that it adds, or a list of them for several rows.

    `needs` are the canonical columns without which a row is dropped (with `needs_any`, one is enough), `produces` what is added.
    A needed cell without the text that `contains` has for it counts as empty (`{"email": "@"}`), and of rows that are alike in the
    columns of `distinct`, whatever their case, the first alone is worked on. Both before anything is done or paid for.
    A unit may take `seconds`, `at_once` of them are under way together, and one that fails in passing gets so many `attempts`.
    `uses` declares what of the context it needs: `fetch`, `site`, `dns`, `mailbox`, `overpass`, `pictures`, `places`. `missing(options)`
    says what keeps it from running here, `limits` what it does not do, or not always.
    """

    shape: ClassVar[Shape] = Shape.ROW
    state: ClassVar[ModuleState] = ModuleState.ACTIVE

    slug: str
    category: Category
    label: Text
    description: Text
    run: RunRow | RunTable | RunUnit
    params: type[Params] = Params
    limits: Text | None = None
    needs: tuple[str, ...] = ()
    needs_any: bool = False
    contains: Mapping[str, str] = field(default_factory=dict)
    distinct: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    lane: Lane = Lane.PARALLEL
    is_pipelinable: bool = True
    seconds: float = 60.0
    at_once: int = 8
    attempts: int = 3
    uses: frozenset[str] = field(default_factory=frozenset)
    missing: Callable[[Mapping[str, Any]], Text | None] = lambda _options: None


@dataclass(frozen=True, kw_only=True)
class TableJobType(JobType):
    """Work on the whole table: `run(rows, params, job)` reads all rows and gives those that remain, as an async generator."""

    shape: ClassVar[Shape] = Shape.TABLE
    seconds: float = 600.0


@dataclass(frozen=True, kw_only=True)
class SourceJobType(JobType):
    """Rows from somewhere: `plan(params, job)` gives units (JSON objects), `run(unit, params, job)` the rows of one.

    Without a plan there is one unit, and it is empty. `counts_by` are columns by whose values the rows that are kept are counted
    (`("query", "zone")` makes the job's `breakdown`). `most_rows` names the param that says with how many rows a job ends, `most_alike` by
    column the param that says how many rows may be alike in it; telephone numbers are compared however they are written, empty cells never.
    A param without a value bounds nothing; where one has a value, units go one after another, and the first rows in their order are kept.
    `estimate(params, job)` says beforehand how many units the plan will have and what
    they cost, `count(params, job)` how many rows will come of them, None where that can't be known without finding them. Both are asked
    while somebody waits, before there is a job: they have half a minute, and of the context what takes no server: places, texts, threads.
    """

    shape: ClassVar[Shape] = Shape.SOURCE
    plan: Plan | None = None
    counts_by: tuple[str, ...] = ()
    most_rows: str = ""
    most_alike: Mapping[str, str] = field(default_factory=dict)
    estimate: EstimateJob | None = None
    count: CountRows | None = None
    seconds: float = 600.0


@dataclass(frozen=True, kw_only=True)
class PlaceProvider:
    """Somewhere else to find places; a plugin declares it as `provider`, and `scrap` finds places there as it does in the atlas.

    `find(tile, searches, thoroughness, job)` gives the places of a tile that fit, each once, as an async generator; those that lie in
    another tile are passed over. It is run as part of a unit of whoever finds places: its `job` is that unit's context, with the options
    of the provider (`[modules.<slug>]`). `uses` and `missing` are as in `JobType`.
    """

    slug: str
    label: Text
    description: Text
    find: FindPlaces
    uses: frozenset[str] = field(default_factory=frozenset)
    missing: Callable[[Mapping[str, Any]], Text | None] = lambda _options: None


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A module without code, shown in the registry for people to ask for: made on demand, or coming soon."""

    slug: str
    category: Category
    label: Text
    description: Text
    state: ModuleState
    needs: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
