"""Recipes about by what way people can be reached."""

from typing import Final

from outhost.domain.recipes.recipe import Recipe, chain, find, joined, node
from outhost.domain.words import Text

REACH: Final = (
    Recipe(
        slug="call-list",
        label=Text(en="A list to call", fr="Une liste à appeler"),
        description=Text(
            en="Businesses with a telephone number, each number once, the fullest first; no website is read.",
            fr="Les entreprises avec un téléphone, chaque numéro une fois, les plus complètes d’abord ; aucun site n’est lu.",
        ),
        definition=chain(
            find("garage", "plombier", max_per_phone=1),
            node("keep", "filter", require_phone=True, dedup_column="telephone"),
            node("best", "sort", sort_by="completeness"),
        ),
    ),
    Recipe(
        slug="mobile-numbers",
        label=Text(en="Mobile numbers", fr="Numéros de mobile"),
        description=Text(
            en="Reads websites for further numbers and keeps French mobiles, each once; change the prefixes for another country.",
            fr="Lit les sites pour trouver d’autres numéros et garde les mobiles français, chacun une fois ; changez les préfixes"
            " pour un autre pays.",
        ),
        definition=chain(
            find("paysagiste", "électricien", "plombier"),
            node("phones", "phones_extra"),
            node("mobiles", "filter", phone_prefix={"column": "mobile", "prefixes": ["06", "07"]}, dedup_column="mobile"),
        ),
    ),
    Recipe(
        slug="call-if-unread",
        label=Text(en="Write, else call", fr="Écrire, sinon appeler"),
        description=Text(
            en="Where websites can be read, their addresses are checked; where that step fails as a whole, a list to call is left instead.",
            fr="Si les sites se lisent, leurs e-mails sont vérifiés ; si cette étape échoue en entier, il reste une liste à appeler.",
        ),
        definition=joined(
            (
                find("dentiste", "pharmacie", "vétérinaire"),
                node("mails", "emails", "branch"),
                node("check", "verify"),
                node("call", "filter", require_phone=True, dedup_column="telephone"),
            ),
            [("find", "mails"), ("mails", "check", "success"), ("mails", "call", "error")],
        ),
    ),
    Recipe(
        slug="deeper-search",
        label=Text(en="A deeper search for addresses", fr="Une recherche d’e-mails approfondie"),
        description=Text(
            en="Reads the usual pages of each site first and then up to 25 of them, and checks what is there.",
            fr="Lit d’abord les pages habituelles de chaque site, puis jusqu’à 25 d’entre elles, et vérifie ce qui s’y trouve.",
        ),
        definition=chain(
            find("fromagerie", "caviste"),
            node("mails", "emails", mode="normal"),
            node("deep", "emails", mode="deep"),
            node("check", "verify"),
        ),
    ),
    Recipe(
        slug="reachable-mailboxes",
        label=Text(en="Domains that take mail", fr="Domaines qui reçoivent des e-mails"),
        description=Text(
            en="Looks up whether each domain takes mail, and by whom it is hosted, before a campaign; drops those that take none.",
            fr="Regarde si chaque domaine reçoit des e-mails, et chez qui, avant une campagne ; écarte ceux qui n’en reçoivent pas.",
        ),
        definition=chain(
            find("imprimerie", "club sportif"),
            node("mails", "emails"),
            node("domains", "delivery_check"),
            node("keep", "filter", require_email=True, category={"column": "accepts_mail", "values": ["yes"]}),
        ),
    ),
    Recipe(
        slug="by-mail-provider",
        label=Text(en="By their mail provider", fr="Selon leur messagerie"),
        description=Text(
            en="For those who sell or move mailboxes: which businesses have Google or Microsoft for their mail,"
            " and whether SPF and DMARC are set.",
            fr="Pour qui vend ou migre des messageries : quelles entreprises ont Google ou Microsoft pour leurs e-mails, et si SPF et DMARC"
            " sont réglés.",
        ),
        definition=chain(
            find("comptable", "agence immobilière", "dentiste"),
            node("domains", "delivery_check"),
            node("keep", "filter", category={"column": "mx_provider", "values": ["Google Workspace", "Microsoft 365"]}),
        ),
    ),
)
