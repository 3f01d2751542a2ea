"""A site as a module goes through it: its home page wherever that is, and the pages that say who it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pages import served

from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text
from outhost.jobtypes.page import Link, host_of
from outhost.jobtypes.site import Site
from outhost.jobtypes.wanted import best_of, own_links

LONG = "<p>" + "Du pain, des gâteaux, et tout ce qui se mange le matin. " * 12 + "</p>"


@dataclass(kw_only=True)
class Web:
    """What the server would answer, by address: markup, the address that it leads to, or trouble; and what was asked and logged."""

    folder: Path
    pages: Mapping[str, str | tuple[str, str] | Mapping[str, Any]]
    asked: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def site(self, address: str) -> Site:
        """Give a site of this web."""
        return Site(address, self.answer, lambda text, level="info", **gaps: self.log.append(f"{level} {text.say(**gaps)}"), Text.say)

    async def answer(self, url: str) -> Mapping[str, Any]:
        """Answer as the server does: the file of a page, or why there is none."""
        self.asked.append(url)
        return served(self.folder, self.pages)({"url": url})


async def urls(site: Site, *kinds: str, most: int = 6) -> list[str]:
    """Give the addresses of the pages of a site."""
    return [page.url async for page in site.pages(*kinds, most=most)]


@pytest.mark.parametrize(
    ("address", "pages", "home", "asked"),
    [
        pytest.param("dupont.example", {"https://dupont.example/": ""}, "https://dupont.example/", 1, id="https first"),
        pytest.param(
            "dupont.example",
            {"https://dupont.example/": {"trouble": "unreachable"}, "http://dupont.example/": ""},
            "http://dupont.example/", 2, id="then http",
        ),
        pytest.param("http://dupont.example", {"http://dupont.example/": ""}, "http://dupont.example/", 1, id="as it is written"),
        pytest.param(
            "http://dupont.example/",
            {"http://dupont.example/": {"trouble": "tls"}, "https://dupont.example/": ""},
            "https://dupont.example/", 2, id="https where http fails",
        ),
        pytest.param(
            "dupont.example",
            {"https://dupont.example/": {"trouble": "no_such_name"}, "https://www.dupont.example/": ""},
            "https://www.dupont.example/", 2, id="a name that lives with www only",
        ),
        pytest.param(
            "www.dupont.example",
            {"https://www.dupont.example/": {"trouble": "no_such_name"}, "https://dupont.example/": ""},
            "https://dupont.example/", 2, id="and without",
        ),
        pytest.param(
            "https://dupont.example/promo", {"https://dupont.example/": ""}, "https://dupont.example/", 5, id="the page of an old campaign"
        ),
        pytest.param(
            "dupont.example", {"https://dupont.example/": ("", "https://dupont-fils.example/")},
            "https://dupont-fils.example/", 1, id="moved",
        ),
        pytest.param(
            "dupont.example",
            {"https://dupont.example/": '<meta http-equiv=refresh content="0;url=/fr/">', "https://dupont.example/fr/": LONG},
            "https://dupont.example/fr/", 2, id="sends its readers on",
        ),
        pytest.param(
            "dupont.example", {"https://dupont.example/": '<meta http-equiv=refresh content="0;url=/fr/">'}, "https://dupont.example/", 2,
            id="sends them nowhere",
        ),
        pytest.param("127.0.0.1:8080", {"http://127.0.0.1:8080/": ""}, "http://127.0.0.1:8080/", 2, id="an address with a port"),
    ],
)  # fmt: skip
async def test_the_home_page_is_found(tmp_path: Path, address: str, pages: Any, home: str, asked: int) -> None:
    """By whichever way of writing the address answers, and by no more than need be."""
    web = Web(folder=tmp_path, pages=pages)
    site = web.site(address)
    found = await site.home()
    assert found is not None
    assert (found.url, site.trouble, len(web.asked), site.host) == (home, None, asked, host_of(home))
    assert await site.home() is found
    assert len(web.asked) == asked


@pytest.mark.parametrize(
    ("address", "pages", "kind", "asked"),
    [
        pytest.param("dupont.example", {"*": "no_such_name"}, TroubleKind.NO_SUCH_NAME, 2, id="no such name"),
        pytest.param("dupont.example", {"*": "robots"}, TroubleKind.ROBOTS, 1, id="robots are not got round"),
        pytest.param("dupont.example", {"*": "refused"}, TroubleKind.REFUSED, 1, id="nor the guard"),
        pytest.param("dupont.example", {"*": "timeout"}, TroubleKind.TIMEOUT, 2, id="one who is slow is not asked four times"),
        pytest.param("dupont.example", {"*": "http"}, TroubleKind.HTTP, 4, id="errors"),
        pytest.param("not an address", {}, TroubleKind.REFUSED, 0, id="no address"),
        pytest.param("", {}, TroubleKind.REFUSED, 0, id="nothing"),
        pytest.param("mailto:a@b.example", {}, TroubleKind.REFUSED, 0, id="no web address"),
        pytest.param("http://[::1", {}, TroubleKind.REFUSED, 0, id="a broken one"),
    ],
)
async def test_trouble_is_told_once(tmp_path: Path, address: str, pages: Any, kind: TroubleKind, asked: int) -> None:
    """There is no page, one line says why, and nobody is asked more often than it may help."""
    web = Web(folder=tmp_path, pages={})
    if pages:
        web.pages = {f"{scheme}://{name}dupont.example/": {"trouble": pages["*"]} for scheme in ("http", "https") for name in ("", "www.")}
    site = web.site(address)
    assert await urls(site, "contact") == []
    assert await site.home() is None
    assert site.trouble is not None
    assert (site.trouble.kind, len(web.asked), len(web.log)) == (kind, asked, 1)
    assert web.log[0].startswith("warn Nothing was read of")


async def test_of_several_troubles_the_one_tells_that_a_server_spoke_of(tmp_path: Path) -> None:
    """That nobody listens for https says less than the 404 that http gives."""
    web = Web(folder=tmp_path, pages={"https://dupont.example/": {"trouble": "unreachable"}})
    site = web.site("dupont.example")
    await site.home()
    assert site.trouble is not None
    assert (site.trouble.kind, site.trouble.status, site.trouble.url) == (TroubleKind.HTTP, 404, "http://dupont.example/")


HOME = f"""{LONG}<a href="/">Accueil</a><a href="/produits">Produits</a>
<a href="/blog/contact-avec-nos-clients-fideles">Du contact humain</a>
<a href="/contact">Nous contacter</a><a href="/qui-sommes-nous.html">Le cabinet</a><a href="/ml">Mentions légales</a>
<a href="https://agence.example/contact">Contact de l’agence</a><a href="/plan-contact.pdf">Contact (PDF)</a>
<a href="/confidentialite">RGPD</a>"""


async def test_pages_of_a_kind_are_read_the_surest_first(tmp_path: Path) -> None:
    """One of each kind, then a second of each; no file, no other site, each once, and no more than asked for."""
    names = ("contact", "qui-sommes-nous.html", "ml", "confidentialite", "blog/contact-avec-nos-clients-fideles")
    web = Web(folder=tmp_path, pages={"https://dupont.example/": HOME} | {f"https://dupont.example/{name}": LONG for name in names})
    order = ["", "contact", "ml", "qui-sommes-nous.html", "blog/contact-avec-nos-clients-fideles", "confidentialite"]
    whole = [f"https://dupont.example/{name}" for name in order]
    assert await urls(web.site("dupont.example"), "contact", "legal", "about") == whole
    assert await urls(web.site("dupont.example"), "contact", "legal", "about", most=3) == whole[:3]
    assert await urls(web.site("dupont.example")) == whole[:1]


async def test_a_page_that_can_not_be_read_is_skipped_with_one_line(tmp_path: Path) -> None:
    """The rule that forbids it stands in the log, once, and the other pages are read."""
    rule = {"trouble": "robots", "reason": "robots.txt says Disallow: /contact"}
    web = Web(
        folder=tmp_path, pages={"https://dupont.example/": HOME, "https://dupont.example/contact": rule, "https://dupont.example/ml": ""}
    )
    site = web.site("dupont.example")
    assert await urls(site, "contact", "legal", most=3) == ["https://dupont.example/", "https://dupont.example/ml"]
    assert await site.page("https://dupont.example/contact") is None
    assert [line for line in web.log if "/contact:" in line] == [
        "info Skipped https://dupont.example/contact: robots.txt says Disallow: /contact."
    ]


async def test_a_page_behind_two_addresses_is_read_once(tmp_path: Path) -> None:
    """Whether they differ by a slash, or one leads to the other."""
    home = f'{LONG}<a href="/contact">Contact</a><a href="/contact/">Contactez-nous</a><a href="/contactez-nous">Nous contacter</a>'
    web = Web(
        folder=tmp_path,
        pages={
            "https://dupont.example/": home, "https://dupont.example/contact": LONG,
            "https://dupont.example/contactez-nous": (LONG, "https://dupont.example/contact/"),
        },
    )  # fmt: skip
    assert len(await urls(web.site("dupont.example"), "contact")) == 2


@pytest.mark.parametrize(
    "door",
    [
        '<a href="/accueil.html"><img alt="Entrer"></a>',
        '<frameset><frame src="/accueil.html"><frame src="https://ads.example/"></frameset>',
    ],
    ids=["a splash", "frames"],
)
async def test_what_lies_behind_a_door_is_read(tmp_path: Path, door: str) -> None:
    """A home page that is but a picture to click on, or made of frames, hides no contact page."""
    inner = f'{LONG}<a href="/contact.html">Contact</a>'
    web = Web(
        folder=tmp_path,
        pages={"https://dupont.example/": door, "https://dupont.example/accueil.html": inner, "https://dupont.example/contact.html": LONG},
    )
    expected = [f"https://dupont.example/{name}" for name in ("", "accueil.html", "contact.html")]
    assert await urls(web.site("dupont.example"), "contact") == expected


@pytest.mark.parametrize(
    ("kind", "link", "is_one"),
    [
        ("contact", Link("https://a.example/c", "CONTACTEZ-NOUS"), True),
        ("contact", Link("https://a.example/page-3.html", "Get in touch"), True),
        ("contact", Link("https://a.example/nous-contacter.php", ""), True),
        ("contact", Link("https://a.example/x", "", "", "Nous contacter"), True),
        ("contact", Link("https://a.example/acces", "Nous trouver"), True),
        ("contact", Link("https://a.example/menu", "La carte"), False),
        ("legal", Link("https://a.example/x", "Mentions Légales & RGPD"), True),
        ("legal", Link("https://a.example/legal-notice/", "Legal"), True),
        ("legal", Link("https://a.example/cgv.html", ""), True),
        ("legal", Link("https://a.example/mentions", ""), True),
        ("legal", Link("https://a.example/recrutement", "Rejoignez-nous"), False),
        ("about", Link("https://a.example/a-propos", "À propos"), True),
        ("about", Link("https://a.example/x", "Qui sommes-nous ?"), True),
        ("about", Link("https://a.example/our-team", ""), True),
        ("team", Link("https://a.example/x", "L’équipe"), True),
        ("team", Link("https://a.example/about", "About"), False),
    ],
)
def test_a_link_says_what_it_leads_to(kind: str, link: Link, is_one: bool) -> None:  # noqa: FBT001 - a column of the table
    """By its words, its title or its path, in French and English."""
    assert bool(best_of([link], [kind])) is is_one


def test_own_links_are_those_of_the_host() -> None:
    """With `www.` or without, by https or http; each page once, no files, and nothing that only machines or the owner read."""
    links = [Link(url, "") for url in (
        "https://www.a.example/x", "http://a.example/x/", "https://a.example/x.PDF", "https://b.a.example/x", "https://a.example/x?y=1",
        "https://a.example/cdn-cgi/l/email-protection#54", "https://a.example/wp-admin", "https://a.example/wp-administration",
    )]  # fmt: skip
    assert [link.url for link in own_links(links, "a.example")] == [
        "https://www.a.example/x", "https://a.example/x?y=1", "https://a.example/wp-administration",
    ]  # fmt: skip
