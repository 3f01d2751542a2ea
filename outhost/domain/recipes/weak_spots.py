"""Recipes that find what a business lacks, for those who can help."""

from typing import Final

from outhost.domain.recipes.recipe import Recipe, chain, find, node
from outhost.domain.words import Text

_NONE: Final = [""]
"""Of values: that there is none."""

WEAK_SPOTS: Final = (
    Recipe(
        slug="without-website",
        label=Text(en="Without a website", fr="Sans site web"),
        description=Text(
            en="Businesses with a telephone number and no website: for those who make websites.",
            fr="Les entreprises avec un téléphone et sans site web : pour qui crée des sites.",
        ),
        definition=chain(
            find("menuisier", "plombier", "club sportif", "guest house"),
            node("keep", "filter", require_phone=True, category={"column": "site_web", "values": _NONE}, dedup_column="telephone"),
        ),
    ),
    Recipe(
        slug="dead-websites",
        label=Text(en="Dead websites", fr="Sites morts"),
        description=Text(
            en="Businesses whose website is gone, parked or suspended, with a number to call: for agencies and hosts.",
            fr="Les entreprises dont le site a disparu, est parqué ou suspendu, avec un numéro à appeler : pour agences et hébergeurs.",
        ),
        definition=chain(
            find("comptable", "électricien", "traiteur", "pharmacie"),
            node("alive", "dead_check"),
            node("closed", "filter", require_phone=True, category={"column": "site_alive", "values": ["closed"]}),
        ),
    ),
    Recipe(
        slug="missing-emails",
        label=Text(en="No address on their site", fr="Aucun e-mail sur leur site"),
        description=Text(
            en="Businesses whose site is alive and shows no e-mail address: ring them up and ask.",
            fr="Les entreprises dont le site vit et ne montre aucun e-mail : appelez-les pour le demander.",
        ),
        definition=chain(
            find("hôtel", "restaurant", "electrician"),
            node("alive", "dead_check"),
            node("open", "filter", alive_only=True),
            node("mails", "emails"),
            node("without", "filter", require_phone=True, category={"column": "email", "values": _NONE}),
        ),
    ),
    Recipe(
        slug="not-on-instagram",
        label=Text(en="Not on Instagram", fr="Pas sur Instagram"),
        description=Text(
            en="Businesses whose site links to no Instagram account, with their address: for social media agencies.",
            fr="Les entreprises dont le site ne mène à aucun compte Instagram, avec leur e-mail : pour les agences de réseaux sociaux.",
        ),
        definition=chain(
            find("traiteur", "salon de thé", "fromagerie"),
            node("networks", "socials"),
            node("without", "filter", category={"column": "social_instagram", "values": _NONE}),
            node("mails", "emails"),
            node("keep", "filter", require_email=True),
        ),
    ),
    Recipe(
        slug="independents",
        label=Text(en="Independents only", fr="Indépendants seulement"),
        description=Text(
            en="Leaves out what belongs to a brand or a chain, or has only a page on a platform, and finds the addresses of the others.",
            fr="Écarte ce qui appartient à une enseigne ou n’a qu’une page sur une plateforme, et trouve les e-mails des autres.",
        ),
        definition=chain(
            find("garage", "hôtel", "agence immobilière", "pharmacie", extra_columns=["brand", "operator"], max_per_phone=1),
            node("own", "filter", exclude_aggregators=True, category={"column": "brand", "values": _NONE}),
            node("mails", "emails"),
            node("keep", "filter", require_email=True, dedup_column="email"),
        ),
    ),
    Recipe(
        slug="survey-sample",
        label=Text(en="A sample for a survey", fr="Un échantillon pour une enquête"),
        description=Text(
            en="Draws ten businesses by chance, the same ones each time, with all numbers of their site, their hours and access.",
            fr="Tire dix entreprises au hasard, toujours les mêmes, avec tous les numéros de leur site, leurs horaires et leur accès.",
        ),
        definition=chain(
            find("restaurant", "salon de thé", "caviste", "pharmacie", extra_columns=["opening_hours", "wheelchair"]),
            node("sample", "filter", require_site=True, sample_type="n", sample_n=10, sample_seed=72),
            node("phones", "phones_extra", "skip"),
            node("best", "sort", sort_by="completeness"),
        ),
    ),
)
