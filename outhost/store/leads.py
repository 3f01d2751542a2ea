"""Leads in rows, ordered by list and ordinal."""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import aiosqlite

from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.leads import ORDINAL_BITS, Lead, csv_cells, key_of
from outhost.domain.lists import LeadList, ListId
from outhost.domain.reviews import ReviewStatus
from outhost.domain.subjects import texts_in
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_CHUNK_ROWS = 2000
_CHUNK_VALUES = 500
"""Fewer, since each row is decoded on the event loop."""

_as_json = json.JSONEncoder(ensure_ascii=False).encode
"""`json.dumps` makes such an encoder anew at each call, which costs more than the encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Leads that lie together: from the key `first` on skip `skip`, then take `limit`, all of them before the key `end`."""

    first: int
    skip: int
    end: int
    limit: int


class Leads:
    """The table `leads`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, lead: Lead, ordinal: int) -> int:
        """Remember a lead under an ordinal that `Lists.take_ordinal` gave; give its key."""
        key = key_of(lead.list_id, ordinal)
        cells = csv_cells(list(lead.variables.values()))
        self._tx.run(
            "INSERT INTO leads (id, list_id, lead_id, tracking_id, variables, csv_cells, warnings, image_digest, image_bytes,"
            " review_status, created_at)"
            " VALUES (:id, :list_id, :lead_id, :tracking_id, :variables, :csv_cells, :warnings, :image_digest, :image_bytes,"
            " :review_status, :now)",
            id=key, list_id=lead.list_id, lead_id=lead.lead_id, tracking_id=lead.tracking_id,
            variables=_as_json(lead.variables), csv_cells="," + cells if lead.variables else "",
            warnings=_as_json(lead.warnings), image_digest=lead.image_digest, image_bytes=lead.image_bytes,
            review_status=lead.review_status, now=to_text(lead.created_at),
        )  # fmt: skip
        return key

    def find(self, list_id: ListId, lead_id: str) -> Lead | None:
        """Find a lead of a list."""
        row = self._tx.one(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE d.lead_id = :lead_id AND d.list_id = :list_id",
            list_id=list_id, lead_id=lead_id,
        )  # fmt: skip
        return lead_of_row(row) if row else None

    def find_named(self, list_id: ListId, name: str) -> Lead | None:
        """Find a lead of a list by its id or its tracking id."""
        row = self._tx.one(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE (d.lead_id = :name OR d.tracking_id = :name) AND d.list_id = :list_id",
            list_id=list_id, name=name,
        )  # fmt: skip
        return lead_of_row(row) if row else None

    def page_in_review(self, lead_list: LeadList, *, limit: int, offset: int) -> list[Lead]:
        """Give leads whose image waits for somebody to look at it, oldest first, of those that the list had when it was read."""
        rows = self._tx.all(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE d.list_id = :list_id AND d.id < :end AND d.review_status = 'needs_review' ORDER BY d.id LIMIT :limit OFFSET :offset",
            list_id=lead_list.id, end=key_of(lead_list.id, lead_list.next_ordinal), limit=limit, offset=offset,
        )  # fmt: skip
        return [lead_of_row(row) for row in rows]

    def count_in_review(self, list_id: ListId) -> int:
        """Count the leads that wait, from the index alone."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM leads INDEXED BY leads_in_review WHERE list_id = :list_id AND review_status = 'needs_review'",
            list_id=list_id,
        )
        return int(row["n"]) if row else 0

    def set_review_status(self, list_id: ListId, lead_id: str, status: ReviewStatus) -> None:
        """Say where a lead's image stands."""
        self._tx.run(
            "UPDATE leads SET review_status = :status WHERE lead_id = :lead_id AND list_id = :list_id",
            list_id=list_id, lead_id=lead_id, status=status,
        )  # fmt: skip

    def closed_among(self, tracking_ids: Sequence[str]) -> set[str]:
        """Tell which of these leads have an image that is not shown; at most a few thousand at once."""
        rows = self._tx.all(
            "SELECT tracking_id FROM leads WHERE review_status IN ('needs_review', 'rejected')"
            " AND tracking_id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(list(tracking_ids)),
        )  # fmt: skip
        return {row["tracking_id"] for row in rows}

    def find_image_of_any_workspace(self, tracking_id: str) -> Lead | None:
        """Find the lead whose image a link names, unless its list was deleted."""
        row = self._tx.one(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE d.tracking_id = :tracking_id AND l.deleted_at IS NULL",
            tracking_id=tracking_id,
        )  # fmt: skip
        return lead_of_row(row) if row else None

    def known_image_names(self, names: Sequence[str]) -> set[str]:
        """Tell which of these are names of leads' image files: tracking ids, and what redrawn ones lie under; a few hundred at once."""
        rows = self._tx.all(
            "SELECT tracking_id AS name FROM leads WHERE tracking_id IN (SELECT value FROM json_each(:names))"
            " UNION ALL SELECT redrawn_as FROM leads WHERE redrawn_as IN (SELECT value FROM json_each(:names))",
            names=json.dumps(list(names)),
        )  # fmt: skip
        return {row["name"] for row in rows}

    def put_picture(self, before: Lead, after: Lead) -> None:
        """Put another picture of other variables in a lead's place, and what surrounds it."""
        cells = csv_cells(list(after.variables.values()))
        self._tx.run(
            "UPDATE leads SET tracking_id = :tracking_id, variables = :variables, csv_cells = :csv_cells, warnings = :warnings,"
            " image_digest = :image_digest, image_bytes = :image_bytes, review_status = :review_status, redrawn_as = :redrawn_as,"
            " fetched_at = :fetched_at WHERE lead_id = :lead_id AND list_id = :list_id",
            list_id=before.list_id, lead_id=before.lead_id, tracking_id=after.tracking_id, variables=_as_json(after.variables),
            csv_cells="," + cells if after.variables else "", warnings=_as_json(after.warnings), image_digest=after.image_digest,
            image_bytes=after.image_bytes, review_status=after.review_status, redrawn_as=after.redrawn_as,
            fetched_at=to_text(after.fetched_at) if after.fetched_at else None,
        )  # fmt: skip

    def find_unsettled_of_any_workspace(self) -> Lead | None:
        """Find a lead whose redrawn image has not taken the place of the earlier one yet."""
        row = self._tx.one(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id WHERE d.redrawn_as IS NOT NULL LIMIT 1"
        )
        return lead_of_row(row) if row else None

    def settle(self, lead: Lead) -> None:
        """Say that a redrawn image has taken the place of the earlier one, unless there is another one by now."""
        self._tx.run(
            "UPDATE leads SET redrawn_as = NULL WHERE redrawn_as = :redrawn_as AND lead_id = :lead_id",
            lead_id=lead.lead_id, redrawn_as=lead.redrawn_as,
        )  # fmt: skip

    def note_fetched(self, tracking_ids: Sequence[str]) -> None:
        """Remember that images were fetched; the first time alone is kept."""
        self._tx.run(
            "UPDATE leads SET fetched_at = :now WHERE fetched_at IS NULL AND tracking_id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(list(tracking_ids)), now=to_text(self._tx.now),
        )  # fmt: skip

    def page(self, lead_list: LeadList, start: tuple[int, int], limit: int) -> list[Lead]:
        """Give `limit` leads from `start` on, which `Gaps.find` gave, newest first."""
        span = self.span(lead_list, start, limit)
        rows = self._tx.all(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE d.id >= :first AND d.id < :end ORDER BY d.id LIMIT :limit OFFSET :skip",
            first=span.first, end=span.end, limit=span.limit, skip=span.skip,
        )  # fmt: skip
        return [lead_of_row(row) for row in reversed(rows)]

    def page_after(self, lead_list: LeadList, key: int, limit: int) -> list[tuple[int, Lead]]:
        """Give the next leads after the one with this key, oldest first, each with its key, of those that the list had when it was read.

        `key_of(lead_list.id, 0) - 1` is before them all.
        """
        rows = self._tx.all(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE d.id > :key AND d.id < :end AND l.deleted_at IS NULL ORDER BY d.id LIMIT :limit",
            key=key, end=key_of(lead_list.id, lead_list.next_ordinal), limit=limit,
        )  # fmt: skip
        return [(int(row["id"]), lead_of_row(row)) for row in rows]

    def find_by_key(self, workspace_id: WorkspaceId, key: int) -> Lead | None:
        """Find a lead of a workspace by its key, in a deleted list too."""
        row = self._tx.one(
            "SELECT d.*, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE d.id = :key AND l.workspace_id = :workspace_id",
            workspace_id=workspace_id, key=key,
        )  # fmt: skip
        return lead_of_row(row) if row else None

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the tracking id and the variables of a workspace's leads, those of deleted lists too, in the order of their keys."""
        found: list[Texts] = []
        lists = self._tx.all(
            "SELECT id FROM lists WHERE workspace_id = :workspace_id AND id >= :first ORDER BY id",
            workspace_id=workspace_id, first=(after or 0) >> ORDINAL_BITS,
        )  # fmt: skip
        for row in lists:
            rows = self._tx.all(
                "SELECT id, tracking_id, variables FROM leads WHERE id >= :first AND id > :after AND id < :end ORDER BY id LIMIT :limit",
                first=key_of(row["id"], 0), after=after or 0, end=key_of(ListId(row["id"] + 1), 0), limit=limit - len(found),
            )  # fmt: skip
            found += [(lead["id"], [lead["tracking_id"], *texts_in(json.loads(lead["variables"]))]) for lead in rows]
            if len(found) == limit:
                break
        return found

    def oldest(self, list_id: ListId, limit: int) -> list[tuple[str, datetime]]:
        """Give the lead ids of the first leads of a list, and when each was added."""
        rows = self._tx.all(
            "SELECT lead_id, created_at FROM leads WHERE id >= :first AND id < :end ORDER BY id LIMIT :limit",
            first=key_of(list_id, 0), end=key_of(ListId(list_id + 1), 0), limit=limit,
        )  # fmt: skip
        return [(row["lead_id"], from_text(row["created_at"])) for row in rows]

    def erase(self, list_id: ListId, lead_id: str) -> Lead | None:
        """Remove one lead and give what it was. Its ordinal is not given again; the caller counts the gap (`Gaps.add`)."""
        lead = self.find(list_id, lead_id)
        if lead is not None:
            self._tx.run("DELETE FROM leads WHERE lead_id = :lead_id", lead_id=lead_id)
        return lead

    def ordinal_of(self, lead_id: str) -> int | None:
        """Give the ordinal of a lead."""
        row = self._tx.one("SELECT id & 4294967295 AS ordinal FROM leads WHERE lead_id = :lead_id", lead_id=lead_id)
        return int(row["ordinal"]) if row else None

    def delete_some(self, list_id: ListId, limit: int) -> list[str]:
        """Remove up to `limit` leads of a deleted list; give their tracking ids."""
        rows = self._tx.all(
            "DELETE FROM leads WHERE id IN (SELECT id FROM leads WHERE id >= :first AND id < :end LIMIT :limit) RETURNING tracking_id",
            first=key_of(list_id, 0), end=key_of(ListId(list_id + 1), 0), limit=limit,
        )  # fmt: skip
        return [row["tracking_id"] for row in rows]

    def span(self, lead_list: LeadList, start: tuple[int, int], limit: int) -> Span:
        """Name `limit` leads of a list from `start` on, which `Gaps.find` gave, among those that `lead_list` had when it was read."""
        ordinal, skip = start
        return Span(first=key_of(lead_list.id, ordinal), skip=skip, end=key_of(lead_list.id, lead_list.next_ordinal), limit=limit)


