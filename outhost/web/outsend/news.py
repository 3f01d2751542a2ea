"""News, as `/api` shows them to whoever comes and asks."""

from typing import Final

from sanic import HTTPResponse, Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.news import PUBLIC, Place, place_of
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.call import Call
from outhost.web.outsend.choices import one_of
from outhost.web.outsend.paging import whole_number
from outhost.web.outsend.wire.news import NewsItemOut, NewsOut

MOST: Final = 200
USUAL: Final = 50

_NO_ID: Final = Text(en="must be the id of an event, such as {example}", fr="doit être l’identifiant d’un événement, tel que {example}")
_EXAMPLE: Final = "evt_01JZ8Q4M6T0000000000001A2B"


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists what happened in the workspace in the last 30 days, oldest first: what webhooks are sent, for whoever would rather ask.

    To poll, send `next` of each answer as `after` of the next call; it is there in every answer, also in one without items. As long as
    `items` is as long as `limit` there is more, so ask again at once. Nothing is missed or told twice, however long you stay away within
    the 30 days.
    """
    after, name, limit = _asked(call.request)
    place = place_of(after) if after else Place()
    assert place is not None
    events = await call.appliance.read(
        lambda tx: tx.events.page_of_news(call.caller.workspace_id, place, name=name, limit=limit)
    )  # fmt: skip
    items = [NewsItemOut.of(event) for event in events]
    return as_json(NewsOut(items=items, next=items[-1].id if items else after))


def _asked(request: Request) -> tuple[str | None, str | None, int]:
    issues: list[Issue] = []
    args = request.get_args(keep_blank_values=True)
    after, name = args.get("after") or None, args.get("type")
    if after is not None and place_of(after) is None:
        issues.append(Issue("after", _NO_ID.filled(example=_EXAMPLE)))
    if name is not None and name not in set(PUBLIC):
        issues.append(Issue("type", one_of(PUBLIC)))
    limit = whole_number(request, "limit", USUAL, least=1, most=MOST, issues=issues)
    if issues:
        raise InvalidInput(*issues)
    return after, name, limit
