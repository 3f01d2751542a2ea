"""What stands in the row of a new job and follows from its module, its params, and the table or the job that it is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from outhost.domain.job_bounds import Bounds
from outhost.domain.job_items import Table
from outhost.domain.jobs import MOST_UNITS, Job, Plan
from outhost.domain.modules import Module, Shape


def references_of(module: Module, params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give what params name of the workspace's: the kind of thing, by `x-reference` of the schema, and its id."""
    fields = module.config_schema.get("properties", {})
    named = [(about.get("x-reference"), params.get(name)) for name, about in fields.items()]
    return [(kind, name) for kind, name in named if kind and isinstance(name, str) and name]


def mapped_by(params: Mapping[str, Any]) -> dict[str, str]:
    """Give the columns that a param `map` names."""
    named = params.get("map")
    return {name: column for name, column in named.items() if isinstance(column, str)} if isinstance(named, dict) else {}


def source_values(module: Module, params: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of a job of a source, which has its one unit or plans them."""
    plan = Plan.MODULE if module.has_plan else None
    units = 0 if module.has_plan else 1
    bounds = Bounds.of(module, params).as_document()
    return {"mapping": {}, "inputs": [], "columns": [], "plan": plan, "units_planned": units, "points_planned": units, "bounds": bounds}


def table_values(table: Table, count: int) -> dict[str, Any]:
    """Give the columns of a job that works on `count` rows of a table."""
    count = min(count, MOST_UNITS)
    units = 1 if table.module.shape is Shape.TABLE else count
    columns = list(dict.fromkeys(table.columns))
    return {"mapping": table.mapping, "inputs": columns, "columns": columns, "units_planned": units, "points_planned": count}


def first_columns(job: Job, module: Module) -> Sequence[str]:
    """Give the columns that the rows of a job have before any is there."""
    return [] if module.shape is Shape.SOURCE else job.inputs


def plan_again(job: Job) -> dict[str, Any]:
    """Say where the units of a copy come from: from the job itself, or where that one has not got them yet either."""
    match job.plan:
        case None:
            return {"plan": Plan.RERUN, "plan_job": job.key}
        case Plan.MODULE:
            return {"plan": Plan.MODULE, "units_planned": 0, "points_planned": 0}
        case Plan.RESUME_ROWS:
            return {"plan": Plan.RESUME, "plan_job": job.plan_job}
        case other:
            return {"plan": other, "plan_job": job.plan_job}
