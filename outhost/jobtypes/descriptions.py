"""What a job type, a provider and an estimate are, as data: said in a worker process, read in the server."""

from collections.abc import Mapping
from typing import Any

from outhost.domain.estimates import Estimate
from outhost.domain.modules import Category, Lane, Module, ModuleState, Shape
from outhost.domain.providers import Provider
from outhost.domain.words import Text
from outhost.domain.zones import Unresolved
from outhost.jobtypes.contract import Announced, JobType, PlaceProvider


def described(job_type: JobType | Announced, options: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a job type is, as JSON values; `options` are its own, by which it says what it lacks."""
    common: dict[str, Any] = {
        "slug": job_type.slug, "category": job_type.category, "label": _pair(job_type.label), "description": _pair(job_type.description),
        "state": job_type.state, "needs": list(job_type.needs), "produces": list(job_type.produces),
    }  # fmt: skip
    if isinstance(job_type, Announced):
        return common
    missing = job_type.missing(options)
    return common | {
        "shape": job_type.shape, "lane": job_type.lane, "needs_any": job_type.needs_any,
        "contains": {str(name): str(text) for name, text in job_type.contains.items()}, "distinct": list(map(str, job_type.distinct)),
        "config_schema": _schema_of(job_type), "is_pipelinable": job_type.is_pipelinable,
        "missing": _pair(missing) if missing else None,
        "limits": _pair(job_type.limits) if job_type.limits else None, "seconds": job_type.seconds, "at_once": job_type.at_once,
        "attempts": job_type.attempts, "uses": sorted(job_type.uses), "has_plan": getattr(job_type, "plan", None) is not None,
        "counts_by": list(map(str, getattr(job_type, "counts_by", ()))), "most_rows": str(getattr(job_type, "most_rows", "")),
        "most_alike": {str(column): str(name) for column, name in getattr(job_type, "most_alike", {}).items()},
        "has_estimate": getattr(job_type, "estimate", None) is not None,
    }  # fmt: skip


def module_of(said: Mapping[str, Any], *, is_own: bool) -> Module:
    """Read what a worker process said."""
    about = dict(said)
    missing, limits = about.pop("missing", None), about.pop("limits", None)
    return Module(
        category=Category(about.pop("category")),
        label=Text.of_pair(about.pop("label")),
        description=Text.of_pair(about.pop("description")),
        state=ModuleState(about.pop("state")),
        shape=Shape(about.pop("shape", Shape.ROW)),
        lane=Lane(about.pop("lane", Lane.PARALLEL)),
        needs=tuple(about.pop("needs")),
        produces=tuple(about.pop("produces")),
        distinct=tuple(about.pop("distinct", ())),
        uses=tuple(about.pop("uses", ())),
        counts_by=tuple(about.pop("counts_by", ())),
        missing=Text.of_pair(missing) if missing else None,
        limits=Text.of_pair(limits) if limits else None,
        is_own=is_own,
        **about,
    )


def described_provider(provider: PlaceProvider, options: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a provider of places is, as JSON values; `options` are its own, by which it says what it lacks."""
    missing = provider.missing(options)
    return {
        "slug": provider.slug, "label": _pair(provider.label), "description": _pair(provider.description),
        "uses": sorted(provider.uses), "missing": _pair(missing) if missing else None,
    }  # fmt: skip


def provider_of(said: Mapping[str, Any]) -> Provider:
    """Read what a worker process said."""
    return Provider(
        slug=said["slug"],
        label=Text.of_pair(said["label"]),
        description=Text.of_pair(said["description"]),
        uses=tuple(said["uses"]),
        missing=Text.of_pair(said["missing"]) if said["missing"] else None,
    )


def described_estimate(estimate: Estimate) -> dict[str, Any]:
    """Write an estimate as JSON values."""
    unresolved = [[place, one.text, one.why.say("en"), one.why.say("fr")] for place, one in estimate.unresolved.items()]
    return {"is": "estimated", "units": estimate.units, "requests": estimate.requests, "unresolved": unresolved}


def estimate_of(said: Mapping[str, Any]) -> Estimate:
    """Read what a worker process said."""
    return Estimate(
        units=said["units"],
        requests=said["requests"],
        unresolved={
            place: Unresolved(text=text, why=Text.of_pair((en, fr)).filled()) for place, text, en, fr in said["unresolved"]
        },
    )  # fmt: skip


def _schema_of(job_type: JobType) -> dict[str, Any]:
    """Give the JSON Schema of a job type's params, whole: whoever makes a form of it need not look up what a reference stands for."""
    schema = job_type.params.model_json_schema()
    schema.pop("description", None)  # the docstring of a class, for whoever reads its code
    shapes = schema.pop("$defs", {})
    whole: dict[str, Any] = _filled_in(schema, shapes, ()) | {"title": job_type.label.en}
    return whole


def _filled_in(value: Any, shapes: Mapping[str, Any], within: tuple[str, ...]) -> Any:
    """Put shapes where they are referred to; one that refers to itself takes anything there."""
    if isinstance(value, list):
        return [_filled_in(one, shapes, within) for one in value]
    if not isinstance(value, dict):
        return value
    name = str(value.get("$ref", "")).removeprefix("#/$defs/")
    if name in within:
        return {}
    rest = {key: _filled_in(one, shapes, within) for key, one in value.items() if key != "$ref"}
    if not name:
        return rest
    shape = {key: one for key, one in shapes[name].items() if key not in {"title", "description"}}
    return _filled_in(shape, shapes, (*within, name)) | rest


def _pair(text: Text) -> list[str]:
    return [text.en, text.fr]
