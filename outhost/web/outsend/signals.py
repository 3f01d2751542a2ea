"""What runs of veilles found, as `/api` shows it."""

import re
from typing import Final

from sanic import HTTPResponse, Request

from outhost.domain.diffs import Category
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.signals import TELLING, Rating
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.exports.formats import Format
from outhost.operations.veille_reports import Report, Wanted
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.choices import flag_of, one_of
from outhost.web.outsend.jobs import format_of
from outhost.web.outsend.paging import window_of
from outhost.web.outsend.wire.signals import RatingIn, SignalOut, SignalsOut
from outhost.web.streams import send_file

MOST_SCORE: Final = 100

_NUMBER: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_NO_SCORE: Final = Text(en="must be a number from 0 to {most}", fr="doit être un nombre de 0 à {most}")


async def page(call: Call[Caller]) -> HTTPResponse | None:
    """Returns what a run found that is worth attention: by score, then what is new, then what is closed.

    Each signal says why by name (`reasons`) and in a sentence in English and French. New and closed ones have no score, and are left out
    where `min_score` is given. As `csv`, `xlsx` or `jsonl` all signals come as a table, without `limit` and `offset`: columns that say what
    changed, then those of the rows. A run that is suspect, failed or cancelled has none.
    """
    report = await _report_of(call)
    wanted, form = _wanted_of(call.request), format_of(call.request)
    window, is_raw = window_of(call.request), flag_of(call.request, "raw")
    if form is Format.JSON:
        found, total = await call.appliance.veille_reports.page(report, wanted, limit=window.limit, offset=window.offset)
        return as_json(SignalsOut(items=list(map(SignalOut.of, found)), total=total))
    name = f"signals_{report.veille.public_id}_{report.run.number}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    await send_file(
        call.request, headers, form.media_type, call.appliance.veille_downloads.signals(report, wanted, form, is_raw=is_raw)
    )  # fmt: skip
    return None


async def rate(call: Call[Caller]) -> HTTPResponse:
    """Says what you think of a signal: `useful`, `useless`, or null, which takes it back. Scores stay as they are."""
    report = await _report_of(call)
    await call.appliance.veille_reports.find_signal(report, call.number("signal_id"))
    body = await body_of(call.request, RatingIn)
    rating = Rating(body.rating) if body.rating else None
    found = await call.appliance.veille_reports.rate(call.caller, report, call.number("signal_id"), rating)
    return as_json(SignalOut.of(found))


async def _report_of(call: Call[Caller]) -> Report:
    return await call.appliance.veille_reports.find(call.caller, call.params["veille_id"], call.params["run_id"])


def _wanted_of(request: Request) -> Wanted:
    category, score = request.args.get("category"), request.args.get("min_score")
    issues = []
    if category is not None and category not in TELLING:
        issues.append(Issue("category", one_of(TELLING)))
    if score is not None and not (_NUMBER.fullmatch(score) and float(score) <= MOST_SCORE):
        issues.append(Issue("min_score", _NO_SCORE.filled(most=MOST_SCORE)))
    if issues:
        raise InvalidInput(*issues)
    return Wanted(category=Category(category) if category else None, min_score=float(score) if score else None)
