"""What a plugin raised, in one line."""

from typing import Final

_MOST_CHARS: Final = 400


def brief(fault: BaseException) -> str:
    """Say what was raised: its kind, and its words if it has any. Never raises itself, whatever the fault is made of."""
    try:
        words = str(fault)[:_MOST_CHARS]
    except BaseException:  # noqa: BLE001 - a plugin's own code
        words = ""
    return f"{type(fault).__name__}: {words}" if words else type(fault).__name__
