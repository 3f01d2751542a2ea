"""Dry runs: the modules themselves at work in worker processes, over rows that nobody keeps."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from engines import IMPATIENT, Engine, open_engine, row_plugin

from outhost.domain.columns import Row
from outhost.domain.dry_runs import DryNode, DryRun, Trial
from outhost.domain.errors import DryRunsBusy, InvalidInput, JobNotFound
from outhost.domain.pipelines import Definition, NodeStatus
from outhost.engine.dry_runs import DryRuns
from outhost.engine.stage import Stage
from outhost.engine.workshop import Workshop
from outhost.operations.rehearsals import Rehearsals
from outhost.store.transactions import Tx

SHORT_SECONDS = 4.0
"""For a dry run in which something never ends; the first node has half of it."""
PLUGINS = {
    "shout": row_plugin("shout", "return {'loud': row['nom'].upper()}", needs=("nom",), produces=("loud",)),
    "many": row_plugin("many", "return [{'part': part} for part in range(50)]"),
    "picky": row_plugin(
        "picky",
        """
if row["nom"] == "bad":
    raise GiveUp(Text(en="It is bad.", fr="C’est mauvais."))
if row["nom"] == "crash":
    os._exit(3)
if row["nom"] == "freeze":
    while True:
        pass
if row["nom"] == "hang":
    await asyncio.Event().wait()
return {"seen": "yes"}
""",
        attempts=1,
        seconds=2.0,
    ),
}


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """An appliance in which nothing runs by itself."""
    async with open_engine(tmp_path_factory.mktemp("stage"), PLUGINS) as opened:
        yield opened


def definition(*nodes: Mapping[str, Any], **on: str) -> Definition:
    """Join nodes to a chain, each `on` the outcome of the one before that is named by its id."""
    edges = [{"from": before["id"], "to": node["id"], "on": on.get(node["id"], "success")} for before, node in pairwise(nodes)]
    return Definition.of({"nodes": list(nodes), "edges": edges})


def node(node_type: str, node_id: str = "", /, on_error: str = "stop", **config: Any) -> dict[str, Any]:
    """Write a node."""
    return {"id": node_id or node_type, "type": node_type, "config": config, "on_error": on_error}


def names(*names: str) -> list[Row]:
    """Give a row for each name."""
    return [{"nom": name} for name in names]


async def tried(engine: Engine, wanted: Definition, items: Sequence[Row] | None = None, most_rows: int = 20, **seconds: float) -> DryRun:
    """Try a pipeline, and see that nothing of it is written anywhere."""
    before = await engine.appliance.read(everything)
    trial = Trial(definition=wanted, items=items, most_rows=most_rows, locale="en")
    made = await dry_runs(engine, **seconds).run(engine.caller, trial)
    assert await engine.appliance.read(everything) == before
    assert not any(engine.appliance.folder.uploads.glob("*"))
    assert not any(engine.appliance.folder.images.glob("*/*"))
    return made


def dry_runs(engine: Engine, **seconds: float) -> DryRuns:
    """Give dry runs that find out soon what no longer answers."""
    one = engine.appliance
    shop = Workshop(runs=one.job_runs, plans=one.job_plans, pool=one.pool, office=one.office, clock=one.clock, patience=IMPATIENT)
    return DryRuns(Stage(shop, one.modules, one.job_drafts, Rehearsals(one.store, one.clock)), **seconds)


def everything(tx: Tx) -> dict[str, list[dict[str, Any]]]:
    """Read the whole database."""
    tables = [row["name"] for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: [dict(row) for row in tx.all(f'SELECT * FROM "{table}"')] for table in tables}


def made_by(dry_run: DryRun, node_id: str) -> DryNode:
    """Give what a node made."""
    return next(one for one in dry_run.nodes if one.node_id == node_id)


async def test_each_node_shows_what_it_would_make(engine: Engine) -> None:
    """I see, step by step, which rows and columns there are, and what the log would say."""
    wanted = definition(node("import", text="Company;Note\nA;2\nB;5\nC;4\n;3"), node("shout"), node("sort", sort_by="note", top_n=2))
    made = await tried(engine, wanted)
    assert made.is_complete
    assert [one.status for one in made.nodes] == [NodeStatus.DONE] * 3
    assert made_by(made, "import").columns == ["Company", "Note"]
    assert made_by(made, "import").rows_count == 4
    shout = made_by(made, "shout")
    assert shout.input_count == 4
    assert shout.rows[1] == {"Company": "B", "Note": "5", "loud": "B"}
    assert [line.message for line in shout.lines] == [
        "Columns read as: nom ← Company, rating ← Note.",
        "1 rows without nom were left out.",
    ]
    assert [row["loud"] for row in made_by(made, "sort").rows] == ["B", "C"]


async def test_rows_of_mine_stand_for_what_the_roots_would_find(engine: Engine) -> None:
    """I try the steps behind a search on rows that I have, and nothing is searched."""
    wanted = definition(node("scrap", queries=["boulangerie"], zones=["Nowhere at all"]), node("shout"))
    made = await tried(engine, wanted, names("a", "b", "c"), most_rows=2)
    assert [row["loud"] for row in made_by(made, "shout").rows] == ["A", "B"]


async def test_no_node_is_given_more_rows_than_a_few(engine: Engine) -> None:
    """A table of a hundred rows, or a row of which fifty come, costs no more than twenty."""
    table = "nom\n" + "\n".join(f"n{number}" for number in range(100))
    made = await tried(engine, definition(node("import", text=table), node("many"), node("shout")), most_rows=5)
    assert [made_by(made, one).rows_count for one in ("import", "many", "shout")] == [5, 250, 5]
    assert [row["nom"] for row in made_by(made, "import").rows] == ["n0", "n1", "n2", "n3", "n4"]
    assert [row["part"] for row in made_by(made, "many").rows] == [0, 1, 2, 3, 4]


async def test_a_row_that_fails_is_named_and_the_others_go_on(engine: Engine) -> None:
    """Whether a row is refused, or takes the module's process with it, I am told which one; places count the rows that were left out."""
    wanted = definition(node("import"), node("picky", on_error="skip"), node("shout"))
    made = await tried(engine, wanted, names("a", "bad", "crash", "b", "freeze", "c"))
    picky = made_by(made, "picky")
    assert {fault.row: fault.reason for fault in picky.faults} == {
        1: "It is bad.",
        2: "The module ended its own process.",
        4: "The module took longer than 2 s and was ended.",
    }
    assert [row["loud"] for row in made_by(made, "shout").rows] == ["A", "B", "C"]
    assert made.is_complete


