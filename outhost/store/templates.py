"""Templates in rows."""

from outhost.domain.clock import to_text
from outhost.domain.templates import Template, TemplateId
from outhost.store.contract import Connection, Row


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


def _template(row: Row) -> Template:
    return Template(id=TemplateId(row["id"]), slug=row["slug"], name=row["name"], render_spec=row["render_spec"])
