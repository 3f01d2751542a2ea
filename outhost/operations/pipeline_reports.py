"""What can be learnt of a pipeline while it runs: how far its nodes are, and what is written into the logs of their jobs."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.jobs import Frame
from outhost.domain.pipelines import Pipeline
from outhost.domain.workspaces import Caller
from outhost.operations.pipelines import pipeline_named
from outhost.store.job_frames import told
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_PAUSE: Final = timedelta(seconds=0.1)
_FRAMES: Final = 500


@dataclass(frozen=True, slots=True)
class PipelineReport:
    """A pipeline as it is now, and what was told of the jobs of its nodes since the last one: pairs of a node and a frame."""

    pipeline: Pipeline
    frames: Sequence[tuple[str, Frame]]


class PipelineReports:
    """Reports on pipelines, for one who waits for the end of a run."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read in `store` when its bell rings, by this clock not too often."""
        self._store = store
        self._clock = clock

    async def follow(self, caller: Caller, public_id: str) -> AsyncGenerator[PipelineReport, None]:
        """Tell how a pipeline is, at once and whenever it went on, with all that the logs of its run say; ends with the run.

        Raises:
            NotVisible: it is not there, or no longer.
        """
        heard: dict[str, int] = {}
        with self._store.bell.sleeper(told(caller.workspace_id)) as sleeper:
            while True:
                report = await self._store.read(_report, caller, public_id, heard)
                yield report
                for node_id, frame in report.frames:
                    heard[f"{node_id} {frame.job_key}"] = frame.number
                if len(report.frames) >= _FRAMES:
                    continue
                if not report.pipeline.is_running:
                    return
                await self._clock.sleep_until(self._clock.now() + _PAUSE)
                await sleeper.woken()


def _report(tx: Tx, caller: Caller, public_id: str, heard: dict[str, int]) -> PipelineReport:
    pipeline = pipeline_named(tx, caller, public_id)
    frames: list[tuple[str, Frame]] = []
    for step in pipeline.steps:
        if step.job_key is not None and len(frames) < _FRAMES:
            number = heard.get(f"{step.node_id} {step.job_key}", 0)
            more = tx.job_frames.of_job_after(caller.workspace_id, step.job_key, number, limit=_FRAMES - len(frames))
            frames += [(step.node_id, frame) for frame in more]
    return PipelineReport(pipeline, frames)
