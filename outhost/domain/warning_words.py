"""What a warning means, in a sentence, and what helps."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from outhost.domain.render_spec import RenderWarning
from outhost.domain.words import Text

_WORDS: Final[Mapping[RenderWarning, Text]] = MappingProxyType({
    RenderWarning.OVERFLOW: Text(
        en="The text does not fit its box even at its smallest size, and was cut. Shorten it, or give the layer a larger box, more"
        " lines or a smaller min_size.",
        fr="Le texte ne tient pas dans son cadre, même à sa plus petite taille, et a été coupé. Raccourcissez-le, ou donnez au calque un"
        " cadre plus grand, plus de lignes ou une min_size plus petite.",
    ),
    RenderWarning.MISSING_GLYPH: Text(
        en="No installed font has one of the letters, and a box stands for it. Chinese, Japanese and Korean come with the extra `cjk`"
        " (pip install 'outhost[cjk]'); otherwise spell the name in letters that the fonts have.",
        fr="Aucune police installée n’a l’une des lettres, un carré la remplace. Le chinois, le japonais et le coréen viennent avec"
        " l’extra `cjk` (pip install 'outhost[cjk]') ; sinon, écrivez le nom avec des lettres que les polices ont.",
    ),
    RenderWarning.EMPTY_VARIABLE: Text(
        en="The variable is empty here, so that a gap may show. Give it a value, give it a default in the spec, or show its layer only"
        " when it is present.",
        fr="La variable est vide ici, un blanc peut se voir. Donnez-lui une valeur, un défaut dans la spécification, ou ne montrez son"
        " calque que si elle est présente.",
    ),
    RenderWarning.DEFAULT_USED: Text(
        en="The lead gave no value, and the default stands in the picture. Give the value if the default will not do.",
        fr="Le lead n’a pas donné de valeur, le défaut figure sur l’image. Donnez la valeur si le défaut ne convient pas.",
    ),
    RenderWarning.MAX_LENGTH: Text(
        en="The value is longer than the spec allows and was cut in the picture; the lead keeps it whole. Shorten it, or"
        " raise max_length.",
        fr="La valeur dépasse ce que permet la spécification et a été coupée sur l’image ; le lead la garde entière. Raccourcissez-la,"
        " ou augmentez max_length.",
    ),
    RenderWarning.LOW_CONTRAST: Text(
        en="The text hardly stands out from what lies behind it. Choose another colour, or give it a stroke.",
        fr="Le texte se détache à peine de ce qui est derrière. Choisissez une autre couleur, ou donnez-lui un contour.",
    ),
    RenderWarning.LEGAL_FORM: Text(
        en="The name is shouted in capitals or carries a legal form, as in a register and as nobody says it. Use the filter company for"
        " companies, title for people.",
        fr="Le nom est en capitales ou porte une forme juridique, comme dans un registre et comme personne ne le dit. Employez le filtre"
        " company pour les sociétés, title pour les personnes.",
    ),
})  # fmt: skip


def explain(warning: str, locale: str = "en") -> str:
    """Say what a warning `code:path` means and what helps; empty for a code that does not exist."""
    code = warning.partition(":")[0]
    return _WORDS[RenderWarning(code)].say(locale) if code in set(RenderWarning) else ""
