"""What a way to send letters is."""

from typing import Protocol

from outhost.domain.letters import Letter


class MailFailed(Exception):
    """A letter could not be handed over; `is_final` where trying again is no use, since the other side will not have it."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        """Say why."""
        super().__init__(reason)
        self.is_final = is_final


class Mail(Protocol):
    """Hands letters over. Blocks."""

    def send(self, letter: Letter) -> None:
        """Hand one letter over, whole or not at all.

        Raises:
            MailFailed
        """
        ...
