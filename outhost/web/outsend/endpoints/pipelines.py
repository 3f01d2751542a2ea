"""The endpoints of pipelines."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import (
    DiskFull,
    EmailUnverified,
    InvalidInput,
    JobExpired,
    JobNotDone,
    JobNotFound,
    ListNotFound,
    ListTypeNotSupported,
    ModuleNotFound,
    ModuleUnavailable,
    NodeNotRun,
    NoOutput,
    NoRows,
    NotVisible,
    PipelineNotRunning,
    PipelineOfVeille,
    PipelineRunning,
)
from outhost.domain.pipelines import PipelineStatus
from outhost.exports.formats import Format
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import pipelines
from outhost.web.outsend.endpoints.jobs import DOWNLOAD, SCRAPS
from outhost.web.outsend.endpoints.pipeline_schema import GROUP
from outhost.web.outsend.endpoints.refusals import BODY, KEPT, WORKSPACE, Refusals
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.pipelines import (
    PipelineChangeIn,
    PipelineExportOut,
    PipelineImportIn,
    PipelineIn,
    PipelineOut,
    PipelinesOut,
)

_DEFINITION: Final = MappingProxyType[str, Any]({
    "nodes": [
        {"id": "people", "type": "import", "config": {"text": "name;phone\nAcme;0472000000\nGlobex;"}, "on_error": "stop"},
        {"id": "reachable", "type": "filter", "config": {"require_phone": True}, "on_error": "stop"},
    ],
    "edges": [{"from": "people", "to": "reachable", "on": "success"}],
})  # fmt: skip
_PIPELINE: Final = MappingProxyType[str, Any]({
    "id": "7d0b6a1e-0c9a-4b5e-8f57-3d1c2b6a9f10",
    "name": "Who can be called",
    "schema_version": 1,
    "status": "running",
    "definition": dict(_DEFINITION),
    "nodes": [
        {
            "node_id": "people", "type": "import", "status": "pending", "job_id": "j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D",
            "results_count": 0, "error_message": None,
        },
        {"node_id": "reachable", "type": "filter", "status": "waiting", "job_id": None, "results_count": 0, "error_message": None},
    ],
    "progress": {"nodes_total": 2, "nodes_done": 0, "pct": 0.0},
    "initial_job_ids": ["j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D"],
    "output_job_id": None,
    "ef_cost": 0.0,
    "run_count": 1,
    "created_at": "2026-05-10T19:00:00Z",
    "started_at": "2026-05-10T19:00:00Z",
    "completed_at": None,
    "error_message": None,
})  # fmt: skip
_IDLE: Final = MappingProxyType[str, Any]({
    **_PIPELINE,
    "status": "pending",
    "nodes": [{**node, "status": "waiting", "job_id": None} for node in _PIPELINE["nodes"]],
    "initial_job_ids": [],
    "run_count": 0,
    "started_at": None,
})  # fmt: skip
_EXPORT: Final = MappingProxyType[str, Any]({
    "schema_version": 1,
    "name": "Pictures for Lyon",
    "definition": {
        "nodes": [
            {"id": "people", "type": "import", "config": {"text": "first_name\nSam"}, "on_error": "stop"},
            {"id": "draw", "type": "personalise", "config": {"map": {"first_name": "first_name"}}, "on_error": "stop"},
        ],
        "edges": [{"from": "people", "to": "draw", "on": "success"}],
    },
    "needs": [{"node_id": "draw", "field": "list_id", "reference": "list", "label": {"fr": "Liste", "en": "List"}}],
})  # fmt: skip
_ABSENT: Final = (NotVisible, "No pipeline of your workspace has this id.")
_FAULTS: Final = (
    InvalidInput,
    "The definition has faults, one error each: `definition.edges.0.to`, `definition.nodes.1.config.rating_min`.",
)
_RUNNING: Final = (PipelineRunning, "It is running.")
_OF_VEILLE: Final = (PipelineOfVeille, "It belongs to a veille, which alone changes and runs it.")
_GONE: Final = (ModuleNotFound, "The module of a node is no longer there.")
_STARTS: Final[Refusals] = (
    (EmailUnverified, "Your e-mail address is not verified yet."),
    (JobNotFound, "No job of yours has the id that a root names."),
    (ListNotFound, "No list of yours has the id that a node names."),
    (ListTypeNotSupported, "The list that a node names is none for images."),
    (JobNotDone, "The job that a root takes its rows from is not done."),
    (JobExpired, "The rows of that job were removed when its retention ended."),
    *SCRAPS,
    (ModuleUnavailable, "A module needs something that is not set up here."),
    (DiskFull, "The disk has too little room left."),
)
"""What whoever starts jobs of a pipeline may meet."""

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/pipelines",
        handler=pipelines.create,
        title="Make a pipeline",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=PipelineIn,
        is_kept=True,
        answer=PipelineOut,
        refusals=(*WORKSPACE, *BODY, _FAULTS, KEPT, *_STARTS),
        consequence="Makes the pipeline and the jobs of its roots; `personalise` takes one credit for each image.",
        example=Example(body={"name": "Who can be called", "definition": dict(_DEFINITION)}, answer=dict(_PIPELINE)),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/pipelines",
        handler=pipelines.page,
        title="List your pipelines",
        group=GROUP,
        audience=Audience.VIEWER,
        query=(
            *PAGED,
            QueryParameter(
                name="status",
                meaning="Only pipelines that stand there.",
                schema={"type": "string", "enum": [str(status) for status in PipelineStatus]},
            ),
        ),
        answer=PipelinesOut,
        refusals=(*WORKSPACE, (InvalidInput, "`limit` not in 1..500, `offset` below 0, or no such `status`.")),
        example=Example(answer=[dict(_PIPELINE)], answer_headers={"X-Total-Count": "1"}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/pipelines/import",
        handler=pipelines.import_exported,
        title="Import a pipeline",
        group=GROUP,
        audience=Audience.MEMBER,
        body=PipelineImportIn,
        is_kept=True,
        answer=PipelineOut,
        refusals=(*WORKSPACE, *BODY, _FAULTS, (InvalidInput, "`fill` names a node that is not there."), KEPT),
        example=Example(
            body={
                "schema_version": 1,
                "name": _EXPORT["name"],
                "definition": _EXPORT["definition"],
                "fill": {"draw": {"list_id": "{{list_id}}"}},
            },
            answer=dict(_IDLE),
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/pipelines/<pipeline_id>",
        handler=pipelines.show,
        title="Get a pipeline",
        group=GROUP,
        audience=Audience.VIEWER,
        answer=PipelineOut,
        refusals=(*WORKSPACE, _ABSENT),
        example=Example(answer=dict(_PIPELINE)),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/pipelines/<pipeline_id>",
        handler=pipelines.change,
        title="Change a pipeline",
        group=GROUP,
        audience=Audience.MEMBER,
        body=PipelineChangeIn,
        answer=PipelineOut,
        refusals=(*WORKSPACE, _ABSENT, *BODY, _FAULTS, (PipelineRunning, "It is running, and a definition is given."), _OF_VEILLE),
        example=Example(body={"name": "Whom to call first"}, answer=dict(_IDLE)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/pipelines/<pipeline_id>",
        handler=pipelines.delete,
        title="Delete a pipeline",
        group=GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(*WORKSPACE, _ABSENT, _RUNNING, _OF_VEILLE),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/pipelines/<pipeline_id>/run",
        handler=pipelines.run,
        title="Run a pipeline again",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        is_kept=True,
        answer=PipelineOut,
        refusals=(
            *WORKSPACE,
            _ABSENT,
            (InvalidInput, "What a node is told won't do any longer, such as a zone that is no longer known."),
            KEPT,
            _GONE,
            *_STARTS,
            _RUNNING,
            _OF_VEILLE,
        ),
        consequence="Makes the jobs of its roots; `personalise` takes one credit for each image.",
        example=Example(answer={**_PIPELINE, "run_count": 2}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/pipelines/<pipeline_id>/cancel",
        handler=pipelines.cancel,
        title="Cancel a pipeline",
        group=GROUP,
        audience=Audience.MEMBER,
        answer=PipelineOut,
        refusals=(*WORKSPACE, _ABSENT, (PipelineNotRunning, "It is not running.")),
        example=Example(answer={**_PIPELINE, "status": "cancelled", "completed_at": "2026-05-10T19:00:05Z"}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/pipelines/<pipeline_id>/nodes/<node_id>/retry",
        handler=pipelines.retry,
        title="Run a node and what follows it again",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        is_kept=True,
        answer=PipelineOut,
        refusals=(
            *WORKSPACE,
            (NotVisible, "No pipeline of your workspace has this id, or it has no such node."),
            (InvalidInput, "What the node is told won't do any longer, or no row of its input has what its module needs."),
            KEPT,
            _GONE,
            *_STARTS,
            _RUNNING,
            _OF_VEILLE,
            (NodeNotRun, "The pipeline was never run, or the node has nothing to work on, as the one before it failed."),
        ),
        consequence="Makes a job.",
        example=Example(answer=dict(_PIPELINE)),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/pipelines/<pipeline_id>/download",
        handler=pipelines.download,
        title="Download what came of a pipeline",
        group=GROUP,
        audience=Audience.VIEWER,
        query=DOWNLOAD,
        answer_type=Format.JSON.media_type,
        other_types=tuple(form.media_type for form in Format if form is not Format.JSON),
        refusals=(
            *WORKSPACE,
            _ABSENT,
            (InvalidInput, "No such `format`, `raw` or `provenance`."),
            _RUNNING,
            (NoOutput, "It was never run, or none of its last nodes is done."),
            (NoRows, "The output job has no rows, or no longer."),
        ),
        example=Example(
            answer='[{"name": "Acme", "phone": "0472000000"}]\n',
            answer_headers={"Content-Disposition": 'attachment; filename="filter_20260510_j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D.json"'},
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/pipelines/<pipeline_id>/export",
        handler=pipelines.export,
        title="Export a pipeline",
        group=GROUP,
        audience=Audience.VIEWER,
        answer=PipelineExportOut,
        refusals=(*WORKSPACE, _ABSENT),
        example=Example(
            answer=dict(_EXPORT), answer_headers={"Content-Disposition": 'attachment; filename="pictures-for-lyon.pipeline.json"'}
        ),
    ),
)
