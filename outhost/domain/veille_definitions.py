"""Definitions of pipelines as veilles run them: without the nodes that are not to be run again."""

from collections.abc import Collection
from dataclasses import replace

from outhost.domain.pipelines import Definition, On


def without_nodes(definition: Definition, left_out: Collection[str]) -> Definition:
    """Give a definition without some nodes, none of them a root: those that follow take the rows of those before.

    What was to follow from the fault of such a node goes too, with all that follows that, for it never comes.
    """
    gone = set(left_out)
    for node_id in left_out:
        for edge in definition.edges:
            if edge.source == node_id and edge.on is On.ERROR:
                gone |= {edge.target, *definition.after(edge.target)}
    edges = list(definition.edges)
    for node_id in left_out:
        before = next((edge for edge in edges if edge.target == node_id), None)
        if before is not None:
            edges = [
                replace(edge, source=before.source, on=before.on) if edge.source == node_id else edge
                for edge in edges
                if edge is not before
            ]
    return Definition(
        nodes=[node for node in definition.nodes if node.id not in gone],
        edges=[edge for edge in edges if edge.source not in gone and edge.target not in gone],
    )
