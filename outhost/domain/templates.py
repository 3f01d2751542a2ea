"""Templates: named render specs that lists are made from."""

from dataclasses import dataclass
from typing import NewType

TemplateId = NewType("TemplateId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template; `slug` names a built-in one and is None for an owner's. `render_spec` is JSON text."""

    id: TemplateId
    slug: str | None
    name: str
    render_spec: str

    @property
    def is_builtin(self) -> bool:
        """Tell whether it comes with outhost, for everybody."""
        return self.slug is not None
