"""The endpoint of recipes."""

from typing import Final

from outhost.domain.recipes import recipe_named
from outhost.web.endpoint import Example
from outhost.web.outsend import recipes
from outhost.web.outsend.endpoints.pipeline_schema import GROUP
from outhost.web.outsend.endpoints.refusals import ANYBODY, PAGE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.recipes import RecipeOut, RecipesOut

_SHOWN: Final = recipe_named("call-list")
assert _SHOWN is not None

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/pipelines/recipes",
        handler=recipes.page,
        title="List the recipes",
        group=GROUP,
        audience=Audience.PUBLIC,
        query=PAGED,
        answer=RecipesOut,
        refusals=(*ANYBODY, PAGE),
        example=Example(
            answer={"items": [RecipeOut.of(_SHOWN, None).model_dump()], "total": 20, "limit": 50, "offset": 0},
            answer_headers={"Cache-Control": "public, max-age=60", "ETag": '"9c1e…"'},
        ),
    ),
)
