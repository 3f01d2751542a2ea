"""The built-in templates: what this version ships, and previews of any spec."""

import json
from pathlib import Path

import pytest
from houses import SMALL_SPEC, House, OpenHouse

from outhost.domain.errors import InvalidInput
from outhost.operations.templates import preview


async def test_the_shipped_templates_are_all_there(house: House) -> None:
    """Every shipped template is in the store under its slug, in the order it is shipped, as it is shipped."""
    kept = await house.appliance.read(lambda tx: tx.templates.builtin())
    assert [(template.slug, template.name) for template in kept] == [(template.slug, template.name) for template in house.appliance.shipped]
    assert [json.loads(template.render_spec) for template in kept] == [template.document for template in house.appliance.shipped]
    assert len(kept) == 8


async def test_a_start_puts_back_what_was_changed_and_keeps_the_numbers(tmp_path: Path, open_house: OpenHouse) -> None:
    """Whatever happened to a built-in template, the next start has the shipped one, under its old number."""
    async with open_house(tmp_path) as house:
        before = await house.appliance.read(lambda tx: tx.templates.builtin())
        await house.appliance.store.write(lambda tx: tx.templates.put_builtin("whiteboard", "Changed", "{}"))
    async with open_house(tmp_path) as house:
        assert await house.appliance.read(lambda tx: tx.templates.builtin()) == before


async def test_a_preview_needs_no_house() -> None:
    """A spec and some values give a picture; nothing is kept."""
    picture = await preview(SMALL_SPEC, {"first_name": "Sam"}, {})
    assert picture.data.startswith(b"\x89PNG")


@pytest.mark.parametrize("document", [None, [], {}, {**SMALL_SPEC, "version": 2}, {**SMALL_SPEC, "background": {"asset": "0" * 64}}])
async def test_a_spec_that_will_not_do_is_not_previewed(document: object) -> None:
    """A fault of the spec is named instead of drawn."""
    with pytest.raises(InvalidInput) as refused:
        await preview(document, {}, {})
    assert refused.value.issues
