"""Runs of veilles, what each found, and how any two differ, as `/api` shows them."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Final, TypeVar

from pydantic import BaseModel
from sanic import HTTPResponse

from outhost.appliance import Appliance
from outhost.domain.diffs import Category, Difference
from outhost.domain.veilles import Veille, VeilleRun
from outhost.domain.workspaces import Caller
from outhost.exports.formats import Format
from outhost.operations.veille_reports import LATEST, SOURCE, Comparison, FoundSignal, Report, Wanted
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.call import Call
from outhost.web.outsend.choices import flag_of
from outhost.web.outsend.jobs import format_of
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.veilles import veille_of
from outhost.web.outsend.wire.veille_runs import ComparisonCountsOut, DifferenceOut, ModifiedOut, RunOut, RunsOut
from outhost.web.streams import send_file

FROM, TO = "from", "to"

T = TypeVar("T")

_IN_DIFF: Final = (Category.NEW, Category.CLOSED, Category.MODIFIED)
_NO_STORE: Final = {"cache-control": "no-store"}


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists the runs of a veille, newest first."""
    veille = await veille_of(call)
    window = window_of(call.request)
    runs, total = await call.appliance.read(_page, veille, window)
    items = [RunOut.of(run, veille.public_id) for run in runs]
    return as_json(RunsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def show(call: Call[Caller]) -> HTTPResponse | None:
    """Returns one run with what it found beside the known rows, however much that is.

    `diff` has the rows that are new, those that are closed as they were last seen, and those that were modified with what changed, by
    score. It is empty while the run is under way, and of a run that is suspect, failed or cancelled.
    """
    report = await call.appliance.veille_reports.find(call.caller, call.params["veille_id"], call.params["run_id"])
    await send_file(call.request, _NO_STORE, Format.JSON.media_type, _run_with_diff(call.appliance, report))
    return None


async def compare(call: Call[Caller]) -> HTTPResponse | None:
    """Streams what became of the rows from one run of a veille to any other; rows that are the same are left out.

    `from` and `to` are ids of runs; `source` stands for the rows that the veille was made from, `latest` for the last run that was
    compared. Compared are the rows that were known after each: one that a run missed for the first time still was, one that it closed no
    longer. As `csv`, `xlsx` or `jsonl` it is a table: columns that say what changed, then those of the rows.
    """
    veille = await veille_of(call)
    wanted, is_raw = format_of(call.request), flag_of(call.request, "raw")
    first, last = call.request.args.get(FROM, SOURCE), call.request.args.get(TO, LATEST)
    comparison = await call.appliance.veille_reports.compare(call.caller, veille.public_id, first, last)
    if wanted is Format.JSON:
        await send_file(call.request, _NO_STORE, wanted.media_type, _compared(call.appliance, comparison))
        return None
    headers = _NO_STORE | {"content-disposition": f'attachment; filename="veille_{veille.public_id}_compared.{wanted}"'}
    chunks = call.appliance.veille_downloads.differences(comparison, wanted, is_raw=is_raw)
    await send_file(call.request, headers, wanted.media_type, chunks)
    return None


def _page(tx: Tx, veille: Veille, window: Window) -> tuple[list[VeilleRun], int]:
    return tx.veille_runs.page(veille.key, limit=window.limit, offset=window.offset), tx.veille_runs.count(veille.key)


async def _run_with_diff(appliance: Appliance, report: Report) -> AsyncGenerator[bytes, None]:
    """Write `RunWithDiffOut` piece by piece."""
    yield _text(RunOut.of(report.run, report.veille.public_id))[:-1].encode() + b',"diff":{'
    for place, category in enumerate(_IN_DIFF):
        yield f'{"," if place else ""}"{category}":['.encode()
        comma = ""
        async with aclosing(appliance.veille_reports.signals(report, Wanted(category=category))) as pages:
            async for found in pages:
                yield (comma + await asyncio.to_thread(_joined, found, _in_diff)).encode()
                comma = ","
        yield b"]"
    yield b"}}"


async def _compared(appliance: Appliance, comparison: Comparison) -> AsyncGenerator[bytes, None]:
    """Write `ComparisonOut` piece by piece; how many there are is known at the end."""
    counts: Counter[Category] = Counter()
    comma = ""
    yield b'{"items":['
    async with aclosing(appliance.veille_reports.differences(comparison)) as pages:
        async for found in pages:
            counts.update(one.category for one in found)
            yield (comma + await asyncio.to_thread(_joined, found, _in_comparison)).encode()
            comma = ","
    said = ComparisonCountsOut(new=counts[Category.NEW], closed=counts[Category.CLOSED], modified=counts[Category.MODIFIED])
    yield f'],"counts":{_text(said)}}}'.encode()


def _in_diff(found: FoundSignal) -> str:
    signal = found.signal
    if signal.category is Category.MODIFIED:
        return _text(ModifiedOut.of(signal))
    return json.dumps(signal.after or signal.before or {}, ensure_ascii=False, separators=(",", ":"))


def _in_comparison(found: Difference) -> str:
    return _text(DifferenceOut.of(found))


def _joined(found: Sequence[T], said: Callable[[T], str]) -> str:
    return ",".join(map(said, found))


def _text(model: BaseModel) -> str:
    return model.model_dump_json()
