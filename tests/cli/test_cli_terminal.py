"""The terminal: nothing that came from elsewhere takes it over."""

from pathlib import Path

import pytest

from outhost.cli.job_progress import Progress
from outhost.cli.terminal import Terminal


def test_what_a_table_brought_in_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody names a column so that my terminal would obey it; I see that there was something, and nothing happens."""
    named = "Columns: \x1b]0;owned\x07\x9b2J\rname\tcity\n"
    terminal = Terminal(Path(), is_json=False)
    terminal.answer({}, [named])
    terminal.note(named)
    progress = Progress()
    job = {"job_type": "import", "id": "j", "status": "done", "results_count": 1, "grid_points_count": 1, "processed_points": 1}
    progress.tell({"job": job, "log": [{"level": "warn", "message": named}]})
    progress.end(job | {"error_message": None, "error_count": 0})
    said = capsys.readouterr()
    assert not {"\x1b", "\x07", "\x9b", "\r"} & set(said.out + said.err)
    assert (said.out + said.err).count("owned") == 3
    assert "name\tcity\n" in said.out


@pytest.mark.parametrize(("count", "said"), [(0, "done, 0 rows"), (1, "done, 1 row"), (2, "done, 2 rows")])
def test_rows_are_counted_as_people_do(capsys: pytest.CaptureFixture[str], count: int, said: str) -> None:
    """One row is no rows."""
    Progress().end({"id": "j_1", "job_type": "filter", "status": "done", "results_count": count, "error_count": 0, "error_message": None})
    assert capsys.readouterr().err == f"filter j_1: {said}\n"
