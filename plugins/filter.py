"""`filter`: keeps the rows that meet every rule that is set, in their order."""

import random
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Literal

from disposable_email_domains import blocklist
from pydantic import ConfigDict, ValidationInfo, field_validator

from outhost.jobtypes import Category, Context, Held, Params, Row, TableJobType, Text, Unfit, folded, has_value, number_in, param, resolve

Test = Callable[[Any], bool]
"""Tells of the cell that a rule is about whether its row is kept."""
Rule = tuple[str, str, Test]
"""A rule: its name, the column that it is about, and its test."""

_NO_COLUMN: Final = Text(en="No row has a column {column}: the rule {rule} was left out.",
                         fr="Aucune ligne n’a de colonne {column} : la règle {rule} a été ignorée.")  # fmt: skip
_KEPT: Final = Text(en="{kept} of {all} rows were kept.", fr="{kept} lignes sur {all} ont été conservées.")
_REQUIRED: Final = Text(en="is required for this kind of sample", fr="est requis pour ce type d’échantillon")
_NO_PREFIX: Final = Text(en="has {prefix}, with which no number begins", fr="contient {prefix}, par quoi aucun numéro ne commence")
_COLUMN: Final = Text(en="Column", fr="Colonne")
_COLUMN_HELP: Final = Text(en="Its name in your rows, or one that means the same.", fr="Son nom dans vos lignes, ou un nom équivalent.")
_NO: Final = frozenset({"", "false", "no", "non", "faux", "0"})
_ROWS_A_LINE: Final = 1000


def _switch(label: Text, help: Text | None = None) -> Any:  # noqa: A002 - as click calls it
    return param(default=False, label=label, help=help)


def _words(label: Text, help: Text) -> Any:  # noqa: A002 - as above
    return param(default_factory=list, label=label, help=help, max_length=1000)


class PhonePrefix(Params):
    """Keeps telephone numbers by how they begin."""

    column: str = param("telephone", label=_COLUMN, help=_COLUMN_HELP, max_length=200)
    prefixes: list[str] = _words(
        Text(en="Begins with one of", fr="Commence par l’un de"),
        Text(en="Such as 06, +336 or 0033 6, which are read alike.", fr="Par exemple 06, +336 ou 0033 6, qui se lisent de même."),
    )
    prefix_unparseable_keep: bool = _switch(
        Text(en="Keep what is no number", fr="Garder ce qui n’est pas un numéro"),
        Text(en="Also rows without a number.", fr="Y compris les lignes sans numéro."),
    )

    @field_validator("prefixes")
    @classmethod
    def _are_dialled(cls, prefixes: list[str]) -> list[str]:
        for prefix in prefixes:
            if _dialled(prefix) is None:
                raise Unfit(_NO_PREFIX.filled(prefix=prefix))
        return prefixes


class EmailDomain(Params):
    """Keeps e-mail addresses by their domain."""

    column: str = param("email", label=_COLUMN, help=_COLUMN_HELP, max_length=200)
    include: list[str] = _words(
        Text(en="Only these domains", fr="Ces domaines seulement"),
        Text(en="Such as acme.com; its subdomains too.", fr="Par exemple acme.com ; ses sous-domaines aussi."),
    )
    exclude: list[str] = _words(
        Text(en="None of these domains", fr="Aucun de ces domaines"),
        Text(en="Such as gmail.com; its subdomains too.", fr="Par exemple gmail.com ; ses sous-domaines aussi."),
    )
    reject_disposable: bool = _switch(
        Text(en="Drop throwaway addresses", fr="Écarter les adresses jetables"),
        Text(en="Of services whose addresses last some minutes.", fr="Des services dont les adresses durent quelques minutes."),
    )


class OneOf(Params):
    """Keeps rows by what stands in a column, or by that nothing does."""

    column: str = param("category", label=_COLUMN, help=_COLUMN_HELP, max_length=200)
    values: list[str] = _words(
        Text(en="Keep one of", fr="Garder l’un de"),
        Text(
            en="Whatever their case and accents; an empty one keeps the rows in which nothing stands.",
            fr="Quels que soient majuscules et accents ; une valeur vide garde les lignes où il n’y a rien.",
        ),
    )


