"""Dry runs from the command line."""

import json
from pathlib import Path

from programs import Program

OWNER = ("--workspace", "1")
DEFINITION = {
    "nodes": [
        {"id": "in", "type": "import"},
        {"id": "with", "type": "filter", "config": {"require_email": True}},
        {"id": "best", "type": "sort", "config": {"sort_by": "note"}},
    ],
    "edges": [{"from": "in", "to": "with"}, {"from": "with", "to": "best"}],
}


def test_a_pipeline_is_tried_on_the_first_rows_of_a_table(installed: Program, tmp_path: Path) -> None:
    """I see how many rows each step would keep, and the rows themselves as JSON; there is no job and no pipeline afterwards."""
    file, rows = tmp_path / "best.json", tmp_path / "people.csv"
    file.write_text(json.dumps(DEFINITION), "utf-8")
    rows.write_text(
        "name;email\n" + "".join(f"p{number};{'' if number % 2 else f'p{number}@a.example'}\n" for number in range(40)), "utf-8"
    )
    tried = ("pipelines", "dry-run", str(file), "--set", "in.text=name", "--input", str(rows), *OWNER)
    shown = installed.run(*tried)
    assert shown.status == 0, shown.err
    lines = [line.split() for line in shown.out.splitlines()]
    assert lines[1:4] == [
        ["in", "import", "done", "0", "20", "0", "0"], ["with", "filter", "done", "20", "10", "0", "0"],
        ["best", "sort", "done", "10", "10", "0", "0"],
    ]  # fmt: skip
    assert shown.out.splitlines()[-1] == "best: warn: No row has a column rating: the rows stay in their order."
    made = installed.answer(*tried, "--limit", "3")
    assert [row["name"] for row in made["nodes"][-1]["rows"]] == ["p0", "p2"]
    jobs = installed.answer("jobs", "list", *OWNER)["jobs"]
    assert [job["job_type"] for job in jobs] == ["import"]  # that of the set-up
    assert installed.answer("pipelines", "list", *OWNER)["pipelines"] == []
