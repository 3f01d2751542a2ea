"""Recipes from the command line: looked at, taken away as a file, and run."""

import csv
import io
import subprocess
from pathlib import Path

from cut_off import cut_off
from programs import EMAIL, OUTHOST, Answer, Program

from outhost.domain.recipes import RECIPES

OWNER = ("--workspace", "1")


def test_they_are_listed_before_anything_is_set_up(empty: Program) -> None:
    """I look what there is to begin with, and nothing is made for that."""
    found = empty.answer("pipelines", "recipes", "list")["recipes"]
    assert [one["slug"] for one in found] == [recipe.slug for recipe in RECIPES]
    assert empty.answer("pipelines", "recipes", "show", "call-list") == next(one for one in found if one["slug"] == "call-list")
    assert not empty.data_dir.exists()
    assert empty.run("pipelines", "recipes", "show", "no-such").status == 2


def test_one_is_taken_as_a_file_and_run_with_my_own_table(installed: Program, tmp_path: Path) -> None:
    """I save it, put my table into its gap, and get the rows that are good enough, the best first."""
    file = tmp_path / "mine.json"
    file.write_text(installed.run("pipelines", "recipes", "show", "best-rated").out, "utf-8")
    assert installed.answer("pipelines", "validate", str(file))["valid"]
    table = "Nom;Note;Nb avis;Tel\nA;4,2;30;04 72 00 00 01\nB;4,8;30;04 72 00 00 02\nC;4,9;3;04 72 00 00 03\n"
    done = installed.run("pipelines", "run", str(file), "--set", f"mine.text={table}", *OWNER)
    assert done.status == 0, done.err
    assert [row["Nom"] for row in _rows_of(done.out)] == ["B", "A"]


def test_a_list_of_mine_is_filled_in_and_a_forgotten_one_is_named(installed: Program) -> None:
    """It draws into the list that I name; without one I am told where it would stand, and nothing is made."""
    forgotten = installed.run("pipelines", "recipes", "run", "images-for-my-list", *OWNER)
    assert forgotten.status == 1
    assert "definition.nodes.2.config.list_id" in forgotten.says
    assert installed.answer("pipelines", "list", *OWNER)["pipelines"] == []
    mine = installed.answer("lists", "add", "--email", EMAIL, "--name", "Books", "--template", "book-cover")["list_id"]
    done = installed.run("pipelines", "recipes", "run", "images-for-my-list", "--set", f"draw.list_id={mine}", *OWNER)
    assert done.status == 0, done.err
    rows = _rows_of(done.out)
    assert len({row["tracking_id"] for row in rows}) == len(rows) == 3
    assert installed.answer("lists", "show", "--email", EMAIL, mine)["lead_count"] == 3


def test_on_the_demo_it_runs_as_it_is_from_an_empty_folder(empty: Program) -> None:
    """One command, no account and no network: from the map of the town to a picture for each that can be written to."""
    pictures = _run(empty, "pipelines", "recipes", "run", "personalised-outreach", "--demo")
    assert pictures.status == 0, pictures.err
    rows = _rows_of(pictures.out)
    assert rows
    assert all(row["image_url"].endswith(".png") and row["status"] in {"valid", "risky"} for row in rows)


def _run(program: Program, *words: str) -> Answer:
    """Run a command with the cable pulled."""
    done = subprocess.run([*cut_off(), OUTHOST, *words], capture_output=True, check=False, timeout=600, env=program._environment())
    return Answer(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def _rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
