"""`phones_extra`: what is a telephone number, what it is the number of, and whose."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import served
from workers import Workshop

from outhost.jobtypes.loader import load
from outhost.resources import shipped_plugins

HOME = "https://dupont.example/"
WORDS = "<p>" + "Du pain et des gâteaux pour tous les jours. " * 15 + "</p>"


async def found_in(workshop: Workshop, folder: Path, html: str, *, path: str = "", url: str = HOME, **row: Any) -> dict[str, str]:
    """Run the module on a site, whose one page is its home page or lies at a path; give what it found."""
    pages = {url: html} if not path else {url: f"{WORDS}<a href='/{path}'>{path}</a>", url + path: html}
    outcome = await workshop.run("phones_extra", [{"site_web": url} | row], answers={"page": served(folder, pages)})
    assert outcome.failed == []
    return {name: value for name, value in outcome.rows[0].items() if name in {"phone_secondary", "mobile", "fax"} and value}


def functions() -> dict[str, Any]:
    """Give what the plugin's file defines."""
    (job_type,) = load(shipped_plugins() / "phones_extra.py")
    names: dict[str, Any] = job_type.run.__globals__  # type: ignore[union-attr]  # it is an active module
    return names


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Tél. : 04 72 40 11 22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>04.72.40.11.22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>04-72-40-11-22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>0472401122</p>", {"phone_secondary": "+33472401122"}),
        ("<p>0472 40 11 22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>+33 4 72 40 11 22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>+33 (0)4 72 40 11 22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>0033 4 72 40 11 22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>+33472401122</p>", {"phone_secondary": "+33472401122"}),
        ("<p>04\u00a072\u202f40\u00a011\u200b 22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>Tél : 04 72 40 11 22 / 06 81 23 45 67</p>", {"phone_secondary": "+33472401122", "mobile": "+33681234567"}),
        ("<p>04 72 40 11 22 06 81 23 45 67</p>", {"phone_secondary": "+33472401122", "mobile": "+33681234567"}),
        ("<p>+33 4 72 40 11 22 - +33 6 81 23 45 67</p>", {"phone_secondary": "+33472401122", "mobile": "+33681234567"}),
        ("<p>T : 04 72 40 11 22<br>F : 04 72 40 11 23</p>", {"phone_secondary": "+33472401122", "fax": "+33472401123"}),
        ("<p>Tél. 04 72 40 11 22 - Fax 04 72 40 11 23</p>", {"phone_secondary": "+33472401122", "fax": "+33472401123"}),
        ("<p>Télécopie : <b>04 72 40 11 23</b></p>", {"fax": "+33472401123"}),
        ("<p>04 72 40 11 23 (fax)</p>", {"fax": "+33472401123"}),
        ("<p>Tél./Fax : 04 72 40 11 23</p>", {"fax": "+33472401123"}),
        ("<table><tr><td>Fax</td><td>04 72 40 11 23</td></tr></table>", {"fax": "+33472401123"}),
        ("<dl><dt>Télécopieur</dt><dd>04 72 40 11 23</dd></dl>", {"fax": "+33472401123"}),
        ("<p>Port. 06 81 23 45 67</p>", {"mobile": "+33681234567"}),
        ("<p>Mobile : 07 81 23 45 67</p>", {"mobile": "+33781234567"}),
        ("<p>Mob: 06 39 98 11 22</p>", {"mobile": "+33639981122"}),
        ("<a href='tel:+33472401122'>Appeler</a>", {"phone_secondary": "+33472401122"}),
        ("<a href='tel:04%2072%2040%2011%2022'><i class='fa'></i></a>", {"phone_secondary": "+33472401122"}),
        ("<a href='TEL:33472401122'>Appeler</a>", {"phone_secondary": "+33472401122"}),
        ("<a href='tel:0123456789'>04 72 40 11 22</a>", {"phone_secondary": "+33472401122"}),
        ("<a href='tel:+33472401123'><i class='fa fa-fax'></i></a>", {"fax": "+33472401123"}),
        ("<a href='fax:+33472401123'>x</a>", {"fax": "+33472401123"}),
        ("<p>Fax : <a href='tel:+33472401123'>04 72 40 11 23</a></p>", {"fax": "+33472401123"}),
        ("<a href='https://wa.me/33681234567?text=Bonjour%2024'>WhatsApp</a>", {"mobile": "+33681234567"}),
        (
            '<script type="application/ld+json">{"@type": "Bakery", "telephone": "0472401122", "faxNumber": "+33 4 72 40 11 23"}</script>',
            {"phone_secondary": "+33472401122", "fax": "+33472401123"},
        ),
        ('<p itemscope itemtype="http://schema.org/Bakery"><span itemprop=faxNumber>04 72 40 11 23</span></p>', {"fax": "+33472401123"}),
        ("<p>Tél : 04/72.40.11.22</p>", {"phone_secondary": "+33472401122"}),
        ("<p>Ligne fixe : (+33) 4 72 40 11 22</p>", {"phone_secondary": "+33472401122"}),
        ('<script>window.__STATE__ = {"shop": {"phone": "04 72 40 11 22", "fax": "04 72 40 11 23"}}</script>',
         {"phone_secondary": "+33472401122", "fax": "+33472401123"}),
        ("""<div data-props='[{"label": "Port. :", "value": "06 81 23 45 67"}]'></div>""", {"mobile": "+33681234567"}),
        ("<p>Ouvert 24h/24 : 09 72 40 11 22 24h/24</p>", {"phone_secondary": "+33972401122"}),
    ],
)  # fmt: skip
async def test_a_number_is_read_however_it_is_written(workshop: Workshop, tmp_path: Path, html: str, found: dict[str, str]) -> None:
    """In a text, a table, a link or data, with its label or without."""
    assert await found_in(workshop, tmp_path, html) == found


