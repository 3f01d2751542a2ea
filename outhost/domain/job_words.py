"""What a job's log says, and why one failed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from outhost.domain.jobs import Job, JobStatus
from outhost.domain.modules import Shape
from outhost.domain.words import Text

STANDING: Final[Mapping[JobStatus, Text]] = MappingProxyType({
    JobStatus.PENDING: Text(en="pending", fr="en attente"),
    JobStatus.RUNNING: Text(en="running", fr="en cours"),
    JobStatus.DONE: Text(en="done", fr="terminé"),
    JobStatus.FAILED: Text(en="failed", fr="en échec"),
    JobStatus.CANCELLED: Text(en="cancelled", fr="annulé"),
    JobStatus.EXPIRED: Text(en="expired", fr="expiré"),
})  # fmt: skip
"""Where a job is, within a sentence."""

MAPPED: Final = Text(en="Columns read as: {mapping}.", fr="Colonnes lues comme : {mapping}.")
NO_COLUMN: Final = Text(
    en="No row has a column {column}: {name} stays empty.", fr="Aucune ligne n’a de colonne {column} : {name} reste vide."
)
LEFT_OUT: Final = Text(en="{count} rows without {needs} were left out.", fr="{count} lignes sans {needs} ont été écartées.")
REPEATED: Final = Text(
    en="{count} rows with the same {columns} as one before them were left out.",
    fr="{count} lignes au même {columns} qu’une précédente ont été écartées.",
)
LIMITED: Final = Text(en="Only the first {count} rows are worked on.", fr="Seules les {count} premières lignes sont traitées.")
TOO_ALIKE: Final = Text(
    en="Rows left out: {count}. Of one {column}, at most {most} are kept.",
    fr="Lignes écartées : {count}. D’un même {column}, {most} au plus sont gardées.",
)
ENOUGH_ROWS: Final = Text(
    en="Rows: {most}, as many as were asked for; the job ends here. Units that are not run: {left} of {planned}.",
    fr="Lignes : {most}, autant que demandé ; le job se termine ici. Unités non traitées : {left} sur {planned}.",
)
RECOVERED: Final = Text(
    en="The server stopped while this job was running; it goes on where it was ({count} of {most}).",
    fr="Le serveur s’est arrêté pendant ce job ; il reprend où il en était ({count} sur {most}).",
)
LOST_TOO_OFTEN: Final = Text(
    en="The server stopped {most} times while this job was running; it is not tried again.",
    fr="Le serveur s’est arrêté {most} fois pendant ce job ; il n’est plus relancé.",
)
HANDED_OVER: Final = Text(
    en="The server is stopping; the job goes on when it is back.", fr="Le serveur s’arrête ; le job reprendra à son retour."
)
UNIT_RETRIED: Final = Text(
    en="Row {unit}: {reason} Attempt {attempt} of {most} in {seconds:.0f} s.",
    fr="Ligne {unit} : {reason} Essai {attempt} sur {most} dans {seconds:.0f} s.",
)
UNIT_FAILED: Final = Text(en="Row {unit}: {reason}", fr="Ligne {unit} : {reason}")
LINES_LEFT_OUT: Final = Text(en="{count} more lines were left out.", fr="{count} autres lignes ont été omises.")
FROZEN: Final = Text(
    en="The module no longer answered; its process was replaced, and what it worked on is tried one by one.",
    fr="Le module ne répondait plus ; son processus a été remplacé, et ce qu’il traitait est repris un à un.",
)
DIED: Final = Text(en="The module ended its own process.", fr="Le module a mis fin à son propre processus.")
NO_ANSWER: Final = Text(en="The module no longer answered and was ended.", fr="Le module ne répondait plus et a été arrêté.")
TOO_LONG: Final = Text(
    en="The module took longer than {seconds:g} s and was ended.", fr="Le module a duré plus de {seconds:g} s et a été arrêté."
)
TOO_MANY_ROWS: Final = Text(en="One unit gave more than {most} rows.", fr="Une unité a donné plus de {most} lignes.")
TOO_WIDE: Final = Text(
    en="With these rows the job would have more than {most} columns, or names of columns of more than {chars} characters together.",
    fr="Avec ces lignes, le job aurait plus de {most} colonnes, ou des noms de colonnes de plus de {chars} caractères au total.",
)
TOO_MANY_UNITS: Final = Text(en="The module planned more than {most} units.", fr="Le module a prévu plus de {most} unités.")
ALL_FAILED: Final = Text(
    en="Every row failed; the first because: {reason}", fr="Toutes les lignes ont échoué ; la première parce que : {reason}"
)
NOT_OPENED: Final = Text(en="The module could not be loaded: {reason}", fr="Le module n’a pas pu être chargé : {reason}")
MODULE_GONE: Final = Text(en="The module {slug} is no longer there.", fr="Le module {slug} n’est plus là.")
SOURCE_GONE: Final = Text(en="The job that this one reads from is no longer there.", fr="Le job que celui-ci lit n’est plus là.")
LIST_GONE: Final = Text(en="The list was deleted.", fr="La liste a été supprimée.")
DISK_FULL: Final = Text(
    en="The disk is full; make room and resume the job.", fr="Le disque est plein ; faites de la place et reprenez le job."
)
FAULT: Final = Text(en="Something went wrong here: {fault}", fr="Quelque chose s’est mal passé ici : {fault}")
"""Told with the kind of the fault alone; its trace is in the server's log."""
CREDITS_ENDED: Final = Text(
    en="Credits ended before every row had its image; top up and resume the job.",
    fr="Les crédits sont épuisés avant la dernière image ; rechargez, puis reprenez le job.",
)

INSUFFICIENT_CREDITS: Final = "insufficient_credits"
"""What `error_message` says when credits ended (ruling 9); `resume` goes on after a top-up."""


def why_failed_whole(job: Job, first_reason: str | None) -> str:
    """Say why a job failed of which every unit did."""
    return first_reason or "" if job.shape is not Shape.ROW else ALL_FAILED.say(job.locale, reason=first_reason or "")
