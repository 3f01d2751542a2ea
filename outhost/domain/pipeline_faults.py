"""What is wrong with a pipeline's definition: one issue a fault, each with the path of what is to be changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from outhost.domain.errors import Issue
from outhost.domain.modules import Module
from outhost.domain.pipeline_ports import Kinds, Ports, blocks_among, names_of, ports_of, slug_of, type_of
from outhost.domain.pipeline_shapes import MOST_EDGES, has_list, parts_of, shape_faults, text_of
from outhost.domain.words import Text

_TWICE: Final = Text(en="is the id of another node too", fr="est aussi l’identifiant d’un autre nœud")
_UNKNOWN_TYPE: Final = Text(en="must be one of {known}", fr="doit être parmi {known}")
_NO_INPUT: Final = Text(
    en="takes rows from another node, and no edge leads to it", fr="prend les lignes d’un autre nœud, et aucun lien n’y mène"
)
_ROOT_GIVES_UP: Final = Text(
    en="can only be stop: this node has no input that could be handed on",
    fr="ne peut être que stop : ce nœud n’a pas d’entrée à transmettre",
)
_UNKNOWN_NODE: Final = Text(en="must be the id of a node", fr="doit être l’identifiant d’un nœud")
_LOOP: Final = Text(en="is the node that the edge comes from", fr="est le nœud d’où vient le lien")
_DOUBLE: Final = Text(en="is where another edge of that node leads already", fr="est déjà le but d’un autre lien de ce nœud")
_CYCLE: Final = Text(
    en="closes a circle: that node's own rows come from this one", fr="ferme un cercle : les lignes de ce nœud viennent de celui-ci"
)
_TO_ROOT: Final = Text(en="is of type {type}, which takes no input", fr="est de type {type}, qui ne prend pas d’entrée")
_SECOND_INPUT: Final = Text(en="has an input already, and takes one only", fr="a déjà une entrée, et n’en prend qu’une")
_UNFIT: Final = Text(
    en="is of type {type}, which takes {taken}, and gets {given}", fr="est de type {type}, qui prend {taken}, et reçoit {given}"
)
_ONLY_UNDER_BRANCH: Final = Text(
    en="can only be error where the edge leaves a node whose `on_error` is branch",
    fr="ne peut être error que si le lien part d’un nœud dont `on_error` est branch",
)
_MOST_NODES_LOOKED_AT: Final = 100
_BRANCH, _SKIP, _STOP = "branch", "skip", "stop"
_ERROR: Final = "error"


@dataclass(slots=True, kw_only=True)
class _Node:
    """A node as far as it can be read: its `ports` are unknown where its type is, and `given` is what comes in, once that is known."""

    place: int
    type: str
    ports: Ports | None
    on_error: str
    has_edge: bool = False
    source: "_Node | None" = None
    follow: list["_Edge"] = field(default_factory=list)

    def comes_from(self, other: "_Node") -> bool:
        """Tell whether its rows come from another node, by way of any number of others, or are that node's own."""
        node: _Node | None = self
        while node is not None and node is not other:
            node = node.source
        return node is not None


@dataclass(frozen=True, slots=True)
class _Edge:
    path: str
    target: _Node
    on: str


def faults_of(document: object, modules: Collection[Module]) -> list[Issue]:
    """Give what is wrong with a definition of any form, first with its parts and then with how they are joined.

    What follows from a fault is none of its own: an edge has one at most, and a node that cannot be told by its id is missed by nobody.
    Params are not looked at, for only modules know about theirs.
    """
    return [*shape_faults(document), *_Joined(document, blocks_among(modules)).faults()]


