"""Merge recipes: how the common mail tools put each lead's own picture into its mail."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from outhost.domain.snippets import merge_img_tag
from outhost.domain.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one tool names the two columns, and what to do there, step by step.

    `image` and `alt` are its merge tags for the columns `image_url` and `alt_text` of the export. `field` is what stands in the mail
    where the tool takes no HTML, with the gap `{image}`.
    """

    tool: str
    image: str
    alt: str
    steps: tuple[Text, ...]
    field: str = ""

    def snippet(self, width: int, height: int) -> str:
        """Write what stands in the mail, for pictures of `width` × `height` pixels."""
        if self.field:
            return self.field.replace("{image}", self.image)
        return merge_img_tag(src=self.image, alt=self.alt, width=width, height=height)


_PASTE: Final = Text(
    en="Paste the snippet into the HTML of the mail, then send yourself a test.",
    fr="Collez l’extrait dans le HTML du mail, puis envoyez-vous un essai.",
)
_IMPORT: Final = Text(
    en="Import the CSV, matched by e-mail address; map the column image_url to the first field, alt_text to the second.",
    fr="Importez le CSV, rapproché par adresse e-mail ; associez la colonne image_url au premier champ, alt_text au second.",
)


RECIPES: Final = MappingProxyType({
    "any": Recipe(
        tool="any tool that writes {{column}}",
        image="{{image_url}}",
        alt="{{alt_text}}",
        steps=(
            Text(
                en="Import the CSV; where your tool writes the columns image_url and alt_text otherwise, change the two here.",
                fr="Importez le CSV ; si votre outil écrit autrement les colonnes image_url et alt_text, changez ici les deux.",
            ),
            _PASTE,
        ),
    ),
    "activecampaign": Recipe(
        tool="ActiveCampaign",
        image="%IMAGE_URL%",
        alt="%ALT_TEXT%",
        steps=(
            Text(
                en="Add two custom contact fields of type text input: %IMAGE_URL%, %ALT_TEXT%.",
                fr="Ajoutez deux champs de contact de type texte : %IMAGE_URL%, %ALT_TEXT%.",
            ),
            _IMPORT,
            Text(en="Paste the snippet into an HTML block of the mail.", fr="Collez l’extrait dans un bloc HTML du mail."),
        ),
    ),
    "brevo": Recipe(
        tool="Brevo",
        image="{{ contact.IMAGE_URL }}",
        alt="{{ contact.ALT_TEXT }}",
        steps=(
            Text(
                en="Add two contact attributes of type text: IMAGE_URL, ALT_TEXT.",
                fr="Ajoutez deux attributs de contact de type texte : IMAGE_URL, ALT_TEXT.",
            ),
            _IMPORT,
            Text(en="Paste the snippet into an HTML block of the mail.", fr="Collez l’extrait dans un bloc HTML du mail."),
        ),
    ),
    "hubspot": Recipe(
        tool="HubSpot",
        image="{{ contact.image_url }}",
        alt="{{ contact.alt_text }}",
        steps=(
            Text(
                en="Add two contact properties of type single-line text, with these internal names: image_url, alt_text.",
                fr="Ajoutez deux propriétés de contact de type texte sur une ligne, avec ces noms internes : image_url, alt_text.",
            ),
            _IMPORT,
            Text(
                en="Paste the snippet into the source code of a rich-text module, or into a coded template.",
                fr="Collez l’extrait dans le code source d’un module de texte enrichi, ou dans un modèle codé.",
            ),
        ),
    ),
    "klaviyo": Recipe(
        tool="Klaviyo",
        image="{{ person|lookup:'image_url' }}",
        alt="{{ person|lookup:'alt_text' }}",
        steps=(
            Text(
                en="Upload the CSV to a list; its columns image_url and alt_text become custom properties of the profiles.",
                fr="Chargez le CSV dans une liste ; ses colonnes image_url et alt_text deviennent des propriétés des profils.",
            ),
            Text(en="Paste the snippet into an HTML block of the mail.", fr="Collez l’extrait dans un bloc HTML du mail."),
        ),
    ),
    "lemlist": Recipe(
        tool="lemlist",
        image="{{image_url}}",
        alt="{{alt_text}}",
        steps=(
            Text(
                en="Import the CSV into the campaign; its columns become variables of the leads, by their names.",
                fr="Importez le CSV dans la campagne ; ses colonnes deviennent des variables des leads, sous leur nom.",
            ),
            Text(
                en="Paste the snippet into the HTML source of the step, not into its text.",
                fr="Collez l’extrait dans le code HTML de l’étape, pas dans son texte.",
            ),
        ),
    ),
    "mailchimp": Recipe(
        tool="Mailchimp",
        image="*|IMAGE_URL|*",
        alt="*|ALT_TEXT|*",
        steps=(
            Text(
                en="Add two audience fields of type text, tagged: IMAGE_URL, ALT_TEXT.",
                fr="Ajoutez deux champs d’audience de type texte, de balises : IMAGE_URL, ALT_TEXT.",
            ),
            _IMPORT,
            Text(en="Paste the snippet into a Code block of the mail.", fr="Collez l’extrait dans un bloc de code du mail."),
        ),
    ),
    "mailmerge": Recipe(
        tool="Word and Outlook (mail merge)",
        image="{ MERGEFIELD image_url }",
        alt="",
        field='{ INCLUDEPICTURE "{image}" }',
        steps=(
            Text(
                en="Mailings, Select Recipients, Use an Existing List: the CSV, joined with the addresses, as UTF-8.",
                fr="Publipostage, Sélection des destinataires, Utiliser une liste existante : le CSV, joint aux adresses, en UTF-8.",
            ),
            Text(
                en="Write the field into the text; no key types its braces: Ctrl+F9 makes each pair. «image_url» is the inner one.",
                fr="Écrivez le champ dans le texte ; ses accolades ne se tapent pas : Ctrl+F9 fait chaque paire ; «image_url» est dedans.",
            ),
            Text(
                en="Finish & Merge, Edit Individual Documents, then Ctrl+A and F9: each page loads its own picture. Try two first.",
                fr="Terminer et fusionner, Modifier des documents individuels, puis Ctrl+A et F9 : chaque page charge son image."
                " Essayez-en deux d’abord.",
            ),
            Text(
                en="Word copies the picture into the document: it gets no alt text, and what is held for review must be approved before.",
                fr="Word copie l’image dans le document : elle n’a pas de texte alternatif, et ce qui est retenu doit être approuvé avant.",
            ),
        ),
    ),
    "salesforce": Recipe(
        tool="Salesforce Marketing Cloud",
        image="%%image_url%%",
        alt="%%alt_text%%",
        steps=(
            Text(
                en="Import the CSV into a sendable data extension with the text fields image_url and alt_text.",
                fr="Importez le CSV dans une extension de données d’envoi avec les champs texte image_url et alt_text.",
            ),
            Text(en="Paste the snippet into an HTML block of the mail.", fr="Collez l’extrait dans un bloc HTML du mail."),
        ),
    ),
    "sendgrid": Recipe(
        tool="SendGrid (Marketing Campaigns)",
        image="{{image_url}}",
        alt="{{alt_text}}",
        steps=(
            Text(
                en="Add two custom fields of type text: image_url, alt_text.",
                fr="Ajoutez deux champs personnalisés de type texte : image_url, alt_text.",
            ),
            _IMPORT,
            Text(en="Paste the snippet into a Code module of the mail.", fr="Collez l’extrait dans un module de code du mail."),
        ),
    ),
    "thunderbird": Recipe(
        tool="Thunderbird with the add-on Mail Merge",
        image="{{image_url}}",
        alt="{{alt_text}}",
        steps=(
            Text(
                en="Write an HTML mail, Insert, HTML: paste the snippet; write {{email}}, or your column's name, as the recipient.",
                fr="Écrivez un mail en HTML, Insérer, HTML : collez l’extrait ; le destinataire est {{email}}, ou le nom de votre colonne.",
            ),
            Text(
                en="Send with Mail Merge, source CSV: the export, joined with the addresses.",
                fr="Envoyez avec Mail Merge, source CSV : l’export, joint aux adresses.",
            ),
        ),
    ),
})  # fmt: skip
"""By the name that a command takes."""
