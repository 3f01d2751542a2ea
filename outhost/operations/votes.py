"""What can be done with votes: to say which of the announced modules one would like to have, and to take that back."""

from dataclasses import dataclass

from outhost.domain.errors import ModuleNotFound
from outhost.domain.events import Happening
from outhost.domain.modules import ModuleState
from outhost.domain.sessions import Visit
from outhost.domain.users import User
from outhost.operations.modules import Modules
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a module stands: the votes for it, and whether the person who asks is among them."""

    slug: str
    votes: int
    has_voted: bool


class Votes:
    """Votes of people, whatever workspace they act in: one each, for modules that are made on demand or still to come."""

    def __init__(self, store: Store, modules: Modules) -> None:
        """Keep votes in `store`."""
        self._store = store
        self._modules = modules

    async def toggle(self, visit: Visit, user: User, slug: str, reply: KeptReply[Poll] | None = None) -> Poll:
        """Vote for a module; whoever has voted takes it back.

        Raises:
            ModuleNotFound: there is none, or it is here already.
        """
        module = await self._modules.find(slug)
        if module.state is ModuleState.ACTIVE:
            raise ModuleNotFound(slug=slug)
        return await self._store.write(_toggle, visit, user, module.slug, reply)


def _toggle(tx: Tx, visit: Visit, user: User, slug: str, reply: KeptReply[Poll] | None) -> Poll:
    return kept(tx, user, reply, lambda: _voted(tx, visit, user, slug))


def _voted(tx: Tx, visit: Visit, user: User, slug: str) -> Poll:
    has_voted = tx.votes.insert(slug, user.id)
    if not has_voted:
        tx.votes.delete(slug, user.id)
    happening = Happening.MODULE_VOTED if has_voted else Happening.MODULE_UNVOTED
    tx.events.insert_without_workspace(f"user:{user.id}", happening, slug, visit)
    return Poll(slug=slug, votes=tx.votes.count(slug), has_voted=has_voted)
