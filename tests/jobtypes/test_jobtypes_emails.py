"""`emails`: whose an address on a site is, and which of them is the best to write to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pages import served
from workers import Workshop

HOME = "https://www.plomberie-martin.fr/"
LEGAL = '<a href="/mentions-legales">Mentions légales</a>'
COLUMNS = ("email", "email_personal", "email_source_url")


async def found_on(
    workshop: Workshop, folder: Path, pages: Mapping[str, str], home: str = HOME, mode: str = "normal", **row: Any
) -> tuple[str, ...]:
    """Run the module on a site of these pages, by path; give its three columns, the page by its path."""
    answers = {"page": served(folder, {home + path.lstrip("/"): html for path, html in pages.items()})}
    outcome = await workshop.run("emails", [{"site_web": home}], {"mode": mode}, answers=answers)
    assert outcome.failed == []
    (found,) = outcome.rows
    return [str(found[name]).removeprefix(home.rstrip("/")) for name in COLUMNS]


WHOSE = {
    "the site's own": ("contact@plomberie-martin.fr", "contact@plomberie-martin.fr"),
    "at a host of its own": ("contact@mail.plomberie-martin.fr", "contact@mail.plomberie-martin.fr"),
    "of the same name elsewhere": ("contact@plomberie-martin.com", "contact@plomberie-martin.com"),
    "with a dash less": ("contact@plomberiemartin.com", "contact@plomberiemartin.com"),
    "with a provider": ("Mail : plombier69@orange.fr", "plombier69@orange.fr"),
    "with another": ("contact@autre-domaine.fr", ""),
    "with another, in its own data": ('<script type="application/ld+json">{"email":"martin@autre.fr"}</script>', "martin@autre.fr"),
    "with another, of its name": ("plomberie.martin@autre.fr", "plomberie.martin@autre.fr"),
    "of who made the site, in its data": ('<script type="application/ld+json">{"creator":{"email":"team@autre.fr"}}</script>', ""),
    "the host's": ("Hébergement : OVH, support@ovh.com", ""),
    "a host's that nobody knows": ("Hébergeur : Nuage SAS, contact@nuage-libre.fr", ""),
    "the agency's": ('Site réalisé par <a href="mailto:julie@gmail.com">Julie</a>', ""),
    "the agency's in English": ("Website by Pixel – mail pixel.x@gmail.com", ""),
    "the owner's behind the host's": ("Hébergeur : OVH. Éditeur : Martin, plombier@orange.fr", "plombier@orange.fr"),
    "an office's": ("Vous pouvez écrire à la CNIL : cnil.paris@gmail.com", ""),
    "a mediator's": ("Médiateur de la consommation : contact@cm2c.net", ""),
    "an example": ("Ex. : prenom.nom@exemple.fr, votre@email.com, you@domain.com", ""),
    "nobody's": ("noreply@plomberie-martin.fr, ne-pas-repondre@plomberie-martin.fr", ""),
    "a number of a service": ("<script>x='https://0123456789abcdef0123456789abcdef@sentry.io/1'</script>", ""),
    "a program's author's": ("<script>/* (c) John <john@gmail.com> */ a = 'jane@gmail.com'</script>", ""),
    "the provider's own": ("Mail : support@gmail.com", ""),
    "a webmaster's, where there is no other": ("webmaster@plomberie-martin.fr", "webmaster@plomberie-martin.fr"),
}  # fmt: skip
"""What the home page says, and the address that is taken for the business's."""


@pytest.mark.parametrize("name", WHOSE)
async def test_only_the_business_s_own_address_is_given(workshop: Workshop, tmp_path: Path, name: str) -> None:
    """Not the host's, not the agency's, not a visitor's, and none that stands for an example."""
    said, email = WHOSE[name]
    others = {"/contact": "<p>04 72 00 00 00</p>"}  # so that the home page is not all that there is
    found = await found_on(workshop, tmp_path, {"/": f'<a href="/contact">Contact</a><p>{said}</p>', **others})
    assert found[0] == email


BEST = {
    "a person before a role": ("contact@plomberie-martin.fr, julie@plomberie-martin.fr", "julie@plomberie-martin.fr"),
    "a person elsewhere before a role": ("contact@plomberie-martin.fr, mail julie.martin@gmail.com", "julie.martin@gmail.com"),
    "the one that leads": (
        "<p>Paul : paul@plomberie-martin.fr</p><p>Julie, gérante : julie@plomberie-martin.fr</p>", "julie@plomberie-martin.fr",
    ),
    "the own domain": ("mail julie.martin@gmail.com, paul@plomberie-martin.fr", "paul@plomberie-martin.fr"),
    "the general one": ("sav@plomberie-martin.fr, devis@plomberie-martin.fr, contact@plomberie-martin.fr", "contact@plomberie-martin.fr"),
    "one for letters before others": ("dpo@plomberie-martin.fr, devis@plomberie-martin.fr", "devis@plomberie-martin.fr"),
    "somebody who is named": ("<p>Julie Duval</p>contact@plomberie-martin.fr jduval@plomberie-martin.fr", "jduval@plomberie-martin.fr"),
}  # fmt: skip
"""What a page says, and the address to write to."""


