"""Ports of pipelines: what a module takes where it stands in one, and what it gives to those that follow."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from outhost.domain.modules import Category, Module, ModuleState, Shape

SCHEMA_VERSION: Final = 1
MOST_NODES: Final = 20
MOST_INPUTS: Final = 1
"""Of a node."""


class Kind(StrEnum):
    """What rows are about, as far as those that follow need to know."""

    POIS = "pois"
    POIS_EMAIL = "pois_email"
    VERIFIED = "verified"
    REVIEWS = "reviews"


Kinds = frozenset[Kind]

POIS_ANY: Final[Kinds] = frozenset({Kind.POIS, Kind.POIS_EMAIL, Kind.VERIFIED})
"""Rows that are places of business, whatever was found of them."""
ANY: Final[Kinds] = frozenset(Kind)
BUCKETS: Final[Mapping[str, Kinds]] = MappingProxyType({kind.value: frozenset({kind}) for kind in Kind} | {"pois_any": POIS_ANY})
"""Names for what a port takes, and which kinds each stands for."""

_EMAILS: Final = "emails"
_VERIFY_EMAILS: Final = "verify_emails"
_REVIEWS: Final = "reviews"
_TYPES: Final = MappingProxyType({_VERIFY_EMAILS: "verify"})
"""Node types that are not called as their module is."""
_SLUGS: Final = MappingProxyType({node_type: slug for slug, node_type in _TYPES.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a module `accepts` (nothing: it is a root), and the kind that it `produces`; None where that is the kind of its input."""

    accepts: Kinds
    produces: Kind | None

    @property
    def is_root(self) -> bool:
        """Tell whether it takes no input."""
        return not self.accepts

    @property
    def passes_through(self) -> bool:
        """Tell whether it gives what it takes."""
        return self.produces is None

    def gives(self, taken: Kinds | None) -> Kinds | None:
        """Tell what it gives for what it takes; None where that is not known."""
        return taken if self.produces is None else frozenset({self.produces})


def ports_of(module: Module) -> Ports:
    """Give the ports of a module.

    Modules of the owner's own follow from what they are: a source is a root, a step over the whole table and whatever reaches out to
    people hands on what it takes, and anything else adds columns to places.
    """
    if module.shape is Shape.SOURCE:
        return Ports(accepts=frozenset(), produces=Kind.POIS)
    if module.category is Category.TOOLS and module.shape is Shape.TABLE:
        return Ports(accepts=ANY, produces=None)
    if module.slug in _SPECIAL:
        return _SPECIAL[module.slug]
    return Ports(accepts=POIS_ANY, produces=None if module.category is Category.OUTREACH else Kind.POIS)


_SPECIAL: Final = MappingProxyType({
    _EMAILS: Ports(accepts=POIS_ANY, produces=Kind.POIS_EMAIL),
    _VERIFY_EMAILS: Ports(accepts=frozenset({Kind.POIS_EMAIL, Kind.POIS}), produces=Kind.VERIFIED),
    _REVIEWS: Ports(accepts=POIS_ANY, produces=Kind.REVIEWS),
})  # fmt: skip


def names_of(kinds: Collection[Kind]) -> list[str]:
    """Name kinds as buckets, with as few names as there are: what takes any places says so."""
    rest, names = set(kinds), []
    if rest >= POIS_ANY:
        rest -= POIS_ANY
        names.append("pois_any")
    return names + [kind.value for kind in Kind if kind in rest]


def type_of(slug: str) -> str:
    """Give the type that a node of a module has: `verify` for `verify_emails`, else the module's own name."""
    return _TYPES.get(slug, slug)


def slug_of(node_type: str) -> str:
    """Give the module that a node's type means, whichever of its names it is given; hyphens are as good as underscores."""
    plain = node_type.replace("-", "_")
    return _SLUGS.get(plain, plain)


def blocks_among(modules: Collection[Module]) -> list[Module]:
    """Give the modules that can stand in a pipeline, in their order."""
    return [module for module in modules if module.state is ModuleState.ACTIVE and module.is_pipelinable]
