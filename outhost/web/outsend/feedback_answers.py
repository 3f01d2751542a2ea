"""Feedback, as administrators of the installation see and answer it."""

from dataclasses import dataclass

from sanic import HTTPResponse

from outhost.domain.feedback import Kind, Message, Thread, ThreadId, ThreadStatus
from outhost.domain.users import User
from outhost.operations.feedback import Correspondence, asker_of, correspondence_of
from outhost.operations.replies import KeptReply
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.choices import choice_of
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.feedback import (
    AnybodysCorrespondenceOut,
    AnybodysThreadOut,
    AnybodysThreadsOut,
    MessageOut,
    SetStatusIn,
    WriteIn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which threads are asked for."""

    status: str | None
    kind: str | None
    module_slug: str | None


async def page(call: Call[Login]) -> HTTPResponse:
    """Lists everybody's threads, newest first, with who opened them; those of kind `contact` came without a login."""
    window = window_of(call.request)
    asked = _Asked(
        status=choice_of(call.request, "status", ThreadStatus),
        kind=choice_of(call.request, "kind", Kind),
        module_slug=call.request.args.get("module_slug", "").replace("-", "_") or None,
    )
    threads, total = await call.appliance.read(_page, asked, window)
    items = [AnybodysThreadOut.of_anybody(thread, user) for thread, user in threads]
    return as_json(AnybodysThreadsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def show(call: Call[Login]) -> HTTPResponse:
    """Returns anybody's thread with its messages, oldest first."""
    return as_json(AnybodysCorrespondenceOut.of_whole(*await call.appliance.read(_whole, call.number("thread_id"))))


async def answer(call: Call[Login]) -> HTTPResponse:
    """Answers a thread. Whoever opened it gets the answer by mail, in their language."""
    user, number = call.caller.user, call.number("thread_id")
    found, _ = await call.appliance.read(_whole, number)
    asker = asker_of(user, found.thread.workspace_id, call.visit)
    body = await body_of(call.request, WriteIn)

    async def answered(reply: KeptReply[Message] | None) -> Message:
        return await call.appliance.feedback_answers.answer(call.visit, user, number, body.message, reply)

    return await once(call.request, call.appliance, asker, answered, MessageOut.of)


async def change(call: Call[Login]) -> HTTPResponse:
    """Closes a thread, or opens it again."""
    number = call.number("thread_id")
    await call.appliance.read(_whole, number)
    body = await body_of(call.request, SetStatusIn)
    await call.appliance.feedback_answers.set_closed(call.visit, call.caller.user, number, is_closed=body.status == "closed")
    return as_json(AnybodysCorrespondenceOut.of_whole(*await call.appliance.read(_whole, number)))


async def delete(call: Call[Login]) -> HTTPResponse:
    """Deletes a thread with its messages for good, such as one in which somebody says more than should be kept."""
    await call.appliance.feedback_answers.delete(call.visit, call.caller.user, call.number("thread_id"))
    return done()


def _page(tx: Tx, asked: _Asked, window: Window) -> tuple[list[tuple[Thread, User | None]], int]:
    narrowed = {"status": asked.status, "kind": asked.kind, "module_slug": asked.module_slug}
    threads = tx.feedback_threads.page_of_anybody(**narrowed, limit=window.limit, offset=window.offset)
    return [(thread, _author(tx, thread)) for thread in threads], tx.feedback_threads.count_of_anybody(**narrowed)


def _whole(tx: Tx, number: int) -> tuple[Correspondence, User | None]:
    found = correspondence_of(tx, ThreadId(number))
    return found, _author(tx, found.thread)


def _author(tx: Tx, thread: Thread) -> User | None:
    return tx.users.find(thread.user_id) if thread.user_id is not None else None
