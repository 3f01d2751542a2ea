"""Trades: who builds, fits and mends houses, and where they buy. How a line is written stands in `table.py`."""

from typing import Final

TRADES: Final = """
plumber, plumbing, plumbers
    | plombier, plombière, plomberie, dépannage plomberie
    | craft=plumber shop=plumber overture=plumbing naf=43.22A
heating engineer, gas engineer, boiler installer, heating, heating installer, boiler repair, hvac
    | chauffagiste, chauffage, installateur chauffage, climatisation, climaticien, frigoriste, pompe à chaleur
    | craft=hvac craft=heating_engineer shop=hvac overture=hvac_services overture=hvac_supplier naf=43.22B
electrician, electrical contractor, electricians
    | électricien, électricienne, électricien bâtiment, électricité générale, installation électrique, dépannage électrique
    | craft=electrician shop=electrician overture=electrician naf=43.21A
roofer, roofing, roofing contractor
    | couvreur, couverture, toiture, couvreur-zingueur, zingueur
    | craft=roofer overture=roofing naf=43.91B
carpenter, carpentry, timber framer
    | charpentier, charpente
    | craft=carpenter overture=carpenter naf=43.91A
joiner, joinery, cabinet maker, cabinetmaker, woodworker
    | menuisier, menuiserie, menuisier bois, menuiserie bois, ébéniste, ébénisterie, agencement, agenceur
    | craft=joiner craft=cabinet_maker overture=cabinet_sales_service naf=43.32A naf=43.32C
window fitter, windows and doors, double glazing, window installer
    | fenêtres, menuiserie aluminium, menuisier aluminium, pose de fenêtres, portes et fenêtres, menuiserie pvc
    | craft=window_construction shop=doors shop=windows overture=windows_installation overture=window_supplier overture=door_sales_service
glazier, glass and mirror
    | vitrier, vitrerie, miroiterie, miroitier
    | craft=glaziery shop=glaziery overture=glass_and_mirror_sales_service naf=43.34Z
painter, painter and decorator, house painter, decorator
    | peintre, peintre en bâtiment, peinture, entreprise de peinture, peintre décorateur
    | craft=painter overture=painting naf=43.34Z
plasterer, drywall
    | plâtrier, plaquiste, plâtrerie, plâtrier plaquiste
    | craft=plasterer craft=drywall overture=plasterer overture=drywall_services naf=43.31Z
tiler, tiling
    | carreleur, carrelage, pose de carrelage
    | craft=tiler overture=tiling naf=43.33Z
tile shop, tile store
    | magasin de carrelage, vente de carrelage
    | shop=tiles overture=tile_store
floor layer, flooring contractor, parquet layer, flooring
    | parqueteur, poseur de parquet, solier, revêtement de sol, parquet
    | craft=floorer craft=parquet_layer shop=flooring overture=flooring_contractors overture=flooring_store naf=43.33Z
mason, bricklayer, masonry
    | maçon, maçonnerie, entreprise de maçonnerie
    | craft=mason craft=bricklayer overture=masonry_contractors overture=masonry_concrete naf=43.99C
builder, building contractor, construction company, building company, general contractor, construction
    | entreprise de construction, entreprise du bâtiment, constructeur de maisons, maître d'œuvre, constructeur, bâtiment, btp
    | craft=builder office=construction_company overture=building_contractor overture=builders overture=contractor
      overture=construction_services naf=41.20* naf=43.99*
renovation company, home renovation, home improvement contractor
    | rénovation, entreprise de rénovation, travaux de rénovation
    | craft=renovation overture=altering_and_remodeling_contractor overture=bathroom_remodeling
handyman, odd jobs
    | bricoleur, homme toutes mains, petits travaux, multiservices
    | craft=handyman overture=handyman
insulation contractor, insulation
    | isolation, entreprise d'isolation, isolation thermique
    | craft=insulation overture=insulation_installation naf=43.29A
facade cleaning, rendering contractor
    | façadier, ravalement, ravalement de façade, enduiseur
    | craft=facade craft=stucco overture=stucco_services
scaffolder, scaffolding
    | échafaudage, échafaudeur
    | craft=scaffolder naf=43.99E
groundworks, earthworks, excavation
    | terrassement, terrassier, travaux publics
    | craft=groundworks overture=excavation_service overture=paving_contractor naf=43.12* naf=42.*
demolition, demolition contractor
    | démolition, entreprise de démolition
    | craft=demolition overture=demolition_service naf=43.11Z
chimney sweep
    | ramoneur, ramonage
    | craft=chimney_sweeper overture=chimney_sweep
stove fitter, fireplaces, fireplace shop, stoves
    | cheminées et poêles, cheminée, cheministe, poêle à bois, poêles
    | craft=stove_fitter shop=fireplace overture=fireplace_service
solar panels, solar installer, solar energy
    | panneaux solaires, photovoltaïque, installateur photovoltaïque, énergie solaire
    | craft=photovoltaic office=energy&energy=solar overture=solar_installation
locksmith, locksmiths
    | serrurier, serrurerie, dépannage serrurerie, clés
    | craft=locksmith shop=locksmith craft=key_cutter shop=key_cutter overture=key_and_locksmith
metalworker, metal construction, metal worker, welder
    | métallier, métallerie, ferronnier, ferronnerie, soudeur, construction métallique, ferronnier d'art
    | craft=metal_construction craft=welder overture=metal_fabricator overture=welders overture=iron_work naf=25.11Z naf=25.12Z naf=43.32B
blacksmith
    | forgeron, forge
    | craft=blacksmith overture=blacksmiths naf=25.50A
awnings and blinds, blinds, shutters, blinds shop
    | stores et volets, stores bannes, volets, volets roulants, storiste
    | shop=window_blind craft=blinds craft=sun_protection shop=curtain&curtain=blinds overture=shades_and_blinds overture=awning_supplier
      overture=shutters
gates and fences, fencing contractor
    | portails et clôtures, portails, clôtures, portail automatique
    | craft=fence_maker overture=fence_and_gate_sales_service overture=garage_door_service
kitchen fitter, kitchens, kitchen shop, kitchen showroom, fitted kitchens
    | cuisiniste, cuisines, cuisine équipée, magasin de cuisines
    | shop=kitchen craft=kitchen overture=kitchen_and_bath overture=kitchen_remodeling
bathroom shop, bathroom fittings, bathrooms
    | salle de bains, sanitaires, magasin de salle de bains
    | shop=bathroom_furnishing overture=bathroom_fixture_stores overture=bedding_and_bath_stores
swimming pool builder, pool builder, pool supplies, swimming pool contractor
    | pisciniste, constructeur de piscines, construction de piscine, magasin de piscines
    | shop=swimming_pool craft=pool overture=hot_tubs_and_pools overture=pool_and_hot_tub_services overture=pool_cleaning
gardener, landscaper, landscaping, landscape gardener, garden services
    | paysagiste, jardinier, jardinière, entretien de jardins, aménagement paysager, jardinier paysagiste, espaces verts
    | craft=gardener office=landscape_architect overture=gardener overture=landscaping overture=landscape_architect overture=lawn_service
      naf=81.30Z
tree surgeon, tree services, arborist
    | élagueur, élagage, abattage d'arbres
    | craft=arborist craft=tree_surgeon overture=tree_services
pest control, exterminator
    | dératisation, désinsectisation, lutte antiparasitaire, nuisibles, dératiseur
    | craft=pest_control office=pest_control shop=pest_control overture=pest_control_service naf=81.29A
drain cleaning, septic tank, sewage services
    | assainissement, vidange de fosse septique, débouchage, curage
    | craft=sewage overture=septic_services naf=37.00Z
lift installer, elevator, lifts
    | ascensoriste, ascenseur, ascenseurs
    | craft=elevator overture=elevator_service
upholsterer, upholstery
    | tapissier, tapissier décorateur, tapisserie
    | craft=upholsterer overture=furniture_reupholstery naf=95.24Z
stonemason, marble mason, stone mason
    | tailleur de pierre, marbrier, marbrerie
    | craft=stonemason overture=marble_and_granite_professionals overture=stone_and_masonry naf=23.70Z
sawmill, timber merchant
    | scierie, négoce de bois, marchand de bois
    | craft=sawmill man_made=sawmill industrial=sawmill shop=timber overture=saw_mill overture=lumber_store naf=16.10A
removals, removal company, movers, moving company
    | déménagement, déménageur, entreprise de déménagement
    | office=moving_company shop=moving overture=movers naf=49.42Z
waterproofing, damp proofing
    | étanchéité, étancheur, traitement de l'humidité
    | craft=waterproofing overture=waterproofing naf=43.99A
building materials, builders merchant, building supplies
    | matériaux de construction, négoce de matériaux, négociant en matériaux
    | shop=building_materials shop=trade overture=building_supply_store overture=home_improvement_store naf=46.73*
DIY store, do it yourself, diy shop, home improvement store
    | magasin de bricolage, bricolage, grande surface de bricolage
    | shop=doityourself overture=do_it_yourself_store overture=home_improvement_store naf=47.52B
hardware store, ironmonger, hardware shop, hardware
    | quincaillerie, droguerie, quincaillier
    | shop=hardware overture=hardware_store naf=47.52A
paint shop, paint store, wallpaper shop
    | magasin de peinture, papier peint, droguerie peinture
    | shop=paint shop=wallpaper overture=paint_store overture=wallpaper_store
plumbing supplies, plumbers merchant
    | matériel de plomberie, négoce sanitaire chauffage
    | trade=plumbing naf=46.74*
electrical supplies, electrical wholesaler
    | matériel électrique, fournitures électriques
    | shop=electrical trade=electrical overture=electrical_supply_store overture=electrical_wholesaler
tool hire, equipment hire, equipment rental, plant hire
    | location de matériel, location d'outils, loueur de matériel, location d'engins
    | shop=tool_hire shop=rental&rental=tools overture=machine_and_tool_rentals overture=rental_services naf=77.32Z naf=77.39Z
potter, pottery, ceramist
    | potier, potière, poterie, céramiste
    | craft=pottery shop=pottery naf=23.41Z
watchmaker, clockmaker, watch repair
    | horloger, horlogerie, réparation de montres
    | craft=watchmaker craft=clockmaker shop=watches overture=watch_store overture=watch_repair_service overture=clock_repair_service
shoe repair, cobbler, shoemaker, shoe repairer
    | cordonnier, cordonnerie, cordonnière
    | craft=shoemaker craft=shoe_repair shop=shoe_repair overture=shoe_repair naf=95.23Z
tailor, seamstress, dressmaker, alterations
    | tailleur, couturier, couturière, couture, retouches, retoucherie, atelier de couture
    | craft=tailor craft=dressmaker shop=tailor shop=sewing overture=sewing_and_alterations overture=custom_clothing overture=gents_tailor
appliance repair, electronics repair, household appliance repair
    | réparation électroménager, dépannage électroménager, réparateur
    | craft=electronics_repair craft=appliance_repair overture=appliance_repair_service overture=electronics_repair_shop naf=95.21Z
      naf=95.22Z
instrument maker, luthier, piano tuner
    | luthier, facteur d'instruments, accordeur de piano, facteur d'orgues
    | craft=musical_instrument craft=luthier craft=piano_tuner craft=organ_builder naf=32.20Z
bookbinder
    | relieur, reliure
    | craft=bookbinder overture=bookbinding
picture framer, framing, frame shop
    | encadreur, encadrement
    | craft=picture_framer shop=frame overture=framing_store
signwriter, sign maker, signs
    | enseigniste, enseignes, signalétique
    | craft=signmaker overture=sign_making overture=vehicle_wrap
printer, printing, print shop, copy shop, printing company
    | imprimerie, imprimeur, reprographie, photocopies, impression numérique
    | craft=printer shop=copyshop shop=printing craft=print_shop overture=printing_services overture=commercial_printer naf=18.1*
engraver, trophies, trophy shop
    | graveur, gravure, trophées
    | craft=engraver shop=trophy overture=trophy_shop overture=engraving
"""
