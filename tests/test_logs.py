"""Log lines: a constant message and its fields, as text or as JSON."""

import json
import logging
from collections.abc import Iterator

import pytest

from outhost import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Give the other tests their handlers back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_of_text_has_moment_level_message_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    """I read the log: when, how bad, what, and of what."""
    logs.begin("text")
    logging.getLogger("outhost").warning("A lead was refused.", extra={"list_id": 7})
    line = capsys.readouterr().err
    moment, rest = line.split(" ", 1)
    assert moment.endswith("Z")
    assert rest == "warning A lead was refused. list_id=7\n"


def test_a_line_of_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """My log collector reads every line, a trace with its line breaks too, and any value as text."""
    logs.begin("json")
    try:
        1 / 0  # noqa: B018 - it is the fault that is wanted
    except ZeroDivisionError:
        logging.getLogger("outhost").exception("It broke.", extra={"path": "/v1/é\n", "what": object})
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    document = json.loads(line)
    assert (document["level"], document["message"], document["path"]) == ("error", "It broke.", "/v1/é\n")
    assert "ZeroDivisionError: division by zero" in document["trace"]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_line_is_one_line_whatever_a_client_sends(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    """Nobody writes lines of their own into my log by a line break in a path."""
    logs.begin(log_format)
    logging.getLogger("outhost").info("Answered.", extra={"path": "/a\n2026-01-01T00:00:00Z info Answered. path=/b\r\x1b[2J"})
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "\r" not in written
    assert "\x1b" not in written


def test_libraries_speak_up_only_when_something_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """The log is about my installation, not about how it is made."""
    logs.begin("text")
    for library in ("sanic.root", "sanic.access", "asyncio"):
        logging.getLogger(library).info("chatter")
    assert capsys.readouterr().err == ""
