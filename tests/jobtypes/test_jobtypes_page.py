"""What a module reads of a page: its letters, its text, its links, its data, and proof."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import page

from outhost.jobtypes.page import Page

CAFE = "<p>Café à Orléans – œuvre</p>"
MARKUP = st.lists(
    st.sampled_from([
        "<div>", "</div>", "<p>", "<table><tr><td>", "</table>", "<a href='/x'>", "</a>", "<b id=1>", "<script>", "</script>", "<!--",
        "-->", "<div hidden>", "<svg>", "<base href='//['>", "<a href='http://[::1'>", "<meta http-equiv=refresh content='0;url=//x'>",
        "é", " & ", '<script type="application/ld+json">', '{"a": [1, {"@type": "X"', "}]}", "<div itemscope itemprop='a b'>",
        "<template>", "&#xD800;", "<frameset><frame src=a>", '<html lang="fr_FR">', "<title>", "\x00",
        "<a href='https://x.example/#f' title='t'>", '"', "'", "=", "<",
    ])
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        pytest.param(CAFE.encode(), "utf-8", id="as it says"),
        pytest.param(CAFE.encode(), None, id="says nothing"),
        pytest.param(b"\xef\xbb\xbf" + CAFE.encode(), "iso-8859-1", id="a mark goes before the header"),
        pytest.param(b"\xff\xfe" + CAFE.encode("utf-16-le"), None, id="UTF-16 with its mark"),
        pytest.param(CAFE.encode("utf-16-be"), "utf-16be", id="UTF-16 by the header"),
        pytest.param(CAFE.encode("cp1252"), "iso-8859-1", id="Latin-1 means windows-1252"),
        pytest.param(CAFE.encode("cp1252"), "utf-8", id="says UTF-8 and is none"),
        pytest.param(CAFE.encode("cp1252"), "no-such-set", id="a label that nobody knows"),
        pytest.param(CAFE.encode("cp1252"), "punycode", id="a codec that is no page's"),
        pytest.param(CAFE.encode(), "iso-8859-1", id="says Latin-1 and is UTF-8"),
        pytest.param(b'<meta charset="macintosh">' + CAFE.encode("mac-roman"), None, id="by its own word"),
        pytest.param(b'<META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=windows-1252">' + CAFE.encode("cp1252"), None, id="old"),
        pytest.param(b'<?xml version="1.0" encoding="windows-1252"?>' + CAFE.encode("cp1252"), None, id="by its XML declaration"),
        pytest.param(b'<meta charset="utf-16">' + CAFE.encode(), None, id="says UTF-16 in ASCII"),
    ],
)
def test_letters_are_read_as_a_browser_reads_them(body: bytes, charset: str | None) -> None:
    """Accents are right whatever a server says of them."""
    assert page(body, charset=charset).text == "Café à Orléans – œuvre"


def test_one_foreign_letter_does_not_spoil_the_others() -> None:
    """A page in UTF-8 with one old letter in it keeps its accents, and that letter is read too."""
    assert page("<p>Café à Orléans, thé ".encode() + b"\xe9</p>").text == "Café à Orléans, thé é"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("a<div>b</div>c", "a\nb\nc", id="a block is a line"),
        pytest.param("<p>T\u00e9l. : <b>04 72</b> <i>00</i>\n11</p>", "Tél. : 04 72 00 11", id="inline words stay together"),
        pytest.param("1 rue X<br>69001 Lyon<br/>France", "1 rue X\n69001 Lyon\nFrance", id="br"),
        pytest.param("<table><tr><td>Fax</td><td>04</td></tr><tr><td>Tel</td></tr></table>", "Fax 04\nTel", id="a row is a line"),
        pytest.param("<ul><li>1<li>2</ul>", "1\n2", id="items not closed"),
        pytest.param("a&nbsp;b &eacute; &amp;&#64;", "a b é &@", id="entities"),
        pytest.param("<body><script>x</script><style>y</style><template>z</template><!-- c -->t", "t", id="no text"),
        pytest.param("<div hidden>no<p>no</p></div><p style='DISPLAY : none'>no</p>yes", "yes", id="hidden"),
        pytest.param("<p style='position:absolute; left:-9999px'>no</p><p style='font-size:0'>no</p>yes", "yes", id="out of sight"),
        pytest.param("<p style='font-size:0.9em;display:block'>yes</p>", "yes", id="small is not hidden"),
        pytest.param("04\u200b72\u00ad00\u202c", "047200", id="letters that show nothing"),
        pytest.param("<a href=1>a@b.example</a><a href=2>04</a>", "a@b.example 04", id="links side by side"),
        pytest.param("Je <a href=1>lie</a>.", "Je lie.", id="a link in a sentence"),
        pytest.param("<pre>a\nb</pre>", "a b", id="breaks of the source"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    """Line by line, without what is hidden."""
    assert page(html).text == text


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("contact", "https://dupont.example/fr/contact"),
        ("/contact#form", "https://dupont.example/contact"),
        ("//other.example/x", "https://other.example/x"),
        (" \n/con\ntact ", "https://dupont.example/contact"),
        ("\\contact", "https://dupont.example/contact"),
        ("mentions legales.html", "https://dupont.example/fr/mentions%20legales.html"),
        ("?page=2", "https://dupont.example/fr/?page=2"),
        ("javascript:void(0)", None),
        ("mailto:a@b.example", None),
        ("http://[::1", None),
        ("https://", None),
        ("x" * 3000, None),
    ],
)
def test_a_link_is_given_whole(href: str, url: str | None) -> None:
    """However it is written; what leads to no page is left out."""
    found = page(f'<a href="{href}">Words</a>', "https://dupont.example/fr/").links
    assert [link.url for link in found] == ([url] if url else [])


def test_links_start_from_the_base_that_a_page_names() -> None:
    """`<base href>` counts, relative or whole; a broken one does not."""
    assert page('<base href="/sub/"><a href="x">').links[0].url == "https://dupont.example/sub/x"
    assert page('<base href="http://["><a href="x">').links[0].url == "https://dupont.example/x"


def test_a_link_has_words() -> None:
    """Its own, else its title, else those of its picture; of two to one page, the one that has words."""
    links = page(
        '<a href=1></a><a href=1 title="T">One</a><a href=2 title="Two"><img></a><a href=3 rel=nofollow><img alt="Three"></a>'
    ).links
    assert [(link.text, link.title, link.rel) for link in links] == [("One", "T", ""), ("Two", "Two", ""), ("Three", "", "nofollow")]


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "Bakery", "telephone": "1"}',
        '/* ours */ {"@type": "Bakery", "telephone": "1",}',
        '// <![CDATA[\n{"@type": "Bakery", "telephone": "1"}\n// ]]>',
        '<!-- {"@type": "Bakery", "telephone": "1"} -->',
        '{"@type": "Bakery",\n// the shop\n"telephone": "1"};',
        "{&quot;@type&quot;: &quot;Bakery&quot;, &quot;telephone&quot;: &quot;1&quot;}",
        '[{"@type": "Bakery", "telephone": "1"}]',
        '{"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, {"@type": "Bakery", "telephone": "1"}]}',
        '{"@type": "WebSite"}{"@type": "Bakery", "telephone": "1"}',
        '{"@type": "WebPage", "about": {"x": [{"@type": "Bakery", "telephone": "1"}]}}',
        '{"@type": "Bakery", "name": "a\nb\t", "x": "\\ud800", "telephone": "1"}',
    ],
)
def test_json_is_read_as_people_write_it(script: str) -> None:
    """Comments, wrappings, commas too many, entities, several at once."""
    data = page(f'<script type="application/ld+json">{script}</script>').data
    assert [one["telephone"] for one in data if one.get("@type") == "Bakery"] == ["1"]


@pytest.mark.parametrize("script", ["", "nonsense", "[" * 100_000, '{"a":' * 100_000, "{" * 1000 + "}" * 1000, '{"a": ' + "9" * 5000 + "}"])
def test_data_that_nobody_can_read_is_none(script: str) -> None:
    """It is no fault, and says nothing."""
    assert not any(one.get("@type") for one in page(f'<script type="application/ld+json">{script}</script>').data)


def test_marked_parts_are_data_too() -> None:
    """Microdata comes in the form of JSON-LD, objects within objects."""
    (shop, place) = page("""<div itemscope itemtype="https://schema.org/Bakery"><span itemprop="name">Dupont</span>
        <a itemprop="telephone" href="tel:1"></a><p itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
        <meta itemprop="postalCode" content="69001"></p><a itemprop=sameAs href="https://a.example"><a itemprop=sameAs href="https://b.example">
        </div>""").data
    assert shop == {
        "@type": "Bakery", "name": "Dupont", "telephone": "tel:1", "address": place, "sameAs": ["https://a.example", "https://b.example"],
    }  # fmt: skip
    assert place == {"@type": "PostalAddress", "postalCode": "69001"}


def test_what_is_said_to_those_without_script_counts_where_nothing_else_is() -> None:
    """A page that a script fills says to others what it has to say; of any other page that is noise."""
    notice = "<noscript>Dupont, 04 72 40 11 22</noscript>"
    assert page(f"<div id=root></div>{notice}").text == "Dupont, 04 72 40 11 22"
    assert "04 72" not in page("<p>" + "Du pain. " * 20 + f"</p>{notice}").text


def test_data_about_others_is_told_apart() -> None:
    """Not the site's own: who made it, who wrote a review, and what has another address."""
    one = page("""<script type="application/ld+json">[{"@type": "WebSite", "name": "ours", "url": "https://www.dupont.example/fr",
        "creator": {"@type": "Organization", "name": "maker", "address": {"name": "maker's"}}, "review": [{"name": "guest"}]},
        {"@id": "https://agence.example/#org", "name": "other"}, {"name": "ours too"}]</script>""")
    assert [found["name"] for found in one.own_data] == ["ours", "ours too"]
    assert {found["name"] for found in one.data} == {"ours", "ours too", "maker", "maker's", "guest", "other"}


