"""`scrap`: businesses found on the map, by what they are and where they lie."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from functools import lru_cache
from itertools import permutations
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, field_validator

from outhost.jobtypes import (
    NO_COUNTRY,
    Category,
    Context,
    Estimate,
    Found,
    GiveUp,
    Lane,
    Params,
    Places,
    Row,
    Search,
    Sighting,
    SourceJobType,
    Text,
    Thoroughness,
    Tile,
    Told,
    Unfit,
    Unresolved,
    Zone,
    category_of,
    cells_of,
    country_named,
    is_on_platform,
    maps_search,
    merged_place,
    merged_tags,
    page_of,
    param,
    understood,
)

COLUMNS: Final = (
    "nom", "site_web", "telephone", "adresse", "ville", "code_postal", "rating", "reviews_count", "category", "lien_google_maps",
    "aggregator_flag", "query", "zone", "lat", "lon", "place_id", "source", "source_date", "licence",
)  # fmt: skip
_TOLD: Final = {
    "nom": "name", "site_web": "website", "telephone": "telephone", "adresse": "street", "ville": "city", "code_postal": "postcode",
    "rating": "rating", "reviews_count": "reviews_count", "lat": "lat", "lon": "lon",
}  # fmt: skip
"""Which of a place's fields stands in a column."""
_DAY: Final = len("2026-11-26")
_MOST_PARTS: Final = 8
"""Tags of which an address may be put together."""
_MOST_ROWS: Final = 65_000
"""Of a tile; a job that has several takes 65,536 of each."""

_BLANK: Final = Text(en="must not be blank", fr="ne doit pas être vide")
_TAKEN: Final = Text(en="is a column already", fr="est déjà une colonne")
_QUERY: Final = Text(en="Query “{query}”: {how}.", fr="Requête « {query} » : {how}.")
_ZONE: Final = Text(en="Zone “{zone}”: {label}. Tiles: {count}.", fr="Zone « {zone} » : {label}. Tuiles : {count}.")
_UNRESOLVED: Final = Text(en="The zone “{zone}” {why}.", fr="La zone « {zone} » {why}.")
_PROVIDER: Final = Text(en="Places come from: {provider}.", fr="Les lieux viennent de : {provider}.")
_SOURCE: Final = Text(en="{name}: data of {date}, {licence}{attribution}.", fr="{name} : données du {date}, {licence}{attribution}.")
_LICENCE: Final = Text(en="licence {licence}", fr="licence {licence}")
_NO_LICENCE: Final = Text(en="whose licence nobody said", fr="dont personne n’a dit la licence")
_NO_REVIEWS: Final = Text(
    en="Open data has no texts of reviews; `include_reviews` adds nothing here.",
    fr="Les données ouvertes n’ont pas de textes d’avis ; `include_reviews` n’ajoute rien ici.",
)
_NOTHING: Final = Text(
    en="No tile of the map has anything of these zones.", fr="Aucune tuile de la carte n’a quoi que ce soit de ces zones."
)
_TOO_MANY: Final = Text(
    en="A tile has more than {most} places for these queries; the others are left out. Narrower queries find them.",
    fr="Une tuile a plus de {most} lieux pour ces requêtes ; les autres sont laissés de côté. Des requêtes plus précises les trouvent.",
)


def _with_words(query: str) -> str:
    understood(query)
    return query


def _not_blank(text: str) -> str:
    if not text.strip():
        raise Unfit(_BLANK.filled())
    return text


def _of_a_country(code: str) -> str:
    country = country_named(code)
    if country is None or country.code != code:
        raise Unfit(NO_COUNTRY.filled())
    return code