@pytest.mark.parametrize(
    "html",
    [
        "SIRET : 012 345 678 00012", "SIRET 01234567800012", "RCS Lyon 0472 401 122", "TVA FR 04 724011223", "TVA : FR04 72 40 11 22 3",
        "IBAN FR76 0472 4011 2233 4455 6677 889", "Ouvert de 08.30-12.30 14.00", "Le 01/02/2024 10:00", "du 01.02.2024 10", "01-02-2024 12",
        "Phonebook 01-30-2016 03:25", "P. IVA: 04718980727",
        "GPS : 45.0472401122, 4.0472401122", "Réf. 04 72 40 11 22", "0472401122 €", "n° ORIAS 07 00 11 22 33",
        "Capital de 01 00 00 00 00 €", "1 rue du Pont 69001 Lyon", "15", "3237", "08 92 70 12 39", "00 00 00 00 00", "01 23 45 67 89",
        "Site réalisé par Agence Z – 04 72 40 11 22", "Hébergeur : OVH, 2 rue K, 59100 Roubaix, 09 72 10 10 07",
        "Création du site : Z 04 72 40 11 22", "Nos partenaires : Le Fournil, 04 72 40 11 22",
        "Inscriptions auprès de la mairie au 04 72 40 11 22",
        "Website by Z, +33 4 72 40 11 22", "Centre antipoison 04 72 11 69 11", "0472401122abc",
    ],
)  # fmt: skip
async def test_what_is_no_number_of_theirs_is_left_out(workshop: Workshop, tmp_path: Path, html: str) -> None:
    """Numbers of a register, a bank, a date, an hour, a place, a price; numbers of hosts and agencies; premium lines."""
    assert await found_in(workshop, tmp_path, f"<p>{html}</p>") == {}


NOTICE = """<h1>Mentions légales</h1><p>Éditeur : SARL Dupont<br>Tél : 04 72 40 11 22<br>Fax : 04 72 40 11 23</p>
<h2>Hébergement</h2><p>Wix Online, 1 rue Y<br>Paris<br>Tél : 01 70 12 34 56<br>Fax : 01 70 12 34 57</p>
<h2>Médiation</h2><p>CM2C<br>14 rue Saint Jean<br>75017 Paris<br>Tél. 01 89 47 00 14</p><p>CNIL – 01 53 73 22 22</p>"""


async def test_in_a_legal_notice_only_the_publisher_s_count(workshop: Workshop, tmp_path: Path) -> None:
    """Not the host's, the mediator's, nor those of an authority."""
    found = {"phone_secondary": "+33472401122", "fax": "+33472401123"}
    assert await found_in(workshop, tmp_path, NOTICE, path="mentions-legales") == found
    assert await found_in(workshop, tmp_path, NOTICE, path="mentions-legales", telephone="04 72 40 11 22") == {"fax": "+33472401123"}


