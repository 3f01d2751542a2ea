"""The endpoints of feedback: people's, the contact form's, and the administrators'."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, JobNotFound, ModuleNotFound, NotVisible, Refusal, ThreadFull, TooManyAttempts
from outhost.domain.feedback import Kind, ThreadStatus
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import feedback, feedback_answers
from outhost.web.outsend.endpoints.refusals import ADMINISTRATOR, ANYBODY, BODY, KEPT, LOGIN, PAGE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.feedback import (
    AnybodysCorrespondenceOut,
    AnybodysThreadsOut,
    ContactIn,
    CorrespondenceOut,
    MessageOut,
    OpenThreadIn,
    SetStatusIn,
    ThreadsOut,
    WriteIn,
)
from outhost.web.outsend.wire.form import OkOut

_GROUP: Final = "Feedback"
_THREAD: Final = MappingProxyType[str, Any]({
    "id": 12,
    "kind": "module_request",
    "status": "open",
    "subject": "Who is hiring?",
    "module_slug": "hiring",
    "page_url": None,
    "job_id": None,
    "context": None,
    "messages_count": 1,
    "created_at": "2026-05-10T19:00:00Z",
    "updated_at": "2026-05-10T19:00:00Z",
})  # fmt: skip
_MESSAGE: Final = MappingProxyType[str, Any]({
    "id": 31,
    "by": "author",
    "message": "We would use it each week.",
    "created_at": "2026-05-10T19:00:00Z",
})  # fmt: skip
_ANSWER: Final = MappingProxyType[str, Any]({
    "id": 32,
    "by": "administrator",
    "message": "It comes in June.",
    "created_at": "2026-05-11T08:00:00Z",
})  # fmt: skip
_ANYBODYS: Final = MappingProxyType[str, Any]({
    **_THREAD,
    "author": {"id": 43, "email": "kim@example.com", "full_name": "Kim Park"},
    "workspace_id": 8,
})  # fmt: skip
_ANSWERED: Final = MappingProxyType[str, Any]({"status": "answered", "messages_count": 2, "updated_at": "2026-05-11T08:00:00Z"})
_NOT_YOURS: Final = (NotVisible, "No thread of yours has this id.")
_NO_THREAD: Final = (NotVisible, "No thread has this id.")
_NO_TEXT: Final[tuple[type[Refusal], str]] = (InvalidInput, "A text is blank, too long, or has control characters.")
_FULL: Final[tuple[type[Refusal], str]] = (ThreadFull, "The thread has 200 messages.")
_OUT_OF: Final[tuple[type[Refusal], str]] = (InvalidInput, "`status` or `kind` is none of the values that there are.")
_STATUS: Final = QueryParameter(
    name="status",
    meaning="Threads of this status: `open` waits for an administrator, `answered` for its author.",
    schema={"type": "string", "enum": list(ThreadStatus)},
)

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/feedback",
        handler=feedback.open_thread,
        title="Open a thread",
        group=_GROUP,
        audience=Audience.PERSON,
        is_kept=True,
        body=OpenThreadIn,
        answer=CorrespondenceOut,
        refusals=(
            *LOGIN,
            *BODY,
            _NO_TEXT,
            KEPT,
            (TooManyAttempts, "You opened 20 threads within an hour."),
            (ModuleNotFound, "The registry has no module of this slug."),
            (JobNotFound, "No job of the workspace in which you act has the id that the body names."),
        ),
        consequence="Opens a thread, and writes to the administrators.",
        example=Example(
            body={
                "kind": "module_request",
                "message": "We would use it each week.",
                "subject": "Who is hiring?",
                "module_slug": "hiring",
            },
            answer={**_THREAD, "messages": [dict(_MESSAGE)]},
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/feedback",
        handler=feedback.page,
        title="List your threads",
        group=_GROUP,
        audience=Audience.PERSON,
        query=(_STATUS, *PAGED),
        answer=ThreadsOut,
        refusals=(*LOGIN, PAGE, _OUT_OF),
        example=Example(answer={"items": [dict(_THREAD)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/feedback/<thread_id>",
        handler=feedback.show,
        title="Get a thread",
        group=_GROUP,
        audience=Audience.PERSON,
        answer=CorrespondenceOut,
        refusals=(*LOGIN, _NOT_YOURS),
        example=Example(answer={**_THREAD, **_ANSWERED, "messages": [dict(_MESSAGE), dict(_ANSWER)]}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/feedback/<thread_id>/messages",
        handler=feedback.write,
        title="Continue a thread",
        group=_GROUP,
        audience=Audience.PERSON,
        is_kept=True,
        body=WriteIn,
        answer=MessageOut,
        refusals=(
            *LOGIN,
            _NOT_YOURS,
            *BODY,
            _NO_TEXT,
            KEPT,
            (TooManyAttempts, "You wrote 60 messages within an hour."),
            _FULL,
        ),
        consequence="Adds a message, and writes to the administrators.",
        example=Example(body={"message": "Thank you!"}, answer={**_MESSAGE, "id": 33, "message": "Thank you!"}),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/feedback/<thread_id>",
        handler=feedback.change,
        title="Close a thread, or open it again",
        group=_GROUP,
        audience=Audience.PERSON,
        body=SetStatusIn,
        answer=CorrespondenceOut,
        refusals=(*LOGIN, _NOT_YOURS, *BODY),
        example=Example(
            body={"status": "closed"},
            answer={**_THREAD, **_ANSWERED, "status": "closed", "messages": [dict(_MESSAGE), dict(_ANSWER)]},
        ),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/contact",
        handler=feedback.contact,
        title="Write without a login",
        group=_GROUP,
        audience=Audience.PUBLIC,
        body=ContactIn,
        answer=OkOut,
        refusals=(
            *ANYBODY,
            *BODY,
            (InvalidInput, "`email` is no address, or a text is blank, too long, or has control characters."),
            (TooManyAttempts, "Five messages came from your IP address within an hour."),
        ),
        consequence="Writes to the administrators.",
        example=Example(
            body={"email": "kim@example.com", "name": "Kim Park", "subject": "Prices", "message": "Do you have one for clubs?"},
            answer={"ok": True},
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/admin/feedback",
        handler=feedback_answers.page,
        title="List everybody's threads",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        query=(
            _STATUS,
            QueryParameter(name="kind", meaning="Threads of this kind.", schema={"type": "string", "enum": list(Kind)}),
            QueryParameter(name="module_slug", meaning="Threads about this module."),
            *PAGED,
        ),
        answer=AnybodysThreadsOut,
        refusals=(*ADMINISTRATOR, PAGE, _OUT_OF),
        example=Example(answer={"items": [dict(_ANYBODYS)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/admin/feedback/<thread_id>",
        handler=feedback_answers.show,
        title="Get anybody's thread",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        answer=AnybodysCorrespondenceOut,
        refusals=(*ADMINISTRATOR, _NO_THREAD),
        example=Example(answer={**_ANYBODYS, "messages": [dict(_MESSAGE)]}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/admin/feedback/<thread_id>/messages",
        handler=feedback_answers.answer,
        title="Answer a thread",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        is_kept=True,
        body=WriteIn,
        answer=MessageOut,
        refusals=(*ADMINISTRATOR, _NO_THREAD, *BODY, _NO_TEXT, KEPT, _FULL),
        consequence="Adds an answer, and sends it to whoever opened the thread.",
        example=Example(body={"message": "It comes in June."}, answer=dict(_ANSWER)),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/admin/feedback/<thread_id>",
        handler=feedback_answers.change,
        title="Close anybody's thread, or open it again",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        body=SetStatusIn,
        answer=AnybodysCorrespondenceOut,
        refusals=(*ADMINISTRATOR, _NO_THREAD, *BODY),
        example=Example(body={"status": "closed"}, answer={**_ANYBODYS, "status": "closed", "messages": [dict(_MESSAGE)]}),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/admin/feedback/<thread_id>",
        handler=feedback_answers.delete,
        title="Delete anybody's thread",
        group=_GROUP,
        audience=Audience.ADMINISTRATOR,
        answer=OkOut,
        refusals=(*ADMINISTRATOR, _NO_THREAD),
        example=Example(answer={"ok": True}),
    ),
)
