"""The gaps of examples: `{{base}}` is the server's address, and an id, a code, a token or a key is known to nobody but its owner."""

import re
from typing import Any, Final

_GAP: Final = re.compile(r"\{\{(\w+_(?:id|code|token|key))\}\}")
"""Variables of a template are written like gaps, but never end like these."""


def filled_text(text: str, base: str) -> str:
    """Fill the gaps of a text: `{{list_id}}` becomes `LIST_ID`."""
    return _GAP.sub(lambda gap: gap[1].upper(), text.replace("{{base}}", base))


def filled(value: Any, base: str) -> Any:
    """Fill the gaps of a JSON value."""
    match value:
        case str():
            return filled_text(value, base)
        case list():
            return [filled(item, base) for item in value]
        case _ if hasattr(value, "items"):
            return {key: filled(item, base) for key, item in value.items()}
        case _:
            return value
