"""Health: doctors, carers and what they need. How a line is written stands in `table.py`."""

from typing import Final

HEALTH: Final = """
dentist, dental practice, dental surgeon, dental clinic, dental surgery
    | dentiste, chirurgien-dentiste, cabinet dentaire, clinique dentaire, centre dentaire
    | amenity=dentist healthcare=dentist overture=dentist overture=general_dentistry overture=cosmetic_dentist overture=pediatric_dentist
      naf=86.23Z
orthodontist
    | orthodontiste, orthodontie
    | healthcare:speciality=orthodontics overture=orthodontist
dental laboratory, dental technician, dental lab
    | prothésiste dentaire, laboratoire dentaire
    | craft=dental_technician healthcare=dental_technician shop=dental overture=dental_laboratories naf=32.50A
general practitioner, gp, family doctor, gp surgery
    | médecin généraliste, généraliste, médecin traitant, médecin de famille
    | healthcare:speciality=general overture=family_practice naf=86.21Z
cardiologist, cardiology
    | cardiologue, cardiologie
    | healthcare:speciality=cardiology overture=cardiologist
dermatologist, dermatology
    | dermatologue, dermatologie
    | healthcare:speciality=dermatology overture=dermatologist
gynaecologist, gynecologist, obstetrician
    | gynécologue, gynécologie, obstétricien
    | healthcare:speciality=gynaecology healthcare:speciality=obstetrics overture=obstetrician_and_gynecologist
paediatrician, pediatrician
    | pédiatre, pédiatrie
    | healthcare:speciality=paediatrics overture=pediatrician
ophthalmologist, eye doctor, eye clinic
    | ophtalmologue, ophtalmologiste, ophtalmo
    | healthcare:speciality=ophthalmology overture=ophthalmologist overture=eye_care_clinic
psychiatrist, psychiatry
    | psychiatre, psychiatrie
    | healthcare:speciality=psychiatry overture=psychiatrist
radiologist, radiology, medical imaging
    | radiologue, radiologie, imagerie médicale, centre de radiologie
    | healthcare:speciality=radiology healthcare:speciality=diagnostic_radiology overture=radiologist overture=diagnostic_imaging
      naf=86.22A
ear nose and throat doctor, ent doctor, ent specialist
    | ORL, oto-rhino-laryngologiste
    | healthcare:speciality=otolaryngology overture=ear_nose_and_throat
rheumatologist
    | rhumatologue, rhumatologie
    | healthcare:speciality=rheumatology overture=rheumatologist
gastroenterologist
    | gastro-entérologue, gastroentérologue
    | healthcare:speciality=gastroenterology overture=gastroenterologist
neurologist
    | neurologue, neurologie
    | healthcare:speciality=neurology overture=neurologist
urologist
    | urologue, urologie
    | healthcare:speciality=urology overture=urologist
orthopaedic surgeon, orthopedist+, orthopaedist
    | chirurgien orthopédiste, chirurgie orthopédique
    | healthcare:speciality=orthopaedics overture=orthopedist
plastic surgeon, cosmetic surgeon, cosmetic surgery
    | chirurgien esthétique, chirurgie esthétique, chirurgien plasticien, médecine esthétique
    | healthcare:speciality=plastic_surgery overture=plastic_surgeon overture=cosmetic_surgeon overture=medical_spa
surgeon, surgery specialist
    | chirurgien, chirurgienne
    | healthcare:speciality=surgery healthcare:speciality=general_surgery overture=surgeon naf=86.22B
doctor, physician, doctors surgery, medical practice
    | médecin, docteur, cabinet médical, médecins
    | amenity=doctors healthcare=doctor overture=doctor overture=internal_medicine naf=86.21Z naf=86.22*
medical centre, health centre, clinic, medical center, health center
    | clinique, clinique privée, centre de santé, centre médical, maison de santé, maison médicale
    | amenity=clinic healthcare=clinic healthcare=centre overture=medical_center overture=walk_in_clinic overture=urgent_care_clinic
hospital
    | hôpital, centre hospitalier, hôpitaux, chu
    | amenity=hospital healthcare=hospital overture=hospital naf=86.10Z
pharmacy, chemist, pharmacist, drugstore
    | pharmacie, pharmacien, pharmacienne, officine
    | amenity=pharmacy healthcare=pharmacy overture=pharmacy overture=drugstore naf=47.73Z
parapharmacy
    | parapharmacie
    | shop=chemist
optician, optical shop, glasses shop, optometrist
    | opticien, opticienne, magasin d'optique, lunettes, lunetier, opticien lunetier, optométriste
    | shop=optician healthcare=optometrist overture=eyewear_and_optician overture=optometrist naf=47.78A
hearing aids, audiologist, hearing aid centre
    | audioprothésiste, audioprothèse, appareils auditifs, centre auditif
    | shop=hearing_aids healthcare=audiologist overture=hearing_aids overture=hearing_aid_provider overture=audiologist
physiotherapist, physiotherapy, physio, physical therapist
    | kinésithérapeute, kiné, masseur-kinésithérapeute, kinésithérapie, cabinet de kinésithérapie
    | healthcare=physiotherapist overture=physical_therapy
osteopath, osteopathy
    | ostéopathe, ostéopathie
    | healthcare:speciality=osteopathy healthcare=osteopath overture=osteopath overture=osteopathic_physician
chiropractor
    | chiropracteur, chiropraticien, chiropraxie
    | healthcare:speciality=chiropractic overture=chiropractor
podiatrist, chiropodist, podiatry
    | podologue, pédicure-podologue, podologie
    | healthcare=podiatrist healthcare:speciality=podiatry overture=podiatrist overture=podiatry
speech therapist, speech and language therapist
    | orthophoniste, orthophonie
    | healthcare=speech_therapist overture=speech_therapist
nurse, nursing practice, district nurse
    | infirmier, infirmière, cabinet infirmier, infirmier libéral
    | healthcare=nurse overture=nurse_practitioner naf=86.90D
midwife, midwives
    | sage-femme, sages-femmes, maïeuticien
    | healthcare=midwife overture=midwife
occupational therapist
    | ergothérapeute, ergothérapie
    | healthcare=occupational_therapist overture=occupational_therapy
psychologist, psychology practice
    | psychologue, cabinet de psychologie
    | healthcare:speciality=psychology overture=psychologist
psychotherapist, counsellor, psychotherapy, counselling, counselor
    | psychothérapeute, psychothérapie, psychanalyste, psychopraticien
    | healthcare=psychotherapist healthcare=counselling overture=psychotherapist overture=counseling_and_mental_health
nutritionist, dietician, dietitian
    | diététicien, diététicienne, nutritionniste, diététique
    | healthcare=nutrition_counselling healthcare:speciality=dietetics overture=nutritionist overture=dietitian
acupuncturist, acupuncture
    | acupuncteur, acupuncture, médecine chinoise
    | healthcare:speciality=acupuncture overture=acupuncture overture=traditional_chinese_medicine
homeopath, homeopathy
    | homéopathe, homéopathie
    | healthcare:speciality=homeopathy overture=homeopathic_medicine
naturopath, alternative medicine, naturopathy
    | naturopathe, naturopathie, médecine douce, médecines douces, magnétiseur, réflexologue
    | healthcare=alternative overture=naturopathic_holistic overture=alternative_medicine overture=reflexology overture=reiki
hypnotherapist, hypnosis, hypnotherapy
    | hypnothérapeute, hypnose, hypnothérapie
    | healthcare:speciality=hypnosis overture=hypnosis_hypnotherapy
sophrologist
    | sophrologue, sophrologie
    | healthcare:speciality=sophrology
medical laboratory, blood test, medical analysis laboratory
    | laboratoire d'analyses, laboratoire d'analyses médicales, laboratoire médical, prise de sang
    | healthcare=laboratory healthcare=sample_collection overture=laboratory_testing overture=clinical_laboratories naf=86.90B
medical supplies, medical equipment shop, mobility shop
    | matériel médical, magasin de matériel médical
    | shop=medical_supply overture=medical_supply overture=surgical_appliances_and_supplies overture=mobility_equipment_services
      naf=47.74Z
orthopaedic shop, prosthetist, orthotics
    | orthopédiste+, orthoprothésiste, podo-orthésiste, orthopédie
    | craft=orthopaedics healthcare=prosthetics overture=prosthetics overture=orthotics
herbalist, herbal shop
    | herboristerie, herboriste
    | shop=herbalist overture=herbal_shop
nursing home, care home, retirement home, elderly care home
    | maison de retraite, ehpad, résidence seniors, résidence pour personnes âgées
    | amenity=nursing_home amenity=social_facility&social_facility=nursing_home amenity=social_facility&social_facility=assisted_living
      overture=retirement_home overture=assisted_living_facility naf=87.10A naf=87.30A
home care, home help, home carer
    | aide à domicile, service à la personne, services à la personne, aide à la personne, soins à domicile
    | office=home_care healthcare=home_care overture=home_health_care naf=88.10A
ambulance, ambulance service
    | ambulance, ambulancier, transport sanitaire
    | emergency=ambulance_station overture=ambulance_and_ems_services naf=86.90A
veterinarian, vet, veterinary surgeon, veterinary clinic, vets
    | vétérinaire, clinique vétérinaire, cabinet vétérinaire
    | amenity=veterinary overture=veterinarian overture=animal_hospital naf=75.00Z
blood donation, blood bank
    | don du sang, établissement français du sang
    | healthcare=blood_donation overture=blood_and_plasma_donation_center
"""
