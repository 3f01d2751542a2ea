"""The weight budget: settled when a list is made, for the longest values its leads may bring."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from houses import SMALL_SPEC, Tenant
from traces import traces_of

from outhost.domain.errors import InvalidInput, TextOverflows
from outhost.domain.lists import LeadList, ListOptions, ListType
from outhost.domain.reductions import FULL, REDUCTIONS, Reduction, reductions_of
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.domain.reviews import Review
from outhost.domain.trial_values import LENGTHS, trials
from outhost.operations.lists import NewList
from outhost.operations.weights import Scales
from outhost.render.picture import Picture
from outhost.render.studio import DrawingFailed, DrawingTimedOut, Studio

GIF_SPEC = {**SMALL_SPEC, "has_gif": True, "animation": {"frames": 4, "delay_ms": 100}}
WEIGHTS = dict(zip(REDUCTIONS, (500, 400, 300, 200, 100), strict=True))
"""What a picture of the pretended studio weighs at each step."""


class PretendedStudio(Studio):
    """Draws nothing, but says what it would weigh; `longest` is how long a value may be before it overflows."""

    def __init__(self, longest: int = 500) -> None:
        self.longest = longest
        self.asked: list[tuple[Reduction, Mapping[str, str | None]]] = []

    async def draw(
        self, spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path], reduction: Reduction = FULL
    ) -> Picture:
        """Weigh."""
        assert set(assets) == set(spec.asset_ids())
        self.asked.append((reduction, variables))
        if any(len(value or "") > self.longest for value in variables.values()):
            raise TextOverflows(path="layers.0")
        weight = WEIGHTS[reduction] if any(variables.values()) else 1
        return Picture(data=b"x" * weight, extension=spec.image_extension, width=1, height=1, warnings=())


@pytest.mark.parametrize(("spec", "steps"), [(GIF_SPEC, 5), (SMALL_SPEC, 4)], ids=["gif", "png"])
@pytest.mark.parametrize(
    ("budget", "step"), [(None, 0), (501, 0), (500, 0), (499, 1), (400, 1), (399, 2), (200, 3), (199, 4), (100, 4), (99, 5)]
)
async def test_the_first_step_that_fits_is_taken(spec: dict[str, Any], steps: int, budget: int | None, step: int) -> None:
    """128, 64, 32 colours, then every second frame; a still has no frames to give; what no step reaches is refused with its weight."""
    fit = functools.partial(Scales(PretendedStudio(), parse_render_spec(spec), {}).fit, budget)
    if step < steps:
        assert await fit() == REDUCTIONS[step]
        return
    with pytest.raises(InvalidInput) as refused:
        await fit()
    assert [issue.path for issue in refused.value.issues] == ["max_bytes"]
    assert f"still weighs {WEIGHTS[REDUCTIONS[steps - 1]]} bytes" in refused.value.issues[0].say()


def test_the_steps_are_those_of_the_contract() -> None:
    """Colours go before frames."""
    assert [(step.colors, step.frame_step) for step in REDUCTIONS] == [(None, 1), (128, 1), (64, 1), (32, 1), (32, 2)]
    assert reductions_of(has_gif=False) == REDUCTIONS[:4]


async def test_a_text_that_must_not_overflow_is_weighed_at_the_longest_that_fits() -> None:
    """Where 500 letters would be refused anyway, fewer are tried; where none fits, no lead will be drawn and nothing is too heavy."""
    studio = PretendedStudio(longest=40)
    assert await Scales(studio, parse_render_spec(SMALL_SPEC), {}).fit(400) == REDUCTIONS[1]
    assert {max(len(value or "") for value in values.values()) for step, values in studio.asked if step == FULL} == {500, 120, 40, 0}
    assert await Scales(PretendedStudio(longest=-1), parse_render_spec(SMALL_SPEC), {}).fit(1) == FULL


def test_between_them_the_trials_show_every_layer() -> None:
    """Long values, none, and each value that a condition waits for; never longer than is allowed."""
    layers = [
        {"type": "text", "text": "{{first_name}}", "box": [0, 0, 9, 9], "when": {"absent": "company"}},
        {"type": "text", "text": "vip", "box": [0, 0, 9, 9], "when": {"equals": ["company", "VIP"]}},
    ]
    variables = [{"name": "first_name", "max_length": 7}, {"name": "company"}]
    spec = parse_render_spec({**SMALL_SPEC, "variables": variables, "layers": layers})
    longest, none, vip = trials(spec)
    assert {name: len(value or "") for name, value in longest.items()} == {"first_name": 7, "company": 500}
    assert none == {"first_name": None, "company": None}
    assert vip == {**longest, "company": "VIP"}
    assert [len(trials(spec, length)[0]["company"] or "") for length in LENGTHS] == list(LENGTHS)
    assert trials(parse_render_spec({**SMALL_SPEC, "variables": [], "layers": []})) == ({},)


async def test_a_list_remembers_what_it_gives_up_and_its_leads_are_drawn_so(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """I ask for a budget: the list keeps it with the step that meets it, and each lead is drawn with that step."""
    appliance = tenant.house.appliance
    monkeypatch.setattr(appliance.lists._specs, "_studio", PretendedStudio())
    made = await _make(tenant, ListOptions(max_bytes=250, review=Review.WARNINGS, alt_text=" For {{first_name}} "))
    assert made.reduction == Reduction(colors=32)
    assert made.options == ListOptions(max_bytes=250, review=Review.WARNINGS, alt_text="For {{first_name}}")
    kept = await appliance.leads.target(tenant.caller, made.public_id)
    assert (kept.options, kept.reduction) == (made.options, made.reduction)
    asked: list[tuple[Any, ...]] = []
    draw_file = appliance.studio.draw_file

    async def listen(*order: Any) -> Any:
        asked.append(order)
        return await draw_file(*order)

    monkeypatch.setattr(appliance.studio, "draw_file", listen)
    await appliance.leads.add(tenant.caller, kept, {"first_name": "Sam"})
    assert asked[0][-1] == Reduction(colors=32)


@pytest.mark.parametrize("template", ["sticky-note", "typing"])
async def test_a_template_s_lists_have_budgets_too(tenant: Tenant, template: str) -> None:
    """A generous budget costs nothing; one that can't be met makes no list."""
    made = await tenant.house.appliance.lists.add(
        tenant.caller, NewList(name="Q2", template=template, options=ListOptions(max_bytes=5_000_000))
    )
    assert (made.options.max_bytes, made.reduction) == (5_000_000, FULL)
    before = await traces_of(tenant)
    with pytest.raises(InvalidInput, match=r"max_bytes: can't be met: with 32 colours.* \d+ bytes"):
        await tenant.house.appliance.lists.add(tenant.caller, NewList(name="Q2", template=template, options=ListOptions(max_bytes=100)))
    assert await traces_of(tenant) == before


