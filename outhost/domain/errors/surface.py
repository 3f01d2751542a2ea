"""How a request itself may be at fault, whatever it asks for."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class MissingAuthorization(Refusal):
    """A call came without an API key."""

    text = Text(en="Send your API key in the X-API-Key header.", fr="Envoyez votre clé d’API dans l’en-tête X-API-Key.")


class InvalidApiKey(Refusal):
    """The API key belongs to no active workspace."""

    text = Text(
        en="This API key is not known; it may have been rotated.", fr="Cette clé d’API est inconnue ; elle a peut-être été remplacée."
    )


class NotFound(Refusal):
    """Nothing answers at this path."""

    text = Text(en="There is nothing at this path.", fr="Il n’y a rien à cette adresse.")


class MethodNotAllowed(Refusal):
    """The path exists, but not with this verb."""

    text = Text(en="This path answers {allowed} only.", fr="Cette adresse ne répond qu’à {allowed}.")


class MisdirectedRequest(Refusal):
    """The Host header names a machine that this installation is not."""

    text = Text(
        en="This server is not {host}; set base_url to the address that people use.",
        fr="Ce serveur n’est pas {host} ; réglez base_url sur l’adresse que l’on utilise.",
    )


class NotVisible(Refusal):
    """What the path names does not exist, or is not the caller's to see."""

    text = Text(en="There is nothing of yours with this id.", fr="Rien à vous ne porte cet identifiant.")


class MalformedBody(Refusal):
    """The body is not what its content type says."""

    text = Text(
        en="The body cannot be read as JSON in UTF-8; see line {line}, column {column}.",
        fr="Le corps de la requête n’est pas lisible comme JSON en UTF-8 ; voyez ligne {line}, colonne {column}.",
    )


class BodyTooLarge(Refusal):
    """The body is larger than the call takes."""

    text = Text(en="The body may have {most_mb} MB at most.", fr="Le corps de la requête peut avoir {most_mb} Mo au plus.")


class MalformedForm(Refusal):
    """The body is no form, or is cut off, or has more to it than a form with a file."""

    text = Text(
        en="The body must be a whole form (multipart/form-data, with its boundary) that has one file, in its field `file`.",
        fr="Le corps doit être un formulaire entier (multipart/form-data, avec sa frontière) qui a un fichier, dans son champ `file`.",
    )
