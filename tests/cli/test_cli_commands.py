"""Every command, as its owner types it: with --json one document on standard output and nothing else, without it words."""

import importlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import pytest
from maps import Map
from programs import EMAIL, Answer, Program, Server, list_of

from outhost.cli.program import COMMANDS

RunHere = Callable[..., Answer]

SECOND = "kim@example.com"

TABLE = {
    "users add": (["--email", "{fresh}"], {"user_id", "email", "workspace_id", "api_key", "password", "credits"}),
    "users list": ([], {"users"}),
    "users deactivate": (["--email", SECOND], {"user_id", "email", "full_name", "is_active", "is_admin", "created_at"}),
    "users reactivate": (["--email", SECOND], {"user_id", "email", "full_name", "is_active", "is_admin", "created_at"}),
    "users reset-password": (["--email", SECOND], {"email", "password"}),
    "users reset-totp": (["--email", SECOND], {"email"}),
    "keys rotate": (["--email", SECOND], {"api_key", "rotated_at"}),
    "keys create": (
        ["--email", SECOND, "--name", "n8n", "--scope", "read", "--expires", "2126-01-01T00:00:00Z"],
        {"id", "name", "prefix", "scopes", "user_id", "created_at", "last_used_at", "expires_at", "key"},
    ),
    "keys list": (["--email", SECOND], {"workspace_id", "keys"}),
    "keys revoke": (["--email", SECOND, "{key}"], {"revoked", "id"}),
    "credits grant": (["5", "--email", SECOND, "--reason", "a gift"], {"granted", "credits"}),
    "credits revoke": (["5", "--email", SECOND], {"revoked", "credits"}),
    "credits show": (["--workspace", "2"], {"workspace_id", "credits"}),
    "credits ledger": (["--email", SECOND, "--limit", "2"], {"workspace_id", "entries"}),
    "subscriptions set": (
        ["--email", SECOND, "--plan", "growth", "--status", "active", "--period-end", "2026-06-01T00:00:00Z"],
        {"plan_name", "status", "current_period_end", "cancel_at_period_end"},
    ),
    "lists add": (
        ["--email", SECOND, "--name", "New", "--type", "ai"],
        {"list_id", "list_name", "list_type", "status", "created_at", "lead_count", "variables", "image_extension", "image_bytes"},
    ),
    "lists list": (["--email", EMAIL], {"lists"}),
    "lists show": (
        ["--email", EMAIL, "{list}"],
        {"list_id", "lead_count", "image_bytes", "review", "max_bytes", "alt_text", "max_colors", "frame_step"},
    ),
    "lists export": (["--email", EMAIL, "{list}", "-o", "{file}"], {"list_id", "leads", "output", "images", "held_back"}),
    "lists snippet": (
        ["--email", EMAIL, "{list}", "--for", "brevo"],
        {"list_id", "for", "tool", "snippet", "width", "height", "columns", "steps", "notes"},
    ),
    "leads add": (
        ["--email", EMAIL, "{list}", "first_name=Sam", "colour=red"],
        {
            "lead_id",
            "tracking_id",
            "image_url",
            "missing_variables",
            "ignored_variables",
            "warnings",
            "review_status",
            "credits_remaining",
        },
    ),
    "leads show": (
        ["--email", EMAIL, "{list}", "{lead}"],
        {"lead_id", "tracking_id", "image_url", "variables", "warnings", "alt_text", "review_status", "image_bytes", "snippet"},
    ),
    "leads review": (["--email", EMAIL, "{held}"], {"leads", "total", "limit", "offset"}),
    "leads approve": (["--email", EMAIL, "{held}", "{waiting}"], {"list_id", "review_status", "leads"}),
    "leads reject": (["--email", EMAIL, "{held}", "--all"], {"list_id", "review_status", "leads"}),
    "leads delete": (["--email", EMAIL, "{list}", "{lead}"], {"deleted", "lead_id"}),
    "lists retain": (["--email", EMAIL, "{list}", "3650"], {"list_id", "retention_days"}),
    "lists delete": (["--email", EMAIL, "{spare}"], {"deleted", "list_id"}),
    "atlas load": (
        ["{map}", "--country", "FRA"],
        {"name", "kind", "licence", "date", "places", "areas", "twins", "with_telephone", "with_website", "with_address", "left_out"},
    ),
    "atlas list": ([], {"sources", "size_bytes"}),
    "atlas search": (["{bakery}", "--near", "45.76,4.84,2"], {"query", "understood", "labels", "words", "zones", "total", "places"}),
    "atlas remove": (["{loaded}"], {"removed", "name"}),
    "privacy export": (["--email", SECOND, "sam@example.com"], {"subject_kind", "leads", "events", "letters", "counts"}),
    "privacy erase": (["--email", SECOND, "sam@example.com", "--suppress"], {"subject_kind", "erased", "suppressed", "remaining"}),
    "privacy suppress": (["--email", SECOND, "+33 6 12 34 56 78"], {"id", "subject_kind", "digest", "created_at"}),
    "privacy list": (["--email", SECOND], {"suppressions", "total"}),
    "privacy unsuppress": (["--email", SECOND, "06 12 34 56 78"], {"suppressions"}),
    "templates list": ([], {"templates"}),
    "templates preview": (["sticky-note", "first_name=Sam", "-o", "{file}"], {"file", "width", "height", "warnings"}),
    "modules list": ([], {"modules", "broken"}),
    "modules show": (["filter"], {"slug", "category", "state", "label", "needs", "produces", "missing", "config_schema"}),
    "modules new": (["mine"], {"slug", "file"}),
    "config show": ([], {"host", "port", "base_url", "initial_credits", "track_opens"}),
    "completion": (["bash"], {"shell", "script"}),
    "status": ([], {"running", "url", "pid", "data_dir"}),
    "version": ([], {"version"}),
}
"""Words, with what a test fills in, and the keys of the answer."""

