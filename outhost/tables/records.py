"""A table as records: one mapping of columns to values a row, whatever the file is written as."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from outhost.domain.errors import InvalidInput
from outhost.domain.words import Phrase, Text, Unfit
from outhost.tables.table import Table

_FORM: Final = Text(
    en="Read as {kind}; columns: {columns}.", fr="Lu comme {kind} ; colonnes : {columns}."
)  # fmt: skip


def read_records(path: Path) -> tuple[Phrase, Iterator[dict[str, Any]]]:
    """Open a table, say what was found out about it, and give its rows. Blocks, as does reading on.

    Raises:
        Unfit: it is no table, damaged, empty or too wide.
    """
    file = path.open("rb")
    try:
        table = Table(file)
    except InvalidInput as refusal:
        file.close()
        raise Unfit(refusal.issues[0].message) from None
    form = _FORM.filled(kind=table.form.kind, columns=", ".join(table.form.columns))
    return form, _records(table)


def _records(table: Table) -> Iterator[dict[str, Any]]:
    try:
        for _, cells in table.rows():
            yield dict(zip(table.form.columns, [*cells, *[None] * (len(table.form.columns) - len(cells))], strict=False))
    except InvalidInput as refusal:
        raise Unfit(refusal.issues[0].message) from None