async def test_a_node_that_never_ends_leaves_time_to_the_others(engine: Engine) -> None:
    """It is given up, and what follows goes on with the rows that were there by then."""
    wanted = definition(node("import"), node("picky"), node("shout"))
    made = await tried(engine, wanted, names("a", "hang", "b"), seconds=SHORT_SECONDS)
    assert made_by(made, "picky").status is NodeStatus.CANCELLED
    assert [row["loud"] for row in made_by(made, "shout").rows] == ["A", "B"]
    assert not made.is_complete
    assert made.seconds < SHORT_SECONDS + 4


@pytest.mark.parametrize(
    ("on_error", "on", "after"),
    [("stop", "success", NodeStatus.SKIPPED), ("skip", "success", NodeStatus.DONE), ("branch", "error", NodeStatus.DONE)],
)
async def test_a_node_that_fails_is_followed_as_in_a_run(engine: Engine, on_error: str, on: str, after: NodeStatus) -> None:
    """What comes after it is skipped, or gets what the failed one got, as its `on_error` says."""
    wanted = definition(node("import"), node("picky", on_error=on_error), node("shout"), shout=on)
    made = await tried(engine, wanted, names("bad"))
    assert made_by(made, "picky").status is NodeStatus.FAILED
    assert made_by(made, "picky").error_message == "Every row failed; the first because: It is bad."
    assert made_by(made, "shout").status is after
    assert made_by(made, "shout").rows == ([{"nom": "bad", "loud": "BAD"}] if after is NodeStatus.DONE else ())


