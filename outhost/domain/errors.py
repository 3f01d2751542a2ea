"""Every way outhost says no: one class a refusal, with its sentence in both languages.

A surface maps a refusal to a status by its class; nothing here knows of HTTP. Whatever is raised that is not a `Refusal` is a fault
of ours, is logged with its trace, and is told to the client as internal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from outhost.domain.words import Text


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault of one field: `path` is dotted (`variables.first_name`, `layers.2.font`), empty for the whole input."""

    path: str
    message: str


class Refusal(Exception):
    """A request that is declined for a reason the caller may know; changes nothing."""

    text: ClassVar[Text]

    def __init__(self, **details: object) -> None:
        """Keep `details`, which fill the gaps of the sentence and are safe to show."""
        super().__init__(self.text.say("en", **details))
        self.details: Mapping[str, object] = details

    @classmethod
    def code(cls) -> str:
        """Give the class's name in snake_case: the code a surface answers with."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def say(self, locale: str = "en") -> str:
        """Give the sentence in the caller's language."""
        return self.text.say(locale, **self.details)


class InvalidInput(Refusal):
    """The input is malformed, or a field of it has the wrong type, form or range."""

    text = Text(en="{summary}", fr="{summary}")

    def __init__(self, *issues: Issue) -> None:
        """Take one issue a fault; the sentence is made of them."""
        self.issues = issues
        super().__init__(summary="; ".join(f"{i.path}: {i.message}" if i.path else i.message for i in issues) or "Invalid input.")


class TextOverflows(Refusal):
    """A text does not fit its box and its layer says that this is an error."""

    text = Text(
        en="The text of {path} does not fit its box even at its smallest size; shorten it.",
        fr="Le texte de {path} ne tient pas dans son cadre, même à sa plus petite taille ; raccourcissez-le.",
    )


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


class ListNotFound(Refusal):
    """The list does not exist, or belongs to somebody else."""

    text = Text(en="No list of yours has this id.", fr="Aucune de vos listes ne porte cet identifiant.")


class LeadNotFound(Refusal):
    """The list has no lead of this id."""

    text = Text(en="The list has no lead of this id.", fr="La liste n’a pas de lead de cet identifiant.")


class NotInReview(Refusal):
    """The lead's image was never held for review, so that there is nothing to decide."""

    text = Text(
        en="The image of {tracking_id} was never held for review; its link is open. To close it, delete the lead.",
        fr="L’image de {tracking_id} n’a jamais été retenue pour relecture ; son lien est ouvert. Pour le fermer, supprimez le lead.",
    )


class UnknownVariables(Refusal):
    """Nothing that was given is a variable of the list's template."""

    text = Text(
        en="None of {given} is a variable of this list; it has {known}. Nothing was charged.",
        fr="Rien parmi {given} n’est une variable de cette liste ; elle a {known}. Rien n’a été débité.",
    )


class ListTypeNotSupported(Refusal):
    """The call takes lists of other types only."""

    text = Text(
        en="This is a list of type {list_type}; only {supported} lists take leads here.",
        fr="Cette liste est de type {list_type} ; seules les listes {supported} acceptent des leads ici.",
    )


class InsufficientCredits(Refusal):
    """The balance does not cover the cost."""

    text = Text(
        en="This costs {cost} credits and {available} are left; top up and retry.",
        fr="Cela coûte {cost} crédits et il en reste {available} ; rechargez puis réessayez.",
    )


class BalanceTooLow(Refusal):
    """More credits are to be taken back than there are."""

    text = Text(
        en="Only {available} credits are left, not {amount}; nothing was taken back.",
        fr="Il ne reste que {available} crédits, pas {amount} ; rien n’a été repris.",
    )


class DiskFull(Refusal):
    """The disk is too full to begin anything that writes."""

    text = Text(
        en="The disk has {free_mb} MB left and {min_free_mb} MB are kept free; nothing was charged. Make room, then retry.",
        fr="Il reste {free_mb} Mo sur le disque et {min_free_mb} Mo doivent rester libres ; rien n’a été"
        " débité. Libérez de la place, puis réessayez.",
    )


