"""The usher: writes down once a minute which keys have come in, so that no call of theirs has to."""

import logging

from outhost.domain.clock import Clock
from outhost.operations.api_keys import USE_IS_KEPT_AFTER, ApiKeys

log = logging.getLogger(__name__)


class Usher:
    """Works every minute, and writes nothing where nobody came."""

    def __init__(self, api_keys: ApiKeys, clock: Clock) -> None:
        """Write down the uses of `api_keys`."""
        self._api_keys = api_keys
        self._clock = clock

    async def keep_uses(self) -> None:
        """Write uses down for ever."""
        while True:
            await self._clock.sleep_until(self._clock.now() + USE_IS_KEPT_AFTER)
            try:
                await self._api_keys.keep_uses()
            except Exception:
                log.exception("When keys were last used could not be kept; the next try is in a minute.")
