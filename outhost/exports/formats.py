"""The formats in which a table of results is handed out."""

from collections.abc import Sequence
from enum import StrEnum

from outhost.exports.as_csv import CsvWriter
from outhost.exports.as_json import JsonWriter
from outhost.exports.as_jsonl import JsonLinesWriter
from outhost.exports.as_xlsx import XlsxWriter
from outhost.exports.contract import TableWriter


class Format(StrEnum):
    """A format; its value is how files of it end."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    JSONL = "jsonl"

    @property
    def media_type(self) -> str:
        """Name the kind of file as programs do among themselves."""
        match self:
            case Format.CSV:
                return "text/csv; charset=utf-8"
            case Format.JSON:
                return "application/json"
            case Format.XLSX:
                return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            case Format.JSONL:
                return "application/jsonl"


def writer_of(wanted: Format, columns: Sequence[str], *, is_raw: bool = False) -> TableWriter:
    """Make a writer of one table. Where a file says itself what is text, nothing runs as a formula, and `is_raw` changes nothing."""
    match wanted:
        case Format.CSV:
            return CsvWriter(columns, is_raw=is_raw)
        case Format.JSON:
            return JsonWriter(columns)
        case Format.XLSX:
            return XlsxWriter(columns)
        case Format.JSONL:
            return JsonLinesWriter(columns)
