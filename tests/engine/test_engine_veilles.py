"""Veilles as they run: begun by the clock, compared with what is known, told once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from watching import Market, open_market, shop, shops

from outhost.domain.veilles import Counts, RunStatus


@pytest.fixture
async def market(tmp_path: Path) -> AsyncIterator[Market]:
    """A market, and an engine that runs nothing by itself."""
    async with open_market(tmp_path) as opened:
        yield opened


async def test_a_run_tells_what_is_new_and_what_has_changed(market: Market) -> None:
    """The first run is compared with the source's own rows: a new shop, a worse rating, all else as it was."""
    veille = await market.watch(await market.source(shops(3)))
    run = await market.run(veille, [shop(0), shop(1, rating=3.0), shop(2), shop(3)])
    assert run.status is RunStatus.DONE
    assert run.counts == Counts(new=1, modified=1, unchanged=2)
    assert await market.told(run) == [("modified", "Shop 1"), ("new", "Shop 3")]
    (worse, new) = await market.signals(run)
    assert (worse.score, worse.changes) == (60.0, [{"column": "rating", "before": 4.5, "after": 3.0}])
    assert (worse.before, worse.after) == (shop(1), shop(1, rating=3.0))
    assert (new.score, new.before, new.after) == (None, None, shop(3))