async def test_a_notice_on_the_home_page_is_one(workshop: Workshop, tmp_path: Path) -> None:
    """Behind the publisher's name the host's number is the host's; a line with the name of the business is its own."""
    html = """<h2>Éditeur du site</h2><p>Dupont<br>Tél : 04 72 40 11 22</p><p>Directeur de la publication : A. Dupont</p>
        <h2>Hébergement</h2><p>Hôte SA, 1 rue X – Téléphone : 01 70 12 34 56</p>"""
    assert await found_in(workshop, tmp_path, html) == {"phone_secondary": "+33472401122"}
    broker = "<h2>Éditeur du site</h2><p>Dupont Assurances – 04 72 40 11 22</p>"
    assert await found_in(workshop, tmp_path, broker) == {}
    assert await found_in(workshop, tmp_path, broker, nom="DUPONT assurances") == {"phone_secondary": "+33472401122"}


async def test_whose_trade_is_another_s_word_has_numbers_too(workshop: Workshop, tmp_path: Path) -> None:
    """A guest house speaks of `hébergement`, a broker of `assurance`: their numbers are theirs."""
    for words in ("Hébergement et table d’hôtes", "Votre assurance à Lyon", "Conception de cuisines"):
        assert await found_in(workshop, tmp_path, f"<h1>{words}</h1><p>Tél. 04 72 40 11 22</p>") == {"phone_secondary": "+33472401122"}


@pytest.mark.parametrize(
    "known",
    [
        "04 72 40 11 22",
        "+33472401122",
        "0033 4.72.40.11.22",
        "+33 (0)4 72 40 11 22",
        33472401122,
        472401122,
        "04 72 40 11 22 / 06 81 23 45 67",
    ],
)
async def test_the_known_number_is_not_given_again(workshop: Workshop, tmp_path: Path, known: Any) -> None:
    """Whatever its notation in my table; another fixed line is."""
    html = "<p>Tél. 04 72 40 11 22 ou 04 72 40 11 24</p><p>Fax : 04 72 40 11 22</p>"
    assert await found_in(workshop, tmp_path, html, telephone=known) == {"phone_secondary": "+33472401124"}


@pytest.mark.parametrize(
    ("url", "html", "row", "found"),
    [
        ("https://dupont.be/", "<p>Tél. 02 555 12 12</p>", {}, {"phone_secondary": "+3225551212"}),
        ("https://dupont.ch/", "<p>Tél. 022 731 12 34</p>", {}, {"phone_secondary": "+41227311234"}),
        (
            "https://smith.co.uk/", "<p>Call us on (020) 7183 8750 or 07911 123456</p>", {},
            {"phone_secondary": "+442071838750", "mobile": "+447911123456"},
        ),
        ("https://smith.com/", "<html lang=en><p>Phone: 0161 496 1234</p>", {}, {"phone_secondary": "+441614961234"}),
        ("https://smith.com/", "<html lang=en-US><p>Phone: (415) 555-2671</p>", {}, {"phone_secondary": "+14155552671"}),
        ("https://smith.com/", "<p>Phone: 0161 496 1234</p>", {"pays": "Royaume-Uni"}, {"phone_secondary": "+441614961234"}),
        ("https://smith.com/", "<html lang=en><p>Phone: (415) 555-2671, fax 415-555-2672</p>", {},
         {"phone_secondary": "+14155552671", "fax": "+14155552672"}),
        ("https://dupont.it/", "<p>Tel. 080/5019521 - P.IVA 04718980727</p>", {}, {"phone_secondary": "+390805019521"}),
        ("https://dupont.ua/", "<html lang=uk><p>(093) 445-07-07, 044 392 01 11</p>", {},
         {"mobile": "+380934450707", "phone_secondary": "+380443920111"}),
        ("https://dupont.com/", "<html lang=ko-KR><p>02-3486-9331</p>", {}, {"phone_secondary": "+82234869331"}),
        ("https://dupont.com/", "<html lang=ko><p>02-3486-9331</p>", {}, {}),
        ("https://dupont.com/", "<p>02-3486-9331, (093) 445-07-07, 01-30-2016 03:25</p>", {}, {}),
        ("https://dupont.com/", "<html lang=en><p>Phone: 04 72 40 11 22</p>", {}, {"phone_secondary": "+33472401122"}),
        ("https://dupont.com/", "<p>Tél. 02 555 12 12</p>", {"telephone": "+32 2 555 11 11"}, {"phone_secondary": "+3225551212"}),
        ("https://novak.sk/", "<p>Tel. 0948 313 028</p>", {}, {"mobile": "+421948313028"}),
        ("https://smith.com/", "<html lang=en><p>Call 714.769.7000</p>", {}, {"phone_secondary": "+17147697000"}),
        ("https://smith.edu/", "<p>Call 732-224-2345</p>", {}, {"phone_secondary": "+17322242345"}),
        ("https://novak.com/", "<html lang=sr><p>Tel. 0695 553 989, +33 4 72 40 11 22</p>", {}, {"phone_secondary": "+33472401122"}),
        ("https://novak.com/", "<p>Телефон: (093) 445-07-07</p>", {}, {}),
        ("https://novak.co/", "<p>Tél. 04 72 40 11 22</p>", {}, {"phone_secondary": "+33472401122"}),
    ],
)  # fmt: skip
async def test_a_number_is_of_the_country_that_the_site_is_of(
    workshop: Workshop, tmp_path: Path, url: str, html: str, row: dict[str, str], found: dict[str, str]
) -> None:
    """By the row, the site's name, its language; else French, but for a site that is in neither French nor English: then it is nobody's."""
    assert await found_in(workshop, tmp_path, html, url=url, **row) == found


