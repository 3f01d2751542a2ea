"""Industry, farming and animals. How a line is written stands in `table.py`."""

from typing import Final

INDUSTRY: Final = """
farm, farmer, agricultural holding, farming
    | ferme, agriculteur, agricultrice, exploitation agricole, exploitant agricole, agriculture
    | landuse=farmyard place=farm overture=farm overture=agriculture naf=01.1* naf=01.5*
livestock farm, cattle farm, dairy farm, livestock breeder
    | éleveur, éleveuse, élevage, élevage bovin, ferme laitière
    | landuse=animal_keeping overture=livestock_breeder overture=dairy_farm overture=poultry_farm naf=01.4*
market gardener, market garden, vegetable grower
    | maraîcher, maraîchère, maraîchage, producteur de légumes
    | landuse=greenhouse_horticulture landuse=allotments&produce=vegetables naf=01.13Z
fruit grower, orchard
    | arboriculteur, arboriculture, verger, producteur de fruits
    | landuse=orchard overture=orchard naf=01.24Z naf=01.25Z
fish farm, oyster farm, aquaculture
    | pisciculture, ostréiculteur, conchyliculteur, aquaculture, ostréiculture
    | landuse=aquaculture overture=fish_farm naf=03.2*
forestry, logging, forestry contractor
    | exploitation forestière, exploitant forestier, bûcheron, sylviculture
    | office=forestry overture=logging_services overture=forestry_service naf=02.*
agricultural cooperative, farm supplies, agrarian shop
    | coopérative agricole, fournitures agricoles, négoce agricole
    | shop=agrarian overture=agricultural_cooperatives overture=agricultural_service overture=farm_equipment_and_supply naf=46.21Z
agricultural machinery, tractor dealer, farm machinery
    | matériel agricole, machines agricoles, tracteurs, concessionnaire agricole, motoculture
    | shop=agricultural_machinery shop=tractor craft=agricultural_engines overture=farming_equipment_store overture=b2b_tractor_dealers
      overture=lawn_mower_store naf=46.61Z naf=28.30Z
dog groomer, pet grooming, pet groomer, dog grooming
    | toiletteur, toilettage, toiletteur canin, toiletteur pour chiens, toilettage canin
    | shop=pet_grooming overture=pet_groomer
dog trainer, dog training
    | éducateur canin, dresseur de chiens, dressage, comportementaliste canin
    | amenity=animal_training overture=dog_trainer overture=pet_training
kennels, cattery, pet boarding, boarding kennels, pet sitting
    | pension canine, pension pour chiens, chenil, pension pour chats, pet sitter, garde d'animaux
    | amenity=animal_boarding overture=pet_boarding overture=pet_sitting overture=dog_walkers
animal breeder, dog breeder, cat breeder
    | élevage canin, éleveur de chiens, élevage de chats, élevage félin
    | amenity=animal_breeding overture=pet_breeder
animal shelter, animal rescue
    | refuge animalier, spa animaux, fourrière, refuge pour animaux
    | amenity=animal_shelter overture=animal_shelter overture=animal_rescue_service
factory, manufacturer, manufacturing
    | usine, fabricant, industrie, fabrication, site industriel, manufacture
    | man_made=works industrial=factory overture=business_manufacturing_and_supply overture=industrial_company
      overture=commercial_industrial
machine shop, machining, precision engineering, mechanical engineering
    | usinage, mécanique de précision, mécanique générale, tournage, fraisage, décolletage
    | craft=machinist industrial=machine_shop overture=machine_shop overture=metal_fabricator naf=25.62*
metal industry, steelworks, foundry
    | métallurgie, fonderie, sidérurgie, aciérie
    | industrial=steelmaking industrial=foundry craft=foundry overture=iron_and_steel_industry overture=metals naf=24.*
sheet metal work, boilermaking, boilermaker
    | tôlerie, chaudronnerie, chaudronnier, tôlier
    | craft=sheet_metal craft=tinsmith craft=boilermaker overture=sheet_metal naf=25.2* naf=25.61Z
plastics, plastic manufacturer, plastics company
    | plasturgie, plastique, fabricant de plastique, injection plastique
    | industrial=plastics overture=plastic_manufacturer overture=plastic_fabrication_company overture=plastic_company naf=22.2*
chemical company, chemicals, chemical plant
    | chimie, industrie chimique, usine chimique, produits chimiques
    | industrial=chemical overture=chemical_plant naf=20.*
pharmaceutical company, pharmaceuticals, biotechnology
    | laboratoire pharmaceutique, industrie pharmaceutique, biotechnologie
    | industrial=pharmaceutical office=pharmaceutical overture=pharmaceutical_companies overture=biotechnology_company naf=21.*
food manufacturer, food factory, food industry, food processing
    | industrie agroalimentaire, agroalimentaire, conserverie, fabricant alimentaire
    | industrial=food industrial=food_industry overture=b2b_food_products naf=10.1* naf=10.2* naf=10.3* naf=10.5* naf=10.8*
dairy, creamery
    | laiterie, fromagerie industrielle, industrie laitière
    | craft=dairy craft=cheese_maker industrial=dairy overture=b2b_dairies naf=10.5*
slaughterhouse, abattoir
    | abattoir
    | industrial=slaughterhouse amenity=slaughterhouse naf=10.11Z naf=10.12Z
flour mill
    | minoterie, meunier, moulin à farine, meunerie
    | craft=miller industrial=mill overture=flour_mill naf=10.61A
textile manufacturer, textiles, textile mill
    | textile, industrie textile, filature, tissage, confection
    | industrial=textile craft=weaver overture=textile_mill overture=b2b_textiles naf=13.* naf=14.*
furniture maker, furniture manufacturer
    | fabricant de meubles, fabrication de meubles
    | industrial=furniture craft=furniture_maker overture=furniture_manufacturers naf=31.*
packaging, packaging company, cardboard manufacturer
    | emballage, cartonnerie, conditionnement, fabricant d'emballages
    | industrial=packaging overture=packing_supply overture=packaging_contractors_and_service naf=17.21* naf=82.92Z
electronics manufacturer, electronic components
    | fabricant électronique, composants électroniques, industrie électronique
    | industrial=electronics overture=b2b_electronic_equipment overture=electronic_parts_supplier naf=26.*
machinery manufacturer, industrial equipment, industrial machinery, machinery
    | machines industrielles, équipement industriel, constructeur de machines, machines-outils
    | industrial=machinery shop=machinery overture=industrial_equipment overture=b2b_machinery_and_tools naf=28.* naf=46.62Z
industrial maintenance, machine repair
    | maintenance industrielle, réparation de machines
    | craft=industrial_maintenance overture=b2b_equipment_maintenance_and_repair naf=33.1*
automation, robotics
    | automatisme, automaticien, robotique
    | craft=automation office=automation overture=automation_services naf=33.20D
aerospace company, aircraft manufacturer
    | aéronautique, aérospatial, constructeur aéronautique
    | industrial=aerospace industrial=aircraft overture=aircraft_manufacturer naf=30.30Z
car manufacturer, automotive manufacturer
    | constructeur automobile, industrie automobile
    | industrial=automobile industrial=car_factory overture=auto_manufacturers_and_distributors naf=29.*
concrete plant, concrete
    | centrale à béton, béton, préfabrication béton
    | industrial=concrete_plant overture=cement_supplier naf=23.6*
quarry, aggregates
    | carrière, granulats, sablière
    | landuse=quarry overture=quarries overture=sand_and_gravel_supplier naf=08.1*
power plant, wind farm, solar farm
    | centrale électrique, parc éolien, centrale solaire
    | power=plant overture=power_plants_and_power_plant_service naf=35.11Z
gas supplier, fuel merchant, heating oil
    | fioul, gaz en bouteille, combustibles, fioul domestique, charbon
    | shop=fuel shop=gas shop=energy overture=propane_supplier naf=46.71Z naf=47.78B
water treatment, water company
    | traitement de l'eau, distribution d'eau, eau potable
    | man_made=water_works office=water_utility overture=water_treatment_equipment_and_services overture=water_supplier naf=36.00Z
"""
