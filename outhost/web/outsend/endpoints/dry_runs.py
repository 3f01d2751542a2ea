"""The endpoint of dry runs."""

from typing import Final

from outhost.domain.errors import (
    DryRunsBusy,
    EmailUnverified,
    EstimateFailed,
    InvalidInput,
    JobExpired,
    JobNotDone,
    JobNotFound,
    ModuleUnavailable,
    TooDear,
)
from outhost.web.endpoint import Example
from outhost.web.outsend import dry_runs
from outhost.web.outsend.endpoints.pipeline_schema import GROUP
from outhost.web.outsend.endpoints.refusals import BODY, WORKSPACE
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.dry_runs import DryRunIn, DryRunOut

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/pipelines/dry-run",
        handler=dry_runs.dry_run,
        title="Try a pipeline",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=DryRunIn,
        answer=DryRunOut,
        refusals=(
            *WORKSPACE,
            (EmailUnverified, "Your e-mail address was not verified."),
            *BODY,
            (InvalidInput, "The definition has faults, each told with its path, or a zone is unknown."),
            (JobNotFound, "The job that an `import` node takes its rows from is not there."),
            (JobNotDone, "That job is not done."),
            (JobExpired, "The rows of that job were removed."),
            (TooDear, "A search would cost more EF than one may."),
            (DryRunsBusy, "Others try pipelines at this moment, or you do."),
            (EstimateFailed, "A search could not be estimated."),
            (ModuleUnavailable, "A root needs something that is not set up here."),
        ),
        example=Example(
            body={
                "definition": {
                    "nodes": [
                        {"id": "in", "type": "import", "config": {"text": "nom"}},
                        {"id": "best", "type": "sort", "config": {"top_n": 1}},
                    ],
                    "edges": [{"from": "in", "to": "best"}],
                },
                "items": [{"nom": "Acme"}, {"nom": "Durand", "telephone": "+33 1 23 45 67 89"}],
            },
            answer={
                "is_complete": True,
                "duration_seconds": 0.21,
                "nodes": [
                    {
                        "node_id": "in",
                        "type": "import",
                        "status": "done",
                        "input_count": 0,
                        "columns": ["nom", "telephone"],
                        "rows": [{"nom": "Acme"}, {"nom": "Durand", "telephone": "+33 1 23 45 67 89"}],
                        "rows_count": 2,
                        "logs": [],
                        "faults": [],
                        "images": [],
                        "error_message": None,
                    },
                    {
                        "node_id": "best",
                        "type": "sort",
                        "status": "done",
                        "input_count": 2,
                        "columns": ["nom", "telephone"],
                        "rows": [{"nom": "Durand", "telephone": "+33 1 23 45 67 89"}],
                        "rows_count": 1,
                        "logs": [],
                        "faults": [],
                        "images": [],
                        "error_message": None,
                    },
                ],
            },
        ),
    ),
)