async def csv_lines(
    connection: aiosqlite.Connection, span: Span, *, before_id: str, after_id: str
) -> AsyncGenerator[tuple[int, str], None]:
    """Stream the export's lines of a span in chunks: how many, and their text, each line ended by CRLF.

    A line is the tracking id, the image's address (`before_id`, the tracking id, `after_id`) and the cells that were stored ready
    quoted with the lead. The database writes them, and joins them as its inner query gives them, oldest first: that is several times
    faster than any loop here, and takes the interpreter once a chunk rather than once a row.
    """
    sql = (
        "SELECT count(*), max(id), group_concat(line, char(13, 10)) || char(13, 10) FROM ("
        "SELECT id, tracking_id || ',' || :before_id || tracking_id || :after_id || csv_cells AS line FROM leads"
        " WHERE id >= :first AND id < :end ORDER BY id LIMIT :limit OFFSET :skip)"
    )
    left = span
    while left.limit:
        params = {
            "before_id": before_id, "after_id": after_id, "first": left.first, "end": left.end, "skip": left.skip,
            "limit": min(_CHUNK_ROWS, left.limit),
        }  # fmt: skip
        ((count, last, text),) = await connection.execute_fetchall(sql, params)
        if not count:
            return
        yield count, text
        left = replace(left, first=last + 1, skip=0, limit=left.limit - count)


