"""Templates in rows."""

from collections.abc import Iterable

from outhost.domain.clock import to_text
from outhost.domain.subjects import ERASED, Names
from outhost.domain.templates import Template, TemplateId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts


class Templates:
    """The table `templates`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put_builtin(self, slug: str, name: str, render_spec: str) -> None:
        """Set the built-in template of this slug to what this version of outhost ships."""
        self._tx.run(
            "INSERT INTO templates (slug, name, render_spec, created_at) VALUES (:slug, :name, :render_spec, :now)"
            " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, render_spec = excluded.render_spec"
            " WHERE name <> excluded.name OR render_spec <> excluded.render_spec",
            slug=slug, name=name, render_spec=render_spec, now=to_text(self._tx.now),
        )  # fmt: skip

    def builtin(self) -> list[Template]:
        """Give the built-in templates."""
        return [_template(row) for row in self._tx.all("SELECT * FROM templates WHERE slug IS NOT NULL ORDER BY id")]

    def find_builtin(self, slug: str) -> Template | None:
        """Find a built-in template."""
        row = self._tx.one("SELECT * FROM templates WHERE slug = :slug", slug=slug)
        return _template(row) if row else None

    def insert(self, workspace_id: WorkspaceId, name: str, render_spec: str) -> Template:
        """Remember a template of a workspace's own."""
        row = self._tx.one(
            "INSERT INTO templates (workspace_id, name, render_spec, created_at) VALUES (:workspace_id, :name, :render_spec, :now)"
            " RETURNING *",
            workspace_id=workspace_id, name=name, render_spec=render_spec, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        return _template(row)

    def put_assets(self, template_id: TemplateId, asset_ids: Iterable[str]) -> None:
        """Remember which assets a template's spec names."""
        self._tx.run("DELETE FROM template_assets WHERE template_id = :template_id", template_id=template_id)
        for asset_id in asset_ids:
            self._tx.run(
                "INSERT INTO template_assets (template_id, asset_id) VALUES (:template_id, :asset_id)",
                template_id=template_id, asset_id=asset_id,
            )  # fmt: skip

    def update(self, workspace_id: WorkspaceId, template_id: TemplateId, *, name: str, render_spec: str) -> Template | None:
        """Change a workspace's own template."""
        row = self._tx.one(
            "UPDATE templates SET name = :name, render_spec = :render_spec WHERE workspace_id = :workspace_id AND id = :template_id"
            " RETURNING *",
            workspace_id=workspace_id, template_id=template_id, name=name, render_spec=render_spec,
        )  # fmt: skip
        return _template(row) if row else None

    def delete(self, workspace_id: WorkspaceId, template_id: TemplateId) -> bool:
        """Forget a workspace's own template; tell whether there was one. Lists keep their copies."""
        gone = self._tx.run(
            "DELETE FROM templates WHERE workspace_id = :workspace_id AND id = :template_id",
            workspace_id=workspace_id, template_id=template_id,
        )  # fmt: skip
        return gone == 1

    def find(self, workspace_id: WorkspaceId, template_id: TemplateId) -> Template | None:
        """Find a template that a workspace sees: its own, or a built-in one."""
        row = self._tx.one(
            "SELECT * FROM templates WHERE id = :template_id AND (workspace_id = :workspace_id OR workspace_id IS NULL)",
            workspace_id=workspace_id, template_id=template_id,
        )  # fmt: skip
        return _template(row) if row else None

    def page(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[Template]:
        """Give the templates that a workspace sees, newest first."""
        rows = self._tx.all(
            "SELECT * FROM templates WHERE workspace_id = :workspace_id OR workspace_id IS NULL"
            " ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [_template(row) for row in rows]

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count the templates that a workspace sees."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM templates WHERE workspace_id = :workspace_id OR workspace_id IS NULL", workspace_id=workspace_id
        )
        return int(row["n"]) if row else 0

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the names of a workspace's own templates."""
        rows = self._tx.all(
            "SELECT id, name FROM templates WHERE workspace_id = :workspace_id AND id > :after ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [row["name"]]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, template_id: int, names: Names) -> bool:
        """Take a person's address or number off a template, which itself stays; tell whether it was named so."""
        row = self._tx.one(
            "SELECT name FROM templates WHERE id = :id AND workspace_id = :workspace_id", workspace_id=workspace_id, id=template_id
        )
        if row is None or not names(row["name"]):
            return False
        self._tx.run("UPDATE templates SET name = :name WHERE id = :id", id=template_id, name=ERASED)
        return True


def _template(row: Row) -> Template:
    return Template(id=TemplateId(row["id"]), slug=row["slug"], name=row["name"], render_spec=row["render_spec"])
