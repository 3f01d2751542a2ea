"""The shapes of feedback: what people write to the administrators, and what those answer."""

from typing import Any, Literal

from pydantic import Field

from outhost.domain.feedback import (
    CONTEXT_LIMIT_BYTES,
    LINE_LIMIT,
    MESSAGE_LIMIT,
    URL_LIMIT,
    About,
    Kind,
    Message,
    Thread,
    ThreadStatus,
)
from outhost.domain.users import EMAIL_LIMIT, User
from outhost.operations.feedback import Correspondence
from outhost.web.outsend.wire.form import In, Out, moment

OwnKind = Literal["bug", "idea", "question", "module_request", "other"]
SetStatus = Literal["open", "closed"]
By = Literal["author", "administrator"]


class OpenThreadIn(In):
    """What a thread is about, and its first message."""

    kind: OwnKind
    message: str = Field(description=f"1 to {MESSAGE_LIMIT:,} characters.")
    subject: str | None = Field(None, max_length=LINE_LIMIT)
    module_slug: str | None = Field(None, max_length=LINE_LIMIT, description="A module of the registry, such as one made on demand.")
    page_url: str | None = Field(None, description=f"The page that it is about, at most {URL_LIMIT:,} characters.")
    job_id: str | None = Field(None, max_length=LINE_LIMIT, description="A job of your workspace that it is about.")
    context: dict[str, Any] | None = Field(None, description=f"Whatever else may help, at most {CONTEXT_LIMIT_BYTES:,} bytes of JSON.")

    def about(self) -> About:
        """Give what the thread is about."""
        return About(
            kind=Kind(self.kind),
            subject=self.subject or "",
            module_slug=self.module_slug,
            page_url=self.page_url,
            job_id=self.job_id,
            context=self.context,
        )


class WriteIn(In):
    """A message."""

    message: str = Field(description=f"1 to {MESSAGE_LIMIT:,} characters.")


class SetStatusIn(In):
    """Whether a thread is to be closed, or open again."""

    status: SetStatus


class ContactIn(In):
    """What somebody without a login writes, and where an answer goes."""

    email: str = Field(max_length=EMAIL_LIMIT)
    message: str = Field(description=f"1 to {MESSAGE_LIMIT:,} characters.")
    name: str | None = Field(None, max_length=LINE_LIMIT)
    subject: str | None = Field(None, max_length=LINE_LIMIT)


class MessageOut(Out):
    """A message of a thread."""

    id: int
    by: By
    message: str
    created_at: str

    @classmethod
    def of(cls, message: Message) -> "MessageOut":
        """Shape a message."""
        by: By = "administrator" if message.is_answer else "author"
        return cls(id=message.id, by=by, message=message.text, created_at=moment(message.created_at))


class ThreadOut(Out):
    """A thread, without its messages."""

    id: int
    kind: Kind
    status: ThreadStatus
    subject: str
    module_slug: str | None
    page_url: str | None
    job_id: str | None
    context: dict[str, Any] | None
    messages_count: int
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, thread: Thread) -> "ThreadOut":
        """Shape a thread."""
        return cls(**_shown(thread))


class ThreadsOut(Out):
    """A page of threads."""

    items: list[ThreadOut]
    total: int
    limit: int
    offset: int


class CorrespondenceOut(ThreadOut):
    """A thread with its messages, oldest first."""

    messages: list[MessageOut]

    @classmethod
    def of_whole(cls, whole: Correspondence) -> "CorrespondenceOut":
        """Shape a thread with its messages."""
        return cls(**_shown(whole.thread), messages=[MessageOut.of(one) for one in whole.messages])


class WriterOut(Out):
    """Who opened a thread; `id` is null for somebody who wrote without a login, whose address nobody has checked."""

    id: int | None
    email: str
    full_name: str


class AnybodysThreadOut(ThreadOut):
    """A thread, as administrators see it: with who opened it, and the workspace in which they acted."""

    author: WriterOut
    workspace_id: int | None

    @classmethod
    def of_anybody(cls, thread: Thread, user: User | None) -> "AnybodysThreadOut":
        """Shape a thread of somebody."""
        return cls(**_shown(thread), author=_writer(thread, user), workspace_id=thread.workspace_id)


class AnybodysThreadsOut(Out):
    """A page of threads, as administrators see them."""

    items: list[AnybodysThreadOut]
    total: int
    limit: int
    offset: int


class AnybodysCorrespondenceOut(AnybodysThreadOut):
    """A thread with its messages, oldest first, as administrators see it."""

    messages: list[MessageOut]

    @classmethod
    def of_whole(cls, whole: Correspondence, user: User | None) -> "AnybodysCorrespondenceOut":
        """Shape a thread of somebody, with its messages."""
        return cls(
            **_shown(whole.thread),
            author=_writer(whole.thread, user),
            workspace_id=whole.thread.workspace_id,
            messages=[MessageOut.of(one) for one in whole.messages],
        )


def _shown(thread: Thread) -> dict[str, Any]:
    about = thread.about
    return {
        "id": thread.id,
        "kind": about.kind,
        "status": thread.status,
        "subject": about.subject,
        "module_slug": about.module_slug,
        "page_url": about.page_url,
        "job_id": about.job_id,
        "context": None if about.context is None else dict(about.context),
        "messages_count": thread.messages_count,
        "created_at": moment(thread.created_at),
        "updated_at": moment(thread.updated_at),
    }


def _writer(thread: Thread, user: User | None) -> WriterOut:
    if thread.stranger is not None:
        return WriterOut(id=None, email=thread.stranger.email, full_name=thread.stranger.name)
    assert user is not None  # a thread goes with its author
    return WriterOut(id=user.id, email=user.email, full_name=user.full_name)
