"""Categories: what somebody typed is understood as what they meant, and no more."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.categories import Search, Thoroughness, categories, category_of, fits, parts_of, understood
from outhost.domain.categories import index as index_module
from outhost.domain.categories.index import index, keys_of, telling
from outhost.domain.categories.stems import stem
from outhost.domain.categories.understanding import FILLERS
from outhost.domain.osm_tags import is_label
from outhost.domain.places import Place
from outhost.domain.spelling import folded
from outhost.domain.words import Unfit

FAST, NORMAL, ULTRA = Thoroughness.FAST, Thoroughness.NORMAL, Thoroughness.ULTRA


def _place(*labels: str, name: str = "", **known: object) -> Place:
    return Place(place_id="osm:node/1", lat=48.85, lon=2.35, name=name, labels=labels, **known)  # type: ignore[arg-type]  # a table of fields


QUERIES = [
    ("boulangerie", ["Bakery"], ()),
    ("BOULANGERIES", ["Bakery"], ()),
    ("artisan boulanger", ["Bakery"], ()),
    ("boulangère", ["Bakery"], ()),
    ("bakeries", ["Bakery"], ()),
    ("boulangerie pâtisserie", ["Bakery", "Pastry shop"], ()),
    ("boulangerie bio", ["Bakery"], ("bio",)),
    ("dentistes", ["Dentist"], ()),
    ("chirurgiens-dentistes", ["Dentist"], ()),
    ("cabinet dentaire", ["Dentist"], ()),
    ("dental surgeries", ["Dentist"], ()),
    ("salon de coiffure", ["Hairdresser"], ()),
    ("coiffeuses", ["Hairdresser"], ()),
    ("hair dressers", ["Hairdresser"], ()),
    ("hair-dresser", ["Hairdresser"], ()),
    ("coiffeur à domicile", ["Hairdresser"], ("domicile",)),
    ("barber", ["Barber"], ()),
    ("bar", ["Bar"], ()),
    ("bars", ["Bar"], ()),
    ("pub", ["Pub"], ()),
    ("restaurant italien", ["Italian restaurant"], ()),
    ("restaurants italiens", ["Italian restaurant"], ()),
    ("Italian restaurants in", ["Italian restaurant"], ()),
    ("restaurant", ["Restaurant"], ()),
    ("restaurant pizzeria", ["Pizzeria", "Restaurant"], ()),
    ("agence immobilière", ["Estate agent"], ()),
    ("agences immobilières", ["Estate agent"], ()),
    ("estate agents", ["Estate agent"], ()),
    ("plombier chauffagiste", ["Heating engineer", "Plumber"], ()),
    ("plombiers", ["Plumber"], ()),
    ("entreprise de plomberie", ["Plumber"], ()),
    ("électriciens", ["Electrician"], ()),
    ("salon de thé", ["Tea room"], ()),
    ("the hotel", ["Hotel"], ()),
    ("hotel", ["Hotel"], ()),
    ("hôtels", ["Hotel"], ()),
    ("Hôtel de Ville", ["Town hall"], ()),
    ("hotel restaurant", ["Hotel", "Restaurant"], ()),
    ("pressing", ["Dry cleaner"], ()),
    ("caviste", ["Wine shop"], ()),
    ("garage", ["Garage"], ()),
    ("garagistes", ["Garage"], ()),
    ("notaire", ["Notary"], ()),
    ("étude notariale", ["Notary"], ()),
    ("avocate", ["Lawyer"], ()),
    ("cabinet d'avocats", ["Lawyer"], ()),
    ("solicitors", ["Lawyer"], ()),
    ("expert comptable", ["Accountant"], ()),
    ("kiné", ["Physiotherapist"], ()),
    ("sages-femmes", ["Midwife"], ()),
    ("vets", ["Veterinarian"], ()),
    ("auto école", ["Driving school"], ()),
    ("B&B", ["Bed and breakfast"], ()),
    ("librairie", ["Bookshop"], ()),
    ("library", ["Library"], ()),
    ("bijoux", ["Jeweller"], ()),
    ("bijoutière", ["Jeweller"], ()),
    ("hôpitaux", ["Hospital"], ()),
    ("churches", ["Church"], ()),
    ("magasin de chaussures", ["Shoe shop"], ()),
    ("orthopédiste", ["Orthopaedic shop", "Orthopaedic surgeon"], ()),
    ("men's clothing", ["Men's clothing"], ()),
    ("womens clothes", ["Women's clothing"], ()),
    ("Domino's", [], ("dominos",)),
    ('"Boulanger"', [], ("boulanger",)),
    ("« Le Garage » restaurant", ["Restaurant"], ("le", "garage")),
    ("Paul", [], ("paul",)),
    ("Carrefour City", [], ("carrefour", "city")),
    ("barbershops of the world", ["Barber"], ("world",)),
    ("boulangrie", [], ("boulangrie",)),
    ("dépannage serrurier", ["Locksmith"], ()),
    ("local independent coffee shops near me", ["Coffee shop"], ()),
    ("magasin", [], ("magasin",)),
    ("à la", [], ("a", "la")),
]


@pytest.mark.parametrize(("query", "names", "words"), QUERIES, ids=[query for query, *_ in QUERIES])
def test_a_query_is_what_people_mean_by_it(query: str, names: list[str], words: tuple[str, ...]) -> None:
    """I type as I speak, in my language: the trade is understood, and what is left over must stand in the name."""
    search = understood(query)
    assert sorted(_categories_of(search)) == names
    assert search.words == words


@pytest.mark.parametrize(
    ("query", "labels", "words"),
    [
        ("shop=bakery", ("shop=bakery",), ()),
        ("Shop=Bakery bio", ("shop=bakery",), ("bio",)),
        ("amenity=restaurant & cuisine=thai", ("amenity=restaurant & cuisine=thai",), ()),
        ("healthcare:speciality=dermatology", ("healthcare:speciality=dermatology",), ()),
        ("naf=10.71C", ("naf=10.71C",), ()),
        ("naf=1071c", ("naf=10.71C",), ()),
        ("naf=10.71", ("naf=10.71*",), ()),
        ("naf=10", ("naf=10.*",), ()),
        ("10.71C", ("naf=10.71C",), ()),
        ("naf=10.71C naf=47.24Z", ("naf=10.71C", "naf=47.24Z"), ()),
        ("overture=bakery", ("overture=bakery",), ()),
        ("office=*", ("office=*",), ()),
    ],
)
def test_a_tag_is_taken_as_such(query: str, labels: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Who knows the tag, or the code of the activity, says it."""
    search = understood(query)
    assert (search.labels, search.words, search.names) == (labels, words, ())


