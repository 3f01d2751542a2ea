"""Feedback: what people tell the administrators of their installation, in threads, and what strangers write by the contact form."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.users import UserId
from outhost.domain.words import Phrase, Text
from outhost.domain.workspaces import WorkspaceId

ThreadId = NewType("ThreadId", int)

MESSAGE_LIMIT: Final = 5000
LINE_LIMIT: Final = 200
"""Characters of a subject, or of a stranger's name."""
URL_LIMIT: Final = 2000
CONTEXT_LIMIT_BYTES: Final = 10_000
"""Of a context, as JSON in UTF-8."""
MOST_MESSAGES: Final = 200
"""Messages a thread, so that one is read in one answer."""
TWINS_WITHIN: Final = timedelta(days=1)
"""How long the same words by the same address are the same letter to the administrators, sent once more."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""All but tabs and line feeds, and halves of characters."""
_LINE_ENDS: Final = re.compile(r"\r\n?")
_PAGE: Final = re.compile(r"(https?://|/)\S*")
_WRONG_LENGTH: Final = Text(
    en="must have 1–{most} characters that are not all blank", fr="doit avoir de 1 à {most} caractères, pas tous blancs"
)
_TOO_LONG: Final = Text(en="must have at most {most} characters", fr="doit avoir au plus {most} caractères")
_CONTROLLED: Final = Text(en="must be text, without control characters", fr="doit être un texte, sans caractère de contrôle")
_NO_PAGE: Final = Text(
    en="must be an address that begins with http://, https:// or /", fr="doit être une adresse qui commence par http://, https:// ou /"
)
_BAD_CONTEXT: Final = Text(
    en="must be a JSON object of at most {most} bytes", fr="doit être un objet JSON de {most} octets au plus"
)  # fmt: skip


class Kind(StrEnum):
    """What a thread is about. People with an account open all kinds but `contact`, which is how strangers write."""

    BUG = "bug"
    IDEA = "idea"
    QUESTION = "question"
    MODULE_REQUEST = "module_request"
    OTHER = "other"
    CONTACT = "contact"


class ThreadStatus(StrEnum):
    """Whose turn it is: the administrators', the author's, or nobody's."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """Who wrote by the contact form: an address that nobody has checked, and the language that their browser asked for."""

    email: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a thread is about, as its author says; only `kind` is always there."""

    kind: Kind
    subject: str = ""
    module_slug: str | None = None
    page_url: str | None = None
    job_id: str | None = None
    context: Mapping[str, Any] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread: of a person (`user_id`, and the workspace in which they acted), or of a stranger."""

    id: ThreadId
    user_id: UserId | None
    workspace_id: WorkspaceId | None
    stranger: Stranger | None
    about: About
    status: ThreadStatus
    messages_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a thread; `is_answer`: by an administrator."""

    id: int
    text: str
    is_answer: bool
    created_at: datetime


def checked_message(text: str, path: str = "message", most: int = MESSAGE_LIMIT) -> str:
    """Give a message as it is kept: trimmed, with line feeds alone.

    Raises:
        InvalidInput: it is empty, too long, or has control characters.
    """
    message = _LINE_ENDS.sub("\n", text).strip()
    if not 1 <= len(message) <= most:
        raise _unfit(path, _WRONG_LENGTH.filled(most=most))
    if _CONTROLS.search(message):
        raise _unfit(path, _CONTROLLED.filled())
    return message


def checked_about(about: About) -> About:
    """Give what a thread is about as it is kept.

    Raises:
        InvalidInput: a line is too long or has control characters, the page is none, or the context is too big.
    """
    return About(
        kind=about.kind,
        subject=checked_line(about.subject, "subject"),
        module_slug=checked_line(about.module_slug or "", "module_slug") or None,
        page_url=_checked_page(about.page_url) if about.page_url else None,
        job_id=checked_line(about.job_id or "", "job_id") or None,
        context=None if about.context is None else _checked_context(about.context),
    )


def checked_line(text: str, path: str, most: int = LINE_LIMIT) -> str:
    """Give a line trimmed; it may be empty.

    Raises:
        InvalidInput: it is too long, or more than a line.
    """
    line = text.strip()
    if len(line) > most:
        raise _unfit(path, _TOO_LONG.filled(most=most))
    if _CONTROLS.search(line) or "\t" in line or "\n" in line:
        raise _unfit(path, _CONTROLLED.filled())
    return line


def _checked_page(text: str) -> str:
    page = checked_line(text, "page_url", URL_LIMIT)
    if not _PAGE.fullmatch(page):
        raise _unfit("page_url", _NO_PAGE.filled())
    return page


def _checked_context(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do nothing to a context that can be kept; a number of thousands of digits can't be written."""
    try:
        size = len(json.dumps(context, ensure_ascii=False).encode())
    except (ValueError, RecursionError):
        size = CONTEXT_LIMIT_BYTES + 1
    if size > CONTEXT_LIMIT_BYTES:
        raise _unfit("context", _BAD_CONTEXT.filled(most=CONTEXT_LIMIT_BYTES))
    return context


def _unfit(path: str, why: Phrase) -> InvalidInput:
    return InvalidInput(Issue(path, why))
