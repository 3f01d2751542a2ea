"""The desk: what the server does for a unit that its worker process can't do itself."""

import asyncio
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from outhost.crawl.crawler import Crawler, Kept
from outhost.crawl.fetcher import Fetcher
from outhost.crawl.mailboxes import Mailboxes
from outhost.crawl.overpass import Overpass
from outhost.crawl.records import Records
from outhost.domain.credits import LEAD_COST
from outhost.domain.errors import (
    AskedTooMuch,
    DiskFull,
    FetchFailed,
    InsufficientCredits,
    InvalidInput,
    Issue,
    ListNotFound,
    NoSuchName,
    Refusal,
)
from outhost.domain.jobs import Job
from outhost.domain.links import ImageAddress
from outhost.domain.lists import LeadList
from outhost.domain.records import RecordKind
from outhost.domain.rows import unpacked_rows
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.whole import make_folder
from outhost.operations.job_ends import caller_of
from outhost.operations.leads import DrawnLead, Leads
from outhost.operations.run_books import RunBook

MOST_FETCHED_BYTES: Final = 50 << 20
_FETCH_SECONDS: Final = 60.0
_FETCHED: Final = "fetched-"
_MOST_ROWS, _FIRST_ROWS = 500, 20
_CHARS: Final = 1 << 20
"""Of rows that are handed over at once: they are read and written in one go, and nothing else meanwhile."""
_NOT_DECLARED: Final = Text(
    en="The module asked for {what}, which it did not declare.", fr="Le module a demandé {what}, qu’il n’a pas déclaré."
)

_NO_OVERPASS: Final = Text(
    en="no map server is set; whoever runs outhost can, with overpass_url",
    fr="aucun serveur de cartes n’est réglé ; qui exploite outhost peut le faire, avec overpass_url",
)

_ABILITIES: Final = MappingProxyType({
    "picture": "pictures", "fetch": "fetch", "page": "site", "dns": "dns", "mailbox": "mailbox", "overpass": "overpass",
})  # fmt: skip
"""What may be asked for, and what a module declares that does."""

Answer = dict[str, Any]
"""Either a `value`, or why it was `declined`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What all desks share: leads, the ways out, the folder of files that came with jobs, and where images are linked.

    Without `overpass`, no map server is set.
    """

    leads: Leads
    fetcher: Fetcher
    crawler: Crawler
    records: Records
    mailboxes: Mailboxes
    overpass: Overpass | None
    uploads: Path
    images: ImageAddress