@pytest.mark.parametrize("query", ["", "   ", "!?", "&", "---", "=", '""', "« »", "bar \ud800"])
def test_a_query_without_a_word_is_refused(query: str) -> None:
    """Nothing to look for is nothing to look for, in both languages."""
    with pytest.raises(Unfit) as refused:
        understood(query)
    assert refused.value.phrase.say("fr") != refused.value.phrase.say("en")


def test_how_it_was_understood_is_said_in_both_languages() -> None:
    """The log tells me which tags my word became, and what must stand in the name."""
    how = understood("boulangerie bio").how
    assert how.say("en").startswith("“boulangerie” is the category Bakery: shop=bakery, ")
    assert how.say("en").endswith("; the name must have “bio”")
    assert how.say("fr").startswith("« boulangerie » est la catégorie Boulangerie : shop=bakery, ")
    assert how.say("fr").endswith(" ; le nom doit contenir « bio »")
    assert understood("Agence immobilière").how.say("fr").startswith("« Agence immobilière » est la catégorie Agence immobilière : ")


@pytest.mark.parametrize(("query", "near"), [("boulangrie", "boulangerie"), ("denitste", "dentiste"), ("le restaurrant", "restaurant")])
def test_a_slip_is_pointed_out_and_not_assumed(query: str, near: str) -> None:
    """I mistyped: I am asked whether I meant the trade, and until then my word is looked for as it stands."""
    search = understood(query)
    assert search.labels == ()
    assert f"did you mean “{near}”" in search.how.say("en")


def test_a_brand_is_not_taken_for_a_slip() -> None:
    """Nobody asks about a name that is like no category."""
    assert "did you mean" not in understood("Carglass").how.say("en")
    assert understood('"Boulangrie"').how.say("en") == "the name must have “boulangrie”"


