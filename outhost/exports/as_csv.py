"""Cells that are safe to open in a spreadsheet."""

import re

_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![0-9 .,()\-]*\Z)")


def neutralise(cell: str) -> str:
    """Put a `'` before a cell that a spreadsheet would run as a formula.

    That is one that begins with `=`, `@`, a tab or a carriage return, or with `+` or `-` followed by anything but digits, spaces and
    `.,()-`: telephone numbers and negative amounts stay as they are.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell
