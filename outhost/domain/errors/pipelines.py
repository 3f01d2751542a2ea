"""Refusals of pipelines."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class PipelineRunning(Refusal):
    """Something is asked that can only be done with a pipeline that does not run."""

    text = Text(
        en="This pipeline is running; wait for its end, or cancel it.", fr="Ce pipeline est en cours ; attendez sa fin ou annulez-le."
    )


class PipelineNotRunning(Refusal):
    """A pipeline is to be cancelled that does not run."""

    text = Text(en="This pipeline is not running.", fr="Ce pipeline n’est pas en cours.")


class PipelineOfVeille(Refusal):
    """A pipeline is to be changed or run that belongs to a veille."""

    text = Text(
        en="This pipeline belongs to a veille, which runs it; change or run that.",
        fr="Ce pipeline appartient à une veille, qui l’exécute ; modifiez ou lancez celle-ci.",
    )


class NodeNotRun(Refusal):
    """A node is to be tried again that was never run, or has nothing to work on."""

    text = Text(
        en="The node {node} has no rows to work on: retry the node before it, or run the pipeline.",
        fr="Le nœud {node} n’a pas de lignes à traiter : relancez le nœud qui le précède, ou le pipeline.",
    )


class NoOutput(Refusal):
    """Rows of a pipeline are to be downloaded of which no last node is done."""

    text = Text(
        en="Nothing has come of this pipeline to download: it was never run, or none of its last nodes is done.",
        fr="Il n’y a rien à télécharger de ce pipeline : il n’a jamais tourné, ou aucun de ses derniers nœuds n’est terminé.",
    )
