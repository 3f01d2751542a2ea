"""What is wrong with a definition, and that nothing is wrong with one that is right."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pipeline_parts import MODULES, chain, definitions

from outhost.domain.pipeline_faults import faults_of


def paths_of(document: object) -> list[str]:
    """Give the paths of what is wrong with a definition."""
    return [issue.path for issue in faults_of(document, MODULES)]


def changed(document: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Give a definition with a change made to it."""
    copied = copy.deepcopy(document)
    change(copied)
    return copied


@given(definitions())
def test_a_definition_that_is_right_has_no_faults(document: dict[str, Any]) -> None:
    """However I draw it, what may be joined is taken."""
    assert paths_of(document) == []


RIGHT = chain("scrap", "emails", "verify", "filter", "personalise")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.update(nodes="scrap"), "definition.nodes"),
        (lambda d: d.update(nodes=[], edges=[]), "definition.nodes"),
        (lambda d: d.pop("nodes"), "definition.nodes"),
        (lambda d: d.update(edges={}), "definition.edges"),
        (lambda d: d["nodes"][0].update(id="n1"), "definition.nodes.1.id"),
        (lambda d: d["nodes"][1].pop("id"), "definition.nodes.1.id"),
        (lambda d: d["nodes"][1].update(id=7), "definition.nodes.1.id"),
        (lambda d: d["nodes"].append({"id": "a/b", "type": "scrap"}), "definition.nodes.5.id"),
        (lambda d: d["nodes"].append({"id": "x" * 65, "type": "scrap"}), "definition.nodes.5.id"),
        (lambda d: d["nodes"].append({"id": "", "type": "scrap"}), "definition.nodes.5.id"),
        (lambda d: d["nodes"][2].update(type="verified"), "definition.nodes.2.type"),
        (lambda d: d["nodes"][2].update(type="solo"), "definition.nodes.2.type"),
        (lambda d: d["nodes"][2].update(type="hiring"), "definition.nodes.2.type"),
        (lambda d: d["nodes"][2].pop("type"), "definition.nodes.2.type"),
        (lambda d: d["nodes"][1].update(config=[]), "definition.nodes.1.config"),
        (lambda d: d["nodes"][1].update(config={"mode": "\ud800"}), "definition.nodes.1.config"),
        (lambda d: d["nodes"][1].update(config={"n": [1e999]}), "definition.nodes.1.config"),
        (lambda d: d["edges"][1].update(id="\ud800"), "definition.edges.1.id"),
        (lambda d: d["edges"][1].update(id="x" * 65), "definition.edges.1.id"),
        (lambda d: d["nodes"][1].update(x="left"), "definition.nodes.1.x"),
        (lambda d: d["nodes"][1].update(y=float("inf")), "definition.nodes.1.y"),
        (lambda d: d["nodes"][1].update(on_error="retry"), "definition.nodes.1.on_error"),
        (lambda d: d["nodes"][0].update(on_error="skip"), "definition.nodes.0.on_error"),
        (lambda d: d["nodes"][0].update(on_error="branch"), "definition.nodes.0.on_error"),
        (lambda d: d["edges"][2].pop("from"), "definition.edges.2.from"),
        (lambda d: d["edges"][2].update({"from": "n9"}), "definition.edges.2.from"),
        (lambda d: d["edges"][3].update(to="n9"), "definition.edges.3.to"),
        (lambda d: d["edges"].append({"from": "n1", "to": "n1"}), "definition.edges.4.to"),
        (lambda d: d["edges"].append({"from": "n0", "to": "n1"}), "definition.edges.4.to"),
        (lambda d: d["edges"].append({"from": "n3", "to": "n1"}), "definition.edges.4.to"),
        (lambda d: d["edges"].append({"from": "n0", "to": "n3"}), "definition.edges.4.to"),
        (lambda d: d["edges"].append({"from": "n4", "to": "n0"}), "definition.edges.4.to"),
        (lambda d: d["edges"].pop(1), "definition.nodes.2"),
        (lambda d: d["edges"][1].update(on="error"), "definition.edges.1.on"),
        (lambda d: d["edges"][1].update(on="sometimes"), "definition.edges.1.on"),
        (lambda d: d["nodes"][3].update(type="verify_emails"), "definition.edges.2.to"),
        (lambda d: d["nodes"][2].update(type="reviews"), "definition.edges.3.to"),
        (lambda d: d["nodes"].append({"id": "n5", "type": "emails"}), "definition.nodes.5"),
        (lambda d: d["nodes"].extend({"id": f"m{n}", "type": "scrap"} for n in range(16)), "definition.nodes"),
        (lambda d: d["nodes"][0].update(config={"text": "x" * 250_000}), "definition"),
    ],
)  # fmt: skip
def test_each_fault_is_said_once_and_where_it_is(change: Callable[[dict[str, Any]], object], path: str) -> None:
    """One thing that I get wrong is one thing that I am told, by its path; what only follows from it is not said."""
    assert paths_of(RIGHT) == []
    assert paths_of(changed(RIGHT, change)) == [path]