ELSEWHERE = {"announcements", "demo", "feedback", "jobs", "mail", "pipelines", "selftest", "serve", "setup", "stop", "veille", "webhooks"}
"""Commands that have tests of their own, with an installation of their own."""


def test_every_command_is_in_the_table() -> None:
    """Nothing that can be typed goes untried."""
    found = set()
    for name in set(COMMANDS) - ELSEWHERE:
        command = importlib.import_module(f"outhost.cli.{name}").command
        found |= {f"{name} {below}" for below in command.commands} if isinstance(command, click.Group) else {name}
    assert found == set(TABLE)


@pytest.mark.parametrize("command", TABLE)
def test_a_command_beside_a_server_answers_in_one_document(
    run_here: RunHere, neighbour: Program, server: Server, tmp_path: Path, command: str
) -> None:
    """With --json, standard output is one JSON document, standard error is silent, and the running server did the work."""
    words, keys = TABLE[command]
    filled = _filled(neighbour, words, tmp_path)
    answer = run_here(neighbour, *command.split(), *filled, "--json")
    assert (answer.status, answer.err.removeprefix("Leads\n")) == (0, ""), answer.err
    assert keys <= set(answer.document)
    assert server.process.poll() is None


@pytest.mark.parametrize("words", [["credits", "show", "--email", EMAIL], ["users", "list"], ["config", "show"], ["templates", "list"]])
def test_the_installed_program_answers_as_its_commands_do(neighbour: Program, server: Server, words: list[str]) -> None:
    """What is tried in one process holds for the program in a shell: one document, and not a word beside it."""
    answer = neighbour.run(*words, "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.document


@pytest.mark.parametrize("command", TABLE)
def test_a_command_without_a_server_speaks_to_people(run_here: RunHere, workshop: Program, tmp_path: Path, command: str) -> None:
    """Without --json I read lines, not a document; nothing of it is an error."""
    words, _ = TABLE[command]
    filled = _filled(workshop, words, tmp_path)
    answer = run_here(workshop, *command.split(), *filled)
    assert answer.status == 0, answer.err
    assert answer.out.strip() or command == "lists export"
    assert "Traceback" not in answer.err
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.out)


