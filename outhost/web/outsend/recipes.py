"""Recipes, as `/api` shows them."""

from sanic import HTTPResponse

from outhost.domain.recipes import RECIPES
from outhost.domain.sessions import Visit
from outhost.web.outsend.answers import as_cached_json
from outhost.web.outsend.call import Call
from outhost.web.outsend.paging import window_of
from outhost.web.outsend.wire.recipes import RecipeOut, RecipesOut


async def page(call: Call[Visit]) -> HTTPResponse:
    """Lists the pipelines that come with outhost, ready to be made; takes no login, and may be cached.

    Fill the `gaps` of a `definition`, each at its `field`, and give it to `POST /api/pipelines`. What stands there is an example; where
    outhost has an invented town, it finds that town, and each recipe runs as it is, once its `list`, if it has one, is a list of yours.
    """
    window = window_of(call.request)
    shown, demo = RECIPES[window.offset : window.offset + window.limit], call.appliance.sandbox.demo
    items = [RecipeOut.of(recipe, demo) for recipe in shown]
    return as_cached_json(call.request, RecipesOut(items=items, total=len(RECIPES), limit=window.limit, offset=window.offset))
