"""Why something may not be fetched from elsewhere, or could not be."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Phrase, Text

_NO_SUCH_NAME = Text(en="nobody has this name; check how it is spelt", fr="personne ne porte ce nom ; vérifiez comment il s’écrit")


class AddressRefused(Refusal):
    """The address is none that outhost fetches from, whatever answers there."""

    text = Text(en="{host} is not fetched from: {reason}.", fr="Rien n’est récupéré de {host} : {reason}.")

    def __init__(self, host: object, reason: Phrase) -> None:
        """Say why not."""
        super().__init__(host=host, reason=reason)
        self.reason = reason


class FetchFailed(Refusal):
    """What is at the address could not be fetched."""

    text = Text(en="Nothing could be fetched from {host}: {reason}.", fr="Rien n’a pu être récupéré de {host} : {reason}.")

    def __init__(
        self, host: object, reason: Phrase, *, is_final: bool = False, kind: TroubleKind = TroubleKind.BROKEN,
        after_seconds: float | None = None,
    ) -> None:  # fmt: skip
        """Say also whether trying again later is no use, else after how many seconds it may be, and what kind of trouble it is."""
        super().__init__(host=host, reason=reason)
        self.host = host
        self.reason = reason
        self.is_final = is_final
        self.kind = kind
        self.after_seconds = after_seconds

    def again(self) -> "FetchFailed":
        """Give the same refusal anew, for somebody else to be told: one that is raised twice keeps all it has gone through."""
        return FetchFailed(self.host, self.reason, is_final=self.is_final, kind=self.kind, after_seconds=self.after_seconds)


class AskedTooMuch(FetchFailed):
    """A map server has more of what it was asked for than it gives at once."""

    def __init__(self, host: object, reason: Phrase) -> None:
        """Say which, and what it said."""
        super().__init__(host, reason, is_final=True, kind=TroubleKind.TOO_LARGE)

    def again(self) -> "AskedTooMuch":
        """Give the same refusal anew."""
        return AskedTooMuch(self.host, self.reason)


class NoSuchName(FetchFailed):
    """Nobody has this name: its own servers say so."""

    def __init__(self, host: object, reason: Phrase | None = None) -> None:
        """Say which; `reason` says it in other words."""
        super().__init__(host, reason or _NO_SUCH_NAME.filled(), is_final=True, kind=TroubleKind.NO_SUCH_NAME)

    def again(self) -> "NoSuchName":
        """Give the same refusal anew."""
        return NoSuchName(self.host, self.reason)
