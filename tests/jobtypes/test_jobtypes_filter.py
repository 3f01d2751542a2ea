"""`filter` keeps what somebody asked for, in its order, and says what it could not ask."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workers import Workshop

from outhost.domain.faults import issues_of
from outhost.jobtypes.pool import ParamsUnfit

Rows = list[dict[str, Any]]

PHONES = [
    {"phone": "06 12 34 56 78"},
    {"phone": "+33 (0)1 42 68 53 00"},
    {"phone": "0032 2 555 12 12"},
    {"phone": "on demand"},
    {"phone": None},
]
MAILS = [{"Mail": "sam@acme.com"}, {"Mail": "kim@mail.ACME.com"}, {"Mail": "lou@gmail.com"}, {"Mail": "x@mailinator.com"}, {"Mail": ""}]
RATED = [{"note": "4,5"}, {"note": 3}, {"note": None}, {"note": "n/a"}, {"note": 0}]
TRADES = [{"category": "Boulangerie"}, {"category": "Pâtisserie | Boulangerie"}, {"category": ["Café", "Bar"]}, {"category": "Garage"}]
ALIVE = [{"site_alive": "open"}, {"site_alive": "closed"}, {"site_alive": "uncertain"}, {"site_alive": ""}]
TWICE = [{"nom": "Acme"}, {"nom": " ACME "}, {"nom": ""}, {"nom": None}, {"nom": "Bolt"}, {"nom": "acme"}, {"nom": " "}]
FLAGS = [
    {"aggregator_flag": True},
    {"aggregator_flag": False},
    {"aggregator_flag": ""},
    {"aggregator_flag": "no"},
    {"aggregator_flag": "yes"},
]


@pytest.mark.parametrize(
    ("params", "rows", "kept"),
    [
        pytest.param({}, PHONES, [0, 1, 2, 3, 4], id="no rule"),
        pytest.param({"require_phone": True}, PHONES, [0, 1, 2, 3], id="a telephone, by another name"),
        pytest.param({"require_email": True}, MAILS, [0, 1, 2, 3], id="an address; blank is none"),
        pytest.param({"require_site": True}, [{"url": "acme.com"}, {"url": " "}], [0], id="a site"),
        pytest.param({"exclude_aggregators": True}, FLAGS, [1, 2, 3], id="no aggregators"),
        pytest.param({"alive_only": True}, ALIVE, [0, 2], id="alive keeps open and uncertain"),
        pytest.param({"has_personal_email": True}, [{"email_personal": "sam@acme.com"}, {"email_personal": ""}], [0], id="personal"),
        pytest.param({"rating_min": 4}, RATED, [0], id="a rating"),
        pytest.param({"rating_min": 0}, RATED, [0, 1, 2, 3, 4], id="no rating passes at 0"),
        pytest.param({"rating_min": 0.1}, RATED, [0, 1], id="no rating fails above 0"),
        pytest.param({"reviews_min": 1000}, [{"reviews": "1 234"}, {"reviews": "1,234"}, {"reviews": 999}, {}], [0, 1], id="reviews"),
        pytest.param({"phone_prefix": {"prefixes": ["06", "07"]}}, PHONES, [0], id="mobiles of France"),
        pytest.param({"phone_prefix": {"prefixes": ["+33"]}}, PHONES, [0, 1], id="France, however written"),
        pytest.param({"phone_prefix": {"prefixes": ["0033 1", "+32"]}}, PHONES, [1, 2], id="two prefixes"),
        pytest.param({"phone_prefix": {"prefixes": ["06"], "prefix_unparseable_keep": True}}, PHONES, [0, 3, 4], id="no numbers kept"),
        pytest.param({"phone_prefix": {"column": "fax", "prefixes": ["01"]}}, [{"Fax": "01 2"}, {"Fax": "02"}], [0], id="another column"),
        pytest.param({"email_domain": {"include": ["acme.com"]}}, MAILS, [0, 1], id="a domain and those below"),
        pytest.param({"email_domain": {"exclude": ["@gmail.com"]}}, MAILS, [0, 1, 3, 4], id="not a domain"),
        pytest.param({"email_domain": {"reject_disposable": True}}, MAILS, [0, 1, 2, 4], id="no throwaway addresses"),
        pytest.param({"category": {"column": "category", "values": ["boulangerie"]}}, TRADES, [0, 1], id="one of several trades"),
        pytest.param({"category": {"column": "category", "values": ["PATISSERIE", "bar"]}}, TRADES, [1, 2], id="without accents"),
        pytest.param(
            {"category": {"column": "site_web", "values": [""]}},
            [{"site_web": "https://a.example"}, {"site_web": None}, {"site_web": " "}],
            [1, 2],
            id="where nothing stands",
        ),
        pytest.param(
            {"category": {"column": "category", "values": ["none", "nan"]}}, [*TRADES, {"category": None}], [], id="nothing is no word"
        ),
        pytest.param({"dedup_column": "name"}, TWICE, [0, 2, 3, 4, 6], id="each once, rows without a value all"),
        pytest.param({"sample_type": "n", "sample_n": 99}, TWICE, [0, 1, 2, 3, 4, 5, 6], id="a sample larger than all"),
        pytest.param(
            {"phone_prefix": {"prefixes": []}, "category": {"values": []}, "email_domain": {}}, PHONES, [0, 1, 2, 3, 4], id="blank"
        ),
    ],
)
async def test_a_rule_keeps_what_it_says(workshop: Workshop, params: dict[str, Any], rows: Rows, kept: list[int]) -> None:
    """Each rule by itself: these rows stay, in their order and as they were, and nothing is warned of."""
    outcome = await workshop.run("filter", rows, params)
    assert outcome.rows == [rows[place] for place in kept]
    assert outcome.warnings == []
    assert outcome.failed == []


@pytest.mark.parametrize(
    ("params", "rule"),
    [
        ({"require_email": True}, "require_email"),
        ({"alive_only": True}, "alive_only"),
        ({"rating_min": 4}, "rating_min"),
        ({"phone_prefix": {"column": "fax", "prefixes": ["01"]}}, "phone_prefix"),
        ({"category": {"column": "trade", "values": ["Bar"]}}, "category"),
        ({"dedup_column": "siret"}, "dedup_column"),
    ],
)
async def test_a_rule_on_a_column_that_nobody_has_is_left_out(workshop: Workshop, params: dict[str, Any], rule: str) -> None:
    """All rows stay, and one warning says which rule could not be asked; the other rules still count."""
    rows = [{"nom": "Acme", "telephone": "1"}, {"nom": "Bolt", "telephone": ""}]
    outcome = await workshop.run("filter", rows, params | {"require_phone": True})
    assert outcome.rows == rows[:1]
    assert [rule in warning for warning in outcome.warnings] == [True]


async def test_a_column_that_only_the_last_row_has_counts(workshop: Workshop) -> None:
    """Rows need not all have the same columns: those before it lack a value there."""
    rows = [{"nom": "Acme"}] * 8 + [{"nom": "Bolt", "email": "sam@bolt.com"}]
    assert (await workshop.run("filter", rows, {"require_email": True})).rows == rows[8:]


async def test_the_exact_name_goes_before_one_that_means_the_same(workshop: Workshop) -> None:
    """My column `phone` is asked only where I have no `telephone`."""
    rows = [{"phone": "", "telephone": "1"}, {"phone": "2", "telephone": ""}]
    assert (await workshop.run("filter", rows, {"require_phone": True})).rows == rows[:1]


async def test_rules_are_asked_in_their_order(workshop: Workshop) -> None:
    """What a rule dropped is no doublet of what follows: the first that is left stays."""
    rows = [{"nom": "Acme", "telephone": ""}, {"nom": "Acme", "telephone": "1"}, {"nom": "Acme", "telephone": "2"}]
    assert (await workshop.run("filter", rows, {"require_phone": True, "dedup_column": "nom"})).rows == rows[1:2]


async def test_what_was_kept_is_told_in_my_language(workshop: Workshop) -> None:
    """The log says how many rows are left, and what was left out."""
    outcome = await workshop.run("filter", PHONES, {"require_phone": True, "alive_only": True}, locale="fr")
    assert [level for level, _ in outcome.log] == ["warn", "info"]
    assert "la règle alive_only a été ignorée" in outcome.log[0][1]
    assert "4 lignes sur 5" in outcome.log[1][1]


async def test_a_sample_is_the_same_each_time(workshop: Workshop) -> None:
    """Whoever draws by the same number gets the same rows; by another, others."""
    rows = [{"n": number} for number in range(200)]
    drawn = [(await workshop.run("filter", rows, {"sample_type": "pct", "sample_pct": 10, "sample_seed": seed})).rows for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert [len(sample) for sample in drawn] == [20, 20, 20]
    assert drawn[0] == sorted(drawn[0], key=lambda row: row["n"])


@pytest.mark.parametrize(
    ("params", "field", "en", "fr"),
    [
        ({"rating_min": 6}, "rating_min", "must be at most 5", "doit être au plus 5"),
        ({"sample_type": "some"}, "sample_type", "must be n or pct", "doit être n ou pct"),
        ({"sample_type": "n"}, "sample_n", "is required for this kind of sample", "est requis pour ce type"),
        ({"sample_type": "pct", "sample_n": 3}, "sample_pct", "is required for this kind of sample", "est requis pour ce type"),
        ({"phone_prefix": {"prefixes": ["oh six"]}}, "phone_prefix.prefixes", "has oh six", "contient oh six"),
        ({"category": "Bar"}, "category", "must be an object", "doit être un objet"),
    ],
)
async def test_rules_that_make_no_sense_are_refused(workshop: Workshop, params: dict[str, Any], field: str, en: str, fr: str) -> None:
    """Before anything is done, in words of both languages, at the field that is wrong."""
    with pytest.raises(ParamsUnfit) as unfit:
        await workshop.pool.check("filter", params)
    (issue,) = issues_of(unfit.value.errors)
    assert issue.path == field
    assert en in issue.message.say("en")
    assert fr in issue.message.say("fr")


CELL = (
    st.none()
    | st.sampled_from(["", " ", "open", "closed", "06 1", "+33 2", "sam@acme.com", "a@gmail.com", "4,5", "Acme", "acme"])
    | st.integers(0, 9)
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["nom", "phone", "email", "note", "site_alive", "reviews_count"]), CELL), max_size=12)
RULES = st.fixed_dictionaries(
    {},
    optional={
        "require_phone": st.booleans(),
        "require_email": st.booleans(),
        "alive_only": st.booleans(),
        "rating_min": st.floats(0, 5),
        "reviews_min": st.integers(0, 9),
        "phone_prefix": st.fixed_dictionaries({"prefixes": st.lists(st.sampled_from(["06", "+33"]), max_size=2)}),
        "email_domain": st.fixed_dictionaries({"exclude": st.lists(st.sampled_from(["gmail.com", "com"]), max_size=2)}),
        "dedup_column": st.sampled_from(["nom", "phone", "siret"]),
        "sample_n": st.integers(1, 9),
        "sample_type": st.just("n"),
    },
).map(lambda rules: rules | {"sample_n": rules.get("sample_n", 3)})


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, params=RULES)
async def test_a_filter_only_leaves_rows_out(workshop: Workshop, rows: Rows, params: dict[str, Any]) -> None:
    """Whatever the rules: what is left stands in its order and is unchanged, and asking the same rules again drops nothing more."""
    numbered = [row | {"#": number} for number, row in enumerate(rows)]
    kept = (await workshop.run("filter", numbered, params)).rows
    places = [row["#"] for row in kept]
    assert places == sorted(set(places))
    assert kept == [numbered[place] for place in places]
    if any(not set(row) <= {"#"} for row in kept) and {key for row in kept for key in row} == {key for row in numbered for key in row}:
        assert (await workshop.run("filter", kept, params)).rows == kept
