"""What is worth attention, how much, why, and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.columns import Row
from outhost.domain.diffs import Category, Change, Difference, Watched, difference
from outhost.domain.signals import Rating, Reason, Signal, points, score, signal_of

NUMBERS = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 50).map(lambda tenths: tenths / 10))
NUMERIC = st.builds(Change, column=st.sampled_from([Watched.RATING, Watched.REVIEWS]), before=NUMBERS, after=NUMBERS)
WRITTEN = st.builds(
    Change,
    column=st.sampled_from([Watched.TELEPHONE, Watched.WEBSITE]),
    before=st.sampled_from(["a", None]),
    after=st.sampled_from(["b", "c"]),
)
CHANGES = st.lists(st.one_of(NUMERIC, WRITTEN), max_size=4, unique_by=lambda change: change.column)


def change(column: Watched, before: float | str | None, after: float | str | None) -> Change:
    """Make a change."""
    return Change(column=column, before=before, after=after)


def told(before: Row | None, after: Row | None) -> Signal:
    """Give the signal of what became of a row."""
    found = signal_of(difference("a", before, after))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([(Watched.RATING, 4.5, 4.2)], 36.0),
        ([(Watched.RATING, 4.5, 3.0)], 60.0),
        ([(Watched.RATING, 4.0, 4.3)], 9.0),
        ([(Watched.RATING, 2.0, 5.0)], 15.0),
        ([(Watched.REVIEWS, 0.0, 1.0)], 10.0),
        ([(Watched.REVIEWS, 300.0, 311.0)], 3.7),
        ([(Watched.REVIEWS, 40.0, 10.0)], 25.0),
        ([(Watched.WEBSITE, "a", None)], 20.0),
        ([(Watched.TELEPHONE, None, "b")], 15.0),
        ([(Watched.RATING, 5.0, 4.5), (Watched.REVIEWS, 1.0, 9.0), (Watched.TELEPHONE, "a", "b"), (Watched.WEBSITE, "a", "b")], 100.0),
    ],
)
def test_a_score_is_what_the_contract_says(changes: list[tuple[Watched, float | str | None, float | str | None]], expected: float) -> None:
    """Each change has its points, with a most; all together have 100 at most."""
    assert score([change(*each) for each in changes]) == expected


@given(changes=CHANGES)
def test_a_score_is_in_range_and_always_the_same(changes: list[Change]) -> None:
    """From 0 to 100, with one decimal."""
    assert 0 <= score(changes) <= 100
    assert score(changes) == score(list(changes)) == round(score(changes), 1)


@given(changes=CHANGES)
def test_another_change_never_lowers_a_score(changes: list[Change]) -> None:
    """Leaving one out never raises it."""
    for place in range(len(changes)):
        assert score(changes[:place] + changes[place + 1 :]) <= score(changes)


@given(column=st.sampled_from([Watched.RATING, Watched.REVIEWS]), before=NUMBERS, steps=st.lists(NUMBERS, min_size=2, max_size=2))
def test_a_larger_change_never_has_fewer_points(column: Watched, before: float, steps: list[float]) -> None:
    """Neither downwards nor upwards."""
    for nearer, farther in (sorted(abs(step) for step in steps), sorted(-abs(step) for step in steps)[::-1]):
        assert points(change(column, before, before + nearer)) <= points(change(column, before, before + farther))


@pytest.mark.parametrize(
    ("before", "after", "reasons", "english", "french"),
    [
        pytest.param(
            {"nom": "Café Rivoli", "note": "4,5", "nb_avis": 1200},
            {"nom": "Café Rivoli", "note": 4.1, "nb_avis": 1210},
            (Reason.RATING_DROP, Reason.REVIEWS_UP),
            "Café Rivoli: the rating fell from 4.5 to 4.1; there are 1210 reviews, up from 1200.",
            "Café Rivoli : la note a baissé de 4,5 à 4,1 ; le nombre d’avis est passé de 1200 à 1210.",
            id="numbers",
        ),
        pytest.param(
            {"nom": "A{name}", "rating": 1, "reviews_count": 9, "tel": "1", "url": "a.fr"},
            {"nom": "A{name}", "rating": 2, "reviews_count": 8, "tel": "2", "url": "b.fr"},
            (Reason.RATING_RISE, Reason.REVIEWS_DOWN, Reason.TELEPHONE_CHANGED, Reason.WEBSITE_CHANGED),
            "A{name}: the rating rose from 1 to 2; there are 8 reviews, down from 9; the telephone changed from 1 to 2; "
            "the website changed from a.fr to b.fr.",
            "A{name} : la note est montée de 1 à 2 ; le nombre d’avis est retombé de 9 à 8 ; le téléphone est passé de 1 à 2 ; "
            "le site web est passé de a.fr à b.fr.",
            id="all four",
        ),
        pytest.param(
            {"tel": "1"},
            {"url": "b.fr"},
            (Reason.TELEPHONE_REMOVED, Reason.WEBSITE_ADDED),
            "b.fr: the telephone 1 is gone; it has a website now, b.fr.",
            "b.fr : le numéro de téléphone 1 a disparu ; un site web est apparu, b.fr.",
            id="come and gone",
        ),
        pytest.param(
            {"x": 1, "url": "b.fr"},
            {"x": 1, "tel": "1"},
            (Reason.TELEPHONE_ADDED, Reason.WEBSITE_REMOVED),
            "A row without a name: it has a telephone now, 1; the website b.fr is gone.",
            "Une ligne sans nom : un numéro de téléphone est apparu, 1 ; le site web b.fr a disparu.",
            id="the other way round",
        ),
        pytest.param(
            None, {"x": 1}, (Reason.NEW,), "A row without a name: new, not seen before.",
            "Une ligne sans nom : nouveau, jamais vu auparavant.", id="new",
        ),
        pytest.param(
            {"nom": "A"}, None, (Reason.CLOSED,), "A: gone, absent from two runs running.",
            "A : disparu, absent de deux passages de suite.", id="closed",
        ),
    ],
)  # fmt: skip
def test_a_signal_says_why_by_name_and_in_words(
    before: Row | None, after: Row | None, reasons: tuple[Reason, ...], english: str, french: str
) -> None:
    """In English and in French, numbers as each writes them."""
    found = told(before, after)
    assert found.reasons == reasons
    assert (found.sentence.say(), found.sentence.say("fr")) == (english, french)
    assert (found.score is None) == (found.category is not Category.MODIFIED)


@pytest.mark.parametrize(("before", "after"), [("0472000001", None), (None, "0472000001"), ("0472000001", "0472000002")])
def test_a_sentence_that_is_sent_away_names_nobody(before: str | None, after: str | None) -> None:
    """It says that the telephone changed, and neither number; an address is not taken for a name."""
    found = told({"x": 1, "email": "ada@example.com", "tel": before}, {"x": 1, "email": "ada@example.com", "tel": after})
    for locale in ("en", "fr"):
        said = found.discreet_sentence.say(locale)
        assert "0472" in found.sentence.say(locale)
        assert "0472" not in said
        assert "ada" not in said


def test_an_address_in_the_column_of_websites_is_sent_nowhere() -> None:
    """People write anything anywhere."""
    said = told({"nom": "A", "url": "a.fr"}, {"nom": "A", "url": "ada@example.com"}).discreet_sentence.say()
    assert said == "A: the website changed from a.fr to …."


def test_a_rating_can_be_kept_as_a_number() -> None:
    """Of which the sign counts."""
    assert [Rating.read(rating.number) for rating in Rating] == list(Rating)
    assert Rating.read(None) is None


def test_a_sentence_stays_readable() -> None:
    """Whoever writes a book into a cell gets its beginning."""
    found = told({"nom": "n" * 5000, "url": "w" * 5000}, {"nom": "n" * 5000, "url": None})
    assert len(found.sentence.say()) < 300


@pytest.mark.parametrize("category", [Category.MISSING, Category.UNCHANGED])
def test_what_is_missing_or_unchanged_is_no_signal(category: Category) -> None:
    """The first is looked at again, the other is no news."""
    assert signal_of(Difference(identity="a", category=category, before={"nom": "A"})) is None


def test_signals_stand_by_score_then_new_ones_then_closed_ones() -> None:
    """Alike ones by identity."""
    small, large = ({"nom": "A", "rating": 4.0}, {"nom": "A", "rating": 3.9}), ({"nom": "A", "rating": 4.0}, {"nom": "A", "rating": 3.5})
    pairs = {"c": small, "b": large, "d": small, "a": (None, {"nom": "A"}), "e": (None, {"nom": "A"}), "0": ({"nom": "A"}, None)}
    found = [signal for key, (before, after) in pairs.items() if (signal := signal_of(difference(key, before, after)))]
    assert [signal.identity for signal in sorted(found, key=lambda signal: signal.place)] == ["b", "c", "d", "a", "e", "0"]