class AlreadySetUp(Refusal):
    """The installation has its first user."""

    text = Text(
        en="This data folder is already set up; add people with `outhost users add`.",
        fr="Ce dossier de données est déjà configuré ; ajoutez des personnes avec `outhost users add`.",
    )


class SetupLinkExpired(Refusal):
    """The one-time set-up link is used, wrong or older than 30 minutes."""

    text = Text(
        en="This set-up link is no longer good; start outhost again to get a fresh one.",
        fr="Ce lien de configuration n’est plus valable ; redémarrez outhost pour en obtenir un nouveau.",
    )


class EmailTaken(Refusal):
    """Another user has this e-mail address."""

    text = Text(en="{email} already has an account.", fr="{email} a déjà un compte.")


class UserNotFound(Refusal):
    """No user has this e-mail address."""

    text = Text(
        en="Nobody here has the address {email}; see `outhost users list`.",
        fr="Personne ici n’a l’adresse {email} ; voyez `outhost users list`.",
    )


class WorkspaceNotFound(Refusal):
    """No workspace has this number, or none was founded by this user."""

    text = Text(en="There is no workspace for {whose}.", fr="Il n’y a pas d’espace de travail pour {whose}.")


class TemplateNotFound(Refusal):
    """No template has this slug."""

    text = Text(en="There is no template {slug}; there are: {known}.", fr="Il n’y a pas de modèle {slug} ; il y a : {known}.")


class LastAdministrator(Refusal):
    """The last active administrator can't be deactivated."""

    text = Text(
        en="{email} is the last active administrator; make another one first.",
        fr="{email} est le dernier administrateur actif ; nommez-en un autre d’abord.",
    )


class MisdirectedRequest(Refusal):
    """The Host header names a machine that this installation is not."""

    text = Text(
        en="This server is not {host}; set base_url to the address that people use.",
        fr="Ce serveur n’est pas {host} ; réglez base_url sur l’adresse que l’on utilise.",
    )


class NewerSchema(Refusal):
    """The database was written by a newer outhost."""

    text = Text(
        en="The database has the migration {newest}, which this outhost ({version}) does not know; run the"
        " newer outhost, or restore a backup.",
        fr="La base contient la migration {newest}, inconnue de cet outhost ({version}) ; lancez l’outhost plus"
        " récent, ou restaurez une sauvegarde.",
    )


class DamagedDatabase(Refusal):
    """The file in the place of the database is none, or is damaged."""

    text = Text(
        en="{file} cannot be read as a database ({reason}); put a backup in its place.",
        fr="{file} est illisible comme base de données ({reason}) ; remettez une sauvegarde à sa place.",
    )


class UnusableFolder(Refusal):
    """The data folder cannot be made, or not be written in."""

    text = Text(
        en="{folder} cannot be used as a data folder: {reason}; choose another with --data-dir.",
        fr="{folder} ne peut servir de dossier de données : {reason} ; choisissez-en un autre avec --data-dir.",
    )


class FolderInUse(Refusal):
    """Another outhost holds the data folder."""

    text = Text(
        en="{folder} is in use by {holder}; stop it first, or choose another --data-dir.",
        fr="{folder} est utilisé par {holder} ; arrêtez-le d’abord, ou choisissez un autre --data-dir.",
    )


class PortTaken(Refusal):
    """Another program listens at the address."""

    text = Text(
        en="Port {port} of {host} is taken{holder}; try --port {suggestion}.",
        fr="Le port {port} de {host} est pris{holder} ; essayez --port {suggestion}.",
    )


class InvalidSetting(Refusal):
    """A setting is unknown or malformed."""

    text = Text(en="{source}: {message}", fr="{source} : {message}")


class NotSetUp(Refusal):
    """The data folder holds no installation yet."""

    text = Text(
        en="There is no outhost in {folder} yet; begin with `outhost setup` or `outhost serve`.",
        fr="Il n’y a pas encore d’outhost dans {folder} ; commencez par `outhost setup` ou `outhost serve`.",
    )
