"""The endpoints of veilles' runs and signals."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, NoRunCompared, NotVisible, RunNotCompared, RunNotFound
from outhost.domain.signals import TELLING
from outhost.exports.formats import Format
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import signals, veille_runs
from outhost.web.outsend.endpoints.refusals import BODY, PAGE, WORKSPACE
from outhost.web.outsend.endpoints.veilles import ABSENT, GROUP, RUN
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.signals import RatingIn, SignalOut, SignalsOut
from outhost.web.outsend.wire.veille_runs import ComparisonOut, RunsOut, RunWithDiffOut

_ABSENT_RUN: Final = (
    (NotVisible, "No veille of your workspace has a run of this id."),
    (NoRunCompared, "`latest` is asked for, and no run of the veille has been compared yet."),
)
_KEY: Final = "name:cafe rivoli/69001"
_BEFORE: Final = MappingProxyType(
    {"nom": "Café Rivoli", "code_postal": "69001", "rating": 4.5, "reviews_count": 120, "telephone": "0472000001"}
)
_AFTER: Final = MappingProxyType({**_BEFORE, "rating": 4.1, "reviews_count": 126, "site_web": None})
_CHANGES: Final = MappingProxyType({"rating": {"from": 4.5, "to": 4.1}, "reviews_count": {"from": 120, "to": 126}})
_NEW: Final = MappingProxyType({
    "nom": "Boulangerie Martin", "code_postal": "69003", "rating": None, "reviews_count": None, "telephone": None,
    "site_web": "https://martin.example",
})  # fmt: skip
_MODIFIED: Final = MappingProxyType[str, Any](
    {"key": _KEY, "before": dict(_BEFORE), "after": dict(_AFTER), "changes": dict(_CHANGES), "score": 53.0}
)
_SIGNAL: Final = MappingProxyType[str, Any]({
    "id": 4711,
    "category": "modified",
    "score": 53.0,
    "reasons": ["rating_drop", "reviews_up"],
    "sentence": {
        "en": "Café Rivoli: the rating fell from 4.5 to 4.1; there are 126 reviews, up from 120.",
        "fr": "Café Rivoli : la note a baissé de 4,5 à 4,1 ; le nombre d’avis est passé de 120 à 126.",
    },
    "key": _KEY,
    "changes": dict(_CHANGES),
    "before": dict(_BEFORE),
    "after": dict(_AFTER),
    "rating": None,
})  # fmt: skip
_DONE: Final = MappingProxyType[str, Any]({
    **RUN,
    "status": "done",
    "started_at": "2026-05-17T19:00:00Z",
    "completed_at": "2026-05-17T19:02:10Z",
    "counts": {"new": 1, "closed": 0, "missing": 2, "modified": 1, "unchanged": 96},
})  # fmt: skip
_FORMAT: Final = QueryParameter(
    name="format",
    meaning="How they are written (default `json`).",
    schema={"type": "string", "enum": ["json", "csv", "xlsx", "jsonl"], "default": "json"},
)
_RAW: Final = QueryParameter(
    name="raw",
    meaning="Whether to leave formulas in a CSV as they are.",
    schema={"type": "string", "enum": ["0", "1", "false", "true"], "default": "0"},
)
_OTHER_TYPES: Final = tuple(form.media_type for form in Format if form is not Format.JSON)

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/veille/<veille_id>/runs",
        handler=veille_runs.page,
        title="List the runs of a veille",
        group=GROUP,
        audience=Audience.VIEWER,
        query=PAGED,
        answer=RunsOut,
        refusals=(*WORKSPACE, ABSENT, PAGE),
        example=Example(answer={"items": [dict(_DONE)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/veille/<veille_id>/runs/<run_id>",
        handler=veille_runs.show,
        title="Get a run and what it found",
        group=GROUP,
        audience=Audience.VIEWER,
        answer=RunWithDiffOut,
        refusals=(*WORKSPACE, *_ABSENT_RUN),
        example=Example(answer={**_DONE, "diff": {"new": [dict(_NEW)], "closed": [], "modified": [dict(_MODIFIED)]}}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/veille/<veille_id>/runs/<run_id>/signals",
        handler=signals.page,
        title="Get the signals of a run",
        group=GROUP,
        audience=Audience.VIEWER,
        query=(
            QueryParameter(
                name="category", meaning="Only signals of this category.", schema={"type": "string", "enum": [str(one) for one in TELLING]}
            ),
            QueryParameter(
                name="min_score",
                meaning="Only signals with a score of so much at least.",
                schema={"type": "number", "minimum": 0, "maximum": signals.MOST_SCORE},
            ),
            *PAGED,
            _FORMAT,
            _RAW,
        ),
        answer=SignalsOut,
        other_types=_OTHER_TYPES,
        refusals=(
            *WORKSPACE,
            *_ABSENT_RUN,
            (InvalidInput, "No such `category`, `format` or `raw`, `min_score` not in 0..100, `limit` not in 1..500, or `offset` below 0."),
        ),
        example=Example(answer={"items": [dict(_SIGNAL)], "total": 1}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/veille/<veille_id>/runs/<run_id>/signals/<signal_id>/rating",
        handler=signals.rate,
        title="Rate a signal",
        group=GROUP,
        audience=Audience.MEMBER,
        body=RatingIn,
        answer=SignalOut,
        refusals=(*WORKSPACE, (NotVisible, "No run of your workspace has a signal of this number."), _ABSENT_RUN[1], *BODY),
        example=Example(body={"rating": "useful"}, answer={**_SIGNAL, "rating": "useful"}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/veille/<veille_id>/compare",
        handler=veille_runs.compare,
        title="Compare any two runs",
        group=GROUP,
        audience=Audience.VIEWER,
        query=(
            QueryParameter(name=veille_runs.FROM, meaning="Id of the earlier run; `source` (default) is what it was made from."),
            QueryParameter(name=veille_runs.TO, meaning="Id of the later run; `latest` (default) is the last one that was compared."),
            _FORMAT,
            _RAW,
        ),
        answer=ComparisonOut,
        other_types=_OTHER_TYPES,
        refusals=(
            *WORKSPACE,
            ABSENT,
            (InvalidInput, "No such `format` or `raw`."),
            (RunNotFound, "The veille has no run of the id that `from` or `to` names."),
            (RunNotCompared, "One of them is still under way, failed or was cancelled."),
        ),
        example=Example(
            answer={"items": [{"category": "modified", **_MODIFIED}], "counts": {"new": 0, "closed": 0, "modified": 1}},
        ),
    ),
)