class Desk:
    """Answers what units of one job ask for. Images that were drawn wait here for their unit to be recorded."""

    def __init__(self, office: Office, runs: RunBook, job: Job, uses: Collection[str]) -> None:
        """Work for `job`, whose module declares what it `uses`."""
        self._leads = office.leads
        self._fetcher = office.fetcher
        self._crawler = office.crawler
        self._records = office.records
        self._mailboxes = office.mailboxes
        self._overpass = office.overpass
        self._uploads = office.uploads
        self._images = office.images
        self._runs = runs
        self._lease = runs.lease_of(job)
        self._job = job
        self._uses = uses
        self._drawn: dict[int, list[DrawnLead]] = {}
        self._files: dict[int, list[Path]] = {}
        self._rows_at_once = _FIRST_ROWS
        self._claims: list[int] = []
        self._drawings: set[asyncio.Future[DrawnLead]] = set()
        self.is_broke = False
        """Whether the credits do not cover another image."""
        self.is_list_gone = False

    async def answer(self, unit: int, what: str, about: Mapping[str, Any]) -> Answer:
        """Do what a unit asked for. A refusal is its unit's end; a fault that may pass is worth another try."""
        try:
            return {"value": await self._done(unit, what, about)}
        except Refusal as refusal:
            after_seconds = refusal.after_seconds if isinstance(refusal, FetchFailed) else None
            return _declined(_kind_of(refusal), refusal.say(self._job.locale), after_seconds)
        except Exception as fault:  # noqa: BLE001 - the unit is told, and tried again
            return _declined("retry", f"{type(fault).__name__}: {fault}")

    async def end_unit(self, unit: int) -> None:
        """Remove what was fetched for a unit, which has ended."""
        for path in self._files.pop(unit, ()):
            await asyncio.to_thread(path.unlink, missing_ok=True)

    def take_pictures(self, unit: int) -> Sequence[DrawnLead]:
        """Give the images that were drawn for a unit, and no longer keep them."""
        return self._drawn.pop(unit, ())

    async def drop_pictures(self, unit: int) -> None:
        """Remove the images that were drawn for a unit that came to nothing."""
        await self._leads.drop(self.take_pictures(unit))

    async def discard(self, pictures: Mapping[int, Sequence[DrawnLead]]) -> None:
        """Remove images that were taken and not paid for."""
        await self._leads.drop([drawn for several in pictures.values() for drawn in several])

    async def clear(self) -> None:
        """Remove all images that nobody took, also those that are being drawn, and what was fetched."""
        for unit in list(self._files):
            await self.end_unit(unit)
        await self.discard(self._drawn)
        self._drawn.clear()
        ended = await asyncio.gather(*self._drawings, return_exceptions=True)
        await self._leads.drop([drawn for drawn in ended if isinstance(drawn, DrawnLead)])

    async def _done(self, unit: int, what: str, about: Mapping[str, Any]) -> dict[str, Any]:
        match what:
            case "input":
                return await self._input(about["after"])
            case "source_rows":
                return await self._source_rows(about["after"])
            case _ if _ABILITIES.get(what) in self._uses:
                return await self._granted(unit, what, about)
            case _:
                raise InvalidInput(Issue("", _NOT_DECLARED.filled(what=what)))

    async def _granted(self, unit: int, what: str, about: Mapping[str, Any]) -> dict[str, Any]:
        """Do what the module declared that it would ask for."""
        match what:
            case "picture":
                return await self._picture(unit, about["variables"])
            case "fetch":
                return await self._fetch(unit, about)
            case "page":
                return await self._page(about["url"])
            case "dns":
                return {"records": await self._records.find(about["name"], RecordKind(about["kind"]))}
            case "overpass":
                return await self._map_answer(about["query"], is_broken=about.get("is_broken", False))
            case _:
                return asdict(await self._mailboxes.ask(about["address"]))

    async def _input(self, after: int) -> dict[str, Any]:
        units = await self._runs.inputs(self._lease, after=after, limit=self._rows_at_once)
        rows = unpacked_rows(self._job.inputs, self._learnt([unit.item for unit in units]))
        return {"rows": rows, "found": _known([unit.provenance for unit in units]), "after": units[-1].number if units else None}

    async def _source_rows(self, after: int) -> dict[str, Any]:
        columns, found = await self._runs.source_rows(self._lease, after=after, limit=self._rows_at_once)
        rows = unpacked_rows(columns, self._learnt([cells for _, cells, _ in found]))
        return {"rows": rows, "found": _known([origins for _, _, origins in found]), "after": found[-1][0] if found else None}

    def _learnt(self, texts: Sequence[str]) -> Sequence[str]:
        """Give the rows as they are; the next time fewer are handed over where these are large, and more where they are small."""
        fitting = len(texts) * _CHARS // max(sum(map(len, texts)), 1)
        self._rows_at_once = max(min(fitting, self._rows_at_once * 2, _MOST_ROWS), 1)
        return texts

    async def _fetch(self, unit: int, about: Mapping[str, Any]) -> dict[str, Any]:
        """Fetch into a file that stays until the unit has ended."""
        path = self._uploads / f"{_FETCHED}{secrets.token_hex(12)}"
        self._files.setdefault(unit, []).append(path)
        await asyncio.to_thread(make_folder, self._uploads)
        with await asyncio.to_thread(path.open, "wb") as file:
            limit = min(int(about["limit_bytes"]), MOST_FETCHED_BYTES)
            got = await self._fetcher.get(about["url"], into=file.write, accept=about["accept"], limit_bytes=limit, seconds=_FETCH_SECONDS)
        return {"url": got.url, "status": got.status, "media_type": got.media_type, "charset": got.charset, "path": str(path)}

    async def _page(self, url: str) -> dict[str, Any]:
        """Name the file of a page, or say why there is none: that is no fault of the unit's."""
        found = await self._crawler.page(url)
        if isinstance(found, Kept):
            return {"path": str(found.path)}
        return {"trouble": found.kind, "reason": found.reason.say(self._job.locale), "status": found.status}

    async def _map_answer(self, query: str, *, is_broken: bool) -> dict[str, Any]:
        """Name the file of an answer; one that turned out to be broken is asked for anew."""
        if self._overpass is None:
            raise InvalidInput(Issue("", _NO_OVERPASS.filled()))
        if is_broken:
            await self._overpass.forget(query)
        return {"path": str(await self._overpass.ask(query))}

    async def _picture(self, unit: int, variables: Mapping[str, Any]) -> dict[str, Any]:
        caller = caller_of(self._job)
        try:
            target = await self._leads.target(caller, self._job.list_id or "")
        except ListNotFound:
            self.is_list_gone = True
            raise
        self._claims.append(unit)
        try:
            if await self._leads.affordable(caller) <= self._spoken_for(unit):
                self.is_broke = True
                raise InsufficientCredits(cost=LEAD_COST, available=0)
            drawn = await self._drawing(caller, target, variables)
            self._drawn.setdefault(unit, []).append(drawn)
        finally:
            self._claims.remove(unit)
        return self._answered(drawn)

    def _spoken_for(self, unit: int) -> int:
        """Count the credits that others have first: images that are drawn already, and those of earlier rows."""
        return sum(map(len, self._drawn.values())) + sum(1 for other in self._claims if other < unit)

    async def _drawing(self, caller: Caller, target: LeadList, variables: Mapping[str, Any]) -> DrawnLead:
        """Draw; whoever no longer waits for it leaves a drawing behind that is still to be removed."""
        drawing = asyncio.ensure_future(self._leads.draw_for(caller, target, variables))
        self._drawings.add(drawing)
        await asyncio.wait([drawing])
        self._drawings.discard(drawing)
        return drawing.result()

    def _answered(self, drawn: DrawnLead) -> dict[str, Any]:
        lead = drawn.lead
        return {
            "tracking_id": lead.tracking_id,
            "image_url": self._images.of(lead.tracking_id, lead.image_extension),
            "missing_variables": list(drawn.variables.missing),
        }


def _known(origins: Sequence[str | None]) -> Sequence[str | None]:
    """Give where the values of rows came from; nothing at all where that is known of none."""
    return origins if any(origins) else ()


def _kind_of(refusal: Refusal) -> str:
    match refusal:
        case NoSuchName():
            return "no_such_name"
        case AskedTooMuch():
            return "too_much"
        case FetchFailed(is_final=False) | DiskFull():
            return "retry"
        case _:
            return "give_up"


def _declined(kind: str, reason: str, after_seconds: float | None = None) -> Answer:
    return {"declined": {"kind": kind, "reason": reason, "after": after_seconds}}
