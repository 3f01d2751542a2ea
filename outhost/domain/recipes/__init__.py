"""Ready recipes: pipelines that come with outhost, in the order in which they are shown."""

from typing import Final

from outhost.domain.recipes.own_lists import OWN_LISTS
from outhost.domain.recipes.prospects import PROSPECTS
from outhost.domain.recipes.reach import REACH
from outhost.domain.recipes.recipe import DemoValues, Gap, GapKind, Recipe
from outhost.domain.recipes.weak_spots import WEAK_SPOTS

__all__ = ["RECIPES", "DemoValues", "Gap", "GapKind", "Recipe", "recipe_named"]

RECIPES: Final[tuple[Recipe, ...]] = (*PROSPECTS, *REACH, *WEAK_SPOTS, *OWN_LISTS)


def recipe_named(slug: str) -> Recipe | None:
    """Find a recipe by its slug."""
    return next((recipe for recipe in RECIPES if recipe.slug == slug), None)
