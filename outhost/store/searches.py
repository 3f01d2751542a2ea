"""Full-text search over the values of leads.

The index is the table `lead_words`, which SQLite's triggers keep true when leads go or change. New leads do not wait for it: a list says
up to which ordinal it is indexed, the rest is added in batches, and a search reads those few that are not in yet by an index of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiosqlite

from outhost.domain.leads import Lead, key_of
from outhost.domain.lists import LeadList, ListId
from outhost.domain.searches import Search, match_of
from outhost.store.contract import Connection
from outhost.store.leads import lead_of_row

_MAKE_NEWER: Final = (
    "CREATE VIRTUAL TABLE temp.newer_words USING fts5 (csv_cells, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2')"
)
_FILL_NEWER: Final = (
    "INSERT INTO temp.newer_words (rowid, csv_cells) SELECT d.id, d.csv_cells FROM leads d JOIN lists l ON l.id = :list_id"
    " WHERE d.id >= :first + l.indexed_ordinal AND d.id < :end"
)
_MATCHING: Final = (
    "SELECT rowid AS id FROM lead_words WHERE lead_words MATCH :match AND rowid >= :first AND rowid < :end"
    " UNION ALL SELECT rowid FROM temp.newer_words WHERE newer_words MATCH :match"
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """A list with leads that are not in the index yet, and how many ordinals those take."""

    list_id: ListId
    count: int


class Searches:
    """The table `lead_words`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def find_backlog_of_any_workspace(self) -> Backlog | None:
        """Find a list that has leads which are not indexed."""
        row = self._tx.one("SELECT id, next_ordinal - indexed_ordinal AS n FROM lists WHERE next_ordinal > indexed_ordinal LIMIT 1")
        return Backlog(ListId(row["id"]), int(row["n"])) if row else None

    def backlog_of(self, list_id: ListId) -> int:
        """Count the ordinals of a list that are not indexed."""
        row = self._tx.one("SELECT next_ordinal - indexed_ordinal AS n FROM lists WHERE id = :list_id", list_id=list_id)
        return int(row["n"]) if row else 0

    def index_some(self, list_id: ListId, limit: int) -> None:
        """Add the leads of the next `limit` ordinals of a list to the index."""
        self._tx.run(
            "INSERT INTO lead_words (rowid, csv_cells) SELECT d.id, d.csv_cells FROM leads d JOIN lists l ON l.id = :list_id"
            " WHERE d.id >= :first + l.indexed_ordinal AND d.id < :first + l.indexed_ordinal + :limit",
            list_id=list_id, first=key_of(list_id, 0), limit=limit,
        )  # fmt: skip
        self._tx.run(
            "UPDATE lists SET indexed_ordinal = min(next_ordinal, indexed_ordinal + :limit) WHERE id = :list_id",
            list_id=list_id,
            limit=limit,
        )

    def begin_anew(self) -> None:
        """Empty the index, so that no word of a lead that is gone is left in it; all leads wait to be indexed again, and are found.

        Takes some 60 ms a million leads. Merging the pieces of the index would do as well, but SQLite 3.40 adds levels with each merge
        of everything, and merges nothing any more after some sixty. Freed pages keep their bytes unless `secure_delete` is on.
        """
        self._tx.run("INSERT INTO lead_words (lead_words) VALUES ('delete-all')")
        self._tx.run("UPDATE lists SET indexed_ordinal = 0 WHERE indexed_ordinal > 0")


async def find_leads(
    connection: aiosqlite.Connection, lead_list: LeadList, search: Search, *, limit: int, offset: int
) -> tuple[list[Lead], int]:
    """Give a page of the leads that a search for something finds, newest first, and how many; on a connection of one's own."""
    connection.row_factory = aiosqlite.Row
    params: dict[str, Any] = {
        "list_id": lead_list.id, "first": key_of(lead_list.id, 0), "end": key_of(ListId(lead_list.id + 1), 0), "limit": limit,
        "offset": offset, "status": search.review_status,
    }  # fmt: skip
    if search.words is not None:
        params["match"] = match_of(search.words)
        await connection.execute(_MAKE_NEWER)
        await connection.execute(_FILL_NEWER, params)
    found = _found(search)
    ((total,),) = await connection.execute_fetchall(f"SELECT count(*) FROM ({found})", params)  # noqa: S608 - of our own parts
    rows = await connection.execute_fetchall(
        f"SELECT d.*, l.image_extension FROM (SELECT id FROM ({found}) ORDER BY id DESC LIMIT :limit OFFSET :offset) f"  # noqa: S608 - as above
        " JOIN leads d ON d.id = f.id JOIN lists l ON l.id = d.list_id ORDER BY d.id DESC",
        params,
    )
    return [lead_of_row(_as_mapping(row)) for row in rows], int(total)


def _found(search: Search) -> str:
    if search.words is None:
        # The status stands in the statement itself, so that SQLite sees which partial index it may use.
        return f"SELECT id FROM leads WHERE list_id = :list_id AND review_status = '{search.review_status}'"  # noqa: S608 - one of four words
    if search.review_status is None:
        return _MATCHING
    return f"SELECT m.id FROM ({_MATCHING}) m JOIN leads s ON s.id = m.id WHERE s.review_status = :status"  # noqa: S608 - as above


def _as_mapping(row: Any) -> Mapping[str, Any]:
    return dict(row)