NAMES = sorted({name for category in categories() for name in category.names})


@given(
    st.sampled_from(NAMES),
    st.sampled_from([str.upper, str.title, folded, lambda name: f"  {name}!", lambda name: name if name[-1] in "sx" else f"{name}s"]),
)
def test_case_accents_and_plural_change_nothing(name: str, written: object) -> None:
    """However I write it, it is the same trade."""
    query = written(name)  # type: ignore[operator]  # one of the functions above
    assert understood(query).labels == understood(name).labels


def test_every_category_is_found_by_each_of_its_names() -> None:
    """No name of the table is there in vain, and none means another trade."""
    strays = []
    for category in categories():
        for name in category.names:
            search = understood(name)
            wanted = len(_categories_of(search)) == 1 or name in category.shared
            if search.words or not set(category.labels) <= set(search.labels) or not wanted:
                strays.append(name)
    assert strays == []


def test_a_name_of_two_categories_says_so_in_both() -> None:
    """Nobody claims another's word by accident."""
    owners: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for category in categories():
        claims = {key: name in category.shared for name in category.names for key in keys_of(telling(folded(name).split()))}
        for key, is_shared in claims.items():
            owners[key].append((category.english[0], is_shared))
    assert [key for key, claims in owners.items() if len(claims) > 1 and not all(shared for _, shared in claims)] == []
    assert [
        key for key, claims in owners.items() if len(claims) == 1 and claims[0][1] and " " not in key and len(index().by_key[key]) < 2
    ] == []


def test_no_category_is_called_by_a_word_that_others_swallow() -> None:
    """`magasin` alone is no trade: else every `magasin de …` would be that trade too."""
    assert [name for category in categories() for name in category.names if stem(folded(name)) in FILLERS] == []
    assert understood("boutique de chaussures").labels == understood("chaussures").labels
    assert understood("plumbing company").labels == understood("plumbing").labels


def test_every_tag_of_a_category_is_one_that_loading_keeps() -> None:
    """A tag that no place is labelled with would find nothing, for ever."""
    parts = {part for category in categories() for label in category.labels for part in parts_of(label)}
    keys = {part.partition("=")[0] for part in parts}
    assert sorted(key for key in keys if key not in {"naf", "overture"} and not is_label(key)) == []


def test_no_label_of_a_category_is_there_twice() -> None:
    """A category that asks for one label asks for it once, and for no other beside it that it asks for alone."""
    for category in categories():
        alone = {label for label in category.labels if len(parts_of(label)) == 1}
        assert len(set(category.labels)) == len(category.labels), category.english[0]
        assert [label for label in category.labels if len(parts_of(label)) > 1 and alone & set(parts_of(label))] == []


def test_what_a_place_is_called_is_a_category_that_finds_it() -> None:
    """The column `category` says a word by which the place can be looked for."""
    for category in categories():
        for label in category.labels:
            labels = tuple(part.replace("*", "0Z") for part in parts_of(label))
            for locale in ("en", "fr"):
                assert fits(_place(*labels), understood(category_of(labels, locale)), FAST), label


