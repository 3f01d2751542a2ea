"""`import`: rows of a pasted text, an uploaded file, an address on the web, or another job."""

import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ConfigDict, ValidationInfo, field_validator

from outhost.jobtypes import Category, Context, GiveUp, Params, Retry, Row, SourceJobType, Text, Unfit, param, table_address

_IN_FIELD: Final = {"paste": "text", "url": "url", "from_job": "from_job_id"}
_REQUIRED: Final = Text(en="is required for this source", fr="est requis pour cette source")
_NO_ADDRESS: Final = Text(en="must be an http:// or https:// address", fr="doit être une adresse http:// ou https://")
_GONE: Final = Text(en="The address answered {status}; open it in a browser without a login to see why.",
                    fr="L’adresse a répondu {status} ; ouvrez-la dans un navigateur sans connexion pour voir pourquoi.")  # fmt: skip
_BUSY: Final = Text(en="The address answered {status}; it may be better later.", fr="L’adresse a répondu {status} ; réessai plus tard.")
_PAGE: Final = Text(
    en="The address is of a web page, not of a table. Publish it as CSV, or share it with everyone who has the link.",
    fr="L’adresse est celle d’une page web, pas d’un tableau. Publiez-le en CSV, ou partagez-le à qui a le lien.",
)


class ImportParams(Params):
    """Where the rows come from."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"source": "paste", "text": "Company;Website\nAcme;https://acme.example.com"}]}
    )

    source: Literal["paste", "url", "from_job"] = param(
        "paste",
        label=Text(en="Source", fr="Source"),
        help=Text(en="Where the rows come from. If you upload a file, that is used.",
                  fr="D’où viennent les lignes. Si vous envoyez un fichier, c’est lui qui compte."),
        options={"paste": Text(en="Pasted text", fr="Texte collé"), "url": Text(en="Web address", fr="Adresse web"),
                 "from_job": Text(en="Another job", fr="Un autre job")},
    )  # fmt: skip
    text: str = param(
        "",
        label=Text(en="Pasted rows", fr="Lignes collées"),
        help=Text(en="Paste from a spreadsheet, a CSV file or JSON; columns and encoding are found out.",
                  fr="Collez depuis un tableur, un fichier CSV ou du JSON ; les colonnes et l’encodage sont détectés."),
        max_length=10_000_000, validate_default=True, json_schema_extra={"x-widget": "textarea", "x-upload": True},
    )  # fmt: skip
    url: str = param(
        "",
        label=Text(en="Address of the table", fr="Adresse du tableau"),
        help=Text(en="A CSV, XLSX or JSON file, or a Google Sheet that everyone with the link can see.",
                  fr="Un fichier CSV, XLSX ou JSON, ou un Google Sheet visible par tous ceux qui ont le lien."),
        max_length=2000, validate_default=True,
    )  # fmt: skip
    from_job_id: str = param(
        "",
        label=Text(en="Job to take rows from", fr="Job dont prendre les lignes"),
        help=Text(en="One of your jobs that is done.", fr="Un de vos jobs terminés."),
        max_length=64, validate_default=True, json_schema_extra={"x-reference": "job"},
    )  # fmt: skip

    @field_validator("text", "url", "from_job_id")
    @classmethod
    def _is_given(cls, value: str, info: ValidationInfo) -> str:
        if info.field_name != _IN_FIELD.get(info.data.get("source", "")) or (info.context or {}).get("has_upload"):
            return value
        if not value.strip():
            raise Unfit(_REQUIRED.filled())
        if info.field_name == "url" and not re.match(r"(?i)\s*https?://\S", value):
            raise Unfit(_NO_ADDRESS.filled())
        return value


async def run(_unit: dict[str, Any], params: ImportParams, job: Context) -> AsyncIterator[Row]:
    """Give the rows as they stand there, with the names of their columns."""
    async for row in await _rows(params, job):
        yield row


async def _rows(params: ImportParams, job: Context) -> AsyncIterator[Row]:
    if (uploaded := job.upload()) is not None:
        return job.table(uploaded)
    if params.source == "from_job":
        return job.source_rows()
    if params.source == "url":
        return job.table(await _fetched(params.url.strip(), job))
    return job.table(params.text.encode("utf-8", "replace"))


async def _fetched(url: str, job: Context) -> Path:
    """Get a table; of a sheet that people look at, what they see."""
    got = await job.fetch(
        table_address(url), accept="text/csv, application/json, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*"
    )
    if got.status == HTTPStatus.TOO_MANY_REQUESTS or got.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Retry(_BUSY, status=got.status)
    if got.status >= HTTPStatus.BAD_REQUEST:
        raise GiveUp(_GONE, status=got.status)
    if got.media_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}:
        raise GiveUp(_PAGE)
    return got.path


job_type = SourceJobType(
    slug="import",
    category=Category.SOURCES,
    label=Text(en="Import a table", fr="Importer un tableau"),
    description=Text(
        en="Bring your own list: paste it, upload a CSV, XLSX or JSON file, or give its web address. Columns keep your names.",
        fr="Apportez votre liste : collez-la, envoyez un fichier CSV, XLSX ou JSON, ou donnez son adresse. Les colonnes gardent vos noms.",
    ),
    params=ImportParams,
    run=run,
    uses=frozenset({"fetch"}),
)
