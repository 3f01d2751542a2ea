"""What time does to a firm: it opens, raises its prices, moves to another number or address, and is gone one week."""

from dataclasses import dataclass, replace
from enum import StrEnum

from outhost.sandbox.chance import dealt
from outhost.sandbox.contacts import Box, Kind, Line
from outhost.sandbox.firms import Firm
from outhost.sandbox.phones import landline


class State(StrEnum):
    """What stands at a firm's address on the web."""

    OPEN = "open"
    NO_NAME = "no-name"  # the domain is not registered
    PARKED = "parked"  # the domain is for sale
    NOTICE = "notice"  # "we have closed for good"
    FAREWELL = "farewell"  # the same, above the site as it was
    GONE = "gone"  # 410 on every page
    EXPIRED = "expired"  # the host's page: hosting has run out
    SUSPENDED = "suspended"  # the host's page: account suspended
    MAINTENANCE = "maintenance"
    SOON = "soon"  # a site under construction
    BLANK = "blank"  # the fresh page of a web server


class Alive(StrEnum):
    """What a careful reader of the site would say of the firm."""

    OPEN = "open"
    CLOSED = "closed"
    UNCERTAIN = "uncertain"


ALIVE = {
    State.OPEN: Alive.OPEN,
    State.NO_NAME: Alive.CLOSED,
    State.PARKED: Alive.CLOSED,
    State.NOTICE: Alive.CLOSED,
    State.FAREWELL: Alive.CLOSED,
    State.GONE: Alive.CLOSED,
    State.EXPIRED: Alive.CLOSED,
    State.SUSPENDED: Alive.CLOSED,
    State.MAINTENANCE: Alive.UNCERTAIN,
    State.SOON: Alive.UNCERTAIN,
    State.BLANK: Alive.UNCERTAIN,
}

_STEADY = (State.OPEN, State.OPEN, 0)
_FATES = (
    *(_STEADY,) * 47,
    (State.PARKED, State.PARKED, 0),
    (State.NOTICE, State.NOTICE, 0),
    (State.NO_NAME, State.NO_NAME, 0),
    (State.EXPIRED, State.EXPIRED, 0),
    (State.SUSPENDED, State.SUSPENDED, 0),
    (State.MAINTENANCE, State.OPEN, 2),
    (State.OPEN, State.NO_NAME, 3),
    (State.OPEN, State.PARKED, 2),
    (State.OPEN, State.NOTICE, 1),
    (State.OPEN, State.GONE, 4),
    (State.FAREWELL, State.FAREWELL, 0),
    (State.OPEN, State.FAREWELL, 5),
    (State.SOON, State.OPEN, 1),
    (State.BLANK, State.BLANK, 0),
    (State.NO_NAME, State.OPEN, 2),
)
"""What is there before a week, what from then on, and that week."""

_CHANGES = ("none",) * 14 + ("telephone", "telephone", "box", "box", "hours", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A firm in one week. `hours` and `rating` are numbers that pages draw from."""

    week: int
    state: State
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    price_percent: int
    hours: int
    rating: int
    """In tenths of a star."""

    @property
    def alive(self) -> Alive:
        """What a careful reader of the site would say."""
        return ALIVE[self.state]

    @property
    def stands(self) -> bool:
        """Whether the site of the firm itself is there."""
        return self.state in {State.OPEN, State.FAREWELL}

    @property
    def telephone(self) -> str:
        """The number in the directory that week."""
        return self.lines[0].number


def season(firm: Firm, week: int) -> Season:
    """Tell how a firm is in a week; weeks before the first are the first."""
    week = max(0, week)
    before, after, turn = dealt(firm.seed, "fates", _FATES, firm.number)
    change = dealt(firm.seed, "changes", _CHANGES, firm.number)
    changed = week >= firm.stream("change").randint(1, 6)
    return Season(
        week=week,
        state=before if week < turn else after,
        boxes=_renamed(firm) if change == "box" and changed else firm.boxes,
        lines=_renumbered(firm) if change == "telephone" and changed else firm.lines,
        price_percent=100 + 2 * (min(week, 5200) // 4),
        hours=firm.stream("hours").randrange(4) + (1 if change == "hours" and changed else 0),
        rating=firm.stream("rating", min(week, 5200) // 2).randint(38, 49),
    )


def _renamed(firm: Firm) -> tuple[Box, ...]:
    """The usual mailbox takes a new name; a firm that had none gets one."""
    part = "welcome" if firm.language == "en" else "ecrire"
    fresh = Box(address=f"{part}@{firm.domain}", who=None, kinds=frozenset({Kind.CONTACT, Kind.LEGAL}))
    return (replace(fresh, kinds=firm.boxes[0].kinds | {Kind.CONTACT}), *firm.boxes[1:]) if firm.boxes else (fresh,)


def _renumbered(firm: Firm) -> tuple[Line, ...]:
    number = landline(firm.stream("new number"), firm.country)
    return (replace(firm.lines[0], number=number), *firm.lines[1:])
