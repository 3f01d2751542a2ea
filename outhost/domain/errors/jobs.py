"""Why jobs and modules may be declined."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class ModuleNotFound(Refusal):
    """No module of this name can be run."""

    text = Text(en="No module of this name can be run here.", fr="Aucun module de ce nom ne peut être lancé ici.")


class ModuleUnavailable(Refusal):
    """The module needs something that this installation has not."""

    text = Text(
        en="The module {slug} can't be run here yet: it needs {missing}.",
        fr="Le module {slug} ne peut pas encore être lancé ici : il manque {missing}.",
    )


class JobNotFound(Refusal):
    """A job that is named in a body does not exist, or is somebody else's."""

    text = Text(en="No job of yours has this id.", fr="Aucun de vos jobs ne porte cet identifiant.")


class JobNotDone(Refusal):
    """The rows of a job are asked for that did not come to its end."""

    text = Text(
        en="That job is {status}; only a done one can be a source.", fr="Ce job est {status} ; seul un job terminé peut servir de source."
    )


class EarlierRunNeeded(Refusal):
    """A module is to go on in a manner that takes an earlier run of it, and the source is none, nor what one has read."""

    text = Text(
        en="A job with `{param}` {value} takes a done {slug} job with `{param}` {needed} first: give that one, or the job that it read, as"
        " `source_job_id`.",
        fr="Un job avec `{param}` {value} demande d’abord un job {slug} terminé avec `{param}` {needed} : donnez celui-ci, ou le job qu’il"
        " a lu, comme `source_job_id`.",
    )


class JobStillLive(Refusal):
    """Something is asked that can only be done with a job that has ended."""

    text = Text(
        en="This job is still {status}; wait for its end, or cancel it.", fr="Ce job est encore {status} ; attendez sa fin ou annulez-le."
    )


class JobAlreadyOver(Refusal):
    """A job is to be cancelled that has ended."""

    text = Text(en="This job is {status} already.", fr="Ce job est déjà {status}.")


class JobExpired(Refusal):
    """The rows of the job were removed when its retention ended."""

    text = Text(
        en="The rows of this job were removed when its retention ended; create it anew.",
        fr="Les lignes de ce job ont été supprimées à la fin de leur conservation ; créez-le à nouveau.",
    )


class NothingToResume(Refusal):
    """The job has no unfinished units, or neither failed nor was cancelled."""

    text = Text(
        en="There is nothing left to resume; only the unfinished part of a failed or cancelled job can be resumed.",
        fr="Il n’y a rien à reprendre ; seule la partie inachevée d’un job échoué ou annulé peut l’être.",
    )


class JobIsRead(Refusal):
    """Another job still reads from the one that is to be deleted."""

    text = Text(
        en="The job {reader} still reads from this one; wait until it runs, or cancel it.",
        fr="Le job {reader} lit encore celui-ci ; attendez qu’il tourne ou annulez-le.",
    )


class NoRows(Refusal):
    """The job has no file, for it has no rows, or no longer."""

    text = Text(
        en="This job has no rows to download: none came of it, or they were removed when its retention ended.",
        fr="Ce job n’a pas de lignes à télécharger : il n’en a pas produit, ou leur conservation est terminée.",
    )


class UploadGone(Refusal):
    """A job is to be run again whose file was removed."""

    text = Text(
        en="The file that came with this job was removed; upload it again.",
        fr="Le fichier venu avec ce job a été supprimé ; envoyez-le à nouveau.",
    )


class TooManyJobs(Refusal):
    """Somebody has as many live jobs as one may have."""

    text = Text(
        en="You have {most} jobs pending or running, which is the limit; retry in {seconds} seconds, when one has ended.",
        fr="Vous avez {most} jobs en attente ou en cours, c’est la limite ; réessayez dans {seconds} secondes, quand l’un sera terminé.",
    )


class TooDear(Refusal):
    """A job would cost more EF than one may."""

    text = Text(
        en="This job would cost {ef_cost:.4f} EF ({requests_count} requests), and {ceiling:g} EF is the limit for one; ask for fewer"
        " queries or zones.",
        fr="Ce job coûterait {ef_cost:.4f} EF ({requests_count} requêtes), et la limite est de {ceiling:g} EF par job ; demandez moins"
        " de requêtes ou de zones.",
    )


class EstimateFailed(Refusal):
    """What a job would take could not be found out."""

    text = Text(en="The job could not be estimated: {reason}.", fr="Le job n’a pas pu être estimé : {reason}.")


class DryRunsBusy(Refusal):
    """Others try pipelines at this moment."""

    text = Text(
        en="Another dry run is under way; try again in a few seconds.",
        fr="Un autre essai à blanc est en cours ; réessayez dans quelques secondes.",
    )
