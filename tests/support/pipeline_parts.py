"""Modules and definitions of pipelines, for what is true of them without anything being run."""

from typing import Any, Final

from hypothesis import strategies as st

from outhost.domain.modules import Category, Module, ModuleState, Shape
from outhost.domain.pipeline_ports import POIS_ANY, Kind, Kinds
from outhost.domain.words import Text

_WORDS: Final = Text(en="Of some use", fr="D’une certaine utilité")


def module(slug: str, category: Category, shape: Shape = Shape.ROW, state: ModuleState = ModuleState.ACTIVE, **about: Any) -> Module:
    """Make a module by hand."""
    return Module(slug=slug, category=category, label=_WORDS, description=_WORDS, state=state, shape=shape, **about)


MODULES: Final = (
    module("scrap", Category.SOURCES, Shape.SOURCE),
    module("import", Category.SOURCES, Shape.SOURCE),
    module("emails", Category.ENRICH),
    module("verify_emails", Category.ENRICH),
    module("reviews", Category.ENRICH),
    module("dead_check", Category.SIGNALS),
    module("personalise", Category.OUTREACH),
    module("filter", Category.TOOLS, Shape.TABLE),
    module("sort", Category.TOOLS, Shape.TABLE),
    module("solo", Category.ENRICH, is_pipelinable=False),
    module("hiring", Category.SIGNALS, state=ModuleState.COMING_SOON),
)
ROOTS: Final = ("scrap", "import")
STEPS: Final = ("emails", "verify", "reviews", "dead_check", "personalise", "filter", "sort")
TAKES: Final[dict[str, Kinds]] = {
    "emails": POIS_ANY, "verify": frozenset({Kind.POIS, Kind.POIS_EMAIL}), "reviews": POIS_ANY, "dead_check": POIS_ANY,
    "personalise": POIS_ANY, "filter": frozenset(Kind), "sort": frozenset(Kind),
}  # fmt: skip
"""As the contract has it, in words of its own."""
GIVES: Final = {"emails": Kind.POIS_EMAIL, "verify": Kind.VERIFIED, "reviews": Kind.REVIEWS, "dead_check": Kind.POIS}


def chain(*types: str) -> dict[str, Any]:
    """Make a definition whose nodes follow one another, called `n0`, `n1` and so on."""
    nodes = [{"id": f"n{place}", "type": node_type, "config": {}} for place, node_type in enumerate(types)]
    return {"nodes": nodes, "edges": [{"from": f"n{place}", "to": f"n{place + 1}"} for place in range(len(types) - 1)]}


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a definition that is right: roots, and steps behind any node that gives what they take, in any order of nodes and edges."""
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    gives: list[Kinds] = []
    takes_in: list[Kinds] = []
    for place in range(draw(st.integers(1, 8))):
        before = draw(st.integers(-1, place - 1))
        if before < 0:
            nodes.append({"id": f"n{place}", "type": draw(st.sampled_from(ROOTS))})
            gives.append(frozenset({Kind.POIS}))
            takes_in.append(frozenset())
            continue
        on = draw(st.sampled_from(["success", "error"])) if nodes[before].get("on_error") == "branch" else None
        coming = takes_in[before] if on == "error" else gives[before]
        node_type = draw(st.sampled_from([step for step in STEPS if coming <= TAKES[step]]))
        manner = draw(st.sampled_from([None, "stop", "skip", "branch"]))
        nodes.append({"id": f"n{place}", "type": node_type} | ({"on_error": manner} if manner else {}))
        edges.append({"from": f"n{before}", "to": f"n{place}"} | ({"on": on} if on else {}))
        own = frozenset({GIVES[node_type]}) if node_type in GIVES else coming
        gives.append(own | coming if manner == "skip" else own)
        takes_in.append(coming)
    return {"nodes": draw(st.permutations(nodes)), "edges": draw(st.permutations(edges))}
