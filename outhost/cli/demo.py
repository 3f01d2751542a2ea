"""`outhost demo`: an invented town on this machine, whose businesses are found on its map, written to in pictures, and seen to change."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.demo_workspace import DEMO_EMAIL, begin_demo, demo_folder, furnish, lists_of
from outhost.cli.job_files import Into, hand_out
from outhost.cli.job_runs import create, done, worked_off
from outhost.cli.line import Desk, open_desk, run
from outhost.cli.terminal import Terminal, on_terminal, table
from outhost.exports.formats import Format

Job = dict[str, Any]

_OWNER: Final[dict[str, Any]] = {"email": DEMO_EMAIL, "workspace_id": None}
_QUERIES: Final = (
    "imprimerie", "paysagiste", "traiteur", "comptable", "restaurant", "menuisier", "vétérinaire", "fromagerie", "garage", "dentiste",
    "ostéopathe", "caviste", "club sportif", "guest house", "electrician", "estate agent", "tea room", "plumber", "hotel", "pharmacy",
)  # fmt: skip
"""What is looked for: what people do for a living there, in the languages that they do it in; there may be twenty."""
_AROUND: Final = "10km"
"""Of the town, so that its villages belong to the zone."""
_STEPS: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("emails", {}),
    ("socials", {}),
    ("phones_extra", {}),
    ("dead_check", {}),
    ("verify_emails", {"smtp_probe": True}),
    ("filter", {"require_email": True, "alive_only": True, "category": {"column": "status", "values": ["valid", "risky"]}}),
)
"""What is done to what was found before pictures are made of it: modules and their params, each over the rows of the one before."""
_TEMPLATE: Final = "book-cover"
"""What each business is drawn on; its list is one that the demo has anyway."""
_FILE: Final = "town.csv"
_SHOWN: Final = 10
_HEADS: Final = {"nom": "BUSINESS", "email": "E-MAIL", "status": "STATUS", "image_url": "PICTURE"}
_TIME: Final = re.compile(r"([1-9][0-9]{0,3})([dw])")
_DAYS: Final = 7
_MOST_WEEKS: Final = 520


@click.group("demo")
def command() -> None:
    """Try outhost on an invented town, which is answered on this machine alone.

    It lies in a data folder of its own, `demo` in yours, as does that of `outhost serve --demo`.
    """


@command.command("run")
@on_terminal
def run_command(terminal: Terminal) -> None:
    """Take the town's businesses all the way: from its map over their websites to checked e-mail addresses, and a picture for each.

    Each step is a job, which stays to be looked at. Needs no network, and works from an empty folder on.
    """
    folder = begin_demo(terminal.data_dir)
    output = folder.path / _FILE
    with open_desk(folder.path, is_new=True) as desk:
        desk.run_new_jobs()
        begun = desk.do(begin)
        jobs = list(_worked_off(desk, begun))
        hand_out(desk, jobs[-1]["id"], Into(output=output, form=Format.CSV), _OWNER)
        rows = _rows(desk, jobs[-1])
    document = {"data_dir": str(folder.path), "week": begun["week"], "list_id": begun["list_id"], "jobs": jobs, "output": str(output)}
    terminal.answer(document | {"rows": rows}, _lines(document, rows))


@command.command("advance")
@click.argument("time", metavar="TIME")
@on_terminal
def advance_command(terminal: Terminal, *, time: str) -> None:
    """Let time go by in the town: whole weeks, as 7d, 14d or 2w, since the town changes once a week.

    What was fetched from it is forgotten, so that the next job sees it as it now is.
    """
    weeks = _weeks_in(time)
    folder = demo_folder(terminal.data_dir)
    if not folder.database.exists():
        raise Declined(f"There is no demo in {folder.path} yet; `outhost demo run` makes one.")
    made = run(folder.path, advance, weeks=weeks)
    terminal.answer(made, [f"It is week {made['week']} in the town. What was fetched from it before is forgotten."])


async def begin(appliance: Appliance) -> dict[str, Any]:
    """Furnish the demo, and say where everything is: in which week, which town, and the list for its pictures."""
    week, town = appliance.sandbox.week, appliance.sandbox.name
    caller = await furnish(appliance)
    name = next(template.name for template in appliance.shipped if template.slug == _TEMPLATE)
    pictures = next(made for made in await appliance.read(lists_of, caller) if made.name == name)
    return {"week": week, "town": town, "list_id": pictures.public_id}


async def advance(appliance: Appliance, *, weeks: int) -> dict[str, Any]:
    """Turn the town's time."""
    return {"weeks": weeks, "week": await appliance.sandbox.advance("command_line", weeks)}


def _worked_off(desk: Desk, begun: dict[str, Any]) -> Iterator[Job]:
    """Make and follow one job after the other, each over the rows of the last.

    Raises:
        Declined: one failed.
    """
    said: set[str] = set()
    source: str | None = None
    for slug, params in (("scrap", _search(begun["town"])), *_STEPS, ("personalise", {"list_id": begun["list_id"]})):
        new = {"slug": slug, "params": dict(params), "upload": None, "source_job_id": source}
        job = done(worked_off(desk, desk.do(create, new=new, **_OWNER), _OWNER, said))
        source = job["id"]
        yield job


def _search(town: str) -> Mapping[str, Any]:
    return {"queries": _QUERIES, "zones": [f"{town} {_AROUND}"], "max_per_phone": 1, "extra_columns": ["opening_hours"]}


def _rows(desk: Desk, job: Job) -> list[dict[str, Any]]:
    """Read what came of a job."""
    spool = hand_out(desk, job["id"], Into(output=None, form=Format.JSONL), _OWNER)
    assert spool is not None
    with spool:
        return [json.loads(line) for line in spool]


def _lines(document: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    yield from table(list(_HEADS.values()), [[row[column] for column in _HEADS] for row in rows[:_SHOWN]])
    if len(rows) > _SHOWN:
        yield f"… and {len(rows) - _SHOWN} more"
    yield ""
    count = document["jobs"][0]["results_count"]
    yield f"Week {document['week']}: of {count} businesses on the map, {len(rows)} can be written to, and have a picture."
    yield f"Table      {document['output']}"
    yield "Look       outhost serve --demo"
    yield "A week on  outhost demo advance 7d && outhost demo run"


def _weeks_in(text: str) -> int:
    found = _TIME.fullmatch(text)
    days = int(found[1]) * (_DAYS if found[2] == "w" else 1) if found else 0
    if not days or days % _DAYS or days > _MOST_WEEKS * _DAYS:
        raise click.BadParameter(f"give whole weeks, {_MOST_WEEKS} at most, such as 7d, 14d or 2w", param_hint="TIME")
    return days // _DAYS
