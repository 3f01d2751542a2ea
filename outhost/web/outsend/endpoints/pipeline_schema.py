"""The endpoints that say what pipelines can be made of."""

from types import MappingProxyType
from typing import Any, Final

from outhost.web.endpoint import Example
from outhost.web.outsend import pipeline_schema
from outhost.web.outsend.endpoints.refusals import ANYBODY, BODY, WORKSPACE
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.pipeline_schema import PipelineSchemaOut, ValidateIn, ValidationOut

GROUP: Final = "Pipelines"
_IMPORT: Final = MappingProxyType[str, Any]({
    "type": "import",
    "job_type": "import",
    "category": "sources",
    "label": {"fr": "Importer un tableau", "en": "Import a table"},
    "description": {"fr": "Apportez votre liste.", "en": "Bring your own list."},
    "root": True,
    "passthrough": False,
    "accepts": [],
    "produces": "pois",
    "needs_columns": [],
    "produces_columns": [],
    "alpha_unavailable": False,
    "config_schema": {"type": "object", "properties": {"source": {"type": "string", "enum": ["paste", "url", "from_job"]}}},
})  # fmt: skip

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/pipelines/schema",
        handler=pipeline_schema.show,
        title="Get what pipelines are made of",
        group=GROUP,
        audience=Audience.PUBLIC,
        answer=PipelineSchemaOut,
        refusals=ANYBODY,
        example=Example(
            answer={
                "schema_version": 1,
                "limits": {"max_nodes": 20, "max_inputs_per_node": 1},
                "buckets": {
                    "pois": ["pois"],
                    "pois_email": ["pois_email"],
                    "verified": ["verified"],
                    "reviews": ["reviews"],
                    "pois_any": ["pois", "pois_email", "verified"],
                },
                "blocks": [dict(_IMPORT)],
            },
            answer_headers={"Cache-Control": "public, max-age=60", "ETag": '"9c1e…"'},
        ),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/pipelines/validate",
        handler=pipeline_schema.validate,
        title="Look for faults in a definition",
        group=GROUP,
        audience=Audience.VIEWER,
        body=ValidateIn,
        answer=ValidationOut,
        refusals=(*WORKSPACE, *BODY),
        example=Example(
            body={
                "definition": {
                    "nodes": [
                        {"id": "find", "type": "scrap", "config": {"queries": ["boulangerie"], "zones": ["Lyon"]}},
                        {"id": "mails", "type": "emails"},
                    ],
                    "edges": [{"from": "find", "to": "mail"}],
                }
            },
            answer={"valid": False, "errors": [{"field": "definition.edges.0.to", "message": "must be the id of a node"}]},
        ),
    ),
)
