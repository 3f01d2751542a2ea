"""The endpoints of credits, the subscription and the audit log: what the members of a workspace may look at."""

from typing import Final

from outhost.domain.errors import InvalidInput, NotAdministrator
from outhost.domain.events import Happening
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import audit, ledger
from outhost.web.outsend.endpoints.refusals import PAGE, WORKSPACE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.audit import AuditLogOut
from outhost.web.outsend.wire.ledger import CreditsOut, LedgerOut, SubscriptionAnswerOut

_GROUP: Final = "Credits"

ENDPOINTS = (
    ApiEndpoint(
        method="GET",
        path="/api/credits",
        handler=ledger.show,
        title="Get the balance",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer=CreditsOut,
        refusals=WORKSPACE,
        example=Example(answer={"workspace_id": 7, "credits": 994}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/credits/ledger",
        handler=ledger.list_all,
        title="List the ledger",
        group=_GROUP,
        audience=Audience.VIEWER,
        query=PAGED,
        answer=LedgerOut,
        refusals=(*WORKSPACE, PAGE),
        example=Example(
            answer={
                "items": [
                    {
                        "id": 12,
                        "delta": -1,
                        "balance_after": 994,
                        "reason": "lead",
                        "lead_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                        "actor": "api_key",
                        "created_at": "2026-05-10T19:00:00Z",
                    }
                ],
                "total": 7,
                "limit": 50,
                "offset": 0,
            }
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/subscription",
        handler=ledger.subscription,
        title="Get the subscription",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer=SubscriptionAnswerOut,
        refusals=WORKSPACE,
        example=Example(
            answer={
                "subscription": {
                    "plan_name": "growth",
                    "status": "active",
                    "current_period_end": "2026-06-01T00:00:00Z",
                    "cancel_at_period_end": False,
                }
            }
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/audit-log",
        handler=audit.show,
        title="Read the audit log",
        group="Audit log",
        audience=Audience.ADMIN,
        query=(
            QueryParameter(
                name="event",
                meaning="Only events of this name, such as `list.renamed`.",
                schema={"type": "string", "enum": [happening.value for happening in Happening]},
            ),
            QueryParameter(name="actor", meaning="Only what this actor did, such as `user:42`."),
            QueryParameter(
                name="scope",
                meaning="`installation`, for administrators: what belongs to no workspace.",
                schema={"type": "string", "enum": ["workspace", "installation"], "default": "workspace"},
            ),
            *PAGED,
        ),
        answer=AuditLogOut,
        refusals=(
            *WORKSPACE,
            PAGE,
            (InvalidInput, "`event` is the name of no event, or `scope` is neither `workspace` nor `installation`."),
            (NotAdministrator, "`scope=installation` is for administrators, in person."),
        ),
        example=Example(
            answer={
                "items": [
                    {
                        "id": 31,
                        "event": "list.renamed",
                        "subject": "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b",
                        "actor": "user:42",
                        "actor_email": "alex@example.com",
                        "address": "203.0.113.9",
                        "request_id": "9f1c2ab34de56f78",
                        "data": {"name": "Q3 Campaign"},
                        "created_at": "2026-05-10T19:00:00Z",
                    }
                ],
                "total": 1,
                "limit": 50,
                "offset": 0,
            }
        ),
    ),
)