class FilterParams(Params):
    """The rules, in the order in which they are asked."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"require_phone": True, "rating_min": 4, "dedup_column": "telephone"}]})

    require_phone: bool = _switch(Text(en="With a telephone number", fr="Avec un numéro de téléphone"))
    require_site: bool = _switch(Text(en="With a website", fr="Avec un site web"))
    require_email: bool = _switch(Text(en="With an e-mail address", fr="Avec une adresse e-mail"))
    exclude_aggregators: bool = _switch(
        Text(en="Without aggregators", fr="Sans les agrégateurs"),
        Text(en="Drops rows that have a yes in the column aggregator_flag: their website is a directory or a booking platform.",
             fr="Écarte les lignes qui ont un oui dans la colonne aggregator_flag : leur site est un annuaire ou une plateforme."),
    )  # fmt: skip
    alive_only: bool = _switch(
        Text(en="Website is alive", fr="Site web vivant"),
        Text(en="By the module dead_check: keeps open and uncertain.", fr="D’après le module dead_check : garde open et uncertain."),
    )
    has_personal_email: bool = _switch(
        Text(en="With somebody’s own e-mail address", fr="Avec l’adresse e-mail d’une personne"),
        Text(en="By the module emails: not only info@ or contact@.", fr="D’après le module emails : pas seulement info@ ou contact@."),
    )
    rating_min: float | None = param(
        0.0, ge=0, le=5, label=Text(en="Rating of at least", fr="Note d’au moins"),
        help=Text(en="Above 0, rows without a rating are dropped.", fr="Au-dessus de 0, les lignes sans note sont écartées."),
    )  # fmt: skip
    reviews_min: int | None = param(
        0, ge=0, le=10_000_000, label=Text(en="Reviews, at least", fr="Nombre d’avis, au moins"),
        help=Text(en="Above 0, rows without a number are dropped.", fr="Au-dessus de 0, les lignes sans nombre sont écartées."),
    )  # fmt: skip
    phone_prefix: PhonePrefix | None = param(None, label=Text(en="Telephone prefix", fr="Préfixe téléphonique"))
    email_domain: EmailDomain | None = param(None, label=Text(en="E-mail domain", fr="Domaine de l’e-mail"))
    category: OneOf | None = param(None, label=Text(en="Category", fr="Catégorie"))
    dedup_column: str | None = param(
        None, max_length=200, label=Text(en="Each value once, of column", fr="Une fois chaque valeur, de la colonne"),
        help=Text(en="Keeps the first row of those with the same value; rows without one are kept.",
                  fr="Garde la première des lignes de même valeur ; celles qui n’en ont pas sont gardées."),
    )  # fmt: skip
    sample_type: Literal["n", "pct"] | None = param(
        None, label=Text(en="Sample", fr="Échantillon"),
        help=Text(en="Of the rows that are left, some by chance.", fr="Parmi les lignes restantes, quelques-unes au hasard."),
        options={"n": Text(en="Number of rows", fr="Nombre de lignes"), "pct": Text(en="Share of the rows", fr="Part des lignes")},
    )  # fmt: skip
    sample_n: int | None = param(
        None, ge=1, le=2_000_000, validate_default=True, label=Text(en="Rows in the sample", fr="Lignes de l’échantillon")
    )
    sample_pct: float | None = param(
        None, gt=0, le=100, validate_default=True, label=Text(en="Per cent in the sample", fr="Pour cent dans l’échantillon")
    )
    sample_seed: int = param(
        0, ge=0, le=2**53 - 1, label=Text(en="Number to draw by", fr="Nombre du tirage"),
        help=Text(en="The same number gives the same sample.", fr="Le même nombre donne le même échantillon."),
    )  # fmt: skip

    @field_validator("sample_n", "sample_pct")
    @classmethod
    def _is_given(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is None and info.field_name == f"sample_{info.data.get('sample_type')}":
            raise Unfit(_REQUIRED.filled())
        return value


async def run(rows: AsyncIterator[Row], params: FilterParams, job: Context) -> AsyncIterator[Row]:
    """Give the rows that meet every rule."""
    held = await job.hold(rows)
    rules = list(_rules(params, held, job))
    kept = _sample([place async for place in _meeting(held, rules, job)], params)
    job.log(_KEPT, kept=len(kept), all=len(held))
    async for row in held.picked(kept):
        yield row


async def _meeting(held: Held, rules: Iterable[Rule], job: Context) -> AsyncIterator[int]:
    """Give the places of the rows that meet every rule."""
    place = 0
    async for row in held:
        if all(test(row.get(column)) for _, column, test in rules):
            yield place
        place += 1
        if place % _ROWS_A_LINE == 0:
            job.progress(place)


def _rules(params: FilterParams, held: Held, job: Context) -> Iterator[Rule]:
    """Give the rules that are set, each with the column that is meant; one whose column no row has is told and left out."""
    for name, wanted, test in _wanted(params):
        column = resolve(wanted, held.columns)
        if column is not None:
            yield name, column, test
        elif len(held):
            job.log(_NO_COLUMN, "warn", column=wanted, rule=name)


def _wanted(params: FilterParams) -> Iterator[Rule]:
    """Give the rules that are set, in their order."""
    for name, column, test in _SWITCHES:
        if getattr(params, name):
            yield name, column, test
    if params.rating_min:
        yield "rating_min", "rating", _is_at_least(params.rating_min)
    if params.reviews_min:
        yield "reviews_min", "reviews_count", _is_at_least(params.reviews_min)
    if params.phone_prefix and params.phone_prefix.prefixes:
        yield "phone_prefix", params.phone_prefix.column, _begins(params.phone_prefix)
    if params.email_domain and (params.email_domain.include or params.email_domain.exclude or params.email_domain.reject_disposable):
        yield "email_domain", params.email_domain.column, _is_at(params.email_domain)
    if params.category and params.category.values:
        yield "category", params.category.column, _is_one_of(params.category.values)
    if params.dedup_column:
        yield "dedup_column", params.dedup_column, _is_first()


def _is_yes(cell: Any) -> bool:
    return has_value(cell) and str(cell).strip().lower() not in _NO


_SWITCHES: Final[tuple[Rule, ...]] = (
    ("require_phone", "telephone", has_value),
    ("require_site", "site_web", has_value),
    ("require_email", "email", has_value),
    ("exclude_aggregators", "aggregator_flag", lambda cell: not _is_yes(cell)),
    ("alive_only", "site_alive", lambda cell: str(cell).strip().lower() in {"open", "uncertain"}),
    ("has_personal_email", "email_personal", _is_yes),
)


def _is_at_least(least: float) -> Test:
    return lambda cell: (number_in(cell) or 0) >= least


def _begins(rule: PhonePrefix) -> Test:
    prefixes = tuple(_dialled(prefix) or "" for prefix in rule.prefixes)

    def test(cell: Any) -> bool:
        number = _dialled(str(cell or ""))
        return rule.prefix_unparseable_keep if number is None else number.startswith(prefixes)

    return test


def _dialled(text: str) -> str | None:
    """Write a number, or its beginning, as it is dialled from abroad: one of France begins with 0 at home. None where it is none."""
    digits = re.sub(r"\(0\)|[\s().\-/\u2010-\u2015]", "", text)
    if not re.fullmatch(r"\+?[0-9]{1,17}", digits):
        return None
    return re.sub(r"^(?:00|(?=33[1-9]))", "+", digits, count=1) if re.match(r"00|33", digits) else re.sub(r"^0", "+33", digits)


def _is_at(rule: EmailDomain) -> Test:
    include, exclude = ({domain.strip().lstrip("@").lower() for domain in domains} - {""} for domains in (rule.include, rule.exclude))

    def test(cell: Any) -> bool:
        domain = str(cell or "").strip().lower().rpartition("@")[2]
        above = {".".join(domain.split(".")[at:]) for at in range(domain.count(".") + 1)}
        is_unwanted = above & exclude or (rule.reject_disposable and above & blocklist)
        return not is_unwanted and (not include or bool(above & include))

    return test


def _is_one_of(values: Sequence[str]) -> Test:
    wanted = {folded(value) for value in values if has_value(value)}
    takes_none = not all(map(has_value, values))

    def test(cell: Any) -> bool:
        if not has_value(cell):
            return takes_none
        parts = cell if isinstance(cell, list) else [cell, *re.split(r"[|;,]", str(cell))]
        return any(folded(str(part)) in wanted for part in parts if has_value(part))

    return test


def _is_first() -> Test:
    seen: set[str] = set()

    def test(cell: Any) -> bool:
        value = " ".join(str(cell).casefold().split())
        is_first = not has_value(cell) or value not in seen
        seen.add(value)
        return is_first

    return test


def _sample(kept: list[int], params: FilterParams) -> list[int]:
    """Draw a sample, which stays in order."""
    if params.sample_type is None:
        return kept
    wanted = params.sample_n if params.sample_type == "n" else round(len(kept) * (params.sample_pct or 0) / 100)
    return sorted(random.Random(params.sample_seed).sample(kept, min(wanted or 0, len(kept))))  # noqa: S311 - no secret


job_type = TableJobType(
    slug="filter",
    category=Category.TOOLS,
    label=Text(en="Filter rows", fr="Filtrer les lignes"),
    description=Text(
        en="Keep only the rows worth your time: with a telephone, well rated, of one trade, each once, or a sample of them.",
        fr="Ne gardez que les lignes utiles : avec un téléphone, bien notées, d’un métier, sans doublons, ou un échantillon.",
    ),
    params=FilterParams,
    run=run,
)
