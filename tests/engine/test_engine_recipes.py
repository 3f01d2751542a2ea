"""Recipes: each of them a pipeline that runs as it is, over the invented town, by the real engine."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

import pytest
from houses import House, OpenHouse, Tenant

from outhost.domain.columns import Row
from outhost.domain.dry_runs import MOST_ROWS, Trial
from outhost.domain.pipelines import NodeStatus, Pipeline, PipelineStatus, Step
from outhost.domain.recipes import RECIPES, DemoValues, GapKind, Recipe
from outhost.domain.rows import unpacked_rows
from outhost.operations.lists import NewList
from outhost.operations.pipelines import NewPipeline
from outhost.store.job_frames import told
from outhost.store.transactions import Tx

PATIENCE_SECONDS = 240
COOKS = 4
"""Who cook at once: of one person's searches, one goes on at a time."""
SLUGS = [recipe.slug for recipe in RECIPES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooked:
    """What came of a recipe: its pipeline at its end, whose it is, and the list that it was given."""

    recipe: Recipe
    tenant: Tenant
    pipeline: Pipeline
    list_id: str


@pytest.fixture(scope="module")
async def cooked(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[Mapping[str, Cooked]]:
    """Every recipe, cooked in one house over the same town."""
    async with open_house(tmp_path_factory.mktemp("kitchen"), sandbox=True, crawl_delay_seconds=0.0) as house:
        cooks = [await house.move_in() for _ in range(COOKS)]
        meals = [cook(house, cooks[place % COOKS], recipe) for place, recipe in enumerate(RECIPES)]
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield {one.recipe.slug: one for one in await asyncio.gather(*meals)}
        for tenant in cooks:
            await tenant.client.aclose()


async def cook(house: House, tenant: Tenant, recipe: Recipe) -> Cooked:
    """Make a pipeline of a recipe, and wait for its end."""
    appliance = house.appliance
    user = await appliance.read(lambda tx: tx.users.find_by_email(tenant.email))
    caller = replace(tenant.caller, user_id=user.id if user else None)
    mine = await appliance.lists.add(caller, NewList(name=recipe.slug, template="book-cover"))
    document = recipe.filled_for(DemoValues(town=appliance.sandbox.name, list_id=mine.public_id))
    definition = await appliance.pipeline_checks.read(document)
    made = await appliance.pipelines.create(caller, NewPipeline(definition=definition, name=recipe.slug))
    with appliance.store.bell.sleeper(told(tenant.workspace_id)) as sleeper:
        while (now := await appliance.read(lambda tx: tx.pipelines.find(tenant.workspace_id, made.public_id))) and now.is_running:
            await sleeper.woken()
    assert now is not None
    return Cooked(recipe=recipe, tenant=tenant, pipeline=now, list_id=mine.public_id)


@pytest.mark.parametrize("slug", SLUGS)
async def test_each_recipe_runs_as_it_is(cooked: Mapping[str, Cooked], slug: str) -> None:
    """I start it on the town, change nothing, and it comes to its end with something to show in each branch that was taken."""
    one = cooked[slug]
    assert one.pipeline.status is PipelineStatus.DONE, one.pipeline.steps
    assert all(step.error_message is None for step in one.pipeline.steps)
    leaves = [one.pipeline.step(node.id) for node in one.pipeline.definition.leaves]
    assert any(step is not None and step.status is NodeStatus.DONE for step in leaves)
    assert all(step is not None and (step.results_count > 0 or step.status is NodeStatus.SKIPPED) for step in leaves)


async def test_pictures_are_drawn_for_those_that_are_left(cooked: Mapping[str, Cooked]) -> None:
    """From the map to the picture in one definition: each row that is left has its lead, and nobody else has."""
    for slug in ("personalised-outreach", "images-for-my-list"):
        one = cooked[slug]
        draw, (keep,) = one.pipeline.step("draw"), [edge.source for edge in one.pipeline.definition.edges if edge.target == "draw"]
        before = one.pipeline.step(keep)
        assert draw is not None
        assert before is not None
        found = await one.tenant.house.appliance.read(lambda tx, one=one: tx.lists.find(one.tenant.workspace_id, one.list_id))
        assert found is not None
        assert found.lead_count == draw.results_count == before.results_count


async def test_a_branch_that_is_not_needed_is_left_out(cooked: Mapping[str, Cooked]) -> None:
    """Websites of the town can be read, so that nobody needs to be called instead."""
    steps = {step.node_id: step.status for step in cooked["call-if-unread"].pipeline.steps}
    assert (steps["check"], steps["call"]) == (NodeStatus.DONE, NodeStatus.SKIPPED)


@pytest.mark.parametrize("slug", ["missing-emails", "three-channels", "independents", "deeper-search", "best-rated"])
async def test_a_dry_run_makes_what_a_run_makes(cooked: Mapping[str, Cooked], slug: str) -> None:
    """What I was shown before is what I get, node by node, column by column, as long as there are no more rows than it takes."""
    one = cooked[slug]
    appliance = one.tenant.house.appliance
    trial = Trial(definition=one.pipeline.definition, items=None, most_rows=MOST_ROWS, locale="en")
    tried = await appliance.dry_runs.run(one.tenant.caller, trial)
    for made in tried.nodes:
        step = one.pipeline.step(made.node_id)
        assert step is not None
        columns, rows = await appliance.read(rows_of, step)
        assert (made.columns, made.rows_count, made.rows) == (columns, len(rows), rows)


def rows_of(tx: Tx, step: Step) -> tuple[list[str], list[Row]]:
    """Read the columns and the rows of a step's job."""
    job = tx.jobs.find_of_any_workspace(step.job_key) if step.job_key is not None else None
    assert job is not None
    return list(job.columns), unpacked_rows(job.columns, [cells for _, cells, _ in tx.job_rows.page(job.key, limit=1000, offset=0)])


def test_there_are_twenty_and_they_use_every_module() -> None:
    """Whatever outhost can do, a recipe shows how; each has a name of its own in both languages."""
    assert len(RECIPES) == len(set(SLUGS)) == 20
    for locale in ("en", "fr"):
        assert len({recipe.label.say(locale) for recipe in RECIPES}) == 20
    assert {module for recipe in RECIPES for module in recipe.modules} == {
        "scrap", "import", "emails", "verify", "socials", "phones_extra", "dead_check", "delivery_check", "filter", "sort", "personalise",
    }  # fmt: skip
    assert any(len(recipe.definition["edges"]) > len({edge["from"] for edge in recipe.definition["edges"]}) for recipe in RECIPES)
    on_errors = {node["on_error"] for recipe in RECIPES for node in recipe.definition["nodes"]}
    assert on_errors == {"stop", "skip", "branch"}


def test_gaps_are_filled_and_the_recipe_stays_as_it_was() -> None:
    """What I put into the gaps stands where they say; who takes the recipe after me finds it unfilled."""
    recipe = RECIPES[0]
    assert [gap.field for gap in recipe.gaps] == [
        "definition.nodes.0.config.queries", "definition.nodes.0.config.zones", "definition.nodes.0.config.country",
        "definition.nodes.4.config.list_id",
    ]  # fmt: skip
    filled = recipe.filled({GapKind.QUERIES: ["notaire"], GapKind.LIST: "mine"})
    assert (filled["nodes"][0]["config"]["queries"], filled["nodes"][4]["config"]["list_id"]) == (["notaire"], "mine")
    assert (recipe.definition["nodes"][0]["config"]["zones"], recipe.definition["nodes"][4]["config"]["list_id"]) == (["Lyon"], "")
