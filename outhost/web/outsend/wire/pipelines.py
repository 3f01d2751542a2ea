"""The shapes of pipelines."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, SkipValidation, StringConstraints

from outhost.domain.pipeline_exports import Need, Portable
from outhost.domain.pipeline_shapes import DefinitionForm
from outhost.domain.pipelines import NAME_LIMIT, UNNAMED, Pipeline, Step
from outhost.web.outsend.wire.form import In, Out, moment, moment_or_none
from outhost.web.outsend.wire.modules import PairOut

_DEFINITION = "Nodes, 1 to 20, and the edges between them; `POST /api/pipelines/validate` says all that is wrong with one."

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LIMIT)]


class PipelineIn(In):
    """A pipeline to be made."""

    schema_version: Literal[1] | None = Field(None, description="Of the form of the definition, as `GET /api/pipelines/schema` has it.")
    name: _Name = Field(UNNAMED, description="What you call it.")
    definition: SkipValidation[DefinitionForm] = Field(description=_DEFINITION)  # looked at where all of its faults are found
    start: bool = Field(True, description="Whether to start it at once.")


class PipelineChangeIn(In):
    """What of a pipeline is to change; what is left out stays."""

    name: _Name | None = None
    definition: SkipValidation[DefinitionForm | None] = Field(
        None, description=f"{_DEFINITION} The pipeline is then `pending`, as if it had never run."
    )


class PipelineImportIn(In):
    """An exported pipeline, and what is to be put in where its `needs` are."""

    schema_version: Literal[1] | None = None
    name: _Name = Field(UNNAMED, description="What you call it.")
    definition: SkipValidation[DefinitionForm] = Field(description="As it was exported.")
    fill: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description='By node id, the params to put into its config: `{"draw": {"list_id": …}}`.'
    )


class NodeOut(Out):
    """A node in the current run of its pipeline."""

    node_id: str
    type: str
    status: str = Field(
        description="`waiting` for the node before it, `pending`, `running`, `done`, `failed`, `cancelled`, or `skipped` as what it follows"
        " did not come about."
    )
    job_id: str | None
    results_count: int
    error_message: str | None

    @classmethod
    def of(cls, step: Step) -> "NodeOut":
        """Shape a node."""
        return cls(
            node_id=step.node_id,
            type=step.type,
            status=step.shown_status,
            job_id=step.job_id,
            results_count=step.results_count,
            error_message=step.error_message,
        )


class ProgressOut(Out):
    """How far a run is."""

    nodes_total: int
    nodes_done: int = Field(description="Nodes of which nothing is still to come, however they ended.")
    pct: float


class PipelineOut(Out):
    """A pipeline, as far as its current run is."""

    id: str
    name: str
    schema_version: int
    status: str = Field(description="`pending` (never run as it is), `running`, `done`, `failed` (a node failed) or `cancelled`.")
    definition: dict[str, Any]
    nodes: list[NodeOut]
    progress: ProgressOut
    initial_job_ids: list[str] = Field(description="The jobs of the roots.")
    output_job_id: str | None = Field(description="The job of the last leaf, in the order of the definition, that is done.")
    ef_cost: float
    run_count: int
    created_at: str
    started_at: str | None
    completed_at: str | None
    error_message: str | None

    @classmethod
    def of(cls, pipeline: Pipeline) -> "PipelineOut":
        """Shape a pipeline."""
        return cls(
            id=pipeline.public_id,
            name=pipeline.name,
            schema_version=pipeline.schema_version,
            status=pipeline.status.value,
            definition=pipeline.definition.as_document(),
            nodes=[NodeOut.of(step) for step in pipeline.steps],
            progress=ProgressOut(nodes_total=len(pipeline.steps), nodes_done=pipeline.nodes_done, pct=pipeline.percent),
            initial_job_ids=pipeline.initial_job_ids,
            output_job_id=pipeline.output_job_id,
            ef_cost=pipeline.ef_cost,
            run_count=pipeline.run_count,
            created_at=moment(pipeline.created_at),
            started_at=moment_or_none(pipeline.started_at),
            completed_at=moment_or_none(pipeline.completed_at),
            error_message=pipeline.error_message,
        )


class PipelinesOut(RootModel[list[PipelineOut]]):
    """A page of pipelines, newest first."""


class NeedOut(Out):
    """A param that was left out, for it names something of the workspace's."""

    node_id: str
    field: str
    reference: str = Field(description="What it names: a `list`, or a `job`.")
    label: PairOut

    @classmethod
    def of(cls, need: Need) -> "NeedOut":
        """Shape a need."""
        return cls(node_id=need.node_id, field=need.field, reference=need.reference, label=PairOut.of(need.label))


class PipelineExportOut(Out):
    """A pipeline as it can be taken elsewhere."""

    schema_version: int
    name: str
    definition: dict[str, Any]
    needs: list[NeedOut] = Field(description="What has to be given as `fill` where it is imported.")

    @classmethod
    def of(cls, pipeline: Pipeline, exported: Portable) -> "PipelineExportOut":
        """Shape an export."""
        return cls(
            schema_version=pipeline.schema_version,
            name=pipeline.name,
            definition=exported.document,
            needs=_needs(exported.needs),
        )


def _needs(needs: Sequence[Need]) -> list[NeedOut]:
    return [NeedOut.of(need) for need in needs]
