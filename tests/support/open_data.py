"""Open data as others write it: the French stock of establishments, and places of Overture Maps."""

import json
from typing import Any

COLUMNS = [
    "siren", "nic", "siret", "statutDiffusionEtablissement", "dateCreationEtablissement", "trancheEffectifsEtablissement",
    "anneeEffectifsEtablissement", "activitePrincipaleRegistreMetiersEtablissement", "dateDernierTraitementEtablissement",
    "etablissementSiege", "nombrePeriodesEtablissement", "complementAdresseEtablissement", "numeroVoieEtablissement",
    "indiceRepetitionEtablissement", "dernierNumeroVoieEtablissement", "indiceRepetitionDernierNumeroVoieEtablissement",
    "typeVoieEtablissement", "libelleVoieEtablissement", "codePostalEtablissement", "libelleCommuneEtablissement",
    "libelleCommuneEtrangerEtablissement", "distributionSpecialeEtablissement", "codeCommuneEtablissement", "codeCedexEtablissement",
    "libelleCedexEtablissement", "codePaysEtrangerEtablissement", "libellePaysEtrangerEtablissement", "identifiantAdresseEtablissement",
    "coordonneeLambertAbscisseEtablissement", "coordonneeLambertOrdonneeEtablissement", "dateDebut", "etatAdministratifEtablissement",
    "enseigne1Etablissement", "enseigne2Etablissement", "enseigne3Etablissement", "denominationUsuelleEtablissement",
    "activitePrincipaleEtablissement", "nomenclatureActivitePrincipaleEtablissement", "caractereEmployeurEtablissement",
    "activitePrincipaleNAF25Etablissement",
]  # fmt: skip
BAKERY = {
    "siren": "123456789", "nic": "00012", "siret": "12345678900012", "statutDiffusionEtablissement": "O",
    "dateCreationEtablissement": "2015-03-01", "trancheEffectifsEtablissement": "03", "etablissementSiege": "true",
    "numeroVoieEtablissement": "12", "indiceRepetitionEtablissement": "B", "typeVoieEtablissement": "RUE",
    "libelleVoieEtablissement": "NEUVE", "codePostalEtablissement": "75001", "libelleCommuneEtablissement": "PARIS 1",
    "codeCommuneEtablissement": "75101", "coordonneeLambertAbscisseEtablissement": "652469.02",
    "coordonneeLambertOrdonneeEtablissement": "6862035.26", "etatAdministratifEtablissement": "A",
    "enseigne1Etablissement": "AU BON PAIN", "enseigne2Etablissement": "CHEZ LUCIE", "activitePrincipaleEtablissement": "10.71C",
    "nomenclatureActivitePrincipaleEtablissement": "NAFRev2", "activitePrincipaleNAF25Etablissement": "10.71Y",
}  # fmt: skip


def stock(*rows: dict[str, str], columns: list[str] = COLUMNS) -> str:
    """Write a stock."""
    return "\n".join([",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]) + "\n"


NESTED: dict[str, Any] = {
    "version": 3,
    "sources": [
        {"property": "", "dataset": "meta", "license": "CDLA-Permissive-2.0", "record_id": "1234", "confidence": 0.97},
        {"property": "/properties/existence", "dataset": "Overture", "license": "CDLA-Permissive-2.0"},
    ],
    "names": {"primary": "Au Bon Pain", "common": {"en": "Good Bread"}, "rules": [{"variant": "short", "value": "ABP"}]},
    "categories": {"primary": "bakery", "alternate": ["coffee_shop", "sandwich_shop"]},
    "basic_category": "bakery",
    "taxonomy": {"primary": "bakery", "hierarchy": ["food_and_drink", "bakery"], "alternates": ["cafe"]},
    "confidence": 0.97,
    "websites": ["https://aubonpain.example/"],
    "socials": ["https://www.facebook.com/1234"],
    "emails": ["bonjour@aubonpain.example"],
    "phones": ["+33478000001", "+33478000002"],
    "brand": {"names": {"primary": "Bon Pain"}, "wikidata": "Q1"},
    "addresses": [{"freeform": "12 rue Neuve", "locality": "Lyon", "postcode": "69001", "region": "ARA", "country": "FR"}],
    "operating_status": "open",
}


def collection(*features: dict[str, Any], **head: Any) -> str:
    """Write features as a collection of GeoJSON."""
    return json.dumps({"type": "FeatureCollection", **head, "features": features}, ensure_ascii=False)


def feature(properties: dict[str, Any], lon: float = 4.85, lat: float = 45.75, **own: Any) -> dict[str, Any]:
    """Give a point of GeoJSON, or, with a `geometry`, what is drawn otherwise."""
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}, **own}
