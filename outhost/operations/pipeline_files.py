"""What can be done to carry pipelines away: what came of one, as a job whose rows are downloaded, and its definition for elsewhere."""

from outhost.domain.errors import NoOutput, PipelineRunning
from outhost.domain.jobs import Job
from outhost.domain.pipeline_exports import Portable, portable
from outhost.domain.pipelines import Pipeline
from outhost.domain.workspaces import Caller
from outhost.operations.job_downloads import JobDownloads
from outhost.operations.modules import Modules
from outhost.operations.pipelines import pipeline_named
from outhost.store.sqlite import Store


class PipelineFiles:
    """Files of pipelines."""

    def __init__(self, store: Store, modules: Modules, downloads: JobDownloads) -> None:
        """Find pipelines in `store`, and their rows as jobs are downloaded."""
        self._store = store
        self._modules = modules
        self._downloads = downloads

    async def output(self, caller: Caller, public_id: str) -> tuple[Pipeline, Job]:
        """Find a pipeline that has ended, and the job whose rows came of it.

        Raises:
            NotVisible, PipelineRunning
            NoOutput: no leaf is done.
            NoRows: none came of it, or they are kept no longer.
        """
        pipeline = await self._store.read(pipeline_named, caller, public_id)
        if pipeline.is_running:
            raise PipelineRunning
        if pipeline.output_job_id is None:
            raise NoOutput
        return pipeline, await self._downloads.find(caller, pipeline.output_job_id)

    async def export(self, caller: Caller, public_id: str) -> tuple[Pipeline, Portable]:
        """Give a pipeline, and its definition as it can be taken elsewhere.

        Raises:
            NotVisible
        """
        pipeline = await self._store.read(pipeline_named, caller, public_id)
        modules = {module.slug: module for module in await self._modules.all()}
        return pipeline, portable(pipeline.definition.as_document(), modules)