async def test_half_the_frames_are_left_out_for_a_budget(tenant: Tenant) -> None:
    """A GIF of mine that is too heavy whole fits with every second frame, and its leads keep to the budget."""
    full = await _weight(tenant, REDUCTIONS[0])
    lightest = await _weight(tenant, REDUCTIONS[-1])
    assert lightest < full
    made = await _make(tenant, ListOptions(max_bytes=lightest), GIF_SPEC)
    assert made.reduction != FULL
    for name in ("Sam", "Maximiliane-Charlotte " * 20, ""):
        added = await tenant.house.appliance.leads.add(tenant.caller, made, {"first_name": name})
        assert added.lead.image_bytes <= lightest


@pytest.mark.parametrize("budget", [0, -1, 1_000_000_001])
async def test_a_budget_is_a_number_of_bytes(tenant: Tenant, budget: int) -> None:
    """Nothing weighs less than a byte."""
    with pytest.raises(InvalidInput, match="max_bytes: must be 1–1,000,000,000"):
        await _make(tenant, ListOptions(max_bytes=budget))


@pytest.mark.parametrize("options", [ListOptions(review=Review.WARNINGS), ListOptions(max_bytes=9), ListOptions(alt_text="x")])
async def test_a_list_without_pictures_has_no_options(tenant: Tenant, options: ListOptions) -> None:
    """Asked for on a list of another type, they are refused rather than forgotten."""
    before = await traces_of(tenant)
    with pytest.raises(InvalidInput, match="list_type"):
        await tenant.house.appliance.lists.add(tenant.caller, NewList(name="A", list_type=ListType.AI, options=options))
    assert await traces_of(tenant) == before


@pytest.mark.parametrize(
    ("fault", "en", "fr"),
    [
        (DrawingTimedOut(2), "asks for more than can be drawn: not drawn within 2 s", "pas fini en 2 s"),
        (DrawingFailed("Traceback (most recent call last)"), "can't be drawn; the server's log says why", "journal du serveur"),
    ],
)
async def test_a_budget_that_can_t_be_drawn_is_refused(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, fault: DrawingFailed, en: str, fr: str
) -> None:
    """Where a drawing takes too long, or goes wrong, no list is made and I am told so in words, never by a trace."""

    async def fail(*_order: object) -> Picture:
        raise fault

    monkeypatch.setattr(tenant.house.appliance.studio, "draw", fail)
    with pytest.raises(InvalidInput, match=f"render_spec: {en}$") as refused:
        await tenant.house.appliance.lists.add(tenant.caller, NewList(name="A", template="sticky-note", options=ListOptions(max_bytes=9)))
    assert fr in refused.value.say("fr")


async def _make(tenant: Tenant, options: ListOptions, spec: object = SMALL_SPEC) -> LeadList:
    return await tenant.house.appliance.lists.add(tenant.caller, NewList(name="Q2", document=spec, options=options))


async def _weight(tenant: Tenant, step: Reduction) -> int:
    spec = parse_render_spec(GIF_SPEC)
    return max([len((await tenant.house.appliance.studio.draw(spec, values, {}, step)).data) for values in trials(spec)])
