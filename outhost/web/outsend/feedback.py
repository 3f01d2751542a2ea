"""Feedback, as `/api` takes and shows it: threads of people, and letters by the contact form."""

from sanic import HTTPResponse

from outhost.domain.feedback import Message, Thread, ThreadId, ThreadStatus
from outhost.domain.sessions import Visit
from outhost.operations.feedback import Author, Correspondence, asker_of, correspondence_of, own_thread
from outhost.operations.replies import Asker, KeptReply
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.choices import choice_of
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.feedback import (
    ContactIn,
    CorrespondenceOut,
    MessageOut,
    OpenThreadIn,
    SetStatusIn,
    ThreadOut,
    ThreadsOut,
    WriteIn,
)


async def open_thread(call: Call[Login]) -> HTTPResponse:
    """Opens a thread with the administrators of this installation; each of them gets a letter that says so.

    `module_slug` names a module of the registry: with `kind` `module_request`, one that is made on demand or still to come. `job_id` names
    a job of the workspace in which you act.
    """
    author = _author(call.caller)
    body = await body_of(call.request, OpenThreadIn)

    async def opened(reply: KeptReply[Correspondence] | None) -> Correspondence:
        return await call.appliance.feedback.open(call.visit, author, body.about(), body.message, reply)

    return await once(call.request, call.appliance, _asker(call), opened, CorrespondenceOut.of_whole)


async def page(call: Call[Login]) -> HTTPResponse:
    """Lists your threads, newest first, whatever workspace you opened them in; an API key shows those of its own."""
    window, status = window_of(call.request), choice_of(call.request, "status", ThreadStatus)
    threads, total = await call.appliance.read(_page, _author(call.caller), status, window)
    items = [ThreadOut.of(thread) for thread in threads]
    return as_json(ThreadsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def show(call: Call[Login]) -> HTTPResponse:
    """Returns a thread of yours with its messages, oldest first."""
    return as_json(CorrespondenceOut.of_whole(await call.appliance.read(_whole, _author(call.caller), call.number("thread_id"))))


async def write(call: Call[Login]) -> HTTPResponse:
    """Adds a message to a thread of yours, which is open again from then on."""
    author, number = _author(call.caller), call.number("thread_id")
    await call.appliance.read(own_thread, author, ThreadId(number))
    body = await body_of(call.request, WriteIn)

    async def written(reply: KeptReply[Message] | None) -> Message:
        return await call.appliance.feedback.add_message(call.visit, author, number, body.message, reply)

    return await once(call.request, call.appliance, _asker(call), written, MessageOut.of)


async def change(call: Call[Login]) -> HTTPResponse:
    """Closes a thread of yours, or opens it again."""
    author, number = _author(call.caller), call.number("thread_id")
    await call.appliance.read(own_thread, author, ThreadId(number))
    body = await body_of(call.request, SetStatusIn)
    await call.appliance.feedback.set_closed(call.visit, author, number, is_closed=body.status == "closed")
    return as_json(CorrespondenceOut.of_whole(await call.appliance.read(_whole, author, number)))


async def contact(call: Call[Visit]) -> HTTPResponse:
    """Sends a message to the administrators without a login; their answer comes by mail to the address that is given.

    The same words from the same address within a day are taken for the same message, sent once more.
    """
    body = await body_of(call.request, ContactIn)
    await call.appliance.feedback.contact(
        call.visit, email=body.email, message=body.message, name=body.name or "", subject=body.subject or ""
    )
    return done()


def _author(login: Login) -> Author:
    if login.access_key:
        return Author(user=login.user, workspace_id=login.access_key.workspace_id, is_confined=True)
    return Author(user=login.user, workspace_id=login.session.workspace_id if login.session else None)


def _asker(call: Call[Login]) -> Asker:
    author = _author(call.caller)
    return asker_of(author.user, author.workspace_id, call.visit)


def _page(tx: Tx, author: Author, status: str | None, window: Window) -> tuple[list[Thread], int]:
    mine = author.user.id, author.confines
    return tx.feedback_threads.page(*mine, status=status, limit=window.limit, offset=window.offset), tx.feedback_threads.count(
        *mine, status=status
    )


def _whole(tx: Tx, author: Author, number: int) -> Correspondence:
    return correspondence_of(tx, own_thread(tx, author, ThreadId(number)).id)
