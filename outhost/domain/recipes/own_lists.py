"""Recipes for a list that somebody has already."""

from typing import Final

from outhost.domain.recipes.recipe import Recipe, chain, draw, node
from outhost.domain.words import Text

_RATED: Final = """Nom;Note;Nb avis;Téléphone
Boulangerie des Halles;4,7;312;04 99 00 00 11
Le Fournil du Port;3,9;88;04 99 00 00 12
Aux Deux Épis;4,4;21;04 99 00 00 13
Pain et Compagnie;4,9;6;04 99 00 00 14
"""
_CONTACTS: Final = """Prénom;Entreprise;E-mail
Camille;Imprimerie du Vieux-Marché;contact@imprimerie-du-vieux-marche.example
Sandrine;Les Gourmandises de Sandrine;bonjour@les-gourmandises-de-sandrine.example
Paul;Lacroix Paysages;paul@lacroix-paysages.example
Paul;Lacroix Paysages;paul@lacroix-paysages.example
"""
"""People of the invented town, one of whom is there twice."""
_OLD_CONTACTS: Final = f"{_CONTACTS}Nobody;Somewhere;not an address\n"

OWN_LISTS: Final = (
    Recipe(
        slug="best-rated",
        label=Text(en="The best rated", fr="Les mieux notés"),
        description=Text(
            en="Of a table with ratings, rows with at least 4 stars and 20 reviews, the best first.",
            fr="D’un tableau avec des notes, les lignes d’au moins 4 étoiles et 20 avis, les meilleures d’abord.",
        ),
        definition=chain(
            node("mine", "import", source="paste", text=_RATED),
            node("good", "filter", rating_min=4.0, reviews_min=20, require_phone=True),
            node("best", "sort", sort_by="note", top_n=100),
        ),
    ),
    Recipe(
        slug="clean-my-list",
        label=Text(en="Clean a list of addresses", fr="Nettoyer une liste d’e-mails"),
        description=Text(
            en="Checks the addresses of your own table, each once, and keeps those that can be written to, the surest first.",
            fr="Vérifie les adresses de votre tableau, chacune une fois, et garde celles à qui l’on peut écrire, les plus sûres d’abord.",
        ),
        definition=chain(
            node("mine", "import", source="paste", text=_OLD_CONTACTS),
            node("check", "verify"),
            node(
                "keep",
                "filter",
                category={"column": "status", "values": ["valid", "risky", "unknown"]},
                email_domain={"reject_disposable": True},
            ),
            node("surest", "sort", sort_by="email_quality"),
        ),
    ),
    Recipe(
        slug="images-for-my-list",
        label=Text(en="Pictures for a list of mine", fr="Des images pour ma liste"),
        description=Text(
            en="Draws a picture for each row of your own table, each address once, and gives the links to put into your mails.",
            fr="Dessine une image par ligne de votre tableau, chaque adresse une fois, et donne les liens à placer dans vos e-mails.",
        ),
        definition=chain(
            node("mine", "import", source="paste", text=_CONTACTS),
            node("once", "filter", require_email=True, dedup_column="email"),
            draw(map={"first_name": "Prénom", "company": "Entreprise"}),
        ),
    ),
)
