"""What tests of job types share: one pool of worker processes for all of them."""

from collections.abc import AsyncIterator

import pytest
from workers import Workshop, open_workshop


@pytest.fixture(scope="session")
async def workshop() -> AsyncIterator[Workshop]:
    """The plugins that come with outhost, in real worker processes."""
    async with open_workshop() as opened:
        yield opened
