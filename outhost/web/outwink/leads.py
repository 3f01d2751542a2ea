"""Leads, as `/v1` takes and exports them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from sanic import HTTPResponse, Request

from outhost.domain.leads import csv_cells
from outhost.domain.links import ImageAddress
from outhost.domain.lists import LeadList
from outhost.exports.as_csv import neutralise
from outhost.operations.leads import AddedLead, ExportPage
from outhost.operations.replies import AlreadyAnswered, KeptReply
from outhost.web.endpoint import Call
from outhost.web.outwink import cors
from outhost.web.outwink.answers import as_json_bytes
from outhost.web.outwink.body import body_of, slot_of_request
from outhost.web.outwink.lists import list_id_of, list_of
from outhost.web.outwink.pagination import page_headers, page_of
from outhost.web.outwink.wire import AddedLeadOut, AddLeadIn
from outhost.web.request import image_address_of, origin_of
from outhost.web.streams import send_chunks

CSV_SIZE_LIMIT = 10_000


async def add(call: Call) -> HTTPResponse:
    """Adds one lead to a `meme` list and renders its personalised image. Costs 1 credit.

    `variables` is a flat object whose keys are the template variable names. Missing keys are not an error — they're inserted as null
    and reported back in `missing_variables`; extra keys land in `ignored_variables`. AI and ice-breaker lists are rejected with
    `400 list_type_not_supported`.

    Send an `Idempotency-Key` header to make retries safe: within 24 hours the same key and body give the first answer again and
    charge once.
    """
    target = await call.appliance.leads.target(call.caller, list_id_of(call))
    given = body_of(call.request, AddLeadIn).variables
    slot = slot_of_request(call.request)
    images = image_address_of(call.request)

    def say(added: AddedLead) -> bytes:
        return _shape(added, images).model_dump_json().encode()

    async with call.appliance.replies.turn(call.caller, slot) as earlier:
        if earlier is not None:
            return as_json_bytes(earlier)
        try:
            added = await call.appliance.leads.add(call.caller, target, given, KeptReply(slot=slot, say=say) if slot else None)
        except AlreadyAnswered as twin:
            return as_json_bytes(twin.answer)
    return as_json_bytes(say(added))


async def export(call: Call) -> HTTPResponse | None:
    """Streams the leads in a list as a paginated CSV, oldest first.

    The first column is `tracking_id`, the second is `image_url`, and the remaining columns are the template variables in declared
    order. The response also sets pagination headers and an RFC 8288 `Link` header so generic CSV importers can walk the pages without
    parsing the body. No credits are charged. `size` is capped at 10000. `safe=1` puts a `'` before cells that a spreadsheet would run
    as a formula.
    """
    lead_list = await list_of(call)
    page = page_of(call.request, default_size=CSV_SIZE_LIMIT, size_limit=CSV_SIZE_LIMIT)
    is_safe = call.request.args.get("safe") == "1"
    url = f"{origin_of(call.request)}/v1/lists/{lead_list.public_id}/csv"
    headers = page_headers(url, page, lead_list.lead_count, {"safe": "1"} if is_safe else {})
    wanted = ExportPage(lead_list=lead_list, offset=page.offset, limit=page.size)
    lines = _lines(call, wanted, is_safe=is_safe)
    if call.request.method == "HEAD" or call.request.version == _OLD_HTTP:
        return HTTPResponse("".join([chunk async for chunk in lines]), headers=headers, content_type=_CSV)
    await _stream(call.request, headers, lines)
    return None


_CSV = "text/csv; charset=utf-8"
_OLD_HTTP = "1.0"
"""The version that knows no chunks: its clients, like HEAD, get a page whole, with its length."""


class _ListChanged(Exception):
    """The rows of an export are not those that its headers announced."""


def _shape(added: AddedLead, images: ImageAddress) -> AddedLeadOut:
    lead = added.lead
    return AddedLeadOut(
        lead_id=lead.lead_id,
        tracking_id=lead.tracking_id,
        image_url=images.of(lead.tracking_id, lead.image_extension),
        variables_used=dict(added.variables.used),
        missing_variables=added.variables.missing,
        ignored_variables=added.variables.ignored,
        credits_remaining=added.credits_remaining,
    )


def _header_line(lead_list: LeadList, *, is_safe: bool) -> str:
    names = ["tracking_id", "image_url", *lead_list.variables]
    return csv_cells([neutralise(name) for name in names] if is_safe else names)


async def _lines(call: Call, wanted: ExportPage, *, is_safe: bool) -> AsyncGenerator[str, None]:
    """Write a page in chunks of whole lines, its head first."""
    yield f"{_header_line(wanted.lead_list, is_safe=is_safe)}\r\n"
    leads, images = call.appliance.leads, image_address_of(call.request)
    missing = min(wanted.limit, max(0, wanted.lead_list.lead_count - wanted.offset))
    async with aclosing(_safe_lines(leads.export_rows(wanted, images)) if is_safe else leads.export_lines(wanted, images)) as chunks:
        async for count, text in chunks:
            missing -= count
            yield text
    if missing:
        raise _ListChanged("Leads were removed between the count in the headers and the rows.")


async def _safe_lines(rows: AsyncGenerator[list[list[str | None]], None]) -> AsyncGenerator[tuple[int, str], None]:
    async with aclosing(rows):
        async for chunk in rows:
            yield len(chunk), "".join(f"{csv_cells([cell and neutralise(cell) for cell in row])}\r\n" for row in chunk)


async def _stream(request: Request, headers: dict[str, str], lines: AsyncGenerator[str, None]) -> None:
    await send_chunks(request, cors.allow(request, await request.respond(headers=headers, content_type=_CSV)), lines)