@given(definitions(), st.data())
def test_each_single_change_for_the_worse_has_exactly_its_fault(document: dict[str, Any], data: st.DataObject) -> None:
    """Whatever I had drawn, one edge too many is one fault, at that edge."""
    ids = [node["id"] for node in document["nodes"]]
    start, end = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    document["edges"].append({"from": start, "to": end})
    assert paths_of(document) == [f"definition.edges.{len(document['edges']) - 1}.to"]


@given(definitions(), st.data())
def test_an_edge_taken_away_leaves_one_node_without_rows(document: dict[str, Any], data: st.DataObject) -> None:
    """A node that lost its input is told of, and those behind it are not."""
    assume(document["edges"])
    gone = document["edges"].pop(data.draw(st.integers(0, len(document["edges"]) - 1)))
    place = next(place for place, node in enumerate(document["nodes"]) if node["id"] == gone["to"])
    assert paths_of(document) == [f"definition.nodes.{place}"]


@pytest.mark.parametrize("document", [None, 7, "nodes", [], {}, {"nodes": [None, 7, []], "edges": [None]}, {"nodes": {"id": "a"}}])
def test_whatever_stands_there_is_told_of_and_nothing_falls_over(document: object) -> None:
    """A definition that is none is refused in words."""
    assert paths_of(document)


def test_several_faults_are_told_together() -> None:
    """I mend all of it at once."""
    document = {
        "nodes": [{"id": "a", "type": "scrap"}, {"id": "b", "type": "nonesuch"}, {"id": "c", "type": "emails"}],
        "edges": [{"from": "a", "to": "z"}, {"from": "c", "to": "a"}],
    }
    assert paths_of(document) == ["definition.nodes.1.type", "definition.edges.0.to", "definition.edges.1.to"]


@pytest.mark.parametrize("length", [2, 3, 7])
def test_a_circle_without_a_beginning_is_one_fault(length: int) -> None:
    """Nodes that only feed each other would wait for ever: the edge that closes the circle is named."""
    nodes = [{"id": f"n{place}", "type": "filter"} for place in range(length)]
    edges = [{"from": f"n{place}", "to": f"n{(place + 1) % length}"} for place in range(length)]
    (fault,) = faults_of({"nodes": [*nodes, {"id": "in", "type": "scrap"}], "edges": edges}, MODULES)
    assert (fault.path, "circle" in fault.say()) == (f"definition.edges.{length - 1}.to", True)


def test_what_follows_a_node_that_may_be_skipped_must_take_what_that_one_takes() -> None:
    """If reviews may be skipped, places may come instead: a step that takes reviews alone, or places alone, would not do."""
    document = chain("scrap", "reviews", "sort", "emails")
    document["nodes"][1]["on_error"] = "skip"
    (fault,) = faults_of(document, MODULES)
    assert fault.path == "definition.edges.2.to"
    assert fault.say() == "is of type emails, which takes pois_any, and gets pois, reviews"
    document = chain("import", "emails", "verify", "verify")
    document["nodes"][2]["on_error"] = "skip"
    assert paths_of(document) == ["definition.edges.2.to"]


def test_an_edge_for_errors_hands_on_what_the_failed_node_was_given() -> None:
    """Where reviews fail, their places can still be looked at; where they do not, reviews can only be sorted and filtered."""
    document = chain("scrap", "reviews", "sort")
    document["nodes"][1]["on_error"] = "branch"
    document["nodes"].append({"id": "n3", "type": "emails"})
    document["edges"].append({"from": "n1", "to": "n3", "on": "error"})
    assert paths_of(document) == []
    document["edges"][2]["on"] = "success"
    assert paths_of(document) == ["definition.edges.2.to"]


def test_faults_are_said_in_both_languages() -> None:
    """A French reader reads French."""
    (fault,) = faults_of(chain("scrap", "verify", "verify"), MODULES)
    assert fault.say("fr") == "est de type verify, qui prend pois, pois_email, et reçoit verified"
    assert fault.say("en") == "is of type verify, which takes pois, pois_email, and gets verified"
