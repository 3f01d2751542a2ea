"""Those who build and house the sites of the town: agencies, hosting companies, and what they print of themselves on others' pages."""

from dataclasses import dataclass

from outhost.sandbox.answers import Answer
from outhost.sandbox.chance import dealt
from outhost.sandbox.phones import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A company that other companies' pages name. Numbers end in 9000 to 9999: no firm of the town has one of these."""

    name: str
    host: str
    street: str
    email: str
    telephone: str
    facebook: str
    linkedin: str

    @property
    def domain(self) -> str:
        """The domain that it answers at and receives mail for."""
        return self.email.rpartition("@")[2]

    def answer(self, path: str) -> Answer:
        """Answer a request to its site, which is one page."""
        if path.partition("?")[0] != "/":
            return Answer(status=404, headers={"Content-Type": "text/html; charset=utf-8"}, body=b"<h1>404</h1>")
        text = (
            f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{self.name}</title><style>body{{font:17px/1.6 system-ui,sans-serif;max-width:44em;margin:10vh auto}}</style></head>'
            f'<body><h1>{self.name}</h1><p>{self.street}</p><p>{written(self.telephone, "pairs")} – <a href="mailto:{self.email}">{self.email}</a></p>'
            f'<p><a href="{self.facebook}">Facebook</a> <a href="{self.linkedin}">LinkedIn</a></p></body></html>'
        )
        return Answer(status=200, headers={"Content-Type": "text/html; charset=utf-8"}, body=text.encode())


AGENCIES = (
    Neighbour(
        name="Studio Pixelade",
        host="www.studio-pixelade.example",
        street="14, rue des Arts, 96200 Courbières",
        email="contact@studio-pixelade.example",
        telephone="+33199009412",
        facebook="https://www.facebook.com/studiopixelade",
        linkedin="https://www.linkedin.com/company/studio-pixelade",
    ),
    Neighbour(
        name="Agence Cliquezo",
        host="cliquezo.example",
        street="3, place des Jacobins, 96400 Merville-les-Bois",
        email="hello@cliquezo.example",
        telephone="+33261919087",
        facebook="https://www.facebook.com/agencecliquezo",
        linkedin="https://www.linkedin.com/company/agence-cliquezo",
    ),
    Neighbour(
        name="Webatelier",
        host="www.webatelier96.example",
        street="27, avenue de la Plaine, 96000 Combourg-Ville",
        email="bonjour@webatelier96.example",
        telephone="+33353019640",
        facebook="https://www.facebook.com/webatelier96",
        linkedin="https://www.linkedin.com/company/webatelier96",
    ),
    Neighbour(
        name="Bright Kettle Digital",
        host="www.brightkettle.example",
        street="8 Dock Street, Leeds",
        email="team@brightkettle.example",
        telephone="+441134960951",
        facebook="https://www.facebook.com/brightkettledigital",
        linkedin="https://www.linkedin.com/company/bright-kettle-digital",
    ),
)

HOSTERS = (
    Neighbour(
        name="Altanet SAS",
        host="www.altanet-hosting.example",
        street="2, quai du Commerce, 96800 Rochebrune",
        email="support@altanet-hosting.example",
        telephone="+33199009007",
        facebook="https://www.facebook.com/altanethosting",
        linkedin="https://www.linkedin.com/company/altanet-hosting",
    ),
    Neighbour(
        name="Hébergia",
        host="www.hebergia.example",
        street="45, rue des Serveurs, 96050 Tilloy",
        email="abuse@hebergia.example",
        telephone="+33465719321",
        facebook="https://www.facebook.com/hebergia.fr",
        linkedin="https://www.linkedin.com/company/hebergia",
    ),
    Neighbour(
        name="Northrack Ltd",
        host="www.northrack.example",
        street="Unit 7, Cable Park, Manchester",
        email="legal@northrack.example",
        telephone="+441614960977",
        facebook="https://www.facebook.com/northrack",
        linkedin="https://www.linkedin.com/company/northrack",
    ),
)

NEIGHBOURS = (*AGENCIES, *HOSTERS)


def agency(seed: int, number: int) -> Neighbour:
    """Give the agency that built the site of firm `number`."""
    return dealt(seed, "agencies", AGENCIES, number)


def hoster(seed: int, number: int) -> Neighbour:
    """Give the company that houses the site of firm `number`."""
    return dealt(seed, "hosters", HOSTERS, number)
