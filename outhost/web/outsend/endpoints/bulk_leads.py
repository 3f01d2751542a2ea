"""The endpoints of many people who become leads at once."""

from typing import Any, Final

from outhost.domain.errors import InvalidInput, ListNotFound, ListTypeNotSupported, MalformedForm, ModuleNotFound, ModuleUnavailable
from outhost.web.endpoint import Example
from outhost.web.outsend import bulk_leads
from outhost.web.outsend.endpoints.jobs import CREATES, JOB, SOURCE
from outhost.web.outsend.endpoints.refusals import BODY, KEPT, WORKSPACE, Refusals
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.bulk_leads import BulkLeadsIn, LeadsFromJobIn
from outhost.web.outsend.wire.jobs import JobOut

_GROUP: Final = "Leads"
_TAKES: Final = "Takes one credit for each image."
_JOB: Final[dict[str, Any]] = {
    **JOB,
    "job_type": "personalise",
    "output_filename": "personalise_20260510_j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D.csv",
}
_LIST: Final[Refusals] = (
    (ListNotFound, "No list of your workspace has this id."),
    (ModuleNotFound, "The module `personalise` was taken away."),
    (ListTypeNotSupported, "The list takes no leads."),
    (ModuleUnavailable, "The module `personalise` can't be run here."),
)

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/bulk",
        handler=bulk_leads.add_many,
        title="Add many leads",
        group=_GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=BulkLeadsIn,
        is_multipart=True,
        is_kept=True,
        answer=JobOut,
        refusals=(
            *WORKSPACE,
            *_LIST,
            *BODY,
            (MalformedForm, "The form is cut off."),
            (InvalidInput, "The file is no table, damaged or too long, or `mapping` names what is not there."),
            KEPT,
            *CREATES,
        ),
        consequence=_TAKES,
        example=Example(
            body={"rows": [{"first_name": "Marie", "company": "Acme"}, {"first_name": "Léo", "company": None}]},
            answer=_JOB,
        ),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/from-job",
        handler=bulk_leads.from_job,
        title="Add the rows of a job as leads",
        group=_GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=LeadsFromJobIn,
        is_kept=True,
        answer=JobOut,
        refusals=(*WORKSPACE, *_LIST, *BODY, KEPT, *CREATES, *SOURCE),
        consequence=_TAKES,
        example=Example(
            body={"job_id": "{{done_job_id}}", "map": {"first_name": "name"}, "limit": 100},
            answer={**_JOB, "source_job_id": "j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D"},
        ),
    ),
)
