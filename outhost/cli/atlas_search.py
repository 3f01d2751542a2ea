"""`outhost atlas search`: a look at what there is, before a job is made of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from outhost.cli.declined import Declined
from outhost.cli.terminal import Terminal, on_terminal, table
from outhost.domain.categories import Thoroughness, category_of
from outhost.domain.places import Sighting, Told, merged
from outhost.domain.zones import Zone
from outhost.files.data_folder import DataFolder
from outhost.operations.atlas_searches import Answer, AtlasSearches, Question

_HEADS: Final = ("NAME", "CATEGORY", "TELEPHONE", "WEBSITE", "ADDRESS")
_WIDEST: Final = 40
"""Characters of a cell; the JSON has all of them."""
_CUT: Final = "…"
_ADDRESS: Final = ("street", "postcode", "city")
_SAID: Final = ("place_id", "name", "telephone", "website", "email", *_ADDRESS, "country", "lat", "lon", "rating", "reviews_count")


@click.command("search")
@click.argument("query")
@click.option("--zone", "zones", multiple=True, metavar="Z", help="A commune, a postcode, a department, 'Lyon 30km', …; may be repeated.")
@click.option("--country", default="FRA", show_default=True, metavar="ISO3", help="The country that the zones are in.")
@click.option("--near", default="", metavar="LAT,LON,KM", help="So far around a point.")
@click.option(
    "--mode",
    default=Thoroughness.FAST.value,
    show_default=True,
    type=click.Choice([mode.value for mode in Thoroughness]),
    help="How far it goes.",
)
@click.option("--limit", "most", default=20, show_default=True, type=click.IntRange(0, 10_000), metavar="N", help="Show so many.")
@on_terminal
def search_command(terminal: Terminal, *, query: str, zones: Sequence[str], country: str, near: str, mode: str, most: int) -> None:
    """Look for QUERY in the atlas: a category in French or English, a name, a tag such as shop=bakery. Costs nothing, changes nothing.

    Says how the query and the zones were understood, how many places there are, and shows the first. Without a zone it looks everywhere.
    """
    where = (*zones, _around(near)) if near else tuple(zones)
    question = Question(query=query, zones=where, country=country, thoroughness=Thoroughness(mode), most=most)
    answer = AtlasSearches(DataFolder(terminal.data_dir)).answer(question)
    if answer is None:
        raise Declined("The atlas is empty; load a file with `outhost atlas load FILE`.")
    terminal.answer(_document(answer), _lines(answer))


def _around(near: str) -> str:
    """Read a point and a distance, as the text of a zone."""
    try:
        lat, lon, km = (float(part) for part in near.split(","))
    except ValueError:
        raise click.BadParameter("give a latitude, a longitude and kilometres, such as 45.76,4.84,5", param_hint="--near") from None
    return f"{_plain(lat, 7)}, {_plain(lon, 7)} {_plain(km, 3)}km"


def _plain(number: float, decimals: int) -> str:
    """Write a number as a person would, and without an exponent."""
    return f"{number:.{decimals}f}".rstrip("0").rstrip(".")


def _lines(answer: Answer) -> list[str]:
    shown = f"; the first {len(answer.found):,}:" if 0 < len(answer.found) < answer.total else ""
    return [
        f"Query   {answer.search.how.say()}",
        *(f"Zone    {zone.text.strip()}: {zone.label}, {zone.kind.value}" for zone in answer.zones),
        f"Found   {answer.total:,} {'place' if answer.total == 1 else 'places'}{shown}",
        *(["", *table(_HEADS, [_row(one) for one in answer.found])] if answer.found else []),
    ]


def _row(one: Sighting) -> list[str]:
    told = merged(one)
    cells = [_said(told, "name"), category_of(one.place.labels), _said(told, "telephone"), _said(told, "website"), _address(told)]
    return [cell if len(cell) <= _WIDEST else cell[: _WIDEST - len(_CUT)] + _CUT for cell in cells]


def _address(told: Mapping[str, Told]) -> str:
    street, postcode, city = (_said(told, name) for name in _ADDRESS)
    return ", ".join(filter(None, (street, f"{postcode} {city}".strip())))


def _said(told: Mapping[str, Told], name: str) -> str:
    return " ".join(str(told[name].value).split()) if name in told else "–" if name == "name" else ""


def _document(answer: Answer) -> dict[str, Any]:
    search = answer.search
    return {
        "query": search.query, "understood": search.how.say(), "labels": list(search.labels), "words": list(search.words),
        "zones": [_zone_document(zone) for zone in answer.zones], "total": answer.total,
        "places": [_place_document(one) for one in answer.found],
    }  # fmt: skip


def _zone_document(zone: Zone) -> dict[str, Any]:
    return {"text": zone.text, "label": zone.label, "kind": zone.kind, "country": zone.country}


def _place_document(one: Sighting) -> dict[str, Any]:
    told = merged(one)
    return {name: told[name].value if name in told else None for name in _SAID} | {
        "category": category_of(one.place.labels), "labels": list(one.place.labels), "twins": [twin.place.place_id for twin in one.twins],
        "source": one.source.name, "source_date": one.source.date, "licence": one.source.licence,
    }  # fmt: skip
