"""Jobs, as `/api` takes and shows them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sanic import HTTPResponse, Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.jobs import ASKS_A_MAP, Frame, Job, JobStatus
from outhost.domain.modules import Module
from outhost.domain.searches import QUERY_LIMIT, RowSearch
from outhost.domain.tables import MOST_BYTES
from outhost.domain.words import Text, is_whole_text
from outhost.domain.workspaces import Caller
from outhost.exports.formats import Format
from outhost.operations.job_drafts import NewJob
from outhost.operations.job_results import Window as RowWindow
from outhost.operations.jobs import job_named
from outhost.operations.replies import KeptReply
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.choices import choice_of, flag_of, one_of
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.upload import form_field, is_form, receive_file
from outhost.web.outsend.wire.jobs import JobIn, JobItemsOut, JobOut, JobsOut, LogLineOut, LogOut, ResumeIn
from outhost.web.streams import send_file

MOST_ROWS: Final = 1000
ROWS: Final = 100
LOG_LINES: Final = 500
PARAMS: Final = "params"
"""The field of a form in which params come beside a file."""

_FORM_BYTES: Final = 1 << 20
"""What a form may have around its file."""
_TOO_LONG: Final = Text(en="must have at most {most} characters", fr="doit avoir au plus {most} caractères")
_NO_PARAMS: Final = Text(en="must be a JSON object", fr="doit être un objet JSON")


async def create(call: Call[Caller]) -> HTTPResponse:
    """Makes a job of a module, which the path names by its slug, with hyphens or underscores: `POST /api/jobs/filter`.

    Rows come as `items`, or from a done job of yours as `source_job_id`; the module's params stand beside them, and fields that it does
    not know are ignored. Rows without what the module needs are left out and counted in the log, which also says how columns were read.
    `import` takes a file too (CSV, XLSX, JSON or JSON Lines, at most 50 MB) as the field `file` of a form, params as a JSON object in its
    field `params`.
    """
    module = await call.appliance.modules.runnable(call.params["job_id"])
    if not (is_form(call.request) and module.takes_file):
        new = await _new_of_body(call, module)
        return await once(call.request, call.appliance, call.caller, partial(call.appliance.jobs.create, call.caller, new), JobOut.of)
    new = NewJob(module=module, params={}, locale=call.visit.locale)
    texts = {PARAMS: bytearray()}
    with call.appliance.job_uploads.incoming() as incoming:
        body_digest = await receive_file(call.request, incoming.write, MOST_BYTES + _FORM_BYTES, texts)
        new = replace(new, params=form_field(PARAMS, texts[PARAMS], dict[str, Any], _NO_PARAMS))

        async def create_with_file(reply: KeptReply[Job] | None) -> Job:
            name = await call.appliance.job_uploads.take(incoming)
            try:
                return await call.appliance.jobs.create(call.caller, replace(new, upload=name), reply)
            except Exception:
                await call.appliance.job_uploads.remove(name)
                raise

        return await once(call.request, call.appliance, call.caller, create_with_file, JobOut.of, body_digest=body_digest)


async def create_scrap(call: Call[Caller]) -> HTTPResponse:
    """Makes a job that finds businesses on the map: the same as `POST /api/jobs/scrap`.

    A zone that is unknown, or may mean several, is a fault of `zones.N` with the choices. A job that would cost more EF than one may is
    refused with its cost; `POST /api/jobs/estimate` says it beforehand.
    """
    new = await _new_of_body(call, await call.appliance.modules.runnable(ASKS_A_MAP))
    return await once(call.request, call.appliance, call.caller, partial(call.appliance.jobs.create, call.caller, new), JobOut.of)


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists the jobs of your workspace, newest first; the answer is a bare array, and `X-Total-Count` says how many there are."""
    window = window_of(call.request)
    wanted = {
        "status": choice_of(call.request, "status", JobStatus),
        "job_type": _type_of(call.request),
        "pipeline_id": call.request.args.get("pipeline_id"),
    }
    jobs, total = await call.appliance.read(_page, call.caller, window, wanted)
    return as_json(JobsOut([JobOut.of(job) for job in jobs]), {"x-total-count": str(total)})


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns one job, as far as it is."""
    return as_json(JobOut.of(await job_of(call)))


async def items(call: Call[Caller]) -> HTTPResponse:
    """Returns rows of a job in their order, those so far while it runs; none once it has expired.

    `q` finds rows in which each of its words begins some word of the values; case and accents are ignored. With `provenance=1` each row
    has an object `provenance`: by column the source, the method, the moment and the snippet that a value was read in, where that is known.
    """
    job = await job_of(call)
    window = window_of(call.request, default=ROWS, most=MOST_ROWS)
    has_provenance, search = flag_of(call.request, "provenance"), _search_of(call.request)
    wanted = RowWindow(search=search, limit=window.limit, offset=window.offset)
    found = await call.appliance.job_results.page(call.caller, job.public_id, wanted)
    known = [json.loads(origin) if origin else None for _, _, origin in found.rows] if has_provenance else None
    return as_json(JobItemsOut.of(found, known, limit=window.limit, offset=window.offset))


async def logs(call: Call[Caller]) -> HTTPResponse:
    """Returns the last 500 lines of a job's log, oldest first: how columns were read, what was left out, tried again or failed, and why."""
    job = await job_of(call)
    return as_json(LogOut(items=[LogLineOut.of(frame) for frame in await call.appliance.read(_log, job)]))


