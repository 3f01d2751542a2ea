"""Why webhooks may be declined."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Phrase, Text


class TooManyWebhooks(Refusal):
    """A workspace has as many webhooks as it may."""

    text = Text(
        en="A workspace may have {most} webhooks; delete one first.",
        fr="Un espace de travail peut avoir {most} webhooks ; supprimez-en un d’abord.",
    )


class WebhookTargetRefused(Refusal):
    """The address is none that webhooks are sent to, or nobody knows its name."""

    text = Text(en="Webhooks are not sent to {host}: {reason}.", fr="Aucun webhook n’est envoyé à {host} : {reason}.")

    def __init__(self, host: object, reason: Phrase) -> None:
        """Say why not."""
        super().__init__(host=host, reason=reason)
        self.reason = reason


class WebhookDisabled(Refusal):
    """The webhook is disabled, so that nothing is sent to it."""

    text = Text(
        en="This webhook is disabled, and is sent nothing; enable it first.",
        fr="Ce webhook est désactivé et rien ne lui est envoyé ; réactivez-le d’abord.",
    )
