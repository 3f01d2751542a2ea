"""`outhost feedback`: the owner reads and answers at the terminal what people wrote, with and without a server."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import httpx
from programs import Answer, Program, Server

RunHere = Callable[..., Answer]

LETTER = {"email": "zoe@example.com", "name": "Zoé", "subject": "Prices", "message": "Hello,\nis there one for clubs?"}


def test_i_read_and_answer_a_stranger_beside_a_running_server(run_here: RunHere, neighbour: Program, server: Server) -> None:
    """What came by the contact form is listed, shown, answered by mail, closed, opened again and deleted, through the server."""
    answer = httpx.post(f"{server.url}/api/contact", json=LETTER, headers={"Accept-Language": "fr"})
    assert answer.status_code == 200, answer.text
    listed = run_here(neighbour, "feedback", "list", "--kind", "contact", "--status", "open", "--json").document
    (thread,) = listed["threads"]
    assert (thread["author"], thread["subject"], listed["total"]) == ("zoe@example.com", "Prices", 1)
    number = str(thread["id"])
    shown = run_here(neighbour, "feedback", "show", number).out
    assert "Hello,\nis there one for clubs?\n" in shown
    assert "module_slug" not in shown
    assert run_here(neighbour, "feedback", "answer", number, "There is.", "--json").document["status"] == "answered"
    assert run_here(neighbour, "feedback", "close", number, "--json").document["status"] == "closed"
    assert run_here(neighbour, "feedback", "reopen", number, "--json").document["status"] == "open"
    assert run_here(neighbour, "feedback", "delete", number, "--json").document == {"deleted": True, "id": thread["id"]}
    assert run_here(neighbour, "feedback", "list", "--json").document == {"threads": [], "total": 0}


def test_the_answer_may_come_from_a_file_and_without_a_server(installed: Program) -> None:
    """I write a long answer in my editor and pipe it in; the letter waits for a server to send it."""
    with installed.serve() as server:
        assert httpx.post(f"{server.url}/api/contact", json=LETTER).status_code == 200
    answered = installed.run("feedback", "answer", "1", "-", "--json", said="There is.\nIt is free.\n").document
    assert [(one["by"], one["message"]) for one in answered["messages"]] == [
        ("author", LETTER["message"]),
        ("administrator", "There is.\nIt is free."),
    ]
    with closing(sqlite3.connect(installed.database)) as database:
        waiting = database.execute("SELECT plain FROM letters WHERE recipient = ?", [LETTER["email"]]).fetchall()
    assert ["There is.\nIt is free." in plain for (plain,) in waiting] == [True]


def test_a_stranger_who_asks_to_be_forgotten_is(installed: Program) -> None:
    """One command takes Zoe's message and the answer that waits for her, and says so in columns; nothing more names her."""
    with installed.serve() as server:
        assert httpx.post(f"{server.url}/api/contact", json=LETTER).status_code == 200
    installed.run("feedback", "answer", "1", "There is.")
    erased = installed.run("privacy", "erase", LETTER["email"]).out.splitlines()
    assert [line.split() for line in erased] == [["letters", "1"], ["feedback_threads", "1"]]
    assert len({line.index("1") for line in erased}) == 1
    assert installed.run("feedback", "list", "--json").document == {"threads": [], "total": 0}
    assert installed.run("privacy", "erase", LETTER["email"]).out == "Nothing names this person.\n"


def test_what_is_not_there_is_said_in_a_line(run_here: RunHere, blueprint: Program) -> None:
    """A slip of the number, or an empty answer, is refused with status 1."""
    for words in (["show", "99"], ["answer", "99", "Hello"], ["close", "99"], ["reopen", "99"], ["delete", "99"]):
        answer = run_here(blueprint, "feedback", *words)
        assert (answer.status, answer.out) == (1, "")
        assert "nothing of yours" in answer.says
    blank = run_here(blueprint, "feedback", "answer", "99", " ")
    assert (blank.status, blank.says) == (1, "outhost: message: must have 1–5000 characters that are not all blank")
