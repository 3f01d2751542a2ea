"""What a style is, and the pages that most sites have whatever their style."""

from collections.abc import Callable
from dataclasses import dataclass

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice, privacy

_OFFICES = frozenset({"counsel", "estate"})

Frame = Callable[[Pen, str, str], None]
"""What adds a page: its pen, its title and what stands in its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style of site. `kinds` are the kinds of trade it suits; every kind where there are none."""

    name: str
    write: Callable[[Draft], None]
    kinds: frozenset[str]


def style(*kinds: str) -> Callable[[Callable[[Draft], None]], Style]:
    """Make a style of a function that writes a site; what suits offices suits those of counsel and of estate agents too."""
    suited = frozenset(kinds) | (_OFFICES if "office" in kinds else frozenset())
    return lambda write: Style(name=write.__name__, write=write, kinds=suited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where the usual pages stand; a site lacks those that are empty."""

    contact: str
    about: str
    legal: str
    privacy: str = ""
    prices: str = ""
    news: str = ""

    def links(self, site: Draft) -> list[tuple[str, str]]:
        """Give the links of the main menu."""
        found = [
            ("/", site.t("Accueil", "Home")),
            (self.about, site.pick("about", "Qui sommes-nous ?", "À propos", "Notre équipe") if site.language == "fr" else "About us"),
            (self.prices, site.t("Tarifs", "Prices")),
            (self.news, site.t("Actualités", "News")),
            (self.contact, site.pick("contact", "Contact", "Nous contacter", "Contactez-nous") if site.language == "fr" else "Contact us"),
        ]
        return [(href, words) for href, words in found if href]

    def small_links(self, site: Draft) -> list[tuple[str, str]]:
        """Give the links of the foot."""
        found = [
            (
                self.legal,
                site.pick("legal", "Mentions légales", "Mentions légales", "Informations légales")
                if site.language == "fr"
                else "Legal notice",
            ),
            (self.privacy, site.t("Politique de confidentialité", "Privacy policy")),
        ]
        return [(href, words) for href, words in found if href]


def usual_pages(site: Draft, paths: Paths, frame: Frame, *, home: str = "", people: str = "") -> None:
    """Write the home page (with `home` at its top) and every page that the paths name; the team has its own page where `people` is its path."""
    titles = dict((*paths.links(site), *paths.small_links(site)))
    pen = site.pen("/", Kind.HOME)
    rated = f"<p>{site.t('Note de nos clients :', 'Rated by our customers:')} {site.stars()}/5</p>"
    frame(pen, site.slogan, f"{home or parts.picture(site)}{parts.paragraphs(site)}{rated}{parts.reach(pen)}")
    pen = site.pen(paths.contact, Kind.CONTACT)
    frame(pen, titles[paths.contact], f"<p>{parts.postal(site)}</p>{parts.reach(pen)}{parts.hours(site)}{parts.form(site)}")
    _about(site, paths.about, people, frame, titles[paths.about])
    pen = site.pen(paths.legal, Kind.LEGAL)
    frame(pen, titles[paths.legal], legal_notice(pen))
    if paths.privacy:
        pen = site.pen(paths.privacy, Kind.PRIVACY)
        frame(pen, titles[paths.privacy], privacy(pen))
    if paths.prices:
        frame(site.pen(paths.prices, Kind.PRODUCT), titles[paths.prices], parts.price_list(site))
    if paths.news:
        frame(site.pen(paths.news, Kind.POST), titles[paths.news], parts.news(site, paths.news))


def _about(site: Draft, about: str, people: str, frame: Frame, title: str) -> None:
    pen = site.pen(about, *((Kind.ABOUT,) if people else (Kind.ABOUT, Kind.TEAM)))
    theirs = site.t("Les personnes", "Our people")
    below = f'<p><a href="{people}">{theirs}</a></p>' if people else parts.team(pen)
    frame(pen, title, f"{parts.paragraphs(site)}{parts.reach_of_about(pen)}{below}")
    if people:
        pen = site.pen(people, Kind.TEAM)
        frame(pen, theirs, parts.team(pen))
