"""The wire models of a surface as JSON Schema, each by its name among the components."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from outhost.web.table import Table


class Shapes:
    """The shapes of one surface; the surface's name goes before theirs, so that two surfaces may each have a `ListOut`."""

    def __init__(self, table: Table) -> None:
        """Find the models of all bodies and answers."""
        wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(table.error, "serialization")]
        for endpoint in table.endpoints:
            wanted += [(endpoint.body, "validation")] if endpoint.body else []
            wanted += [(endpoint.answer, "serialization")] if endpoint.answer else []
        template = f"#/components/schemas/{table.name}{{model}}"
        self._references, found = models_json_schema(list(dict.fromkeys(wanted)), ref_template=template)
        self.components: dict[str, Any] = {f"{table.name}{name}": schema for name, schema in found["$defs"].items()}

    def taken(self, model: type[BaseModel]) -> dict[str, Any]:
        """Refer to a body's shape."""
        return dict(self._references[model, "validation"])

    def given(self, model: type[BaseModel]) -> dict[str, Any]:
        """Refer to an answer's shape."""
        return dict(self._references[model, "serialization"])
