"""`sort` puts the best rows first, loses none, and leaves what is alike in its order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workers import Workshop

from outhost.jobtypes.pool import ParamsUnfit

RATED = [{"note": "3,5"}, {"note": None}, {"note": 5}, {"note": "4"}, {"note": "n/a"}, {"note": 5}]
FILLED = [{"a": 1, "b": ""}, {"a": 1, "b": 2, "c": 3}, {"a": None}, {"a": 1, "b": 2}]
MAILS = [
    {"mail": "info@acme.com", "status": "valid"},
    {"mail": "sam@acme.com", "status": "invalid"},
    {"mail": "", "status": ""},
    {"mail": "sam@acme.com", "status": "valid"},
    {"mail": "kim@acme.com"},
    {"mail": "not an address"},
    {"mail": "lou@acme.com", "status": "risky"},
]


@pytest.mark.parametrize(
    ("params", "rows", "order"),
    [
        pytest.param({}, FILLED, [1, 3, 0, 2], id="the fullest first"),
        pytest.param({"direction": "asc"}, FILLED, [2, 0, 3, 1], id="the emptiest first"),
        pytest.param({"sort_by": "note"}, RATED, [2, 5, 3, 0, 1, 4], id="the best rated; without a number last"),
        pytest.param({"sort_by": "note", "direction": "asc"}, RATED, [0, 3, 2, 5, 1, 4], id="the worst rated; without a number last"),
        pytest.param({"sort_by": "note", "top_n": 2}, RATED, [2, 5], id="only the first"),
        pytest.param({"sort_by": "nb_avis"}, [{"reviews": "12"}, {"reviews": "1 200"}, {"reviews": 7}], [1, 0, 2], id="reviews"),
        pytest.param({"sort_by": "email_quality"}, MAILS, [3, 0, 6, 4, 1, 5, 2], id="the surest address first"),
        pytest.param({"sort_by": "completeness", "top_n": 99}, FILLED, [1, 3, 0, 2], id="more than there are"),
        pytest.param({"sort_by": "completeness"}, [], [], id="no rows"),
    ],
)
async def test_rows_come_in_order(workshop: Workshop, params: dict[str, Any], rows: list[dict[str, Any]], order: list[int]) -> None:
    """These rows, in this order, each as it was."""
    outcome = await workshop.run("sort", rows, params)
    assert outcome.rows == [rows[place] for place in order]
    assert outcome.log == []


async def test_rows_without_the_column_stay_as_they_are(workshop: Workshop) -> None:
    """Nobody is rated: the order stays, and one warning says why."""
    rows = [{"nom": "Bolt"}, {"nom": "Acme"}]
    outcome = await workshop.run("sort", rows, {"sort_by": "note", "top_n": 1})
    assert outcome.rows == rows[:1]
    assert ["rating" in warning for warning in outcome.warnings] == [True]


@pytest.mark.parametrize("params", [{"sort_by": "price"}, {"direction": "up"}, {"top_n": 0}])
async def test_what_can_t_be_sorted_by_is_refused(workshop: Workshop, params: dict[str, Any]) -> None:
    """Before anything is done."""
    with pytest.raises(ParamsUnfit) as unfit:
        await workshop.pool.check("sort", params)
    assert [error["loc"] for error in unfit.value.errors] == [list(params)]


CELL = st.none() | st.sampled_from(["", "4,5", "x", "sam@acme.com", "info@acme.com"]) | st.integers(-9, 9)
ROWS = st.lists(st.dictionaries(st.sampled_from(["note", "reviews_count", "email", "status"]), CELL), max_size=12)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, by=st.sampled_from(["completeness", "note", "nb_avis", "email_quality"]), direction=st.sampled_from(["asc", "desc"]))
async def test_sorting_is_stable_and_loses_nothing(workshop: Workshop, rows: list[dict[str, Any]], by: str, direction: str) -> None:
    """The same rows in another order; sorted again, nothing moves; and of two that are alike the earlier one stays first."""
    params = {"sort_by": by, "direction": direction}
    doubled = [row | {"#": number} for number, row in enumerate([*rows, *rows])]
    once = (await workshop.run("sort", doubled, params)).rows
    assert sorted(row["#"] for row in once) == list(range(len(doubled)))
    assert all(once.index(doubled[number]) < once.index(doubled[number + len(rows)]) for number in range(len(rows)))
    assert (await workshop.run("sort", once, params)).rows == once
