"""The endpoints of streams."""

from typing import Final

from outhost.domain.errors import NotVisible
from outhost.web.endpoint import Example
from outhost.web.outsend import streams
from outhost.web.outsend.endpoints.refusals import WORKSPACE
from outhost.web.outsend.rights import ApiEndpoint, Audience

_GROUP: Final = "Streams"
_TYPE: Final = "text/event-stream"
_HEAD: Final = ": open\n\nretry: 2000\n"
_STATUS: Final = (
    '"id":"j_01KVT8M2Q4D6ZJ0C3B9R5X7WYE","status":"{status}","processed_points":{points},"grid_points_count":2,"results_count":{points},'
    '"error_count":0,"download_available":{rows},"query_stats":{{}}'
)
_LOG: Final = '"message":"Columns read as: email ← E-mail.","level":"info","timestamp":"2026-05-10T19:00:00Z"'
_DONE: Final = '"id":"j_01KVT8M2Q4D6ZJ0C3B9R5X7WYE","status":"done","results_count":2,"duration_seconds":0.214'
_WHOSE: Final = '"job_id":"j_01KVT8M2Q4D6ZJ0C3B9R5X7WYE","pipeline_id":null,"veille_id":null'


def _example(whose: str) -> Example:
    """Show a short job from its beginning to its end."""
    before, after = _STATUS.format(status="running", points=0, rows="false"), _STATUS.format(status="done", points=2, rows="true")
    told = ((41, "status", before), (42, "log", _LOG), (42, "status", after), (43, "done", _DONE))
    frames = (f"id: {number}\nevent: {event}\ndata: {{{whose}{data}}}\n\n" for number, event, data in told)
    return Example(answer=_HEAD + "".join(frames), answer_headers={"cache-control": "no-cache", "x-accel-buffering": "no"})


ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/jobs/<job_id>/stream",
        handler=streams.follow_job,
        title="Follow a job",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer_type=_TYPE,
        is_event_stream=True,
        nothing="The job is over, and `Last-Event-ID` is its last frame or a later one.",
        refusals=(*WORKSPACE, (NotVisible, "No job of your workspace has this id.")),
        example=_example(""),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/stream",
        handler=streams.follow_all,
        title="Follow everything",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer_type=_TYPE,
        is_event_stream=True,
        refusals=WORKSPACE,
        example=_example(f"{_WHOSE},"),
    ),
)
