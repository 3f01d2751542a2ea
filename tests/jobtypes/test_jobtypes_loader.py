"""Plugins as people write them: one that is broken, or worse, is reported and left out, and the others work."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from workers import Workshop, open_workshop

from outhost.domain.faults import issues_of
from outhost.jobtypes.pool import ParamsUnfit

GOOD = '''
"""Shouts."""
from outhost.jobtypes import Category, Context, JobType, Params, Row, Text

async def run(row: Row, params: Params, job: Context) -> Row:
    return {"shout": str(row["nom"]).upper()}

job_type = JobType(
    slug="SLUG", category=Category.ENRICH, label=Text(en="Shout", fr="Crier"),
    description=Text(en="Writes names in capitals.", fr="Écrit les noms en capitales."), run=run, needs=("nom",), produces=("shout",),
)
'''


def _good(slug: str, **changes: str) -> str:
    """Write a plugin that works, but for some changes."""
    source = GOOD.replace("SLUG", slug)
    for old, new in changes.items():
        source = source.replace({"run": "run=run", "label": 'fr="Crier"', "params": "async def"}[old], new)
    return source


HOSTILE = {
    "an endless loop": ("while True: pass", "did not load within"),
    "a loop in C": ("sum(iter(int, 1))", "did not load within"),
    "the end of the process": ("import os; os._exit(0)", "ended the process that loaded it"),
    "a crash": ("import ctypes; ctypes.string_at(0)", "ended the process that loaded it"),
    "a kill of itself": ("import os; os.kill(os.getpid(), 9)", "ended the process that loaded it"),
    "sys.exit": ("import sys; sys.exit(1)", "could not be loaded: SystemExit: 1"),
    "an interrupt": ("raise KeyboardInterrupt", "could not be loaded: KeyboardInterrupt"),
    "no Python": ("job_type = JobType(", "could not be loaded: SyntaxError"),
    "a missing library": ("import no_such_library", "could not be loaded: ModuleNotFoundError: No module named 'no_such_library'"),
    "nothing in it": ("", "has neither `job_type` nor `job_types`"),
    "something else": ("job_type = 42", "has neither `job_type` nor `job_types`"),
    "a list of something else": ("job_types = [42]", "has neither `job_type` nor `job_types`"),
    "a list that is none": ("job_types = 42", "could not be loaded: TypeError"),
    "no French": (_good("h_a", label='fr=" "'), "lacks a text in English or in French"),
    "a param without French": (
        _good("h_b", run="run=run, params=P", params="from outhost.jobtypes import param\nclass P(Params):\n"
              "    a: int = param(1, label=Text(en='A', fr=''))\n\nasync def"),
        "lacks a text in English or in French",
    ),
    "a bad slug": (_good("My Module!"), "has the slug My Module!"),
    "a slug that is taken": (_good("shout"), "has the slug shout, which another plugin has: good.py"),
    "no function": (_good("h_c", run="run=None"), "has a `run` that is no function"),
    "no params": (_good("h_d", run="run=run, params=dict"), "has `params` that are no class made of `Params`"),
    "bounds that nobody sets": (
        _good("h_e", run="run=run, most_rows='stop_at'").replace("JobType", "SourceJobType"),
        "bounds its rows by stop_at, which is none of its params",
    ),
    "bytes that are no text": ("\\0", "could not be loaded: SyntaxError"),
    "deep nesting": ("x = " + "(" * 5000, "could not be loaded:"),
    "a silly error": ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "could not be loaded: E"),
    "a schema that can't be": (
        _good("h_e", run="run=run, params=P", params="class P(Params):\n    model_config = {'arbitrary_types_allowed': True}\n"
              "    a: type(iter(())) = None\n\nasync def"),
        "could not be loaded: PydanticInvalidForJsonSchema",
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good plugin."""
    (tmp_path / "good.py").write_text(_good("shout"), "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
async def beset(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workshop]:
    """A folder with every hostile plugin there is, and a good one before and after them; two of them hang until their time is over."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "good.py").write_text(_good("shout"), "utf-8")
    (folder / "later.py").write_text(_good("shout_too"), "utf-8")
    for number, (source, _) in enumerate(HOSTILE.values()):
        (folder / f"hostile{number}.py").write_bytes(source.encode().replace(b"\\0", b"\xff\xfe\0"))
    async with open_workshop(folder, bundled=folder / "none", load_seconds=4.0) as workshop:
        yield workshop


@pytest.mark.parametrize(("number", "kind"), list(enumerate(HOSTILE)))
async def test_a_broken_plugin_is_reported_and_left_out(beset: Workshop, number: int, kind: str) -> None:
    """With the reason, in both languages; where its folder lies is nobody's business."""
    _, reason = HOSTILE[kind]
    (broken,) = [one for one in (await beset.pool.census()).broken if one.file == f"hostile{number}.py"]
    assert reason in broken.reason.say("en")
    assert broken.reason.say("en") != broken.reason.say("fr")


@pytest.mark.parametrize("slug", ["shout", "shout_too"])
async def test_a_broken_plugin_takes_nothing_with_it(beset: Workshop, slug: str) -> None:
    """The good ones before and after all the others are there, and do their work."""
    assert set((await beset.pool.census()).modules) == {"shout", "shout_too"}
    assert (await beset.run(slug, [{"name": "acme"}])).rows == [{"name": "acme", "shout": "ACME"}]


async def test_what_a_plugin_prints_disturbs_nobody(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither at its import nor at work: standard output is the program's, for its answers."""
    noisy = _good("noisy").replace("    return", "    print('at work')\n    return")
    (folder / "noisy.py").write_text(f"print('x' * 100_000)\nimport os\nos.write(1, b'raw')\n{noisy}", "utf-8")
    async with open_workshop(folder, bundled=folder / "none") as workshop:
        outcome = await workshop.run("noisy", [{"nom": "acme"}])
        assert outcome.rows == [{"nom": "acme", "shout": "ACME"}]
        assert (await workshop.pool.census()).broken == ()
    assert capfd.readouterr().out == ""


async def test_files_that_begin_with_a_dash_are_no_plugins(folder: Path) -> None:
    """What several plugins share may lie beside them."""
    (folder / "_shared.py").write_text("1 / 0", "utf-8")
    (folder / "notes.txt").write_text("nothing", "utf-8")
    async with open_workshop(folder, bundled=folder / "none") as workshop:
        census = await workshop.pool.census()
    assert set(census.modules) == {"shout"}
    assert census.broken == ()


async def test_a_plugin_can_t_take_the_name_of_one_of_ours(tmp_path: Path) -> None:
    """The one that came with outhost stays."""
    (tmp_path / "aaa.py").write_text(_good("filter"), "utf-8")
    async with open_workshop(tmp_path) as workshop:
        census = await workshop.pool.census()
    assert not census.modules["filter"].is_own
    assert [(one.file, "filter.py" in one.reason.say()) for one in census.broken] == [("aaa.py", True)]


@pytest.mark.parametrize(
    ("value", "comes_as"),
    [
        ("object", "<class 'object'>"),
        ("'\\ud800x'", "\N{REPLACEMENT CHARACTER}x"),
        ("{1, 1}", [1]),
        ("float('nan')", None),
        ("10 ** 5000", None),
        ("(lambda deep: [deep.append(deep), deep][1])([])", None),
        ("b'\\xff'", "b'\\xff'"),
    ],
    ids=["a class", "half a character", "a set", "no number", "a long number", "itself", "bytes"],
)
async def test_what_json_can_t_say_loses_no_unit(folder: Path, value: str, comes_as: Any) -> None:
    """A cell that is no value comes as well as may be, and the job goes on."""
    (folder / "odd.py").write_text(_good("odd").replace('str(row["nom"]).upper()', value), "utf-8")
    async with open_workshop(folder, bundled=folder / "none") as workshop:
        outcome = await workshop.run("odd", [{"nom": "acme"}, {"nom": "bolt"}])
    assert len(outcome.rows) == 2
    assert comes_as is None or outcome.rows[0]["shout"] == comes_as
    assert outcome.failed == []


async def test_a_check_that_never_ends_is_ended(folder: Path) -> None:
    """A module that can't say whether params will do is told of in both languages, and the next one is asked as ever."""
    loop = "from pydantic import field_validator\nclass P(Params):\n    a: int = 0\n    @field_validator('a')\n    def b(cls, a):\n"
    source = _good("slow", run="run=run, params=P", params=f"{loop}        while a: pass\n        return a\n\nasync def")
    (folder / "slow.py").write_text(source, "utf-8")
    async with open_workshop(folder, bundled=folder / "none", load_seconds=4.0) as workshop:
        with pytest.raises(ParamsUnfit) as unfit:
            await workshop.pool.check("slow", {"a": 1})
        (issue,) = issues_of(unfit.value.errors)
        assert "did not answer" in issue.message.say("en")
        assert "n’a pas répondu" in issue.message.say("fr")
        assert await workshop.pool.check("slow", {"a": 0}) == {"a": 0}


async def test_what_a_module_gives_that_is_no_row_costs_its_unit(folder: Path) -> None:
    """The unit fails with the reason, and is not lost."""
    (folder / "odd.py").write_text(_good("odd").replace('{"shout": str(row["nom"]).upper()}', "42"), "utf-8")
    async with open_workshop(folder, bundled=folder / "none") as workshop:
        outcome = await workshop.run("odd", [{"nom": "acme"}])
    assert outcome.rows == []
    assert len(outcome.failed) == 1


async def test_every_word_of_our_modules_is_in_both_languages(workshop: Workshop) -> None:
    """Labels, help and the choices of each param, however deep it stands, and what each module is for."""
    modules = (await workshop.pool.census()).modules
    assert (await workshop.pool.census()).broken == ()
    assert {"import", "filter", "sort", "personalise"} <= set(modules)
    for module in modules.values():
        assert module.label.en != module.label.fr
        assert module.description.en != module.description.fr
        for name, field in _fields(module.config_schema):
            assert set(field["x-label"]) == {"en", "fr"}, name
            assert all(field["x-label"].values()), name
            assert "enum" not in field or set(field["x-options"]) == set(field["enum"]), name
            assert "$ref" not in str(field), name


def _fields(schema: Any) -> Iterator[tuple[str, Any]]:
    for name, field in schema.get("properties", {}).items():
        yield name, field
        for below in (field, *field.get("anyOf", [])):
            yield from _fields(below)
