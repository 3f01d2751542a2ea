"""Why lists, leads, templates and credits may be declined."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class TextOverflows(Refusal):
    """A text does not fit its box and its layer says that this is an error."""

    text = Text(
        en="The text of {path} does not fit its box even at its smallest size; shorten it.",
        fr="Le texte de {path} ne tient pas dans son cadre, même à sa plus petite taille ; raccourcissez-le.",
    )


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


class TemplateNotFound(Refusal):
    """No template has this slug."""

    text = Text(en="There is no template {slug}; there are: {known}.", fr="Il n’y a pas de modèle {slug} ; il y a : {known}.")


class BuiltInUnchangeable(Refusal):
    """What is to be changed or deleted comes with outhost."""

    text = Text(
        en="This comes with outhost and stays as it is, whoever asks; make one of your own from it.",
        fr="Ceci vient avec outhost et reste tel quel, quelle que soit la personne ; faites-en un à vous à partir de lui.",
    )


class AssetInUse(Refusal):
    """A list or a template needs the asset."""

    text = Text(
        en="A list or a template of yours uses this picture; delete that first.",
        fr="Une de vos listes ou un de vos modèles utilise cette image ; supprimez-le d’abord.",
    )


class ListHasLeads(Refusal):
    """The list has leads, whose pictures must stay alike."""

    text = Text(
        en="This list has leads, so that its spec, its template and max_bytes stay as they are; make another list.",
        fr="Cette liste a des leads : sa spécification, son modèle et max_bytes restent tels quels ; faites une autre liste.",
    )


class StudioBusy(Refusal):
    """More pictures wait to be tried than may."""

    text = Text(
        en="Many pictures are being tried just now; retry in a second.",
        fr="Beaucoup d’images sont à l’essai en ce moment ; réessayez dans une seconde.",
    )
