"""Commands that a reader can paste into a shell."""

import json
import shlex
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

KEY_PLACEHOLDER = "YOUR_API_KEY"
LIST_PLACEHOLDER = "LIST_ID"

_JAR = "-b cookies.txt -c cookies.txt"
"""Sends the cookies that earlier calls got, and keeps those that come: log in, and the next command is logged in too."""


class Way(StrEnum):
    """How a command comes in."""

    KEY = "key"
    COOKIE = "cookie"
    NONE = "none"


def curl(
    method: str,
    url: str,
    body: Mapping[str, Any] | None = None,
    *,
    key: str = KEY_PLACEHOLDER,
    way: Way = Way.KEY,
    file: str | None = None,
) -> str:
    """Write one call as a command, one option a line; with `file` that is sent as a form; `script/curl.js` writes the same."""
    lines = [f"curl {shlex.quote(url)}" if method == "GET" else f"curl -X {method} {shlex.quote(url)}"]
    lines += {Way.KEY: [f"-H 'X-API-Key: {key}'"], Way.COOKIE: [_JAR], Way.NONE: []}[way]
    if file is not None:
        lines.append(f"-F {shlex.quote(f'file=@{file}')}")
    elif body is not None:
        lines.append("-H 'Content-Type: application/json'")
        lines.append("-d '" + json.dumps(body, ensure_ascii=False, separators=(",", ":")).replace("'", "'\\''") + "'")
    return " \\\n  ".join(lines)
