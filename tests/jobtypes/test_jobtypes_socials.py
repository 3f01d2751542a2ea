"""`socials`: whose profile it is that a site shows, and how its address is written."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import served
from workers import Workshop

from outhost.jobtypes.loader import load
from outhost.resources import shipped_plugins

HOME = "https://boulangerie-dupont.example/"
FACEBOOK, INSTAGRAM, LINKEDIN = "social_facebook", "social_instagram", "social_linkedin"
TWITTER, TIKTOK, YOUTUBE = "social_twitter", "social_tiktok", "social_youtube"


async def found_in(workshop: Workshop, folder: Path, home: str, others: dict[str, str] | None = None, **row: Any) -> dict[str, Any]:
    """Run the module on a site; give the networks that it found something for."""
    pages = {HOME: home} | {HOME + name: html for name, html in (others or {}).items()}
    outcome = await workshop.run("socials", [{"site_web": HOME} | row], answers={"page": served(folder, pages)})
    assert outcome.failed == []
    return {name: value for name, value in outcome.rows[0].items() if name.startswith("social_") and value}


@pytest.mark.parametrize(
    ("href", "column", "url"),
    [
        ("https://www.facebook.com/boulangerie.dupont/", FACEBOOK, "https://www.facebook.com/boulangerie.dupont"),
        ("http://fr-fr.facebook.com/dupont?ref=hl&fbclid=x#top", FACEBOOK, "https://www.facebook.com/dupont"),
        ("//m.facebook.com/dupont", FACEBOOK, "https://www.facebook.com/dupont"),
        ("www.facebook.com/dupont", FACEBOOK, "https://www.facebook.com/dupont"),
        ("https://https://www.facebook.com/dupont", FACEBOOK, "https://www.facebook.com/dupont"),
        ("https://www.facebook.com/pg/dupont/about/", FACEBOOK, "https://www.facebook.com/dupont"),
        ("https://fb.com/dupont", FACEBOOK, "https://www.facebook.com/dupont"),
        ("https://www.facebook.com/#!/dupont", FACEBOOK, "https://www.facebook.com/dupont"),
        ("https://www.facebook.com/profile.php?id=100063&amp;ref=x", FACEBOOK, "https://www.facebook.com/profile.php?id=100063"),
        ("https://www.facebook.com/pages/Chez-Dupont/123456?fref=ts", FACEBOOK, "https://www.facebook.com/pages/Chez-Dupont/123456"),
        ("https://www.facebook.com/people/Dupont/61550", FACEBOOK, "https://www.facebook.com/people/Dupont/61550"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fdupont", FACEBOOK, "https://www.facebook.com/dupont"),
        ("https://www.facebook.com/Caf%C3%A9Dupont", FACEBOOK, "https://www.facebook.com/Caf%C3%A9Dupont"),
        ("https://instagram.com/dupont_69?igshid=1", INSTAGRAM, "https://www.instagram.com/dupont_69"),
        ("https://www.instagram.com/dupont.69/", INSTAGRAM, "https://www.instagram.com/dupont.69"),
        ("https://fr.linkedin.com/company/dupont-sarl/about/", LINKEDIN, "https://www.linkedin.com/company/dupont-sarl"),
        ("https://www.linkedin.com/in/anne-dupont-12b?trk=x", LINKEDIN, "https://www.linkedin.com/in/anne-dupont-12b"),
        ("https://www.linkedin.com/school/dupont", LINKEDIN, "https://www.linkedin.com/school/dupont"),
        ("https://mobile.twitter.com/dupont69?lang=fr", TWITTER, "https://twitter.com/dupont69"),
        ("https://x.com/@dupont69", TWITTER, "https://x.com/dupont69"),
        ("https://twitter.com/#!/dupont69", TWITTER, "https://twitter.com/dupont69"),
        ("https://www.tiktok.com/@dupont.69?_t=8", TIKTOK, "https://www.tiktok.com/@dupont.69"),
        ("https://m.youtube.com/channel/UCabc-1/videos", YOUTUBE, "https://www.youtube.com/channel/UCabc-1"),
        ("https://www.youtube.com/c/dupont/", YOUTUBE, "https://www.youtube.com/c/dupont"),
        ("https://www.youtube.com/user/dupont", YOUTUBE, "https://www.youtube.com/user/dupont"),
        ("https://youtube.com/@dupont/featured", YOUTUBE, "https://www.youtube.com/@dupont"),
        *((href, "", "") for href in (
            "https://www.facebook.com/", "https://www.facebook.com/sharer/sharer.php?u=https://boulangerie-dupont.example/",
            "https://www.facebook.com/sharer.php?u=https%3A%2F%2Fwww.instagram.com%2Fdupont", "https://www.facebook.com/dialog/share?x=1",
            "https://www.facebook.com/plugins/like.php?href=https://www.facebook.com/dupont", "https://www.facebook.com/tr?id=1",
            "https://www.facebook.com/groups/123", "https://www.facebook.com/events/1", "https://www.facebook.com/share.php?u=x",
            "https://www.facebook.com/profile.php", "https://www.facebook.com/wix", "https://www.facebook.com/policy.php",
            "https://www.instagram.com/p/Cx1/", "https://www.instagram.com/reel/Cx1", "https://www.instagram.com/explore/tags/pain",
            "https://www.linkedin.com/shareArticle?url=x", "https://www.linkedin.com/feed/", "https://www.linkedin.com/company/",
            "https://twitter.com/intent/tweet?text=x", "https://twitter.com/share", "https://twitter.com/dupont/status/12",
            "https://x.com/home", "https://twitter.com/wordpressdotcom/status/1", "https://www.tiktok.com/", "https://vm.tiktok.com/ZM1/",
            "https://www.tiktok.com/@other/video/1", "https://www.youtube.com/watch?v=1", "https://www.youtube.com/embed/1",
            "https://youtu.be/1", "https://www.youtube.com/playlist?list=1", "https://www.youtube.com/", "https://notfacebook.com/dupont",
            "https://facebook.com.example/dupont", "https://agencex.com/dupont", "mailto:a@facebook.com", "#", "javascript:void(0)",
        )),
    ],
)  # fmt: skip
async def test_a_profile_has_one_address(workshop: Workshop, tmp_path: Path, href: str, column: str, url: str) -> None:
    """However a link is written, it gives the profile's own address; what is no profile gives nothing."""
    assert await found_in(workshop, tmp_path, f'<footer><a href="{href}">Suivez-nous</a></footer>') == ({column: url} if url else {})


