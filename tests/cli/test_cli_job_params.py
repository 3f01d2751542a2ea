"""`--set`: what is typed, read by what a module takes."""

from typing import Any

import click
import pytest

from outhost.cli.job_params import params_of

SCHEMA: dict[str, Any] = {
    "properties": {
        "require_email": {"type": "boolean"},
        "rating_min": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "top_n": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "sort_by": {"type": "string", "enum": ["note", "completeness"]},
        "text": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "phone_prefix": {
            "anyOf": [
                {
                    "type": "object",
                    "properties": {"column": {"type": "string"}, "prefixes": {"type": "array", "items": {"type": "string"}}},
                },
                {"type": "null"},
            ]
        },
        "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "anything": {},
    }
}


@pytest.mark.parametrize(
    ("pairs", "params"),
    [
        ([], {}),
        (["require_email=1"], {"require_email": True}),
        (["require_email=False"], {"require_email": False}),
        (["rating_min=4.5", "top_n=10"], {"rating_min": 4.5, "top_n": 10}),
        (["rating_min=null", "top_n="], {"rating_min": None, "top_n": None}),
        (["sort_by=note"], {"sort_by": "note"}),
        (["text=a=b, 1"], {"text": "a=b, 1"}),
        (["text="], {"text": ""}),
        (["text=null"], {"text": "null"}),
        (["tags=a,b"], {"tags": ["a,b"]}),
        (["tags=a", "tags=b"], {"tags": ["a", "b"]}),
        (['tags=["a", "b"]', "tags=c"], {"tags": ["a", "b", "c"]}),
        (["sizes=1", "sizes=2"], {"sizes": [1, 2]}),
        (['phone_prefix={"prefixes": ["+33"]}'], {"phone_prefix": {"prefixes": ["+33"]}}),
        (
            ["phone_prefix.column=tel", "phone_prefix.prefixes=+33", "phone_prefix.prefixes=+32"],
            {"phone_prefix": {"column": "tel", "prefixes": ["+33", "+32"]}},
        ),
        (["either=12"], {"either": 12}),
        (["either=x"], {"either": "x"}),
        (["anything=[1]"], {"anything": [1]}),
        (["anything=plain"], {"anything": "plain"}),
    ],
)
def test_what_is_typed_becomes_what_the_module_takes(pairs: list[str], params: dict[str, Any]) -> None:
    """Numbers are numbers, switches are switches, lists grow, and a text may be anything."""
    assert params_of(pairs, SCHEMA) == params


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (["require_email"], "'require_email' is not of the form key=value"),
        (["require_mail=1"], "there is no require_mail; this module takes: require_email, rating_min"),
        (["phone_prefix.nope=1"], "there is no phone_prefix.nope"),
        (["text.nope=1"], "there is no text.nope"),
        (["require_email=maybe"], "require_email takes true or false, not 'maybe'"),
        (["rating_min=four"], "rating_min takes a number, not 'four'"),
        (["top_n=1.5"], "top_n takes a whole number, not '1.5'"),
        (["sort_by=colour"], "sort_by takes one of note, completeness, not 'colour'"),
        (["sizes=[1"], "sizes takes a list"),
        (["sizes=a"], "sizes takes a list"),
        (["phone_prefix=[1]"], "phone_prefix takes a JSON object"),
        (["text=a", "text=b"], "text was given twice"),
        (["phone_prefix=null", "phone_prefix.column=tel"], "given as a whole"),
        (["=1"], "there is no ;"),
    ],
)
def test_what_it_does_not_take_is_told(pairs: list[str], says: str) -> None:
    """The key is named, and what it would take."""
    with pytest.raises(click.BadParameter) as refusal:
        params_of(pairs, SCHEMA)
    assert says in refusal.value.message
