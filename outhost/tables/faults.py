"""Why a table can't be read, in both languages."""

from typing import Final

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.tables import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from outhost.domain.words import Phrase, Text

NO_TABLE: Final = Text(
    en="is neither a CSV nor an XLSX file; save it as one of them", fr="n’est ni un fichier CSV ni un fichier XLSX ; enregistrez-le ainsi"
).filled()
OLD_WORKBOOK: Final = Text(
    en="is a workbook of an old kind, or has a password; save it as XLSX without one",
    fr="est un classeur d’un ancien format, ou a un mot de passe ; enregistrez-le en XLSX sans mot de passe",
).filled()
EMPTY: Final = Text(en="has no rows", fr="n’a pas de lignes").filled()
FILE_TOO_LARGE: Final = Text(
    en="is too large: a table may have {most_mb} MB; split it", fr="est trop grand : un tableau peut avoir {most_mb} Mo ; divisez-le"
).filled(most_mb=MOST_BYTES >> 20)
TOO_LARGE: Final = Text(
    en="is too large: a workbook may have {most_mb} MB, and ten times that unpacked",
    fr="est trop grand : un classeur peut avoir {most_mb} Mo, et dix fois plus une fois décompressé",
).filled(most_mb=MOST_BYTES >> 20)
TOO_MANY_ROWS: Final = Text(en="has more than {most} rows", fr="a plus de {most} lignes").filled(most=MOST_ROWS)
TOO_MANY_COLUMNS: Final = Text(en="has more than {most} columns", fr="a plus de {most} colonnes").filled(most=MOST_COLUMNS)
_BROKEN: Final = Text(en="is damaged near row {row}", fr="est endommagé vers la ligne {row}")


def unreadable(phrase: Phrase) -> InvalidInput:
    """Say why a table is refused."""
    return InvalidInput(Issue("file", phrase))


def broken_at(row: int) -> InvalidInput:
    """Say near which row a table can't be read on."""
    return unreadable(_BROKEN.filled(row=row))
