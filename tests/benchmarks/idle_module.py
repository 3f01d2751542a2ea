"""A plugin for benchmarks, which does next to nothing: what it takes is what the engine around it takes."""

import time
from typing import Any

from outhost.jobtypes import Category, Context, JobType, Params, Row, Text


async def _nothing(row: Row, params: Params, job: Context) -> dict[str, Any]:
    return {}


async def _greet(row: Row, params: Params, job: Context) -> dict[str, Any]:
    return {"greeting": f"Hello {row['name']}"}


async def _tell_time(row: Row, params: Params, job: Context) -> dict[str, Any]:
    return {"begun": time.time()}  # noqa: TID251 - told to another process


def _job_type(slug: str, run: Any, *produces: str) -> JobType:
    words = Text(en=slug, fr=slug)
    return JobType(slug=slug, category=Category.TOOLS, label=words, description=words, run=run, produces=produces)


job_types = [_job_type("nothing", _nothing), _job_type("greet", _greet, "greeting"), _job_type("tell_time", _tell_time, "begun")]
