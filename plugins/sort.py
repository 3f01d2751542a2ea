"""`sort`: puts the best rows first, or last, and keeps as many as are wanted."""

import math
from array import array
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, Literal

from pydantic import ConfigDict

from outhost.jobtypes import Category, Context, Params, Row, TableJobType, Text, has_value, is_shared, number_in, param, resolve

_NO_COLUMN: Final = Text(en="No row has a column {column}: the rows stay in their order.",
                         fr="Aucune ligne n’a de colonne {column} : les lignes gardent leur ordre.")  # fmt: skip
_COLUMNS: Final = {"note": "rating", "nb_avis": "reviews_count", "email_quality": "email"}
_VERIFIED: Final = {"valid": 4, "risky": 3, "unknown": 2, "invalid": 0}


class SortParams(Params):
    """By what, which way, and how many."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sort_by": "note", "top_n": 100}]})

    sort_by: Literal["completeness", "note", "nb_avis", "email_quality"] = param(
        "completeness",
        label=Text(en="Sort by", fr="Trier par"),
        help=Text(en="Rows that are alike stay in their order.", fr="Les lignes équivalentes gardent leur ordre."),
        options={
            "completeness": Text(en="How much is filled in", fr="Taux de remplissage"),
            "note": Text(en="Rating", fr="Note"),
            "nb_avis": Text(en="Number of reviews", fr="Nombre d’avis"),
            "email_quality": Text(en="Quality of the e-mail address", fr="Qualité de l’adresse e-mail"),
        },
    )
    direction: Literal["desc", "asc"] = param(
        "desc",
        label=Text(en="Direction", fr="Sens"),
        help=Text(en="Rows without a number come last either way.", fr="Les lignes sans nombre viennent en dernier dans les deux sens."),
        options={"desc": Text(en="Highest first", fr="Décroissant"), "asc": Text(en="Lowest first", fr="Croissant")},
    )
    top_n: int | None = param(
        None,
        ge=1,
        le=2_000_000,
        label=Text(en="Keep only the first", fr="Ne garder que les premières"),
        help=Text(en="Empty: all rows.", fr="Vide : toutes les lignes."),
    )


async def run(rows: AsyncIterator[Row], params: SortParams, job: Context) -> AsyncIterator[Row]:
    """Give the rows in order."""
    held = await job.hold(rows)
    wanted = _COLUMNS.get(params.sort_by)
    column = resolve(wanted, held.columns) if wanted else ""
    if wanted and column is None and len(held):
        job.log(_NO_COLUMN, "warn", column=wanted)
    weigh = _scale(params.sort_by, column)
    sign = -1 if params.direction == "desc" else 1
    keys = array("d")  # eight bytes a row, for there may be millions
    async for row in held:
        weight = weigh(row)
        keys.append(math.inf if weight is None else sign * weight)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    async for row in held.picked(order[: params.top_n]):
        yield row


def _scale(sort_by: str, column: str | None) -> Callable[[Row], float | None]:
    """Give what a row weighs."""
    if sort_by == "completeness":
        return lambda row: sum(map(has_value, row.values()))
    if column is None:
        return lambda _row: None
    if sort_by == "email_quality":
        return lambda row: _quality(row, row.get(column))
    return lambda row: number_in(row.get(column))


def _quality(row: Row, cell: Any) -> float:
    """Weigh an address: what its verification says, then whether it is somebody's own; one that nobody verified is an unknown one."""
    address = str(cell or "").strip().lower()
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain):
        return 0.0 if address else -1.0
    verified = _VERIFIED.get(str(row.get("status") or "").strip().lower(), _VERIFIED["unknown"])
    return verified + (0.0 if is_shared(local) else 0.5)


job_type = TableJobType(
    slug="sort",
    category=Category.TOOLS,
    label=Text(en="Sort rows", fr="Trier les lignes"),
    description=Text(
        en="Put the most promising rows first: the fullest, the best rated, the most reviewed, or those with the surest e-mail address.",
        fr="Placez d’abord les lignes prometteuses : les plus complètes, les mieux notées, ou celles à l’e-mail le plus sûr.",
    ),
    params=SortParams,
    run=run,
)
