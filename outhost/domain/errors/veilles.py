"""Why veilles may be declined."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class RunStillLive(Refusal):
    """A veille is to run while a run of it is under way."""

    text = Text(
        en="A run of this veille is still under way; wait for its end.",
        fr="Un passage de cette veille est encore en cours ; attendez sa fin.",
    )


class NotWatched(Refusal):
    """A veille is to be made over a job that draws images."""

    text = Text(
        en="A job that draws images is not watched, since each run would draw and charge anew; watch the job that it read from.",
        fr="Un job qui dessine des images ne se surveille pas, car chaque passage dessinerait et facturerait à nouveau ; surveillez le job"
        " qu’il a lu.",
    )


class PipelineNotFound(Refusal):
    """A pipeline that is named in a body does not exist, or is somebody else's."""

    text = Text(en="No pipeline of yours has this id.", fr="Aucun de vos pipelines ne porte cet identifiant.")


class PipelineNotDone(Refusal):
    """A veille is to be made over a pipeline that did not come to its end."""

    text = Text(
        en="Only a pipeline that is done can be watched: run it to its end first.",
        fr="Seul un pipeline terminé peut être surveillé : menez-le d’abord à son terme.",
    )


class RunNotFound(Refusal):
    """A run is named where two are to be compared, and the veille has none of that id."""

    text = Text(en="This veille has no run of this id.", fr="Cette veille n’a aucun passage de cet identifiant.")


class NoRunCompared(Refusal):
    """The last run of a veille that was compared is asked for, and there is none yet."""

    text = Text(
        en="No run of this veille has been compared yet; ask again after its first one.",
        fr="Aucun passage de cette veille n’a encore été comparé ; redemandez après le premier.",
    )


class RunNotCompared(Refusal):
    """Two runs are to be compared, and one of them is not over, or came to nothing."""

    text = Text(
        en="A run that is {status} can't be compared; take one that is done or suspect.",
        fr="Un passage {status} ne se compare pas ; prenez-en un qui est terminé ou douteux.",
    )
