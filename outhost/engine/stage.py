"""The stage: where the job that a node would be is run as any other, on paper."""

import asyncio
from collections.abc import Sequence
from typing import Final

from outhost.domain.columns import Row
from outhost.domain.pipeline_ports import slug_of
from outhost.domain.pipelines import Node
from outhost.domain.workspaces import Caller
from outhost.engine.run import Run, Stop
from outhost.engine.workshop import Workshop
from outhost.operations.job_drafts import Draft, JobDrafts, NewJob, Origin
from outhost.operations.modules import Modules
from outhost.operations.paper import Paper
from outhost.operations.rehearsals import Rehearsals, SketchingDesk

_OF_A_PIPELINE: Final = Origin(pipeline_id="")
"""What is rehearsed is made by a pipeline, and by none that there is."""
_STOP_SECONDS: Final = 3.0
"""How long a run may take to stop that has no more time."""


class Stage:
    """Rehearses jobs, each in a worker process of its own."""

    def __init__(self, shop: Workshop, modules: Modules, drafts: JobDrafts, rehearsals: Rehearsals) -> None:
        """Work with what `shop` has."""
        self._shop = shop
        self._modules = modules
        self._drafts = drafts
        self._rehearsals = rehearsals

    async def draft(self, caller: Caller, node: Node, rows: Sequence[Row] | None, locale: str) -> Draft:
        """Draft the job that a node would be over these rows; a root has none. `drop` removes what is set aside for it.

        Raises:
            InvalidInput: its params won't do, or no row has what it needs. ModuleNotFound
        """
        module = await self._modules.runnable(slug_of(node.type))
        new = NewJob(module=module, params=node.config, items=rows, origin=_OF_A_PIPELINE, locale=locale)
        return await self._drafts.prepare(caller, new)

    async def drop(self, draft: Draft) -> None:
        """Remove what was set aside for a draft."""
        await self._drafts.drop(draft)

    async def begin(self, caller: Caller, draft: Draft, most_rows: int) -> Paper:
        """Put the job of a draft on paper, as `Rehearsals` has it."""
        return await self._rehearsals.begin(caller, draft, most_rows)

    async def work(self, paper: Paper, seconds: float) -> SketchingDesk:
        """Run the job that stands on paper, for so long at most; give the desk that it was run with."""
        plugin = await self._shop.plugin_of(paper.job)
        desk = SketchingDesk(self._shop.office, paper, paper.job, plugin.uses)
        run = Run(paper.job, plugin, desk, self._shop, paper)
        work = asyncio.create_task(run.work())
        try:
            await asyncio.wait([work], timeout=seconds)
            run.stop(Stop.CANCEL)
            await asyncio.wait([work], timeout=_STOP_SECONDS)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        return desk
