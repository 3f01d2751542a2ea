"""Many people who become leads at once: a job of the module `personalise`, one image a row."""

from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import Any, Final

from sanic import HTTPResponse

from outhost.domain.errors import InvalidInput, Issue, ListTypeNotSupported
from outhost.domain.lists import LeadList, ListType
from outhost.domain.tables import MOST_BYTES, NO_VARIABLE
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import NewJob
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.lists import list_of
from outhost.web.outsend.once import once
from outhost.web.outsend.tables import FORM_BYTES, MAPPING, mapping_of
from outhost.web.outsend.upload import is_form, receive_file
from outhost.web.outsend.wire.bulk_leads import BulkLeadsIn, LeadsFromJobIn
from outhost.web.outsend.wire.jobs import JobOut

_MODULE: Final = "personalise"
_MAP: Final = "map"
"""What the column of each variable is called in JSON; in a form it is as good as `mapping`."""
_NESTED: Final = Text(
    en="must be a text, a number, true, false or null; variables stand in the row itself",
    fr="doit être un texte, un nombre, true, false ou null ; les variables se trouvent dans la ligne même",
)


async def add_many(call: Call[Caller]) -> HTTPResponse:
    """Makes a job that adds a lead with its image for each of many people, one credit each: `rows`, or a CSV or XLSX file.

    A file comes as the field `file` of a form (at most 50 MB and 100,000 rows), and is read as the preview of a table shows it; its field
    `mapping` (or `map`) says the column of a variable where that is not found by its name. Leads come as the job goes on. When credits end
    the job is `failed` with `insufficient_credits`; `POST /api/jobs/resume` goes on after a top-up, and charges nobody twice.
    """
    lead_list = await list_of(call)
    module = await call.appliance.modules.runnable(_MODULE)
    if not is_form(call.request):
        body, body_digest = await body_of(call.request, BulkLeadsIn), None
        _check(lead_list, body.map, body.rows)
        rows, columns = body.rows, body.map
    else:
        texts = {MAPPING: bytearray(), _MAP: bytearray()}
        with TemporaryFile() as file:
            body_digest = await receive_file(call.request, file.write, MOST_BYTES + FORM_BYTES, texts)
            given = mapping_of(texts[MAPPING] or texts[_MAP])
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
    _check(lead_list, body.map)
    params = {"list_id": lead_list.public_id, "map": body.map, "limit": body.limit}
    new = NewJob(module=module, params=params, source_job_id=body.job_id, locale=call.visit.locale)
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.jobs.create(call.caller, new, reply), JobOut.of
    )


def _check(lead_list: LeadList, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]] = ()) -> None:
    """Refuse what would draw, and charge for, images without anything on them.

    Raises:
        InvalidInput
    """
    if lead_list.list_type is ListType.MEME and (issues := [*_unknown(lead_list, columns), *_nested(rows)]):
        raise InvalidInput(*issues)


def _unknown(lead_list: LeadList, columns: Mapping[str, str]) -> Iterator[Issue]:
    known = NO_VARIABLE.filled(known=", ".join(lead_list.variables) or "–")
    return (Issue(f"{_MAP}.{name}", known) for name in columns if name not in lead_list.variables)


def _nested(rows: Sequence[Mapping[str, Any]]) -> Iterator[Issue]:
    values = ((place, name, value) for place, row in enumerate(rows) for name, value in row.items())
    return (Issue(f"rows.{place}.{name}", _NESTED.filled()) for place, name, value in values if isinstance(value, dict))
