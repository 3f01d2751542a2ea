"""What a trade is: how its shops are called, what they say of themselves and what they sell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A trade of the town; gaps in `names` are {family}, {given}, {town} and {street}, in `says` {name}, {town} and {since}."""

    slug: str
    label: str
    language: str
    names: tuple[str, ...]
    slogan: str
    says: tuple[str, ...]
    sells: tuple[tuple[str, int], ...]
    """What and for how many euros."""
    roles: tuple[str, ...]
    boxes: tuple[str, ...]
    """What stands before the @ of its addresses, the usual one first."""
    kind: str = "shop"
    """Which styles suit it: shop, table (restaurants), rooms, practice, office, craft, club."""
