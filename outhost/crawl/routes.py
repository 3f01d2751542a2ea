"""Where the connection to an admitted address is really made: straight there, unless a world of its own is plugged in."""

from collections.abc import Callable, Sequence

from outhost.crawl.guard import Admitted
from outhost.domain.ip_addresses import IpAddress

Place = tuple[IpAddress, int]
"""An address and a port to connect to."""

Route = Callable[[Admitted], Sequence[Place]]
"""Gives the places at which an admitted address is reached, in the order in which they should be tried."""


def straight(admitted: Admitted) -> Sequence[Place]:
    """Go where the guard looked, and nowhere else."""
    return [(address, admitted.port) for address in admitted.addresses]
