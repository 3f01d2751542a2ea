"""Names of hosts and domains, as they go out: in ASCII and small letters."""

import re

import idna

from outhost.domain.errors import NoSuchName

_MOST_OF_A_NAME = 253
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


def name_in_ascii(name: str) -> str:
    """Write a name as it is asked for: `Bücher.example.` becomes `xn--bcher-kva.example`.

    Raises:
        NoSuchName: it can be nobody's.
    """
    plain = name.strip()[: 4 * _MOST_OF_A_NAME].rstrip(".")
    try:
        plain = plain.lower() if plain.isascii() else idna.encode(plain, uts46=True).decode("ascii")
    except (UnicodeError, ValueError):
        plain = ""
    if len(plain) > _MOST_OF_A_NAME or not _NAME.fullmatch(plain):
        raise NoSuchName(name[:_MOST_OF_A_NAME])
    return plain