@pytest.mark.parametrize(
    "words",
    [
        ["dance"],
        ["credits", "dance"],
        ["credits", "grant"],
        ["credits", "grant", "0"],
        ["credits", "grant", "-5"],
        ["credits", "grant", "1.5"],
        ["credits", "grant", "99999999999999999999"],
        ["credits", "show", "--workspace", "one"],
        ["lists", "add", "--name", "N"],
        ["lists", "add", "--name", "N", "--template", "sticky-note", "--type", "ai"],
        ["lists", "add", "--name", "N", "--spec", "/nowhere.json"],
        ["leads", "add", "x"],
        ["leads", "add", "x", "first_name"],
        ["leads", "approve", "x"],
        ["leads", "reject", "x"],
        ["leads", "approve", "x", "y", "--all"],
        ["leads", "review", "x", "--limit", "0"],
        ["lists", "snippet", "x", "--for", "pigeon"],
        ["lists", "add", "--name", "N", "--template", "sticky-note", "--max-bytes", "0"],
        ["lists", "add", "--name", "N", "--template", "sticky-note", "--review", "all"],
        ["lists", "add", "--name", "N", "--type", "ai", "--review", "warnings"],
        ["subscriptions", "set", "--plan", "p", "--status", "paid"],
        ["subscriptions", "set", "--plan", "p", "--status", "active", "--period-end", "soon"],
        ["lists", "export", "x", "--json"],
        ["completion", "tcsh"],
        ["keys", "create"],
        ["keys", "create", "--name", "n8n", "--scope", "all"],
        ["keys", "create", "--name", "n8n", "--expires", "soon"],
        ["keys", "revoke", "0"],
        ["keys", "revoke", "osk_"],
        ["atlas", "load"],
        ["atlas", "remove"],
        ["atlas", "search"],
        ["atlas", "search", "bakery", "--near", "here"],
        ["atlas", "search", "bakery", "--mode", "slow"],
        ["serve", "--port", "70000"],
        ["credits", "grant", "5", "--reason", "\udcff"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_a_hint(run_here: RunHere, blueprint: Program, words: list[str]) -> None:
    """A slip of the fingers is told from a refusal: exit 2, and nothing was looked up or written."""
    before = blueprint.database.read_bytes()
    answer = run_here(blueprint, *words)
    assert (answer.status, answer.out) == (2, "")
    assert "Traceback" not in answer.err
    assert answer.err.splitlines()[-1].startswith(("Error: ", "Usage: "))
    assert blueprint.database.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["credits", "show", "--email", "nobody@example.com"], "nobody@example.com"),
        (["credits", "show", "--workspace", "99"], "99"),
        (["credits", "revoke", "1001"], "1000"),
        (["lists", "show", "not-a-list"], "No list of yours"),
        (["lists", "delete", "cf9a8f55-7e7c-4d2e-aa1f-4d9b7e25c1a1"], "No list of yours"),
        (["lists", "export", "not-a-list", "-o", "/dev/null"], "No list of yours"),
        (["leads", "add", "not-a-list", "first_name=Sam"], "No list of yours"),
        (["leads", "show", "not-a-list", "x"], "No list of yours"),
        (["leads", "review", "not-a-list"], "No list of yours"),
        (["leads", "approve", "not-a-list", "x"], "No list of yours"),
        (["leads", "reject", "not-a-list", "--all"], "No list of yours"),
        (["lists", "snippet", "not-a-list"], "No list of yours"),
        (["lists", "add", "--name", "N", "--template", "sticky-note", "--alt-text", "For {{nobody}}"], "alt_text: names 'nobody'"),
        (["lists", "add", "--name", "N", "--template", "sticky-note", "--max-bytes", "10"], "max_bytes: can't be met"),
        (["lists", "add", "--name", "N", "--template", "no-such"], "sticky-note"),
        (["lists", "add", "--name", " ", "--template", "sticky-note"], "name"),
        (["users", "add", "--email", EMAIL], "already has an account"),
        (["users", "deactivate", "--email", EMAIL], "last active administrator"),
        (["templates", "preview", "no-such", "-o", "/dev/null"], "sticky-note"),
        (["keys", "create", "--name", " "], "name"),
        (["keys", "create", "--name", "n8n", "--expires", "2020-01-01T00:00:00Z"], "expires_at"),
        (["keys", "create", "--name", "n8n", "--workspace", "99"], "99"),
        (["keys", "revoke", "99"], "nothing of yours"),
        (["atlas", "load", "/nowhere.osm.pbf"], "/nowhere.osm.pbf is not there"),
        (["atlas", "load", "/dev/null"], "read twice"),
        (["atlas", "remove", "no-such"], "no-such"),
        (["atlas", "search", "bakery"], "The atlas is empty"),
        (["atlas", "search", "?!"], "query: must have a word"),
        (["stop"], "No server runs"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_refusal_ends_with_1_and_one_line_that_says_why(run_here: RunHere, blueprint: Program, words: list[str], names: str) -> None:
    """What can't be done is said in one line, on standard error, and changes nothing."""
    before = _dump(blueprint)
    answer = run_here(blueprint, *words, "--json")
    assert (answer.status, answer.out) == (1, "")
    assert names in answer.says
    assert _dump(blueprint) == before


def test_a_group_alone_shows_what_there_is(run_here: RunHere, blueprint: Program) -> None:
    """I type `outhost credits` and see what I can do with credits."""
    answer = run_here(blueprint, "credits")
    assert (answer.status, answer.out) == (2, "")
    for word in ("grant", "revoke", "show", "ledger"):
        assert word in answer.err


def test_a_fault_ends_with_3_and_its_trace(installed: Program) -> None:
    """Something broke that I could not know of: exit 3, the trace for whoever helps me, and nothing charged."""
    (installed.data_dir / "images").write_text("a file where a folder belongs")
    answer = installed.run("leads", "add", list_of(installed, "png"), "first_name=Sam", "--json")
    assert (answer.status, answer.out) == (3, "")
    assert "Traceback" in answer.err
    assert answer.err.splitlines()[-1] == "outhost: this is a fault of ours; the lines above say where."
    assert installed.answer("credits", "show")["credits"] == 1000


def test_a_folder_without_an_installation_is_told_so(empty: Program) -> None:
    """Before the set-up, a command says what to begin with, and makes no folder."""
    answer = empty.run("credits", "show")
    assert (answer.status, answer.out) == (1, "")
    assert "outhost setup" in answer.says
    assert not empty.data_dir.exists()


def _filled(program: Program, words: list[str], tmp_path: Path) -> list[str]:
    """Fill the gaps of a table's words with what this installation has."""
    lists = {"{list}": lambda one: list_of(one, "png"), "{spare}": _spare_list, "{lead}": _spare_lead}
    lists |= {"{key}": _spare_key, "{held}": _held_list, "{waiting}": _waiting_lead}
    lists |= {"{map}": lambda _: str(_small_map(tmp_path)), "{loaded}": lambda one: _loaded_map(one, tmp_path)}
    lists |= {"{bakery}": lambda one: _bakery_on_a_map(one, tmp_path)}
    files = {"{file}": str(tmp_path / "out"), "{fresh}": f"{tmp_path.name}@example.com".replace("[", "").replace("]", "")}
    return [lists[word](program) if word in lists else files.get(word, word) for word in words]


def _spare_list(program: Program) -> str:
    return str(program.answer("lists", "add", "--email", EMAIL, "--name", "Spare", "--type", "ai")["list_id"])


def _spare_lead(program: Program) -> str:
    return str(program.answer("leads", "add", "--email", EMAIL, list_of(program, "png"), "first_name=Sam")["lead_id"])


def _spare_key(program: Program) -> str:
    return str(program.answer("keys", "create", "--email", SECOND, "--name", "Spare")["id"])


def _held_list(program: Program) -> str:
    """Give the list that holds doubtful images, made with a lead that waits the first time."""
    made = {one["list_name"]: one["list_id"] for one in program.answer("lists", "list", "--email", EMAIL)["lists"]}
    if "Held" not in made:
        made |= {
            "Held": program.answer("lists", "add", "--email", EMAIL, "--name", "Held", "--template", "sticky-note", "--review", "warnings")[
                "list_id"
            ]
        }
    program.answer("leads", "add", "--email", EMAIL, made["Held"], "company=Acme")
    return str(made["Held"])


def _waiting_lead(program: Program) -> str:
    waiting = program.answer("leads", "review", "--email", EMAIL, _held_list(program))
    return str(waiting["leads"][0]["tracking_id"])


def _small_map(folder: Path) -> Path:
    drawn = Map()
    drawn.node(1, 45.76, 4.84, shop="bakery", name="Au Pain")
    return drawn.written(folder / "small.osm")


def _loaded_map(program: Program, folder: Path) -> str:
    return str(program.answer("atlas", "load", str(_small_map(folder)), "--name", "spare")["name"])


def _bakery_on_a_map(program: Program, folder: Path) -> str:
    _loaded_map(program, folder)
    return "boulangerie"


def _dump(program: Program) -> str:
    """Write the database down, but for the templates, which follow what is shipped, and SQLite's own statistics."""
    with closing(sqlite3.connect(program.database)) as connection:
        return "\n".join(line for line in connection.iterdump() if "templates" not in line and "sqlite_stat" not in line)
