"""What can be done with feedback: a thread opened and continued by a person, a letter to the administrators by anybody."""

from dataclasses import dataclass, replace

from outhost.domain.errors import JobNotFound, NotVisible, ThreadFull
from outhost.domain.events import Happening
from outhost.domain.feedback import (
    MOST_MESSAGES,
    TWINS_WITHIN,
    About,
    Kind,
    Message,
    Stranger,
    Thread,
    ThreadId,
    ThreadStatus,
    checked_about,
    checked_line,
    checked_message,
)
from outhost.domain.letters import news_letter
from outhost.domain.quotas import Quota
from outhost.domain.sessions import Visit
from outhost.domain.users import User, UserId, checked_email
from outhost.domain.workspaces import WorkspaceId
from outhost.operations.modules import Modules
from outhost.operations.quotas import Quotas
from outhost.operations.replies import Asker, KeptReply, kept
from outhost.operations.workspaces import speaking_in
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person who gives feedback, and where they act; `is_confined`: by a key, which sees only what was opened in its workspace."""

    user: User
    workspace_id: WorkspaceId | None
    is_confined: bool = False

    @property
    def actor(self) -> str:
        """Name them in the book of events."""
        return f"user:{self.user.id}"

    @property
    def confines(self) -> WorkspaceId | None:
        """Give the workspace outside of which nothing is theirs to see."""
        return self.workspace_id if self.is_confined else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """A thread with its messages, oldest first."""

    thread: Thread
    messages: list[Message]


class Feedback:
    """Feedback, by those who give it. Each message of theirs is told to the administrators, who may log in, by one letter each."""

    def __init__(self, store: Store, quotas: Quotas, modules: Modules, address: str) -> None:
        """Keep threads in `store`; links in letters lead to `address`."""
        self._store = store
        self._quotas = quotas
        self._modules = modules
        self._address = address

    async def open(
        self, visit: Visit, author: Author, about: About, message: str, reply: KeptReply[Correspondence] | None = None
    ) -> Correspondence:
        """Open a thread with its first message.

        Raises:
            InvalidInput: a text is empty, too long or no text.
            TooManyAttempts
            ModuleNotFound: the registry has no module of this slug.
            JobNotFound: the job is not of the workspace in which the author acts.
        """
        about, message = checked_about(about), checked_message(message)
        await self._quotas.spend(Quota.FEEDBACK, author.user.id)
        if about.module_slug is not None:
            about = replace(about, module_slug=(await self._modules.find(about.module_slug)).slug)
        return await self._store.write(self._open, visit, author, about, message, reply)

    async def add_message(
        self, visit: Visit, author: Author, thread_id: int, message: str, reply: KeptReply[Message] | None = None
    ) -> Message:
        """Add a message to one's own thread, which opens it again.

        Raises:
            InvalidInput, TooManyAttempts, NotVisible
            ThreadFull: it has as many messages as it may.
        """
        message = checked_message(message)
        await self._quotas.spend(Quota.FEEDBACK_MESSAGE, author.user.id)
        return await self._store.write(self._continue, visit, author, ThreadId(thread_id), message, reply)

    async def set_closed(self, visit: Visit, author: Author, thread_id: int, *, is_closed: bool) -> Thread:
        """Close one's own thread, or open it again; where it is so already, nothing happens.

        Raises:
            NotVisible
        """
        return await self._store.write(_set_closed, visit, author, ThreadId(thread_id), is_closed=is_closed)

    async def contact(self, visit: Visit, *, email: str, message: str, name: str = "", subject: str = "") -> None:
        """Take what a stranger writes; the same words sent once more within a day are taken for the same.

        Raises:
            InvalidInput, TooManyAttempts
        """
        stranger = Stranger(email=checked_email(email), name=checked_line(name, "name"), locale=visit.locale)
        about, message = checked_about(About(kind=Kind.CONTACT, subject=subject)), checked_message(message)
        await self._quotas.spend(Quota.CONTACT, visit.address)
        await self._store.write(self._take, visit, stranger, about, message)

    def _open(
        self, tx: Tx, visit: Visit, author: Author, about: About, message: str, reply: KeptReply[Correspondence] | None
    ) -> Correspondence:
        return kept(tx, asker_of(author.user, author.workspace_id, visit), reply, lambda: self._opened(tx, visit, author, about, message))

    def _opened(self, tx: Tx, visit: Visit, author: Author, about: About, message: str) -> Correspondence:
        if about.job_id is not None:
            _check_job(tx, author, about.job_id)
        thread = tx.feedback_threads.insert(about, user_id=author.user.id, workspace_id=author.workspace_id)
        tx.events.insert_without_workspace(author.actor, Happening.FEEDBACK_OPENED, str(thread.id), visit, kind=about.kind)
        self._add(tx, thread, message)
        return correspondence_of(tx, thread.id)

    def _continue(
        self, tx: Tx, visit: Visit, author: Author, thread_id: ThreadId, message: str, reply: KeptReply[Message] | None
    ) -> Message:
        return kept(
            tx, asker_of(author.user, author.workspace_id, visit), reply, lambda: self._continued(tx, visit, author, thread_id, message)
        )

    def _continued(self, tx: Tx, visit: Visit, author: Author, thread_id: ThreadId, message: str) -> Message:
        thread = own_thread(tx, author, thread_id)
        check_has_room(thread)
        tx.events.insert_without_workspace(author.actor, Happening.FEEDBACK_CONTINUED, str(thread.id), visit)
        return self._add(tx, thread, message)

    def _take(self, tx: Tx, visit: Visit, stranger: Stranger, about: About, message: str) -> None:
        if tx.feedback_threads.has_contact(stranger.email, message, tx.now - TWINS_WITHIN):
            return
        thread = tx.feedback_threads.insert(about, stranger=stranger)
        tx.events.insert_without_workspace("anybody", Happening.FEEDBACK_OPENED, str(thread.id), visit, kind=about.kind)
        self._add(tx, thread, message)

    def _add(self, tx: Tx, thread: Thread, text: str) -> Message:
        message = tx.feedback_messages.insert(thread.id, text, is_answer=False)
        tx.feedback_threads.note_message(thread.id, ThreadStatus.OPEN)
        for one in tx.users.all_active_administrators():
            if one.id != thread.user_id:
                tx.letters.insert(news_letter(one.email, self._address, one.locale, number=thread.id, kind=thread.about.kind))
        return message


def asker_of(user: User, workspace_id: WorkspaceId | None, visit: Visit) -> Asker:
    """Tell whose the reply to a call about feedback is: the workspace's, where there is one, so that an erasure there finds it."""
    return user if workspace_id is None else speaking_in(workspace_id, user, visit)