async def test_the_surest_number_is_taken(workshop: Workshop, tmp_path: Path) -> None:
    """One to click on goes before one in a text."""
    html = "<p>Autre : 04 72 40 11 25</p><a href='tel:0472401126'>Appelez-nous</a>"
    assert await found_in(workshop, tmp_path, html) == {"phone_secondary": "+33472401126"}


async def test_a_free_line_is_one_where_there_is_no_other(workshop: Workshop, tmp_path: Path) -> None:
    """A number that costs nobody anything goes behind one that leads to a place, and is taken where it is said to be a telephone's."""
    free, fixed = "<p>Tél. : 0 800 123 456</p>", "<p>04 72 40 11 22</p>"
    assert await found_in(workshop, tmp_path, free) == {"phone_secondary": "+33800123456"}
    assert await found_in(workshop, tmp_path, free + fixed) == {"phone_secondary": "+33472401122"}


async def test_a_list_of_numbers_is_a_list_of_others(workshop: Workshop, tmp_path: Path) -> None:
    """Many that nothing is said of are those of whoever the page is about; one that is labelled is still the business's."""
    others = "".join(f"<p>Chez Léon {number}, 04 72 40 11 2{number}</p>" for number in range(4))
    assert await found_in(workshop, tmp_path, others) == {}
    assert await found_in(workshop, tmp_path, f"{others}<p>Tél. 04 72 40 11 33</p>") == {"phone_secondary": "+33472401133"}


async def test_each_number_says_where_it_stood(workshop: Workshop, tmp_path: Path) -> None:
    """The page, the way and the words around it, as they stand there; columns without a number are empty."""
    pages = {HOME: "<p>Notre fax : 04.72.40.11.23, jour et nuit</p>"}
    outcome = await workshop.run("phones_extra", [{"site_web": HOME}], answers={"page": served(tmp_path, pages)})
    assert outcome.rows[0] == {"site_web": HOME, "phone_secondary": "", "mobile": "", "fax": "+33472401123"}
    proof = outcome.found[0]["fax"]
    assert (proof["source"], proof["method"], proof["snippet"]) == (HOME, "text", "Notre fax : 04.72.40.11.23, jour et nuit")


@given(st.text(alphabet="0123456789 +().-/–·TelFaxé:\n€", max_size=300))
def test_any_text_has_numbers_or_none(text: str) -> None:
    """Whatever is found can be dialled, and nothing is a fault."""
    names = functions()
    for raw, label, _ in names["said_in"](text, "", is_notice=False):
        number = names["e164_of"](raw, ["FR", "GB"], is_said=bool(label))
        assert number == "" or (number.startswith("+") and number[1:].isdigit() and 8 <= len(number) <= 16)


@pytest.mark.parametrize(
    "text", ["0" * 900_000, "04 " * 300_000, "+33 " * 200_000, "(0" * 400_000, "tel / " * 150_000, "0 4" + " " * 900_000, "\n" * 900_000]
)
def test_a_text_that_was_made_to_hurt_ends(text: str) -> None:
    """No pattern goes back and forth over it."""
    assert len(list(functions()["said_in"](text, "", is_notice=True))) < 5000 * 500
