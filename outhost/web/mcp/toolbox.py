"""The tools: each is a call of `/api` as an agent makes it, and what is to be known of it beside that call's own row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from outhost.domain.jobs import ASKS_A_MAP
from outhost.domain.modules import Module, ModuleState
from outhost.domain.words import Text


class Effect(StrEnum):
    """What a tool does to what is kept here."""

    READS = "reads"
    ADDS = "adds"
    ENDS = "ends"


def _none(_module: Module) -> bool:
    """Take no module's params."""
    return False


def _finds(module: Module) -> bool:
    """Take the params of the module that looks at the map."""
    return module.slug == ASKS_A_MAP


def _works(module: Module) -> bool:
    """Take the params of every module that works on rows, or brings them."""
    return module.state is ModuleState.ACTIVE and not _finds(module)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool, by the method and the path of the call that it makes.

    `does` is its description's first sentence, before that of the call. `called` gives gaps of the path other names, as arguments, and
    `usual` what fills a gap that is left open. Params of modules for which `takes` holds stand among the arguments, as they do in the
    body; arguments `without` are not offered.
    """

    name: str
    method: str
    path: str
    effect: Effect
    does: Text
    called: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    takes: Callable[[Module], bool] = _none
    without: frozenset[str] = frozenset()


MODULE: Final = "job_type"
"""The argument that names a module."""
_LATEST: Final = "latest"
"""What `/api` calls the last run of a veille that was compared."""
_CREATE_VEILLE: Final = Tool(
    name="create_veille",
    method="POST",
    path="/api/veille",
    effect=Effect.ADDS,
    does=Text(
        en="Watches a done job or a done pipeline: runs it again every so many days, and `get_signals` tells what changed.",
        fr="Surveille un job ou un pipeline terminé : le relance tous les tant de jours, et `get_signals` dit ce qui a changé.",
    ),
)
_ROWS: Final = frozenset({"items", "source_job_id"})

TOOLS: Final = (
    Tool(
        name="estimate_scrap",
        method="POST",
        path="/api/jobs/estimate",
        effect=Effect.READS,
        takes=_finds,
        without=_ROWS,
        does=Text(
            en="Says what a search for businesses would cost and find, before it is made.",
            fr="Dit ce qu’une recherche d’entreprises coûterait et trouverait, avant de la lancer.",
        ),
    ),
    Tool(
        name="create_scrap_job",
        method="POST",
        path="/api/jobs",
        effect=Effect.ADDS,
        takes=_finds,
        without=_ROWS,
        does=Text(
            en="Begins a search for businesses and answers at once; `get_job` says when it is done, `get_job_results` what it found.",
            fr="Lance une recherche d’entreprises et répond aussitôt ; `get_job` dit quand elle est finie, `get_job_results` ce qu’elle a"
            " trouvé.",
        ),
    ),
    Tool(
        name="create_enrichment_job",
        method="POST",
        path="/api/jobs/<job_id>",
        effect=Effect.ADDS,
        called={"job_id": MODULE},
        takes=_works,
        does=Text(
            en="Begins work on rows and answers at once: addresses found and verified, rows filtered, sorted, a picture drawn for each."
            " Give rows as `items`, or a done job as `source_job_id`, and the params of the module beside them.",
            fr="Lance un travail sur des lignes et répond aussitôt : adresses trouvées et vérifiées, lignes filtrées, triées, une image"
            " pour chacune. Donnez des lignes dans `items`, ou un job terminé dans `source_job_id`, et à côté les paramètres du module.",
        ),
    ),
    Tool(
        name="get_job",
        method="GET",
        path="/api/jobs/<job_id>",
        effect=Effect.READS,
        does=Text(en="Says how far a job is, and how it ended.", fr="Dit où en est un job, et comment il s’est terminé."),
    ),
    Tool(
        name="get_job_results",
        method="GET",
        path="/api/jobs/<job_id>/items",
        effect=Effect.READS,
        does=Text(
            en="Gives the rows of a job, page by page; those so far while it runs.",
            fr="Donne les lignes d’un job, page par page ; celles déjà trouvées pendant qu’il tourne.",
        ),
    ),
    Tool(
        name="list_jobs",
        method="GET",
        path="/api/jobs",
        effect=Effect.READS,
        does=Text(
            en="Lists the jobs of the workspace, newest first.", fr="Liste les jobs de l’espace de travail, les plus récents d’abord."
        ),
    ),
    Tool(
        name="cancel_job",
        method="POST",
        path="/api/jobs/<job_id>/cancel",
        effect=Effect.ENDS,
        does=Text(en="Stops a job; its rows so far stay.", fr="Arrête un job ; ses lignes déjà trouvées restent."),
    ),
    Tool(
        name="get_pipeline_schema",
        method="GET",
        path="/api/pipelines/schema",
        effect=Effect.READS,
        does=Text(
            en="Says what a pipeline can be made of: blocks, what each takes and gives, its params. Read it before `create_pipeline`.",
            fr="Dit de quoi un pipeline peut être fait : les blocs, ce que chacun prend et donne, ses paramètres. À lire avant"
            " `create_pipeline`.",
        ),
    ),
    Tool(
        name="create_pipeline",
        method="POST",
        path="/api/pipelines",
        effect=Effect.ADDS,
        does=Text(
            en="Makes a chain of jobs from one definition, and starts it: each node begins as the one before it is done."
            " `list_pipelines` says how far it is; rows come by `get_job_results` of a node's job.",
            fr="Crée une chaîne de jobs d’après une seule définition, et la lance : chaque nœud commence quand le précédent est fini."
            " `list_pipelines` dit où elle en est ; les lignes viennent par `get_job_results` du job d’un nœud.",
        ),
    ),
    Tool(
        name="list_pipelines",
        method="GET",
        path="/api/pipelines",
        effect=Effect.READS,
        does=Text(
            en="Lists the pipelines of the workspace, newest first, each with its nodes and their jobs.",
            fr="Liste les pipelines de l’espace de travail, les plus récents d’abord, chacun avec ses nœuds et leurs jobs.",
        ),
    ),
    _CREATE_VEILLE,
    replace(
        _CREATE_VEILLE,
        name="create_monitor",
        does=Text(en="The same as `create_veille`.", fr="La même chose que `create_veille`."),
    ),
    Tool(
        name="list_veilles",
        method="GET",
        path="/api/veille",
        effect=Effect.READS,
        does=Text(
            en="Lists what is watched, newest first: how often, when next, and the last run.",
            fr="Liste ce qui est surveillé, le plus récent d’abord : à quel rythme, la prochaine fois, et le dernier passage.",
        ),
    ),
    Tool(
        name="get_signals",
        method="GET",
        path="/api/veille/<veille_id>/runs/<run_id>/signals",
        effect=Effect.READS,
        usual={"run_id": _LATEST},
        without=frozenset({"format", "raw"}),
        does=Text(
            en="Says what a run of a veille found, by score; of the last run that was compared, unless `run_id` names one.",
            fr="Dit ce qu’un passage d’une veille a trouvé, par score ; du dernier qui a été comparé, sauf si `run_id` en nomme un.",
        ),
    ),
)
"""In the order in which they are listed: as an agent comes to need them."""
