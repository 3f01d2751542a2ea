"""The man page says what the commands say."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_man_page_is_what_the_commands_say_today() -> None:
    """I read the manual of the version that I have: `make manual` was not forgotten."""
    written = subprocess.run([sys.executable, str(ROOT / "packaging" / "manual.py")], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (ROOT / "packaging" / "outhost.1").read_text("utf-8") == written.stdout


@pytest.mark.needs("man")
def test_the_man_page_has_no_fault_in_its_macros() -> None:
    """`man outhost` shows the page without a complaint."""
    shown = subprocess.run(
        ["man", "--warnings", "-l", str(ROOT / "packaging" / "outhost.1")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "outhost credits grant" in shown.stdout
    assert shown.stderr == ""
