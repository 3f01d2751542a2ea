"""Lists in rows."""

import json
from collections.abc import Iterable
from typing import Final

from outhost.domain.clock import from_text, to_text
from outhost.domain.lists import LeadList, ListId, ListOptions, ListType
from outhost.domain.reductions import Reduction
from outhost.domain.reviews import Review
from outhost.domain.statistics import ListFigures
from outhost.domain.subjects import Names, without
from outhost.domain.templates import TemplateId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts

_ALL: Final = "*, EXISTS (SELECT 1 FROM jobs WHERE jobs.list_id = lists.public_id AND jobs.status IN ('pending', 'running')) AS is_filling"
"""A list with whether a job fills it; the index holds live jobs alone."""


class Lists:
    """The table `lists`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(
        self, workspace_id: WorkspaceId, *, public_id: str, name: str, list_type: ListType, variables: list[str], image_extension: str,
        render_spec: str | None, template_id: TemplateId | None,
    ) -> LeadList:  # fmt: skip
        """Remember a new list, without leads and without options."""
        row = self._tx.one(
            "INSERT INTO lists (public_id, workspace_id, name, list_type, template_id, render_spec, variables, image_extension, created_at)"  # noqa: S608 - constants
            " VALUES (:public_id, :workspace_id, :name, :list_type, :template_id, :render_spec, :variables, :image_extension, :now)"
            f" RETURNING {_ALL}",
            public_id=public_id, workspace_id=workspace_id, name=name, list_type=list_type, template_id=template_id,
            render_spec=render_spec, variables=json.dumps(variables), image_extension=image_extension, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        return _list(row)

    def put_options(self, list_id: ListId, options: ListOptions, reduction: Reduction) -> LeadList:
        """Set what surrounds a list's pictures, and what they give up for it."""
        row = self._tx.one(
            "UPDATE lists SET review = :review, max_bytes = :max_bytes, alt_text = :alt_text, max_colors = :max_colors,"  # noqa: S608 - constants
            f" frame_step = :frame_step WHERE id = :list_id RETURNING {_ALL}",
            list_id=list_id, review=options.review, max_bytes=options.max_bytes, alt_text=options.alt_text,
            max_colors=reduction.colors, frame_step=reduction.frame_step,
        )  # fmt: skip
        assert row is not None
        return _list(row)

    def put_spec(
        self, list_id: ListId, *, variables: list[str], image_extension: str, render_spec: str, template_id: TemplateId | None
    ) -> None:  # fmt: skip
        """Set how a list is drawn."""
        self._tx.run(
            "UPDATE lists SET variables = :variables, image_extension = :image_extension, render_spec = :render_spec,"
            " template_id = :template_id WHERE id = :list_id",
            list_id=list_id, variables=json.dumps(variables), image_extension=image_extension, render_spec=render_spec,
            template_id=template_id,
        )  # fmt: skip

    def put_assets(self, list_id: ListId, asset_ids: Iterable[str]) -> None:
        """Remember which assets a list's spec names."""
        self._tx.run("DELETE FROM list_assets WHERE list_id = :list_id", list_id=list_id)
        for asset_id in asset_ids:
            self._tx.run("INSERT INTO list_assets (list_id, asset_id) VALUES (:list_id, :asset_id)", list_id=list_id, asset_id=asset_id)

    def renumber(self, list_id: ListId) -> ListId:
        """Give a list without leads another number, as a new one would get; a lead that is on its way to the old one is turned away."""
        fresh = self._tx.one("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'lists' RETURNING seq")
        assert fresh is not None
        self._tx.run("DELETE FROM list_assets WHERE list_id = :list_id", list_id=list_id)
        self._tx.run("DELETE FROM lead_gaps WHERE list_id = :list_id", list_id=list_id)
        self._tx.run(
            "UPDATE lists SET id = :fresh, next_ordinal = 0, indexed_ordinal = 0 WHERE id = :list_id", fresh=fresh["seq"], list_id=list_id
        )
        return ListId(fresh["seq"])

    def find(self, workspace_id: WorkspaceId, public_id: str) -> LeadList | None:
        """Find a list of a workspace."""
        row = self._tx.one(
            f"SELECT {_ALL} FROM lists WHERE public_id = :public_id AND workspace_id = :workspace_id AND deleted_at IS NULL",  # noqa: S608 - a constant
            workspace_id=workspace_id, public_id=public_id,
        )  # fmt: skip
        return _list(row) if row else None

    def find_by_key(self, workspace_id: WorkspaceId, list_id: ListId) -> LeadList | None:
        """Find a list of a workspace by its own number, a deleted one too."""
        row = self._tx.one(
            f"SELECT {_ALL} FROM lists WHERE id = :id AND workspace_id = :workspace_id",  # noqa: S608 - a constant
            workspace_id=workspace_id, id=list_id,
        )  # fmt: skip
        return _list(row) if row else None

    def page(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[LeadList]:
        """Give lists, newest first."""
        rows = self._tx.all(
            f"SELECT {_ALL} FROM lists WHERE workspace_id = :workspace_id AND deleted_at IS NULL"  # noqa: S608 - a constant
            " ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [_list(row) for row in rows]

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count the lists of a workspace, from the index alone."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM lists WHERE workspace_id = :workspace_id AND deleted_at IS NULL", workspace_id=workspace_id
        )
        return int(row["n"]) if row else 0

    def figures(self, workspace_id: WorkspaceId) -> ListFigures:
        """Add up the lists of a workspace; what each has is kept with it."""
        row = self._tx.one(
            "SELECT count(*) AS lists, ifnull(sum(lead_count), 0) AS leads, ifnull(sum(image_bytes), 0) AS image_bytes FROM lists"
            " WHERE workspace_id = :workspace_id AND deleted_at IS NULL",
            workspace_id=workspace_id,
        )  # fmt: skip
        assert row is not None
        return ListFigures(lists=row["lists"], leads=row["leads"], image_bytes=row["image_bytes"])

    def rename(self, workspace_id: WorkspaceId, public_id: str, name: str) -> bool:
        """Give a list another name; tell whether there was one."""
        changed = self._tx.run(
            "UPDATE lists SET name = :name WHERE public_id = :public_id AND workspace_id = :workspace_id AND deleted_at IS NULL",
            workspace_id=workspace_id, public_id=public_id, name=name,
        )  # fmt: skip
        return changed == 1

    def mark_deleted(self, workspace_id: WorkspaceId, public_id: str) -> ListId | None:
        """Take a list out of everybody's sight at once; its leads are removed afterwards, in batches."""
        row = self._tx.one(
            "UPDATE lists SET deleted_at = :now WHERE public_id = :public_id AND workspace_id = :workspace_id AND deleted_at IS NULL"
            " RETURNING id",
            workspace_id=workspace_id, public_id=public_id, now=to_text(self._tx.now),
        )  # fmt: skip
        return ListId(row["id"]) if row else None

    def take_ordinal(self, list_id: ListId, image_bytes: int) -> int | None:
        """Count one more lead in a list and give its ordinal, or None when the list was deleted meanwhile."""
        row = self._tx.one(
            "UPDATE lists SET lead_count = lead_count + 1, next_ordinal = next_ordinal + 1, image_bytes = image_bytes + :image_bytes"
            " WHERE id = :list_id AND deleted_at IS NULL RETURNING next_ordinal - 1 AS ordinal",
            list_id=list_id, image_bytes=image_bytes,
        )  # fmt: skip
        return int(row["ordinal"]) if row else None

    def discount(self, list_id: ListId, image_bytes: int) -> None:
        """Count one lead less in a list."""
        self._tx.run(
            "UPDATE lists SET lead_count = lead_count - 1, image_bytes = image_bytes - :image_bytes WHERE id = :list_id",
            list_id=list_id, image_bytes=image_bytes,
        )  # fmt: skip

    def reweigh(self, list_id: ListId, more_bytes: int) -> None:
        """Count what an image weighs more than the one whose place it took."""
        self._tx.run("UPDATE lists SET image_bytes = image_bytes + :more WHERE id = :list_id", list_id=list_id, more=more_bytes)

    def find_deleted_of_any_workspace(self) -> ListId | None:
        """Find a deleted list that still has rows."""
        row = self._tx.one("SELECT id FROM lists WHERE deleted_at IS NOT NULL LIMIT 1")
        return ListId(row["id"]) if row else None

    def delete_row(self, list_id: ListId) -> None:
        """Forget a deleted list, after its leads."""
        self._tx.run("DELETE FROM lead_gaps WHERE list_id = :list_id", list_id=list_id)
        self._tx.run("DELETE FROM lists WHERE id = :list_id AND deleted_at IS NOT NULL", list_id=list_id)

    def set_retention(self, workspace_id: WorkspaceId, public_id: str, days: int | None) -> LeadList | None:
        """Say for how many days a list keeps its leads (None: for ever); give the list, or None where there is none."""
        row = self._tx.one(
            "UPDATE lists SET retention_days = :days WHERE public_id = :public_id AND workspace_id = :workspace_id AND deleted_at IS NULL"  # noqa: S608 - constants
            f" RETURNING {_ALL}",
            workspace_id=workspace_id, public_id=public_id, days=days,
        )  # fmt: skip
        return _list(row) if row else None

    def with_retention_of_any_workspace(self) -> list[LeadList]:
        """Give the lists that keep their leads for a time only; one that is deleted is swept up as such."""
        rows = self._tx.all(f"SELECT {_ALL} FROM lists WHERE retention_days IS NOT NULL AND deleted_at IS NULL ORDER BY id")  # noqa: S608 - a constant
        return [_list(row) for row in rows]

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the names and alt texts of a workspace's lists, those of deleted ones too."""
        rows = self._tx.all(
            "SELECT id, name, alt_text FROM lists WHERE workspace_id = :workspace_id AND id > :after ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [row["name"], row["alt_text"] or ""]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, list_id: int, names: Names) -> bool:
        """Take a person's address or number off a list, which itself stays; tell whether it was named so."""
        row = self._tx.one(
            "SELECT name, alt_text FROM lists WHERE id = :id AND workspace_id = :workspace_id", workspace_id=workspace_id, id=list_id
        )
        if row is None or not (names(row["name"]) or names(row["alt_text"] or "")):
            return False
        self._tx.run(
            "UPDATE lists SET name = :name, alt_text = :alt_text WHERE id = :id",
            id=list_id, name=without(row["name"], names), alt_text=without(row["alt_text"], names),
        )  # fmt: skip
        return True


def _list(row: Row) -> LeadList:
    return LeadList(
        id=ListId(row["id"]), public_id=row["public_id"], workspace_id=WorkspaceId(row["workspace_id"]), name=row["name"],
        list_type=ListType(row["list_type"]), variables=tuple(json.loads(row["variables"])), image_extension=row["image_extension"],
        render_spec=row["render_spec"],
        template_id=TemplateId(row["template_id"]) if row["template_id"] is not None else None,
        lead_count=row["lead_count"], next_ordinal=row["next_ordinal"],
        image_bytes=row["image_bytes"], retention_days=row["retention_days"], created_at=from_text(row["created_at"]),
        options=ListOptions(review=Review(row["review"]), max_bytes=row["max_bytes"], alt_text=row["alt_text"]),
        reduction=Reduction(colors=row["max_colors"], frame_step=row["frame_step"]), is_filling=bool(row["is_filling"]),
    )  # fmt: skip
