"""The port to listen at, and who has it when it is taken."""

import contextlib
import errno
import http.client
import json
import os
import socket

from outhost.domain.errors import InvalidSetting, PortTaken
from outhost.settings import Settings

_BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """Take the port; 0 takes a free one.

    Raises:
        PortTaken: somebody listens there; names them if it is another outhost, and a free port.
        InvalidSetting: the address is not one of this machine's.
    """
    family = _family_of(host, port)
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port, holder=_holder(host, port), suggestion=_free(host, port, family)) from None
        reason = os.strerror(fault.errno or 0)
        raise InvalidSetting(source="host, port", message=f"cannot listen at {host}:{port}: {reason}.") from None


def address_of(settings: Settings) -> str:
    """Give the address at which this server answers: its base URL, else where it listens, by a number where it listens everywhere."""
    return settings.base_url or f"{'https' if settings.tls_cert else 'http'}://{_host_in_url(settings.host)}:{settings.port}"


def _host_in_url(host: str) -> str:
    chosen = _own_address(host) if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    return f"[{chosen}]" if ":" in chosen else chosen


def _own_address(everywhere: str) -> str:
    """Find this machine's address in its network; a name would be refused, lest a foreign page reach us by one of its own."""
    family, outside, loopback = (socket.AF_INET6, "2001:db8::1", "::1") if ":" in everywhere else (socket.AF_INET, "192.0.2.1", "127.0.0.1")
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as route:
        route.connect((outside, 9))  # asks for the way there, and sends nothing
        return str(route.getsockname()[0])
    return loopback


def _family_of(host: str, port: int) -> socket.AddressFamily:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (socket.gaierror, UnicodeError):
        raise InvalidSetting(source="host", message=f"{host} is not an address.") from None


def _holder(host: str, port: int) -> str:
    """Name an outhost that answers there; anybody else stays unnamed."""
    connection = http.client.HTTPConnection(host, port, timeout=1.0)
    with contextlib.closing(connection), contextlib.suppress(OSError, ValueError, http.client.HTTPException):
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        about = json.loads(connection.getresponse().read(4096))
        return f" by outhost {about['version']}" if isinstance(about, dict) and "version" in about else ""
    return ""


def _free(host: str, port: int, family: socket.AddressFamily) -> int:
    for candidate in range(port + 1, min(port + 20, 65536)):
        with contextlib.suppress(OSError), socket.create_server((host, candidate), family=family):
            return candidate
    with socket.create_server((host, 0), family=family) as server:
        chosen: int = server.getsockname()[1]
        return chosen
