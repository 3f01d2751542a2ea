"""The premises that tests of refusals share."""

from collections.abc import AsyncIterator

import pytest
from houses import House
from premises import Premises, furnish


@pytest.fixture(scope="session")
async def premises(house: House) -> AsyncIterator[Premises]:
    """A furnished workspace, for tests that leave it as it is."""
    furnished = await furnish(house)
    async with furnished.tenant.client, furnished.penniless.client, furnished.shut_out.client:
        yield furnished
