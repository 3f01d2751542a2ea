"""French names of trades as they are said of a man and of a woman."""

from collections.abc import Mapping
from types import MappingProxyType

WOMEN = frozenset(
    "Camille Sophie Aurélie Céline Élodie Hélène Nathalie Amandine Laurence Manon Pauline Margaux Solène Isabelle Agnès Maëlle Corinne Inès Gaëlle "
    "Clémence Lucie Noémie Chloé Sandrine Florence Anaïs".split()
)
_PAIRS = (
    ("Boulanger", "Boulangère"),
    ("Pâtissier", "Pâtissière"),
    ("Vendeur", "Vendeuse"),
    ("Apprenti", "Apprentie"),
    ("Second de cuisine", "Seconde de cuisine"),
    ("Sommelier", "Sommelière"),
    ("Maître affineur", "Affineuse"),
    ("Fromager", "Fromagère"),
    ("Chargé de réception", "Chargée de réception"),
    ("Gérant", "Gérante"),
    ("Plombier", "Plombière"),
    ("Secrétaire médical", "Secrétaire médicale"),
    ("Électricien", "Électricienne"),
    ("Conducteur de travaux", "Conductrice de travaux"),
    ("Dessinateur", "Dessinatrice"),
    ("Mécanicien", "Mécanicienne"),
    ("Carrossier", "Carrossière"),
    ("Jardinier", "Jardinière"),
    ("Chef d’équipe", "Cheffe d’équipe"),
    ("Directeur", "Directrice"),
    ("Chef d’atelier", "Cheffe d’atelier"),
    ("Chef de cuisine", "Cheffe de cuisine"),
    ("Chef traiteur", "Cheffe traiteur"),
    ("Chirurgien-dentiste", "Chirurgienne-dentiste"),
    ("Assistant dentaire", "Assistante dentaire"),
    ("Coiffeur", "Coiffeuse"),
    ("Pharmacien titulaire", "Pharmacienne titulaire"),
    ("Pharmacien adjoint", "Pharmacienne adjointe"),
    ("Préparateur", "Préparatrice"),
    ("Avocat associé", "Avocate associée"),
    ("Avocat collaborateur", "Avocate collaboratrice"),
    ("Assistant juridique", "Assistante juridique"),
    ("Collaborateur comptable", "Collaboratrice comptable"),
    ("Directeur d’agence", "Directrice d’agence"),
    ("Négociateur", "Négociatrice"),
    ("Conseiller location", "Conseillère location"),
    ("Président", "Présidente"),
    ("Trésorier", "Trésorière"),
    ("Entraîneur", "Entraîneuse"),
    ("Enseignant de la conduite", "Enseignante de la conduite"),
    ("Auxiliaire spécialisé vétérinaire", "Auxiliaire spécialisée vétérinaire"),
    ("Conducteur offset", "Conductrice offset"),
)
_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType({form: pair for pair in _PAIRS for form in pair})


def as_said_of(given: str, role: str) -> str:
    """Name a trade as it is said of somebody of that given name; a word that is the same of both stays."""
    man, woman = _FORMS.get(role, (role, role))
    return woman if given in WOMEN else man