class ScrapParams(Params):
    """What is looked for, and where."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"queries": ["boulangerie", "dentiste"], "zones": ["Lyon"], "stop_at": 500}]})

    queries: list[Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_with_words)]] = param(
        label=Text(en="Queries", fr="Requêtes"),
        help=Text(en="What to look for, 1 to 20: a category (“dentist”, “boulangerie”), a brand, words of a name, or a tag "
                     "(“shop=bakery”). The log says how each was understood.",
                  fr="Ce que vous cherchez, de 1 à 20 : une catégorie (« dentiste », « boulangerie »), une marque, des mots d’un nom, ou un"
                     " tag (« shop=bakery »). Le journal dit comment chacune a été comprise."),
        min_length=1, max_length=20,
    )  # fmt: skip
    zones: list[Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_not_blank)]] = param(
        label=Text(en="Zones", fr="Zones"),
        help=Text(en="Where, 1 to 50: a town, an INSEE code, a postcode, a department, a region, a country, or “Lyon 30km”.",
                  fr="Où, de 1 à 50 : une commune, un code INSEE, un code postal, un département, une région, un pays, ou « Lyon 30km »."),
        min_length=1, max_length=50,
    )  # fmt: skip
    country: Annotated[str, AfterValidator(_of_a_country)] = param(
        "FRA",
        label=Text(en="Country", fr="Pays"),
        help=Text(en="Where names of zones are looked up: three letters, as ISO 3166-1 has them.",
                  fr="Où chercher les noms des zones : trois lettres, selon ISO 3166-1."),
        json_schema_extra={"pattern": "^[A-Z]{3}$"},
    )  # fmt: skip
    include_reviews: bool = param(
        False,
        label=Text(en="Include reviews", fr="Inclure les avis"),
        help=Text(en="Open data has none; the log says so.", fr="Les données ouvertes n’en ont pas ; le journal le dit."),
    )
    stop_at: int | None = param(
        None,
        label=Text(en="Stop at", fr="S’arrêter à"),
        help=Text(en="With so many rows the job ends.", fr="À ce nombre de lignes, le job se termine."),
        ge=1, le=2_000_000,
    )  # fmt: skip
    scrap_mode: Literal["fast", "normal", "ultra"] = param(
        "fast",
        label=Text(en="Thoroughness", fr="Profondeur"),
        help=Text(en="Each finds what the one before finds, and more.", fr="Chacune trouve ce que trouve la précédente, et davantage."),
        options={
            "fast": Text(en="Fast: what is of the category; other words, whole, in names and brands",
                         fr="Rapide : ce qui est de la catégorie ; les autres mots, entiers, dans les noms et les marques"),
            "normal": Text(en="Normal: also what has the category in its name; other names, operators and descriptions too",
                           fr="Normale : aussi ce qui a la catégorie dans son nom ; autres noms, exploitants et descriptions compris"),
            "ultra": Text(en="Ultra: beginnings of words too", fr="Ultra : les débuts de mots aussi"),
        },
    )  # fmt: skip
    extra_columns: list[Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_not_blank)]] = param(
        [],
        label=Text(en="More columns", fr="Autres colonnes"),
        help=Text(en="Up to 20 keys of the source, such as opening_hours or contact:facebook, each a column.",
                  fr="Jusqu’à 20 clés de la source, comme opening_hours ou contact:facebook, chacune une colonne."),
        max_length=20,
    )  # fmt: skip
    max_per_phone: int | None = param(
        None,
        label=Text(en="Most rows a telephone number", fr="Lignes au plus par téléphone"),
        help=Text(en="Of rows that share a telephone number the first so many are kept.",
                  fr="Des lignes qui partagent un téléphone, on garde les premières, en ce nombre."),
        ge=1, le=100,
    )  # fmt: skip
    provider: str = param(
        "",
        label=Text(en="Provider", fr="Fournisseur"),
        help=Text(en="Where places come from; the first that there is if you leave it open.",
                  fr="D’où viennent les lieux ; le premier disponible si vous ne dites rien."),
        max_length=40, json_schema_extra={"x-choices": "providers"},
    )  # fmt: skip

    @field_validator("extra_columns")
    @classmethod
    def _are_free(cls, names: list[str]) -> list[str]:
        if any(name in COLUMNS for name in names):
            raise Unfit(_TAKEN.filled())
        return list(dict.fromkeys(names))


async def estimate(params: ScrapParams, job: Context) -> Estimate:
    """Count the tiles; zones that are unknown are told of by their places."""
    zones = await (await job.places(params.provider)).zones(params.zones, params.country)
    tiles = len(cells_of([zone for zone in zones if isinstance(zone, Zone)]))
    unresolved = {place: zone for place, zone in enumerate(zones) if isinstance(zone, Unresolved)}
    return Estimate(units=tiles, requests=tiles * len(params.queries), unresolved=unresolved)


async def count(params: ScrapParams, job: Context) -> int | None:
    """Count the places; rows that `max_per_phone` leaves out are among them."""
    places = await job.places(params.provider)
    found = await places.count(await _zones(places, params), _searches(params), Thoroughness(params.scrap_mode))
    return found if found is None or params.stop_at is None else min(found, params.stop_at)


async def plan(params: ScrapParams, job: Context) -> AsyncIterator[dict[str, Any]]:
    """Make a unit of each tile, and say in the log how everything was understood."""
    places = await job.places(params.provider)
    zones = await _zones(places, params)
    cells = cells_of(zones)
    await _tell(params, places, zones, job)
    if not cells:
        job.log(_NOTHING, "warn")
    for cell in cells:
        yield {"tile": cell.tile.number, "zones": list(cell.zones), "provider": places.provider}


async def run(unit: dict[str, Any], params: ScrapParams, job: Context) -> AsyncIterator[Row]:
    """Give the places of one tile that lie in one of its zones."""
    places = await job.places(unit["provider"])
    zones = await _zones(places, params)
    tile, here = Tile.of_number(unit["tile"]), [zones[place] for place in unit["zones"]]
    whole = next((zone for zone in here[:1] if zone.shape.covers(tile)), None)
    given, with_results = 0, set[str]()
    for query in dict.fromkeys(params.queries):
        job.tally("query", query, tiles=1)
    async with aclosing(places.find(tile, _searches(params), Thoroughness(params.scrap_mode))) as found:
        async for index, sighting in found:
            zone = whole or next((one for one in here if one.shape.holds(sighting.place)), None)
            if zone is None:
                continue
            query = params.queries[index]
            if query not in with_results:
                with_results.add(query)
                job.tally("query", query, with_results=1)
            if given == _MOST_ROWS:
                job.log(_TOO_MANY, "warn", most=_MOST_ROWS)
                job.flag()
                return
            given += 1
            yield _row_of(sighting, query, zone.text, params.extra_columns, job.locale)


def _searches(params: ScrapParams) -> Sequence[Search]:
    return [_search(query) for query in params.queries]


@lru_cache(64)
def _search(query: str) -> Search:
    return understood(query)


async def _zones(places: Places, params: ScrapParams) -> list[Zone]:
    """Give the zones.

    Raises:
        GiveUp: one is unknown; it was known when the job was made.
    """
    found = await places.zones(params.zones, params.country)
    if lost := next((zone for zone in found if isinstance(zone, Unresolved)), None):
        raise GiveUp(_UNRESOLVED, zone=lost.text, why=lost.why)
    return [zone for zone in found if isinstance(zone, Zone)]


async def _tell(params: ScrapParams, places: Places, zones: Sequence[Zone], job: Context) -> None:
    for search in _searches(params):
        job.log(_QUERY, query=search.query, how=search.how)
    for zone in zones:
        job.log(_ZONE, zone=zone.text, label=zone.label, count=len(zone.tiles))
    job.log(_PROVIDER, provider=places.provider)
    for source in await places.sources():
        licence = _LICENCE.filled(licence=source.licence) if source.licence else _NO_LICENCE.filled()
        whose = f", {source.attribution}" if source.attribution else ""
        job.log(_SOURCE, name=source.name, date=source.date[:_DAY], licence=licence, attribution=whose)
    if params.include_reviews:
        job.log(_NO_REVIEWS, "warn")


def _row_of(sighting: Sighting, query: str, zone: str, extra_columns: Sequence[str], locale: str) -> Row:
    """Write a place as a row: what it says, else the first of its twins that does, each value with who says so."""
    told = merged_place(sighting)
    row: Row = dict.fromkeys(COLUMNS)
    row |= {column: _found(told[name]) for column, name in _TOLD.items() if name in told}
    own, source = sighting.place, sighting.source
    page = page_of(own.place_id)
    if own.labels:
        kind = category_of(own.labels, locale)
        row["category"] = Found(kind, source=page, method=source.kind, snippet=", ".join(own.labels)[:300], at=source.date)
    if words := _words_of(told):
        row["lien_google_maps"] = Found(maps_search(words), source=page, method="made", snippet=words, at=source.date)
    if site := told.get("website"):
        flag = "yes" if is_on_platform(str(site.value)) else "no"
        row["aggregator_flag"] = Found(flag, source=page_of(site.place.place_id), method="made", snippet=site.value, at=site.source.date)
    row |= {
        "query": query, "zone": zone, "place_id": own.place_id, "source": source.name, "source_date": source.date,
        "licence": source.licence,
    }  # fmt: skip
    tags = merged_tags(sighting)
    return row | {key: _found(tags[key]) if key in tags else None for key in extra_columns}


def _words_of(told: Mapping[str, Told]) -> str:
    """Give what somebody would type to find a place: its name and where it is, of a nameless one its coordinates."""
    said = [str(told[name].value) for name in ("name", "street", "postcode", "city") if name in told]
    return " ".join(said) if "name" in told or "street" in told else f"{told['lat'].value},{told['lon'].value}"


def _found(told: Told) -> Found:
    snippet = _read_in(str(told.value), told.place.tags)
    return Found(told.value, source=page_of(told.place.place_id), method=told.source.kind, snippet=snippet[:300], at=told.source.date)


def _read_in(value: str, tags: Mapping[str, str]) -> str:
    """Give the tags that a value was read in: the one that is it or has it among others, else those that it is put together of."""
    whole = [(key, text) for key, text in tags.items() if value in map(str.strip, (text, *text.split(";")))]
    if whole:
        key, text = min(whole, key=lambda one: one[1] != value)
        return f"{key}={text}"
    parts = [(key, text) for key, text in tags.items() if f" {text} " in f" {value} "]
    parts = sorted(parts, key=lambda one: not one[0].startswith("addr:"))[:_MOST_PARTS]
    for some in (*permutations(parts, 2), *permutations(parts, 3)):
        if " ".join(text for _, text in some) == value:
            return ", ".join(map("=".join, some))
    return ""


job_type = SourceJobType(
    slug="scrap",
    category=Category.SOURCES,
    label=Text(en="Find businesses", fr="Trouver des entreprises"),
    description=Text(
        en="Businesses of a kind in a zone, from open map and register data: name, website, telephone, address, coordinates, with the"
        " source, date and licence of each.",
        fr="Les entreprises d’un type dans une zone, d’après des cartes et registres ouverts : nom, site web, téléphone, adresse,"
        " coordonnées, avec la source, la date et la licence de chacune.",
    ),
    params=ScrapParams,
    plan=plan,
    estimate=estimate,
    count=count,
    run=run,
    produces=COLUMNS,
    counts_by=("query", "zone"),
    most_rows="stop_at",
    most_alike={"telephone": "max_per_phone"},
    limits=Text(
        en="What a source does not say stays empty: open maps seldom have ratings, and no reviews. `lien_google_maps` is a search for the"
        " name and the address, not the place itself. `aggregator_flag` is yes where the website is a page on a directory, a booking"
        " service or a social network, no where it is not, and empty without a website. A place that is there twice is one row; one that"
        " fits several queries or zones counts for the first. An estimate does not know what `max_per_phone` leaves out.",
        fr="Ce qu’une source ne dit pas reste vide : les cartes ouvertes ont rarement des notes, et pas d’avis. `lien_google_maps` est une"
        " recherche du nom et de l’adresse, pas le lieu lui-même. `aggregator_flag` vaut yes si le site est une page d’un annuaire, d’un"
        " service de réservation ou d’un réseau social, no sinon, et reste vide sans site. Un lieu présent deux fois fait une ligne ; celui"
        " qui convient à plusieurs requêtes ou zones compte pour la première. Une estimation ignore ce que `max_per_phone` écarte.",
    ),
    lane=Lane.EXTRACTION,
    uses=frozenset({"places"}),
    seconds=900.0,
    at_once=1,
    attempts=10,
)
