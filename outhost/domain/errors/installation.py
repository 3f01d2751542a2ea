"""Why an installation may decline to start, or to go on."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


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


class AwaitsSetup(Refusal):
    """Somebody would sign up where there is no administrator yet."""

    text = Text(
        en="This installation waits for its administrator, who follows the set-up link that outhost printed when it started.",
        fr="Cette installation attend son administrateur, qui suit le lien de configuration affiché par outhost à son démarrage.",
    )


class SetupLinkExpired(Refusal):
    """The one-time set-up link is used, wrong or older than 30 minutes."""

    text = Text(
        en="This set-up link is no longer good; start outhost again to get a fresh one.",
        fr="Ce lien de configuration n’est plus valable ; redémarrez outhost pour en obtenir un nouveau.",
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


class MailNotSent(Refusal):
    """A letter that was sent to try the mail server was not taken."""

    text = Text(en="The letter was not sent: {reason}.", fr="La lettre n’est pas partie : {reason}.")


class NotSetUp(Refusal):
    """The data folder holds no installation yet."""

    text = Text(
        en="There is no outhost in {folder} yet; begin with `outhost setup` or `outhost serve`.",
        fr="Il n’y a pas encore d’outhost dans {folder} ; commencez par `outhost setup` ou `outhost serve`.",
    )


class NoSandbox(Refusal):
    """Something is asked of the invented town, and this installation has none."""

    text = Text(
        en="This installation has no invented town; the demo has one (`outhost demo`), and the setting `sandbox` makes one.",
        fr="Cette installation n’a pas de ville inventée ; la démo en a une (`outhost demo`), et le réglage `sandbox` en crée une.",
    )