OWN = "https://www.facebook.com/maisondupain"
OTHER = "https://www.facebook.com/fournil.associe"


def link(url: str) -> str:
    """Write a link."""
    return f'<a href="{url}"><i class="fa fa-facebook"></i></a>'


@pytest.mark.parametrize(
    ("home", "contact"),
    [
        pytest.param(f"<footer>{link(OWN)}</footer>", "", id="the footer"),
        pytest.param(f"<article><p>Merci à {link(OTHER)}</p></article><footer>{link(OWN)}</footer>", "", id="not an article's"),
        pytest.param(f"<p>Avec {link(OTHER)}</p><div class='social-icons'>{link(OWN)}</div>", link(OWN), id="in the frame"),
        pytest.param(f"<div id='topbar'>{link(OWN)}</div><div class='partenaires'>{link(OTHER)}</div>", "", id="not a partner's"),
        pytest.param(f"<p>{link(OWN)}</p>", "", id="in the text, the only one"),
        pytest.param("", f"<p>Nous suivre : {link(OWN)}</p>", id="on the contact page"),
        pytest.param("", f"<article class='page'><p>{link(OWN)}</p></article>", id="on a contact page that is an article"),
        pytest.param(
            f"<footer>{link(OWN)}<p>Site réalisé par <a href='https://agence.example'>Agence</a> {link(OTHER)}</p></footer>", "",
            id="not the web agency's",
        ),
        pytest.param(f"<footer><p>Website by Acme {link(OTHER)}</p></footer><p>{link(OWN)}</p>", "", id="nor an English one's"),
        pytest.param(
            f"<table><tr><td><div class='social'>{link(OWN)}</div><small>Site réalisé par Z {link(OTHER)}</small></td></tr></table>", "",
            id="beside a line of credits",
        ),
        pytest.param(f"<p>{link(OWN)} – Création du site : Z</p>", "", id="before a line of credits"),
        pytest.param(
            '<script type="application/ld+json">{"@type": "WebSite", "creator": {"@type": "Organization", "sameAs": "' + OTHER
            + '"}}</script>'
            + link(OWN), "", id="not its maker's data",
        ),
        pytest.param("<script>window.__STATE__ = {'a': 1}</script>" + link(OWN), "", id="beside a script"),
        pytest.param('<script>window.__STATE__ = {"social": {"facebook": "' + OWN.removeprefix("https:") + '"}}</script>', "", id="state"),
        pytest.param(f"<blockquote class='instagram-media'>{link(OTHER)}</blockquote>{link(OWN)}", "", id="not what is embedded"),
        pytest.param(f"<span onclick=\"window.open('{OWN}')\">Facebook</span>", "", id="in a script of a button"),
        pytest.param(f"<div data-href='{OWN}' class='btn'>f</div>", "", id="in an attribute"),
        pytest.param("<span data-o='aHR0cHM6Ly93d3cuZmFjZWJvb2suY29tL21haXNvbmR1cGFpbg=='>f</span>", "", id="kept from robots"),
        pytest.param(f"<iframe src='https://www.facebook.com/plugins/page.php?href={OWN}&tabs=timeline'></iframe>", "", id="its own box"),
        pytest.param(f"<div class='fb-page' data-href='{OWN}/'></div>", "", id="the same by a script"),
        pytest.param(
            f'<script type="application/ld+json">{{"@type": "Bakery", "sameAs": ["{OWN}/"]}}</script><p>{link(OTHER)}</p>', "",
            id="as its data says",
        ),
        pytest.param(
            f'<script type="application/ld+json">{{"@type": "Organization", "url": "https://agence.example", "sameAs": "{OTHER}"}}</script>'
            f"<p>{link(OWN)}</p>", "", id="not another's data",
        ),
        pytest.param(f'<meta property="article:publisher" content="{OWN}">', "", id="in the head"),
        pytest.param(
            f'<script id="__NEXT_DATA__" type="application/json">{{"a": {{"links": ["{OWN}"]}}}}</script>', "", id="where a script draws it"
        ),
    ],
)  # fmt: skip
async def test_it_is_the_business_s_own(workshop: Workshop, tmp_path: Path, home: str, contact: str) -> None:
    """Not that of a partner, of an agency, or of whoever is quoted."""
    words = "<p>" + "Du pain et des gâteaux. " * 30 + "</p><a href='/contact'>Contact</a>"
    assert await found_in(workshop, tmp_path, home + words, {"contact": contact}) == {FACEBOOK: OWN}


