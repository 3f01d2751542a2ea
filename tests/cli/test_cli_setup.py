"""`outhost setup`."""

import sqlite3
import stat
import uuid
from contextlib import closing

import pytest
from programs import EMAIL, PASSWORD, Program


def test_set_up_tells_everything_once(empty: Program) -> None:
    """One command gives me a user, a workspace, a key and a password, in one document."""
    made = empty.answer("setup", "--email", " Alex@Example.com ", "--full-name", "Alex", "--workspace", "Acme", "--credits", "7")
    assert list(made) == ["user_id", "email", "workspace_id", "api_key", "password", "credits", "lists", "data_dir"]
    assert (made["email"], made["workspace_id"], made["credits"], made["lists"]) == (EMAIL, 1, 7, [])
    assert str(uuid.UUID(made["user_id"])) == made["user_id"]
    assert str(uuid.UUID(made["api_key"])) == made["api_key"]
    assert len(made["password"]) >= 12
    assert made["data_dir"] == str(empty.data_dir)
    for path in [empty.data_dir, *empty.data_dir.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert made["api_key"].encode() not in empty.database.read_bytes()
    assert made["password"].encode() not in empty.database.read_bytes()


def test_set_up_speaks_to_people_too(empty: Program) -> None:
    """Without --json I read what I need to know, and what to do next."""
    said = empty.run("setup", "--email", EMAIL, "--demo")
    assert said.status == 0
    assert said.err == ""
    for word in ("API key", "Password", "shown this once", "outhost serve", "Ice breakers"):
        assert word in said.out


def test_a_second_set_up_is_refused_and_changes_nothing(installed: Program) -> None:
    """Already set up: exit 1, one line that says what to do instead, and my key still works."""
    before = _dump(installed)
    said = installed.run("setup", "--email", "b@example.com", "--json")
    assert (said.status, said.out) == (1, "")
    assert "already set up" in said.says
    assert "outhost users add" in said.says
    assert _dump(installed) == before


@pytest.mark.parametrize(
    ("words", "said", "status", "names"),
    [
        (["--email", "nobody"], b"", 1, "email"),
        (["--email", EMAIL, "--password-stdin"], b"short\n", 1, "password"),
        (["--email", EMAIL, "--password-stdin"], b"horse 1 \xff\xff\xff\xff\n", 2, "UTF-8"),
        (["--email", EMAIL, "--credits", "-1"], b"", 2, "--credits"),
        ([], b"", 2, "--email"),
    ],
    ids=["no address", "a weak password", "bytes for a password", "fewer credits than none", "nobody"],
)
def test_a_set_up_that_won_t_do_is_refused(empty: Program, words: list[str], said: bytes, status: int, names: str) -> None:
    """A typo is named in one line."""
    refused = empty.run("setup", *words, "--json", said=said)
    assert (refused.status, refused.out) == (status, "")
    assert names in refused.err.splitlines()[-1]


def test_after_a_typo_one_can_try_again(empty: Program) -> None:
    """A refused set-up leaves me where I was: nobody is there yet."""
    assert empty.run("setup", "--email", "nobody").status == 1
    assert empty.answer("setup", "--email", EMAIL)["workspace_id"] == 1


def test_a_password_of_one_s_own_is_not_shown(blueprint: Program) -> None:
    """The password that I gave is mine; nothing prints it, and the database does not know it."""
    assert PASSWORD.encode() not in blueprint.database.read_bytes()


def test_the_demo_s_lists_are_there_and_empty(installed: Program) -> None:
    """A PNG, a GIF, an ai and an ice_breaker list to try things on, and nothing charged."""
    lists = installed.answer("lists", "list")["lists"]
    assert sorted((one["list_type"], one["image_extension"], one["lead_count"]) for one in lists) == [
        ("ai", "png", 0),
        ("ice_breaker", "png", 0),
        ("meme", "gif", 0),
        ("meme", "png", 0),
    ]
    assert {tuple(one["variables"]) for one in lists if one["list_type"] == "meme"} == {("first_name", "company")}
    assert installed.answer("credits", "show")["credits"] == 1000


def _dump(program: Program) -> str:
    with closing(sqlite3.connect(program.database)) as connection:
        return "\n".join(line for line in connection.iterdump() if "templates" not in line)  # those follow what is shipped


def test_the_demo_has_rows_to_try_things_on(empty: Program) -> None:
    """They are a finished job when the command ends; nothing was charged, and the lists are empty."""
    made = empty.answer("setup", "--email", EMAIL, "--demo", "--credits", "7")
    (job,) = empty.answer("jobs", "list")["jobs"]
    assert (job["job_type"], job["status"], job["results_count"], job["error_count"]) == ("import", "done", 6, 0)
    assert made["credits"] == empty.answer("credits", "show", "--email", EMAIL)["credits"] == 7
    assert [entry["lead_count"] for entry in empty.answer("lists", "list")["lists"]] == [0] * 4
