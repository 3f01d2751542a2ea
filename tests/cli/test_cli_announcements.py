"""`outhost announcements`: the owner tells everybody something from the terminal, with and without a server."""

from collections.abc import Callable

import httpx
from programs import Answer, Program, Server

RunHere = Callable[..., Answer]


def test_everybody_reads_what_i_announce_until_i_take_it_back(run_here: RunHere, neighbour: Program, server: Server) -> None:
    """It is there at once for people without a login, in both languages, and gone as soon as I remove it."""
    made = run_here(
        neighbour, "announcements", "add", "Back at nine.", "--fr", "De retour à neuf heures.", "--level", "critical", "--until",
        "2096-06-01T00:00:00Z", "--json",
    ).document  # fmt: skip
    shown = httpx.get(f"{server.url}/api/announcements").json()["items"]
    assert shown == [made]
    assert made["text"] == {"en": "Back at nine.", "fr": "De retour à neuf heures."}
    assert (made["level"], made["until"]) == ("critical", "2096-06-01T00:00:00Z")
    assert run_here(neighbour, "announcements", "list", "--json").document == {"announcements": shown}
    assert "critical  2096-06-01T00:00:00Z  Back at nine." in run_here(neighbour, "announcements", "list").out
    assert run_here(neighbour, "announcements", "remove", str(made["id"]), "--json").document == {"removed": True, "id": made["id"]}
    assert httpx.get(f"{server.url}/api/announcements").json() == {"items": []}


def test_an_announcement_can_be_made_before_the_server_runs(installed: Program) -> None:
    """I write it while the server is down; whoever comes first reads it."""
    made = installed.run("announcements", "add", "Welcome.", "--json").document
    with installed.serve() as server:
        assert httpx.get(f"{server.url}/api/announcements").json()["items"] == [made]
    assert made["text"] == {"en": "Welcome.", "fr": "Welcome."}


def test_what_cannot_be_announced_is_said_in_a_line(run_here: RunHere, blueprint: Program) -> None:
    """A blank text, a time that is over, a number that nobody has: status 1, and nothing is there."""
    for words, says in (
        (["add", " "], "text.en: must have 1–500 characters"),
        (["add", "Hello", "--until", "2006-06-01T00:00:00Z"], "until: must lie in the future"),
        (["remove", "99"], "nothing of yours"),
    ):
        answer = run_here(blueprint, "announcements", *words)
        assert (answer.status, answer.out) == (1, "")
        assert says in answer.says
    assert run_here(blueprint, "announcements", "list", "--json").document == {"announcements": []}
