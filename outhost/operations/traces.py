"""Where in a workspace somebody is named: looked for on a snapshot of one's own, so that nobody is held up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from outhost.domain.subjects import Names
from outhost.domain.workspaces import WorkspaceId
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

LEADS: Final = "leads"
TABLES: Final = (
    LEADS, "replies", "events", "letters", "invitations", "templates", "lists", "credits", "jobs", "job_inputs", "job_rows", "job_alike",
    "job_frames", "pipelines", "veilles", "veille_runs", "veille_signals", "veille_rows", "feedback_threads", "feedback_messages",
    "webhook_deliveries",
)  # fmt: skip
"""The tables of a transaction in which a person may be named, by their names there; each has `texts` and `erase`."""

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Traces:
    """The keys of the rows that name somebody, by table, and how their address or number is spelled in them."""

    keys: Mapping[str, list[Any]]
    spellings: set[str] = field(default_factory=set)

    def batches(self, table: str, size: int) -> Iterator[list[Any]]:
        """Give the keys of a table, so many at once."""
        keys = self.keys[table]
        for start in range(0, len(keys), size):
            yield keys[start : start + size]


async def traces_of(store: Store, workspace_id: WorkspaceId, names: Names) -> Traces:
    """Look through everything that a workspace has."""
    found = Traces({table: [] for table in TABLES})
    async with store.aside() as snapshot:
        for table in TABLES:
            last: Any = None
            while (page := await snapshot.read(_look, table, workspace_id, last, names)) is not None:
                last, hits = page
                for key, spelled in hits:
                    found.keys[table].append(key)
                    found.spellings.update(spelled)
    return found


def _look(tx: Tx, table: str, workspace_id: WorkspaceId, after: Any, names: Names) -> tuple[Any, list[tuple[Any, list[str]]]] | None:
    """Look through a page of a table: its last key, and the rows that name somebody; None past the end."""
    rows = getattr(tx, table).texts(workspace_id, after, _PAGE)
    if not rows:
        return None
    looked_at = [(key, [text for text in texts if names(text)]) for key, texts in rows]
    return rows[-1][0], [(key, spelled) for key, spelled in looked_at if spelled]
