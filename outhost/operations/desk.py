"""The desk: what the server does for a unit that its worker process can't do itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from outhost.domain.credits import LEAD_COST
from outhost.domain.errors import DiskFull, InsufficientCredits, InvalidInput, Issue, Refusal
from outhost.domain.jobs import Job, Lease
from outhost.domain.links import image_address
from outhost.domain.rows import unpacked
from outhost.domain.words import Text
from outhost.operations.job_ends import caller_of
from outhost.operations.job_runs import JobRuns
from outhost.operations.leads import DrawnLead, Leads

_ROWS: Final = 500
_NOT_DECLARED: Final = Text(
    en="The module asked for {what}, which it did not declare.", fr="Le module a demandé {what}, qu’il n’a pas déclaré."
)

Answer = dict[str, Any]
"""Either a `value`, or why it was `declined`."""


class Desk:
    """Answers what units of one job ask for. Images that were drawn wait here for their unit to be recorded."""

    def __init__(self, runs: JobRuns, leads: Leads, lease: Lease, job: Job, uses: Sequence[str], links: tuple[str, str]) -> None:
        """Work for `job`; `links` are the image base URL and the base URL, which addresses of images begin with."""
        self._runs = runs
        self._leads = leads
        self._lease = lease
        self._job = job
        self._uses = uses
        self._links = image_address(image_base_url=links[0], base_url=links[1])
        self._drawn: dict[int, list[DrawnLead]] = {}
        self._under_way = 0
        self.is_broke = False
        """Whether the credits do not cover another image."""

    async def answer(self, unit: int, what: str, about: Mapping[str, Any]) -> Answer:
        """Do what a unit asked for. A refusal is its unit's end; a fault that may pass is worth another try."""
        try:
            return {"value": await self._done(unit, what, about)}
        except DiskFull as refusal:
            return _declined("retry", refusal.say(self._job.locale))
        except Refusal as refusal:
            return _declined("give_up", refusal.say(self._job.locale))
        except Exception as fault:  # noqa: BLE001 - the unit is told, and tried again
            return _declined("retry", f"{type(fault).__name__}: {fault}")

    def take_pictures(self, unit: int) -> Sequence[DrawnLead]:
        """Give the images that were drawn for a unit, and no longer keep them."""
        return self._drawn.pop(unit, ())

    async def drop_pictures(self, unit: int) -> None:
        """Remove the images that were drawn for a unit that came to nothing."""
        await self._leads.drop(self.take_pictures(unit))

    async def drop(self, pictures: Mapping[int, Sequence[DrawnLead]]) -> None:
        """Remove images that were drawn and not paid for."""
        await self._leads.drop([drawn for several in (*pictures.values(), *self._drawn.values()) for drawn in several])
        self._drawn.clear()

    async def _done(self, unit: int, what: str, about: Mapping[str, Any]) -> dict[str, Any]:
        match what:
            case "input":
                return await self._input(about["after"])
            case "source_rows":
                return await self._source_rows(about["after"])
            case "picture" if "pictures" in self._uses:
                return await self._picture(unit, about["variables"])
            case _:
                raise InvalidInput(Issue("", _NOT_DECLARED.filled(what=what)))

    async def _input(self, after: int) -> dict[str, Any]:
        units = await self._runs.inputs(self._lease, after=after, limit=_ROWS)
        width = len(self._job.inputs)
        rows = [dict(zip(self._job.inputs, unpacked(unit.item, width), strict=True)) for unit in units]
        return {"rows": rows, "after": units[-1].number if units else None}

    async def _source_rows(self, after: int) -> dict[str, Any]:
        columns, found = await self._runs.source_rows(self._lease, after=after, limit=_ROWS)
        rows = [dict(zip(columns, unpacked(cells, len(columns)), strict=True)) for _, cells, _ in found]
        return {"rows": rows, "after": found[-1][0] if found else None}

    async def _picture(self, unit: int, variables: Mapping[str, Any]) -> dict[str, Any]:
        caller = caller_of(self._job)
        target = await self._leads.target(caller, self._job.list_id or "")
        self._under_way += 1
        try:
            if await self._leads.affordable(caller) < self._under_way + sum(map(len, self._drawn.values())):
                self.is_broke = True
                raise InsufficientCredits(cost=LEAD_COST, available=0)
            drawn = await self._leads.draw_for(caller, target, variables)
            self._drawn.setdefault(unit, []).append(drawn)
        finally:
            self._under_way -= 1
        lead = drawn.lead
        return {
            "tracking_id": lead.tracking_id,
            "image_url": self._links.of(lead.tracking_id, lead.image_extension),
            "missing_variables": list(drawn.variables.missing),
        }


def _declined(kind: str, reason: str) -> Answer:
    return {"declined": {"kind": kind, "reason": reason, "after": None}}
