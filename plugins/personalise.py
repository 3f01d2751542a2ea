"""`personalise`: one image a row, as leads of a list."""

import re
import unicodedata
from typing import Any, Final

from pydantic import ConfigDict

from outhost.jobtypes import ALIASES, Category, Context, JobType, Params, Row, Text, param, resolve


class PersonaliseParams(Params):
    """Which list is filled, and from which columns."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"list_id": "LIST_ID", "map": {"company": "nom"}}]})

    list_id: str = param(
        label=Text(en="List", fr="Liste"),
        help=Text(en="The list whose images are drawn; each new image costs a credit.",
                  fr="La liste dont les images sont dessinées ; chaque nouvelle image coûte un crédit."),
        min_length=1, max_length=64, json_schema_extra={"x-reference": "list"},
    )  # fmt: skip
    map: dict[str, str] = param(
        default_factory=dict,
        label=Text(en="Column of each variable", fr="Colonne de chaque variable"),
        help=Text(en="Such as first_name: Prénom. Other variables take the column of their name, or one that means the same.",
                  fr="Par exemple first_name : Prénom. Les autres variables prennent la colonne de leur nom, ou une équivalente."),
        max_length=100,
    )  # fmt: skip
    limit: int | None = param(
        None, ge=1, le=2_000_000,
        label=Text(en="At most so many rows", fr="Nombre maximal de lignes"),
        help=Text(en="Only the first rows get an image. Empty: all of them.",
                  fr="Seules les premières lignes reçoivent une image. Vide : toutes."),
    )  # fmt: skip


async def run(row: Row, params: PersonaliseParams, job: Context) -> Row:
    """Draw the row's image: the list takes those columns that are its variables."""
    columns = list(row)
    mapped = {name: row.get(resolve(column, columns) or "") for name, column in params.map.items()}
    return await job.pictures.add({name: _written(value) for name, value in (_guessed(row) | row | mapped).items()})


def _guessed(row: Row) -> Row:
    """Give the row's values by names that a variable may well have: `First Name` by `first_name`, a company by each of its aliases."""
    aliases = {alias: row[name] for name, others in ALIASES.items() if name in row for alias in others}
    return aliases | {_plain(name): value for name, value in reversed(row.items())}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"\W+", "_", "".join(char for char in letters if not unicodedata.combining(char))).strip("_")


def _written(value: Any) -> Any:
    """Give a cell as a variable may be: what there are several of is named one after the other."""
    return ", ".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str | int | float | None) else str(value)


_DRAWN_TOGETHER: Final = 48

job_type = JobType(
    slug="personalise",
    category=Category.OUTREACH,
    label=Text(en="Personalised images", fr="Images personnalisées"),
    description=Text(
        en="Draw an image for each row, with the name or the company on it, and get the link to put into your mails.",
        fr="Dessinez une image par ligne, avec le nom ou l’entreprise dessus, et recevez le lien à placer dans vos e-mails.",
    ),
    params=PersonaliseParams,
    run=run,
    produces=("tracking_id", "image_url", "missing_variables"),
    at_once=_DRAWN_TOGETHER,
    uses=frozenset({"pictures"}),
)
