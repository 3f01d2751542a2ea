"""Many people who become leads at once: a job of the module `personalise`, one image a row."""

from tempfile import TemporaryFile
from typing import Final

from sanic import HTTPResponse

from outhost.domain.errors import ListTypeNotSupported
from outhost.domain.lists import ListType
from outhost.domain.tables import MOST_BYTES
from outhost.domain.workspaces import Caller
from outhost.operations.jobs import NewJob
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.lists import list_of
from outhost.web.outsend.once import once
from outhost.web.outsend.tables import FORM_BYTES, MAPPING, mapping_of
from outhost.web.outsend.upload import is_form, receive_file
from outhost.web.outsend.wire.bulk_leads import BulkLeadsIn, LeadsFromJobIn
from outhost.web.outsend.wire.jobs import JobOut

_MODULE: Final = "personalise"


async def add_many(call: Call[Caller]) -> HTTPResponse:
    """Makes a job that adds a lead with its image for each of many people, one credit each: `rows`, or a CSV or XLSX file.

    A file comes as the field `file` of a form (at most 50 MB and 100,000 rows), and is read as the preview of a table shows it; its field
    `mapping` says the column of a variable where that is not found by its name. Leads come as the job goes on. When credits end the job is
    `failed` with `insufficient_credits`; `POST /api/jobs/resume` goes on after a top-up, and charges nobody twice.
    """
    lead_list = await list_of(call)
    module = await call.appliance.modules.runnable(_MODULE)
    if not is_form(call.request):
        body, body_digest = await body_of(call.request, BulkLeadsIn), None
        rows, columns = body.rows, body.map
    else:
        texts = {MAPPING: bytearray()}
        with TemporaryFile() as file:
            body_digest = await receive_file(call.request, file.write, MOST_BYTES + FORM_BYTES, texts)
            given = mapping_of(texts[MAPPING])
            if lead_list.list_type is not ListType.MEME:
                raise ListTypeNotSupported(list_type=lead_list.list_type, supported=ListType.MEME)
            file.seek(0)
            taken = await call.appliance.tables.take(lead_list, file, given)
        rows, columns = taken.rows, taken.mapping
    params = {"list_id": lead_list.public_id, "map": columns}
    new = NewJob(module=module, params=params, items=rows, locale=call.visit.locale)
    return await once(
        call.request,
        call.appliance,
        call.caller,
        lambda reply: call.appliance.jobs.create(call.caller, new, reply),
        JobOut.of,
        body_digest=body_digest,
    )


async def from_job(call: Call[Caller]) -> HTTPResponse:
    """Makes a job that adds a lead with its image for each row of a done job of yours, one credit each."""
    lead_list = await list_of(call)
    module = await call.appliance.modules.runnable(_MODULE)
    body = await body_of(call.request, LeadsFromJobIn)
    params = {"list_id": lead_list.public_id, "map": body.map, "limit": body.limit}
    new = NewJob(module=module, params=params, source_job_id=body.job_id, locale=call.visit.locale)
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.jobs.create(call.caller, new, reply), JobOut.of
    )