def test_entities_in_data_are_read() -> None:
    """`Caf&eacute;` is a café."""
    assert page('<script type="application/ld+json">{"name": "Caf&eacute;", "urls": ["a?b&amp;c"]}</script>').data == (
        {"name": "Café", "urls": ["a?b&c"]},
    )


def test_what_scripts_begin_with_can_be_read() -> None:
    """The state of a page that a script draws, however deep."""
    html = """<script id="__NEXT_DATA__" type="application/json">{"props": {"pageProps": {"shop": {"phone": "1"}}}}</script>
        <script>window.__NUXT__ = {"data": [{"mail": "2"}]}; go();</script><script>var x = {"y": 1}</script>
        <div data-props="{&quot;fax&quot;: &quot;3&quot;}"></div><div data-settings="small"></div>"""
    known = [one for one in page(html).state if one.keys() & {"phone", "mail", "y", "fax"}]
    assert known == [{"phone": "1"}, {"fax": "3"}, {"mail": "2"}]


def test_a_page_says_its_title_language_and_more() -> None:
    """What stands in its head."""
    one = page("""<html lang="fr-FR"><head><title> Chez\n Dupont </title><meta property="og:Title" content="O">
        <meta name=Generator content=W>
        <meta http-equiv=Refresh content="3; URL='/accueil.html'"></head><iframe src=/plan></iframe><iframe src=about:blank></iframe>""")
    assert (one.title, one.language) == ("Chez Dupont", "fr")
    assert one.meta == {"og:title": "O", "generator": "W"}
    assert (one.refresh, one.frames) == ("https://dupont.example/accueil.html", ("https://dupont.example/plan",))
    assert page('<meta http-equiv="refresh" content="600">').refresh is None
    assert page('<meta http-equiv="refresh" content="600; url=/x">').refresh is None


