"""What a recipe is: the definition of a pipeline with gaps that whoever cooks it fills."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from outhost.domain.words import Text


class GapKind(StrEnum):
    """What fills a gap: things to look for, where, the country of that, a list that takes leads, or a table as text."""

    QUERIES = "queries"
    ZONES = "zones"
    COUNTRY = "country"
    LIST = "list"
    TABLE = "table"

    @property
    def label(self) -> Text:
        """Say what it is."""
        return _LABELS[self]

    @property
    def param(self) -> str:
        """Name the param that it fills."""
        return _PARAMS[self]

    def read(self, value: str | Sequence[str]) -> Any:
        """Read what somebody wrote: queries and zones are several, all else is one."""
        texts = [value] if isinstance(value, str) else list(value)
        return texts if self in {GapKind.QUERIES, GapKind.ZONES} else "\n".join(texts)


_LABELS: Final = MappingProxyType({
    GapKind.QUERIES: Text(en="What to look for", fr="Ce que vous cherchez"),
    GapKind.ZONES: Text(en="Where", fr="Où"),
    GapKind.COUNTRY: Text(en="Country (three letters)", fr="Pays (trois lettres)"),
    GapKind.LIST: Text(en="The list whose images are drawn", fr="La liste dont les images sont dessinées"),
    GapKind.TABLE: Text(en="Your table", fr="Votre tableau"),
})  # fmt: skip
_PARAMS: Final = MappingProxyType({
    GapKind.QUERIES: "queries", GapKind.ZONES: "zones", GapKind.COUNTRY: "country", GapKind.LIST: "list_id", GapKind.TABLE: "text",
})  # fmt: skip
_FILLED_AT: Final = MappingProxyType({
    "scrap": (GapKind.QUERIES, GapKind.ZONES, GapKind.COUNTRY), "import": (GapKind.TABLE,), "personalise": (GapKind.LIST,),
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A gap of a definition: the place of its node, and what fills it."""

    kind: GapKind
    node: int

    @property
    def field(self) -> str:
        """Give the path of what fills it, as faults have it."""
        return f"definition.nodes.{self.node}.config.{self.kind.param}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoValues:
    """What fills the gaps where there is an invented town: that town, and a list, where there is one."""

    town: str
    list_id: str = ""

    def of(self, kind: GapKind) -> Any:
        """Give what fills a kind of gap; None where what stands there is as good."""
        match kind:
            case GapKind.ZONES:
                return [f"{self.town} {_AROUND}"]
            case GapKind.COUNTRY:
                return _COUNTRY_OF_TOWN
            case GapKind.LIST:
                return self.list_id
            case _:
                return None


_AROUND: Final = "10km"
"""Of the town, so that its villages belong to the zone."""
_COUNTRY_OF_TOWN: Final = "FRA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A pipeline that comes with outhost. In `definition` every gap has an example, but for a list, which is somebody's own."""

    slug: str
    label: Text
    description: Text
    definition: Mapping[str, Any]

    @property
    def gaps(self) -> list[Gap]:
        """Give the gaps, in the order of the nodes; each kind of them stands in a recipe once."""
        return [
            Gap(kind=kind, node=place) for place, node in enumerate(self.definition["nodes"]) for kind in _FILLED_AT.get(node["type"], ())
        ]

    @property
    def modules(self) -> list[str]:
        """Give the types of its nodes, each once."""
        return list(dict.fromkeys(node["type"] for node in self.definition["nodes"]))

    def filled(self, values: Mapping[GapKind, Any]) -> dict[str, Any]:
        """Give the definition with these values in its gaps; others keep their example."""
        document: dict[str, Any] = deepcopy(dict(self.definition))
        for gap in self.gaps:
            if gap.kind in values:
                document["nodes"][gap.node]["config"][gap.kind.param] = values[gap.kind]
        return document

    def filled_for(self, demo: DemoValues | None) -> dict[str, Any]:
        """Give the definition as it runs here: in the town, where there is one."""
        kinds = [gap.kind for gap in self.gaps] if demo else []
        return self.filled({kind: value for kind in kinds if demo and (value := demo.of(kind)) is not None})


def node(node_id: str, node_type: str, on_error: str = "stop", /, **config: Any) -> dict[str, Any]:
    """Write a node."""
    return {"id": node_id, "type": node_type, "config": config, "on_error": on_error}


def find(*queries: str, zone: str = "Lyon", country: str = "FRA", **config: Any) -> dict[str, Any]:
    """Write the node that finds businesses."""
    return node("find", "scrap", queries=list(queries), zones=[zone], country=country, **config)


def draw(**config: Any) -> dict[str, Any]:
    """Write the node that draws an image for each row, whose list whoever cooks it has."""
    return node("draw", "personalise", list_id="", **config)


def chain(*nodes: dict[str, Any]) -> Mapping[str, Any]:
    """Join nodes one behind the other."""
    return joined(nodes, [(before["id"], after["id"]) for before, after in pairwise(nodes)])


def joined(nodes: Sequence[dict[str, Any]], edges: Sequence[tuple[str, ...]]) -> Mapping[str, Any]:
    """Join nodes by edges: from, to, and under `branch`, on which outcome. They are drawn from left to right, branches below each other."""
    document = {
        "nodes": list(nodes),
        "edges": [{"from": edge[0], "to": edge[1], "on": edge[2] if len(edge) > len(_ENDS) else "success"} for edge in edges],
    }
    for (column, row), placed in zip(_places(nodes, edges), nodes, strict=True):
        placed |= {"x": column * _APART, "y": row * _BELOW}
    return document


_ENDS: Final = ("from", "to")
_APART, _BELOW = 220, 120
"""Of nodes, where they are drawn."""


def _places(nodes: Sequence[Mapping[str, Any]], edges: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Give the column and the row of each node: one column to the right of its input, in the row of that or the next free one."""
    before = {edge[1]: edge[0] for edge in edges}
    placed: dict[str, tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    for one in nodes:
        column, row = placed.get(before.get(one["id"], ""), (-1, 0))
        while (column + 1, row) in taken:
            row += 1
        placed[one["id"]] = (column + 1, row)
        taken.add((column + 1, row))
        yield placed[one["id"]]