async def value_rows(connection: aiosqlite.Connection, span: Span) -> AsyncGenerator[list[tuple[str, Mapping[str, str | None]]], None]:
    """Stream the tracking id and the variables of each lead of a span in chunks, oldest first."""
    sql = "SELECT tracking_id, variables FROM leads WHERE id >= :first AND id < :end ORDER BY id LIMIT :limit OFFSET :skip"
    params = {"first": span.first, "end": span.end, "limit": span.limit, "skip": span.skip}
    async with connection.execute(sql, params) as cursor:
        while rows := await cursor.fetchmany(_CHUNK_VALUES):
            yield [(tracking_id, json.loads(variables)) for tracking_id, variables in rows]


def lead_of_row(row: Row) -> Lead:
    """Read a lead off its row, which has its list's `image_extension` beside it."""
    return Lead(
        list_id=ListId(row["list_id"]), lead_id=row["lead_id"], tracking_id=row["tracking_id"], variables=json.loads(row["variables"]),
        image_extension=row["image_extension"], image_digest=row["image_digest"], image_bytes=row["image_bytes"],
        warnings=tuple(json.loads(row["warnings"])), created_at=from_text(row["created_at"]),
        review_status=ReviewStatus(row["review_status"]), redrawn_as=row["redrawn_as"],
        fetched_at=from_text_or_none(row["fetched_at"]),
    )  # fmt: skip
