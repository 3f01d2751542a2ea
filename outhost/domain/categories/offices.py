"""Offices: law, money, property, and firms that work for firms. How a line is written stands in `table.py`."""

from typing import Final

OFFICES: Final = """
lawyer, solicitor, barrister, attorney, law firm, lawyers, law office
    | avocat, avocate, cabinet d'avocats, avocat à la cour
    | office=lawyer overture=lawyer overture=legal_services overture=divorce_and_family_law overture=business_law
      overture=criminal_defense_law naf=69.10Z
notary, notary public, notaries
    | notaire, étude notariale, office notarial
    | office=notary office=lawyer&lawyer=notary overture=notary_public
bailiff
    | huissier, huissier de justice, commissaire de justice
    | office=bailiff
accountant, accounting firm, accountancy, chartered accountant, bookkeeper, accountants
    | expert-comptable, comptable, cabinet comptable, expertise comptable
    | office=accountant overture=accountant overture=bookkeeper naf=69.20Z
tax advisor, tax consultant, tax adviser
    | conseiller fiscal, fiscaliste
    | office=tax_advisor overture=tax_services
auditor, statutory auditor
    | commissaire aux comptes, auditeur
    | office=auditor
bank, banks
    | banque, agence bancaire, banques
    | amenity=bank overture=bank_credit_union overture=banks overture=credit_union naf=64.19Z
bureau de change, currency exchange, money exchange
    | bureau de change
    | amenity=bureau_de_change overture=currency_exchange
cash machine, atm, cashpoint
    | distributeur de billets, distributeur automatique de billets
    | amenity=atm overture=atms
insurance, insurance broker, insurance agency, insurer, insurance agent
    | assurance, assureur, courtier en assurances, agence d'assurance, agent général d'assurance, mutuelle
    | office=insurance shop=insurance overture=insurance_agency overture=auto_insurance overture=life_insurance
      overture=health_insurance_office naf=66.22Z naf=65.1*
mortgage broker, loan broker, mortgage adviser, credit broker
    | courtier en prêt immobilier, courtier en crédit, courtier immobilier, courtier en prêts
    | office=mortgage_broker overture=mortgage_broker overture=mortgage_lender naf=66.19B
financial advisor, financial adviser, wealth management, asset management, financial services
    | conseiller financier, gestion de patrimoine, conseiller en gestion de patrimoine, conseiller en patrimoine, services financiers
    | office=financial office=financial_advisor overture=financial_advising overture=financial_service overture=investing naf=66.30Z
money transfer, money lender
    | transfert d'argent, organisme de crédit
    | amenity=money_transfer shop=money_lender overture=money_transfer_services overture=installment_loans
pawnbroker, gold buyer, pawn shop
    | prêteur sur gages, achat d'or, rachat d'or
    | shop=pawnbroker shop=gold_buyer overture=pawn_shop overture=gold_buyer
estate agent, real estate agent, real estate agency, letting agent, real estate, estate agency, realtor
    | agence immobilière, agent immobilier, immobilier, transaction immobilière, conseiller immobilier
    | office=estate_agent overture=real_estate_agent overture=real_estate overture=real_estate_service overture=apartment_agent naf=68.31Z
property management, property manager
    | administrateur de biens, syndic, syndic de copropriété, gestion immobilière, gestion locative
    | office=property_management overture=property_management naf=68.32A
property developer, real estate developer
    | promoteur immobilier, promotion immobilière, marchand de biens
    | office=property_developer overture=home_developer naf=41.10* naf=68.10Z
surveyor, land surveyor
    | géomètre, géomètre-expert
    | office=surveyor overture=land_surveying
property inspector, property survey, home inspection
    | diagnostiqueur immobilier, diagnostic immobilier
    | office=building_inspector overture=home_inspector overture=inspection_services naf=71.20B
architect, architecture firm, architects
    | architecte, cabinet d'architecture, cabinet d'architecte, agence d'architecture
    | office=architect overture=architect overture=architectural_designer naf=71.11Z
interior designer, interior design, interior architect, interior decorator
    | architecte d'intérieur, décorateur d'intérieur, décoratrice, décorateur, décoration d'intérieur
    | shop=interior_decoration office=interior_design craft=interior_decorator overture=interior_design naf=74.10Z
engineering office, engineer, engineering firm, consulting engineer
    | bureau d'études, ingénieur, ingénierie, bureau d'étude technique
    | office=engineer overture=engineering_services overture=civil_engineers overture=structural_engineer naf=71.12B
consultant, consulting, management consultant, consulting firm
    | conseil, consultant, consultante, cabinet de conseil, conseil en gestion, conseil aux entreprises
    | office=consulting overture=business_consulting overture=business_management_services naf=70.22Z
advertising agency, advertising
    | agence de publicité, publicité, régie publicitaire, agence publicitaire
    | office=advertising_agency overture=advertising_agency overture=business_advertising naf=73.11Z naf=73.12Z
marketing agency, marketing, digital agency, digital marketing agency
    | agence marketing, marketing, agence digitale, agence de marketing digital, agence seo
    | office=marketing overture=marketing_agency overture=marketing_consultant overture=internet_marketing_service
      overture=social_media_agency
communication agency, public relations, pr agency
    | agence de communication, communication, relations publiques, relations presse
    | office=communication overture=public_relations naf=70.21Z
graphic designer, graphic design
    | graphiste, graphisme, designer graphique
    | office=graphic_design craft=graphic_designer overture=graphic_designer
web agency, web designer, web design, web developer
    | agence web, webdesigner, création de site internet, développeur web, création de sites web
    | office=web_design office=it&it=web_design overture=web_designer overture=web_hosting_service
software company, software, software developer, software development, software house
    | éditeur de logiciels, logiciel, développeur, développement logiciel, développement informatique
    | office=software overture=software_development naf=62.01Z naf=58.2*
IT company, it services, it consultant, information technology, it support, esn company
    | informatique, société informatique, services informatiques, ssii, esn, infogérance, prestataire informatique
    | office=it overture=information_technology_company overture=it_service_and_computer_repair overture=it_consultant
      overture=it_support_and_service naf=62.0*
computer repair, computer shop, computer store, computers
    | réparation informatique, dépannage informatique, magasin informatique, ordinateurs, réparation ordinateur
    | shop=computer craft=computer_repair overture=computer_store overture=it_service_and_computer_repair naf=47.41Z naf=95.11Z
telecom company, telecommunications, internet provider
    | opérateur télécom, télécommunications, fournisseur d'accès internet, télécoms
    | office=telecommunication overture=telecommunications_company overture=telecommunications overture=internet_service_provider naf=61.*
employment agency, recruitment agency, temp agency, recruiter, staffing agency, recruitment
    | agence d'intérim, intérim, agence d'emploi, cabinet de recrutement, recrutement, travail temporaire
    | office=employment_agency overture=employment_agencies overture=temp_agency overture=executive_search_consultants naf=78.10Z
      naf=78.20Z
coworking, coworking space, shared office, business centre
    | coworking, espace de coworking, centre d'affaires, bureaux partagés, domiciliation d'entreprises
    | amenity=coworking_space office=coworking overture=coworking_space overture=shared_office_space naf=82.11Z
translator, interpreter, translation agency, translation
    | traducteur, traductrice, interprète, agence de traduction, traduction
    | office=translator overture=translation_services overture=translating_and_interpreting_services naf=74.30Z
travel agency, travel agent, tour operator
    | agence de voyages, agence de voyage, agent de voyage, voyagiste, tour-opérateur
    | shop=travel_agency office=travel_agent overture=travel_agents overture=travel_services overture=travel_company
      overture=sightseeing_tour_agency naf=79.1*
event planner, event agency, event planning, events company
    | agence événementielle, événementiel, organisation d'événements, organisateur d'événements
    | office=event_management shop=party&office=event overture=event_planning overture=party_and_event_planning naf=82.30Z
wedding planner, wedding planning
    | wedding planner, organisation de mariage, organisateur de mariage
    | office=wedding_planner overture=wedding_planning
security company, security service, security guards
    | société de sécurité, entreprise de sécurité, sécurité privée, gardiennage, agent de sécurité
    | office=security shop=security overture=security_services naf=80.10Z
alarm installer, security systems, home security
    | alarme, installateur d'alarmes, télésurveillance, vidéosurveillance, système de sécurité
    | craft=alarm_installer overture=security_systems overture=home_security naf=80.20Z
private investigator, private detective, detective agency
    | détective privé, détective, enquêteur privé
    | office=private_investigator overture=private_investigation naf=80.30Z
cleaning company, cleaning, office cleaning, cleaners
    | entreprise de nettoyage, société de nettoyage, nettoyage, propreté, ménage
    | office=cleaning craft=cleaning overture=cleaning_services overture=janitorial_services overture=office_cleaning
      overture=home_cleaning overture=industrial_cleaning_services naf=81.2*
call centre, call center, telemarketing, secretarial services
    | centre d'appels, télésecrétariat, télémarketing, secrétariat
    | office=call_centre overture=telemarketing_services overture=secretarial_services naf=82.20Z
publisher, publishing house, book publisher
    | éditeur, maison d'édition, édition
    | office=publisher overture=topic_publisher naf=58.1*
newspaper office, newspaper, press, news agency
    | journal, presse, agence de presse, rédaction
    | office=newspaper overture=media_news_company overture=print_media naf=58.13Z naf=63.91Z
film production, video production, audiovisual production
    | production audiovisuelle, production vidéo, vidéaste, société de production
    | office=film_production studio=video overture=video_film_production overture=movie_television_studio overture=videographer naf=59.1*
recording studio, music studio
    | studio d'enregistrement, studio de musique
    | amenity=studio&studio=audio overture=recording_and_rehearsal_studio overture=music_production naf=59.20Z
radio station, television station
    | radio, chaîne de télévision, station de radio
    | amenity=studio&studio=radio amenity=studio&studio=television overture=radio_station overture=television_station naf=60.*
research institute, research laboratory, research centre
    | centre de recherche, laboratoire de recherche, institut de recherche
    | office=research amenity=research_institute overture=research_institute naf=72.*
energy company, electricity supplier
    | fournisseur d'énergie, fournisseur d'électricité, énergie
    | office=energy_supplier overture=energy_company overture=electricity_supplier naf=35.*
import export, importer, exporter
    | import-export, importateur, exportateur, négoce international
    | office=import_export overture=importer_and_exporter overture=importers overture=exporters
company headquarters, head office, startup
    | siège social, siège d'entreprise, startup
    | office=company overture=corporate_office naf=70.10Z
"""
