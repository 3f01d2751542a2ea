"""Tables on the command line: rows of a CSV or XLSX file as people of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click

from outhost.domain.errors import InvalidInput
from outhost.domain.tables import TablePreview, map_columns
from outhost.tables.table import Table, is_wide, variables_of

_HINT = "--csv"
_FILE = "file"


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that was read: the names of its columns, and its rows, none wider than they are many."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | None]]


def read_table(path: Path) -> ReadTable:
    """Read a table whole.

    Raises:
        click.BadParameter: it can't be read, has no row, or one that is wider than its first.
    """
    with path.open("rb") as file:
        try:
            table = Table(file)
            rows = [_narrow(path, number, cells, table.form.columns) for number, cells in table.rows()]
        except InvalidInput as refusal:
            raise _bad(path, refusal) from None
    if not rows:
        raise click.BadParameter(f"{path} has no rows below its first", param_hint=_HINT)
    return ReadTable(table.form.columns, rows)


def people_of(table: ReadTable, variables: Sequence[str], given: Mapping[str, str | None]) -> list[dict[str, str | None]]:
    """Make one person of each row: the variables that have a column, and the other columns by their own names.

    Raises:
        click.BadParameter: what is given names no variable, or no column.
    """
    try:
        mapping = map_columns(variables, table.columns, given)
    except InvalidInput as refusal:
        raise _bad(Path(), refusal) from None
    used = set(mapping.values()) | set(variables)
    return [
        variables_of(cells, table.columns, mapping)
        | {column: cell for column, cell in zip_longest(table.columns, cells) if column not in used}
        for cells in table.rows
    ]


def preview_of(path: Path, variables: Sequence[str], given: Mapping[str, str | None]) -> TablePreview:
    """Look at a table.

    Raises:
        click.BadParameter: it can't be read, or what is given names what is not there.
    """
    with path.open("rb") as file:
        try:
            return Table(file).preview(variables, given)
        except InvalidInput as refusal:
            raise _bad(path, refusal) from None


def preview_document(preview: TablePreview) -> dict[str, Any]:
    """Write a preview as JSON can carry it."""
    form = preview.form
    return {
        "kind": form.kind,
        "delimiter": form.delimiter,
        "encoding": form.encoding,
        "sheet": form.sheet,
        "has_header": form.has_header,
        "columns": list(form.columns),
        "mapping": dict(preview.mapping),
        "rows": [dict(row) for row in preview.rows],
        "row_count": preview.row_count,
        "warnings": [warning.say() for warning in preview.warnings],
    }


def preview_lines(preview: TablePreview) -> list[str]:
    """Write a preview for a terminal: what goes where, the first rows, and what is doubtful."""
    form = preview.form
    found = f"sheet {form.sheet}" if form.sheet else f"{form.encoding}, cells divided by {form.delimiter!r}"
    names = list(preview.rows[0]) if preview.rows else []
    widths = {name: max(len(name), *(len(row[name] or "") for row in preview.rows)) for name in names}
    return [
        f"{form.kind.upper()}, {found}, {preview.row_count} rows",
        *(f"{name} ← {column}" for name, column in preview.mapping.items()),
        "",
        "  ".join(f"{name:{widths[name]}}" for name in names).rstrip(),
        *("  ".join(f"{row[name] or '':{widths[name]}}" for name in names).rstrip() for row in preview.rows),
        *(["", *(warning.say() for warning in preview.warnings)] if preview.warnings else []),
    ]


def mapping_of(pairs: Sequence[str]) -> dict[str, str | None]:
    """Read `first_name=Prénom`; nothing after the `=` leaves a variable without a column."""
    if bad := [pair for pair in pairs if "=" not in pair]:
        raise click.BadParameter(f"{bad[0]!r} is not of the form variable=column", param_hint="--map")
    return {name: column or None for name, _, column in (pair.partition("=") for pair in pairs)}


def _narrow(path: Path, number: int, cells: Sequence[str | None], columns: Sequence[str]) -> Sequence[str | None]:
    if is_wide(cells, columns):
        raise click.BadParameter(f"row {number} of {path} has more cells than the first one has names", param_hint=_HINT)
    return cells


def _bad(path: Path, refusal: InvalidInput) -> click.BadParameter:
    issue = refusal.issues[0]
    if issue.path == _FILE:
        return click.BadParameter(f"{path} {issue.say()}", param_hint=_HINT)
    return click.BadParameter(f"{issue.path.removeprefix('mapping.')} {issue.say()}", param_hint="--map")
