"""A plugin for benchmarks that says a line ten times a second, for as long as it has rows."""

import asyncio
from typing import Any

from outhost.jobtypes import Category, Context, JobType, Params, Row, Text


async def _talk(row: Row, params: Params, job: Context) -> dict[str, Any]:
    await asyncio.sleep(0.1)
    job.log("A line of the length that lines have: what was found, and where.")
    return {}


_WORDS = Text(en="talk", fr="talk")
job_type = JobType(slug="talk", category=Category.TOOLS, label=_WORDS, description=_WORDS, run=_talk, at_once=1)
