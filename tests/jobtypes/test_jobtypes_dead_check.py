"""`dead_check`: what makes a site open, closed or uncertain, and by which words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import page, served
from workers import Answer, Declined, Workshop

from outhost.jobtypes.loader import load
from outhost.resources import shipped_plugins

HOME = "https://dupont.example/"
WORDS = "Du pain, des gâteaux et tout ce qui se mange le matin, rue du Pont. "
LONG = f"<p>{WORDS * 60}</p>"


def nobody(_about: Mapping[str, Any]) -> Any:
    """Answer a question for records as a server of names does that knows there is no such name."""
    raise Declined("no_such_name", "nobody has this name")


def silence(_about: Mapping[str, Any]) -> Any:
    """Answer as where no server of names is reached."""
    raise Declined("retry", "no server of names answers")


async def checked(workshop: Workshop, folder: Path, pages: Any, address: str = HOME, dns: Answer = nobody) -> tuple[str, dict[str, Any]]:
    """Run the module on a site; give the verdict and its proof."""
    outcome = await workshop.run("dead_check", [{"site_web": address}], answers={"page": served(folder, pages), "dns": dns})
    assert outcome.failed == []
    return outcome.rows[0]["site_alive"], outcome.found[0]["site_alive"]


@pytest.mark.parametrize(
    ("html", "method"),
    [
        pytest.param(f"<title>Dupont</title><h1>Boulangerie</h1><p>{WORDS}</p>", "page", id="a shop"),
        pytest.param(LONG, "page", id="a large page"),
        pytest.param(f"<p>Fermé pour congés du 1er au 20 août.</p><p>{WORDS}</p>", "page", id="on holiday"),
        pytest.param(
            f"<h1>Maison à vendre</h1><p>{WORDS}</p><p>Ce domaine viticole de 12 ha produit un vin rare.</p>", "page", id="sells houses"
        ),
        pytest.param(f"<p>Technicien en maintenance de chaudières.</p><p>{WORDS}</p>", "page", id="mends boilers"),
        pytest.param(f"<p>Avocat : sociétés en difficulté, liquidation judiciaire.</p>{LONG}", "page", id="a lawyer"),
        pytest.param(
            f"<p>Notre boutique de Lyon a définitivement fermé, retrouvez-nous à Villeurbanne.</p><p>{WORDS}</p>", "page", id="moved"
        ),
        pytest.param("<p>L’ancienne boutique a définitivement fermé, nous vous accueillons ici.</p>", "page", id="moved here"),
        pytest.param("<p>Our old shop in Leeds has permanently closed; find us at 5 Mill Lane.</p>", "page", id="one of two"),
        pytest.param(f"{LONG}<p>Le marché de Noël est définitivement fermé.</p>", "page", id="something else is closed"),
        pytest.param('<div id=root></div><script type="application/ld+json">{"name": "Dupont"}</script>', "page", id="drawn by a script"),
        pytest.param(
            "<div id=root></div><noscript>Please enable JavaScript</noscript>"
            '<script type="application/ld+json">{"name": "Dupont"}</script>',
            "page",
            id="says so to those without script",
        ),
        pytest.param("<img src=a alt=Dupont><a href=/menu>Menu</a>", "page", id="one picture"),
    ],
)
async def test_a_page_of_its_own_is_open(workshop: Workshop, tmp_path: Path, html: str, method: str) -> None:
    """Whatever it speaks of."""
    verdict, proof = await checked(workshop, tmp_path, {HOME: html})
    assert (verdict, proof["source"], proof["method"]) == ("open", HOME, method)
    assert len(proof["snippet"]) <= 300


@pytest.mark.parametrize(
    ("html", "method", "words"),
    [
        ("<h1>dupont.example</h1><p>This domain is for sale. Make an offer!</p>", "parked", "This domain is for sale"),
        ("<p>Ce nom de domaine est à vendre</p>", "parked", "nom de domaine est à vendre"),
        ("<p>Le nom de domaine dupont.example a été réservé chez un bureau d’enregistrement.</p>", "parked", "a été réservé"),
        ("<title>dupont.example</title><p>This domain has expired. Is it yours? Renew now</p>", "parked", "This domain has expired"),
        ("<title>dupont.example</title><script src='https://img.sedoparking.com/x.js'></script>", "parked", "dupont.example"),
        ("<h1>Account Suspended</h1><p>Contact your hosting provider.</p>", "suspended", "Account Suspended"),
        ("<p>Ce site a été suspendu par l’hébergeur.</p>", "suspended", "site a été suspendu"),
        ("<p>Hébergement expiré</p>", "suspended", "Hébergement expiré"),
        (f"<h1>Définitivement fermé</h1><p>{WORDS}</p>", "closed_words", "Définitivement fermé"),
        (f"<p>Après 30 ans, nous avons cessé notre activité. Merci à tous !</p><p>{WORDS}</p>", "closed_words", "cessé notre activité"),
        ("<p>La boulangerie a fermé ses portes le 3 mai.</p>", "closed_words", "a fermé ses portes"),
        ("<p>Fermeture définitive. Nous ne vous accueillons plus.</p>", "closed_words", "Fermeture définitive"),
        (f"<h1>We are permanently closed</h1>{LONG}", "closed_words", "permanently closed"),
        ("<p>Smith Ltd has ceased trading.</p>", "closed_words", "ceased trading"),
    ],
)
async def test_a_page_that_says_so_is_closed(workshop: Workshop, tmp_path: Path, html: str, method: str, words: str) -> None:
    """For sale, suspended, or over; the words that say it are its proof."""
    verdict, proof = await checked(workshop, tmp_path, {HOME: html})
    assert (verdict, proof["source"], proof["method"], words in proof["snippet"]) == ("closed", HOME, method, True)


@pytest.mark.parametrize(
    "html",
    [
        "", "<div id=app></div><script src=/app.js></script>", "<h1>It works!</h1>", "<title>Index of /</title><h1>Index of /</h1>",
        "<p>Site en maintenance, nous revenons bientôt.</p>", "<p>Notre site est en cours de construction</p>", "<h1>Coming soon</h1>",
        "<p>En construction</p>", "<title>Just a moment...</title><p>Checking your browser</p>", "<h1>403 Forbidden</h1>",
        "<p>Error establishing a database connection</p>", "<h1>Page introuvable</h1>", "<title>Welcome to nginx!</title>",
        "<p>This site is currently unavailable</p>", "<p>Félicitations ! Votre domaine a bien été créé.</p>",
    ],
)  # fmt: skip
async def test_a_page_that_says_nothing_is_uncertain(workshop: Workshop, tmp_path: Path, html: str) -> None:
    """Shells, works, walls, and what a host puts up."""
    assert (await checked(workshop, tmp_path, {HOME: html}))[0] == "uncertain"


@pytest.mark.parametrize(
    ("trouble", "status", "verdict", "source"),
    [
        ("no_such_name", None, "closed", "dns:dupont.example A"),
        ("http", 404, "closed", HOME),
        ("http", 410, "closed", HOME),
        ("http", 403, "uncertain", HOME),
        ("http", 500, "uncertain", HOME),
        ("http", 503, "uncertain", HOME),
        ("timeout", None, "uncertain", HOME),
        ("unreachable", None, "uncertain", HOME),
        ("tls", None, "uncertain", HOME),
        ("robots", None, "uncertain", HOME),
        ("pace", None, "uncertain", HOME),
        ("refused", None, "uncertain", HOME),
        ("too_large", 200, "uncertain", HOME),
        ("not_a_page", 200, "uncertain", HOME),
        ("broken", None, "uncertain", HOME),
    ],
)
async def test_trouble_tells(workshop: Workshop, tmp_path: Path, trouble: str, status: int | None, verdict: str, source: str) -> None:
    """A name that is gone and a home page that is gone close a site; all else may pass. The reason is the proof."""
    forms = (f"{scheme}://{name}dupont.example/" for scheme in ("https", "http") for name in ("", "www."))
    pages = {form: {"trouble": trouble, "status": status, "reason": "the reason"} for form in forms}
    found, proof = await checked(workshop, tmp_path, pages)
    assert (found, proof["source"].replace("http://", "https://").replace("www.", ""), proof["snippet"]) == (verdict, source, "the reason")


@pytest.mark.parametrize(
    ("dns", "verdict"),
    [
        pytest.param(nobody, "closed", id="nobody has it"),
        pytest.param(lambda _about: {"records": []}, "closed", id="it leads to no machine"),
        pytest.param(silence, "uncertain", id="nobody can say"),
        pytest.param(lambda _about: {"records": ["192.0.2.1"]}, "uncertain", id="it is there after all"),
    ],
)
async def test_no_name_is_gone_because_this_machine_says_so(workshop: Workshop, tmp_path: Path, dns: Answer, verdict: str) -> None:
    """With the cable pulled my machine may know no name at all: only a server of names closes a site."""
    pages = {f"{scheme}://{name}dupont.example/": {"trouble": "no_such_name"} for scheme in ("https", "http") for name in ("", "www.")}
    assert (await checked(workshop, tmp_path, pages, dns=dns))[0] == verdict


async def test_what_is_no_address_is_said_in_my_language(workshop: Workshop, tmp_path: Path) -> None:
    """In French all of it, in the log and in the proof."""
    rows = [{"site_web": "pas une adresse"}]
    outcome = await workshop.run("dead_check", rows, locale="fr", answers={"page": served(tmp_path, {})})
    assert outcome.found[0]["site_alive"]["snippet"] == "ce n’est pas une adresse web"
    assert "Rien n’a été lu de pas une adresse : ce n’est pas une adresse web." in str(outcome.log)


async def test_a_host_that_shut_a_site_says_so(workshop: Workshop, tmp_path: Path) -> None:
    """A refusal whose page is called `Account Suspended` is more than a refusal."""
    reason = "the server answered 403: Account Suspended"
    verdict, proof = await checked(workshop, tmp_path, {HOME: {"trouble": "http", "status": 403, "reason": reason}})
    assert (verdict, proof["method"], proof["snippet"]) == ("closed", "suspended", reason)


async def test_a_page_that_is_gone_is_no_site_that_is(workshop: Workshop, tmp_path: Path) -> None:
    """Where the home page answers, the site is open, though the page in my table is gone."""
    assert (await checked(workshop, tmp_path, {HOME: LONG}, HOME + "old/promo"))[0] == "open"


async def test_where_it_leads_tells(workshop: Workshop, tmp_path: Path) -> None:
    """To a new name of its own: open; to a seller of names: closed; to the front page of a provider: uncertain."""
    for final, verdict in (
        ("https://dupont-fils.example/", "open"),
        ("https://www.hugedomains.com/x", "closed"),
        ("https://www.wix.com/", "uncertain"),
        ("https://dupont.wordpress.com/", "open"),
    ):
        assert (await checked(workshop, tmp_path, {HOME: (LONG, final)}))[0] == verdict


async def test_a_door_is_looked_behind(workshop: Workshop, tmp_path: Path) -> None:
    """A home page of one link shows nothing; what it leads to does."""
    pages = {HOME: "<a href=/accueil>Entrer</a>", HOME + "accueil": LONG}
    verdict, proof = await checked(workshop, tmp_path, pages)
    assert (verdict, proof["source"]) == ("open", HOME + "accueil")


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["ce domaine ", "site ", "en ", "a été ", "is ", "this domain ", "\n", "closed "]), max_size=300).map(
        "".join
    )
)
def test_any_page_has_a_verdict(text: str) -> None:
    """Whatever it says."""
    (job_type,) = load(shipped_plugins() / "dead_check.py")
    found = job_type.run.__globals__["seen_of"](page(f"<p>{text}</p>"))  # type: ignore[union-attr]  # it is an active module
    assert found.value in {"open", "closed", "uncertain"}
    assert len(found.snippet) <= 300
