"""Vehicles: selling, mending, hiring and moving them. How a line is written stands in `table.py`."""

from typing import Final

VEHICLES: Final = """
garage, car garage, car repair, mechanic, auto repair, car mechanic, car workshop, motor mechanic
    | garage, garagiste, garage automobile, mécanicien, mécanique automobile, réparation automobile, réparation auto
    | shop=car_repair craft=mechanic overture=automotive_repair overture=automotive_services_and_repair overture=auto_electrical_repair
      naf=45.20A
body shop, car body repair, panel beater, bodywork
    | carrosserie, carrossier, carrosserie automobile, carrosserie peinture
    | shop=car_repair&service:vehicle:body_repair=yes craft=car_painter overture=auto_body_shop
used cars, used car dealer, second hand cars
    | voitures d'occasion, véhicules d'occasion, vendeur de voitures d'occasion
    | shop=car&second_hand=only shop=car&second_hand=yes overture=used_car_dealer
car dealer, car dealership, auto dealer, car showroom, car sales
    | concessionnaire automobile, concessionnaire auto, concession, concession automobile, concessionnaire, vente de voitures, vente
      automobile, mandataire auto
    | shop=car overture=car_dealer overture=automotive_dealer naf=45.11Z
car parts, auto parts, car accessories, motor factor
    | pièces automobiles, pièces auto, accessoires auto, pièces détachées auto, équipementier automobile
    | shop=car_parts overture=auto_parts_and_supply_store overture=automotive_parts_and_accessories naf=45.32Z naf=45.31Z
tyre shop, tyres, tire shop, tire dealer, tires
    | pneus, pneumatiques, centre auto, magasin de pneus
    | shop=tyres overture=tire_dealer_and_repair overture=tire_shop overture=tire_repair_shop
windscreen repair, windshield repair, auto glass
    | pare-brise, réparation pare-brise, vitrage automobile, remplacement de pare-brise
    | shop=car_glass overture=auto_glass_service overture=windshield_installation_and_repair
MOT test, vehicle inspection, car inspection, mot centre
    | contrôle technique, centre de contrôle technique, contrôle technique automobile
    | amenity=vehicle_inspection overture=car_inspection overture=emissions_inspection naf=71.20A
car wash, car cleaning, hand car wash
    | lavage auto, station de lavage, lavage automobile, nettoyage auto, detailing
    | amenity=car_wash overture=car_wash overture=auto_detailing
petrol station, gas station, filling station, service station, fuel
    | station-service, station essence, carburant, stations-service
    | amenity=fuel overture=gas_station overture=truck_gas_station naf=47.30Z
charging station, ev charging, electric vehicle charging
    | borne de recharge, station de recharge, recharge véhicule électrique
    | amenity=charging_station overture=ev_charging_station
car rental, car hire, car hire company, van hire
    | location de voitures, location de voiture, loueur de voitures, location de véhicules, location d'utilitaires
    | amenity=car_rental shop=car_rental overture=car_rental_agency overture=truck_rentals naf=77.11*
breakdown service, car recovery, towing
    | dépannage automobile, remorquage, dépanneuse, dépannage auto
    | shop=car_repair&service:vehicle:breakdown=yes overture=towing_service overture=roadside_assistance
      overture=emergency_roadside_service
scrapyard, car breaker, vehicle dismantler, junkyard
    | casse automobile, casse auto, épaviste, démolisseur automobile
    | shop=scrap_yard amenity=scrapyard landuse=scrap_yard industrial=scrap_yard overture=junkyard overture=scrap_metals
motorcycle dealer, motorcycles, motorbike shop, motorcycle shop
    | concessionnaire moto, motos, magasin de motos, scooters, vente de motos
    | shop=motorcycle overture=motorcycle_dealer overture=scooter_dealers naf=45.40Z
motorcycle repair, motorbike repair, motorcycle mechanic
    | réparation moto, garage moto, mécanicien moto
    | shop=motorcycle_repair shop=motorcycle&service:motorcycle:repair=yes overture=motorcycle_repair naf=45.40Z
car sharing, car club
    | autopartage, voitures partagées
    | amenity=car_sharing overture=car_sharing
bicycle shop, bike shop, cycle shop, bicycles, bikes, bike repair
    | magasin de vélos, vélos, cycles, vélociste, réparation de vélos, réparateur de vélos
    | shop=bicycle craft=bicycle_repair overture=bicycle_shop overture=bike_repair_maintenance
bicycle hire, bike hire, bicycle rental, bike rental
    | location de vélos, location vélo
    | amenity=bicycle_rental overture=bike_rentals
truck dealer, lorry dealer, trucks, lorries
    | poids lourds, concessionnaire poids lourds, camions, vente de camions
    | shop=truck overture=truck_dealer overture=commercial_vehicle_dealer naf=45.19Z
truck repair, lorry repair
    | réparation poids lourds, garage poids lourds
    | shop=truck_repair overture=truck_repair naf=45.20B
caravan dealer, caravans, motorhomes, campervans
    | camping-cars, concessionnaire camping-car, caravanes, vente de camping-cars
    | shop=caravan overture=recreational_vehicle_dealer
boat dealer, boats, chandlery, ship chandler
    | bateaux, vente de bateaux, accastillage, concessionnaire bateaux
    | shop=boat shop=ship_chandler overture=boat_dealer overture=boat_parts_and_accessories
boatyard, boat builder, boat repair, shipyard
    | chantier naval, constructeur de bateaux, réparation de bateaux
    | waterway=boatyard industrial=shipyard craft=boatbuilder overture=boat_builder overture=boat_service_and_repair naf=30.1* naf=33.15Z
driving school, driving lessons, driving instructor
    | auto-école, école de conduite, moniteur d'auto-école, moto-école, permis de conduire
    | amenity=driving_school overture=driving_school naf=85.53Z
taxi, taxi company, minicab, cab
    | taxi, vtc, chauffeur vtc, compagnie de taxi
    | amenity=taxi office=taxi overture=taxi_service overture=limo_services overture=taxi_rank naf=49.32Z
coach company, coach hire, bus company
    | autocariste, transport de voyageurs, compagnie d'autocars, location d'autocars
    | office=bus_company overture=bus_service overture=bus_rentals overture=coach_bus naf=49.39*
haulier, haulage company, road haulage, freight, trucking, freight company
    | transporteur, transport routier, entreprise de transport, transport de marchandises, fret
    | office=transport office=haulage overture=freight_and_cargo_service overture=motor_freight_trucking naf=49.41*
logistics, logistics company, freight forwarder, warehouse, warehousing
    | logistique, entrepôt, transitaire, entreposage, plateforme logistique, commissionnaire de transport
    | office=logistics landuse=depot industrial=warehouse building=warehouse overture=freight_forwarding_agency overture=warehouses
      naf=52.10* naf=52.29*
courier, courier service, parcel service, delivery service, parcel delivery
    | coursier, livraison de colis, messagerie, service de livraison, livraison
    | office=courier amenity=parcel_locker overture=courier_and_delivery_services overture=shipping_center naf=53.20Z
self storage, storage, storage units, furniture storage
    | garde-meuble, self-stockage, location de box, box de stockage
    | shop=storage_rental overture=self_storage_facility overture=storage_facility
car park, parking, parking lot
    | parking, parc de stationnement, stationnement
    | amenity=parking amenity=parking_space overture=parking naf=52.21Z
airport, aerodrome
    | aéroport, aérodrome
    | aeroway=aerodrome overture=airport naf=51.*
railway station, train station
    | gare, gare ferroviaire
    | railway=station overture=train_station
bus station, coach station
    | gare routière
    | amenity=bus_station overture=bus_station
ferry terminal, ferry, ferry company
    | gare maritime, embarcadère, ferry, compagnie maritime
    | amenity=ferry_terminal overture=ferry_service overture=ferry_boat_company naf=50.*
marina, harbour
    | port de plaisance, marina
    | leisure=marina overture=marina
"""