@pytest.mark.parametrize("name", BEST)
async def test_the_best_of_several_is_given(workshop: Workshop, tmp_path: Path, name: str) -> None:
    """People read their letters; mailboxes for all are next; those meant for something else are last."""
    said, email = BEST[name]
    assert (await found_on(workshop, tmp_path, {"/": said}))[0] == email


async def test_the_page_is_that_of_the_best(workshop: Workshop, tmp_path: Path) -> None:
    """`email_personal` is empty where nobody's own stands; the page named is that on which the address stood first."""
    pages = {"/": f'<a href="/nous-contacter">Contact</a> {LEGAL}', "/nous-contacter": "<p>info@plomberie-martin.fr</p>"}
    assert await found_on(workshop, tmp_path, pages) == ["info@plomberie-martin.fr", "", "/nous-contacter"]
    pages["/mentions-legales"] = "<p>Directeur de la publication : Paul Martin, paul.martin@wanadoo.fr</p>"
    assert await found_on(workshop, tmp_path, pages) == ["paul.martin@wanadoo.fr", "paul.martin@wanadoo.fr", "/mentions-legales"]


async def test_a_parked_domain_has_no_address(workshop: Workshop, tmp_path: Path) -> None:
    """Who sells a domain is not the business that had it."""
    page = "<h1>plomberie-martin.fr</h1><p>Ce nom de domaine est à vendre. Contact : ventes@courtier.fr</p>"
    assert await found_on(workshop, tmp_path, {"/": page}) == ["", "", ""]


async def test_a_site_on_a_platform_has_no_domain_of_its_own(workshop: Workshop, tmp_path: Path) -> None:
    """The platform's addresses are not its; the provider's mailbox is."""
    for home in ("https://martin.wixsite.com/", "https://martin.jimdofree.com/", "https://martin.free.fr/"):
        platform = home.split(".", 1)[1].rstrip("/")
        page = f"<p>support@{platform} Courriel : plombier69@orange.fr</p>"
        assert (await found_on(workshop, tmp_path, {"/": page}, home))[0] == "plombier69@orange.fr"


async def test_a_deep_search_reads_on_where_people_are_named(workshop: Workshop, tmp_path: Path) -> None:
    """The team's page that only another page links to, and no files."""
    pages = {
        "/": '<a href="/a-propos">À propos</a><a href="/plaquette.pdf">PDF</a><p>contact@plomberie-martin.fr</p>',
        "/a-propos": '<a href="/equipe">Notre équipe</a>',
        "/equipe": "<p>Julie : julie@plomberie-martin.fr</p>",
    }
    assert await found_on(workshop, tmp_path, pages) == ["contact@plomberie-martin.fr", "", "/"]
    assert await found_on(workshop, tmp_path, pages, mode="deep") == ["julie@plomberie-martin.fr", "julie@plomberie-martin.fr", "/equipe"]


async def test_a_deep_search_asks_for_no_machinery(workshop: Workshop, tmp_path: Path) -> None:
    """What hides addresses behind a link of its own is read where it stands, and its link is followed nowhere."""
    pages = {
        "/": '<a href="/cdn-cgi/l/email-protection#2d">[email protected]</a>',
        "/cdn-cgi/l/email-protection": "<p>sam@autre.example</p>",
    }
    asked: list[str] = []
    answer = served(tmp_path, {HOME.rstrip("/") + path: html for path, html in pages.items()})

    def counted(about: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(about["url"])
        return answer(about)

    await workshop.run("emails", [{"site_web": HOME}], {"mode": "deep"}, answers={"page": counted})
    assert asked == [HOME]


async def test_a_visitor_s_address_is_not_the_business_s(workshop: Workshop, tmp_path: Path) -> None:
    """Where visitors leave words, an address with a provider is the business's only if something says so."""
    pages = {"/": '<a href="/livre-d-or">Livre d’or</a>', "/livre-d-or": "<p>Jean a dit : très bon travail ! jean.durand@gmail.com</p>"}
    assert await found_on(workshop, tmp_path, pages, mode="deep") == ["", "", ""]
    pages["/livre-d-or"] += "<p>Nous joindre : plombier69@orange.fr</p>"
    assert await found_on(workshop, tmp_path, pages, mode="deep") == ["plombier69@orange.fr", "", "/livre-d-or"]


async def test_a_deep_search_has_an_end(workshop: Workshop, tmp_path: Path) -> None:
    """A site of a thousand pages is not read whole."""
    asked: list[str] = []
    links = "".join(f'<a href="/equipe/{number}">Équipe</a>' for number in range(1000))
    answer = served(tmp_path, {HOME: links} | {f"{HOME}equipe/{number}": links for number in range(1000)})

    def counted(about: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(about["url"])
        return answer(about)

    await workshop.run("emails", [{"site_web": HOME}], {"mode": "deep"}, answers={"page": counted})
    assert 20 <= len(asked) <= 25