@pytest.mark.parametrize(
    "home",
    [
        pytest.param("".join(link(f"https://www.facebook.com/ami{number}") for number in range(4)), id="friends"),
        pytest.param(f"<blockquote>{link(OTHER)}</blockquote>", id="a quotation"),
        pytest.param("".join(link(f"https://www.linkedin.com/in/anne-{number}") for number in range(2)), id="a team"),
        pytest.param("<blockquote class='twitter-tweet'><a href='https://twitter.com/mairie'>x</a></blockquote>", id="a tweet"),
        pytest.param("<iframe src='https://www.facebook.com/plugins/post.php?href=https://www.facebook.com/x'></iframe>", id="a post"),
    ],
)
async def test_where_it_is_not_sure_nothing_is_said(workshop: Workshop, tmp_path: Path, home: str) -> None:
    """No value is guessed."""
    assert await found_in(workshop, tmp_path, home) == {}


async def test_of_many_the_one_of_its_name_is_taken(workshop: Workshop, tmp_path: Path) -> None:
    """Among friends in the text, the profile that is called as the site or the row is."""
    friends = "".join(link(f"https://www.facebook.com/ami{number}") for number in range(4))
    named = {FACEBOOK: "https://www.facebook.com/BoulangerieDupont69"}
    assert await found_in(workshop, tmp_path, friends + link(named[FACEBOOK])) == named
    assert await found_in(workshop, tmp_path, friends + link(OWN), nom="Maison du Pain") == {FACEBOOK: OWN}


async def test_a_company_goes_before_a_person(workshop: Workshop, tmp_path: Path) -> None:
    """Its own page, rather than its owner's; of a lone owner, theirs."""
    person, company = "https://www.linkedin.com/in/anne-dupont", "https://www.linkedin.com/company/dupont"
    assert await found_in(workshop, tmp_path, link(person) + link(company)) == {LINKEDIN: company}
    assert await found_in(workshop, tmp_path, link(person)) == {LINKEDIN: person}


async def test_a_profile_given_as_the_site_is_the_profile(workshop: Workshop, tmp_path: Path) -> None:
    """Nothing is fetched, and nobody at Facebook is asked."""
    outcome = await workshop.run("socials", [{"site_web": "facebook.com/dupont/"}])
    assert outcome.rows[0][FACEBOOK] == "https://www.facebook.com/dupont"


async def test_each_profile_says_where_it_stood(workshop: Workshop, tmp_path: Path) -> None:
    """The page, the moment, the way, and the words; a column without a profile is empty, not absent."""
    pages = {HOME: f"<p>Retrouvez nos fournées <a href='{OWN}'>sur Facebook</a></p>"}
    outcome = await workshop.run("socials", [{"site_web": HOME}], answers={"page": served(tmp_path, pages)})
    assert outcome.rows[0] | {FACEBOOK: ""} == {"site_web": HOME} | dict.fromkeys(
        (FACEBOOK, INSTAGRAM, LINKEDIN, TWITTER, TIKTOK, YOUTUBE), ""
    )
    ((column, proof),) = outcome.found[0].items()
    assert (column, proof["source"], proof["method"]) == (FACEBOOK, HOME, "link")
    assert proof["snippet"] == "Retrouvez nos fournées sur Facebook"
    assert proof["at"].startswith("2026-11-26T09:30:00")


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*"/?&=#@!%.:", "http://", "https://", "facebook.com", "x.com", "[", "u=", "a"])).map("".join)
)
def test_any_link_is_a_profile_or_none(href: str) -> None:
    """Whatever stands in a link is no fault of ours; a profile's address is its own."""
    (job_type,) = load(shipped_plugins() / "socials.py")
    profile_in = job_type.run.__globals__["profile_in"]
    if found := profile_in(href):
        assert profile_in(found[1]) == found