class _Joined:
    """A definition whose parts are read as far as they can be."""

    def __init__(self, document: object, blocks: Sequence[Module]) -> None:
        self._issues: list[Issue] = []
        self._blocks: Mapping[str, Module] = {block.slug: block for block in blocks}
        self._nodes: dict[str, _Node] = {}
        self._has_nameless = False
        self._drawn = parts_of(document, "nodes", _MOST_NODES_LOOKED_AT)
        self._edges = parts_of(document, "edges", MOST_EDGES) if self._drawn else []
        self._astray: list[_Node | None] = [] if has_list(document, "edges") else [None] * len(self._drawn)

    def faults(self) -> list[Issue]:
        for place, drawn in enumerate(self._drawn):
            self._read_node(place, drawn)
        joined: set[tuple[str, str]] = set()
        for place, edge in enumerate(self._edges):
            self._read_edge(f"definition.edges.{place}", edge, joined)
        self._look_for_inputs()
        for node in self._nodes.values():
            if node.source is None:
                self._look_along(node, None)
        return self._issues

    def _read_node(self, place: int, drawn: Mapping[str, Any]) -> None:
        path, node_id, node_type = f"definition.nodes.{place}", text_of(drawn, "id"), text_of(drawn, "type")
        module = self._blocks.get(slug_of(node_type)) if node_type is not None else None
        if node_type and module is None:
            known = ", ".join(type_of(slug) for slug in self._blocks)
            self._add(f"{path}.type", _UNKNOWN_TYPE, known=known)
        ports, on_error = ports_of(module) if module else None, text_of(drawn, "on_error") or _STOP
        if ports is not None and ports.is_root and on_error in {_SKIP, _BRANCH}:
            self._add(f"{path}.on_error", _ROOT_GIVES_UP)
        if node_id in self._nodes:
            self._add(f"{path}.id", _TWICE)
        if node_id is None or node_id in self._nodes:
            self._has_nameless = True
            return
        self._nodes[node_id] = _Node(place=place, type=type_of(module.slug) if module else "", ports=ports, on_error=on_error)

    def _read_edge(self, path: str, drawn: Mapping[str, Any], joined: set[tuple[str, str]]) -> None:
        start, end = text_of(drawn, "from"), text_of(drawn, "to")
        source, target = self._named(f"{path}.from", start), self._named(f"{path}.to", end)
        if target is None:
            self._astray.append(source)
        else:
            target.has_edge = True
        if drawn.get("on") == _ERROR and source is not None and source.on_error != _BRANCH:
            self._add(f"{path}.on", _ONLY_UNDER_BRANCH)
        if source is None or target is None:
            return
        fault = _fault_between(source, target, is_double=(str(start), str(end)) in joined)
        joined.add((str(start), str(end)))
        if fault is not None:
            self._add(f"{path}.to", fault, type=target.type)
            return
        target.source = source
        source.follow.append(_Edge(f"{path}.to", target, text_of(drawn, "on") or "success"))

    def _named(self, path: str, node_id: str | None) -> _Node | None:
        """Find the node at an end of an edge; one that is not there may be meant for a node whose id can't be read."""
        node = self._nodes.get(node_id) if node_id is not None else None
        if node is None and node_id is not None and not self._has_nameless:
            self._add(path, _UNKNOWN_NODE)
        return node

    def _look_for_inputs(self) -> None:
        """See which nodes get no rows; an edge that leads nowhere may have been meant for one of them."""
        without = [node for node in self._nodes.values() if node.ports and not node.ports.is_root and not node.has_edge]
        for node in without:
            if sum(source is not node for source in self._astray) < len(without):
                self._add(f"definition.nodes.{node.place}", _NO_INPUT)

    def _look_along(self, node: _Node, taken: Kinds | None) -> None:
        """See whether each node takes what comes to it, from a node on; `taken` is what that one gets, as far as it is known."""
        given = node.ports.gives(taken) if node.ports else None
        for edge in node.follow:
            coming = given
            if node.on_error == _BRANCH and edge.on == _ERROR:
                coming = taken
            elif node.on_error == _SKIP and given is not None and taken is not None:
                coming = given | taken
            self._look_along(edge.target, self._fitting(edge, coming))

    def _fitting(self, edge: _Edge, coming: Kinds | None) -> Kinds | None:
        """Give what comes along an edge, if the node at its end takes that; else say that it does not, and go on as if it were unknown."""
        ports = edge.target.ports
        if ports is None or coming is None or coming <= ports.accepts:
            return coming
        given, taken = (", ".join(names_of(kinds)) for kinds in (coming, ports.accepts))
        self._add(edge.path, _UNFIT, type=edge.target.type, taken=taken, given=given)
        return None

    def _add(self, path: str, text: Text, **gaps: object) -> None:
        self._issues.append(Issue(path, text.filled(**gaps)))


def _fault_between(source: _Node, target: _Node, *, is_double: bool) -> Text | None:
    """Give what is wrong with an edge between two nodes, if something is."""
    if source is target:
        return _LOOP
    if is_double:
        return _DOUBLE
    if target.ports is not None and target.ports.is_root:
        return _TO_ROOT
    if source.comes_from(target):
        return _CYCLE
    return _SECOND_INPUT if target.source is not None else None