def test_a_value_is_shown_among_its_words() -> None:
    """Proof names the page, the moment, the way, and the words around; whole words, and no more than 300 letters."""
    words = "word " * 30
    found = page(f"<p>{words}</p><p>Tél. : <b>04 72</b> 00</p><p>{words}</p>").found("+3347200", "text", "04 72\n00")
    assert (found.source, found.at, found.method) == ("https://dupont.example/", "2026-11-26T09:30:00Z", "text")
    assert found.snippet.startswith("word word")
    assert " Tél. : 04 72 00 word" in found.snippet
    assert len(page(f"<p>{'long ' * 200}").snippet("long " * 100)) <= 300


def test_proof_gives_no_secret_away() -> None:
    """A key that stands beside a value is not copied along; what no reader sees is shown by itself."""
    assert page("<p>Key sk_live_4eC39HqLyjWDarjtT1zdp7dc04x call 04 72</p>").snippet("04 72") == "Key … call 04 72"
    assert page("<script>key='secret'; mail='a@b.example'</script>").snippet("a@b.example") == "a@b.example"


def test_proof_is_found_whatever_its_case() -> None:
    """An address in capitals is shown as the page has it."""
    assert page("<p>Mail: CONTACT@DUPONT.EXAMPLE</p>").snippet("contact@dupont.example") == "Mail: CONTACT@DUPONT.EXAMPLE"


