"""Modules that are shown in the registry for people to ask for; they have no code yet."""

from outhost.jobtypes import Announced, Category, ModuleState, Text

job_types = [
    Announced(
        slug="hiring",
        category=Category.SIGNALS,
        label=Text(en="Who is hiring", fr="Qui recrute"),
        description=Text(
            en="Open positions on a company's own website, and since when: a company that hires has a budget and a need.",
            fr="Les postes ouverts sur le site de l’entreprise, et depuis quand : une entreprise qui recrute a un budget et un besoin.",
        ),
        state=ModuleState.COMING_SOON,
        needs=("site_web",),
        produces=("hiring_count", "hiring_titles", "hiring_since"),
    ),
    Announced(
        slug="opening_hours",
        category=Category.ENRICH,
        label=Text(en="Opening hours", fr="Horaires d’ouverture"),
        description=Text(
            en="When a business is open, so that you call when somebody picks up.",
            fr="Quand l’établissement est ouvert, pour appeler quand quelqu’un répond.",
        ),
        state=ModuleState.COMING_SOON,
        needs=("site_web",),
        produces=("opening_hours", "open_on_saturday"),
    ),
    Announced(
        slug="crm_sync",
        category=Category.OUTREACH,
        label=Text(en="Send to your CRM", fr="Envoyer vers votre CRM"),
        description=Text(
            en="Write the rows into your CRM, without doublets, with the fields that you use. Made for yours when you ask.",
            fr="Inscrivez les lignes dans votre CRM, sans doublons, avec vos champs. Adapté au vôtre, sur demande.",
        ),
        state=ModuleState.ON_DEMAND,
    ),
]
