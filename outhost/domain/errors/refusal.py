"""What a refusal is: a request that is declined for a reason the caller may know.

A surface maps a refusal to a status by its class; nothing here knows of HTTP. Whatever is raised that is not a `Refusal` is a fault
of ours, is logged with its trace, and is told to the client as internal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from outhost.domain.words import Phrase, Text

MOST_ISSUES: Final = 100
"""Faults of one input that are told: who sent half a million unknown keys does not read half a million sentences."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault of one field: `path` is dotted (`variables.first_name`, `layers.2.font`), empty for the whole input."""

    path: str
    message: Phrase

    def say(self, locale: str = "en") -> str:
        """Give the fault in the caller's language, without its path."""
        return self.message.say(locale)


class Refusal(Exception):
    """A request that is declined for a reason the caller may know; changes nothing."""

    text: ClassVar[Text]

    def __init__(self, **details: object) -> None:
        """Keep `details`, which fill the gaps of the sentence and are safe to show."""
        super().__init__(Phrase(self.text, details).say())
        self.details: Mapping[str, object] = details

    @classmethod
    def code(cls) -> str:
        """Give the class's name in snake_case: the code a surface answers with."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def say(self, locale: str = "en") -> str:
        """Give the sentence in the caller's language."""
        return Phrase(self.text, self.details).say(locale)


class InvalidInput(Refusal):
    """The input is malformed, or a field of it has the wrong type, form or range."""

    text = Text(en="Invalid input.", fr="Saisie invalide.")

    def __init__(self, *issues: Issue) -> None:
        """Take one issue a fault; the sentence is made of the first hundred of them."""
        self.issues = issues[:MOST_ISSUES]
        super().__init__()
        self.args = (self.say(),)

    def say(self, locale: str = "en") -> str:
        """Give all faults in the caller's language."""
        faults = [f"{issue.path}: {issue.say(locale)}" if issue.path else issue.say(locale) for issue in self.issues]
        return "; ".join(faults) or super().say(locale)