async def download(call: Call[Caller]) -> HTTPResponse | None:
    """Streams all rows of a job that has ended, as `json` (an array of objects), `jsonl`, `csv` or `xlsx`.

    CSV is UTF-8 with a byte order mark, `;` and CRLF, as spreadsheets of Europe open it. Cells that a spreadsheet would run as a formula
    get a `'` in front, unless `raw=1`. With `provenance=1` columns stand beside those whose values came from somewhere:
    `email__source`, `email__method`, `email__at`, `email__snippet`.
    """
    await job_of(call)
    wanted, is_raw, has_provenance = format_of(call.request), flag_of(call.request, "raw"), flag_of(call.request, "provenance")
    job = await call.appliance.job_downloads.find(call.caller, call.params["job_id"])
    headers = {"content-disposition": f'attachment; filename="{job.file_name(wanted)}"', "cache-control": "no-store"}
    chunks = call.appliance.job_downloads.write(job, wanted, has_provenance=has_provenance, is_raw=is_raw)
    await send_file(call.request, headers, wanted.media_type, chunks)
    return None


async def cancel(call: Call[Caller]) -> HTTPResponse:
    """Cancels a job: at once where it waits, within five seconds where it runs. Its rows so far stay."""
    return as_json(JobOut.of(await call.appliance.jobs.cancel(call.caller, call.params["job_id"])))


async def resume(call: Call[Caller]) -> HTTPResponse:
    """Makes a new job of what a failed or cancelled one left undone, with the rows that it had in front."""
    body = await body_of(call.request, ResumeIn)
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.jobs.resume(call.caller, body.job_id, reply), JobOut.of
    )


async def rerun(call: Call[Caller]) -> HTTPResponse:
    """Makes a new job with the params and the rows of another, whatever came of that one."""
    return await once(
        call.request,
        call.appliance,
        call.caller,
        lambda reply: call.appliance.jobs.rerun(call.caller, call.params["job_id"], reply),
        JobOut.of,
    )


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Deletes a job that has ended, with its rows and its log. Leads that it made stay."""
    await call.appliance.jobs.delete(call.caller, call.params["job_id"])
    return done()


async def job_of(call: Call[Caller]) -> Job:
    """Find the job that the path names.

    Raises:
        NotVisible
    """
    return await call.appliance.read(job_named, call.caller, call.params["job_id"])


def format_of(request: Request) -> Format:
    """Read how rows are to be written; as JSON where that is left out.

    Raises:
        InvalidInput
    """
    text = request.get_args(keep_blank_values=True).get("format", Format.JSON)
    if text not in set(Format):
        raise InvalidInput(Issue("format", one_of(Format)))
    return Format(text)


async def _new_of_body(call: Call[Caller], module: Module) -> NewJob:
    body = await body_of(call.request, JobIn)
    return NewJob(module=module, params=body.params, items=body.items, source_job_id=body.source_job_id, locale=call.visit.locale)


def _type_of(request: Request) -> str | None:
    text = request.args.get("job_type")
    return None if text is None else text.replace("-", "_")


def _search_of(request: Request) -> RowSearch:
    words = request.args.get("q", "")
    if len(words) > QUERY_LIMIT or not is_whole_text(words):
        raise InvalidInput(Issue("q", _TOO_LONG.filled(most=QUERY_LIMIT)))
    return RowSearch(words)


def _page(tx: Tx, caller: Caller, window: Window, wanted: Mapping[str, str | None]) -> tuple[list[Job], int]:
    jobs = tx.jobs.page(caller.workspace_id, **wanted, limit=window.limit, offset=window.offset)
    return jobs, tx.jobs.count(caller.workspace_id, **wanted)


def _log(tx: Tx, job: Job) -> list[Frame]:
    return tx.job_frames.last_of_log(job.workspace_id, job.key, LOG_LINES)
