"""Recipes that find people to write to, and write to them."""

from typing import Final

from outhost.domain.recipes.recipe import Recipe, chain, draw, find, joined, node
from outhost.domain.words import Text

_DELIVERABLE: Final = {"column": "status", "values": ["valid", "risky"]}

PROSPECTS: Final = (
    Recipe(
        slug="personalised-outreach",
        label=Text(en="A picture for each prospect", fr="Une image pour chaque prospect"),
        description=Text(
            en="Finds businesses, reads and checks their e-mail addresses, keeps those that can be written to, and draws each a picture.",
            fr="Trouve des entreprises, lit et vérifie leurs e-mails, garde celles à qui l’on peut écrire, et dessine une image à chacune.",
        ),
        definition=chain(
            find("traiteur", "restaurant", max_per_phone=1),
            node("mails", "emails"),
            node("check", "verify"),
            node("keep", "filter", require_email=True, category=_DELIVERABLE, dedup_column="email"),
            draw(),
        ),
    ),
    Recipe(
        slug="complete-contacts",
        label=Text(en="Complete contact sheets", fr="Fiches de contact complètes"),
        description=Text(
            en="Adds e-mail addresses, further telephone numbers and social networks, and puts the fullest sheets first. What can't be read"
            " is passed over.",
            fr="Ajoute e-mails, autres téléphones et réseaux sociaux, et place d’abord les fiches les plus complètes. Ce qui ne se lit pas"
            " est passé.",
        ),
        definition=chain(
            find("imprimerie", "menuisier"),
            node("mails", "emails", "skip"),
            node("phones", "phones_extra", "skip"),
            node("networks", "socials", "skip"),
            node("best", "sort", sort_by="completeness"),
        ),
    ),
    Recipe(
        slug="named-people",
        label=Text(en="Somebody’s own address", fr="L’adresse d’une personne"),
        description=Text(
            en="Keeps businesses on whose site a person’s own mailbox stands, not only info@ or contact@; the surest first.",
            fr="Garde les entreprises dont le site montre la boîte d’une personne, pas seulement contact@ ; les plus sûres d’abord.",
        ),
        definition=chain(
            find("comptable", "agence immobilière", "ostéopathe"),
            node("mails", "emails"),
            node("people", "filter", has_personal_email=True),
            node("check", "verify"),
            node("surest", "sort", sort_by="email_quality", top_n=500),
        ),
    ),
    Recipe(
        slug="hospitality-abroad",
        label=Text(en="Hotels and guest houses abroad", fr="Hôtels et maisons d’hôtes à l’étranger"),
        description=Text(
            en="For suppliers of the hospitality trade outside France: finds houses, their addresses and networks.",
            fr="Pour les fournisseurs de l’hôtellerie hors de France : trouve les maisons, leurs e-mails et leurs réseaux.",
        ),
        definition=chain(
            find("guest house", "hotel", "tea room", zone="Edinburgh", country="GBR"),
            node("mails", "emails"),
            node("networks", "socials", "skip"),
            node("keep", "filter", require_email=True, exclude_aggregators=True),
            node("check", "verify"),
        ),
    ),
    Recipe(
        slug="three-channels",
        label=Text(en="Three channels at once", fr="Trois canaux à la fois"),
        description=Text(
            en="From one search three lists: checked e-mail addresses, mobile numbers, and social networks.",
            fr="D’une seule recherche, trois listes : des e-mails vérifiés, des mobiles, et des réseaux sociaux.",
        ),
        definition=joined(
            (
                find("paysagiste", "électricien"),
                node("sites", "filter", require_site=True, exclude_aggregators=True),
                node("mails", "emails"),
                node("check", "verify"),
                node("phones", "phones_extra"),
                node("mobiles", "filter", phone_prefix={"column": "mobile", "prefixes": ["06", "07"]}),
                node("networks", "socials"),
            ),
            [("find", "sites"), ("sites", "mails"), ("mails", "check"), ("sites", "phones"), ("phones", "mobiles"), ("sites", "networks")],
        ),
    ),
)
