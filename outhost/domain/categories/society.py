"""Society: schools, public bodies, places of worship, associations. How a line is written stands in `table.py`."""

from typing import Final

SOCIETY: Final = """
nursery, creche, daycare, day nursery, childcare, child care
    | crèche, halte-garderie, micro-crèche, garde d'enfants, garderie
    | amenity=childcare amenity=kindergarten&fee=yes overture=day_care_preschool overture=child_care_and_day_care naf=88.91A
nanny, childminder, babysitter
    | assistante maternelle, nounou, nourrice, baby-sitter
    | office=childminder amenity=childcare&childcare=childminder overture=nanny_services
nursery school, kindergarten, preschool, infant school
    | école maternelle, maternelle, jardin d'enfants
    | amenity=kindergarten overture=preschool naf=85.10Z
primary school, elementary school, junior school
    | école primaire, école élémentaire
    | amenity=school&school=primary amenity=school&school:FR=primaire amenity=school&school:FR=élémentaire amenity=school&isced:level=1
      overture=elementary_school naf=85.20Z
secondary school, high school, middle school, comprehensive school
    | collège+, lycée, collège et lycée, lycée professionnel
    | amenity=school&school=secondary amenity=school&school:FR=collège amenity=school&school:FR=lycée amenity=school&isced:level=2
      amenity=school&isced:level=3 overture=high_school overture=middle_school naf=85.31Z naf=85.32Z
private school, independent school
    | école privée, collège privé, lycée privé, établissement privé
    | overture=private_school amenity=school&fee=yes
school, schools
    | école, établissement scolaire, écoles
    | amenity=school overture=school overture=private_school overture=public_school overture=elementary_school overture=high_school
      naf=85.10Z naf=85.20Z naf=85.31Z naf=85.32Z
university, higher education, business school
    | université, enseignement supérieur, grande école, école supérieure, école de commerce, école d'ingénieurs, faculté
    | amenity=university amenity=college overture=college_university overture=business_schools overture=engineering_schools naf=85.42Z
      naf=85.41Z
college+, further education college
    | centre de formation d'apprentis, cfa, école professionnelle
    | amenity=college overture=vocational_and_technical_school
training centre, training company, training provider, adult education, vocational training
    | centre de formation, organisme de formation, formation, formation professionnelle, formation continue, formateur
    | amenity=training office=educational_institution overture=vocational_and_technical_school overture=adult_education
      overture=specialty_school naf=85.59A naf=85.59B
language school, language courses
    | école de langues, cours de langues, cours d'anglais
    | amenity=language_school overture=language_school
tutor, tutoring, private tuition, private tutor
    | soutien scolaire, cours particuliers, aide aux devoirs, professeur particulier
    | amenity=prep_school office=tutoring overture=tutoring_center overture=private_tutor overture=test_preparation
life coach, coach, coaching, business coach
    | coach de vie, coaching, coach professionnel, coach en développement personnel
    | office=coach overture=life_coach overture=career_counseling
town hall, city hall, council offices, town halls
    | mairie, hôtel de ville, mairie annexe
    | amenity=townhall overture=town_hall
post office, post offices
    | bureau de poste, la poste, agence postale, poste
    | amenity=post_office overture=post_office naf=53.10Z
police station, police
    | commissariat, police, gendarmerie, commissariat de police, police municipale
    | amenity=police overture=police_department overture=law_enforcement
fire station, fire brigade, fire department
    | pompiers, caserne de pompiers, sapeurs-pompiers, centre de secours
    | amenity=fire_station overture=fire_department naf=84.25Z
court, courthouse, law court
    | tribunal, palais de justice, cour d'appel
    | amenity=courthouse overture=courthouse naf=84.23Z
prison, jail
    | prison, centre pénitentiaire, maison d'arrêt
    | amenity=prison overture=jail_and_prison
embassy, consulate
    | ambassade, consulat
    | office=diplomatic amenity=embassy diplomatic=embassy diplomatic=consulate overture=embassy naf=84.21Z
tax office
    | centre des impôts, trésor public, trésorerie, impôts, finances publiques
    | office=tax government=tax overture=tax_office
job centre, employment office, unemployment office
    | pôle emploi, france travail, mission locale
    | office=government&government=employment amenity=public_service&public_service=employment overture=unemployment_office
government office, public administration, public authority, council, local authority
    | administration, administration publique, préfecture, sous-préfecture, conseil départemental, service public, collectivité,
      collectivité territoriale
    | office=government amenity=public_building overture=central_government_office overture=local_and_state_government_offices
      overture=public_service_and_government overture=government_services naf=84.1*
social services, social centre, community centre, community center
    | centre social, maison des jeunes, mjc, services sociaux, ccas, maison de quartier, salle polyvalente
    | amenity=community_centre amenity=social_centre amenity=social_facility overture=community_center
      overture=social_service_organizations naf=88.99B
homeless shelter, food bank
    | centre d'hébergement, banque alimentaire, hébergement d'urgence
    | amenity=social_facility&social_facility=shelter social_facility=food_bank overture=homeless_shelter overture=food_banks
charity, association, non-profit, ngo, nonprofit, voluntary organisation
    | association, ong, fondation, organisation non gouvernementale, association caritative
    | office=association office=ngo office=charity office=foundation overture=charity_organization overture=non_governmental_association
      overture=community_services_non_profits overture=private_association naf=94.99Z
trade union, labour union
    | syndicat, syndicat professionnel, union syndicale
    | office=union office=trade_union overture=labor_union naf=94.20Z
political party
    | parti politique, permanence politique
    | office=political_party overture=political_party_office overture=political_organization naf=94.92Z
chamber of commerce, professional body, trade association
    | chambre de commerce, chambre des métiers, cci, ordre professionnel, organisation professionnelle, fédération professionnelle
    | office=chamber office=guild overture=chambers_of_commerce naf=94.1*
church, churches, chapel, cathedral
    | église, chapelle, cathédrale, paroisse, temple protestant
    | amenity=place_of_worship&religion=christian overture=church_cathedral overture=catholic_church
mosque
    | mosquée
    | amenity=place_of_worship&religion=muslim overture=mosque
synagogue
    | synagogue
    | amenity=place_of_worship&religion=jewish overture=synagogue
place of worship, temple, religious organisation
    | lieu de culte, temple, organisation religieuse
    | amenity=place_of_worship office=religion overture=religious_organization overture=buddhist_temple overture=hindu_temple naf=94.91Z
monastery, convent
    | monastère, couvent, abbaye
    | amenity=monastery historic=monastery overture=convents_and_monasteries
cemetery, crematorium
    | cimetière, crématorium
    | landuse=cemetery amenity=crematorium amenity=grave_yard overture=cemeteries overture=cremation_services
recycling centre, waste disposal, waste collection
    | déchetterie, déchèterie, recyclage, collecte des déchets, centre de tri
    | amenity=recycling&recycling_type=centre amenity=waste_transfer_station overture=recycling_center overture=garbage_collection_service
      overture=junk_removal_and_hauling naf=38.*
public toilets, toilets
    | toilettes publiques, toilettes
    | amenity=toilets overture=public_toilet overture=public_restrooms
social housing, housing association
    | bailleur social, logement social, office hlm, hlm
    | office=housing_association overture=housing_authorities overture=housing_cooperative naf=68.20A
student housing, student residence
    | résidence étudiante, logement étudiant, foyer étudiant, foyer de jeunes travailleurs
    | building=dormitory amenity=student_accommodation overture=university_housing
"""
