"""Words shown to people: every one of them in English and in French."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `{gaps}` are filled by name."""

    en: str
    fr: str

    def say(self, locale: str = "en", /, **gaps: object) -> str:
        """Give the sentence in `locale` (`fr` or anything else for English) with its gaps filled."""
        return (self.fr if locale == "fr" else self.en).format(**gaps)
