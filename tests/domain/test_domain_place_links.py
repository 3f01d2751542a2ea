"""Links to places: to the page that a source has of one, and to a search on a map."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.place_links import maps_search, page_of


@pytest.mark.parametrize(
    ("place_id", "page"),
    [
        ("osm:node/123", "https://www.openstreetmap.org/node/123"),
        ("osm:relation/7", "https://www.openstreetmap.org/relation/7"),
        ("siret:12345678901234", "https://annuaire-entreprises.data.gouv.fr/etablissement/12345678901234"),
        ("overture:08f2a", "overture:08f2a"),
        ("town:12", "town:12"),
        ("osm:", "osm:"),
        ("nothing", "nothing"),
    ],
)
def test_a_place_is_looked_up_at_its_source(place_id: str, page: str) -> None:
    """Where a source has no page of it, its id says what to look for."""
    assert page_of(place_id) == page


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3000))
def test_a_search_says_what_was_looked_for(words: str) -> None:
    """Whatever a place is called, the link is one that Google reads: no longer than it may be, and with the words as they are."""
    link = maps_search(words)
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "www.google.com", "/maps/search/")
    assert len(link) <= 2048
    asked = parse_qs(parts.query, keep_blank_values=True)
    assert asked["api"] == ["1"]
    assert " ".join(words.split()).startswith(asked["query"][0])
