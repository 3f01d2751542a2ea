"""Commands that a reader can paste into a shell."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

KEY_PLACEHOLDER = "YOUR_API_KEY"
LIST_PLACEHOLDER = "LIST_ID"


def curl(method: str, url: str, body: Mapping[str, Any] | None = None, key: str = KEY_PLACEHOLDER) -> str:
    """Write one call of `/v1` as a command, one option a line; `script/curl.js` writes the same."""
    lines = [f"curl {shlex.quote(url)}" if method == "GET" else f"curl -X {method} {shlex.quote(url)}"]
    lines.append(f"-H 'X-API-Key: {key}'")
    if body is not None:
        lines.append("-H 'Content-Type: application/json'")
        lines.append("-d '" + json.dumps(body, ensure_ascii=False, separators=(",", ":")).replace("'", "'\\''") + "'")
    return " \\\n  ".join(lines)