def own_thread(tx: Tx, author: Author, thread_id: ThreadId) -> Thread:
    """Find a thread of somebody.

    Raises:
        NotVisible
    """
    thread = tx.feedback_threads.find(author.user.id, thread_id, author.confines)
    if thread is None:
        raise NotVisible
    return thread


def check_has_room(thread: Thread) -> None:
    """Do nothing if a thread can take one more message.

    Raises:
        ThreadFull
    """
    if thread.messages_count >= MOST_MESSAGES:
        raise ThreadFull(most=MOST_MESSAGES)


def close_or_reopen(tx: Tx, actor: str, visit: Visit, thread: Thread, *, is_closed: bool) -> Thread:
    """Close a thread, or open it again; where it is so already, nothing happens. An answered one that is opened waits for an answer."""
    status = ThreadStatus.CLOSED if is_closed else ThreadStatus.OPEN
    if thread.status is status:
        return thread
    tx.feedback_threads.set_status(thread.id, status)
    happening = Happening.FEEDBACK_CLOSED if is_closed else Happening.FEEDBACK_REOPENED
    tx.events.insert_without_workspace(actor, happening, str(thread.id), visit)
    return correspondence_of(tx, thread.id).thread


def correspondence_of(tx: Tx, thread_id: ThreadId) -> Correspondence:
    """Give a thread with its messages.

    Raises:
        NotVisible
    """
    thread = tx.feedback_threads.find_of_anybody(thread_id)
    if thread is None:
        raise NotVisible
    return Correspondence(thread=thread, messages=tx.feedback_messages.all_of_thread(thread_id))


def correspondences_of_user(tx: Tx, user_id: UserId, limit: int) -> list[Correspondence]:
    """Give all that a person wrote, with the answers, newest first."""
    threads = tx.feedback_threads.page(user_id, None, status=None, limit=limit, offset=0)
    return [Correspondence(thread=thread, messages=tx.feedback_messages.all_of_thread(thread.id)) for thread in threads]


def _set_closed(tx: Tx, visit: Visit, author: Author, thread_id: ThreadId, *, is_closed: bool) -> Thread:
    return close_or_reopen(tx, author.actor, visit, own_thread(tx, author, thread_id), is_closed=is_closed)


def _check_job(tx: Tx, author: Author, job_id: str) -> None:
    if author.workspace_id is None or tx.jobs.find(author.workspace_id, job_id) is None:
        raise JobNotFound
