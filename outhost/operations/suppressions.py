"""What can be done with suppressions: people who are not to be collected again."""

from collections.abc import Mapping
from typing import Final

from outhost.domain.errors import InvalidInput, Issue, NotVisible
from outhost.domain.events import Happening
from outhost.domain.subjects import Subject, Suppression, Trace, checked_subject, digest_of, keys_in, texts_in, trace_of
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_SUPPRESSED: Final = Text(
    en="names somebody who is suppressed in this workspace and may not be collected again",
    fr="désigne une personne exclue de cet espace de travail, à ne plus collecter",
)


class Suppressions:
    """Suppressions of a workspace, of which only digests are kept."""

    def __init__(self, store: Store) -> None:
        """Keep suppressions in `store`."""
        self._store = store

    async def add(self, caller: Caller, text: str, reply: KeptReply[Suppression] | None = None) -> Suppression:
        """Keep a person from being collected; one who is suppressed already stays so.

        Raises:
            InvalidInput: the text is neither an address nor a number nor a tracking id.
            AlreadyAnswered
        """
        return await self._store.write(_add, caller, checked_subject(text), reply)

    async def lift(self, caller: Caller, text: str) -> list[Suppression]:
        """Let a person be collected again, however they were suppressed; give the suppressions that end.

        Raises:
            InvalidInput: as above.
            NotVisible: they are not suppressed here.
        """
        return await self._store.write(_lift, caller, checked_subject(text))

    async def lift_numbered(self, caller: Caller, suppression_id: int) -> list[Suppression]:
        """Let the person of a suppression be collected again.

        Raises:
            NotVisible: the workspace has none of this number.
        """
        return await self._store.write(_lift_numbered, caller, suppression_id)


def suppress(tx: Tx, caller: Caller, trace: Trace) -> Suppression:
    """Keep a person from being collected."""
    suppression = tx.suppressions.put(trace)
    tx.events.insert(caller, Happening.SUBJECT_SUPPRESSED, trace.digest, kind=trace.kind)
    return suppression


def refuse_suppressed(tx: Tx, workspace_id: WorkspaceId, given: Mapping[str, object]) -> None:
    """Do nothing if no value of a lead, whether its list declares it or not, names a suppressed person; quick where nobody is suppressed.

    Raises:
        InvalidInput: one issue a value that does.
    """
    if not tx.suppressions.is_any(workspace_id):
        return
    secret = tx.subject_secret.find()
    issues = [
        Issue(f"variables.{name}", _SUPPRESSED.filled())
        for name, value in given.items()
        if (keys := [key for text in texts_in(value) for key in keys_in(text)])
        and tx.suppressions.is_any_of(workspace_id, [digest_of(secret, workspace_id, key) for key in keys])
    ]
    if issues:
        raise InvalidInput(*issues)


def _add(tx: Tx, caller: Caller, subject: Subject, reply: KeptReply[Suppression] | None) -> Suppression:
    trace = trace_of(tx.subject_secret.find(), caller.workspace_id, subject)
    return kept(tx, caller, reply, lambda: suppress(tx, caller, trace))


def _lift(tx: Tx, caller: Caller, subject: Subject) -> list[Suppression]:
    secret = tx.subject_secret.find()
    digests = [digest_of(secret, caller.workspace_id, key) for key in {*subject.keys, *keys_in(subject.value)}]
    return _lifted(tx, caller, tx.suppressions.delete(caller.workspace_id, digests=digests))


def _lift_numbered(tx: Tx, caller: Caller, suppression_id: int) -> list[Suppression]:
    return _lifted(tx, caller, tx.suppressions.delete(caller.workspace_id, suppression_id=suppression_id))


def _lifted(tx: Tx, caller: Caller, suppressions: list[Suppression]) -> list[Suppression]:
    if not suppressions:
        raise NotVisible
    for suppression in suppressions:
        tx.tombstones.lift_suppression(caller.workspace_id, suppression.trace.digest)
        tx.events.insert(caller, Happening.SUBJECT_UNSUPPRESSED, suppression.trace.digest, kind=suppression.trace.kind)
    return suppressions
