"""How `/api` says no: every refusal there is has its status, its words in both languages, and the headers that its status promises."""

import json
from string import Formatter

import pytest

from outhost.domain import errors
from outhost.domain.errors import InvalidInput, Issue, Refusal
from outhost.domain.words import Text
from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.envelope import NEVER, STATUS, say
from outhost.web.outsend.table import TABLE

REFUSALS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal]
SAID = sorted(set(STATUS) - {InvalidInput}, key=lambda kind: kind.__name__)
ALLOWED = {400, 401, 403, 404, 405, 413, 421, 422, 429, 503}
"""What the contract's table of errors has, and 421 for a request that was meant for another machine."""


def test_every_refusal_has_a_status_or_can_never_happen_here() -> None:
    """No refusal is forgotten by the surface, and none has a status that the contract does not know."""
    assert set(STATUS) | NEVER == set(REFUSALS)
    assert not set(STATUS) & NEVER
    assert set(STATUS.values()) == ALLOWED


def test_every_documented_refusal_can_be_said() -> None:
    """An endpoint's error table, and what any call can meet, list nothing that the envelope would not say."""
    documented = {kind for endpoint in ENDPOINTS for kind, _ in endpoint.refusals} | {kind for kind, _ in TABLE.always}
    assert documented <= set(STATUS)


@pytest.mark.parametrize("kind", SAID, ids=lambda kind: kind.__name__)
def test_a_refusal_is_answered_in_the_caller_s_language(kind: type[Refusal]) -> None:
    """Whatever is refused, I read why in my language, in the one shape that all refusals have."""
    details = {name: 7 for _, name, _, _ in Formatter().parse(kind.text.en) if name}
    answers = {locale: say(kind(**details), locale) for locale in ("en", "fr")}
    said = {locale: json.loads(answer.body or b"") for locale, answer in answers.items()}
    for locale, answer in answers.items():
        assert answer.status == STATUS[kind]
        assert said[locale]["detail"] == kind.text.say(locale, **details)
        assert set(said[locale]) <= {"detail", "errors"}
        assert all(
            set(fault) == {"field", "message"} and fault["field"] for fault in said[locale].get("errors", [{"field": 1, "message": 1}])
        )
    assert said["en"]["detail"] != said["fr"]["detail"]


@pytest.mark.parametrize("kind", [kind for kind in SAID if STATUS[kind] in {429, 503}], ids=lambda kind: kind.__name__)
def test_what_may_be_tried_again_says_when(kind: type[Refusal]) -> None:
    """A 429 and a 503 tell my program after how many seconds to come back."""
    details = {name: 7 for _, name, _, _ in Formatter().parse(kind.text.en) if name}
    assert int(say(kind(**details), "en").headers["retry-after"]) > 0


def test_faults_of_fields_stand_apart() -> None:
    """Each fault of a field has its own line with its path; what is wrong with no field stands in the sentence alone."""
    fault = Text(en="must be {n}", fr="doit être {n}").filled(n=1)
    answer = say(InvalidInput(Issue("items.3.email", fault), Issue("", fault)), "fr")
    assert answer.status == 422
    assert json.loads(answer.body or b"") == {
        "detail": "items.3.email: doit être 1; doit être 1",
        "errors": [{"field": "items.3.email", "message": "doit être 1"}],
    }
    assert "errors" not in json.loads(say(InvalidInput(Issue("", fault)), "en").body or b"")
