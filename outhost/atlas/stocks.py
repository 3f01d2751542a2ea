"""Stocks of SIRENE as INSEE writes them: rows of texts, and the names of legal units beside establishments."""

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Final

from outhost.atlas.reading import LeftOut, Reading
from outhost.domain.words import Text, Unfit

_MOST_LINE: Final = 1 << 20
"""Characters; a line that is longer is damaged, and is read by pieces that are damaged rows."""
_DELIMITERS: Final = ",;\t|"
_NO_UTF8: Final = Text(en="is not written in UTF-8, as SIRENE is", fr="n’est pas écrit en UTF-8, comme l’est SIRENE")
_UNITS: Final = ("StockUniteLegale_utf8.csv", "StockUniteLegale_utf8.csv.gz")
_TAKEN: Final = (
    "denominationunitelegale", "denominationusuelle1unitelegale", "sigleunitelegale", "nomunitelegale", "nomusageunitelegale",
    "prenom1unitelegale", "prenomusuelunitelegale", "categoriejuridiqueunitelegale", "categorieentreprise",
)  # fmt: skip
"""Columns of legal units that say something of an establishment."""


def stock_rows(reading: Reading, file: IO[bytes]) -> Generator[list[str]]:
    """Read the rows of a stock, the names of its columns first; what is damaged is counted and passed over.

    Raises:
        Unfit: it is not in UTF-8.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        header = text.readline(_MOST_LINE)
        text.seek(0)
        delimiter = max(_DELIMITERS, key=header.count)
        rows = csv.reader(iter(lambda: text.readline(_MOST_LINE), ""), delimiter=delimiter)
        while True:
            try:
                yield next(rows)
            except StopIteration:
                return
            except csv.Error:
                reading.leave_out(LeftOut.BROKEN)
    except UnicodeDecodeError:
        raise Unfit(_NO_UTF8.filled()) from None
    finally:
        text.detach()


class LegalUnits:
    """What a stock of legal units says of each. `columns` are what `of` gives, in small letters."""

    def __init__(self, rows: Iterator[list[str]]) -> None:
        """Take its rows, the names of the columns first."""
        names = [name.strip().lower() for name in next(rows, [])]
        self.columns = tuple(name for name in _TAKEN if name in names)
        self._at = [names.index(name) for name in self.columns]
        self._siren = names.index("siren") if "siren" in names else None
        self._width = len(names)
        self._rows = rows
        self._nothing = ("",) * len(self.columns)
        self._current = ""
        self._said: Sequence[str] = self._nothing

    def of(self, siren: str) -> Sequence[str]:
        """Give what is said of a legal unit. Both stocks are in the order of SIREN and read side by side; what is out of order has none."""
        while self._current < siren and self._siren is not None:
            row = next(self._rows, None)
            if row is None:
                self._siren = None
            elif len(row) == self._width:
                self._current, self._said = row[self._siren], [row[number] for number in self._at]
        return self._said if self._current == siren else self._nothing


@contextmanager
def legal_units_beside(path: Path) -> Iterator[LegalUnits | None]:
    """Open the stock of legal units that lies beside one of establishments; None where there is none."""
    there = next((found for name in _UNITS if (found := path.with_name(name)).is_file()), None)
    if there is None:
        yield None
        return
    reading = Reading(there, there.name)
    with reading.opened() as file, closing(stock_rows(reading, file)) as rows:
        yield LegalUnits(rows)
