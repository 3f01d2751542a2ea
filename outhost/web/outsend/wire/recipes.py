"""The shapes of recipes."""

from typing import Any

from pydantic import Field

from outhost.domain.pipeline_ports import SCHEMA_VERSION
from outhost.domain.recipes import DemoValues, Gap, Recipe
from outhost.web.outsend.wire.form import Out
from outhost.web.outsend.wire.modules import PairOut


class GapOut(Out):
    """Something that whoever cooks a recipe fills."""

    kind: str = Field(description="`queries`, `zones`, `country`, `list` or `table`.")
    label: PairOut
    field: str = Field(description="Where it stands in the definition, as faults name it.")

    @classmethod
    def of(cls, gap: Gap) -> "GapOut":
        """Shape a gap."""
        return cls(kind=gap.kind.value, label=PairOut.of(gap.kind.label), field=gap.field)


class RecipeOut(Out):
    """A pipeline that comes with outhost."""

    slug: str
    label: PairOut
    description: PairOut
    modules: list[str] = Field(description="Types of its nodes.")
    gaps: list[GapOut]
    schema_version: int
    definition: dict[str, Any] = Field(
        description="As `POST /api/pipelines` takes it. Gaps have an example, or where there is an invented town, what finds it; a `list`"
        " is empty, since it is one of yours."
    )

    @classmethod
    def of(cls, recipe: Recipe, demo: DemoValues | None) -> "RecipeOut":
        """Shape a recipe."""
        return cls(
            slug=recipe.slug,
            label=PairOut.of(recipe.label),
            description=PairOut.of(recipe.description),
            modules=recipe.modules,
            gaps=[GapOut.of(gap) for gap in recipe.gaps],
            schema_version=SCHEMA_VERSION,
            definition=recipe.filled_for(demo),
        )


class RecipesOut(Out):
    """A page of recipes, in the order in which they are shown."""

    items: list[RecipeOut]
    total: int
    limit: int
    offset: int