@pytest.mark.parametrize(
    ("labels", "english", "french"),
    [
        (("shop=bakery",), "Bakery", "Boulangerie"),
        (("naf=10.71C",), "Bakery", "Boulangerie"),
        (("amenity=restaurant",), "Restaurant", "Restaurant"),
        (("amenity=restaurant", "cuisine=pizza"), "Pizzeria", "Pizzeria"),
        (("amenity=restaurant", "cuisine=italian"), "Italian restaurant", "Restaurant italien"),
        (("amenity=restaurant", "cuisine=nordic"), "Restaurant", "Restaurant"),
        (("amenity=doctors", "healthcare:speciality=cardiology"), "Cardiologist", "Cardiologue"),
        (("shop=hairdresser",), "Hairdresser", "Coiffeur"),
        (("naf=46.32A",), "Food wholesaler", "Grossiste alimentaire"),
        (("amenity=watering_place",), "watering place", "watering place"),
        (("access=customers", "shop=yes"), "shop", "shop"),
        (("naf=99.00Z",), "99.00Z", "99.00Z"),
        ((), "", ""),
    ],
)
def test_a_place_is_called_what_it_is(labels: tuple[str, ...], english: str, french: str) -> None:
    """The column says it in my language, and what no category knows in the words of the source."""
    assert (category_of(labels), category_of(labels, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("query", "place", "found_by"),
    [
        ("hotel", _place("tourism=hotel", name="Ritz"), {FAST, NORMAL, ULTRA}),
        ("hotel", _place("amenity=townhall", name="Hôtel de Ville"), {NORMAL, ULTRA}),
        ("bar", _place("shop=hairdresser", name="Barber Joe"), {ULTRA}),
        ("boulangerie", _place(name="Boulangerie Martin"), {NORMAL, ULTRA}),
        ("bakery", _place(name="Boulangerie Martin"), {NORMAL, ULTRA}),
        ("boulangerie bio", _place("shop=bakery", name="Pain Bio"), {FAST, NORMAL, ULTRA}),
        ("boulangerie bio", _place("shop=bakery", name="Biologique"), {ULTRA}),
        ("boulangerie bio", _place("shop=bakery", name="Pain", other_names=("Bio d'ici",)), {NORMAL, ULTRA}),
        ("boulangerie bio", _place("shop=cheese", name="Bio"), set()),
        ("dominos", _place(name="Domino's Pizza"), {FAST, NORMAL, ULTRA}),
        ("Domino's", _place(name="Dominos"), {FAST, NORMAL, ULTRA}),
        ("domino", _place(name="Domino’s"), {FAST, NORMAL, ULTRA}),
        ("paul", _place("shop=bakery", tags={"brand": "PAUL"}), {FAST, NORMAL, ULTRA}),
        ("paul", _place("shop=bakery", tags={"operator": "Paul"}), {NORMAL, ULTRA}),
        ("paul", _place("shop=bakery", name="Chez Paulette"), {ULTRA}),
        ("restaurant italien", _place("amenity=restaurant", "cuisine=italian"), {FAST, NORMAL, ULTRA}),
        ("restaurant italien", _place("amenity=restaurant", "cuisine=thai"), set()),
        ("naf=10.71", _place("naf=10.71D"), {FAST, NORMAL, ULTRA}),
        ("naf=10.71", _place("naf=10.72Z"), set()),
    ],
)
def test_each_mode_finds_what_it_should(query: str, place: Place, found_by: set[Thoroughness]) -> None:
    """Fast believes the tags, normal also the names, ultra also their beginnings; each finds what the one before finds."""
    assert {mode for mode in Thoroughness if fits(place, understood(query), mode)} == found_by


@given(
    st.sampled_from([query for query, *_ in QUERIES]),
    st.lists(st.sampled_from(["shop=bakery", "amenity=bar", "tourism=hotel", "amenity=restaurant", "cuisine=italian"]), max_size=3),
    st.lists(
        st.sampled_from(["boulangerie", "bio", "barber", "paul", "hotel", "carrefour", "city", "domicile", "restaurants", "italien"]),
        max_size=4,
    ),
    st.sampled_from(["name", "brand", "operator", "other"]),
)
def test_each_mode_finds_what_the_one_before_finds(query: str, labels: list[str], words: list[str], where: str) -> None:
    """Who looks further loses nothing."""
    text = " ".join(words)
    said = {"name": text} if where == "name" else {"other_names": (text,)} if where == "other" else {"tags": {where: text}}
    found = [fits(_place(*labels, **said), understood(query), mode) for mode in (FAST, NORMAL, ULTRA)]
    assert found == sorted(found)


def _categories_of(search: Search) -> list[str]:
    """Name the categories whose labels all stand in a search, and for which it was not another that brought them."""
    how = search.how.say("en")
    return [category.name.en for category in categories() if f"is the category {category.name.en}: " in how]


def test_slips_are_looked_for_in_words_as_long_as_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters that stand for a dozen each make a query of thousands: no name of a category is a slip away from that, and none is tried."""
    tried: list[int] = []
    slips = index_module._slips
    monkeypatch.setattr(index_module, "_slips", lambda word: (tried.append(len(word)), slips(word))[1])
    assert "boulang" in understood("boulangeire").how.say("fr").rpartition("vouliez-vous")[2]
    understood("\ufdfa" * 200)
    assert max(tried) < 100
