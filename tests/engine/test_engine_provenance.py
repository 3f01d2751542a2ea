"""Where values came from, from one job to the next."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from engines import HEAD, Engine, open_engine, row_plugin

from outhost.domain.jobs import Job, JobStatus
from outhost.operations.job_drafts import NewJob

FOUND = "from outhost.jobtypes import Found\n"
GATE = """
if row.get("stop") == "yes":
    raise GiveUp("not this one")
"""
PLUGINS = {
    "one": FOUND + row_plugin("one", f'{GATE}\nreturn {{"a": Found("A", source="page 1", method="text")}}', produces=("a",)),
    "two": FOUND + row_plugin("two", 'return {"b": Found("B", source="page 2", method="text")}', produces=("b",)),
    "anew": FOUND + row_plugin("anew", 'return {"a": Found("A2", source="page 3", method="link")}', produces=("a",)),
    "none": row_plugin("none", 'return {"a": "", "c": "C"}', produces=("a", "c")),
    "same": row_plugin("same", 'return {"a": row["a"]}', produces=("a",)),
    "whole": HEAD
    + """
async def run(rows, params, job):
    async for row in rows:
        yield row | {"d": 1}

job_type = TableJobType(slug="whole", run=run, **SAID)
""",
}


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """An appliance with modules that say where things came from."""
    async with open_engine(tmp_path_factory.mktemp("provenance"), PLUGINS) as opened:
        yield opened


async def after(engine: Engine, *slugs: str, first: list[dict[str, Any]] | None = None) -> Job:
    """Run a chain of jobs, each over the rows of the one before."""
    job = await engine.run(slugs[0], first or [{"n": "1"}, {"n": "2"}])
    for slug in slugs[1:]:
        job = await engine.run(slug, source_job_id=job.public_id)
        assert job.status is JobStatus.DONE, await engine.log(job)
    return job


async def sources(engine: Engine, job: Job) -> list[dict[str, str]]:
    """Read where the values of a job's rows came from, by column."""
    rows = await engine.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=100, offset=0))
    return [{name: origin["source"] for name, origin in json.loads(found or "{}").items()} for _, _, found in rows]


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [
        (("one", "two"), {"a": "page 1", "b": "page 2"}),
        (("one", "filter", "two"), {"a": "page 1", "b": "page 2"}),
        (("one", "sort", "filter"), {"a": "page 1"}),
        (("one", "anew"), {"a": "page 3", "a_source": "page 1"}),
        (("one", "anew", "anew"), {"a": "page 3", "a_source": "page 1"}),
        (("one", "none"), {"a_source": "page 1"}),
        (("one", "same"), {"a": "page 1"}),
        (("one", "whole"), {}),
    ],
)
async def test_rows_take_along_where_they_came_from(engine: Engine, slugs: tuple[str, ...], expected: dict[str, str]) -> None:
    """What a later module leaves alone still says where it stood; what it changes says what it says itself."""
    assert await sources(engine, await after(engine, *slugs)) == [expected, expected]


async def test_an_import_of_another_job_takes_it_along(engine: Engine) -> None:
    """Its rows are that job's rows."""
    first = await after(engine, "one")
    job = await engine.run("import", params={"source": "from_job", "from_job_id": first.public_id})
    assert await sources(engine, job) == [{"a": "page 1"}, {"a": "page 1"}]


async def test_a_job_that_is_run_again_has_it_too(engine: Engine) -> None:
    """A rerun copies what its rows came with."""
    job = await after(engine, "one", "two")
    again = await engine.appliance.jobs.rerun(engine.caller, job.public_id)
    async with engine.running():
        again = await engine.over(again)
    assert await sources(engine, again) == [{"a": "page 1", "b": "page 2"}] * 2


async def test_the_columns_of_a_download_have_it(engine: Engine) -> None:
    """A download of the last job says where everything stood."""
    job = await after(engine, "one", "two")
    pieces = [piece async for piece in engine.appliance.job_downloads.write(job, "csv", has_provenance=True)]
    head = b"".join(pieces).splitlines()[0].decode()
    assert '"a__source"' in head
    assert '"b__source"' in head


async def test_rows_that_were_given_by_hand_have_none(engine: Engine) -> None:
    """Nobody says where those came from."""
    module = await engine.appliance.modules.find("none")
    job = await engine.appliance.jobs.create(engine.caller, NewJob(module=module, params={}, items=[{"a": "mine"}]))
    async with engine.running():
        job = await engine.over(job)
    assert await sources(engine, job) == [{}]


async def test_a_person_who_is_erased_goes_from_there_too(engine: Engine) -> None:
    """The proof of a value names people as well as the value does."""
    job = await after(engine, "one", "two")
    named = json.dumps({"a": {"source": "page 1", "method": "text", "at": "", "snippet": "julie@wanadoo.fr"}})
    await engine.appliance.store.write(lambda tx: tx.run("UPDATE job_inputs SET provenance = :named", named=named))
    erased = await engine.appliance.privacy.erase(engine.caller, "julie@wanadoo.fr")
    left = await engine.appliance.read(lambda tx: tx.all("SELECT 1 FROM job_inputs WHERE provenance LIKE '%julie%'"))
    assert (job.status, bool(erased), left) == (JobStatus.DONE, True, [])
