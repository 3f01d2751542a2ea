"""Leads, as `/api` shows, corrects, reviews and deletes them."""

import json
from collections.abc import Sequence
from typing import Final

from sanic import HTTPResponse, Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.leads import Lead
from outhost.domain.lists import LeadList
from outhost.domain.render_spec import parse_render_spec
from outhost.domain.reviews import ReviewStatus, Verdict
from outhost.domain.searches import QUERY_LIMIT, Search
from outhost.domain.words import Text, is_whole_text
from outhost.domain.workspaces import Caller
from outhost.operations.searches import find_lead
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.lists import list_of
from outhost.web.outsend.paging import window_of
from outhost.web.outsend.wire.leads import DecidedOut, LeadOut, LeadsOut, RedrawLeadIn
from outhost.web.request import image_address_of
from outhost.web.streams import send_file

_TOO_LONG: Final = Text(en="must have at most {most} characters", fr="doit avoir au plus {most} caractères")
_NO_STATUS: Final = Text(en="must be one of {known}", fr="doit être parmi {known}")


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists the leads of a list, newest first.

    `q` searches the values of the variables: every word must occur, the last one perhaps only as a beginning; case and accents are
    ignored. `review_status` gives those whose image stands there.
    """
    await list_of(call)
    window = window_of(call.request)
    search = _search_of(call.request)
    found = await call.appliance.searches.page(call.caller, _list_id_of(call), search, limit=window.limit, offset=window.offset)
    items = _shape(call.request, found.lead_list, found.leads)
    return as_json(LeadsOut(items=items, total=found.total, limit=window.limit, offset=window.offset))


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns one lead."""
    return _answer(call.request, *await _lead_of(call))


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Deletes one lead and its image, for good. Its credit is not given back."""
    await call.appliance.leads.erase(call.caller, _list_id_of(call), _lead_id_of(call))
    return done()


async def redraw(call: Call[Caller]) -> HTTPResponse:
    """Draws a lead's image anew with corrected values, free of charge.

    An image that nobody has fetched keeps its link. One that was fetched gets a new `tracking_id` and `image_url`, since mail programs
    keep what they fetched; the old link then ends.
    """
    lead_list, _ = await _lead_of(call)
    body = await body_of(call.request, RedrawLeadIn)
    redrawn = await call.appliance.redraws.redraw(call.caller, _list_id_of(call), _lead_id_of(call), body.variables)
    return _answer(call.request, lead_list, redrawn)


async def approve(call: Call[Caller]) -> HTTPResponse:
    """Opens an image that was held for review, or was rejected."""
    return await _decide(call, Verdict.APPROVE)


async def reject(call: Call[Caller]) -> HTTPResponse:
    """Keeps an image closed that was held for review, or closes one that was approved. Its credit is not given back."""
    return await _decide(call, Verdict.REJECT)


async def approve_all(call: Call[Caller]) -> HTTPResponse:
    """Opens all images of a list that wait for review now; those that come meanwhile wait on."""
    return await _decide_all(call, Verdict.APPROVE)


async def reject_all(call: Call[Caller]) -> HTTPResponse:
    """Keeps all images of a list closed that wait for review now; those that come meanwhile wait on."""
    return await _decide_all(call, Verdict.REJECT)


async def images_zip(call: Call[Caller]) -> HTTPResponse | None:
    """Streams a ZIP archive of every open image of a list, and `manifest.csv`, which names every lead.

    An image that is held for review is left out: its row in the manifest has no `file`.
    """
    lead_list = await list_of(call)
    headers = {"content-disposition": f'attachment; filename="{lead_list.public_id}.zip"', "cache-control": "no-store"}
    await send_file(call.request, headers, "application/zip", call.appliance.image_zips.pack(lead_list, image_address_of(call.request)))
    return None


def _list_id_of(call: Call[Caller]) -> str:
    """Read the list's id off the path; a malformed one is simply nobody's."""
    return call.params["list_id"].lower()


def _lead_id_of(call: Call[Caller]) -> str:
    return call.params["lead_id"].lower()


async def _lead_of(call: Call[Caller]) -> tuple[LeadList, Lead]:
    return await call.appliance.read(find_lead, call.caller, _list_id_of(call), _lead_id_of(call))


async def _decide(call: Call[Caller], verdict: Verdict) -> HTTPResponse:
    lead_list, lead = await _lead_of(call)
    (decided,) = await call.appliance.reviews.decide(call.caller, lead_list.public_id, [lead.lead_id], verdict)
    return _answer(call.request, lead_list, decided)


async def _decide_all(call: Call[Caller], verdict: Verdict) -> HTTPResponse:
    return as_json(DecidedOut(decided=await call.appliance.reviews.decide_all(call.caller, _list_id_of(call), verdict)))


def _answer(request: Request, lead_list: LeadList, lead: Lead) -> HTTPResponse:
    (shaped,) = _shape(request, lead_list, [lead])
    return as_json(shaped)


def _shape(request: Request, lead_list: LeadList, leads: Sequence[Lead]) -> list[LeadOut]:
    if lead_list.render_spec is None:  # a list of another type, which has no leads
        return []
    spec, images = parse_render_spec(json.loads(lead_list.render_spec)), image_address_of(request)
    return [LeadOut.of(lead_list, spec, lead, images) for lead in leads]


def _search_of(request: Request) -> Search:
    """Read what is looked for; blank parameters look for nothing.

    Raises:
        InvalidInput: `q` is too long, or `review_status` is no such state; one issue each.
    """
    words, status = request.args.get("q", "").strip(), request.args.get("review_status", "")
    issues: list[Issue] = []
    if len(words) > QUERY_LIMIT or not is_whole_text(words):
        issues.append(Issue("q", _TOO_LONG.filled(most=QUERY_LIMIT)))
    if status and status not in set(ReviewStatus):
        issues.append(Issue("review_status", _NO_STATUS.filled(known=", ".join(ReviewStatus))))
    if issues:
        raise InvalidInput(*issues)
    return Search(words=words or None, review_status=ReviewStatus(status) if status else None)
