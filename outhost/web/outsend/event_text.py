"""How news are written as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from outhost.domain.job_news import News, Progress
from outhost.web.outsend.wire.streams import DoneOut, FaultOut, LogOut, StatusOut

OPEN: Final = b": open\n\n"
"""Sent at once, so that the head of the answer leaves."""
BEAT: Final = b": still here\n\n"
RETRY: Final = b"retry: 2000\n"
"""After how many milliseconds a browser comes back by itself."""
_NOBODY: Final = {"job_id": None, "pipeline_id": None, "veille_id": None}


def written(news: News, is_whole: bool) -> bytes:  # noqa: FBT001 - a `Write` is called by place
    """Write news; with `is_whole` for a stream of the whole workspace, where each says which job it is about.

    The end of a job comes with its last status before it. Each frame has the number after which to go on when this is the last that was
    heard.
    """
    return b"".join(_frames(news, is_whole=is_whole))


def written_at(number: int) -> bytes:
    """Write an event that is none, and only says where to go on from."""
    return b"id: %d\n\n" % number


def written_fault(number: int, code: str, message: str, *, is_whole: bool) -> bytes:
    """Write why a stream ends early."""
    return _frame(number, b"error", FaultOut(code=code, message=message, **_NOBODY if is_whole else {}))


def _frames(news: News, *, is_whole: bool) -> Iterator[bytes]:
    for told in news.told:
        number, whose = told.frame.number, _whose(told.progress, is_whole=is_whole)
        if told.is_end:
            yield _frame(number - 1, b"status", StatusOut.of(told.progress, **whose))
            yield _frame(number, b"done", DoneOut.of(told, **whose))
        else:
            yield _frame(number, b"log", LogOut.of(told, **whose))
    for progress in news.progress:
        yield _frame(news.number, b"status", StatusOut.of(progress, **_whose(progress, is_whole=is_whole)))


def _frame(number: int, event: bytes, data: BaseModel) -> bytes:
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (number, event, data.model_dump_json(exclude_unset=True).encode())


def _whose(job: Progress, *, is_whole: bool) -> dict[str, str | None]:
    return {"job_id": job.public_id, "pipeline_id": job.pipeline_id, "veille_id": job.veille_id} if is_whole else {}
