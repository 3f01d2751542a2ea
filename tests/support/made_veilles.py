"""Veilles of tests: made over rows, and run with others, as the engine does it, but at once."""

from collections.abc import Sequence

from houses import House
from jobs import make_job
from outsend import Person

from outhost.domain.columns import Row
from outhost.domain.jobs import JobStatus
from outhost.domain.veilles import RunStatus, Veille, VeilleRun
from outhost.operations.veille_ends import Outcome, conclude
from outhost.operations.veille_starts import insert_run
from outhost.operations.veilles import NewVeille
from outhost.store.transactions import Tx

CAFE: Row = {"nom": "Café Rivoli", "code_postal": "69001", "rating": 4.5, "reviews_count": 120, "telephone": "0472000001"}
BAKERY: Row = {"nom": "Boulangerie Martin", "code_postal": "69003", "site_web": "https://martin.example", "rating": None}
WORSE: Row = CAFE | {"rating": 4.1, "reviews_count": 126}


async def watch(person: Person, rows: Sequence[Row] = (CAFE,), *, has_digest: bool = False) -> Veille:
    """Make a veille over a job with these rows, which it knows from then on."""
    source = await person.house.appliance.store.write(make_job, person.workspace_id, person.id, JobStatus.DONE, list(rows))
    new = NewVeille(name="Cafés", frequency_days=7, source_job_id=source.public_id, has_digest=has_digest)
    made = await person.house.appliance.veilles.create(person.caller, new)
    await settle(person.house)
    return made


async def find(person: Person, veille: Veille, rows: Sequence[Row], *, status: JobStatus = JobStatus.DONE) -> VeilleRun:
    """Let a veille run, and find these rows."""
    begun = await person.house.appliance.store.write(_begin, person, veille, list(rows), status)
    await settle(person.house)
    run = await person.house.appliance.read(lambda tx: tx.veille_runs.find(veille.key, begun.public_id))
    assert run is not None
    return run


async def settle(house: House) -> None:
    """Have all rows compared that are to be."""
    comparisons = house.appliance.veille_comparisons
    while runs := await comparisons.open(limit=10):
        for run in runs:
            await comparisons.step(run)


def _begin(tx: Tx, person: Person, seen: Veille, rows: Sequence[Row], status: JobStatus) -> VeilleRun:
    veille = tx.veilles.find(person.workspace_id, seen.public_id)
    assert veille is not None
    job = make_job(tx, person.workspace_id, person.id, status, rows)
    run = insert_run(tx, veille, RunStatus.RUNNING, job_id=job.public_id)
    tx.veilles.put(veille.key, is_live=1)
    conclude(tx, veille.public_id, Outcome(status=status, job=job if status is JobStatus.DONE else None))
    return run
