"""`personalise` hands each row to its list, by the names of the list's variables."""

from collections.abc import Mapping
from typing import Any

import pytest
from workers import Declined, Workshop

from outhost.jobtypes.pool import ParamsUnfit

ROWS = [{"Prénom": "Zoë", "company": "Acme", "tags": ["a", "b"]}, {"Prénom": "Sam", "company": None, "tags": []}]


class Easel:
    """Draws nothing, and keeps what it was asked for."""

    def __init__(self) -> None:
        """Begin with none."""
        self.asked: list[dict[str, Any]] = []

    def draw(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Answer as the server does."""
        self.asked.append(about["variables"])
        return {"tracking_id": f"t{len(self.asked)}", "image_url": "https://example.com/i/t.png", "missing_variables": []}


@pytest.mark.parametrize(
    ("mapping", "variable", "values"),
    [
        ({"first_name": "Prénom"}, "first_name", ["Zoë", "Sam"]),
        ({"first_name": "prenom"}, "first_name", ["Zoë", "Sam"]),
        ({"who": "nom"}, "who", ["Acme", None]),
        ({}, "company", ["Acme", None]),
        ({"company": "nowhere"}, "company", [None, None]),
        ({}, "tags", ["a, b", ""]),
        ({}, "prenom", ["Zoë", "Sam"]),
        ({}, "business_name", ["Acme", None]),
        ({"prenom": "company"}, "prenom", ["Acme", None]),
    ],
    ids=[
        "by name",
        "without accents",
        "by alias",
        "by its own name",
        "by a column that is not there",
        "several values",
        "in capitals and accents",
        "by what it is",
        "as I said, not as it is guessed",
    ],
)
async def test_each_variable_gets_its_column(workshop: Workshop, mapping: dict[str, str], variable: str, values: list[Any]) -> None:
    """Columns are found by their name or what means the same, and what I did not name goes by its own name."""
    easel = Easel()
    params = {"list_id": "6f0c", "map": mapping}
    outcome = await workshop.run("personalise", ROWS, params, answers={"picture": easel.draw})
    assert [asked[variable] for asked in easel.asked] == values
    assert outcome.failed == []


async def test_rows_keep_what_they_had_and_get_a_link(workshop: Workshop) -> None:
    """My columns stand as they were, with three more."""
    outcome = await workshop.run("personalise", ROWS, {"list_id": "6f0c"}, answers={"picture": Easel().draw})
    assert [list(row) for row in outcome.rows] == [["Prénom", "company", "tags", "tracking_id", "image_url", "missing_variables"]] * 2
    assert [row["Prénom"] for row in outcome.rows] == ["Zoë", "Sam"]


async def test_a_row_that_can_t_be_drawn_costs_itself_alone(workshop: Workshop) -> None:
    """Its reason is told, and the others have their images."""

    def draw(about: Mapping[str, Any]) -> dict[str, Any]:
        if about["variables"]["Prénom"] == "Zoë":
            raise Declined("give_up", "Zoë asked to be left alone.")
        return Easel().draw(about)

    outcome = await workshop.run("personalise", ROWS, {"list_id": "6f0c"}, answers={"picture": draw})
    assert [(failed["unit"], failed["reason"]) for failed in outcome.failed] == [(0, "Zoë asked to be left alone.")]
    assert [row["Prénom"] for row in outcome.rows] == ["Sam"]


@pytest.mark.parametrize(
    ("params", "at"), [({}, ["list_id"]), ({"list_id": "x", "limit": 0}, ["limit"]), ({"list_id": "x", "map": {"a": 1}}, ["map", "a"])]
)
async def test_params_that_make_no_sense_are_refused(workshop: Workshop, params: dict[str, Any], at: list[str]) -> None:
    """Before anything is drawn."""
    with pytest.raises(ParamsUnfit) as unfit:
        await workshop.pool.check("personalise", params)
    assert [error["loc"] for error in unfit.value.errors] == [at]


async def test_lists_and_jobs_are_marked_as_such(workshop: Workshop) -> None:
    """Whoever makes a form, or checks that something exists, finds by the schema what an id is of."""
    modules = (await workshop.pool.census()).modules
    marks = {
        (slug, name): field["x-reference"]
        for slug, module in modules.items()
        for name, field in module.config_schema.get("properties", {}).items()
        if "x-reference" in field
    }
    assert marks == {("import", "from_job_id"): "job", ("personalise", "list_id"): "list"}