async def test_a_column_that_is_not_there_fails_its_node(engine: Engine) -> None:
    """I am told what the rows lack; a node that gets no row at all is done with none."""
    made = await tried(engine, definition(node("import"), node("shout")), [{"town": "Lyon"}])
    assert made_by(made, "shout").error_message == "no row has nom, which this module works on"
    wanted = definition(node("import"), node("filter", require_phone=True), node("shout"))
    made = await tried(engine, wanted, [{"nom": "A", "telephone": ""}])
    assert (made_by(made, "shout").status, made_by(made, "shout").rows) == (NodeStatus.DONE, ())
    made = await tried(engine, definition(node("import"), node("shout"), node("sort")), names("", " "))
    assert [(one.status, one.rows_count) for one in made.nodes] == [(NodeStatus.DONE, 2), (NodeStatus.DONE, 0), (NodeStatus.DONE, 0)]


async def test_what_is_wrong_with_a_root_is_said_at_once(engine: Engine) -> None:
    """A job to take rows from that is not there, or params that won't do, are refused, and no node is begun."""
    with pytest.raises(JobNotFound):
        await tried(engine, definition(node("import", source="from_job", from_job_id="j_0")))
    with pytest.raises(InvalidInput) as refused:
        await tried(engine, definition(node("import", source="url", url="ftp://a")))
    assert [issue.path for issue in refused.value.issues] == ["definition.nodes.0.config.url"]


async def test_rows_of_another_job_are_read_where_they_lie(engine: Engine) -> None:
    """A pipeline that begins with a job of mine is tried on that job's first rows."""
    job = await engine.run("shout", names("a", "b", "c"))
    wanted = definition(node("import", source="from_job", from_job_id=job.public_id), node("sort"))
    made = await tried(engine, wanted, most_rows=2)
    assert [row["loud"] for row in made_by(made, "sort").rows] == ["A", "B"]


async def test_a_long_text_leaves_no_file(engine: Engine) -> None:
    """What I paste may be longer than a row of the database may be; it is gone afterwards."""
    table = "nom\n" + "\n".join(f"somebody {number}" for number in range(2000))
    made = await tried(engine, definition(node("import", text=table), node("shout")))
    assert made_by(made, "shout").rows[19]["loud"] == "SOMEBODY 19"


async def test_images_are_told_of_and_not_drawn(engine: Engine) -> None:
    """I see which variables each row fills, and which it lacks, and no credit is gone."""
    lead_list = await engine.make_list()
    wanted = definition(node("import"), node("personalise", list_id=lead_list.public_id, map={"first_name": "Prénom"}))
    made = await tried(engine, wanted, [{"nom": "Acme", "Prénom": "Ada"}, {"nom": "Durand", "Prénom": None}])
    images = made_by(made, "personalise")
    assert images.list_id == lead_list.public_id
    assert [(one.row, dict(one.variables), list(one.missing)) for one in images.sketches] == [
        (0, {"first_name": "Ada", "company": "Acme"}, []),
        (1, {"first_name": None, "company": "Durand"}, ["first_name"]),
    ]
    assert [(row["tracking_id"], row["image_url"]) for row in images.rows] == [(None, None)] * 2


async def test_a_list_that_is_not_there_fails_its_node_alone(engine: Engine) -> None:
    """I try the steps before I have a list: those show what they make, and the one that draws says what it lacks."""
    wanted = definition(node("import"), node("shout"), node("personalise", list_id="2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"))
    made = await tried(engine, wanted, names("a"))
    assert made_by(made, "shout").rows == [{"nom": "a", "loud": "A"}]
    assert made_by(made, "personalise").status is NodeStatus.FAILED
    assert "list" in (made_by(made, "personalise").error_message or "")


async def test_who_gives_up_waiting_ends_it(engine: Engine) -> None:
    """Nothing goes on for nobody: the process is free again, and so is my turn."""
    trial = Trial(definition=definition(node("import"), node("picky")), items=names("hang"), most_rows=20, locale="en")
    shared = dry_runs(engine)
    waiting = asyncio.create_task(shared.run(engine.caller, trial))
    await asyncio.sleep(0)
    with pytest.raises(DryRunsBusy):
        await shared.run(engine.caller, trial)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not engine.appliance.pool._hired
    short = Trial(definition=definition(node("import"), node("shout")), items=names("a"), most_rows=20, locale="en")
    assert (await shared.run(engine.caller, short)).is_complete
