"""What a server answered, and what is wanted of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from outhost.domain.errors import FetchFailed
from outhost.domain.words import Text

_WORTH_ANOTHER_TRY: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_ANSWERED = Text(
    en="the server answered {status}; check that the address opens for anybody, without a login",
    fr="le serveur a répondu {status} ; vérifiez que l’adresse s’ouvre pour tous, sans connexion",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer; its body went elsewhere, of this size unpacked. `url` is where redirects led, `headers` have names in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    media_type: str
    charset: str | None
    size_bytes: int

    def expect_success(self) -> None:
        """Take nothing but a 2xx for what was wanted.

        Raises:
            FetchFailed: the server refused, or failed.
        """
        if not HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES:
            is_final = self.status < HTTPStatus.INTERNAL_SERVER_ERROR and self.status not in _WORTH_ANOTHER_TRY
            raise FetchFailed(urlsplit(self.url).hostname, _ANSWERED.filled(status=self.status), is_final=is_final)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """That the body of an answer is wanted, `most_bytes` of it, `into` a function.

    What `is_cut` ends there, as if no more had come; else more than that is refused. What does not block is `is_quick`, and called on
    the event loop with small pieces. `packed` is filled with what came, if that is one plain gzip, and is empty otherwise.
    """

    into: Callable[[bytes], object]
    most_bytes: int
    is_cut: bool = False
    is_quick: bool = False
    packed: bytearray | None = None


Wants = Callable[[Fetched], Wanted | None]
"""Says of an answer, by its head, whether its body is wanted."""
