"""Streams: what happens to jobs, as it happens."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from sanic import HTTPResponse, Request

from outhost.domain.errors import JobExpired, Refusal
from outhost.domain.job_news import News, Progress, Scene
from outhost.domain.jobs import JobStatus
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.web.cookie import renew_cookie
from outhost.web.outsend import event_text
from outhost.web.outsend.call import Call
from outhost.web.outsend.envelope import STATUS
from outhost.web.streams import send_chunks

LONGEST: Final = timedelta(hours=6)
_HEADERS: Final = MappingProxyType({"cache-control": "no-cache", "x-accel-buffering": "no"})
_CODES: Final[Mapping[int, str]] = MappingProxyType({401: "unauthorized", 404: "not_found"})
_DIGITS: Final = 18
_TOO_LONG: Final = Text(
    en="This stream has been open for as long as one may be; come back to go on.",
    fr="Ce flux est resté ouvert aussi longtemps que possible ; revenez pour continuer.",
)
_ELSEWHERE: Final = Text(
    en="You act in another workspace by now; come back to follow that one.",
    fr="Vous agissez désormais dans un autre espace ; revenez pour suivre celui-là.",
)


async def follow_job(call: Call[Caller]) -> HTTPResponse | None:
    """Streams what happens to one job until it is over: where it stands, the lines of its log from the first on, and its end.

    The frames are `status`, `log`, `done` and `error`, as told above. The stream closes after `done`, also for a job that failed or was
    cancelled. With `Last-Event-ID` it goes on after that frame; once that is the job's last, the answer is 204, which tells a browser's
    `EventSource` not to come back.
    """
    scene = await call.appliance.following.scene(call.caller, call.params["job_id"])
    number = min(_last_id(call.request) or 0, scene.last_number)
    if scene.end_number is not None and number >= scene.end_number:
        return HTTPResponse(status=204)
    await _stream(call, scene, number, job=scene.progress[0])
    return None


async def follow_all(call: Call[Caller]) -> None:
    """Streams what happens to all jobs of the workspace, for as long as you listen.

    The frames are those of a single job's stream, and each also has `job_id`, `pipeline_id` and `veille_id`, null where there is none. It
    begins with a `status` for each job that waits or runs, and goes on with what happens from now on; with `Last-Event-ID`, from
    after that frame on. No `done` closes it.
    """
    scene = await call.appliance.following.scene(call.caller, None)
    sent = _last_id(call.request)
    await _stream(call, scene, scene.last_number if sent is None else min(sent, scene.last_number), job=None)


def _last_id(request: Request) -> int | None:
    """Read the number of the last frame that was heard; whatever is no number of ours counts as none."""
    sent: str = request.headers.get("last-event-id", "").strip()
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= _DIGITS else None


async def _stream(call: Call[Caller], scene: Scene, number: int, *, job: Progress | None) -> None:
    request = call.request
    request.stream.keep_alive = False  # type: ignore[union-attr]  # so that nothing waits for it when the server stops; it is an HTTP/1 stream
    response = await request.respond(headers=dict(_HEADERS), content_type="text/event-stream")
    assert response is not None
    renew_cookie(request, response)
    if request.method == "HEAD":
        await response.eof()
    else:
        await send_chunks(request, response, _events(call, scene, number, job=job))


async def _events(call: Call[Caller], scene: Scene, number: int, *, job: Progress | None) -> AsyncGenerator[bytes, None]:
    """Write a stream from its first byte to its last; each beat is a look at whether it may go on."""
    began, is_whole = call.appliance.clock.now(), job is None
    first = News(progress=scene.progress, number=number)
    yield event_text.OPEN
    yield event_text.RETRY + (event_text.written(first, is_whole) if first else event_text.written_at(number))
    place = call.appliance.followers.place(call.caller.workspace_id, job, number, scene)
    async with call.appliance.followers.follow(place, event_text.written) as follower, aclosing(follower.steps()) as steps:
        async for text in steps:
            fault = await _fault(call, began, job) if text is None else None
            if fault is not None:
                yield event_text.written_fault(follower.number, *fault, is_whole=is_whole)
                return
            yield event_text.BEAT if text is None else text


async def _fault(call: Call[Caller], began: datetime, job: Progress | None) -> tuple[str, str] | None:
    """Tell why a stream may not go on, as a code and in words; None if it may."""
    locale = call.visit.locale
    if call.appliance.clock.now() - began >= LONGEST:
        return "timeout", _TOO_LONG.say(locale)
    try:
        caller = await call.again()
        if caller.workspace_id != call.caller.workspace_id:
            return "forbidden", _ELSEWHERE.say(locale)
        if job is not None:
            await _check_kept(call, job)
    except JobExpired as refusal:
        return "expired", refusal.say(locale)
    except Refusal as refusal:
        return _CODES.get(STATUS[type(refusal)], "forbidden"), refusal.say(locale)
    return None


async def _check_kept(call: Call[Caller], job: Progress) -> None:
    """Do nothing if a job is still there, and its rows as much as they were when the stream began.

    Raises:
        NotVisible, JobExpired
    """
    scene = await call.appliance.following.scene(call.caller, job.public_id)
    if scene.progress[0].status is JobStatus.EXPIRED and job.status is not JobStatus.EXPIRED:
        raise JobExpired
