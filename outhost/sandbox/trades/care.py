"""The trades that look after people."""

from outhost.sandbox.trades.trade import Trade

CARE = (
    Trade(
        slug="dentiste",
        label="Cabinet dentaire",
        language="fr",
        names=("Cabinet dentaire {family}", "Cabinet du Dr {family}", "Centre dentaire de {town}"),
        slogan="Soins, implants, orthodontie",
        says=(
            "Le cabinet reçoit sur rendez-vous, du lundi au vendredi, et garde deux créneaux par jour pour les urgences.",
            "{name} pratique les honoraires conventionnés ; un devis est remis avant tout soin prothétique.",
            "Le cabinet est accessible aux personnes à mobilité réduite.",
        ),
        sells=(("Consultation", 23), ("Détartrage", 29), ("Blanchiment", 390)),
        roles=("Chirurgien-dentiste", "Orthodontiste", "Assistante dentaire", "Secrétaire médicale"),
        boxes=("secretariat", "cabinet", "contact"),
        kind="practice",
    ),
    Trade(
        slug="osteopathe",
        label="Ostéopathe",
        language="fr",
        names=("{given} {family} Ostéopathe", "Cabinet d’ostéopathie {family}", "Ostéo {town}"),
        slogan="Nourrissons, sportifs, femmes enceintes",
        says=(
            "Diplômée d’un cursus en cinq ans, la praticienne vous reçoit à {town} ou à domicile.",
            "La séance dure quarante-cinq minutes ; votre mutuelle peut la rembourser.",
            "{name} consulte le samedi matin sans supplément.",
        ),
        sells=(("Séance adulte", 60), ("Séance nourrisson", 50), ("Séance à domicile", 75)),
        roles=("Ostéopathe D.O.", "Ostéopathe"),
        boxes=("contact", "rdv", "cabinet"),
        kind="practice",
    ),
    Trade(
        slug="veterinaire",
        label="Clinique vétérinaire",
        language="fr",
        names=("Clinique vétérinaire de {town}", "Clinique vétérinaire {family}", "Cabinet vétérinaire du Stade"),
        slogan="Chiens, chats et nouveaux animaux de compagnie",
        says=(
            "La clinique dispose d’un bloc opératoire, d’un laboratoire et d’une salle d’attente séparée pour les chats.",
            "{name} assure la garde un week-end sur trois avec ses confrères.",
            "Les conseils d’alimentation sont gratuits.",
        ),
        sells=(("Consultation", 42), ("Vaccin annuel du chien", 68), ("Stérilisation de la chatte", 150)),
        roles=("Docteur vétérinaire", "Auxiliaire spécialisée vétérinaire", "Accueil"),
        boxes=("accueil", "clinique", "contact"),
        kind="practice",
    ),
    Trade(
        slug="coiffure",
        label="Salon de coiffure",
        language="fr",
        names=("Salon {given}", "L’Hair de {town}", "{given} Coiffure", "Atelier Ciseaux"),
        slogan="Coupes, couleurs végétales, barbier",
        says=(
            "{name} prend le temps d’un diagnostic avant chaque coupe.",
            "Couleurs végétales et produits fabriqués en France.",
            "Le salon reçoit avec ou sans rendez-vous du mardi au samedi.",
        ),
        sells=(("Coupe femme", 39), ("Coupe homme", 24), ("Couleur végétale", 58), ("Barbe à l’ancienne", 18)),
        roles=("Gérante", "Coiffeuse", "Barbier"),
        boxes=("contact", "salon", "bonjour"),
    ),
    Trade(
        slug="pharmacie",
        label="Pharmacie",
        language="fr",
        names=("Pharmacie {family}", "Pharmacie du Marché", "Grande Pharmacie de {town}"),
        slogan="Préparations, orthopédie, matériel médical",
        says=(
            "L’équipe de {name} vous conseille et prépare votre ordonnance en quinze minutes.",
            "Location de matériel médical, livré à {town} et dans les villages voisins.",
            "Vaccinations sans rendez-vous du lundi au samedi.",
        ),
        sells=(("Semelles sur mesure", 120), ("Tensiomètre", 59), ("Location de lit médicalisé, la semaine", 13)),
        roles=("Pharmacien titulaire", "Pharmacienne adjointe", "Préparatrice"),
        boxes=("contact", "ordonnances", "pharmacie"),
    ),
)
