"""`outhost config show`: every setting, and where it came from."""

from collections.abc import Callable
from dataclasses import replace

from programs import Answer, Program

from outhost.settings import Settings

RunHere = Callable[..., Answer]


def test_every_setting_is_shown_with_its_origin(blueprint: Program, installed: Program) -> None:
    """I see what is in force and why: the file, the environment or the default."""
    (installed.data_dir / "outhost.toml").write_text('initial_credits = 5\nhost = "127.0.0.2"\n')
    shown = replace(installed, environment={"OUTHOST_HOST": "127.0.0.3"}).answer("config", "show")
    assert set(shown) == set(Settings.model_fields)
    assert shown["initial_credits"] == {"value": 5, "from": "outhost.toml"}
    assert shown["host"] == {"value": "127.0.0.3", "from": "OUTHOST_HOST"}
    assert shown["port"] == {"value": 8787, "from": "default"}


def test_people_read_what_each_setting_means(run_here: RunHere, installed: Program) -> None:
    """Without --json there is a table, with a sentence for each."""
    said = run_here(installed, "config", "show").out
    assert said.splitlines()[0].split() == ["SETTING", "VALUE", "FROM", "MEANING"]
    for key, setting in Settings.model_fields.items():
        assert key in said
        assert str(setting.description) in said