HOSTILE = {
    "a million tags": "<p>a</p>" * 375_000,
    "100,000 deep": "<div>" * 600_000,
    "deep lists": "<ul><li>" * 350_000,
    "3 MB of attributes": "<a " + " ".join(f"a{number}=1" for number in range(330_000)) + ">",
    "attributes that hide their end": "<a " + " ".join(f'a{number}=">"' for number in range(220_000)) + ">",
    "one attribute of 3 MB": '<a title="' + "x " * 1_500_000 + '">',
    "bold that is never closed": "<p>" + "".join(f"<b id={number}>" for number in range(60_000)) + "</p>" + "<p>x" * 200_000,
    "a few of it": "<p>" + "".join(f"<b id={number}>" for number in range(300)) + "</p>" + "<p>x</p>" * 10_000,
    "nothing but openings": "<" * 3_000_000,
    "comments within comments": "<!--" * 750_000,
    "links around links": "".join(f"<a href={number}><object>" for number in range(9000)) + "x" * 2_000_000,
    "properties within properties": "<div itemscope itemprop=a>" * 18_000 + "x" * 2_000_000,
    "blanks": "<p" + " " * 3_000_000 + ">" + "\u00a0" * 1_000_000,
    "commas": '<script type="application/ld+json">' + ", " * 140_000,
    "comments in data": '<script type="application/ld+json">' + "/*" * 140_000,
    "openings in state": "<script>window.__A__ = " + "[" * 1_900_000,
    "styles": f"<p style='{'display : ' * 300_000}'>",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_a_page_that_was_made_to_hurt_is_read_all_the_same(html: str) -> None:
    """It ends, with little of it; memory stays within bounds too, or this test's process would not."""
    one = page(html)
    read_whole(one)
    assert len(one.links) <= 2000
    assert one.tree.css_first("body") is not None


def test_the_end_of_a_huge_page_is_read() -> None:
    """What stands at its top and at its bottom is there; what lies between may not be."""
    text = page("<p>top</p>" + "<i>x</i>" * 50_000 + "<p>bottom</p>").text
    assert (text.startswith("top"), text.endswith("bottom")) == (True, True)


@given(st.binary(max_size=400) | MARKUP.map(lambda html: html.encode("utf-8", "replace")), st.none() | st.text(max_size=12))
def test_any_bytes_are_a_page(body: bytes, charset: str | None) -> None:
    """Nothing that a server sends is a fault of ours."""
    one = page(body, charset=charset)
    read_whole(one)
    assert all(before != after for before, after in pairwise(link.url for link in one.links))
    one.text.encode()  # no half letters


def read_whole(one: Page) -> None:
    """Read all that can be read of a page."""
    assert isinstance((one.text, one.links, one.data, one.state, one.meta, one.frames, one.refresh, one.title, one.language), tuple)
    assert len(one.found("x", "text", one.text[:400]).snippet) <= 300


def test_parts_within_parts_are_read_up_to_a_point() -> None:
    """A page whose marked parts lie one within another, each with all the words of it, takes no longer for every one of them."""
    one = page("<div itemscope>" + "<div itemprop=name>" * 50 + "word " * 60_000)
    (thing,) = one.data
    assert [bool(words) for words in thing["name"]] == [True] * 4 + [False] * 46
