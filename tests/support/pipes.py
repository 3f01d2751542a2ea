"""Pipelines of tests: written in a line, run to their end."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engines import PATIENCE_SECONDS, Engine

from outhost.domain.pipelines import Definition, Pipeline
from outhost.operations.pipelines import NewPipeline
from outhost.store.job_frames import told


def drawn(nodes: Sequence[tuple[Any, ...]], *edges: tuple[str, ...]) -> dict[str, Any]:
    """Write a definition: nodes as `(id, type, config, on_error)`, the last two may be left out; edges as `(from, to, on)`."""
    return {
        "nodes": [dict(zip(("id", "type", "config", "on_error"), node, strict=False)) for node in nodes],
        "edges": [dict(zip(("from", "to", "on"), edge, strict=False)) for edge in edges],
    }


def pasted(*rows: Mapping[str, Any]) -> dict[str, Any]:
    """Write the config of an import of rows."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(columns), *(";".join(str(row.get(name, "")) for name in columns) for row in rows)]
    return {"text": "\n".join(lines) + "\n"}


async def make(engine: Engine, document: Mapping[str, Any], **new: Any) -> Pipeline:
    """Make a pipeline, as its user does."""
    return await engine.appliance.pipelines.create(engine.caller, NewPipeline(definition=Definition.of(document), **new))


async def look(engine: Engine, pipeline: Pipeline) -> Pipeline:
    """Read a pipeline as it is now."""
    found = await engine.appliance.read(lambda tx: tx.pipelines.find_of_any_workspace(pipeline.key))
    assert found is not None
    return found


async def until(engine: Engine, pipeline: Pipeline, is_so: Callable[[Pipeline], bool]) -> Pipeline:
    """Wait until something is so of a pipeline; the bell tells."""
    with engine.appliance.store.bell.sleeper(told(pipeline.workspace_id)) as sleeper:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_so(now := await look(engine, pipeline)):
                await sleeper.woken()
    return now


async def over(engine: Engine, pipeline: Pipeline) -> Pipeline:
    """Wait until a pipeline has ended."""
    return await until(engine, pipeline, lambda now: not now.is_running)


async def run(engine: Engine, document: Mapping[str, Any], **new: Any) -> Pipeline:
    """Make a pipeline, and run it to its end."""
    async with engine.running():
        return await over(engine, await make(engine, document, **new))


def statuses(pipeline: Pipeline) -> dict[str, str]:
    """Give the status of each node."""
    return {step.node_id: step.shown_status for step in pipeline.steps}


async def rows_of(engine: Engine, pipeline: Pipeline, node_id: str) -> list[dict[str, Any]]:
    """Read the rows of a node's job."""
    step = pipeline.step(node_id)
    assert step is not None
    job = await engine.appliance.read(lambda tx: tx.jobs.find_of_any_workspace(step.job_key))
    return await engine.rows(job)
