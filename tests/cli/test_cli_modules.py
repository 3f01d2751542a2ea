"""`outhost modules`: what a job can do, seen without a server, and a plugin of one's own that runs as it is."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from programs import Answer, Program, Server
from workers import Outcome, open_workshop

from outhost.jobtypes.pool import ParamsUnfit

RunHere = Callable[..., Answer]


def test_the_modules_are_listed_before_anything_is_set_up(run_here: RunHere, empty: Program) -> None:
    """I want to know what there is; no folder is made for that, and nothing is complained of."""
    answer = run_here(empty, "modules", "list")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines()[0].split() == ["SLUG", "CATEGORY", "NAME", "STATE"]
    assert {"import", "filter", "sort", "personalise"} <= {line.split()[0] for line in answer.out.splitlines() if "ready" in line}
    assert not empty.data_dir.exists()


def test_the_modules_are_listed_while_a_server_runs(neighbour: Program, server: Server, run_here: RunHere) -> None:
    """The server holds the folder; plugins are read all the same."""
    assert "filter" in run_here(neighbour, "modules", "list").out


def test_a_broken_plugin_is_told_and_takes_nothing_with_it(run_here: RunHere, empty: Program) -> None:
    """I made a mistake: the list is whole, and what is wrong stands beside it, on the other stream."""
    plugins = empty.data_dir / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "mine.py").write_text("import no_such_library", "utf-8")
    (plugins / "loud.py").write_text("print('loud')", "utf-8")
    answer = run_here(empty, "modules", "list", "--json")
    assert {"filter", "import"} <= {module["slug"] for module in answer.document["modules"]}
    assert [one["file"] for one in answer.document["broken"]] == ["loud.py", "mine.py"]
    assert "No module named 'no_such_library'" in answer.document["broken"][1]["reason"]
    assert answer.err.count("left out:") == 2
    assert answer.status == 0


def test_a_module_is_shown_with_its_params(run_here: RunHere, empty: Program) -> None:
    """I see what it takes, what is taken where I say nothing, and what each means; hyphens will do."""
    answer = run_here(empty, "modules", "show", "sort")
    lines = {line.split()[0]: line for line in answer.out.splitlines() if line.strip()}
    assert lines["PARAM"].split() == ["PARAM", "TAKES", "DEFAULT", "MEANING"]
    assert "completeness|note|nb_avis|email_quality" in lines["sort_by"]
    assert "integer 1..2,000,000" in lines["top_n"]
    assert "phone_prefix.prefixes" in run_here(empty, "modules", "show", "filter").out
    shown = run_here(empty, "modules", "show", "opening-hours", "--json").document
    assert (shown["slug"], shown["state"], shown["needs"]) == ("opening_hours", "coming_soon", ["site_web"])


@pytest.mark.parametrize("slug", ["no_such_module", ""])
def test_a_module_that_is_none_is_refused(run_here: RunHere, empty: Program, slug: str) -> None:
    """I am told so."""
    answer = run_here(empty, "modules", "show", slug)
    assert answer.status == 1
    assert "see `outhost modules list`" in answer.err


def test_a_new_plugin_runs_as_it_is(run_here: RunHere, empty: Program) -> None:
    """I begin with something that works, on one screen; it loads, checks its params and does its work."""
    answer = run_here(empty, "modules", "new", "name-length", "--json")
    path = Path(answer.document["file"])
    assert path == empty.data_dir / "plugins" / "name_length.py"
    assert len(path.read_text("utf-8").splitlines()) <= 50
    assert "my_module" not in path.read_text("utf-8")
    outcome = asyncio.run(_run(path.parent))
    assert outcome.rows == [{"Company": "Acme", "name_length": 4}]
    assert [failed["reason"] for failed in outcome.failed] == ["The name is too short."]
    assert ("debug", "Measured Acme.") in outcome.log


async def _run(plugins: Path) -> Outcome:
    async with open_workshop(plugins) as workshop:
        assert (await workshop.pool.census()).broken == ()
        with pytest.raises(ParamsUnfit):
            await workshop.pool.check("name_length", {"shortest": 0})
        return await workshop.run("name_length", [{"Company": "Acme"}, {"Company": "A"}])


def test_a_new_plugin_says_what_comes_next(run_here: RunHere, empty: Program) -> None:
    """Where it lies, how I look at it, and that the server wants to be started anew."""
    words = run_here(empty, "modules", "new", "mine").out
    assert str(empty.data_dir / "plugins" / "mine.py") in words
    assert "outhost modules show mine" in words
    assert "/docs/concepts/writing-a-module" in words
    assert "ready, your own" in run_here(empty, "modules", "list").out


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("mine", 1, "is there already"),
        ("sort", 1, "There is a module sort already"),
        ("hiring", 1, "There is a module hiring already"),
        ("../mine", 2, "small letters"),
        ("Mine", 2, "small letters"),
        ("m", 2, "small letters"),
        ("a" * 41, 2, "small letters"),
    ],
)
def test_a_new_plugin_takes_nobody_s_place(run_here: RunHere, empty: Program, name: str, status: int, says: str) -> None:
    """Nothing is written over, and no name is taken twice."""
    plugins = empty.data_dir / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "mine.py").write_text("mine", "utf-8")
    answer = run_here(empty, "modules", "new", name)
    assert answer.status == status
    assert says in answer.err
    assert [path.name for path in plugins.iterdir()] == ["mine.py"]
    assert (plugins / "mine.py").read_text("utf-8") == "mine"


def test_the_document_is_one_and_plain(run_here: RunHere, empty: Program) -> None:
    """Programs read it: the schema of each module is JSON, whole."""
    shown = json.loads(run_here(empty, "modules", "show", "import", "--json").out)
    assert shown["config_schema"]["properties"]["source"]["enum"] == ["paste", "url", "from_job"]
