"""`outhost templates`: a look at a template before anything is made of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from programs import Answer, Program

from outhost.domain.render_spec import RenderWarning
from outhost.domain.warning_words import explain

RunHere = Callable[..., Answer]


def test_a_preview_says_what_may_be_wrong_and_what_helps(run_here: RunHere, empty: Program, tmp_path: Path) -> None:
    """I shout a name and forget the company: the picture is there, each warning has its sentence, and no folder was made."""
    target = tmp_path / "look.png"
    answer = run_here(empty, "templates", "preview", "sticky-note", "first_name=MAXIMILIANE", "-o", str(target))
    assert answer.status == 0
    with Image.open(target) as picture:
        assert f"{picture.width} × {picture.height}" in answer.out
    for code in (RenderWarning.LEGAL_FORM, RenderWarning.DEFAULT_USED):
        assert f"warning: {code.at('variables.')}" in answer.out
        assert explain(code) in answer.out
    assert not empty.data_dir.exists()


def test_a_misspelt_variable_is_told(run_here: RunHere, empty: Program, tmp_path: Path) -> None:
    """A name that the template does not know changes nothing, and I hear of it."""
    words = ("templates", "preview", "sticky-note", "frist_name=Sam", "-o", str(tmp_path / "look.png"))
    assert run_here(empty, *words, "--json").document["ignored_variables"] == ["frist_name"]
    assert "ignored: frist_name\n  There is no such variable; there are: first_name" in run_here(empty, *words).out


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["sticky-note", "first_name=" + "x" * 501, "-o", "{tmp}/look.png"], 1, "variables.first_name: must be at most 500"),
        (["sticky-note", "-o", "{tmp}/nowhere/look.png"], 2, "No such file or directory"),
        (["nope", "-o", "{tmp}/look.png"], 1, "sticky-note"),
        (["sticky-note", "first_name", "-o", "{tmp}/look.png"], 2, "name=value"),
    ],
)
def test_what_can_t_be_drawn_or_written_is_told(
    run_here: RunHere, empty: Program, tmp_path: Path, words: list[str], status: int, says: str
) -> None:
    """A refusal or a slip, one line, no trace."""
    answer = run_here(empty, "templates", "preview", *(word.replace("{tmp}", str(tmp_path)) for word in words))
    assert answer.status == status
    assert says in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("code", RenderWarning)
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_every_warning_has_its_sentence(code: RenderWarning, locale: str) -> None:
    """There is no code that I have to look up."""
    assert explain(code.at("layers.0"), locale).endswith(".")
    assert explain("no_such:code") == ""
