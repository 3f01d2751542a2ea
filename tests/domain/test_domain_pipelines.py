"""What follows in a pipeline from how its nodes ended."""

from dataclasses import replace
from pipes import drawn

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.jobs import JobKey, JobStatus
from outhost.domain.pipelines import Definition, NodeStatus, OnError, PipelineStatus, Step, follow, outcome

ENDS = (NodeStatus.DONE, NodeStatus.FAILED, NodeStatus.CANCELLED)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Trees of up to twenty nodes, in any order, each with what becomes of those that follow it when it fails."""
    count = draw(st.integers(1, 20))
    parents = [None, *(draw(st.one_of(st.none(), st.integers(0, place - 1))) for place in range(1, count))]
    nodes, edges = [], []
    for place, parent in enumerate(parents):
        on_error = "stop" if parent is None else draw(st.sampled_from(["stop", "skip", "branch"]))
        nodes.append((f"n{place}", "import" if parent is None else "sort", {}, on_error))
        if parent is not None:
            is_branch = nodes[parent][3] == "branch"
            edges.append((f"n{parent}", f"n{place}", draw(st.sampled_from(["success", "error"])) if is_branch else "success"))
    return Definition.of(drawn(draw(st.permutations(nodes)), *draw(st.permutations(edges))))


def steps_of(definition: Definition) -> dict[str, Step]:
    """Give the steps of a run that has just begun: its roots have jobs."""
    roots = {node.id for node in definition.roots}
    return {
        node.id: Step(
            node_id=node.id, type=node.type, status=NodeStatus.BEGUN if node.id in roots else NodeStatus.WAITING,
            job_key=JobKey(place + 1) if node.id in roots else None,
        )
        for place, node in enumerate(definition.nodes)
    }  # fmt: skip


@given(definitions())
def test_every_node_stands_behind_the_one_that_it_takes_its_rows_from(definition: Definition) -> None:
    """The order holds each node once, and none before the one before it, however the definition is written down."""
    order = [node.id for node in definition.in_order()]
    assert sorted(order) == sorted(node.id for node in definition.nodes)
    assert all(order.index(edge.source) < order.index(edge.target) for edge in definition.edges)


@given(definitions(), st.data())
def test_every_node_is_begun_once_or_never_and_the_run_comes_to_its_end(definition: Definition, data: st.DataObject) -> None:
    """Whatever node ends next, and however: none is begun twice, each takes rows that are there, and in the end nothing waits."""
    steps, begun, keys = steps_of(definition), [node.id for node in definition.roots], 100
    done = set()
    while live := [step for step in steps.values() if step.status is NodeStatus.BEGUN]:
        step = data.draw(st.sampled_from(live))
        status = data.draw(st.sampled_from(ENDS))
        done |= {step.job_key} if status is NodeStatus.DONE else set()
        steps[step.node_id] = replace(step, status=status)
        for node_id, changed in follow(definition, list(steps.values())).items():
            assert steps[node_id].status is NodeStatus.WAITING
            steps[node_id] = changed
            if changed.status is NodeStatus.DUE:
                assert changed.input_key in done
                begun.append(node_id)
                keys += 1
                steps[node_id] = replace(changed, status=NodeStatus.BEGUN, job_key=JobKey(keys))
        assert follow(definition, list(steps.values())) == {}
    assert len(begun) == len(set(begun))
    ended = outcome(list(steps.values()))
    assert ended is not None
    statuses = {step.status for step in steps.values()}
    assert (ended is PipelineStatus.FAILED) == (NodeStatus.FAILED in statuses)


@given(definitions())
def test_a_run_without_a_fault_leaves_out_only_what_is_there_for_faults(definition: Definition) -> None:
    """Where every node goes well, all are done but those behind an edge for errors."""
    steps = steps_of(definition)
    for node in definition.in_order():
        if steps[node.id].status in {NodeStatus.DUE, NodeStatus.BEGUN}:
            steps[node.id] = replace(steps[node.id], status=NodeStatus.DONE, job_key=JobKey(7))
            steps |= follow(definition, list(steps.values()))
    for_errors = {edge.target for edge in definition.edges if edge.on == "error"}
    left_out = for_errors | {after for node_id in for_errors for after in definition.after(node_id)}
    assert {node_id for node_id, step in steps.items() if step.status is NodeStatus.SKIPPED} == left_out
    assert outcome(list(steps.values())) is PipelineStatus.DONE


def test_a_definition_is_given_back_as_it_was_written() -> None:
    """What was left out is as if its default had been written."""
    document = {
        "nodes": [{"id": "a", "type": "import", "config": {"text": "x"}, "x": 1.5, "y": -2}, {"id": "b", "type": "sort"}],
        "edges": [{"from": "a", "to": "b"}],
    }
    definition = Definition.of(document)
    assert definition.nodes[1].on_error is OnError.STOP
    assert Definition.of(definition.as_document()) == definition
    assert definition.as_document()["nodes"][0] == {
        "id": "a",
        "type": "import",
        "config": {"text": "x"},
        "on_error": "stop",
        "x": 1.5,
        "y": -2,
    }


def test_people_see_that_a_node_waits_for_its_job_or_runs() -> None:
    """A node whose job is still to be made, or waits in its lane, is pending."""
    step = Step(node_id="a", type="sort", status=NodeStatus.DUE)
    assert step.shown_status == "pending"
    assert replace(step, status=NodeStatus.BEGUN, job_status=JobStatus.PENDING).shown_status == "pending"
    running = replace(step, status=NodeStatus.BEGUN, job_status=JobStatus.RUNNING, points_planned=4, points_done=1)
    assert (running.shown_status, running.share_done) == ("running", 0.25)
