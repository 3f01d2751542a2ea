"""Searches of the map from the command line, with a server and without."""

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from atlases import bakery_in_lyon
from programs import Program

LYON = ("--set", "zones=Lyon")


@pytest.fixture(scope="module", params=["alone", "beside a server"])
def anywhere(request: pytest.FixtureRequest, furnished: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """An installation with a small map, without a server, then one with."""
    data_dir = tmp_path_factory.mktemp("map") / "data"
    shutil.copytree(furnished.data_dir, data_dir)
    bakery_in_lyon(data_dir)
    program = replace(furnished, data_dir=data_dir)
    if request.param == "alone":
        yield program
    else:
        with program.serve():
            yield program


def test_a_search_prints_its_rows(anywhere: Program) -> None:
    """I repeat `--set queries=…` for each query, or write them as JSON; the rows come as they do from `/api`."""
    repeated = ("--set", "queries=boulangerie", "--set", "queries=dentiste")
    for queries in (repeated, ("--set", 'queries=["boulangerie", "dentiste"]')):
        done = anywhere.run("jobs", "run", "scrap", *queries, *LYON, "--workspace", "1", "--format", "csv")
        assert done.status == 0, done.err
        rows = list(csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff")), delimiter=";"))
        assert [(row["nom"], row["query"], row["zone"]) for row in rows] == [
            ("Au Bon Pain", "boulangerie", "Lyon"), ("Cabinet Martin", "dentiste", "Lyon"),
        ]  # fmt: skip
        assert "2 rows" in done.err


def test_a_search_is_shown_in_words(anywhere: Program) -> None:
    """`jobs show` says what it counted as a person would write it, and a count of nothing is a count."""
    done = anywhere.run(
        "jobs", "run", "scrap", "--set", "queries=boulangerie", "--set", "queries=zzyx", *LYON, "--workspace", "1", "--json"
    )
    shown = anywhere.run("jobs", "show", done.document["id"], "--workspace", "1").out
    lines = {line.partition(" ")[0]: line.partition(" ")[2].strip() for line in shown.splitlines()}
    assert lines["breakdown"] == "by_query (boulangerie=1), by_zone (Lyon=1)"
    assert lines["query_stats"].endswith(", zzyx (tiles=1, with_results=0, found_pct=0.0)")
    assert lines["params"] == "queries (boulangerie, zzyx), zones (Lyon), country=FRA, scrap_mode=fast"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--set", "queries=boulangerie", "--set", "zones=Nirgendwoheim"), "zones.0: is neither in the loaded data"),
        (("--set", "queries=boulangerie", *LYON, "--set", "provider=overpass"), "overpass_url"),
        (LYON, "queries: is required"),
    ],
)
def test_a_search_that_won_t_do_is_refused(anywhere: Program, words: tuple[str, ...], says: str) -> None:
    """With the reason, and exit status 1; nothing is made."""
    before = anywhere.answer("jobs", "list", "--workspace", "1")
    refused = anywhere.run("jobs", "run", "scrap", *words, "--workspace", "1")
    assert (refused.status, says in refused.err) == (1, True), refused.err
    assert anywhere.answer("jobs", "list", "--workspace", "1") == before


def test_the_module_says_whether_there_is_a_map(furnished: Program, tmp_path: Path) -> None:
    """`modules show scrap` names what is missing until a map is there, and the providers to choose from."""
    program = replace(furnished, data_dir=tmp_path / "data")
    shown = program.run("modules", "show", "scrap")
    assert "needs a map in the atlas, which `outhost atlas load FILE` brings" in shown.out
    bakery_in_lyon(program.data_dir)
    shown = program.run("modules", "show", "scrap")
    assert "state  ready" in shown.out
    assert "atlas|overpass" in shown.out
