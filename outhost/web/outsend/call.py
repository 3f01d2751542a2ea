"""One request to one endpoint of `/api`, by whoever the endpoint is for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sanic import Request

from outhost.appliance import Appliance
from outhost.domain.access_keys import AccessKey
from outhost.domain.sessions import Session, Visit
from outhost.domain.users import User

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody who is logged in, whatever workspace they act in: by a session, or by an access key."""

    user: User
    session: Session | None
    access_key: AccessKey | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[Who]):
    """A request, and who it is from: a `Visit` (anybody), a `Login`, or a `Caller` (a member of a workspace, with a role).

    `again` finds out anew who that is, and whether they still may, for what takes long.
    """

    request: Request
    appliance: Appliance
    visit: Visit
    caller: Who
    params: Mapping[str, str]
    again: Callable[[], Awaitable[Who]]

    def number(self, name: str) -> int:
        """Read a number off the path; what is none is nobody's, as is 0."""
        return number_in(self.params[name])


_LONGEST_NUMBER = 19


def number_in(text: str) -> int:
    """Read a number that stands in a path; what is none is nobody's, as is 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER else 0
