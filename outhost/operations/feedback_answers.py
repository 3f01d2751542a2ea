"""What administrators can do with feedback: answer it, close it, open it again, delete it."""

from outhost.domain.events import Happening
from outhost.domain.feedback import Message, Thread, ThreadId, ThreadStatus, checked_message
from outhost.domain.letters import Letter, answer_letter, reply_letter
from outhost.domain.sessions import Visit
from outhost.domain.users import User, actor_of
from outhost.operations.feedback import asker_of, check_has_room, close_or_reopen, correspondence_of
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class FeedbackAnswers:
    """Feedback, by the administrators: `user` is the one who acts, None at the command line. Whoever is answered gets one letter."""

    def __init__(self, store: Store, address: str) -> None:
        """Answer in `store`; links in letters lead to `address`."""
        self._store = store
        self._address = address

    async def answer(
        self, visit: Visit, user: User | None, thread_id: int, message: str, reply: KeptReply[Message] | None = None
    ) -> Message:
        """Answer a thread, a closed one too: it is answered from then on.

        Raises:
            InvalidInput, NotVisible
            ThreadFull: it has as many messages as it may.
        """
        return await self._store.write(self._answer, visit, user, ThreadId(thread_id), checked_message(message), reply)

    async def set_closed(self, visit: Visit, user: User | None, thread_id: int, *, is_closed: bool) -> Thread:
        """Close a thread, or open it again; where it is so already, nothing happens.

        Raises:
            NotVisible
        """
        return await self._store.write(_set_closed, visit, user, ThreadId(thread_id), is_closed=is_closed)

    async def delete(self, visit: Visit, user: User | None, thread_id: int) -> None:
        """Forget a thread with its messages, such as one in which a stranger says more than should be kept.

        Raises:
            NotVisible
        """
        await self._store.write(_delete, visit, user, ThreadId(thread_id))

    def _answer(
        self, tx: Tx, visit: Visit, user: User | None, thread_id: ThreadId, message: str, reply: KeptReply[Message] | None
    ) -> Message:
        if user is None:
            return self._answered(tx, visit, user, thread_id, message)
        asker = asker_of(user, correspondence_of(tx, thread_id).thread.workspace_id, visit)
        return kept(tx, asker, reply, lambda: self._answered(tx, visit, user, thread_id, message))

    def _answered(self, tx: Tx, visit: Visit, user: User | None, thread_id: ThreadId, text: str) -> Message:
        thread = correspondence_of(tx, thread_id).thread
        check_has_room(thread)
        message = tx.feedback_messages.insert(thread_id, text, is_answer=True)
        tx.feedback_threads.note_message(thread_id, ThreadStatus.ANSWERED)
        tx.events.insert_without_workspace(actor_of(user), Happening.FEEDBACK_ANSWERED, str(thread_id), visit)
        letter = self._letter(tx, thread, text)
        if letter is not None and (user is None or user.id != thread.user_id):
            tx.letters.insert(letter)
        return message

    def _letter(self, tx: Tx, thread: Thread, text: str) -> Letter | None:
        """Write to whoever opened a thread, in their language; whoever is kept out gets no mail."""
        if thread.stranger is not None:
            return reply_letter(thread.stranger.email, self._address, thread.stranger.locale, answer=text)
        author = tx.users.find(thread.user_id) if thread.user_id is not None else None
        if author is None or not author.is_active:
            return None
        return answer_letter(author.email, self._address, author.locale, number=thread.id, answer=text)


def _set_closed(tx: Tx, visit: Visit, user: User | None, thread_id: ThreadId, *, is_closed: bool) -> Thread:
    return close_or_reopen(tx, actor_of(user), visit, correspondence_of(tx, thread_id).thread, is_closed=is_closed)


def _delete(tx: Tx, visit: Visit, user: User | None, thread_id: ThreadId) -> None:
    correspondence_of(tx, thread_id)
    tx.feedback_threads.delete(thread_id)
    tx.events.insert_without_workspace(actor_of(user), Happening.FEEDBACK_DELETED, str(thread_id), visit)
