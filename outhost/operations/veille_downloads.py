"""What can be done to carry what a veille found away as a file."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from typing import Any, Final, TypeVar

from outhost.domain.diffs import Difference, Watched
from outhost.domain.rows import packed
from outhost.domain.signals import Signal, signal_of
from outhost.domain.veilles import Veille
from outhost.exports.formats import Format, writer_of
from outhost.operations.veille_reports import Comparison, FoundSignal, Report, VeilleReports, Wanted
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_OF_CHANGES: Final = ("score", "reasons", *(f"{column}_{side}" for column in Watched for side in ("from", "to")))
_OF_SIGNALS: Final = ("signal_id", "signal", "sentence_en", "sentence_fr", "signal_rating", "key", *_OF_CHANGES)
_OF_DIFFERENCES: Final = ("difference", "key", *_OF_CHANGES)

T = TypeVar("T")


class VeilleDownloads:
    """Files of signals and differences: columns of ours in front, then those of the rows, as they are now or were last."""

    def __init__(self, store: Store, reports: VeilleReports) -> None:
        """Take from `reports`; the columns from `store`."""
        self._store = store
        self._reports = reports

    async def signals(self, report: Report, wanted: Wanted, form: Format, *, is_raw: bool = False) -> AsyncGenerator[bytes, None]:
        """Stream all signals of a run as a table; memory stays flat. `is_raw` leaves formulas in a CSV as they are."""
        columns = await self._store.read(_columns, report.veille)
        table = _Table(_OF_SIGNALS, columns, form, is_raw=is_raw)
        async with aclosing(table.written(self._reports.signals(report, wanted), _cells_of_signal)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def differences(self, comparison: Comparison, form: Format, *, is_raw: bool = False) -> AsyncGenerator[bytes, None]:
        """Stream what became of the rows from one run to another as a table; memory stays flat."""
        columns = await self._store.read(_columns, comparison.veille)
        table = _Table(_OF_DIFFERENCES, columns, form, is_raw=is_raw)
        async with aclosing(table.written(self._reports.differences(comparison), _cells_of_difference)) as chunks:
            async for chunk in chunks:
                yield chunk


class _Table:
    """A table whose rows come some at a time: cells of ours, and a row of which the cells by `columns` follow."""

    def __init__(self, ours: Sequence[str], columns: Sequence[str], form: Format, *, is_raw: bool) -> None:
        self._columns = columns
        self._writer = writer_of(form, _joined(ours, columns), is_raw=is_raw)

    async def written(
        self, pages: AsyncGenerator[Sequence[T], None], cells_of: Callable[[T], tuple[list[Any], Signal]]
    ) -> AsyncGenerator[bytes, None]:  # fmt: skip
        yield self._writer.head()
        async with aclosing(pages):
            async for page in pages:
                yield await asyncio.to_thread(self._rows, [cells_of(one) for one in page])
        yield self._writer.tail()

    def _rows(self, page: Sequence[tuple[list[Any], Signal]]) -> bytes:
        return self._writer.rows([packed([*cells, *self._own(signal)]) for cells, signal in page])

    def _own(self, signal: Signal) -> Iterator[Any]:
        row = signal.after or signal.before or {}
        return (row.get(column) for column in self._columns)


def _cells_of_signal(found: FoundSignal) -> tuple[list[Any], Signal]:
    signal = found.signal
    said = [found.id, signal.category, signal.sentence.say("en"), signal.sentence.say("fr"), found.rating]
    return [*said, signal.identity, *_cells_of_changes(signal)], signal


def _cells_of_difference(found: Difference) -> tuple[list[Any], Signal]:
    signal = signal_of(found)
    assert signal is not None  # what is unchanged is left out before
    return [found.category, found.identity, *_cells_of_changes(signal)], signal


def _cells_of_changes(signal: Signal) -> list[Any]:
    changed = {change.column: change.shown for change in signal.changes}
    sides = (changed.get(column, (None, None)) for column in Watched)
    return [signal.score, list(signal.reasons), *(cell for pair in sides for cell in pair)]


def _columns(tx: Tx, veille: Veille) -> list[str]:
    return tx.veille_runs.all_columns(veille.key)


def _joined(ours: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Put the columns of rows behind ours; one that is named as one of ours ends in `_2`."""
    joined = list(ours)
    for column in columns:
        name, number = column, 2
        while name in joined:
            name, number = f"{column}_{number}", number + 1
        joined.append(name)
    return joined
